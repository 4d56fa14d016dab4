"""What can be promised is learned from the cases of the store, told for who asks, and worded for a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desktop_crm.timing.promising import ENOUGH
from desktop_crm.workflow.calendars import ALWAYS, calendar_of
from desktop_crm.workflow.promises import Asked, PromiseOffer, Promises, worded_time
from tests.workflow.builders import ACase, Office, utc
from tests.workflow.claims_office import MODEL


def offered(office: Office, promises: Promises | None = None, **asked: str) -> PromiseOffer | None:
    with office.looking() as view:
        plan = office.plans.published(view)
        kind = Asked(**{"process": "question", "channel": "telephone", "segment": "private"} | asked)
        return (promises or Promises()).offer(view, plan, kind, office.now)


def answered_within(office: Office, hours: float, cases: int = ENOUGH, **more: str) -> None:
    """Let cases open on Monday mornings, each answered after so many hours."""
    for _case in range(cases):
        case = office.a_case("question", **more)
        office.wait(hours=hours)
        case.done("answer")
        office.wait(hours=168 - hours)


def test_nothing_is_promised_before_enough_cases_have_concluded(office: Office) -> None:
    answered_within(office, 2, ENOUGH - 1)
    assert offered(office) is None
    answered_within(office, 2, 1)
    found = offered(office)
    assert found is not None
    assert found.cases == ENOUGH
    assert office.now + timedelta(hours=1.9) <= found.until <= office.now + timedelta(hours=2.5)


def test_whoever_asks_halfway_is_offered_what_such_a_case_took_from_that_step(office: Office) -> None:
    answered_within(office, 6)
    case: ACase = office.a_case("question")
    office.wait(hours=4)
    with office.looking() as view:
        plan = office.plans.of(view, case.head.version)
        found = Promises().offer_in_case(view, plan, case.id, office.now)
    assert found is not None
    assert timedelta(hours=1) < found.until - office.now < timedelta(hours=4)


def test_a_cancelled_case_says_nothing_and_an_open_one_that_it_takes_longer(office: Office) -> None:
    answered_within(office, 2)
    for _case in range(5):
        case = office.a_case("question")
        office.desk("greet").steering.cancel(case=case.id, reason="a mistake")
    assert offered(office) is not None
    before = offered(office)
    for _case in range(5):
        office.a_case("question")
    office.wait(hours=28)
    after = offered(office)
    assert before is not None
    assert after is not None
    assert after.until - office.now > before.until - (office.now - timedelta(hours=28))


def test_what_was_learned_is_kept_for_a_while_and_asked_anew_afterwards(office: Office) -> None:
    answered_within(office, 2)
    promises = Promises()
    first = offered(office, promises)
    assert first is not None
    office.a_case("question").done("answer")
    again = offered(office, promises)
    assert again is not None
    assert again.cases == first.cases
    office.wait(minutes=11)
    anew = offered(office, promises)
    assert anew is not None
    assert anew.cases == first.cases + 1


def test_which_share_shall_be_kept_is_part_of_the_model(office: Office) -> None:
    for hours in range(1, 11):
        answered_within(office, hours / 2, 1)
    usual = offered(office)
    careful = replace(MODEL.process["question"], promise_share=0.95)
    office.publish(
        replace(MODEL, processes=tuple(careful if one.code == "question" else one for one in MODEL.processes))
    )
    later = offered(office)
    assert usual is not None
    assert later is not None
    assert (usual.share, later.share) == (0.8, 0.95)
    assert later.until > usual.until


@pytest.mark.parametrize(
    ("now", "earliest", "told"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:41", "2026-11-23 09:45"),  # soon: five minutes
        ("2026-11-23 09:00", "2026-11-23 14:02", "2026-11-23 14:15"),  # later: a quarter
        ("2026-11-23 09:00", "2026-11-23 14:15", "2026-11-23 14:15"),
        ("2026-11-23 15:00", "2026-11-23 20:10", "2026-11-23 16:00"),  # closed by then: at closing
        ("2026-11-23 18:00", "2026-11-23 20:10", "2026-11-24 08:00"),  # closed until then: at opening
    ],
)
def test_a_promise_is_told_in_times_one_says_to_a_customer(
    office: Office, now: str, earliest: str, told: str
) -> None:
    with office.looking() as view:
        calendar = calendar_of(office.plans.published(view), "office")
    assert worded_time(calendar, utc(now), utc(earliest)) == utc(told)


def test_where_nobody_closes_the_time_is_only_rounded() -> None:
    now = datetime.fromisoformat("2026-11-22T23:00:00+00:00")
    assert worded_time(ALWAYS, now, now + timedelta(hours=5, minutes=1)) == now + timedelta(
        hours=5, minutes=15
    )
