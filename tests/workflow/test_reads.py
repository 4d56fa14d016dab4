"""What screens read of cases: work lists, a window, a whole case; in few statements, whatever the history."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import NotFound
from desktop_crm.core.ids import CaseId, WorkItemId, new_id
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Reading
from desktop_crm.workflow.outcome import CaseOutcome
from desktop_crm.workflow.reads import CaseFilters, case_list, queue, work_list
from desktop_crm.workflow.reads_activity import ActivityView, activity_view
from desktop_crm.workflow.reads_hits import case_hits, customer_hits
from desktop_crm.workflow.reads_start import hand_over_options, own_roles, start_options
from desktop_crm.workflow.reads_whole import as_json, case_view
from desktop_crm.workflow.values import Answer, AnswerKind
from tests.conftest import MONDAY_NINE
from tests.workflow.small_company import Company, found

_T = TypeVar("_T")
REPORT = {"words": "A van hit me.", "mobile": "0612345678"}
DAMAGE = {
    "happened": "2026-11-23T08:40:00+01:00",
    "plate": "K-482-TZ",
    "kind": "collision",
    "other_known": "yes",
    "damage": "1250.00 EUR",
}


@pytest.fixture(scope="session")
def founded(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The small company, founded once; its store is closed."""
    path = Path(shutil.copy(empty_store_file, tmp_path_factory.mktemp("small") / "small.store"))
    store = open_store(path, time=FakeTime(MONDAY_NINE))
    company = found(store)
    store.close()
    return company


@pytest.fixture
def company(founded: Company, fake_time: FakeTime, tmp_path: Path) -> Iterator[Company]:
    """A small company of this test's own."""
    store = open_store(Path(shutil.copy(founded.store.location, tmp_path / "small.store")), time=fake_time)
    yield Company(store, people=dict(founded.people), customers=dict(founded.customers))
    store.close()


def reading(company: Company, ask: Callable[[Reading], _T]) -> _T:
    with company.store.read() as view:
        return ask(view)


def statements(company: Company, ask: Callable[[Reading], Any]) -> int:
    """Count the SELECTs that a read issues."""
    issued: list[str] = []
    with company.store.read() as view:
        view.driver.set_trace_callback(issued.append)
        try:
            ask(view)
        finally:
            view.driver.set_trace_callback(None)
    return sum(text.lstrip().upper().startswith(("SELECT", "WITH")) for text in issued)


def window(company: Company, who: str, item: WorkItemId) -> ActivityView:
    actor = company.people[who]
    return reading(company, lambda view: activity_view(view, company.plans, actor, item, company.now))


def registered(company: Company, **more: Any) -> CaseOutcome:
    """A claim whose report is taken: the damage is to be registered next."""
    started = company.claim(**more)
    return company.desk("anouk").cases.complete(work_item=started.mine[0], outputs=REPORT)


def test_a_step_waits_for_its_role_until_somebody_takes_it(company: Company) -> None:
    started = company.claim()
    me, other = company.people["anouk"].id, company.people["joost"].id
    waiting = reading(company, lambda view: queue(view, company.plans, me, company.now))
    assert [(row.activity, row.customer_name, row.number) for row in waiting.rows] == [
        ("Receive claim report", "Bakkerij Smit B.V.", started.number)
    ]
    assert not reading(company, lambda view: queue(view, company.plans, other, company.now)).rows
    company.desk("anouk").items.claim(work_item=started.mine[0])
    assert not reading(company, lambda view: queue(view, company.plans, me, company.now)).rows
    mine = reading(company, lambda view: work_list(view, company.plans, me, company.now))
    assert [row.work_item for row in mine.rows] == [started.mine[0]]


def test_what_runs_out_first_stands_on_top_and_is_counted(company: Company, fake_time: FakeTime) -> None:
    desk = company.desk("anouk")
    calm = company.claim(customer="vries")
    urgent = desk.cases.start_case(process="question", channel="email", customer=company.customers["smit"],
                                   asks=("Am I covered?",))  # fmt: skip
    for outcome in (calm, urgent):
        desk.items.claim(work_item=outcome.mine[0])
    me = company.people["anouk"].id
    rows = reading(company, lambda view: work_list(view, company.plans, me, company.now)).rows
    assert [row.number for row in rows] == [urgent.number, calm.number]
    fake_time.advance(55 * 60)
    near = reading(company, lambda view: work_list(view, company.plans, me, company.now))
    assert (near.overdue, near.at_risk) == (0, 1)
    assert near.rows[0].clock is not None
    assert (near.rows[0].clock.face, near.rows[0].clock.seconds) == ("at_risk", 5 * 60)
    fake_time.advance(10 * 60)
    late = reading(company, lambda view: work_list(view, company.plans, me, company.now))
    assert (late.overdue, late.at_risk) == (1, 0)
    assert late.rows[0].clock is not None
    assert (late.rows[0].clock.face, late.rows[0].clock.seconds) == ("overdue", 5 * 60)


def test_a_paused_case_says_for_whom_it_waits(company: Company) -> None:
    started = company.claim()
    items = company.desk("anouk").items
    items.claim(work_item=started.mine[0])
    until = company.now + timedelta(days=2)
    items.pause(case=started.case, reason="customer", party="his form", until=until)
    me = company.people["anouk"].id
    row = reading(company, lambda view: work_list(view, company.plans, me, company.now)).rows[0]
    assert (row.paused_for, row.paused_until) == ("for his form", until)


def test_time_left_is_told_in_the_calendars_own_time(company: Company, fake_time: FakeTime) -> None:
    company.claim(customer="smit")
    fake_time.advance(9 * 3600)  # 18:00: the office closed an hour ago
    me = company.people["anouk"].id
    row = reading(company, lambda view: queue(view, company.plans, me, company.now)).rows[0]
    assert row.clock is not None
    assert row.clock.ksf == "settled"
    assert row.clock.face == "out_of_hours"
    assert row.clock.seconds == 306_000 - 8 * 3600
    assert row.clock.day_seconds == 8.5 * 3600
    assert row.clock.opens_at == MONDAY_NINE + timedelta(hours=23, minutes=30)


def test_the_window_shows_what_was_registered_before_with_its_source_and_age(
    company: Company, fake_time: FakeTime
) -> None:
    outcome = registered(company)
    fake_time.advance(600)
    view = window(company, "anouk", outcome.mine[0])
    assert view.title == "Register the damage"
    inputs = {line.item.code: line.value for line in view.inputs}
    words = inputs["words"]
    assert words is not None
    assert (words.content, words.source) == ("A van hit me.", "Receive claim report")
    assert view.read_at - words.registered == timedelta(seconds=600)
    assert inputs["premium"] is None


def test_fields_appear_as_their_conditions_hold(company: Company) -> None:
    view = window(company, "anouk", registered(company).mine[0])
    asked = {line.item.code for line in view.asks_for({})}
    assert "police" not in asked
    assert {line.item.code for line in view.asks_for({"other_known": "no"})} == asked | {"police"}


def test_what_any_process_registered_is_filled_in_while_it_is_valid(
    company: Company, fake_time: FakeTime
) -> None:
    first = registered(company)
    company.desk("anouk").cases.complete(work_item=first.mine[0], outputs=DAMAGE)
    second = registered(company)
    known = {line.item.code: line.known for line in window(company, "anouk", second.mine[0]).outputs}
    plate = known["plate"]
    assert plate is not None
    assert (plate.content, plate.source, plate.in_case) == ("K-482-TZ", "Register the damage", False)
    assert known["damage"] is None, "an item of the other case is no fact about the customer"
    fake_time.advance(366 * 86_400)
    known = {line.item.code: line.known for line in window(company, "anouk", second.mine[0]).outputs}
    assert known["plate"] is None, "it has outlived its validity"


def test_a_sensitive_item_is_withheld_from_whoever_has_no_use_for_it(company: Company) -> None:
    outcome = registered(company)
    done = company.desk("anouk").cases.complete(work_item=outcome.mine[0], outputs=DAMAGE)
    item = company.open_items(done.case)["check"]
    company.desk("joost").cases.complete(work_item=item, outputs={"covered": "no", "health": "a bad knee"})
    case = reading(
        company, lambda view: case_view(view, company.plans, company.people["tim"], done.case, company.now)
    )
    seen = next(line for line in case.values if line.item == "health")
    assert seen.content == "a bad knee", "the front office tells the outcome and uses it there"
    boss = reading(
        company, lambda view: case_view(view, company.plans, company.people["greet"], done.case, company.now)
    )
    hidden = next(line for line in boss.values if line.item == "health")
    assert (hidden.content, hidden.withheld) == (None, True)
    assert "a bad knee" not in json.dumps(as_json(boss, whole=True))


def test_the_window_says_what_follows_from_what_is_typed(company: Company) -> None:
    outcome = registered(company)
    done = company.desk("anouk").cases.complete(work_item=outcome.mine[0], outputs=DAMAGE)
    view = window(company, "joost", company.open_items(done.case)["check"])
    assert view.follows({"covered": "no"}) == (("Tell customer the outcome", "Front office"),)
    assert view.follows({"covered": "yes"}) == (
        ("Appoint repairer", "Front office"),
        ("Assess the damage", "Claims"),
    )


def test_the_strip_tells_done_from_coming_and_what_runs_side_by_side(company: Company) -> None:
    view = window(company, "anouk", registered(company).mine[0])
    assert [(line.code, line.state) for line in view.steps] == [
        ("receive", "done"), ("register", "here"), ("check", "coming"), ("appoint", "coming"),
        ("assess", "coming"), ("tell", "coming"),
    ]  # fmt: skip
    beside = {line.code: line.beside for line in view.steps}
    assert (beside["appoint"], beside["assess"], beside["tell"]) == ((5,), (4,), ())
    assert [line.code for line in view.back] == ["receive"]


def test_steps_that_can_no_longer_come_leave_the_strip(company: Company) -> None:
    outcome = registered(company)
    done = company.desk("anouk").cases.complete(work_item=outcome.mine[0], outputs=DAMAGE)
    item = company.open_items(done.case)["check"]
    company.desk("joost").cases.complete(work_item=item, outputs={"covered": "no"})
    view = window(company, "anouk", company.open_items(done.case)["tell"])
    assert [line.code for line in view.steps] == ["receive", "register", "check", "tell"]


def test_an_answer_put_off_comes_back_in_the_concluding_window(company: Company) -> None:
    started = company.claim()
    desk = company.desk("anouk")
    later = {"mobile": Answer(AnswerKind.LATER, "the line is bad")}
    outcome = desk.cases.complete(work_item=started.mine[0], outputs={"words": "Hit."}, answers=later)
    done = desk.cases.complete(work_item=outcome.mine[0], outputs=DAMAGE)
    item = company.open_items(done.case)["check"]
    company.desk("joost").cases.complete(work_item=item, outputs={"covered": "no"})
    view = window(company, "anouk", company.open_items(done.case)["tell"])
    assert view.concluding
    settled = [line for line in view.outputs if line.settles]
    assert [(line.item.code, line.required) for line in settled] == [("mobile", True)]
    assert settled[0].known is not None
    assert settled[0].known.reason == "the line is bad"


def test_whoever_does_not_have_the_step_may_read_but_not_complete_it(company: Company) -> None:
    outcome = registered(company)
    company.desk("anouk").items.claim(work_item=outcome.mine[0])
    seen = window(company, "tim", outcome.mine[0])
    assert (seen.mine, seen.holder) == (False, "Anouk Jansen")
    assert window(company, "anouk", outcome.mine[0]).mine


def test_a_draft_comes_with_the_window_of_whoever_typed_it(company: Company) -> None:
    item = registered(company).mine[0]
    company.desk("anouk").drafts.save(item.hex, "typed")
    mine = window(company, "anouk", item).draft
    assert mine is not None
    assert (mine.content, mine.saved) == ("typed", company.now)
    assert window(company, "tim", item).draft is None


def test_expectation_promises_and_open_questions_stand_in_the_window(company: Company) -> None:
    until = company.now + timedelta(days=1)
    outcome = registered(company, asks=("May I drive on?",), expects="Repaired this week", promise=until)
    view = window(company, "anouk", outcome.mine[0])
    assert view.case.expectation == "Repaired this week"
    assert [promise.until for promise in view.promises] == [until]
    assert [(line.text, line.answered) for line in view.questions] == [("May I drive on?", None)]
    assert {line.ksf: line.face for line in view.clocks} == {
        "reached": "running", "reaction": "met", "settled": "running", "kept": "running", "friendly": "not_started",
    }  # fmt: skip


def test_every_interval_of_a_clock_is_explained_and_adds_up(company: Company, fake_time: FakeTime) -> None:
    outcome = registered(company, asks=("May I drive on?",))
    fake_time.advance(20 * 3600)
    clock = next(line for line in window(company, "anouk", outcome.mine[0]).clocks if line.ksf == "settled")
    counted = sum((one.end - one.start).total_seconds() for one in clock.intervals if one.counted)
    assert counted == clock.net_seconds == 8 * 3600
    assert clock.customer_seconds == 20 * 3600
    assert [one.reason for one in clock.intervals] == ["working hours", "closed"]


def test_an_anonymous_case_shows_the_contacts_of_the_case_alone(company: Company) -> None:
    company.claim(customer="smit")
    anonymous = company.claim(customer=None)
    view = window(company, "anouk", anonymous.mine[0])
    assert view.case.customer is None
    assert (len(view.contacts), view.contact_count) == (1, 1)


def test_the_window_costs_the_same_number_of_statements_at_any_length_of_history(company: Company) -> None:
    item = registered(company).mine[0]
    actor = company.people["anouk"]

    def ask(view: Reading) -> object:
        return activity_view(view, company.plans, actor, item, company.now)

    reading(company, ask)  # the plan is read once per program
    few = statements(company, ask)
    for _again in range(12):
        registered(company, asks=("And?",))
    assert statements(company, ask) == few
    assert few <= 17


def test_work_lists_cost_two_statements_each_and_a_queue_one_on_who_is_away(company: Company) -> None:
    me = company.people["anouk"].id
    for _again in range(5):
        company.claim()
    reading(company, lambda view: queue(view, company.plans, me, company.now))
    assert statements(company, lambda view: queue(view, company.plans, me, company.now)) == 3
    assert statements(company, lambda view: work_list(view, company.plans, me, company.now)) == 2


def test_the_json_of_a_case_has_the_keys_of_the_contract(company: Company) -> None:
    outcome = registered(company, asks=("May I drive on?",))
    actor = company.people["anouk"]
    case = reading(company, lambda view: case_view(view, company.plans, actor, outcome.case, company.now))
    short, whole = as_json(case), as_json(case, whole=True)
    assert set(short) == {"case", "number", "concluded", "open", "promised_until"}
    assert {"steps", "values", "contacts", "questions", "clocks"} <= set(whole)
    item = whole["open"][0]
    assert {"work_item", "activity", "role", "mine", "inputs", "outputs"} <= set(item)
    assert {frozenset(one) for one in item["inputs"]} == {
        frozenset(("item", "value", "age_seconds", "source"))
    }
    assert all({"item", "type", "required", "choices", "known"} <= set(one) for one in item["outputs"])
    clock = next(one for one in whole["clocks"] if one["ksf"] == "settled")
    assert {"ksf", "state", "net_seconds", "customer_seconds", "intervals"} <= set(clock)
    assert json.loads(json.dumps(whole)) == whole
    kind = next(one for one in item["outputs"] if one["item"] == "kind")
    assert kind["choices"] == ["glass", "collision", "theft"]


def test_a_field_that_may_come_to_apply_stands_in_the_json_with_its_condition(company: Company) -> None:
    outcome = registered(company)
    actor = company.people["anouk"]
    case = reading(company, lambda view: case_view(view, company.plans, actor, outcome.case, company.now))
    fields = {one["item"]: one for one in as_json(case)["open"][0]["outputs"]}
    assert fields["police"]["when"] == [["other_known", "is", "no"]]
    assert "when" not in fields["plate"] or fields["plate"]["when"] == []


def test_a_case_that_is_not_there_is_said_to_be_not_there(company: Company) -> None:
    nowhere = CaseId(new_id())
    with pytest.raises(NotFound):
        reading(
            company, lambda view: case_view(view, company.plans, company.people["tim"], nowhere, company.now)
        )
    with pytest.raises(NotFound):
        window(company, "tim", WorkItemId(new_id()))


def test_only_what_my_roles_may_start_is_offered(company: Company) -> None:
    front = reading(company, lambda view: start_options(view, company.plans, company.people["anouk"]))
    claims = reading(company, lambda view: start_options(view, company.plans, company.people["joost"]))
    assert [(line.code, line.mine) for line in front.processes] == [("claim", True), ("question", True)]
    assert claims.processes == ()
    assert "colleague" not in {channel.code for channel in front.channels}
    assert reading(company, lambda view: own_roles(view, company.plans, company.people["joost"])) == (
        "Claims",
    )


def test_work_can_be_handed_to_every_active_colleague_and_role(company: Company) -> None:
    def ask(view: Reading) -> object:
        options = hand_over_options(view, company.plans.published(view))
        return [one.name for one in options.colleagues], [name for _code, name in options.roles]

    assert reading(company, ask) == (
        ["Anouk Jansen", "Greet Mulder", "Joost van den Berg", "Tim Visser"],
        ["Front office", "Claims", "Process owner"],
    )


def test_customers_and_cases_are_found_as_one_types(company: Company) -> None:
    started = company.claim(customer="smit")
    hit = reading(company, lambda view: customer_hits(view, "smi"))[0]
    assert (hit.name, hit.town, hit.open_cases) == ("Bakkerij Smit B.V.", "Zwolle", 1)
    cases = reading(company, lambda view: case_hits(view, company.plans, started.number[:6]))
    assert [(case.number, case.customer_name) for case in cases] == [(started.number, "Bakkerij Smit B.V.")]
    assert reading(company, lambda view: case_hits(view, company.plans, "smit")) == ()


def test_cases_are_listed_by_what_is_asked_for(company: Company) -> None:
    mine = company.claim(customer="smit")
    other = company.claim(customer="vries")
    company.desk("anouk").steering.cancel(case=other.case, reason="opened by mistake")

    def numbers(filters: CaseFilters) -> list[str]:
        return [row.number for row in reading(company, lambda view: case_list(view, company.plans, filters))]

    assert numbers(CaseFilters()) == [mine.number]
    assert numbers(CaseFilters(status=None)) == [other.number, mine.number]
    assert numbers(CaseFilters(status=None, customer=company.customers["vries"])) == [other.number]
    assert numbers(CaseFilters(process="question")) == []
