"""Generated stores: reproducible, whole, and believable to the last row."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import phonenumbers
import pytest

from desktop_crm.bench.generator import cached_store, fill, filling, generate, stores
from desktop_crm.core.clock import FakeTime, to_micros
from desktop_crm.core.errors import Invalid, Refused, StoreProblem
from desktop_crm.process.values import parse_value
from desktop_crm.store.find import find
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.states import ItemState
from tests.sample.moments import ANCHOR, CUSTOMERS

Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def rows(filled: Store) -> Rows:
    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with filled.read() as view:
            found: list[tuple[Any, ...]] = view.driver.execute(statement, values).fetchall()
            return found

    return ask


def _everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    store = open_store(path, time=FakeTime(ANCHOR))
    try:
        with store.read() as view:
            tables = view.driver.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            ).fetchall()
            return {name: view.driver.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables}
    finally:
        store.close()


def test_the_same_seed_gives_the_same_store(company_file: Path, filled_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.store"
    shutil.copy(company_file, again)
    fill(again, customers=CUSTOMERS, anchor=ANCHOR)
    assert _everything(again) == _everything(filled_file)


def test_another_seed_gives_other_customers(company_file: Path, filled_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.store"
    shutil.copy(company_file, other)
    fill(other, customers=CUSTOMERS, seed=2000, anchor=ANCHOR)
    assert _everything(other)["customer"] != _everything(filled_file)["customer"]


def test_more_talk_gives_more_contacts_a_customer(
    company_file: Path, filled_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "talk.store"
    shutil.copy(company_file, other)
    fill(other, customers=CUSTOMERS, anchor=ANCHOR, talk=4)
    usual, more = _everything(filled_file), _everything(other)
    assert len(more["customer"]) == len(usual["customer"])
    everyday, talked = len(usual["contact"]), len(more["contact"])
    assert 2 * everyday < talked < 4 * everyday


def test_several_processes_make_the_store_that_one_makes(
    company_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, together = tmp_path / "alone.store", tmp_path / "together.store"
    shutil.copy(company_file, alone)
    shutil.copy(company_file, together)
    fill(alone, customers=1_100, anchor=ANCHOR)
    monkeypatch.setattr(filling, "ALONE", 0)
    fill(together, customers=1_100, anchor=ANCHOR)
    assert _everything(together) == _everything(alone)


def test_a_filled_store_opens_with_all_its_triggers_and_indexes(company_file: Path, filled: Store) -> None:
    with filled.read() as view:
        after = view.driver.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    with closing(sqlite3.connect(company_file)) as company:
        before = company.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    assert set(before) == set(after)


def test_every_reference_leads_somewhere_and_the_file_is_whole(rows: Rows) -> None:
    assert rows("PRAGMA foreign_key_check") == []
    assert rows("PRAGMA integrity_check") == [("ok",)]


def test_nothing_generated_stands_in_the_change_log_as_typed_in(rows: Rows) -> None:
    assert rows(
        "SELECT count(*) FROM change_log WHERE table_name IN ('customer', 'contact', 'crm_case')"
    ) == [(0,)]


def test_every_process_occurs_in_two_hundred_customers(filled: Store, rows: Rows) -> None:
    with filled.read() as view:
        plan = Plans().published(view)
    assert {code for (code,) in rows("SELECT DISTINCT process FROM crm_case")} == set(plan.processes)


def test_cases_stand_in_every_state(rows: Rows) -> None:
    assert {state for (state,) in rows("SELECT DISTINCT status FROM crm_case")} == {
        "running", "concluded", "cancelled",
    }  # fmt: skip
    assert (
        rows("SELECT count(*) FROM crm_case WHERE paused_until IS NOT NULL AND status = 'running'")[0][0] > 0
    )
    assert rows("SELECT count(*) FROM case_event WHERE kind = 'CaseReopened'")[0][0] > 0


def test_work_items_stand_in_every_state(rows: Rows) -> None:
    assert {state for (state,) in rows("SELECT DISTINCT state FROM work_item")} == set(ItemState)


def test_some_only_ask_and_never_say_who_they_are(rows: Rows) -> None:
    asked = rows("SELECT DISTINCT process FROM crm_case WHERE customer_id IS NULL")
    assert asked == [("information_request",)]


def test_work_waits_for_every_kind_of_desk(rows: Rows) -> None:
    waiting = {role for (role,) in rows("SELECT DISTINCT role FROM work_item WHERE state = 'offered'")}
    assert {"front_office", "policies", "claims"} <= waiting


def test_all_history_lies_before_the_anchor(rows: Rows) -> None:
    now = to_micros(ANCHOR)
    latest = {
        "contact": "max(happened_at, recorded_at)",
        "case_event": "max(happened_at, recorded_at)",
        "item_value": "registered_at",
        "work_item": "max(offered_at, coalesce(ended_at, 0))",
        "crm_case": "max(started_at, recorded_at, coalesce(concluded_at, 0))",
    }
    for table, column in latest.items():
        assert rows(f"SELECT max({column}) FROM {table}")[0][0] <= now, table


def test_nothing_is_recorded_before_it_happened(rows: Rows) -> None:
    for table in ("contact", "case_event"):
        assert rows(f"SELECT count(*) FROM {table} WHERE recorded_at < happened_at") == [(0,)], table
    assert rows("SELECT count(*) FROM crm_case WHERE recorded_at < started_at") == [(0,)]


def test_work_is_offered_then_claimed_then_opened_then_ended(rows: Rows) -> None:
    wrong = rows(
        "SELECT id FROM work_item "
        "WHERE claimed_at < offered_at OR opened_at < claimed_at OR ended_at < opened_at"
    )
    assert wrong == []


def test_the_events_of_a_case_are_recorded_in_their_order(rows: Rows) -> None:
    wrong = rows(
        "SELECT a.id FROM case_event a "
        "JOIN case_event b ON b.case_id = a.case_id AND b.sequence = a.sequence + 1 "
        "WHERE b.recorded_at < a.recorded_at"
    )
    assert wrong == []


def test_no_clock_counts_backwards(rows: Rows) -> None:
    assert rows("SELECT count(*) FROM clock WHERE net_seconds < 0 OR customer_seconds < net_seconds") == [
        (0,)
    ]
    assert rows("SELECT count(*) FROM clock WHERE stopped_at < started_at") == [(0,)]


def test_values_are_what_the_windows_would_have_kept(filled: Store, rows: Rows) -> None:
    with filled.read() as view:
        items = Plans().published(view).model.item
    for code, content in rows("SELECT DISTINCT item, content FROM item_value WHERE content IS NOT NULL"):
        assert parse_value(items[code], content) == content, code


def test_telephone_numbers_are_valid_in_the_netherlands(rows: Rows) -> None:
    numbers = rows("SELECT content, normal FROM contact_point WHERE kind IN ('phone', 'mobile')")
    for content, normal in numbers:
        parsed = phonenumbers.parse(content, "NL")
        assert phonenumbers.is_valid_number(parsed), content
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == normal


def test_mail_addresses_end_in_a_domain_that_nobody_has(rows: Rows) -> None:
    domains = {
        content.split("@")[1] for (content,) in rows("SELECT content FROM contact_point WHERE kind = 'email'")
    }
    assert domains <= {"example.nl", "example.com", "example.org", "example.net"}


def test_nobody_is_a_customer_before_they_were_born(rows: Rows) -> None:
    for born, since in rows("SELECT birth_date, since FROM customer WHERE birth_date <> '' AND since <> ''"):
        assert date.fromisoformat(born) < date.fromisoformat(since)


def test_the_search_box_finds_a_generated_customer(filled: Store, rows: Rows) -> None:
    key, number, family = rows(
        "SELECT id, number, family FROM customer WHERE family <> '' ORDER BY number LIMIT 1"
    )[0]
    with filled.read() as view:
        assert UUID(bytes=key) in {match.customer for match in find(view, f"{family} {number}")}


def test_more_customers_and_cases_are_numbered_on(rows: Rows) -> None:
    following: dict[str, int] = dict(rows("SELECT series, next_number FROM number_series"))
    assert following["customer"] == int(rows("SELECT max(number) FROM customer")[0][0]) + 1
    last = rows("SELECT max(number) FROM crm_case WHERE number LIKE '2026-%'")[0][0]
    assert following["case-2026"] > int(last.removeprefix("2026-"))


def test_a_store_with_customers_is_not_filled_again(filled_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.store"
    shutil.copy(filled_file, path)
    with pytest.raises(Refused, match="has customers already"):
        fill(path, customers=10, anchor=ANCHOR)


def test_a_failure_half_way_leaves_the_store_as_it_was(company_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.store"
    shutil.copy(company_file, path)

    def give_up(done: int, _of: int) -> None:
        raise InterruptedError(f"stopped after {done}")

    with pytest.raises(InterruptedError):
        fill(path, customers=1_500, anchor=ANCHOR, progress=give_up)
    assert _everything(path) == _everything(company_file)


@pytest.mark.parametrize("customers", [0, -5, 1_000_001])
def test_a_number_of_customers_out_of_bounds_is_refused(company_file: Path, customers: int) -> None:
    with pytest.raises(Invalid, match="1,000,000"):
        fill(company_file, customers=customers)


def test_a_whole_store_is_made_and_never_put_over_another(tmp_path: Path) -> None:
    path = tmp_path / "whole.store"
    told: list[tuple[int, int]] = []
    written = generate(path, 20, anchor=ANCHOR, progress=lambda done, of: told.append((done, of)))
    assert written > 20 * 5
    assert told[-1] == (20, 20)
    with pytest.raises(StoreProblem, match="already"):
        generate(path, 20, anchor=ANCHOR)


def test_a_cached_store_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "cache_folder", lambda: tmp_path)
    first = cached_store(5, seed=7)
    made = first.stat().st_mtime_ns
    assert cached_store(5, seed=7) == first
    assert first.stat().st_mtime_ns == made
    assert cached_store(5, seed=8) != first
