"""Erasing a person: every word of theirs goes, from rows, log, index and the very bytes; what is counted stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, LargeBinary, Text

from desktop_crm.core.errors import Conflict, NotFound, Refused
from desktop_crm.customers.data import PointData
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.reads import find_customers, find_reference
from desktop_crm.privacy import erasing
from desktop_crm.privacy.record import Kind
from desktop_crm.store.compacting import compact
from desktop_crm.store.personal import HOLDINGS, TYPED_INTO_EVENTS
from desktop_crm.store.schema import Id
from desktop_crm.store.search import write_anew
from desktop_crm.store.verify import check_store
from desktop_crm.store.whole import whole_schema
from desktop_crm.workflow.events import FREE_TEXT
from tests.server import Server
from tests.workflow.builders import Office, refused
from tests.workflow.lives import MARK, Life


@pytest.mark.parametrize("table", sorted(whole_schema().tables))
def test_of_every_text_it_was_decided_what_becomes_of_it(table: str) -> None:
    holding = HOLDINGS[table]
    assert bool(holding.found) != bool(holding.why)
    if not holding.found or holding.goes:
        return
    words = {
        column.name
        for column in whole_schema().tables[table].columns
        if isinstance(column.type, Text | Date | LargeBinary) and not isinstance(column.type, Id)
    }
    assert words - {*holding.emptied, *holding.stays} == set()
    assert {*holding.emptied} & {*holding.stays} == set()


@pytest.mark.parametrize("table", sorted(whole_schema().tables))
def test_whatever_hangs_on_a_customer_is_told_and_erased(table: str) -> None:
    named = {key.column.table.name for key in whole_schema().tables[table].foreign_keys}
    hangs = (
        named & {"customer", "contact", "crm_case"} or "customer_id" in whole_schema().tables[table].columns
    )
    assert HOLDINGS[table].found or not hangs


def test_what_is_typed_into_the_facts_of_a_case_is_known() -> None:
    assert {kind.__name__: frozenset(names) for kind, names in FREE_TEXT.items()} == {
        kind: frozenset(names) for kind, names in TYPED_INTO_EVENTS.items()
    }


def everything(office: Office) -> str:
    """All rows of all tables, as text."""
    found = []
    for name, table in whole_schema().tables.items():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        found += [
            f"{name} {row}" for row in map(str, office.ask(f"SELECT {columns} FROM {name}")) if MARK in row
        ]
    return "\n".join(found)


def bytes_of(place: Path) -> bytes:
    return b"".join(
        file.read_bytes()
        for file in (place, *(place.with_name(place.name + end) for end in ("-wal", "-shm")))
        if file.exists()
    )


def test_no_word_of_an_erased_person_is_left_in_any_row(office: Office) -> None:
    life = Life(office)
    jan, again = life.person("jan"), life.person("again")
    (merge,) = life.merges.merge(kept=jan, others=[again]).ids("merge")
    assert MARK in everything(office)
    counted = office.ask("SELECT count(*) FROM contact")
    done = life.privacy.erase(customer=jan)
    assert everything(office) == ""
    assert done.removed["attachment"] == 4
    assert office.ask("SELECT count(*) FROM contact") == counted
    assert office.ask("SELECT sum(cents) FROM trade") == [(8400,)]
    with office.looking() as view:
        assert not find_customers(view, MARK, limit=5)
        refused(lambda: find_reference(view, done.number), NotFound)
    assert "erased" in refused(lambda: life.merges.unmerge(merge=merge), Conflict).sentence
    (act,) = life.privacy.record()
    assert (act.kind, act.number, act.who) == (Kind.ERASED, done.number, "Eva Erybody")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_very_bytes_of_a_file_are_free_of_an_erased_person(office: Office) -> None:
    place = office.store.location
    assert isinstance(place, Path)
    life = Life(office)
    jan, _other = life.person("jan"), life.person("other")
    life.merges.merge(kept=jan, others=[life.person("again")])
    life.privacy.tell(customer=jan, form="json")
    life.plant([jan, office.customers["again"]])
    life.privacy.erase(customer=jan)
    left = bytes_of(place)
    theirs = {word for word in life.words if word.encode() in left}
    assert theirs == set(office_words(office, life))
    assert check_store(place) == ()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_indexes_are_written_anew_only_for_who_was_changed_since_they_came(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = office.store.location
    assert isinstance(place, Path)
    life, anew = Life(office), []
    monkeypatch.setattr(erasing, "write_anew", lambda work: (anew.append(1), write_anew(work)))
    changes: list[tuple[bool, dict[str, Any]]] = [
        (False, {}),
        (False, {"note": life.word("note")}),
        (True, {"family": life.word("married")}),
        (True, {"points": (PointData(PointKind.EMAIL, f"{life.word('moved')}@example.nl"),)}),
    ]
    people = [life.plain_person() for _change in changes]
    for customer, (written, change) in zip(people, changes, strict=True):
        if change:
            life.customers.change_customer(customer=customer, changes=change)
        anew.clear()
        life.privacy.erase(customer=customer)
        assert bool(anew) == written
        left = bytes_of(place)
        assert {word for word in life.words if word.encode() in left} == set(office_words(office, life))
    assert check_store(place) == ()
    assert everything(office) == ""


def office_words(office: Office, life: Life) -> set[str]:
    """The planted words that still stand in rows: those of other people."""
    rows = everything(office)
    return {word for word in life.words if word in rows}


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_server_s_files_are_free_of_an_erased_person_once_compacted(
    office: Office, request: pytest.FixtureRequest
) -> None:
    running: Server = request.getfixturevalue("server")
    life = Life(office)
    jan = life.person("jan")
    done = life.privacy.erase(customer=jan)
    assert not done.freed
    assert life.privacy.record()[0].freed_at is None
    assert compact(office.store).tables
    assert words_in(running, office) == set()


def words_in(running: Server, office: Office) -> set[str]:
    ((folder,),) = office.ask("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    data = running.folder / "data" / "base" / folder
    return {
        f"{file.name}: {found}"
        for file in data.iterdir()
        for found in [file.read_bytes().find(MARK.encode())]
        if found >= 0
    }


def test_while_a_case_runs_nobody_is_erased(office: Office) -> None:
    case = office.a_case()
    life = Life(office)
    said = refused(lambda: life.privacy.erase(customer=office.customers["Anna"]), Conflict).sentence
    assert case.row("number")[0] in said


def test_erasing_is_a_right_of_its_own(office: Office) -> None:
    life = Life(office, "greet")
    refused(lambda: life.privacy.erase(customer=office.customers["Anna"]), Refused)
    refused(lambda: life.privacy.tell(customer=office.customers["Anna"], form="json"), Refused)
    refused(life.privacy.record, Refused)
