"""Repairs of the lists and matrices: who does what, what is asked where, what is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop_crm.core.i18n import _
from desktop_crm.process import edit
from desktop_crm.process.branch_findings import responsible
from desktop_crm.process.codes import is_code
from desktop_crm.process.edit_merge import merged
from desktop_crm.process.model import (
    Activity,
    Duty,
    Item,
    ItemType,
    Measurement,
    Model,
    Performer,
    Responsibility,
    Role,
)
from desktop_crm.process.repair_twice import once
from desktop_crm.process.repair_words import Repair, Spot

_Make = Callable[[Model, Spot], Repair | None]


def _take_out(kind: str) -> _Make:
    def make(model: Model, spot: Spot) -> Repair | None:
        code = spot.named.get(kind, "")
        known = next((one for one in edit.things(model, kind) if one.code == code), None)
        if known is None:
            return None
        return Repair(
            _("Take “{name}” out").format(name=known.name), lambda now: edit.remove(now, kind, code)
        )

    return make


def _one_name(kind: str) -> _Make:
    """Keep the first of two that are one, and let everything name that."""

    def make(model: Model, spot: Spot) -> Repair | None:
        if len(spot.about) != 2:
            return None
        kept, gone = spot.about
        return Repair(
            _("Keep “{kept}” and take “{gone}” out").format(
                kept=edit.thing(model, kind, kept).name, gone=edit.thing(model, kind, gone).name
            ),
            lambda now: merged(now, kind, gone, kept),
        )

    return make


def _add(_model: Model, spot: Spot) -> Repair | None:
    """Add what is named and missing, where a name is enough to begin with."""
    make: dict[str, Callable[[str, str], Any]] = {
        "role": Role,
        "activity": Activity,
        "item": lambda code, name: Item(code, name, ItemType.TEXT),
    }
    if len(spot.about) != 2 or spot.about[0] not in make or not is_code(spot.about[1]):
        return None
    kind, code = spot.about
    new = make[kind](code, code.replace("_", " ").capitalize())
    return Repair(_("Add “{name}”").format(name=new.name), lambda now: edit.add(now, kind, new))


# Who ------------------------------------------------------------------------------------------------------


def _responsible(model: Model, spot: Spot) -> Repair | None:
    """Let the role that does most of the same processes do this too."""
    code = spot.activity or getattr(spot.the_step(model), "activity", "")
    if code not in model.activity or not model.roles:
        return None
    beside = [
        step.activity
        for process in model.processes
        if any(step.activity == code for step in process.steps)
        for step in process.steps
    ]
    done = Counter(cell.role for one in beside for cell in responsible(model, one))
    role = max(model.roles, key=lambda one: done[one.code])
    cell = Responsibility(role.code, code, Duty.RESPONSIBLE)

    def give(now: Model) -> Model:
        rest = [
            one for one in now.duties.get(code, ()) if one.role == role.code and one.duty is not Duty.INFORMED
        ]
        return edit.set_duties(now, code, role.code, [cell, *rest])

    return Repair(_("Make “{role}” responsible").format(role=role.name), give)


def _one_in_charge(model: Model, spot: Spot) -> Repair | None:
    """The first stays responsible; to the others it may be delegated."""
    code = spot.activity
    cells = responsible(model, code)
    if len(cells) < 2 or cells[0].role not in model.role:
        return None

    def only(now: Model) -> Model:
        for one in cells[1:]:
            others = [
                cell for cell in now.duties[code] if cell.role == one.role and cell.duty is Duty.INFORMED
            ]
            given = Responsibility(one.role, code, Duty.DELEGATE)
            now = edit.set_duties(now, code, one.role, [*others, given])
        return now

    return Repair(
        _("Let “{role}” alone be responsible; it may be delegated to the others").format(
            role=model.role[cells[0].role].name
        ),
        only,
    )


def _without_limits(model: Model, spot: Spot) -> Repair | None:
    cells = responsible(model, spot.activity)
    if not cells or cells[-1].role not in model.role:
        return None
    role = cells[-1].role

    def free(now: Model) -> Model:
        found = [one for one in now.duties[spot.activity] if one.role == role]
        return edit.set_duties(
            now,
            spot.activity,
            role,
            [replace(one, limits=()) if one.duty is Duty.RESPONSIBLE else one for one in found],
        )

    return Repair(_("Let “{role}” do what is beyond the limits").format(role=model.role[role].name), free)


def _by_an_employee(model: Model, spot: Spot) -> Repair | None:
    if spot.activity not in model.activity or not responsible(model, spot.activity):
        return None
    return Repair(
        _("Let an employee do it"),
        lambda now: edit.change(now, "activity", spot.activity, performer=Performer.EMPLOYEE),
    )


# What is measured -----------------------------------------------------------------------------------------


def _measured_somewhere(model: Model, spot: Spot) -> Repair | None:
    idle = next((one for one in model.processes if not model.measured[one.code]), None)
    target = idle or (model.processes[0] if len(model.processes) == 1 else None)
    return None if target is None else _measure(model, spot.ksf, target.code)


def _measured_by(model: Model, spot: Spot) -> Repair | None:
    used = Counter(one.ksf for one in model.measurements)
    if not model.ksfs:
        return None
    return _measure(model, max(model.ksfs, key=lambda one: (used[one.code], one.weight)).code, spot.process)


def _measure(model: Model, ksf: str, process: str) -> Repair | None:
    if ksf not in model.ksf or process not in model.process:
        return None
    return Repair(
        _("Measure “{ksf}” in “{process}”").format(
            ksf=model.ksf[ksf].name, process=model.process[process].name
        ),
        lambda now: edit.set_measurement(now, ksf, process, Measurement(ksf, process)),
    )


def _first_calendar(model: Model, spot: Spot) -> Repair | None:
    if not model.calendars or spot.ksf not in model.ksf:
        return None
    calendar = model.calendars[0]
    return Repair(
        _("Judge it on the hours of “{name}”").format(name=calendar.name),
        lambda now: edit.change(now, "ksf", spot.ksf, calendar=calendar.code),
    )


LIST_REPAIRS: dict[str, _Make] = {
    "unknown-reference": _add,
    "twice": once,
    "no-responsible": _responsible,
    "two-responsible": _one_in_charge,
    "authority-gap": _without_limits,
    "system-output": _by_an_employee,
    "ksf-without-process": _measured_somewhere,
    "process-without-ksf": _measured_by,
    "no-calendar": _first_calendar,
    "unused-item": _take_out("item"),
    "unused-output": _take_out("item"),
    "never-read": _take_out("item"),
    "unused-role": _take_out("role"),
    "unused-activity": _take_out("activity"),
    "asked-twice": _one_name("item"),
    "same-activity": _one_name("activity"),
}
