"""Findings that need measured history: a norm nobody ever reached, an item nobody ever read."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.durations import write_duration
from desktop_crm.process.information_findings import conditions
from desktop_crm.process.measured import Measured
from desktop_crm.process.model import Model
from desktop_crm.process.norm_findings import TIMED
from desktop_crm.process.severity import Finding, advice, warning

# Fewer cases say nothing about what can be reached.
ENOUGH = 5


def check_measured(model: Model, measured: Measured) -> Iterator[Finding]:
    """Yield what the cases that ran say against a model."""
    yield from _norms(model, measured)
    yield from _unread(model, measured)


def _norms(model: Model, measured: Measured) -> Iterator[Finding]:
    calendars = {one.code: one for one in model.calendars}
    for cell in model.measurements:
        ksf, known = model.ksf.get(cell.ksf), measured.achieved.get((cell.process, cell.ksf))
        if ksf is None or known is None or known.count < ENOUGH or ksf.measure not in TIMED:
            continue
        norm = cell.norm_seconds if cell.norm_seconds is not None else ksf.norm_seconds
        if norm is not None and norm < known.best:
            calendar = calendars.get(ksf.calendar)
            yield warning(
                "norm-never-reached",
                f"process {cell.process}, ksf {cell.ksf}",
                _(
                    "The norm of “{name}” is {norm}, and the fastest of {count} cases took {best}; "
                    "change how it is done, or the norm."
                ).format(
                    name=ksf.name,
                    norm=write_duration(norm, calendar, ksf.unit),
                    best=write_duration(known.best, calendar, ksf.unit),
                    count=known.count,
                ),
            )


def _unread(model: Model, measured: Measured) -> Iterator[Finding]:
    asked = {condition.item for _place, condition in conditions(model)}
    readers: dict[str, set[str]] = {}
    for code, uses in model.inputs.items():
        for one in uses:
            readers.setdefault(one.item, set()).add(code)
    for item in model.items:
        count = measured.collected.get(item.code, 0)
        # What no activity shows at all is said of the model itself.
        if not count or item.code not in readers or item.code in asked:
            continue
        if not readers[item.code] & measured.shown.get(item.code, frozenset()):
            yield advice(
                "never-read",
                f"item {item.code}",
                ngettext(
                    "“{name}” was registered once in {days} days and read by nobody; need it be asked?",
                    "“{name}” was registered {count} times in {days} days and read by nobody; need it be asked?",
                    count,
                ).format(name=item.name, count=count, days=measured.days),
            )
