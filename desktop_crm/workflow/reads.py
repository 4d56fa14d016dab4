"""Work lists: what an employee holds, what waits for their roles, and which cases there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.store.prepared import Statement, kept
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_nearest import nearest_clock, pause_in_words
from desktop_crm.workflow.reads_rows import AbsenceLine, WorkList, WorkRow
from desktop_crm.workflow.states import ItemState

_MINE = kept("workflow", "MINE"), kept("workflow", "MINE_FIGURES")
_WAITING = kept("workflow", "WAITING"), kept("workflow", "WAITING_FIGURES")
_LEFT, _AWAY = (kept("workflow", "LEFT"), kept("workflow", "LEFT_FIGURES")), kept("workflow", "AWAY")


def work_list(view: Reading, plans: Plans, employee: EmployeeId, now: datetime, limit: int = 500) -> WorkList:
    """Return what `employee` holds, claimed, open or paused, what runs out first on top."""
    return read_list(view, plans, _MINE, {"who": employee}, now, limit)


def queue(view: Reading, plans: Plans, employee: EmployeeId, now: datetime, limit: int = 200) -> WorkList:
    """Return what waits for whoever of the employee's roles takes it, what runs out first on top.

    What colleagues hold who are away is among it, as far as the employee may take it for them.
    """
    waiting = read_list(view, plans, _WAITING, {"who": employee}, now, limit)
    away = absences_of(view, employee, now)
    if not away:
        return waiting
    left = read_list(view, plans, _LEFT, {"who": employee, "now": now}, now, limit)
    rows = sorted((*waiting.rows, *left.rows), key=_runs_out)[:limit]
    return WorkList(
        tuple(rows),
        waiting.total + left.total,
        waiting.overdue + left.overdue,
        waiting.at_risk + left.at_risk,
        away,
    )


def _runs_out(row: WorkRow) -> tuple[bool, datetime, datetime]:
    due = row.clock.due if row.clock is not None else None
    return (due is None, due or row.offered, row.offered)


def absences_of(view: Reading, employee: EmployeeId, now: datetime) -> tuple[AbsenceLine, ...]:
    """Return who is away now as far as it concerns `employee`: themselves, and for whom they may take work."""
    return tuple(AbsenceLine(*row) for row in view.rows(_AWAY, who=employee, now=now))


def read_list(
    view: Reading,
    plans: Plans,
    statements: tuple[Statement, Statement],
    whose: Mapping[str, object],
    now: datetime,
    limit: int,
) -> WorkList:
    """Return the work items that `statements` (rows, figures) find for the parameters in `whose`."""
    rows, figures = statements
    found = view.rows(rows, **whose, most=limit)
    known = {version: plans.of(view, version) for version in {row[6] for row in found}}
    total, overdue, at_risk = view.row(figures, **{**whose, "now": now}) or (0, 0, 0)
    return WorkList(tuple(_work_row(known[row[6]], row, now) for row in found), total, overdue, at_risk)


def _work_row(plan: Plan, row: tuple[Any, ...], now: datetime) -> WorkRow:
    pause = json.loads(row[17]) if row[17] else {}
    return WorkRow(
        work_item=WorkItemId(row[0]),
        case=CaseId(row[1]),
        number=row[2],
        activity=step_name(plan, row[5], row[3], row[4]),
        process=process_name(plan, row[5]),
        customer=None if row[7] is None else CustomerId(row[7]),
        customer_name=row[8] or "",
        state=ItemState(row[9]),
        role=role_name(plan, row[10]),
        offered=row[11],
        claimed=row[12],
        holder=row[13],
        lender=row[14],
        clock=nearest_clock(plan, row[18:23], now),
        promised_until=row[15],
        paused_until=row[16],
        paused_for=pause_in_words(pause.get("reason", ""), pause.get("party", "")) if row[16] else "",
    )


def step_name(plan: Plan, process: str, step: str, activity: str) -> str:
    """Return how a person calls a work item: its step's name, else that of its activity."""
    steps = plan.processes[process].steps if process in plan.processes else {}
    if step in steps:
        return steps[step].name
    known = plan.model.activity.get(activity)
    return known.name if known else activity


def process_name(plan: Plan, process: str) -> str:
    """Return the name of a process, or its code where the model no longer has it."""
    known = plan.model.process.get(process)
    return known.name if known else process


def role_name(plan: Plan, role: str) -> str:
    """Return the name of a role, or its code where the model no longer has it."""
    known = plan.model.role.get(role)
    return known.name if known else role


@frozen
class CaseFilters:
    """What a list of cases is narrowed to; None: not by this."""

    status: str | None = "running"
    process: str | None = None
    customer: UUID | None = None
    owner: UUID | None = None
    limit: int = 200


@frozen
class CaseRow:
    """A case in a list."""

    case: CaseId
    number: str
    process: str
    customer: CustomerId | None
    customer_name: str
    status: str
    owner: str
    started: datetime
    concluded: datetime | None
    promised_until: datetime | None


_CASES = kept("workflow", "CASES")


def case_list(view: Reading, plans: Plans, filters: CaseFilters) -> tuple[CaseRow, ...]:
    """Return cases, newest first."""
    found = view.rows(
        _CASES, status=filters.status, process=filters.process, whose=filters.customer, owner=filters.owner,
        most=filters.limit,
    )  # fmt: skip
    known = {version: plans.of(view, version) for version in {row[3] for row in found}}
    return tuple(
        CaseRow(row[0], row[1], process_name(known[row[3]], row[2]), row[4], row[5] or "", *row[6:11])
        for row in found
    )
