"""`report customer`: the contact sheet and its figures."""

from __future__ import annotations

from pathlib import Path

from tests.cli.run import Shell


def a_customer(admin: Shell, folder: Path) -> None:
    path = folder / "one.csv"
    path.write_text("Name,Phone\nJan de Vries,038 4217706\n", encoding="utf-8")
    assert admin("contacts", "import", str(path)).status == 0


def test_the_contact_sheet_of_a_customer_with_a_case_is_written(admin: Shell, tmp_path: Path) -> None:
    a_customer(admin, tmp_path)
    admin(
        "case",
        "start",
        "--process",
        "claim",
        "--customer",
        "000001",
        "--channel",
        "telephone",
        "--asks",
        "When?",
    )
    out = tmp_path / "sheet.pdf"
    told = admin("report", "customer", "000001", "--out", str(out), "--json").json
    assert out.read_bytes().startswith(b"%PDF-")
    assert (told["name"], told["counts"]["cases"], told["counts"]["contacts"]) == ("Jan de Vries", 1, 1)
    (case,) = told["open_cases"]
    assert case["clocks"]
    assert "sheet.pdf" in admin("report", "customer", "000001", "--out", str(out)).out


def test_what_cannot_be_reported_is_one_sentence(admin: Shell, tmp_path: Path) -> None:
    a_customer(admin, tmp_path)
    assert "ends in .pdf" in admin.refused("report", "customer", "000001", "--out", str(tmp_path / "a.txt"))
    assert "no customer" in admin.refused("report", "customer", "7", "--out", str(tmp_path / "a.pdf"))
    missing = tmp_path / "none" / "a.pdf"
    assert "can't be written" in admin.refused("report", "customer", "000001", "--out", str(missing))
    admin.refused("report", "customer", "000001", status=2)


def test_a_version_of_the_model_is_printed(admin: Shell, tmp_path: Path) -> None:
    out = tmp_path / "model.pdf"
    told = admin("report", "model", "--out", str(out), "--version", "1", "--json").json
    assert (told["version"], told["state"], told["processes"]) == (1, "published", 12)
    assert out.read_bytes().startswith(b"%PDF-")
    assert "no version 99" in admin.refused("report", "model", "--out", str(out), "--version", "99")
    assert "ends in .pdf" in admin.refused("report", "model", "--out", str(tmp_path / "model.txt"))


def test_what_was_said_to_a_customer_in_a_month_is_printed(admin: Shell, tmp_path: Path) -> None:
    a_customer(admin, tmp_path)
    said = ("contact", "add", "--customer", "000001", "--channel", "telephone", "--direction", "in")
    admin(*said, "--text", "In March.", "--at", "2026-03-31T23:30:00+02:00")
    admin(*said, "--text", "In April.", "--at", "2026-04-01T00:30:00+02:00")
    out = tmp_path / "history.pdf"
    asked = ("report", "history", "--customer", "000001", "--out", str(out))
    told = admin(*asked, "--month", "2026-03", "--json").json
    assert out.read_bytes().startswith(b"%PDF-")
    assert [one["text"] for one in told["contacts"]] == ["In March."]
    assert told["customer"] == "Jan de Vries"
    told = admin(*asked, "--rows", "1", "--json").json
    assert ([one["text"] for one in told["contacts"]], told["more"]) == (["In April."], True)
    assert "2 contacts are in" in admin(*asked).out
    assert "not a month" in admin.refused(*asked, "--month", "March")


def test_key_success_factors_and_a_process_are_printed_as_the_screens_tell_them(
    admin: Shell, tmp_path: Path
) -> None:
    out = tmp_path / "ksf.pdf"
    told = admin("report", "ksf", "--month", "2026-03", "--out", str(out), "--json").json
    assert {one["verdict"] for one in told["ksfs"]} == {"untold"}
    assert out.read_bytes().startswith(b"%PDF-")
    told = admin("report", "process", "claim", "--out", str(out), "--json").json
    assert told["times"]["cases"] == 0
    assert "no such process" in admin.refused("report", "process", "nothing", "--out", str(out))


def test_the_promises_of_today_are_told_and_printed(admin: Shell, tmp_path: Path) -> None:
    a_customer(admin, tmp_path)
    start = ("case", "start", "--process", "claim", "--customer", "000001", "--channel", "telephone")
    admin(*start, "--promise", "2100-01-01T12:00:00+01:00")
    assert "No promise runs out" in admin("team", "promises").out
    out = tmp_path / "promises.pdf"
    later = ("--until", "2100-01-02T00:00:00+01:00", "--json")
    (one,) = admin("report", "promises", "--out", str(out), *later).json["promises"]
    assert (one["customer"], one["outlook"]) == ("Jan de Vries", "on_course")
    assert admin("team", "promises", *later).json["promises"] == [one]
    assert out.read_bytes().startswith(b"%PDF-")
