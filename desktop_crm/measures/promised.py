"""Which promises to customers run out by a moment, and which of them will break unless something is done.

A promise breaks when no more time is left than such cases usually still take (`workflow.remaining`). Who holds the
work doesn't stand here: a supervisor sees where it is, by role.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, literal_column, or_, select

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.tables import Customer
from desktop_crm.process.model import Model
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.states import LIVE
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow, Promise, WorkItem

MOST = 2_000
# Written out so that SQLite recognises the condition of the index on running cases.
_RUNS = Case.status == literal_column("'running'")
_PROMISED = Prepared(
    select(
        Case.id, Case.number, Case.process, Customer.name, Case.promised_until, Case.paused_until, ClockRow.warn_at
    )
    .outerjoin_from(Case, Customer, Customer.id == Case.customer_id)
    # Of what was promised and done before, a clock stands there too: it says nothing of what is promised now.
    .outerjoin(
        ClockRow,
        (ClockRow.case_id == Case.id) & (ClockRow.measure == "promise_kept") & ClockRow.stopped_at.is_(None),
    )
    .where(_RUNS, Case.promised_until < bindparam("until"))
    .order_by(Case.promised_until, Case.id)
    .limit(MOST)
)  # fmt: skip
# Of whom it was promised that they hear from us: what an event says of its promise.
_CONTACTS = Prepared(
    select(Case.id, Promise.id, CaseEvent.detail)
    .join_from(Case, Promise, Promise.case_id == Case.id)
    .join(CaseEvent, CaseEvent.case_id == Case.id)
    .where(
        _RUNS,
        Case.promised_until < bindparam("until"),
        Promise.until == Case.promised_until,
        CaseEvent.kind == "PromiseMade",
        CaseEvent.detail.contains('"contact"'),
    )
)
_WORK = Prepared(
    select(WorkItem.case_id, WorkItem.activity, WorkItem.role)
    .join(Case, Case.id == WorkItem.case_id)
    .where(
        _RUNS,
        Case.promised_until < bindparam("until"),
        or_(*(WorkItem.state == str(state) for state in sorted(LIVE))),
    )
    .order_by(WorkItem.offered_at, WorkItem.id)
)


class Outlook(StrEnum):
    """What will become of a promise."""

    BROKEN = "broken"
    WILL_BREAK = "will_break"
    ON_COURSE = "on_course"


@frozen
class Promised:
    """A promise that runs out.

    Attributes:
        until: what was promised. `paused_until`: while the case waits.
        contact: that they hear from us by then was promised; else the conclusion.
        steps: what is to be done now, each with the name of the role that has it.
    """

    case: CaseId
    number: str
    process: str
    customer: str
    until: datetime
    paused_until: datetime | None
    outlook: Outlook
    steps: tuple[tuple[str, str], ...]
    contact: bool = False


@frozen
class PromiseReport:
    """The promises that run out before `until`, or did, in cases that still run; soonest first."""

    until: datetime
    made: datetime
    team: str
    promises: tuple[Promised, ...]

    def count(self, outlook: Outlook) -> int:
        """Return how many of them will come out so."""
        return sum(one.outlook is outlook for one in self.promises)


def promises_until(
    view: Reading, model: Model, *, now: datetime, until: datetime, role: str = ""
) -> tuple[Promised, ...]:
    """Return the promises of running cases that run out before `until`; of one role where it is named.

    A promise that was given twice in one case stands once, with the latest time.
    """
    steps: dict[UUID, list[tuple[str, str]]] = {}
    for case, activity, has in view.rows(_WORK, until=until):
        if not role or has == role:
            steps.setdefault(case, []).append((_activity(model, activity), _role(model, has)))
    contacts = {
        case
        for case, promise, detail in view.rows(_CONTACTS, until=until)
        if UUID(hex=json.loads(detail)["promise"]) == promise
    }
    found: dict[UUID, Promised] = {}
    for case, number, process, customer, promised, paused, warn in view.rows(_PROMISED, until=until):
        if role and case not in steps:
            continue
        spec = model.process.get(process)
        found[case] = Promised(
            case, number, spec.name if spec else process, customer or "", promised, paused,
            _outlook(promised, warn, now), tuple(steps.get(case, ())), case in contacts,
        )  # fmt: skip
    return tuple(found.values())


def _outlook(promised: datetime, warn: datetime | None, now: datetime) -> Outlook:
    if promised <= now:
        return Outlook.BROKEN
    return Outlook.WILL_BREAK if warn is not None and warn <= now else Outlook.ON_COURSE


def _activity(model: Model, code: str) -> str:
    return model.activity[code].name if code in model.activity else code


def _role(model: Model, code: str) -> str:
    return model.role[code].name if code in model.role else code
