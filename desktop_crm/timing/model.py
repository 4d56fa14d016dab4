"""The words of timing: what is measured, against which norm, and where a clock can stand."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _


class Measure(StrEnum):
    """What a key success factor measures (`clocks.md`)."""

    REACTION = "reaction"
    RESPONSE = "response"
    NEXT_RESPONSE = "next_response"
    THROUGHPUT = "throughput"
    PROMISE_KEPT = "promise_kept"
    FIRST_CONTACT_RESOLUTION = "first_contact_resolution"
    GRADE = "grade"


# Measures whose norm is an amount of time. A promise brings its own time.
TIMED = frozenset({Measure.REACTION, Measure.RESPONSE, Measure.NEXT_RESPONSE, Measure.THROUGHPUT})
ENOUGH = 10  # concluded cases that a promise or a warning rests on: a percentile of fewer is one case's luck


class ClockState(StrEnum):
    """Where a clock stands. At risk and overdue are computed from it and the time (see `display`)."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What a clock says in the end.

    `OPEN`: nothing yet. `VOID`: nothing ever, since the case was cancelled; it leaves the rates.
    """

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    VOID = "void"


class Judged(StrEnum):
    """Which of the two numbers a norm is held against: net working time or the customer's wall clock."""

    NET = "net"
    CUSTOMER = "customer"


class PauseReason(StrEnum):
    """Why a throughput clock may stand still. A queue, a colleague or an absence never is a reason."""

    CUSTOMER = "customer"
    DATE_ASKED = "date_asked"
    THIRD_PARTY = "third_party"


class Grader(StrEnum):
    """Who gave a grade: reports keep the customer's apart from an employee's impression."""

    CUSTOMER = "customer"
    EMPLOYEE = "employee"


@frozen
class Target:
    """A norm as one clock runs under it; a changed norm is a new target with a higher `version`.

    Attributes:
        ksf: the code of the key success factor; `text` the customers' own words for it.
        norm_seconds: for measures of time; of working time, or of wall time where the customer's is judged.
        norm_grade: for grades, 1 to 10; met from this grade upward.
        share: the part of cases in which the norm is to be met, 0 to 1.
        calendar: the code of the working calendar.
        third_party_pauses: waiting for a third party stops this clock too.
        from_event: of throughput: ``start``, or the step whose offering starts it.
        to_event: ``conclude``, or the step whose completion stops it.
        segment: holds only for these customers; `channel`, `customer` likewise; empty: for all.
        quality: of a grade: what is graded, empty for the case all in all.
    """

    ksf: str
    measure: Measure
    norm_seconds: int | None = None
    norm_grade: float | None = None
    judged: Judged = Judged.NET
    share: float = 0.95
    calendar: str = ""
    third_party_pauses: bool = False
    from_event: str = "start"
    to_event: str = "conclude"
    segment: str = ""
    channel: str = ""
    customer: str = ""
    quality: str = ""
    text: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        """Raise `Invalid` for a norm that nothing could be held against."""
        if self.measure in TIMED and (self.norm_seconds is None or self.norm_seconds < 0):
            raise Invalid(_("A norm of time is needed, in seconds from 0."), where=self.ksf)
        if self.measure is Measure.GRADE and self.norm_grade is None:
            raise Invalid(_("A grade is needed as the norm, from 1 to 10."), where=self.ksf)
        if not 0 <= self.share <= 1:
            raise Invalid(_("The share of a norm lies between 0 and 1."), where=self.ksf)


def write_target(target: Target) -> str:
    """Return a target as canonical JSON, to be kept with the clocks that ran under it."""
    return json.dumps(asdict(target), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_target(text: str) -> Target:
    """Return the target that `write_target` wrote."""
    fields: dict[str, Any] = json.loads(text)
    return Target(**fields | {"measure": Measure(fields["measure"]), "judged": Judged(fields["judged"])})
