"""Several programs on one store: no work item is taken twice, nobody hangs, and whoever loses is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.store import driver
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from tests.conftest import MONDAY_NINE
from tests.workflow.builders import Office, refused
from tests.workflow.playing import office_of
from tests.workflow.test_kill import player

CASES = 40
LONGEST_SECONDS = 60


@pytest.fixture
def busy_store(built_office: Office, tmp_path: Path) -> Path:
    """A store in which forty cases wait for the front office."""
    path = tmp_path / "busy.store"
    path.write_bytes(built_office.store.location.read_bytes())
    store = open_store(path, time=FakeTime(MONDAY_NINE))
    office = office_of(store)
    office.time = FakeTime(MONDAY_NINE)
    for _case in range(CASES):
        office.a_case()
    store.close()
    return path


def race(what: str, path: Path, logins: Iterable[str]) -> list[list[str]]:
    """Let one program an employee play at once; return what each said."""
    programs = [player(what, path, login) for login in logins]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = []
    for program in programs:
        told, _nothing = program.communicate(timeout=LONGEST_SECONDS)
        assert program.returncode == 0, "a program fell over"
        said.append(told.splitlines())
    return said


@pytest.mark.parametrize(("what", "programs"), [("TAKE", 2), ("TAKE", 4), ("CLAIM", 2)])
def test_programs_on_one_store_never_get_the_same_work_item(
    busy_store: Path, what: str, programs: int
) -> None:
    logins = ["anouk", "tim", "anouk", "tim"][:programs]
    said = race(what, busy_store, logins)
    took = Counter(line.split()[1] for lines in said for line in lines if line.startswith("took"))
    assert len(took) == CASES, "something was left lying"
    if what == "TAKE":
        assert set(took.values()) == {1}, "something was taken twice"
    store = open_store(busy_store)
    office = office_of(store)
    for login in set(logins):
        mine = {
            row[0].hex()
            for row in office.ask(
                "SELECT id FROM work_item WHERE holder_id = :who", who=office.people[login].id.bytes
            )
        }
        told = {
            line.split()[1]
            for lines, who in zip(said, logins, strict=True)
            for line in lines
            if line.startswith("took") and who == login
        }
        assert mine == told, "the store knows another holder than the program was told"
    refusals = {line.split()[2] for lines in said for line in lines if line.startswith("refused")}
    assert refusals <= {"Conflict"}
    claims = office.ask("SELECT count(*) FROM case_event WHERE kind = 'ItemClaimed'")
    assert claims == [(CASES,)]
    store.close()
    assert check_store(busy_store) == ()


def test_who_waits_for_the_store_in_vain_is_told_so(
    busy_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.2)
    holder, other = open_store(busy_store), open_store(busy_store)
    with holder.write(None):
        said = refused(office_of(other).desk("anouk").items.take_next, StoreProblem)
    assert "locked" in said.sentence
    assert office_of(other).desk("anouk").items.take_next() is not None
    holder.close()
    other.close()
