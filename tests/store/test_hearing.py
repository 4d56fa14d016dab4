"""What others change is heard, on either database: what it was about, and nothing of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from uuid import UUID

import pytest

from desktop_crm.core.changes import Changes, mark_of
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.ids import new_id
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.service import insert_customer
from desktop_crm.store import told
from desktop_crm.store.hearing import MOST, Ear, ear_of, everything
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.triggers import UNLOGGED_TABLES
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store, Writing
from tests.server import Server

_SHORT = 0.05
_TURNS = 100


@pytest.fixture
def colleague(place: Location, fake_time: FakeTime) -> Iterator[Store]:
    """The same store, opened by another program."""
    opened = open_store(place, time=fake_time)
    yield opened
    opened.close()


@pytest.fixture
def ear(store: Store) -> Iterator[Ear]:
    """Hears what others change in `store`."""
    listening = ear_of(store, turn=_SHORT)
    assert listening.hear() == everything(), "screens were read before it listened"
    assert not listening.hear()
    yield listening
    listening.close()


def _heard(ear: Ear, of: Callable[[Changes], bool]) -> Changes:
    """Listen until something of it is heard; tell all that was."""
    found = Changes()
    for _turn in range(_TURNS):
        found |= ear.hear()
        if of(found):
            return found
    raise AssertionError(f"never heard: {found}")


def _add(store: Store, name: str) -> UUID:
    with store.write(None) as work:
        return insert_customer(work, CustomerData(kind="organisation", name=name), owner=None)


def _insert(work: Writing, into: str, *values: UUID | str) -> None:
    """Add a row as either driver takes it."""
    on_file = work.dialect == "sqlite"
    held = [one.bytes if on_file and isinstance(one, UUID) else one for one in values]
    work.driver.execute(
        f"INSERT INTO {into} VALUES ({', '.join(['?' if on_file else '%s'] * len(held))})", held
    )


def test_what_another_adds_is_heard_by_what_it_is(ear: Ear, colleague: Store) -> None:
    customer, other = _add(colleague, "Bakker BV"), new_id()
    heard = _heard(ear, lambda found: found.touches("customer"))
    assert heard.about("customer", customer)
    assert not heard.about("customer", other)
    assert not heard.touches("case", "model", "employee")


def test_what_belongs_to_a_customer_is_heard_as_theirs(ear: Ear, colleague: Store, store: Store) -> None:
    first, second = _add(store, "Bakker BV"), _add(store, "Smit BV")
    assert not ear.hear().touches("customer")
    with colleague.write(None) as work:
        _insert(work, "relation (id, customer_id, other_id, kind)", new_id(), first, second, "partner")
    heard = _heard(ear, lambda found: found.about("customer", second))
    assert heard.about("customer", first)


def test_what_is_written_here_is_not_heard_here(ear: Ear, store: Store, colleague: Store) -> None:
    mine = _add(store, "Bakker BV")
    assert not ear.hear()
    theirs = _add(colleague, "Smit BV")
    heard = _heard(ear, lambda found: found.about("customer", theirs))
    if heard.marks:  # a file's log is read from where it was read last, and tells of both
        assert not heard.about("customer", mine)


def test_what_was_rolled_back_is_never_heard(ear: Ear, colleague: Store) -> None:
    with suppress(ZeroDivisionError), colleague.write(None) as work:
        insert_customer(work, CustomerData(kind="organisation", name="Bakker BV"), owner=None)
        raise ZeroDivisionError
    for _turn in range(3):
        assert not ear.hear()


def test_of_very_many_only_the_kinds_are_heard(ear: Ear, colleague: Store) -> None:
    with colleague.write(None) as work:
        made = [
            insert_customer(work, CustomerData(kind="organisation", name=f"Number {one}"), owner=None)
            for one in range(MOST + 1)
        ]
    heard = _heard(ear, lambda found: "customer" in found.whole)
    assert heard.about("customer", made[-1])
    assert sum(map(len, heard.marks.values())) + sum(map(len, heard.things.values())) <= MOST


def test_what_was_taken_away_is_heard_as_that_of_whom_it_was(
    ear: Ear, colleague: Store, store: Store
) -> None:
    customer, tag = _add(store, "Bakker BV"), new_id()
    with store.write(None) as work:
        _insert(work, "customer_tag (id, customer_id, tag)", tag, customer, "gold")
    assert not ear.hear().touches("case")
    with colleague.write(None) as work:
        work.connection.exec_driver_sql("DELETE FROM customer_tag")
    assert _heard(ear, lambda found: found.touches("customer")).about("customer", customer)


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_whoever_listens_learns_no_id(database: Address, server: Server, colleague: Store) -> None:
    with closing(server.connect(database.database)) as anybody:
        anybody.autocommit = True
        anybody.execute("LISTEN crm_changed")
        customer = _add(colleague, "Bakker BV")
        words = [word.payload for word in anybody.notifies(timeout=5, stop_after=1)]
    assert words == [f"customer {mark_of(customer)}"]


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_rubbish_on_the_channel_is_no_change(
    database: Address, server: Server, ear: Ear, colleague: Store
) -> None:
    with closing(server.connect(database.database)) as anybody:
        anybody.autocommit = True
        for word in ("", "customer", "  ", "employees *", "\u2603 *", "; DROP TABLE customer", "x" * 7000):
            anybody.execute("SELECT pg_notify('crm_changed', %s)", (word,))
    customer = _add(colleague, "Bakker BV")
    heard = _heard(ear, lambda found: found.about("customer", customer))
    assert {*heard} == {"customer"}
    assert not heard.whole


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_an_ear_that_was_cut_off_says_so_and_then_that_anything_may_have_changed(
    database: Address, server: Server, ear: Ear
) -> None:
    with closing(server.connect("postgres")) as keeper:
        keeper.autocommit = True
        keeper.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'",
            (database.database,),
        )
    with pytest.raises(StoreProblem, match="was lost"):
        _heard(ear, bool)
    assert ear.hear() == everything()
    assert not ear.hear()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_hushed_ear_ends_its_turn(store: Store) -> None:
    listening = ear_of(store, turn=3600)
    assert listening.hear()
    listening.hush()
    assert not listening.hear()


def test_every_table_is_told_or_nobodys_screen_shows_it() -> None:
    """Whatever table is added is decided upon."""
    for table in whole_schema().tables.values():
        if table.name in UNLOGGED_TABLES or table.name in told.QUIET:
            assert told.told_by(table) == ()
        else:
            assert told.told_by(table), f"{table.name}: who shows it, and as what? Else it belongs to QUIET"
            assert {column for _kind, column in told.told_by(table)} <= {*table.columns.keys()}


def test_a_mark_tells_the_same_in_both_languages(server: Server) -> None:
    thing = new_id()
    with closing(server.connect("postgres")) as there:
        asked = "SELECT left(encode(sha256(convert_to(%s::uuid::text, 'UTF8')), 'hex'), 16)"
        assert there.execute(asked, (thing,)).fetchone() == (mark_of(thing),)
