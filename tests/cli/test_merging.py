"""`contacts merge`, `unmerge` and `merges`: the whole way on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Shell

TWICE = """Reference,Given name,Family name,Birth date,E-mail
ref01,Jan,Wijnalda,1970-02-03,jan@wijnalda.nl
ref02,Johan,Wijnada,1970-02-03,johan@wijnalda.nl
ref03,Ann,Post,1981-05-06,ann@post.nl
"""


@pytest.fixture
def filled(admin: Shell, tmp_path: Path) -> Shell:
    (tmp_path / "people.csv").write_text(TWICE, encoding="utf-8")
    assert admin("contacts", "import", str(tmp_path / "people.csv")).status == 0
    return admin


def found(shell: Shell, words: str) -> list[str]:
    return [one["name"] for one in shell("contacts", "find", words, "--json").json["customers"]]


def test_customers_are_shown_side_by_side_before_anything_is_done(filled: Shell) -> None:
    fields = filled("contacts", "merge", "ref01", "ref02", "--dry-run", "--json").json["fields"]
    name = next(one for one in fields if one["field"] == "name")
    assert (name["values"], name["differs"]) == (["Jan Wijnalda", "Johan Wijnada"], True)
    born = next(one for one in fields if one["field"] == "birth_date")
    assert not born["differs"]
    assert (
        "≠ name: Jan Wijnalda | Johan Wijnada"
        in filled("contacts", "merge", "ref01", "ref02", "--dry-run").out
    )
    assert found(filled, "Johan") == ["Johan Wijnada"]


def test_a_merge_and_its_unmerge_go_the_whole_way(filled: Shell) -> None:
    merged = filled("contacts", "merge", "ref01", "ref02", "--take", "name=ref02", "--json").json
    (one,) = merged["merges"]
    assert found(filled, "ref02") == ["Johan Wijnada"]
    assert found(filled, "Ann") == ["Ann Post"]
    assert filled("contacts", "duplicates", "--json").json["pairs"] == []
    assert filled("contacts", "merges", "ref02", "--json").json["merges"][0]["gone"] == one["gone"]
    assert "named twice" in filled.refused("contacts", "merge", "ref01", "ref02")
    parted = filled("contacts", "unmerge", one["merge"], "--json").json
    assert (parted["stayed"], parted["left"]) == ([], [])
    assert found(filled, "ref01") == ["Jan Wijnalda"]
    assert found(filled, "ref02") == ["Johan Wijnada"]
    # Whoever takes two apart has said that they are two.
    assert filled("contacts", "duplicates", "--json").json["pairs"] == []
    assert "taken apart already" in filled.refused("contacts", "unmerge", one["merge"])


def test_a_merge_is_named_by_the_one_who_went_or_by_the_one_who_was_kept(filled: Shell) -> None:
    for named in ("ref02", "ref01"):
        assert filled("contacts", "merge", "ref01", "ref02").status == 0
        assert "are two customers again" in filled("contacts", "unmerge", named).out
    assert "Nobody was merged" in filled.refused("contacts", "unmerge", "ref01")
    assert filled("contacts", "merge", "ref01", "ref02", "ref03").status == 0
    assert "Several were merged" in filled.refused("contacts", "unmerge", "ref01")
    assert "no customer" in filled.refused("contacts", "unmerge", "nobody")


def test_what_was_registered_under_the_old_name_goes_back_with_it(filled: Shell) -> None:
    assert filled("contacts", "merge", "ref01", "ref02").status == 0
    contact = ("contact", "add", "--channel", "email", "--direction", "in", "--text")
    assert filled(*contact, "for johan", "--customer", "ref02").status == 0
    (kept,) = (filled(*contact, "for jan", "--customer", "ref01", "--json").json["contact"],)
    since = filled("contacts", "unmerge", "ref02", "--dry-run", "--json").json["since"]
    assert [one["id"] for one in since] == [kept]
    assert kept in filled("contacts", "unmerge", "ref02", "--dry-run").out
    left = filled("contacts", "unmerge", "ref02", "--json").json["left"]
    assert [one["title"] for one in left] == ["for jan"]


def test_what_was_added_since_is_given_to_the_one_who_went(filled: Shell) -> None:
    assert filled("contacts", "merge", "ref01", "ref02").status == 0
    contact = (
        "contact",
        "add",
        "--channel",
        "email",
        "--direction",
        "in",
        "--customer",
        "ref01",
        "--text",
        "hi",
    )
    made = filled(*contact, "--json").json["contact"]
    assert filled("contacts", "unmerge", "ref02", "--give", made, "--json").json["left"] == []


def test_an_import_of_somebody_who_was_merged_brings_nobody_new(filled: Shell, tmp_path: Path) -> None:
    assert filled("contacts", "merge", "ref01", "ref02").status == 0
    again = filled("contacts", "import", str(tmp_path / "people.csv"), "--json").json
    assert (again["created"], again["updated"]) == (0, 0)
    (tmp_path / "later.csv").write_text("Reference,Given name,Language\nref02,Jan,fy\n", encoding="utf-8")
    later = filled("contacts", "import", str(tmp_path / "later.csv"), "--json").json
    assert (later["created"], later["updated"], later["rejected"]) == (0, 1, [])


def test_a_choice_that_nobody_can_make_is_refused(filled: Shell) -> None:
    assert "FIELD=REF" in filled.refused("contacts", "merge", "ref01", "ref02", "--take", "name")
    assert "no choice" in filled.refused("contacts", "merge", "ref01", "ref02", "--take", "shoes=ref02")
    assert "one of the customers" in filled.refused(
        "contacts", "merge", "ref01", "ref02", "--take", "name=ref03"
    )


def test_an_import_merges_who_is_certainly_here_twice_and_lists_who_may_be(
    filled: Shell, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    head = "Reference,Given name,Family name,Birth date,E-mail\n"
    more.write_text(head + "ref11,Ann,Post,1981-05-06,ann@post.nl\nref12,Jan,Wijnalda,1970-02-30,\n")
    listed = filled("contacts", "import", str(more), "--duplicates", "broad", "--json").json
    pairs = {tuple(sorted((one["a"], one["b"]))) for one in listed["duplicates"]}
    assert all(one["merge"] is None and one["reasons"] for one in listed["duplicates"])
    assert len(pairs) >= 1
    assert [one["line"] for one in listed["noted"]] == [3]
    again = tmp_path / "again.csv"
    again.write_text(head + "ref21,Ann,Post,1981-05-06,ann@post.nl\n")
    done = filled("contacts", "import", str(again), "--duplicates", "strict", "--json").json
    assert done["duplicates"]
    assert all(one["merge"] for one in done["duplicates"])
    assert found(filled, "ref21") == ["Ann Post"]
    assert "one = " not in filled("contacts", "import", str(again), "--duplicates", "strict").out
