"""A clock is at risk when no more time is left than the work that remains usually takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop_crm.timing.promising import ENOUGH
from desktop_crm.workflow.remaining import usual_remaining, warn_by_remaining_work
from tests.workflow.builders import ACase, Office

HOUR = 3_600


def settled(office: Office, hours: float, cases: int = ENOUGH) -> None:
    for _case in range(cases):
        case = office.a_case("question", asks=["When?"])
        office.wait(hours=hours)
        case.done("answer")
        office.wait(hours=168 - hours)


def warning(office: Office, case: ACase, ksf: str) -> timedelta | None:
    """How long before it is due a clock warns."""
    ((due, warn),) = office.ask(
        "SELECT due_at, warn_at FROM clock WHERE case_id = :id AND ksf = :ksf", id=case.id.bytes, ksf=ksf
    )
    return None if warn is None else instant(due) - instant(warn)


def instant(stored: object) -> datetime:
    from desktop_crm.core.clock import from_micros

    assert isinstance(stored, int)
    return from_micros(stored)


def test_what_usually_remains_from_a_step_is_learned_in_working_time(office: Office) -> None:
    settled(office, 3)
    with office.looking() as view:
        usual = usual_remaining(view, office.plans, "question")
    assert usual["answers", "answer"] == 3 * HOUR


def test_few_cases_tell_nothing(office: Office) -> None:
    settled(office, 3, ENOUGH - 1)
    with office.looking() as view:
        assert usual_remaining(view, office.plans, "question") == {}
    office.a_case("question", asks=["When?"])
    assert not warn_by_remaining_work(office.store, office.plans)


def test_a_running_clock_warns_by_the_work_that_remains_and_is_moved_once(office: Office) -> None:
    settled(office, 3)
    case = office.a_case("question", asks=["When?"])
    before = warning(office, case, "answers")
    changes = warn_by_remaining_work(office.store, office.plans)
    assert changes.touches("clock")
    assert warning(office, case, "answers") == timedelta(hours=3) != before
    assert not warn_by_remaining_work(office.store, office.plans)
