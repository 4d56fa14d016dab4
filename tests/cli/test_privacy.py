"""`contacts export-person`, `erase` and `privacy`, and `store compact`: the whole way on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import Shell

PEOPLE = """Reference,Given name,Family name,Birth date,E-mail
ref01,Jan,Wijnalda,1970-02-03,jan@wijnalda.nl
ref02,Ann,Post,1981-05-06,ann@post.nl
"""


@pytest.fixture
def filled(admin: Shell, tmp_path: Path) -> Shell:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert admin("contacts", "import", str(tmp_path / "people.csv")).status == 0
    return admin


def test_a_person_is_told_everything_and_erased_and_both_stand_on_the_record(
    filled: Shell, tmp_path: Path
) -> None:
    shown = filled("contacts", "export-person", "ref01").out
    assert json.loads(shown)["held"]["customer"][0]["family"] == "Wijnalda"
    files = [str(tmp_path / name) for name in ("jan.json", "jan.pdf")]
    told = filled("contacts", "export-person", "ref01", "--out", files[0], "--out", files[1], "--json").json
    assert told["rows"]["contact_point"] == 1
    assert json.loads(Path(files[0]).read_text(encoding="utf-8"))["person"]["name"] == "Jan Wijnalda"
    assert Path(files[1]).read_bytes().startswith(b"%PDF")

    filled("store", "backup", str(tmp_path / "kept.store"))
    assert "can’t be undone" in filled("contacts", "erase", "ref01", "--dry-run").out
    done = filled("contacts", "erase", "ref01", "--json").json
    assert done["freed"] is True
    assert [Path(one["place"]).name for one in done["copies"]] == ["kept.store"]
    assert "no customer" in filled.refused("contacts", "erase", "ref01").lower()
    record = filled("contacts", "privacy", "--json").json["record"]
    assert [one["kind"] for one in record] == ["erased", "told", "told"]
    assert {one["number"] for one in record} == {told["number"]}
    lines = filled("contacts", "privacy").out
    assert "kept.store" in lines
    assert "Wijnalda" not in lines


def test_another_kind_of_file_is_refused_before_anything_is_told(filled: Shell, tmp_path: Path) -> None:
    assert ".json or .pdf" in filled.refused(
        "contacts", "export-person", "ref01", "--out", str(tmp_path / "a.txt")
    )
    assert filled("contacts", "privacy", "--json").json["record"] == []


def test_a_store_is_written_anew(filled: Shell) -> None:
    filled("contacts", "erase", "ref02")
    done = filled("store", "compact", "--json").json
    assert 0 < done["after"] <= done["before"]


def test_periods_are_stated_and_who_is_past_them_told_put_off_and_erased(filled: Shell) -> None:
    assert "always" in filled("privacy", "periods").out
    stated = filled("privacy", "periods", "prospect", "18m", "--json").json["periods"]
    assert [one["months"] for one in stated if one["what"] == "prospect"] == [18]
    assert "1 year 6 months after" in filled("privacy", "periods").out
    assert filled("privacy", "past", "prospect", "--json").json == {"past": [], "postponed": 0, "more": False}
    assert "past its period any more" in filled.refused("privacy", "erase-past", "prospect", "ref01")
    put_off = ("privacy", "postpone", "prospect", "ref01", "--reason", "a claim")
    assert filled(*put_off, "--until", "2090-01-02").status == 0
    filled.refused(*put_off, "--until", "tomorrow", status=2)
    filled.refused("privacy", "periods", "words", "7", status=2)
    assert filled("contacts", "privacy", "--json").json["record"][0]["kind"] == "postponed"
