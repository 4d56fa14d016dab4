"""An erasure outlives an older copy that is put back: journal, `privacy again`, `store restore`."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.core.clock import SystemTime
from desktop_crm.core.ids import new_id
from desktop_crm.privacy.journal import Gone, append
from tests.cli.run import Shell

PEOPLE = """Reference,Given name,Family name,E-mail
ref01,Jan,Wijnalda,jan@wijnalda.nl
ref02,Ann,Post,ann@post.nl
"""


@pytest.fixture
def erased(admin: Shell, sample: Path, tmp_path: Path) -> Path:
    """A store in which ref01 was erased after a copy was made; the copy."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    admin("contacts", "import", str(tmp_path / "people.csv"))
    admin("store", "backup", str(tmp_path / "kept.store"))
    assert admin("contacts", "erase", "ref01").status == 0
    return tmp_path / "kept.store"


def journal(sample: Path) -> Path:
    return sample.with_name(sample.name + ".erasures")


def gone(admin: Shell) -> bool:
    return "no customer" in admin.refused("contacts", "show", "ref01").lower()


def test_what_was_erased_goes_again_when_an_older_copy_is_put_back(
    admin: Shell, sample: Path, erased: Path
) -> None:
    kept = journal(sample).read_text(encoding="utf-8")
    assert not any(word in kept for word in ("Wijnalda", "ref01", "jan"))
    done = admin("store", "restore", str(erased), "--json").json
    assert (len(done["again"]), done["waiting"]) == (1, [])
    assert gone(admin)
    assert "Ann Post" in admin("contacts", "show", "ref02").out
    (act,) = admin("contacts", "privacy", "--json").json["record"]
    assert (act["kind"], act["number"], act["who"]) == ("erased", done["again"][0], "")
    assert admin("privacy", "again", "--json").json["to_erase"] == 0
    # The same copy once more: both erasures are in the journal, and the person goes once.
    again = admin("store", "restore", str(erased))
    assert f"Erased again: {done['again'][0]}." in again.out
    assert gone(admin)


def test_a_copy_that_was_put_back_by_hand_is_told_and_erased_in(
    admin: Shell, sample: Path, erased: Path
) -> None:
    sample.write_bytes(erased.read_bytes())
    assert "1 erasure is to be done again" in admin("privacy", "again", "--dry-run").out
    assert "Wijnalda" in admin("contacts", "show", "ref01").out
    assert admin("privacy", "again", "--json").json["waiting"] == []
    assert gone(admin)


def test_a_journal_that_was_lost_is_whole_again_before_its_store_is_replaced(
    admin: Shell, sample: Path, erased: Path
) -> None:
    journal(sample).unlink()
    assert len(admin("store", "restore", str(erased), "--json").json["again"]) == 1
    assert gone(admin)


def test_damaged_lines_and_those_of_another_store_are_told_and_the_others_count(
    admin: Shell, sample: Path, erased: Path
) -> None:
    line = journal(sample).read_text(encoding="utf-8").splitlines()[0]
    person = line.split('"people": ["')[1][:8]
    damaged = [line.replace(person, "00000000"), line[:40], "\0\xff", "[]", "7"]
    journal(sample).write_text("\n".join([*damaged, line]), encoding="utf-8")
    other = Gone(new_id(), new_id(), (new_id(),), SystemTime().now())
    append(journal(sample), [other])
    sample.write_bytes(erased.read_bytes())
    found = admin("privacy", "again", "--dry-run", "--json").json
    assert found == {"to_erase": 1, "damaged": len(damaged), "foreign": 1}
    assert "can’t be read: 5" in admin("privacy", "again").out
    assert gone(admin)


def test_a_journal_is_written_where_it_is_wanted(
    admin: Shell, sample: Path, erased: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "with the backups"
    assert admin("privacy", "journal", "--to", str(beside), "--json").json == {"added": 1}
    assert admin("privacy", "journal", "--to", str(beside), "--json").json == {"added": 0}
    assert beside.read_text() == journal(sample).read_text()
    folder = admin.refused("privacy", "journal", "--to", str(tmp_path))
    assert str(tmp_path) in folder
