"""What the options of ``case`` name: cases, work items, customers, employees, questions, moments, contacts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop_crm.cli.output import parse_id, parse_time
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, EmployeeId, QuestionId, WorkItemId

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_crm.bootstrap import Desk
    from desktop_crm.store.work import Reading


def moment(text: str | None, where: str) -> datetime | None:
    """Return the instant that an option names; None without one."""
    return None if text is None else parse_time(text, where)


def work_item(args: argparse.Namespace) -> WorkItemId:
    """Return the work item that the command names."""
    return WorkItemId(parse_id(args.work_item, "WORK_ITEM"))


def questions(named: list[str]) -> tuple[QuestionId, ...]:
    """Return the questions that an option names."""
    return tuple(QuestionId(parse_id(one, "--answers")) for one in named)


def case_named(at: Desk, named: str) -> CaseId:
    """Return the case with this number or id."""
    from desktop_crm.workflow.reads_find import find_case

    with at.store.read() as view:
        return find_case(view, named)


def case_of(at: Desk, item: WorkItemId) -> CaseId:
    """Return the case of a work item."""
    from desktop_crm.workflow.ledger import read_item

    with at.store.read() as view:
        return read_item(view, item)[0].id


def customer_named(at: Desk, named: str) -> CustomerId:
    """Return the customer with this id, number or reference."""
    from desktop_crm.customers.reads import find_reference

    with at.store.read() as view:
        return find_reference(view, named)


def employee_named(at: Desk, login: str) -> EmployeeId:
    """Return the employee with this log-in."""
    from desktop_crm.access.reads import employee

    with at.store.read() as view:
        return EmployeeId(employee(view, login).id)


def steps_back(at: Desk, view: Reading, case: CaseId) -> tuple[str, ...]:
    """Return the steps to which a case may return, in the order of their completion."""
    from desktop_crm.workflow.reads_back import steps_back
    from desktop_crm.workflow.reads_case import read_head, read_item_rows

    head = read_head(view, case)
    process = at.office.plans.of(view, head.version).processes[head.process]
    return steps_back(view, process, head, read_item_rows(view, case))


def going_on(args: argparse.Namespace, at: Desk, case: CaseId) -> ContactId:
    """Return the contact of a case that an act with `--same-contact` is in."""
    from desktop_crm.workflow.ledger import read_case
    from desktop_crm.workflow.same_contact import latest_open

    when = moment(args.at, "--at") or at.store.time.now()
    with at.store.read() as view:
        plan = at.office.plans.of(view, read_case(view, case).version)
        return latest_open(view, plan, case, when)
