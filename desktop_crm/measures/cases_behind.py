"""The cases behind a figure: which they are and which way their clock went; never who worked on them, nor how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.tables import Customer
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.months import begin_of, monday_before
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, ClockRow


def _unless(name: str, column: Any) -> Any:
    given = bindparam(name, type_=column.type)
    return or_(given.is_(None), column == given)


_BEHIND = Prepared(
    select(Case.id, Case.number, Case.process, Customer.name, ClockRow.state, ClockRow.stopped_at)
    .join_from(ClockRow, Case, Case.id == ClockRow.case_id)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(
        ClockRow.stopped_at >= bindparam("since"),
        ClockRow.stopped_at < bindparam("until"),
        ClockRow.ksf == bindparam("ksf"),
        or_(ClockRow.state == "met", ClockRow.state == "missed"),
        _unless("state", ClockRow.state),
        _unless("process", Case.process),
        _unless("channel", Case.channel),
        _unless("segment", Case.segment),
    )
    .order_by(ClockRow.stopped_at.desc(), ClockRow.id)
    .limit(bindparam("most"))
)

_NAMED = Prepared(
    select(Case.id, Case.number, Case.process, Customer.name, Case.concluded_at)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(Case.id.in_([bindparam(place, type_=Case.id.type) for place in places()]))
)


@frozen
class CaseBehind:
    """A case whose clock came to a verdict, ``met`` or ``missed``, or (none) that was concluded: when is `stopped`."""

    case: CaseId
    number: str
    process: str
    customer: str
    verdict: str
    stopped: datetime


def cases_behind(
    view: Reading, ksf: str, choice: Choice, now: datetime, *, verdict: str | None = None, most: int = 500
) -> tuple[CaseBehind, ...]:
    """Return the cases behind a KSF's figures, latest first; only those of one `verdict` where it is given."""
    only = choice.only
    rows = view.rows(
        _BEHIND, ksf=ksf, since=begin_of(choice.first),
        until=min(begin_of(choice.last + 1), monday_before(now)), state=verdict, process=only.get("process"),
        channel=only.get("channel"), segment=only.get("segment"), most=most,
    )  # fmt: skip
    return tuple(
        CaseBehind(case, number, process, name or "", *rest) for case, number, process, name, *rest in rows
    )


def concluded_cases(view: Reading, cases: Sequence[UUID], *, most: int = 500) -> tuple[CaseBehind, ...]:
    """Return these cases, concluded as they are, latest first; nobody's times stand there."""
    rows = [row for some in placed(cases) for row in view.rows(_NAMED, **some)]
    rows.sort(key=lambda row: (row[-1], row[0]), reverse=True)
    return tuple(
        CaseBehind(case, number, process, name or "", "", at)
        for case, number, process, name, at in rows[:most]
    )
