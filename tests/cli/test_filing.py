"""`contacts show`, `edit`, `history` and the rest of one customer's file, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Shell

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Jan de Vries\nN:de Vries;Jan;;;\nTEL:038 421 77 06\nEND:VCARD\n"


@pytest.fixture
def jan(admin: Shell, tmp_path: Path) -> str:
    path = tmp_path / "jan.vcf"
    path.write_text(CARD, encoding="utf-8")
    (made,) = admin("contacts", "import", str(path), "--json").json["ids"]
    return str(made)


def test_a_field_is_edited_and_its_history_told(admin: Shell, jan: str) -> None:
    assert (
        admin("contacts", "edit", jan, "--set", "status=former", "--set", "birth_date=1970-02-03").status == 0
    )
    assert admin("contacts", "edit", jan, "--set", "owner=admin", "--json").json["changed"]
    told = admin("contacts", "history", jan, "--field", "status", "--json").json["changes"]
    assert [(one["old"], one["new"]) for one in told] == [("prospect", "former")]
    shown = admin("contacts", "show", jan, "--json").json
    assert (shown["customer"]["status"], shown["customer"]["birth_date"]) == ("former", "1970-02-03")
    assert "Status: prospect → former" in admin("contacts", "history", jan).out


def test_who_read_something_else_overwrites_nothing(admin: Shell, jan: str) -> None:
    admin("contacts", "edit", jan, "--set", "language=nl")
    refused = admin.refused("contacts", "edit", jan, "--seen", "language=", "--set", "language=fr")
    assert "Language was changed to “nl”" in refused
    assert "no field “shoe”" in admin.refused("contacts", "edit", jan, "--set", "shoe=44")


def test_a_number_is_edited_by_its_row(admin: Shell, jan: str) -> None:
    (point,) = admin("contacts", "show", jan, "--json").json["profile"]["points"]
    admin("contacts", "edit", jan, "--row", point["id"], "--set", "until=2027-01-01")
    (after,) = admin("contacts", "show", jan, "--json").json["profile"]["points"]
    assert after["until"] == "2027-01-01"


def test_what_is_put_on_a_file_is_shown_there(admin: Shell, jan: str, tmp_path: Path) -> None:
    assert admin("contacts", "tag", jan, "fleet", "agro", "--json").json["tags"] == ["agro", "fleet"]
    assert admin("contacts", "tag", jan, "fleet", "--remove", "--json").json["tags"] == ["agro"]
    admin("contacts", "state", jan, "--kind", "need", "--text", "Cover abroad")
    admin("contacts", "identify", jan, "policies", "P-1")
    assert admin("contacts", "crosswalk", "--json").json["systems"][0]["unmatched"] == 0
    path = tmp_path / "quote.txt"
    path.write_text("12 euro", encoding="utf-8")
    (kept,) = admin("contacts", "attach", jan, str(path), "--json").json["documents"]
    out = tmp_path / "copy.txt"
    admin("contacts", "document", jan, kept["document"], "--out", str(out))
    assert out.read_text(encoding="utf-8") == "12 euro"
    assert "can't be written" in admin.refused(
        "contacts", "document", jan, kept["document"], "--out", str(out)
    )
    said = admin("contacts", "show", jan, "--kind", "statement", "--json").json["time_line"]
    assert [(one["title"], one["words"]) for one in said] == [("Need", "Cover abroad")]
