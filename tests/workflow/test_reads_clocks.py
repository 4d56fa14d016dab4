"""What a chip says of a promise: wall time, in days of 24 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.process.model import Model
from desktop_crm.timing.calendar_file import calendar_from_json
from desktop_crm.timing.clocks import judge
from desktop_crm.timing.facts import CaseConcluded, CaseOpened, PromiseMade
from desktop_crm.timing.model import Measure, Target
from desktop_crm.workflow.plan import make_plan
from desktop_crm.workflow.reads_clocks import clock_line

_OFFICE = calendar_from_json({"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}})
_OPENED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_PLAN = make_plan(uuid4(), 1, Model("empty"))
_TARGET = Target("kept", Measure.PROMISE_KEPT, calendar="office")


def _promise(until: datetime) -> list[CaseOpened | PromiseMade | CaseConcluded]:
    at = {"happened": _OPENED, "recorded": _OPENED}
    return [CaseOpened(**at), PromiseMade(**at, promise=uuid4(), until=until)]


@pytest.mark.parametrize("hours", [33, 80])
def test_what_is_left_of_a_promise_is_told_in_days_of_24_hours(hours: int) -> None:
    now = FakeTime(_OPENED).now()
    (clock,) = judge(_TARGET, _promise(now + timedelta(hours=hours)), _OFFICE, now)
    line = clock_line(_PLAN, clock, None, now)
    assert (line.seconds, line.day_seconds) == (hours * 3_600, 86_400)


def test_a_promise_that_was_kept_says_how_long_the_customer_waited() -> None:
    done = _OPENED + timedelta(hours=30)
    facts = [*_promise(_OPENED + timedelta(hours=33)), CaseConcluded(happened=done, recorded=done)]
    (clock,) = judge(_TARGET, facts, _OFFICE, done)
    line = clock_line(_PLAN, clock, None, done)
    assert (line.state, line.seconds) == ("met", 30 * 3_600)
