"""What is wrong, doubtful or worth a thought in a process model; errors keep it from being published."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.conditions import ORDERED, ORDERINGS
from desktop_crm.process.flow_findings import check_inputs, check_process
from desktop_crm.process.model import (
    Condition,
    Direction,
    Duty,
    ItemType,
    Ksf,
    Model,
    Operator,
    Performer,
)
from desktop_crm.process.severity import Finding, Severity
from desktop_crm.process.values import parse_value

__all__ = ["Finding", "Severity", "check"]

MEASURES = frozenset(
    {
        "reaction",
        "response",
        "next_response",
        "throughput",
        "promise_kept",
        "first_contact_resolution",
        "grade",
    }
)
_TIMED = frozenset({"reaction", "response", "next_response", "throughput"})
_AUTOMATIC = frozenset({ItemType.YES_NO, ItemType.DATE, ItemType.DATETIME})


class Power(StrEnum):
    """The powers a role may hold besides its activities (`access.model.POWERS` says the same)."""

    SUPERVISE = "supervise"
    ADMINISTER = "administer"
    MODEL = "model"
    IMPORT = "import"
    EXPORT = "export"


def check(model: Model) -> tuple[Finding, ...]:
    """Return all findings on a model: errors first, then warnings, then advice, each in the model's order."""
    found = [
        *_references(model),
        *_conditions(model),
        *_activities(model),
        *_ksfs(model),
        *_calendars(model),
        *(finding for process in model.processes for finding in check_process(model, process)),
        *check_inputs(model),
        *_advice(model),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def error(code: str, place: str, sentence: str) -> Finding:
    """Return a finding that keeps the model from being published."""
    return Finding(code, Severity.ERROR, place, sentence)


def _unknown(kind: str, code: str, place: str) -> Finding:
    return error("unknown-reference", place, _("There is no {kind} “{code}”.").format(kind=kind, code=code))


def _references(model: Model) -> Iterator[Finding]:
    for duty in model.responsibilities:
        place = f"activity {duty.activity}"
        if duty.activity not in model.activity:
            yield _unknown("activity", duty.activity, f"role {duty.role}")
        if duty.role not in model.role:
            yield _unknown("role", duty.role, place)
    for use in model.uses:
        if use.activity not in model.activity:
            yield _unknown("activity", use.activity, f"item {use.item}")
        if use.item not in model.item:
            yield _unknown("item", use.item, f"activity {use.activity}")
    for cell in model.measurements:
        if cell.ksf not in model.ksf:
            yield _unknown("key success factor", cell.ksf, f"process {cell.process}")
        if cell.process not in model.process:
            yield _unknown("process", cell.process, f"ksf {cell.ksf}")
        else:
            steps = model.process[cell.process].by_code
            for event, also in ((cell.from_event, "start"), (cell.to_event, "conclude")):
                if event != also and event not in steps:
                    yield _unknown("step", event, f"process {cell.process}, ksf {cell.ksf}")
    for activity in model.activities:
        channels = (*activity.channels, *((activity.contact.channel,) if activity.contact else ()))
        for channel in channels:
            if channel not in model.channel:
                yield _unknown("channel", channel, f"activity {activity.code}")
    for role in model.roles:
        for power in role.may:
            if power not in set(Power):
                yield _unknown("power", power, f"role {role.code}")


def _conditions(model: Model) -> Iterator[Finding]:
    for place, condition in _all_conditions(model):
        yield from check_condition(model, condition, place)


def _all_conditions(model: Model) -> Iterator[tuple[str, Condition]]:
    for use in model.uses:
        for one in use.when:
            yield f"activity {use.activity}, item {use.item}", one
    for duty in model.responsibilities:
        for one in duty.limits:
            yield f"activity {duty.activity}, role {duty.role}", one
    for process in model.processes:
        for step in process.steps:
            place = f"process {process.code}, step {step.code}"
            for one in (*step.only_when, *(one for flow in step.flows for one in flow.when)):
                yield place, one


def check_condition(model: Model, condition: Condition, place: str) -> Iterator[Finding]:
    """Yield what is wrong with one condition: its item, its operator for that type, its values."""
    item = model.item.get(condition.item)
    if item is None:
        yield _unknown("item", condition.item, place)
        return
    takes = 0 if condition.operator in (Operator.KNOWN, Operator.NOT_KNOWN) else 1
    many = condition.operator in (Operator.ONE_OF, Operator.NONE_OF)
    if len(condition.values) < takes or (len(condition.values) > takes and not many):
        yield error(
            "condition-values",
            place,
            _("The condition on “{item}” has the wrong number of values.").format(item=item.code),
        )
        return
    if condition.operator in ORDERINGS and item.type not in ORDERED:
        yield error(
            "condition-operator",
            place,
            _("“{item}” is a {type} and can't be compared by “{operator}”.").format(
                item=item.code, type=item.type.value, operator=condition.operator.value
            ),
        )
    for value in condition.values:
        try:
            canonical = parse_value(item, value)
        except Invalid as wrong:
            yield error(
                "condition-value",
                place,
                _("“{value}” for “{item}”: {why}").format(value=value, item=item.code, why=wrong.sentence),
            )
            continue
        if canonical != value:
            yield error(
                "condition-value",
                place,
                _("“{value}” for “{item}” must be written “{right}”.").format(
                    value=value, item=item.code, right=canonical
                ),
            )


def _activities(model: Model) -> Iterator[Finding]:
    for activity in model.activities:
        place = f"activity {activity.code}"
        responsible = [one for one in model.duties[activity.code] if one.duty is Duty.RESPONSIBLE]
        if not responsible and activity.performer is not Performer.SYSTEM:
            yield error(
                "no-responsible", place, _("No role is responsible for “{name}”.").format(name=activity.name)
            )
        if activity.performer is Performer.SYSTEM:
            for use in model.outputs[activity.code]:
                item = model.item.get(use.item)
                if item is not None and use.required and item.type not in _AUTOMATIC:
                    yield error(
                        "system-output",
                        place,
                        _("The system can't register “{item}”; it registers yes/no, dates and times.").format(
                            item=use.item
                        ),
                    )
    used = {step.activity for process in model.processes for step in process.steps}
    for activity in model.activities:
        if activity.code not in used and not activity.outside:
            yield Finding(
                "unused-activity",
                Severity.WARNING,
                f"activity {activity.code}",
                _("“{name}” stands in no process and may not be added to one.").format(name=activity.name),
            )
    for item in model.items:
        if item.type is ItemType.CHOICE and not item.choices:
            yield error("no-choices", f"item {item.code}", _("A choice needs choices; add some."))


def _ksfs(model: Model) -> Iterator[Finding]:
    measured = {cell.ksf for cell in model.measurements}
    for ksf in model.ksfs:
        place = f"ksf {ksf.code}"
        yield from _norm(model, ksf, place)
        for kind, code, known in (
            ("calendar", ksf.calendar, {one.code for one in model.calendars}),
            ("segment", ksf.segment, {one.code for one in model.segments}),
            ("channel", ksf.channel, set(model.channel)),
        ):
            if code and code not in known:
                yield _unknown(kind, code, place)
        if ksf.code not in measured:
            yield Finding(
                "ksf-without-process",
                Severity.WARNING,
                place,
                _("No process is measured by “{name}”.").format(name=ksf.name),
            )
        if not ksf.evidence:
            yield Finding(
                "ksf-without-evidence",
                Severity.WARNING,
                place,
                _("Nothing shows that customers said “{name}”.").format(name=ksf.name),
            )


def _norm(model: Model, ksf: Ksf, place: str) -> Iterator[Finding]:
    if ksf.measure not in MEASURES:
        yield _unknown("measure", ksf.measure, place)
        return
    cells = [cell for cell in model.measurements if cell.ksf == ksf.code]
    without = ksf.norm_seconds is None and (not cells or any(cell.norm_seconds is None for cell in cells))
    if ksf.measure in _TIMED and without:
        yield error(
            "no-norm", place, _("“{name}” measures time and needs a norm, like 4 h.").format(name=ksf.name)
        )
    if ksf.measure == "grade" and ksf.norm_grade is None:
        yield error(
            "no-norm",
            place,
            _("“{name}” is a grade and needs one as its norm, 1 to 10.").format(name=ksf.name),
        )
    if ksf.judged not in {"net", "customer"}:
        yield _unknown("time", ksf.judged, place)
    if ksf.judged == "net" and ksf.measure in _TIMED and not ksf.calendar:
        yield error(
            "no-calendar",
            place,
            _("“{name}” is judged on working time and needs a calendar.").format(name=ksf.name),
        )


def _calendars(model: Model) -> Iterator[Finding]:
    for calendar in model.calendars:
        place = f"calendar {calendar.code}"
        try:
            ZoneInfo(calendar.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield error(
                "unknown-timezone",
                place,
                _("“{zone}” is no time zone; write it like Europe/Amsterdam.").format(zone=calendar.timezone),
            )
        if not any(calendar.weekly.values()):
            yield error("never-open", place, _("This calendar never opens; give a day hours."))
        for day, times in (
            *calendar.weekly.items(),
            *((str(on), hours) for on, hours in calendar.special_days.items()),
        ):
            flat = [one for pair in times for one in pair]
            if flat != sorted(flat) or any(start == end for start, end in times):
                yield error(
                    "hours-order", place, _("The hours of {day} overlap or run backwards.").format(day=day)
                )
        if calendar.country and not _is_country(calendar.country):
            yield error(
                "unknown-country",
                place,
                _("No public holidays are known for “{country}”.").format(country=calendar.country),
            )


def _is_country(code: str) -> bool:
    import holidays  # half a second; only a model with a country pays it

    return code in holidays.list_supported_countries()


def _advice(model: Model) -> Iterator[Finding]:
    outputs = {use.item for use in model.uses if use.direction is Direction.OUTPUT}
    inputs = {use.item for use in model.uses if use.direction is Direction.INPUT}
    asked = inputs | {condition.item for _place, condition in _all_conditions(model)}
    for item in model.items:
        if item.code in outputs and item.code not in asked:
            yield Finding(
                "unused-output",
                Severity.ADVICE,
                f"item {item.code}",
                _("“{name}” is registered and no activity uses it.").format(name=item.name),
            )
    for process in model.processes:
        if not model.measured[process.code]:
            yield Finding(
                "process-without-ksf",
                Severity.WARNING,
                f"process {process.code}",
                _("Nothing that customers said is measured here."),
            )
    for count, low, high, what in (
        (len(model.processes), 10, 20, _("processes")),
        (len(model.activities), 25, 50, _("activities")),
    ):
        if not low <= count <= high:
            yield Finding(
                "range",
                Severity.ADVICE,
                "model",
                _("There are {count} {what}; companies commonly find {low} to {high}.").format(
                    count=count, what=what, low=low, high=high
                ),
            )
