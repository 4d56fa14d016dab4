"""What follows from a cell, in sentences: nothing is configured twice, so the cell says it all; what is measured."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.measured import Measured
from desktop_crm.process.model import Duty, Ksf, Model, Use


def consequences(model: Model, sheet: str, row: str, column: str) -> tuple[str, ...]:
    """Return what publishing would make of a cell, or what stands behind a factor; nothing for an empty cell."""
    if sheet == "responsibilities":
        return tuple(_of_duty(model, row, column))
    if sheet == "uses":
        return tuple(_of_use(model, row, column))
    if sheet == "measurements":
        return tuple(_of_measurement(model, row, column))
    if sheet == "ksf" and row in model.ksf:
        return tuple(_of_factor(model.ksf[row]))
    return ()


def _of_factor(ksf: Ksf) -> Iterator[str]:
    count = len(ksf.proposals)
    if count:
        yield ngettext(
            "{count} contact shows it; it stands among the proposals.",
            "{count} contacts show it; they stand among the proposals.",
            count,
        ).format(count=count)


def measured_use(model: Model, measured: Measured, item: str) -> str:
    """Return how often an information item was registered, and the activities that were done with it in view."""
    count = measured.collected.get(item, 0)
    if not count:
        return _("Registered by nobody in {days} days.").format(days=measured.days)
    seen = measured.shown.get(item, frozenset())
    reading = [
        activity.name
        for activity in model.activities
        if activity.code in seen and any(use.item == item for use in model.inputs[activity.code])
    ]
    words = ngettext("Registered once in {days} days", "Registered {count} times in {days} days", count)
    told = _("read in {activities}").format(activities=", ".join(reading)) if reading else _("read by nobody")
    return f"{words.format(count=count, days=measured.days)}, {told}."


def _of_duty(model: Model, activity: str, role: str) -> Iterator[str]:
    duties = {one.duty: one for one in model.duties.get(activity, ()) if one.role == role}
    if not duties or activity not in model.activity or role not in model.role:
        return
    words = {"role": model.role[role].name, "activity": model.activity[activity].name}
    if Duty.RESPONSIBLE in duties:
        yield _("Because “{role}” is responsible, its people get “{activity}” on their work list.").format(
            **words
        )
        if duties[Duty.RESPONSIBLE].limits:
            yield _("What lies beyond the limits of this cell goes to the next role.")
        inputs, outputs = (_named(model, uses.get(activity, ())) for uses in (model.inputs, model.outputs))
        if inputs:
            yield _("They may read: {items}.").format(items=inputs)
        if outputs:
            yield _("They may register: {items}.").format(items=outputs)
    if Duty.INFORMED in duties:
        yield _("“{role}” sees the queue and the results of “{activity}”.").format(**words)
    if Duty.DELEGATE in duties:
        yield _("“{activity}” may be delegated to “{role}”; it returns to its owner.").format(**words)


def _named(model: Model, uses: tuple[Use, ...]) -> str:
    return ", ".join(model.item[one.item].name for one in uses if one.item in model.item)


def _of_use(model: Model, activity: str, item: str) -> Iterator[str]:
    for one in model.inputs.get(activity, ()):
        if one.item == item:
            yield _("Its window shows this at the left, with source and age.")
            if one.required:
                yield _("It must have been registered before.")
    for one in model.outputs.get(activity, ()):
        if one.item == item:
            yield _("Its window asks for this; what is known already is filled in.")
            if one.required:
                yield _("It is answered with a value or a reason.")


def _of_measurement(model: Model, ksf: str, process: str) -> Iterator[str]:
    cell = next((one for one in model.measured.get(process, ()) if one.ksf == ksf), None)
    if cell is None or ksf not in model.ksf:
        return
    yield f"“{model.ksf[ksf].text}”"
    if (cell.from_event, cell.to_event) == ("start", "conclude"):
        yield _("This clock runs over the whole process.")
    else:
        yield _("This clock runs from {begin} to {end}.").format(begin=cell.from_event, end=cell.to_event)
