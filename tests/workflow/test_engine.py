"""The engine by itself: transitions, joins fed twice, facts written and read, decisions without a store."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.ids import CaseId, EmployeeId, WorkItemId, new_id
from desktop_crm.process.model import ContactRule, Flow, Join, Measurement, Process, Split, Step
from desktop_crm.store.work import Store
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.events import KINDS
from desktop_crm.workflow.model import CaseState, Item
from desktop_crm.workflow.plan import ProcessPlan, make_plan
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.states import (
    CASE_TRANSITIONS,
    ENDED,
    LIVE,
    TRANSITIONS,
    CaseStatus,
    ItemState,
    require_transition,
)
from tests.asking import ask, tell
from tests.workflow.builders import Office, an_office, refused
from tests.workflow.claims_office import CLAIM, IDEA, MODEL
from tests.workflow.laws import require_clocks

ME, OTHER = EmployeeId(new_id()), EmployeeId(new_id())


@pytest.mark.parametrize("before", list(ItemState))
def test_only_what_the_table_says_is_allowed(before: ItemState) -> None:
    for after in ItemState:
        if (before, after) in TRANSITIONS:
            require_transition(before, after)
            assert TRANSITIONS[before, after].endswith(".")
        else:
            refused(lambda after=after: require_transition(before, after), Refused)


def test_every_state_is_reached_and_an_ended_one_is_never_left() -> None:
    assert {after for _before, after in TRANSITIONS} | {ItemState.OFFERED} == set(ItemState)
    assert {before for before, _after in TRANSITIONS} == LIVE
    assert {ItemState.COMPLETED, ItemState.SKIPPED, ItemState.CANCELLED} == ENDED
    assert {before for before, _after in CASE_TRANSITIONS} == {CaseStatus.RUNNING, CaseStatus.CONCLUDED}


def test_the_store_itself_refuses_a_transition_that_is_not_in_the_table(office: Office) -> None:
    case = office.a_case().concluded()
    with office.store.read() as view:
        ended = ask(view, "SELECT id FROM work_item LIMIT 1")[0][0]

    def wake_the_dead() -> None:
        with office.store.write(None) as work:
            tell(work, "UPDATE work_item SET state = 'offered' WHERE id = :ended", ended=ended)

    refused(wake_the_dead, Refused)
    assert case.live == {}


_ID = st.uuids(version=4)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "UUID": _ID,
    "EmployeeId": _ID,
    "WorkItemId": _ID,
    "EmployeeId | None": st.none() | _ID,
    "UUID | None": st.none() | _ID,
    "str": st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    "bool": st.booleans(),
    "int": st.integers(0, 10**9),
    "int | None": st.none() | st.integers(1, 10),
    "datetime": st.datetimes(timezones=st.just(UTC)),
    "datetime | None": st.none() | st.datetimes(timezones=st.just(UTC)),
    "tuple[str, ...]": st.lists(st.text(max_size=5)).map(tuple),
    "tuple[UUID, ...]": st.lists(_ID).map(tuple),
    "tuple[tuple[str, str], ...]": st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5))).map(tuple),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_fact_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    drawn = {field.name: data.draw(_VALUES[str(field.type)], field.name) for field in fields(KINDS[kind])}
    written = KINDS[kind](**drawn)
    assert Detail.read(kind, drawn.get("item"), Detail.write(written)) == written


def plan_of(*steps: Step, start: tuple[str, ...] = ()) -> ProcessPlan:
    process: Process = replace(IDEA, steps=steps, start=start or (steps[0].code,))
    model = replace(MODEL, processes=(process,), measurements=())
    return make_plan(new_id(), 1, model).processes[process.code]


class Play:
    """A case in memory: acts are decided and folded, nothing is stored."""

    def __init__(self, plan: ProcessPlan) -> None:
        self.plan = plan
        self.state: CaseState = empty(CaseId(new_id()), "idea", ME)
        self.events: list[fact.Event] = [fact.CaseStarted(ME, new_id())]
        self.happen(engine.start(plan, {}))

    def happen(self, events: list[fact.Event]) -> None:
        self.events += events
        self.history = replay(empty(self.state.id, "idea", ME), self.events)
        self.state = self.history.state

    @property
    def live(self) -> list[str]:
        return sorted(item.step for item in self.state.live())

    def done(self, step: str, **answers: str) -> None:
        item = next(item for item in self.state.live() if item.step == step)
        self.happen(engine.complete(self.state, self.plan, item, ME, answers))

    def back(self, step: str) -> None:
        self.happen(engine.back(self.state, self.plan, step, self.history.undoing(step)))


FED_TWICE = (
    Step("split", split=Split.ALL, flows=(Flow("a"), Flow("b"), Flow("z"))),
    Step("a", "register", flows=(Flow("c"),)),
    Step("b", "check", flows=(Flow("c"),)),
    Step("c", "visit", flows=(Flow("joined"),)),
    Step("z", "decide", flows=(Flow("joined"),)),
    Step("joined", join=Join.ALL, flows=(Flow("tell"),)),
    Step("tell", "tell", concluding=True),
)


def test_a_join_takes_one_token_from_each_arc_and_leaves_the_rest() -> None:
    play = Play(plan_of(*FED_TWICE))
    for step in ("a", "b", "c", "c"):
        play.done(step)
    assert play.state.tokens == (("c", "joined"), ("c", "joined"))
    play.done("z")
    assert play.state.tokens == (("c", "joined"),)
    assert play.live == ["tell"]


def test_the_store_takes_one_token_from_each_arc_too(store: Store) -> None:
    """Such a process is doubtful, and warned of, but it may be published; it must not fall over."""
    process = replace(CLAIM, code="twice", start=("split",), steps=FED_TWICE)
    model = replace(
        MODEL,
        processes=(*MODEL.processes, process),
        measurements=(*MODEL.measurements, Measurement("kept", "twice")),
    )
    office = an_office(store, model)
    case = office.a_case("twice")
    for step in ("a", "b", "c", "c", "z"):
        case.done(step)
    assert case.tokens == (("c", "joined"),)
    assert set(case.live) == {"tell"}
    case.done("tell")
    assert case.row("status") == ("concluded",)


NESTED = (
    Step("first", "register", split=Split.ALL, flows=(Flow("left"), Flow("right"))),
    Step("left", "check", split=Split.ALL, flows=(Flow("up"), Flow("down"))),
    Step("up", "visit", flows=(Flow("inner"),)),
    Step("down", "glass", flows=(Flow("inner"),)),
    Step("inner", "assess", join=Join.ALL, flows=(Flow("outer"),)),
    Step("right", "decide", flows=(Flow("outer"),)),
    Step("outer", join=Join.ALL, flows=(Flow("tell"),)),
    Step("tell", "tell", concluding=True),
)


def test_going_back_within_nested_branches_restores_what_both_joins_had_used() -> None:
    play = Play(plan_of(*NESTED))
    for step in ("first", "left", "right", "up", "down", "inner"):
        play.done(step)
    assert play.live == ["tell"]
    play.back("up")
    assert play.live == ["up"]
    assert sorted(play.state.tokens) == [("down", "inner"), ("right", "outer")]
    play.done("up")
    assert play.live == ["inner"]
    play.done("inner")
    assert play.live == ["tell"]
    assert play.state.tokens == ()


def test_going_back_twice_into_two_branches_waits_for_both() -> None:
    play = Play(plan_of(*NESTED))
    for step in ("first", "left", "right", "up", "down", "inner"):
        play.done(step)
    play.back("up")
    play.back("down")
    assert play.live == ["down", "up"]
    play.done("down")
    assert play.live == ["up"]
    play.done("up")
    assert play.live == ["inner"]


def test_going_back_to_a_step_that_joined_needs_its_branches_no_second_time() -> None:
    play = Play(plan_of(*NESTED))
    for step in ("first", "left", "right", "up", "down", "inner"):
        play.done(step)
    play.back("inner")
    assert play.live == ["inner"]
    assert play.state.tokens == (("right", "outer"),)
    play.done("inner")
    assert play.live == ["tell"]


def test_a_join_that_was_gone_back_to_is_undone_whole_by_the_next_going_back() -> None:
    play = Play(plan_of(*NESTED))
    for step in ("first", "left", "right", "up", "down", "inner"):
        play.done(step)
    play.back("inner")
    play.back("up")
    assert play.live == ["up"]
    assert sorted(play.state.tokens) == [("down", "inner"), ("right", "outer")]
    play.done("up")
    play.done("inner")
    assert play.live == ["tell"]


def test_an_earlier_round_of_a_loop_can_be_gone_back_to() -> None:
    play = Play(make_plan(new_id(), 1, MODEL).processes["claim"])
    play.happen([fact.CaseIdentified(new_id())])
    for step in ("receive", "register"):
        play.done(step)
    play.done("check", covered="yes")
    for _round in range(2):
        play.done("appoint")
        play.done("assess")
        play.done("decide", again="yes")
    assert play.live == ["appoint", "assess"]
    play.back("check")
    assert play.live == ["check"]
    assert play.state.tokens == ()


def item(state: ItemState, holder: EmployeeId | None = None) -> Item:
    return Item(WorkItemId(new_id()), "note", "register", "front", state, holder)


def test_a_colleague_s_work_is_named_by_its_holder() -> None:
    taken = item(ItemState.CLAIMED, OTHER)
    said = refused(lambda: engine.require_holder(taken, ME, lambda _who: "Tim Visser"), Conflict)
    assert "Tim Visser" in said.sentence
    engine.require_holder(taken, OTHER, lambda _who: "")
    engine.require_holder(item(ItemState.OFFERED), ME, lambda _who: "")


@pytest.mark.parametrize(
    ("state", "holder", "kinds"),
    [
        (ItemState.OFFERED, None, ["ItemClaimed", "ItemOpened"]),
        (ItemState.CLAIMED, ME, ["ItemOpened"]),
        (ItemState.OPEN, ME, []),
        (ItemState.PAUSED, ME, ["ItemResumed", "ItemOpened"]),
        (ItemState.PAUSED, None, ["ItemResumed", "ItemClaimed", "ItemOpened"]),
    ],
)
def test_taking_up_does_what_is_missing(
    state: ItemState, holder: EmployeeId | None, kinds: list[str]
) -> None:
    assert [type(event).__name__ for event in engine.take_up(item(state, holder), ME)] == kinds


@pytest.mark.parametrize("act", ["skip", "complete", "go back"])
def test_a_clock_that_starts_with_a_step_starts_however_the_step_is_reached(store: Store, act: str) -> None:
    settles = next(one for one in MODEL.ksfs if one.code == "settles")
    late = replace(settles, code="from_decision", name="From the decision")
    model = replace(
        MODEL,
        ksfs=(*MODEL.ksfs, late),
        measurements=(*MODEL.measurements, Measurement("from_decision", "claim", from_event="decide")),
    )
    office = an_office(store, model)
    case = office.a_case().at("appoint")
    if act == "complete":
        case.done("assess")
        case.done("appoint")
    else:
        case.done("assess")
        office.desk("anouk").steering.skip(work_item=case.item("appoint"), reason="has one")
    if act == "go back":
        office.desk("joost").steering.go_back(case=case.id, step="assess")
        office.wait(hours=1)
        case.done("assess")
    assert case.clocks["from_decision"].state is ClockState.RUNNING
    assert case.stored_clocks("from_decision") == [("case", "running")]
    with office.looking() as view:
        require_clocks(case, view, office.plans.of(view, case.head.version), case.head)


def test_a_question_that_the_system_answers_by_itself_is_settled_there(store: Store) -> None:
    letter = ContactRule("out", "letter", answers=True)
    model = replace(
        MODEL,
        activities=tuple(
            replace(one, contact=letter) if one.code == "confirm" else one for one in MODEL.activities
        ),
    )
    case = an_office(store, model).a_case(channel="email", asks=["Am I covered?"]).at("check")
    case.done("check")
    assert case.clocks["answers/question"].state is ClockState.MET
    assert case.stored_clocks("answers") == [("question", "met")]


def test_a_moment_is_kept_with_its_zone(office: Office) -> None:
    until = datetime.fromisoformat("2026-11-27T17:00:00+01:00")
    case = office.a_case().waiting_for_customer(until=until)
    assert case.head.paused_until == until
    assert next(event for event in case.events if isinstance(event, fact.CasePaused)).until == until
