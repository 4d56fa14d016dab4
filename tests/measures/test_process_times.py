"""Where a process loses its time: per step, at each hand-over, along which ways; never of fewer than may be told."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import NotFound, Refused
from desktop_crm.core.ids import new_id
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.months import month_of
from desktop_crm.measures.process_times import ProcessTimes
from desktop_crm.process.reads import published_version
from desktop_crm.workflow.tables import Case, WorkItem
from tests.measures.team import ALL, staff, team
from tests.workflow.small_company import Company

MONDAY = datetime(2026, 10, 5, 7, tzinfo=UTC)  # nine o'clock in Amsterdam
HOUR = timedelta(hours=1)
CLAIM = (("receive", "front"), ("register", "front"), ("check", "claims"), ("tell", "front"))


def ran(
    company: Company,
    people: list[Actor],
    *,
    steps: tuple[tuple[str, str], ...] = CLAIM,
    begun: datetime = MONDAY,
    process: str = "claim",
) -> None:
    """Put in a case whose steps each waited an hour, were held half an hour and worked on a quarter of one."""
    case, at = new_id(), begun
    items: list[dict[str, Any]] = []
    for (step, role), who in zip(steps, people, strict=False):
        moments = [at + HOUR * part for part in (0, 1, 1.5, 1.75)]
        items.append(
            dict(zip(("offered_at", "claimed_at", "opened_at", "ended_at"), moments, strict=True))
            | {"id": new_id(), "case_id": case, "step": step, "activity": step, "role": role,
               "state": "completed", "ended_by": who.id}
        )  # fmt: skip
        at = moments[-1]
    with company.store.write(None) as work:
        work.connection.execute(
            insert(Case).values(
                id=case, number=case.hex, process=process, version_id=published_version(work),
                status="concluded", owner_id=people[0].id, channel="telephone", started_at=begun,
                recorded_at=begun, concluded_at=at,
            )
        )  # fmt: skip
        work.connection.execute(insert(WorkItem), items)


def times(company: Company, choice: Choice = ALL) -> ProcessTimes:
    return team(company).times(choice, process="claim")


@pytest.fixture
def worked(company: Company) -> Company:
    """Five people each did every step of a claim on one Monday, in turn."""
    people = staff(company, 5)
    for turn in range(5):
        ran(company, people[turn:] + people[:turn])
    return company


def test_waiting_holding_and_working_are_told_per_step_in_working_time(worked: Company) -> None:
    found = times(worked)
    assert (found.cases, found.day_seconds) == (5, 8.5 * 3600)
    told = {one.activity: one for one in found.steps}
    assert told["receive"].times == (3600, 1800, 900)
    assert told["receive"].waiting_share == pytest.approx(3600 / 6300)
    assert (told["receive"].role, told["check"].role) == ("Front office", "Claims")
    # The last step began a quarter of an hour past two and was done at four: all within hours.
    assert told["tell"].times == (3600, 1800, 900)
    assert told["assess"].times is None
    assert found.waiting_share == pytest.approx(3600 / 6300)


def test_each_hand_over_between_roles_tells_what_was_lost_there(worked: Company) -> None:
    found = {(one.origin, one.to): (one.count, one.median, one.total) for one in times(worked).hand_overs}
    assert found == {
        ("Front office", "Claims"): (5, 3600, 18_000),
        ("Claims", "Front office"): (5, 3600, 18_000),
    }


@pytest.mark.server_in_soak
def test_the_night_counts_for_nothing(company: Company) -> None:
    people = staff(company, 5)
    for turn in range(5):  # offered half an hour before the office closes
        ran(company, people[turn:], steps=CLAIM[:1], begun=MONDAY + 7.5 * HOUR)
    (first, *_rest) = times(company).steps
    assert first.times == (1800, 0, 0)


@pytest.mark.server_in_soak
def test_work_that_four_people_did_is_not_told_nor_anything_that_rests_on_it(company: Company) -> None:
    people = staff(company, 5)
    for turn in range(5):
        ran(company, [people[turn], people[turn], people[turn % 4], people[turn]])
    found = times(company)
    told = {one.activity: one.times for one in found.steps if one.count}
    assert told["check"] is None
    assert told["receive"] is not None
    assert [(one.origin, one.to) for one in found.hand_overs] == [("Claims", "Front office")]
    team(company).set_fewest(3)
    assert all(one.times for one in times(company).steps if one.count)


@pytest.mark.server_in_soak
def test_no_comparison_of_periods_tells_of_fewer(worked: Company) -> None:
    """A sixth person concludes one case a month later: neither that month nor the difference tells of it."""
    late = worked.people["joost"]
    ran(worked, [late] * 4, begun=MONDAY - timedelta(days=35))
    september = month_of(MONDAY) - 1
    both, one = times(worked), times(worked, Choice(month_of(MONDAY), 99_999, {}))
    assert [step.times for step in both.steps] == [step.times for step in one.steps]
    assert both.waiting_share == one.waiting_share
    assert both.hand_overs == one.hand_overs
    assert all(step.times is None for step in times(worked, Choice(september, september, {})).steps)


@pytest.mark.server_in_soak
def test_ways_are_told_beside_what_the_model_draws(worked: Company) -> None:
    ran(worked, [worked.people["tim"]] * 4, steps=(CLAIM[0], CLAIM[2], CLAIM[1], CLAIM[3]))
    found = times(worked).ways
    assert [(len(one.activities), one.cases, one.as_drawn) for one in found] == [(4, 5, True), (4, 1, False)]


@pytest.mark.server_in_soak
def test_a_process_that_nobody_knows_is_refused(company: Company) -> None:
    with pytest.raises(NotFound):
        team(company).times(ALL, process="nothing")


def behind(company: Company, **what: Any) -> set[str]:
    return {one.number for one in team(company).process_cases(ALL, process="claim", **what)}


def test_behind_a_way_a_step_and_a_hand_over_stand_their_cases_and_nobody(worked: Company) -> None:
    ran(
        worked,
        [worked.people["anouk"]] * 3,
        steps=(("receive", "front"), ("tell", "front"), ("register", "front")),
    )
    found = times(worked)
    drawn, other = found.ways
    assert (drawn.as_drawn, drawn.cases, other.as_drawn, other.cases) == (True, 5, False, 1)
    usual, odd = behind(worked, way=drawn.code), behind(worked, way=other.code)
    assert (len(usual), len(odd), usual & odd) == (5, 1, set())
    assert behind(worked, activity="check") == usual
    assert behind(worked, hand_over=("Front office", "Claims")) == usual
    assert behind(worked, hand_over=("Claims", "Nobody")) == set()
    case = team(worked).process_cases(ALL, process="claim", way=drawn.code)[0]
    assert {field.name for field in fields(case)} == {
        "case",
        "number",
        "process",
        "customer",
        "verdict",
        "stopped",
    }


def test_times_that_are_not_told_have_no_cases_behind_them(company: Company) -> None:
    people = staff(company, 4)
    for turn in range(4):
        ran(company, people[turn:] + people[:turn])
    assert times(company).steps[0].times is None
    assert (
        behind(company, activity="receive") == behind(company, hand_over=("Front office", "Claims")) == set()
    )
    with pytest.raises(NotFound):
        team(company).process_cases(ALL, process="nothing", way="x")
    with pytest.raises(Refused):
        team(company, "anouk").process_cases(ALL, process="claim", way="x")
