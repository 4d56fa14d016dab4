"""Figures of key success factors follow the store exactly, and never tell of fewer people than they may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.measures.following import is_behind
from desktop_crm.measures.ksf_figures import Choice, KsfTile
from desktop_crm.measures.months import begin_of, build_month, end_of, monday_before, monday_of, month_of
from desktop_crm.measures.tables import CrowdRule
from desktop_crm.store.tables import ChangeLog
from desktop_crm.workflow.tables import Case, ClockRow
from tests.measures.team import ALL, staff, team, verdict
from tests.workflow.small_company import Company

DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 5, 12, tzinfo=UTC)  # a Monday


def tile(company: Company, choice: Choice = ALL, ksf: str = "reached") -> KsfTile:
    service = team(company)
    service.follow()
    return next(one for one in service.tiles(choice) if one.ksf == ksf)


@pytest.fixture
def crowd(company: Company) -> Company:
    """Six people answered questions in October: one each day of a working week, the last too late."""
    for number, who in enumerate(staff(company, 6)):
        verdict(company, who, OCTOBER + DAY * number, met=number < 5, net=600 * (number + 1))
    return company


def test_a_tile_tells_the_share_its_certainty_and_the_durations(crowd: Company) -> None:
    found = tile(crowd)
    assert found.figures is not None
    assert (found.figures.count, found.figures.share) == (6, pytest.approx(5 / 6))
    assert found.figures.low < 5 / 6 < found.figures.high
    assert (found.figures.median, found.figures.p90) == (2_100, 3_300)
    assert [(point.monday, point.count) for point in found.points] == [(OCTOBER.date(), 6)]
    assert found.verdict == "just_below"


def test_a_week_that_is_not_over_is_not_told_yet(company: Company, fake_time: FakeTime) -> None:
    for who in staff(company, 6):
        verdict(company, who, fake_time.now() - timedelta(minutes=5))
    assert tile(company).verdict == "untold"
    with company.store.read() as view:
        assert not is_behind(view, fake_time.now())
    fake_time.advance(7 * 86_400)
    found = tile(company)
    assert found.figures is not None
    assert found.figures.count == 6


def test_what_a_colleague_changes_is_in_the_figures_at_once(crowd: Company) -> None:
    who = crowd.people["anouk"]
    before = tile(crowd).figures
    clock = verdict(crowd, who, OCTOBER + DAY, met=False)
    after = tile(crowd).figures
    with crowd.store.write(None) as work:
        work.connection.execute(update(ClockRow).where(ClockRow.id == clock).values(state="cancelled"))
    assert before is not None
    assert after is not None
    assert (before.count, after.count) == (6, 7)
    assert tile(crowd).figures == before
    with crowd.store.write(None) as work:
        moved = OCTOBER - 30 * DAY
        work.connection.execute(
            update(ClockRow).where(ClockRow.stopped_at < OCTOBER + DAY).values(stopped_at=moved)
        )
    found = tile(crowd).figures
    assert found is not None
    assert found.count == 5
    with crowd.store.write(None) as work:
        work.connection.execute(delete(ClockRow))
    assert tile(crowd).verdict == "untold"


@pytest.mark.server_in_soak
def test_the_months_are_always_what_building_them_from_nothing_gives(crowd: Company) -> None:
    tile(crowd)
    verdict(crowd, crowd.people["tim"], OCTOBER + 3 * DAY)
    tile(crowd)
    now = crowd.now
    with crowd.store.read() as view:
        fresh = build_month(view, month_of(OCTOBER), now, 5)
    assert fresh is not None
    assert len(fresh.records) == 7
    assert tile(crowd).figures is not None


@pytest.mark.server_in_soak
def test_only_what_changed_is_built_again(crowd: Company) -> None:
    assert team(crowd).follow() == 1
    assert team(crowd).follow() == 0
    verdict(crowd, crowd.people["tim"], OCTOBER)
    assert team(crowd).follow() == 1


@pytest.mark.server_in_soak
def test_a_case_that_went_on_as_another_process_is_built_again(crowd: Company) -> None:
    assert team(crowd).follow() == 1
    with crowd.store.write(crowd.people["greet"].id) as work:
        work.connection.execute(update(Case).values(process="claim"))
    assert team(crowd).follow() == 1
    assert team(crowd).follow() == 0
    assert tile(crowd, Choice(0, 99_999, {"process": "claim"})).figures is not None


@pytest.mark.server_in_soak
def test_four_people_are_too_few_and_three_may_be_enough_when_somebody_says_so(company: Company) -> None:
    for who in staff(company, 4):
        verdict(company, who, OCTOBER)
    found = tile(company)
    assert (found.figures, found.withheld, found.points) == (None, 4, ())
    with pytest.raises(Invalid):
        team(company).set_fewest(2)
    with pytest.raises(Refused):
        team(company, "anouk").set_fewest(3)
    team(company).set_fewest(3)
    assert (team(company).fewest(), tile(company).withheld) == (3, 0)
    with company.store.read() as view:
        logged = select(func.count()).where(ChangeLog.table_name == "crowd_rule")
        assert view.connection.execute(logged).scalar() == 1
        assert view.connection.execute(select(CrowdRule.set_by)).scalar() == company.people["greet"].id


@pytest.mark.server_in_soak
def test_weeks_with_too_few_are_told_together_when_their_month_is_over(company: Company) -> None:
    for number, who in enumerate(staff(company, 6)):
        verdict(company, who, OCTOBER + timedelta(weeks=number % 3))
    found = tile(company)
    assert found.figures is not None
    assert (found.figures.count, found.points) == (6, ())


@pytest.mark.server_in_soak
def test_parts_are_told_where_enough_people_are_behind_them(company: Company) -> None:
    people = staff(company, 8)
    for number, who in enumerate(people):
        verdict(company, who, OCTOBER, process="claim" if number < 6 else "question", channel="email")
    service = team(company)
    service.follow()
    parts = service.parts(ALL, ksf="reached", way="process")
    # Two are behind the questions: they stay together with the claims.
    assert [(part.code, part.figures.count) for part in parts] == [("", 8)]
    for who in people[:5]:
        verdict(company, who, OCTOBER, process="question", channel="email")
    service.follow()
    parts = service.parts(ALL, ksf="reached", way="process")
    assert [(part.name, part.figures.count) for part in parts] == [
        ("Information request", 7),
        ("Motor claim", 6),
    ]
    assert [part.name for part in service.parts(ALL, ksf="reached", way="channel")] == ["E-mail"]
    claims = Choice(0, 99_999, {"process": "claim"})
    found = tile(company, claims).figures
    assert found is not None
    assert found.count == 6


@pytest.mark.server_in_soak
def test_figures_are_for_who_looks_after_a_team(crowd: Company) -> None:
    service = team(crowd, "anouk")
    for act in (
        service.follow, service.fewest, lambda: service.tiles(ALL),
        lambda: service.parts(ALL, ksf="reached", way="team"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("moment", [datetime(1970, 1, 5, tzinfo=UTC), datetime(2026, 11, 22, 13, tzinfo=UTC)])
@pytest.mark.server_in_soak
def test_weeks_begin_on_mondays_and_months_end_where_the_next_begins(moment: datetime, dialect: str) -> None:
    monday = monday_before(moment)
    assert monday.weekday() == 0
    assert timedelta() <= moment - monday < timedelta(days=7)
    assert monday_of(1) == datetime(1970, 1, 5, tzinfo=UTC)
    number = month_of(moment)
    assert begin_of(number) <= moment < begin_of(number + 1)
    assert end_of(number, moment) <= moment
