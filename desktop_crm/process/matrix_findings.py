"""Findings on the four matrices and what they name: nothing undefined, nothing twice, somebody responsible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from desktop_crm.access.model import POWERS
from desktop_crm.core.i18n import _
from desktop_crm.process.branch_findings import responsible, uncovered
from desktop_crm.process.model import Activity, ItemType, Model, Performer
from desktop_crm.process.severity import Finding, error, unknown, warning

# What the system can register by itself: a yes, today, now.
_AUTOMATIC = frozenset({ItemType.YES_NO, ItemType.DATE, ItemType.DATETIME})


def check_matrices(model: Model) -> Iterator[Finding]:
    """Yield the findings on roles, activities and the cells of the matrices."""
    yield from _cells(model)
    yield from _measurements(model)
    yield from _twice(model)
    yield from _activities(model)
    yield from _roles(model)


def _cells(model: Model) -> Iterator[Finding]:
    for duty in model.responsibilities:
        if duty.activity not in model.activity:
            yield unknown(_("activity"), duty.activity, f"role {duty.role}", "activity")
        if duty.role not in model.role:
            yield unknown(_("role"), duty.role, f"activity {duty.activity}", "role")
    for use in model.uses:
        if use.activity not in model.activity:
            yield unknown(_("activity"), use.activity, f"item {use.item}", "activity")
        if use.item not in model.item:
            yield unknown(_("item"), use.item, f"activity {use.activity}", "item")


def _measurements(model: Model) -> Iterator[Finding]:
    for cell in model.measurements:
        if cell.ksf not in model.ksf:
            yield unknown(_("key success factor"), cell.ksf, f"process {cell.process}")
        process = model.process.get(cell.process)
        if process is None:
            yield unknown(_("process"), cell.process, f"ksf {cell.ksf}")
            continue
        for event, also in ((cell.from_event, "start"), (cell.to_event, "conclude")):
            if event != also and event not in process.by_code:
                yield unknown(_("step"), event, f"process {cell.process}, ksf {cell.ksf}")


def _twice(model: Model) -> Iterator[Finding]:
    duties = Counter((f"activity {one.activity}", one.role, one.duty) for one in model.responsibilities)
    uses = Counter((f"activity {one.activity}", one.item, one.direction) for one in model.uses)
    measured = Counter((f"process {one.process}", one.ksf, "") for one in model.measurements)
    for cells in (duties, uses, measured):
        for (place, code, _what), count in cells.items():
            if count > 1:
                yield error("twice", place, _("“{code}” stands here twice; keep one.").format(code=code))


def _activities(model: Model) -> Iterator[Finding]:
    used = {step.activity for process in model.processes for step in process.steps}
    for activity in model.activities:
        place = f"activity {activity.code}"
        for channel in (*activity.channels, *((activity.contact.channel,) if activity.contact else ())):
            if channel not in model.channel:
                yield unknown(_("channel"), channel, place)
        if activity.contact is not None and activity.contact.direction not in {"in", "out"}:
            yield unknown(_("direction"), activity.contact.direction, place)
        if activity.performer is Performer.SYSTEM:
            yield from _by_the_system(model, activity.code, place)
        else:
            yield from _responsible(model, activity, place)
        if activity.code not in used and not activity.outside:
            yield warning(
                "unused-activity",
                place,
                _("“{name}” stands in no process and may not be added to one.").format(name=activity.name),
            )


def _responsible(model: Model, activity: Activity, place: str) -> Iterator[Finding]:
    """Also where the customer or a partner does it, somebody here registers that it was done."""
    able = responsible(model, activity.code)
    if not able:
        yield error(
            "no-responsible", place, _("No role is responsible for “{name}”.").format(name=activity.name)
        )
    elif all(one.limits for one in able) and (beyond := uncovered(model, able)):
        yield warning(
            "authority-gap",
            place,
            _("Every role's authority has limits here; where {case}, nobody can do it.").format(case=beyond),
        )


def _by_the_system(model: Model, activity: str, place: str) -> Iterator[Finding]:
    for use in model.outputs[activity]:
        item = model.item.get(use.item)
        if item is not None and use.required and item.type not in _AUTOMATIC:
            yield error(
                "system-output",
                place,
                _("The system can't register “{item}”; it registers yes, dates and times.").format(
                    item=use.item
                ),
            )


def _roles(model: Model) -> Iterator[Finding]:
    busy = {one.role for one in model.responsibilities}
    for role in model.roles:
        place = f"role {role.code}"
        for power in role.may:
            if power not in {str(one) for one in POWERS}:
                yield unknown(_("power"), power, place)
        if role.code not in busy and not role.may:
            yield warning("unused-role", place, _("“{name}” has nothing to do.").format(name=role.name))
