"""`contacts` and `contact`: customers in, out and found, and what was said to them."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path

import pytest

from tests.cli.run import Shell

CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:Jan de Vries\nTEL:038 421 77 06\nEND:VCARD\n"
CARDS = (Path(os.environ.get("DESKTOP_CRM_SAMPLES", ""), "vcard", "John_Doe_EVOLUTION.vcf"),)


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / "cards.vcf"
    path.write_text(
        CARD.format(uid="a") + "BEGIN:VCARD\nFN:Broken\n" + CARD.format(uid="b"), encoding="utf-8"
    )
    return path


def test_an_import_tells_what_it_did_in_the_promised_shape(admin: Shell, cards: Path) -> None:
    first = admin("contacts", "import", str(cards), "--json").json
    assert (first["created"], first["updated"], first["unchanged"]) == (2, 0, 0)
    assert first["rejected"] == [{"line": 7, "reason": "The card has no END:VCARD."}]
    assert len(first["ids"]) == 2
    assert uuid.UUID(first["import_id"]).version == 7
    again = admin("contacts", "import", str(cards), "--json").json
    assert (again["created"], again["unchanged"], again["ids"]) == (0, 2, [])


def test_a_trial_import_changes_nothing(admin: Shell, cards: Path) -> None:
    trial = admin("contacts", "import", str(cards), "--dry-run", "--json").json
    assert (trial["created"], trial["import_id"]) == (2, None)
    assert admin("contacts", "find", "vries", "--json").json == {"customers": []}


def test_an_import_for_a_person_is_lines(admin: Shell, cards: Path) -> None:
    ran = admin("contacts", "import", str(cards))
    assert ran.status == 0
    assert ran.out.splitlines()[:2] == [
        "2 created, 0 updated, 0 unchanged, 1 rejected",
        "  line 7: The card has no END:VCARD.",
    ]


def test_found_customers_have_number_name_and_what_matched(admin: Shell, cards: Path) -> None:
    admin("contacts", "import", str(cards))
    (one, _other) = admin("contacts", "find", "vries", "jan", "--json").json["customers"]
    assert (one["number"], one["name"], one["edits"]) == ("000001", "Jan de Vries", 0)
    assert set(one) == {"id", "number", "name", "matched", "edits"}
    assert admin("contacts", "find", "vreis", "jan", "--json").json["customers"][0]["edits"] == 1
    assert admin("contacts", "find", "4217706", "--json").json["customers"]
    assert "Nobody was found" in admin("contacts", "find", "zzzz").out


def test_customers_go_out_and_into_another_store(admin: Shell, cards: Path, tmp_path: Path) -> None:
    admin("contacts", "import", str(cards))
    for name in ("all.vcf", "all.csv"):
        assert admin("contacts", "export", str(tmp_path / name), "--json").json["customers"] == 2
        back = admin("contacts", "import", str(tmp_path / name), "--json").json
        assert (back["created"], back["unchanged"]) == (0, 2)
    assert (
        admin(
            "contacts", "export", str(tmp_path / "one.vcf"), "--customer", "000001", "--vcard", "3.0"
        ).status
        == 0
    )
    assert (tmp_path / "one.vcf").read_text(encoding="utf-8").count("VERSION:3.0") == 1


def test_what_cannot_be_imported_or_exported_is_one_sentence(admin: Shell, tmp_path: Path) -> None:
    assert "can't be read" in admin.refused("contacts", "import", str(tmp_path / "none.vcf"))
    assert "not a file" in admin.refused("contacts", "import", str(tmp_path))
    assert ".vcf, .csv or .json" in admin.refused("contacts", "export", str(tmp_path / "a.xls"))
    assert "no customer" in admin.refused(
        "contacts", "export", str(tmp_path / "a.vcf"), "--customer", "nobody"
    )
    admin.refused("contacts", "import", status=2)


def test_a_contact_is_registered_with_its_question_and_later_its_answer(admin: Shell, cards: Path) -> None:
    admin("contacts", "import", str(cards))
    asked = admin(
        "contact",
        "add",
        "--customer",
        "000001",
        "--channel",
        "telephone",
        "--direction",
        "in",
        "--asks",
        "When?",
        "--json",
    ).json
    (question,) = asked["questions"]
    answered = admin(
        "contact",
        "add",
        "--customer",
        "000001",
        "--channel",
        "email",
        "--direction",
        "out",
        "--answers",
        question,
        "--json",
    ).json
    assert (answered["answered"], answered["case"]) == ([question], None)
    again = (
        "contact",
        "add",
        "--customer",
        "000001",
        "--channel",
        "email",
        "--direction",
        "out",
        "--answers",
        question,
    )
    assert "answered already" in admin.refused(*again)


def test_a_contact_of_a_case_is_registered_in_that_case(admin: Shell, cards: Path) -> None:
    admin("contacts", "import", str(cards))
    started = admin(
        "case", "start", "--process", "information_request", "--customer", "000001", "--channel", "telephone",
        "--asks", "Am I covered?", "--json",
    ).json  # fmt: skip
    case = started["case"]
    (question,) = (one["question"] for one in admin("case", "show", case, "--json").json["questions"])
    by_question = admin(
        "contact",
        "add",
        "--channel",
        "telephone",
        "--direction",
        "out",
        "--answers",
        question,
        "--asks",
        "Clear?",
        "--json",
    ).json
    assert by_question["case"] == case
    assert len(by_question["questions"]) == 1
    other = (
        "contact",
        "add",
        "--customer",
        "000002",
        "--case",
        case,
        "--channel",
        "telephone",
        "--direction",
        "in",
    )
    assert "another customer's" in admin.refused(*other)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--channel", "telephone", "--direction", "in"), "--customer, or of which case"),
        (("--customer", "000001", "--channel", "smoke", "--direction", "in"), "no channel “smoke”"),
        (("--customer", "000009", "--channel", "telephone", "--direction", "in"), "no customer"),
        (
            ("--customer", "000001", "--channel", "telephone", "--direction", "in", "--at", "noon"),
            "not a time",
        ),
        (
            ("--customer", "000001", "--channel", "telephone", "--direction", "in", "--answers", "x"),
            "--answers",
        ),
        (
            (
                "--customer",
                "000001",
                "--channel",
                "telephone",
                "--direction",
                "in",
                "--at",
                "2999-01-01T00:00:00Z",
            ),
            "future",
        ),
        (
            ("--customer", "000001", "--channel", "telephone", "--direction", "in", "--text", "\ud83d"),
            "half a character",
        ),
    ],
)
def test_a_contact_that_cannot_be_is_one_sentence(
    admin: Shell, cards: Path, options: tuple[str, ...], sentence: str
) -> None:
    admin("contacts", "import", str(cards))
    assert sentence in admin.refused("contact", "add", *options)


@pytest.mark.parametrize("card", [one for one in CARDS if one.is_file()])
def test_a_customer_of_a_real_card_is_walked_through_a_whole_process(admin: Shell, card: Path) -> None:
    assert admin("contacts", "import", str(card), "--json").json["created"] == 1
    (found,) = admin("contacts", "find", "doe", "--json").json["customers"]
    started = admin(
        "case", "start", "--process", "information_request", "--customer", found["number"],
        "--channel", "telephone", "--asks", "Is my son insured?", "--expects", "To know now", "--json",
    ).json  # fmt: skip
    case = started["case"]

    def complete(*more: str) -> None:
        (item,) = admin("case", "show", case, "--json").json["open"]
        ran = admin("case", "complete", item["work_item"], *more)
        assert ran.status == 0, ran.err

    complete("--set", "subject=cover", "--set", "words=Is my son insured?", "--set", "answered_at_once=yes",
             "--set", "answer_draft=He is, until he is 27")  # fmt: skip
    complete("--set", "told=He is, until he is 27", "--channel", "telephone", "--delivered", "An answer at once",
             "--grade", "8", "--graded-by", "customer")  # fmt: skip
    told = admin("case", "show", case, "--json").json
    assert (told["status"], told["delivered"], told["grade"]) == ("concluded", "An answer at once", 8)
    assert [one["answered"] is not None for one in told["questions"]] == [True]


def test_a_file_is_looked_at_mapped_imported_and_taken_back(admin: Shell, tmp_path: Path) -> None:
    path, mapping = tmp_path / "lijst.csv", tmp_path / "mapping.json"
    path.write_text("Wie;Bereikbaar;Geboren\nJan Smit;06 12345678;3-2-1970\n", encoding="utf-8")
    told = admin("contacts", "preview", str(path), "--json").json
    assert (told["kind"], told["columns"]) == (
        "rows",
        {"Wie": "Keep", "Bereikbaar": "Keep", "Geboren": "Birth date"},
    )
    assert told["mapping"]["separator"] == ";"
    told["mapping"]["columns"] |= {"Wie": "Name", "Bereikbaar": "Mobile"}
    mapping.write_text(json.dumps(told["mapping"]), encoding="utf-8")
    shown = admin("contacts", "preview", str(path), "--mapping", str(mapping), "--json").json["rows"]
    assert shown[0] | {"line": 2, "name": "Jan Smit", "points": ["06 12345678"]} == shown[0]
    report = admin("contacts", "import", str(path), "--mapping", str(mapping), "--json").json
    (run,) = admin("contacts", "imports", "--json").json["imports"]
    assert (run["id"], run["created"], run["undone_at"]) == (report["import_id"], 1, None)
    back = admin("contacts", "undo-import", report["import_id"], "--json").json
    assert back == {"removed": 1, "restored": 0, "left": []}
    assert "taken back" in admin("contacts", "imports").out
    assert "already" in admin.refused("contacts", "undo-import", report["import_id"])


def test_who_is_known_and_what_may_happen_are_chosen(admin: Shell, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,E-mail\nJan Smit,jan@example.nl\n", encoding="utf-8")
    admin("contacts", "import", str(path))
    path.write_text(
        "Name,E-mail,Town\nJ. Smit,jan@example.nl,Zwolle\nEls Boer,els@example.nl,\n", encoding="utf-8"
    )
    by_mail = ("contacts", "import", str(path), "--match", "email", "--mode", "update", "--json")
    report = admin(*by_mail).json
    assert (report["created"], report["updated"]) == (0, 1)
    assert "only who is known" in report["rejected"][0]["reason"]


def test_a_mapping_that_cannot_be_used_is_one_sentence(admin: Shell, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name\nJan Smit\n", encoding="utf-8")
    assert "no encoding" in admin.refused("contacts", "import", str(path), "--encoding", "utf-99")
    assert "can't be read" in admin.refused(
        "contacts", "preview", str(path), "--mapping", str(tmp_path / "no")
    )


def test_files_of_mail_and_calendars_are_attached_and_plans_go_out(admin: Shell, tmp_path: Path) -> None:
    path, mail, calendar = tmp_path / "list.csv", tmp_path / "a.eml", tmp_path / "a.ics"
    path.write_text("Name,E-mail\nJan Smit,jan@example.nl\n", encoding="utf-8")
    admin("contacts", "import", str(path))
    mail.write_text("From: Jan <jan@example.nl>\nSubject: Hallo\n\nde tekst\n", encoding="utf-8")
    calendar.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20991201T090000Z\nSUMMARY:Bezoek\n"
        "ATTENDEE:mailto:jan@example.nl\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    one, other = admin("contact", "attach", str(mail), str(calendar), "--json").json["attached"]
    assert (one["kind"], one["direction"], one["subject"]) == ("contact", "in", "Hallo")
    assert (other["kind"], other["at"], other["customer"]) == (
        "plan",
        "2099-12-01T09:00:00+00:00",
        one["customer"],
    )
    assert "planned already" in admin.refused("contact", "attach", str(calendar))
    assert admin("contact", "calendar", str(tmp_path / "out.ics"), "--json").json["planned"] == 1
    assert "SUMMARY:Bezoek (Jan Smit)" in (tmp_path / "out.ics").read_text(encoding="utf-8")
    mail.write_text("From: nobody@example.nl\n\nx\n", encoding="utf-8")
    assert "nobody@example.nl" in admin.refused("contact", "attach", str(mail))
    assert "no e-mail" in admin.refused("contact", "attach", str(path))
