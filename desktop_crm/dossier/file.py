"""The customer file: one customer across all rooms, from few limited statements at any length of history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from desktop_crm.access.check import require_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.reads import employee
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.reads import customer_head, customer_profile
from desktop_crm.customers.time_line import PAGE
from desktop_crm.dossier.facts import facts_of
from desktop_crm.dossier.rows import ClockLine, CustomerFile, ItemLine, OpenCase
from desktop_crm.dossier.time_line import planned_rows, process_name, time_line_page
from desktop_crm.process.model import Model
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.workflow.customer_reads import (
    ClockState,
    RunningItem,
    case_count,
    known_facts,
    running_cases,
    running_clocks,
    running_items,
)
from desktop_crm.workflow.plans import Plans


def customer_file(
    view: Reading, customer: CustomerId, *, model: Model, roles: Collection[str] | None, now: datetime
) -> CustomerFile:
    """Return everything about one customer, with the first page of the time line.

    Args:
        view: one state of the store; all of the file is read from it.
        customer: whose file.
        model: the published process model, for names and validities; `Model("")` when there is none yet.
        roles: the reader's, which decide about sensitive facts; None for all roles.
        now: against which ages are told.

    Raises `NotFound`.
    """
    head, counts = customer_head(view, customer)
    first = time_line_page(view, customer, model=model)
    return CustomerFile(
        at=now,
        head=head,
        segment=_segment(model, head.segment),
        counts=replace(counts, cases=case_count(view, customer)),
        profile=customer_profile(view, customer),
        planned=planned_rows(view, customer, model) if counts.planned else (),
        time_line=first,
        more=len(first) >= PAGE,
        open_cases=open_cases(view, customer, model),
        facts=facts_of(known_facts(view, customer), model=model, roles=roles, now=now),
    )


def open_customer_file(
    view: Reading, customer: CustomerId, *, plans: Plans, actor: Actor, now: datetime
) -> CustomerFile:
    """Return the file as `actor` may see it: under the model in force for them, with the roles held at this moment.

    Raises `NotFound`, and `Refused` to somebody who serves no customers.
    """
    require_power(view, actor, Verb.SERVE, version_in_force(view, actor.id))
    model = model_in_force(view, plans, actor)
    reader = employee(view, actor.login)
    roles = None if reader.all_roles else frozenset(reader.roles)
    return customer_file(view, customer, model=model, roles=roles, now=now)


def model_in_force(view: Reading, plans: Plans, actor: Actor) -> Model:
    """Return the process model that `actor` works by; an empty one before the first, so that a file can be read."""
    version = version_in_force(view, actor.id)
    return Model("") if version is None else plans.of(view, version).model


def open_cases(view: Reading, customer: CustomerId, model: Model) -> tuple[OpenCase, ...]:
    """Return the customer's running cases with their live work items and clocks, the latest first."""
    running = running_cases(view, customer)
    if not running:
        return ()
    items: defaultdict[UUID, list[RunningItem]] = defaultdict(list)
    for item in running_items(view, customer):
        items[item.case].append(item)
    clocks: defaultdict[UUID, list[ClockState]] = defaultdict(list)
    for clock in running_clocks(view, customer):
        clocks[clock.case].append(clock)
    return tuple(
        OpenCase(
            process=process_name(model, one.process),
            case=one,
            items=tuple(_item_line(item, model) for item in items[one.case]),
            clocks=tuple(_clock_line(clock, model) for clock in clocks[one.case]),
        )
        for one in running
    )


def _item_line(item: RunningItem, model: Model) -> ItemLine:
    activity, role = model.activity.get(item.activity), model.role.get(item.role)
    return ItemLine(activity.name if activity else item.activity, role.name if role else item.role, item)


def _clock_line(clock: ClockState, model: Model) -> ClockLine:
    ksf = model.ksf.get(clock.ksf)
    return ClockLine(ksf.name if ksf else clock.ksf, ksf.text if ksf else "", clock)


def _segment(model: Model, code: str) -> str:
    return next((one.name for one in model.segments if one.code == code), code)
