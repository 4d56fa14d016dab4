"""A store that moves to a server and back is the same store: nothing lost, nothing added, and work goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Table

from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.moving import digest_of, move_store
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Location
from desktop_crm.store.tables import StoreFact, WriteContext
from desktop_crm.store.verify import check_store
from desktop_crm.store.whole import whole_schema
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.values import FileGiven
from tests.server import Server
from tests.workflow.builders import ACase, Office
from tests.workflow.laws import require_laws


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def digests(location: Location) -> dict[str, str]:
    own = {StoreFact.__tablename__, WriteContext.__tablename__}
    tables: list[Table] = [one for one in whole_schema().sorted_tables if one.name not in own]
    store = open_store(location)
    with store.read() as view:
        found = {table.name: digest_of(view.connection, table) for table in tables}
    store.close()
    return found


def worked_in(office: Office) -> ACase:
    case = office.a_case(asks=["When?"]).at("register")
    case.done("register", photo=FileGiven("damage.png", bytes(range(256)), "image/png"))
    office.a_case().concluded()
    return case


def test_a_store_moves_to_a_server_and_back_and_loses_nothing(
    office: Office, server: Server, tmp_path: Path
) -> None:
    case = worked_in(office)
    before, identity = digests(office.store.location), office.store.replica
    there = server.address(server.fresh())
    moved = move_store(office.store.location, there)
    assert moved.rows > 100
    assert digests(there) == before
    assert check_store(there) == ()

    shared = open_store(there, time=office.time)
    assert shared.replica == identity
    office.store.close()
    office.store, office.plans = shared, Plans()
    case.done(next(iter(case.live)))
    require_laws(case)
    worked_in(office)
    shared.close()

    later = digests(there)
    back = tmp_path / "back.store"
    move_store(there, back)
    server.drop(there)
    assert digests(back) == later != before
    assert check_store(back) == ()
    office.store, office.plans = open_store(back, time=office.time), Plans()
    case.concluded()
    require_laws(case)


def test_stamps_go_on_where_they_ended(office: Office, server: Server, tmp_path: Path) -> None:
    newest = "SELECT max(hlc) FROM change_log"
    stamps = [office.ask(newest)[0][0]]
    places: list[Location] = [server.address(server.fresh()), tmp_path / "back.store"]
    first = office.store
    for place in places:
        move_store(office.store.location, place)
        if office.store is not first:
            office.store.close()
        office.store, office.plans = open_store(place, time=office.time), Plans()
        office.welcome(f"Customer {len(stamps)}")
        stamps.append(office.ask(newest)[0][0])
    office.store.close()
    office.store = first
    assert stamps == sorted(set(stamps))


def test_nothing_is_written_over(office: Office, database: Location, tmp_path: Path) -> None:
    before = digests(database)
    with pytest.raises(StoreProblem, match="already"):
        move_store(office.store.location, database)
    assert digests(database) == before
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    with pytest.raises(StoreProblem, match="already"):
        move_store(database, precious)
    assert precious.read_text() == "mine"


def test_a_copy_that_differs_is_thrown_away(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server.address(server.fresh())
    monkeypatch.setattr("desktop_crm.store.moving.digest_of", lambda connection, _table: id(connection))
    with pytest.raises(StoreProblem, match="thrown away"):
        move_store(office.store.location, there)
    with pytest.raises(StoreProblem, match="no store"):
        open_store(there)
