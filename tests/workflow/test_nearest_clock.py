"""What a list says of a clock near the moment it is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from desktop_crm.process.model import CalendarSpec, Ksf, Model
from desktop_crm.workflow.plan import make_plan
from desktop_crm.workflow.reads_nearest import nearest_clock

_DAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "17:00"),))
_PLAN = make_plan(
    uuid4(),
    1,
    Model(
        "A company",
        ksfs=(Ksf("fast", "Fast", "Fast", "throughput", norm_seconds=28_800, calendar="office"),),
        calendars=(CalendarSpec("office", "Office", "UTC", _DAYS),),
    ),
)
_CLOSES = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)  # a Friday
_OPENS = _CLOSES + timedelta(days=2, hours=16)


@pytest.mark.parametrize(
    ("due", "now", "face"),
    [
        (_CLOSES, _CLOSES, "out_of_hours"),
        (_CLOSES, _CLOSES + timedelta(hours=20), "out_of_hours"),
        (_CLOSES, _OPENS, "running"),
        (_CLOSES, _OPENS + timedelta(microseconds=1), "overdue"),
        (_CLOSES - timedelta(microseconds=1), _CLOSES + timedelta(hours=20), "overdue"),
        (_CLOSES - timedelta(hours=1), _CLOSES, "overdue"),
    ],
)
def test_what_was_due_as_the_office_closed_is_late_when_it_has_opened_again(
    due: datetime, now: datetime, face: str
) -> None:
    shown = nearest_clock(_PLAN, ("fast", "throughput", "running", due, None), now)
    assert shown is not None
    assert shown.face == face
