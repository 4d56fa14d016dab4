"""An estimate gives what queueing theory and a pencil give, the same each time, and tells versions apart."""

from __future__ import annotations

from dataclasses import replace
from math import factorial

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.core.paths import resources
from desktop_crm.estimate.figures import compare, estimate, percentile
from desktop_crm.estimate.model import Inputs, Rate, Scope, Spread, Staff, Stopped
from desktop_crm.process.model import (
    Activity,
    CalendarSpec,
    Channel,
    ContactRule,
    Duty,
    Event,
    Family,
    Flow,
    Join,
    Model,
    Performer,
    Process,
    Responsibility,
    Role,
    Split,
    Step,
)
from desktop_crm.process.toml_form import read_file

HOUR, DAY = 3_600.0, 86_400.0
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = CalendarSpec("always", "Always", "UTC", dict.fromkeys(WEEK, (("00:00", "24:00"),)))
OFFICE = CalendarSpec("office", "Office", "UTC", dict.fromkeys(WEEK[:5], (("09:00", "17:00"),)))
SELDOM = Rate(0.05)


def a_company(
    *steps: Step, calendar: CalendarSpec = ALWAYS, performers: dict[str, Performer] | None = None
) -> Model:
    """A company of one process whose steps are done by one role."""
    codes = dict.fromkeys(step.activity for step in steps if step.activity)
    activities = tuple(
        Activity(
            code, code.title(), performer=(performers or {}).get(code, Performer.EMPLOYEE),
            contact=ContactRule("out", "telephone"),
        )
        for code in codes
    )  # fmt: skip
    process = Process("help", "Help", Event("asks"), Event("knows", "out"), (steps[0].code,), steps)
    return Model(
        "Us", processes=(process,), activities=activities, roles=(Role("desk", "Desk"),), calendars=(calendar,),
        channels=(Channel("telephone", "Telephone", Family.TELEPHONY),),
        responsibilities=tuple(Responsibility("desk", code, Duty.RESPONSIBLE) for code in codes),
    )  # fmt: skip


ONE_STEP = a_company(Step("answer", "answer", concluding=True))
TWO_AT_ONCE = a_company(
    Step("both", split=Split.ALL, flows=(Flow("left"), Flow("right"))),
    Step("left", "left", flows=(Flow("joined"),)),
    Step("right", "right", flows=(Flow("joined"),)),
    Step("joined", join=Join.ALL, flows=(Flow("end"),)),
    Step("end", "end", concluding=True),
)


def exactly(**seconds: float) -> dict[str, Spread]:
    return {code: Spread(value, exact=True) for code, value in seconds.items()}


def erlang_c(servers: int, load: float) -> float:
    """Return the probability that an arrival waits in M/M/c (Erlang 1917); `load` is in Erlang."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (2, 1.5), (4, 3.0)])
def test_waiting_in_front_of_c_people_is_what_erlang_found(servers: int, load: float) -> None:
    work = 0.5 * HOUR
    inputs = Inputs(
        arrivals={"help": Rate(load / work * DAY)},
        work={"answer": Spread(work)},
        staff={"desk": Staff(servers)},
    )
    found = estimate(ONE_STEP, inputs, Scope(days=12, warm_up=1, replications=6, seed=7))
    role, process = found.roles[0], found.processes[0]
    expected = erlang_c(servers, load) * work / (servers - load)
    assert role.wait.within < expected / 2
    assert abs(role.wait.value - expected) < 2 * role.wait.within
    assert abs(role.busy.value - load / servers) < 2 * role.busy.within + 0.01
    assert abs(process.per_day.value - load / work * DAY) < 2 * process.per_day.within + 1


def test_two_steps_side_by_side_before_one_person_wait_for_each_other_as_a_pencil_says() -> None:
    # An hour each and one person: the second waits an hour; then half an hour's end. 1 of 1 + 2.5 hours waits.
    inputs = Inputs({"help": SELDOM}, exactly(left=HOUR, right=HOUR, end=HOUR / 2), {"desk": Staff(1)})
    alone = estimate(TWO_AT_ONCE, inputs, Scope(days=400, warm_up=0, replications=2)).processes[0]
    assert (alone.median.value, alone.p90.value) == (2.5 * HOUR, 2.5 * HOUR)
    assert alone.waiting.value == pytest.approx(1 / 3.5)
    pair = replace(inputs, staff={"desk": Staff(2)})
    both = estimate(TWO_AT_ONCE, pair, Scope(days=400, warm_up=0, replications=2)).processes[0]
    assert (both.median.value, both.waiting.value) == (1.5 * HOUR, 0.0)


def test_work_goes_on_the_next_day_and_counts_open_hours_only() -> None:
    model = a_company(Step("answer", "answer", concluding=True), calendar=OFFICE)
    inputs = Inputs({"help": SELDOM}, exactly(answer=20 * HOUR), {"desk": Staff(1)})
    found = estimate(model, inputs, Scope(days=400, warm_up=0, replications=2)).processes[0]
    assert found.median.value == 20 * HOUR


def test_a_partners_step_passes_on_the_wall_and_takes_nobodys_time() -> None:
    model = a_company(
        Step("ask", "ask", flows=(Flow("end"),)), Step("end", "end", concluding=True),
        performers={"ask": Performer.PARTNER},
    )  # fmt: skip
    inputs = Inputs({"help": SELDOM}, exactly(ask=3 * DAY, end=HOUR), {"desk": Staff(1)})
    found = estimate(model, inputs, Scope(days=400, warm_up=0, replications=2))
    assert found.processes[0].median.value == 3 * DAY + HOUR
    assert found.processes[0].outside.value == pytest.approx(72 / 73)
    assert found.roles[0].busy.value == pytest.approx(SELDOM.per_day / 24, rel=0.5)


def test_a_branch_is_taken_as_often_as_it_was_measured() -> None:
    model = a_company(
        Step("look", "look", flows=(Flow("long"), Flow("end"))), Step("long", "long", flows=(Flow("end"),)),
        Step("end", "end", concluding=True),
    )  # fmt: skip
    inputs = Inputs(
        {"help": Rate(2)}, exactly(look=0, long=10 * HOUR, end=0), {"desk": Staff(50)},
        branches={("help", "look"): {"long": 1.0, "end": 9.0}},
    )  # fmt: skip
    always = replace(inputs, branches={("help", "look"): {"long": 1.0}})
    from desktop_crm.estimate.engine import Run  # the cases themselves
    from desktop_crm.estimate.figures import BEGINS, calendar_of

    def long_ones(given: Inputs) -> float:
        # `check` would ask for a condition at the branch; the engine of the estimate asks only for its frequency
        log = Run(model, given, Scope(days=300, warm_up=0), calendar_of(model), BEGINS, 0).go(lambda: False)
        return sum(one.seconds >= 10 * HOUR for one in log.cases) / len(log.cases)

    assert long_ones(always) == 1
    assert long_ones(inputs) == pytest.approx(0.1, abs=0.05)


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    inputs = Inputs({"help": Rate(30)}, {"answer": Spread(0.5 * HOUR)}, {"desk": Staff(1)})
    scope = Scope(days=5, warm_up=0, replications=2)
    first = estimate(ONE_STEP, inputs, scope)
    assert estimate(ONE_STEP, inputs, scope) == first
    assert estimate(ONE_STEP, inputs, replace(scope, seed=2)) != first


def test_a_draft_that_waits_for_nobody_is_told_from_todays_version() -> None:
    before = a_company(
        Step("look", "look", flows=(Flow("ask"),)), Step("ask", "ask", flows=(Flow("end"),)),
        Step("end", "end", concluding=True), performers={"ask": Performer.CUSTOMER},
    )  # fmt: skip
    after = a_company(Step("look", "look", flows=(Flow("end"),)), Step("end", "end", concluding=True))
    inputs = Inputs({"help": Rate(4)}, exactly(look=HOUR, ask=DAY, end=HOUR), {"desk": Staff(1)})
    told: list[tuple[int, int]] = []
    found = compare(
        after,
        before,
        inputs,
        Scope(days=20, warm_up=2, replications=2),
        progress=lambda done, of: told.append((done, of)),
    )
    assert found.draft is not None
    assert found.today is not None
    assert found.draft.processes[0].median.value < found.today.processes[0].median.value - 20 * HOUR
    assert found.draft.processes[0].outside.value == 0
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_it_stops_when_it_is_told_to_and_says_what_can_not_run() -> None:
    inputs = Inputs({"help": Rate(30)})
    with pytest.raises(Stopped):
        estimate(ONE_STEP, inputs, Scope(days=5), stop=lambda: True)
    with pytest.raises(Invalid, match="can't run yet"):
        estimate(replace(ONE_STEP, responsibilities=()), inputs, Scope(days=5))


def test_every_case_of_the_sample_company_comes_to_its_end() -> None:
    model = read_file(resources() / "sample" / "model.toml")
    staff = {role.code: Staff(5) for role in model.roles}
    found = estimate(model, Inputs(staff=staff), Scope(days=10, warm_up=1, replications=1))
    assert {one.process: one.unfinished for one in found.processes if one.unfinished > 0.05} == {}
    assert all(one.cases for one in found.processes)


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert [percentile([1.0, 2.0, 3.0, 5.0], part) for part in (0, 0.5, 1)] == [1.0, 2.5, 5.0]
