"""The cases behind a figure: which they are and which way their clock went; never who worked on them, nor how long.

They are the cases that the figure counts, and no others: what a figure leaves out since too few people are behind it,
is left out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.tables import Customer
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.months import ToldCase, month_of, told_cases
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case

MOST = 500
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
    view: Reading,
    ksf: str,
    choice: Choice,
    now: datetime,
    fewest: int,
    *,
    part: Mapping[str, str],
    week: date | None = None,
    verdict: str | None = None,
) -> tuple[CaseBehind, ...]:
    """Return the cases behind a KSF's figures, latest first.

    Args:
        fewest: on how many people figures rest at least. `verdict`: only ``met`` or ``missed``.
        part: of the parts that figures are told apart in (`ksf_figures.Part`) the one that is looked at, by its way.
        week: the Monday of the one week that is looked at.
    """
    only = {**choice.only, **part}
    if any(only[way] != code for way, code in choice.only.items()):
        return ()
    found: list[ToldCase] = []
    for number in range(min(choice.last, month_of(now)), choice.first - 1, -1):
        some = told_cases(view, number, now, fewest, ksf=ksf, only=only, week=week)
        found += [one for one in some if verdict in (None, verdict_of(met=one.met))]
        if len(found) >= MOST:
            break
    return judged_cases(view, found)


def verdict_of(*, met: bool) -> str:
    """Return the state in which a clock stopped."""
    return "met" if met else "missed"


def judged_cases(view: Reading, found: Sequence[ToldCase]) -> tuple[CaseBehind, ...]:
    """Return cases by number and customer with their verdicts, latest first."""
    latest = sorted(found, key=lambda one: (one.stopped, one.case), reverse=True)[:MOST]
    named = _named(view, [one.case for one in latest])
    return tuple(
        CaseBehind(*named[one.case][:4], verdict_of(met=one.met), one.stopped)
        for one in latest
        if one.case in named
    )


def concluded_cases(view: Reading, cases: Sequence[UUID]) -> tuple[CaseBehind, ...]:
    """Return these cases, concluded as they are, latest first; nobody's times stand there."""
    rows = sorted(_named(view, cases).values(), key=lambda row: (row[-1], row[0]), reverse=True)
    return tuple(CaseBehind(*row[:4], "", row[-1]) for row in rows[:MOST])


def _named(view: Reading, cases: Sequence[UUID]) -> dict[UUID, tuple[CaseId, str, str, str, datetime]]:
    rows = (row for some in placed(cases) for row in view.rows(_NAMED, **some))
    return {
        case: (case, number, process, name or "", concluded)
        for case, number, process, name, concluded in rows
    }
