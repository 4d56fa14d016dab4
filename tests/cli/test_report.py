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
