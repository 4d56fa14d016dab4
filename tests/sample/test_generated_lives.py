"""Generated history is believable: what happens, through which channel, when, and to whom."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from desktop_crm.bench.generator import fill
from desktop_crm.bench.generator.chunk import make_agenda
from desktop_crm.bench.generator.plan import plan_cases
from desktop_crm.bench.generator.sources import load
from desktop_crm.core.clock import FakeTime, from_micros, to_micros
from desktop_crm.core.ids import CaseId
from desktop_crm.process.model import ItemType
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.events import KINDS
from desktop_crm.workflow.ledger import read_case, read_events, read_items, read_tokens
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.values import pending_later
from tests.sample.moments import ANCHOR

# Enough for what is rare to occur.
_CUSTOMERS = 2_000
# The sample company answers the telephone from half past eight, on Thursdays until eight.
_OPEN = range(8, 20)
_HERE = ZoneInfo("Europe/Amsterdam")

Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def town(company_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A filled store that nobody writes to."""
    path = tmp_path_factory.mktemp("town") / "town.store"
    shutil.copy(company_file, path)
    fill(path, customers=_CUSTOMERS, anchor=ANCHOR)
    store = open_store(path, time=FakeTime(ANCHOR))
    yield store
    store.close()


@pytest.fixture
def view(town: Store) -> Iterator[Reading]:
    with town.read() as reading:
        yield reading


@pytest.fixture
def rows(view: Reading) -> Rows:
    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = view.driver.execute(statement, values).fetchall()
        return found

    return ask


def test_the_check_of_the_store_finds_nothing(town: Store) -> None:
    assert check_store(town.location) == ()


def test_everything_that_can_happen_to_a_case_happens_to_some(rows: Rows) -> None:
    never = {
        "CustomerChanged",
        "CaseCarried",
        "CaseAbsorbed",
        "PriorityChanged",
        "ProcessChanged",
    }  # nobody and nothing is in the town twice or urgent, and it has one version of the model
    assert {kind for (kind,) in rows("SELECT DISTINCT kind FROM case_event")} == set(KINDS) - never


def test_replaying_cases_that_took_a_detour_gives_their_rows(view: Reading, rows: Rows) -> None:
    detours = (
        "ItemHandedOver", "ItemDelegated", "ItemReleased", "ItemClosed", "WentBack", "CaseReopened",
        "CaseIdentified", "OwnerChanged",
    )  # fmt: skip
    found = rows(
        f"SELECT DISTINCT case_id FROM case_event WHERE kind IN ({', '.join('?' * len(detours))})", *detours
    )
    assert len(found) > len(detours)
    for (key,) in found:
        case = CaseId(UUID(bytes=key))
        head = read_case(view, case)
        told = replay(empty(case, head.process, head.owner), read_events(view, case)).state
        assert (told.status, told.owner, told.paused) == (
            head.status, head.owner, head.paused_until is not None,
        )  # fmt: skip
        assert sorted(told.tokens) == sorted(read_tokens(view, case))
        assert dict(told.items) == {key: row.item for key, row in read_items(view, case).items()}


def test_a_step_is_told_through_a_channel_that_it_has(view: Reading, rows: Rows) -> None:
    plan = Plans().published(view)
    found = rows(
        "SELECT DISTINCT crm_case.process, work_item.activity, contact.channel FROM contact "
        "JOIN work_item ON work_item.id = contact.work_item_id JOIN crm_case ON crm_case.id = contact.case_id"
    )
    for process, activity, channel in found:
        spec = plan.activities[activity].spec
        assert spec.contact is not None, activity
        able = spec.channels or plan.processes[process].spec.concluding.channels
        assert channel in {*able, spec.contact.channel}, (process, activity)


def test_a_case_begins_through_a_channel_of_its_process(view: Reading, rows: Rows) -> None:
    plan = Plans().published(view)
    for process, channel in rows("SELECT DISTINCT process, channel FROM crm_case"):
        assert channel in plan.processes[process].spec.starting.channels


def test_everyday_words_come_through_a_channel_that_they_fit(rows: Rows) -> None:
    fitting = {
        (subject, said): channels for _way, subject, said, channels in load("talk")["contacts"]["lines"]
    }
    used = rows("SELECT DISTINCT subject, text, channel FROM contact WHERE case_id IS NULL")
    assert len(used) > len(fitting)
    for subject, said, channel in used:
        assert channel in fitting[subject, said], subject


def test_files_and_drawings_are_there_as_their_values_say(view: Reading, rows: Rows) -> None:
    items = Plans().published(view).model.items
    filed = [item.code for item in items if item.type in {ItemType.FILE, ItemType.DRAWING}]
    told = rows(
        f"SELECT content, case_id, customer_id FROM item_value WHERE item IN ({', '.join('?' * len(filed))})",
        *filed,
    )
    kept = {
        f"{key.hex()}/{name}": (case, customer, sha256(content).hexdigest(), len(content), content[:4], kind)
        for key, name, case, customer, content, kind in rows(
            "SELECT id, name, case_id, customer_id, content, media_type FROM attachment"
        )
    }
    sums = rows("SELECT lower(hex(id)) || '/' || name, sha256, size FROM attachment")
    assert {content for content, _case, _customer in told} == set(kept)
    for content, case, customer in told:
        assert kept[content][:2] == (case, customer)
    assert all(kept[name][2:4] == (digest, size) for name, digest, size in sums)
    assert {(kind, start) for *_rest, start, kind in kept.values()} == {
        ("application/pdf", b"%PDF"), ("image/png", b"\x89PNG"),
    }  # fmt: skip


def test_a_correction_replaces_a_value_of_the_same_item_and_case(rows: Rows) -> None:
    pairs = rows(
        "SELECT new.item = old.item, new.case_id = old.case_id, new.content <> old.content, "
        "new.registered_at > old.registered_at, new.source FROM item_value new "
        "JOIN item_value old ON old.id = new.replaces_id"
    )
    assert pairs
    assert set(pairs) == {(1, 1, 1, 1, "correction")}


def test_what_was_put_off_is_answered_before_a_case_is_concluded(view: Reading, rows: Rows) -> None:
    model = Plans().published(view).model
    put_off = rows(
        "SELECT DISTINCT crm_case.id FROM crm_case JOIN item_value ON item_value.case_id = crm_case.id "
        "WHERE answer = 'later' AND status = 'concluded'"
    )
    assert put_off
    for (key,) in put_off:
        head = read_case(view, CaseId(UUID(bytes=key)))
        assert pending_later(view, model, head.id, head.customer, ANCHOR) == []


def test_pauses_end_in_each_of_their_ways(rows: Rows) -> None:
    whys = {why for (why,) in rows("SELECT detail ->> 'why' FROM case_event WHERE kind = 'CaseResumed'")}
    assert {"customer's contact", "expected end", "taken up again"} <= whys


def test_a_few_cases_are_overdue_and_most_are_not(rows: Rows) -> None:
    (running,) = rows("SELECT count(*) FROM crm_case WHERE status = 'running'")[0]
    (overdue,) = rows(
        "SELECT count(DISTINCT clock.case_id) FROM clock JOIN crm_case ON crm_case.id = clock.case_id "
        "WHERE status = 'running' AND clock.state = 'missed'"
    )[0]
    assert 0 < overdue < running / 2


def test_a_few_customers_are_very_busy_and_many_are_quiet(rows: Rows) -> None:
    counts = [
        count
        for (count,) in rows(
            "SELECT (SELECT count(*) FROM contact WHERE customer_id = customer.id) FROM customer"
        )
    ]
    busy = sum(1 for count in counts if count >= 200)
    assert 0 < busy <= _CUSTOMERS // 500
    assert sum(1 for count in counts if count <= 3) > _CUSTOMERS / 2


def test_calls_come_while_we_are_open_and_most_in_the_morning(rows: Rows) -> None:
    calls = rows(
        "SELECT happened_at FROM contact WHERE channel = 'telephone' AND case_id IS NULL AND direction = 'in'"
    )
    hours = Counter(from_micros(at).astimezone(_HERE).hour for (at,) in calls)
    assert set(hours) <= set(_OPEN)
    assert max(hours, key=lambda hour: hours[hour]) in {9, 10, 11}


def test_policies_renew_in_january(view: Reading) -> None:
    plan = Plans().published(view)
    planned = plan_cases(make_agenda(plan, to_micros(ANCHOR)), 50_000, list(plan.processes))
    begun = [one for cases in planned.values() for one in cases if one.process == "renewal"]
    months = Counter(from_micros(one.starts).astimezone(_HERE).month for one in begun)
    assert months[1] > 2 * len(begun) / 12
    assert months[1] == max(months.values())
