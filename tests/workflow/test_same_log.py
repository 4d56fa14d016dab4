"""The same acts leave the same change log on both databases, but for what each gives out by itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.core import ids
from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address, Location
from desktop_crm.workflow.values import FileGiven
from tests.asking import ask
from tests.conftest import MONDAY_NINE
from tests.workflow.builders import an_office

COLUMNS = "at, actor, hlc, schema_rev, table_name, pk, scope, op, old, new"


def log_of(location: Location, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Walk a claim in an empty store, with ids that are the same each time; return what the log says."""
    count = iter(range(1, 1_000_000))
    monkeypatch.setattr(ids, "getrandbits", lambda _bits: 0)
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(count) * 1_000_000)
    monkeypatch.setattr(ids, "_last", 0)
    time = FakeTime(MONDAY_NINE)
    store = open_store(location, time=time)
    office = an_office(store)
    case = office.a_case(asks=['When will it be "ready"?\n\tSoon?']).at("register")
    time.advance(3600)
    office.desk("anouk").drafts.save(case.item("register").hex, "typed so far")
    case.waiting_for_customer()
    case.contact(text="b\\ackslash ☃ é \x7f \x01")
    case.done("register", photo=FileGiven("damage.png", bytes(range(256)), "image/png"))
    time.advance(3600)
    case.concluded()
    with store.read() as view:
        found = ask(view, f"SELECT {COLUMNS} FROM change_log ORDER BY seq")
    store.close()
    monkeypatch.undo()
    return found


def test_the_same_acts_leave_the_same_log_on_both_stores(
    empty_store_file: Path, tmp_path: Path, database: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(empty_store_file, tmp_path / "log.store"))
    here = log_of(file, monkeypatch)
    there = log_of(database, monkeypatch)
    assert len(here) > 100
    assert {row[7] for row in here} == {"I", "U", "D"} or {row[7] for row in here} == {"I", "U"}
    assert there == here
