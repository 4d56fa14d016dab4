"""Frozen rows that screens, reports and the command line get of cases; nothing here knows SQL or Qt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, QuestionId, WorkItemId
from desktop_crm.timing.calendar import Interval
from desktop_crm.workflow.states import ItemState


@frozen
class NearestClock:
    """The clock of a case that runs out first, for lists.

    Attributes:
        face: ``running``, ``out_of_hours``, ``at_risk``, ``overdue`` or ``paused``, as it was at the reading.
        seconds: time left, or past the norm when overdue; net or wall time, whichever the KSF judges.
        opens_at: out of hours, when counting goes on.
        day_seconds: what "one day" is in `seconds`: the calendar's own working day, or 24 hours.
    """

    ksf: str
    name: str
    measure: str
    face: str
    seconds: int | None
    due: datetime | None
    warn: datetime | None
    opens_at: datetime | None = None
    day_seconds: float = 86_400


@frozen
class EarlierNorm:
    """A norm of time under which a clock ran before, until when, and what changed then (`timing.clock.Because`)."""

    norm_seconds: int | None
    until: datetime
    because: str


@frozen
class ClockLine:
    """One clock of a case with everything its chip and its explanation say.

    Attributes:
        face: as of `NearestClock`, and ``not_started``, ``met``, ``missed``, ``cancelled``.
        seconds: left, past the norm, or for a verdict what was used (met) or too much (missed).
        words: the customers' own words.
        day_seconds: what "one day" of net time is: the calendar's own working day.
        earlier: the norms under which it ran before, oldest first. `missed_under`: the norm of time that was missed
            already when another came.
    """

    ksf: str
    name: str
    words: str
    measure: str
    face: str
    state: str
    seconds: int | None
    started: datetime | None
    due: datetime | None
    stopped: datetime | None
    net_seconds: float
    customer_seconds: float
    judged: str
    norm_seconds: int | None
    calendar_name: str
    calendar_version: int
    model_version: int
    revised: bool = False
    paused_for: str = ""
    paused_until: datetime | None = None
    opens_at: datetime | None = None
    grade: float | None = None
    subject: UUID | None = None
    day_seconds: float = 86_400
    intervals: tuple[Interval, ...] = ()
    earlier: tuple[EarlierNorm, ...] = ()
    missed_under: int | None = None


@frozen
class WorkRow:
    """A work item in a list: what is to be done, for whom, and by when."""

    work_item: WorkItemId
    case: CaseId
    number: str
    activity: str
    process: str
    customer: CustomerId | None
    customer_name: str
    state: ItemState
    role: str
    offered: datetime
    claimed: datetime | None
    holder: UUID | None
    lender: UUID | None
    clock: NearestClock | None
    promised_until: datetime | None
    paused_until: datetime | None
    paused_for: str


@frozen
class AbsenceLine:
    """Somebody is away, from `begins` up to `ends`; without a deputy, the work shows to their roles."""

    id: UUID
    employee: EmployeeId
    name: str
    deputy: EmployeeId | None
    deputy_name: str | None
    begins: datetime
    ends: datetime


@frozen
class WorkList:
    """Rows sorted by what runs out first, and the figures of the whole list, shown or not.

    Attributes:
        away: who is away, where it concerns whoever reads: themselves, and whose work may be among the rows.
    """

    rows: tuple[WorkRow, ...]
    total: int
    overdue: int
    at_risk: int
    away: tuple[AbsenceLine, ...] = ()


@frozen
class CustomerLine:
    """Whom a case is about."""

    id: CustomerId
    number: str
    name: str
    segment: str = ""


@frozen
class StepLine:
    """A step in the strip of a case.

    Attributes:
        state: ``done``, ``skipped``, ``current``, ``here`` (the one in the window) or ``coming``.
        position: counted from 1; `beside` are the positions of steps that run side by side with it.
    """

    code: str
    position: int
    name: str
    role: str
    state: str
    began: datetime | None = None
    ended: datetime | None = None
    who: str = ""
    beside: tuple[int, ...] = ()


@frozen
class ContactLine:
    """One contact of the history. `channel` is a code; `who` the employee's name."""

    id: UUID
    channel: str
    direction: str
    party: str
    happened: datetime
    recorded: datetime
    subject: str
    text: str
    who: str
    case: UUID | None


@frozen
class QuestionLine:
    """What a contact raised; `answered` when its answer was received."""

    id: QuestionId
    text: str
    raised: datetime
    raised_by: str
    answered: datetime | None


@frozen
class PromiseLine:
    """What the customer was told: until when, said when, by whom.

    Attributes:
        contact: they were told that they hear from us by then; else that they have the conclusion.
    """

    until: datetime
    made: datetime
    channel: str
    words: str
    who: str
    contact: bool = False


@frozen
class ValueLine:
    """A registered value. `content` is canonical text, None without a value or when withheld.

    Attributes:
        answer: ``value``, ``unknown``, ``refused``, ``not-applicable`` or ``later``.
        source: the master system, or the name of the process (or activity) it came from.
        valid: whether it may be filled in again; False: ask again.
        withheld: the item is sensitive and no activity of this employee uses it.
    """

    item: str
    name: str
    type: str
    content: str | None
    answer: str
    reason: str
    registered: datetime
    source: str
    valid: bool = True
    withheld: bool = False
    in_case: bool = False
