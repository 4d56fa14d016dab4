"""What can be begun: the processes an employee may start, the channels, and whom work can be handed to."""

from __future__ import annotations

from desktop_crm.access.model import Actor
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.process.model import Channel, Family
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import role_name

_MAY_START = kept("workflow", "MAY_START")
_COLLEAGUES = kept("workflow", "COLLEAGUES")
_OPEN_CASES = kept("workflow", "OPEN_CASES")


@frozen
class StartLine:
    """A process that may be started: who performs its first step, and through which channels it comes."""

    code: str
    name: str
    first_step: str
    first_roles: tuple[str, ...]
    mine: bool
    inbound: bool
    channels: tuple[str, ...]


@frozen
class StartOptions:
    """What the form for a new event offers; contacts with nobody outside (internal) are no starting event."""

    processes: tuple[StartLine, ...]
    channels: tuple[Channel, ...]


@frozen
class ColleagueLine:
    """Somebody work can be given to, with the names of their roles."""

    id: EmployeeId
    name: str
    roles: tuple[str, ...]


@frozen
class HandOverOptions:
    """Whom and which roles work can be given to."""

    colleagues: tuple[ColleagueLine, ...]
    roles: tuple[tuple[str, str], ...]


def start_options(view: Reading, plans: Plans, actor: Actor) -> StartOptions:
    """Return what `actor` may start under the version in force for them; raise `Refused` while there is none."""
    plan = plans.in_force(view, actor.id)
    allowed = {row[0] for row in view.rows(_MAY_START, who=actor.id, version=plan.version)}
    roles = {row[2] for row in view.rows(_COLLEAGUES) if row[0] == actor.id}
    channels = tuple(one for one in plan.model.channels if one.family is not Family.INTERNAL)
    lines = [_start_line(plan, code, roles) for code in plan.processes if code in allowed]
    return StartOptions(tuple(lines), channels)


def _start_line(plan: Plan, code: str, roles: set[str | None]) -> StartLine:
    process = plan.processes[code]
    first = [process.steps[step] for step in process.start]
    owners = tuple(step.activity.role_for({}) for step in first if step.activity)
    able = {duty.role for step in first if step.activity for duty, _within in step.activity.duties}
    starting = process.spec.starting
    return StartLine(
        code=code,
        name=process.spec.name,
        first_step=first[0].name if first else "",
        first_roles=tuple(role_name(plan, role) for role in owners),
        mine=bool(able & roles),
        inbound=starting.direction == "in",
        channels=starting.channels,
    )


def hand_over_options(view: Reading, plan: Plan) -> HandOverOptions:
    """Return the active employees with their roles, and the roles of the model."""
    names: dict[EmployeeId, str] = {}
    roles: dict[EmployeeId, list[str]] = {}
    for employee, name, role in view.rows(_COLLEAGUES):
        names[employee] = name
        roles.setdefault(employee, [])
        if role is not None:
            roles[employee].append(role_name(plan, role))
    people = tuple(ColleagueLine(one, names[one], tuple(roles[one])) for one in names)
    return HandOverOptions(people, tuple((role.code, role.name) for role in plan.model.roles))


def open_case_count(view: Reading, customer: CustomerId) -> int:
    """Return how many running cases a customer has."""
    found = view.row(_OPEN_CASES, whose=customer)
    return int(found[0]) if found else 0


def own_roles(view: Reading, plans: Plans, actor: Actor) -> tuple[str, ...]:
    """Return the names of the roles that `actor` holds, in the model's order; their codes while none is published."""
    held = {row[2] for row in view.rows(_COLLEAGUES) if row[0] == actor.id and row[2] is not None}
    version = version_in_force(view, actor.id)
    if version is None:
        return tuple(sorted(held))
    return tuple(role.name for role in plans.of(view, version).model.roles if role.code in held)
