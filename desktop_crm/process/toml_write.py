"""Writing a process model in its interchange form: the same model always gives the same bytes.

Keys stand in one order, defaults are left out, a list that does not fit on a line has one entry a line,
so that a difference between two versions is a difference of a few lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from desktop_crm.core.money import Money
from desktop_crm.process import model as spec
from desktop_crm.process.durations import write_duration

WIDTH = 110
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Value: TypeAlias = "str | bool | int | float | date | list[Value] | dict[str, Value]"
Pair: TypeAlias = "tuple[str, Value]"
Pairs: TypeAlias = Iterable["tuple[str, Value | None]"]


def write(model: spec.Model) -> str:
    """Return the text of a model; `toml_form.read` gives an equal model back.

    Cells of the matrices are written with their activity and process, so an equal model comes back when they
    stand in that order, as they do in every model that was read.
    """
    return "\n\n".join("\n".join(_lines(heading, pairs)) for heading, pairs in _tables(model)) + "\n"


def _tables(model: spec.Model) -> Iterator[tuple[str, Pairs]]:
    yield "[model]", [("name", model.name)]
    for channel in model.channels:
        yield "[[channel]]", _channel(channel)
    for segment in model.segments:
        yield "[[segment]]", _named(segment.code, segment.name)
    for calendar in model.calendars:
        yield "[[calendar]]", _calendar(calendar)
    for role in model.roles:
        yield "[[role]]", _role(role)
    for item in model.items:
        yield "[[item]]", _item(item)
    calendars = {one.code: one for one in model.calendars}
    for ksf in model.ksfs:
        yield "[[ksf]]", _ksf(ksf, calendars.get(ksf.calendar))
    for activity in model.activities:
        yield "[[activity]]", _activity(model, activity)
    for process in model.processes:
        yield "[[process]]", _process(model, process, calendars)
        for step in process.steps:
            yield "[[process.step]]", _step(step)


def _named(code: str, name: str) -> list[tuple[str, Value | None]]:
    return [("code", code), ("name", name)]


def _channel(channel: spec.Channel) -> Pairs:
    return [
        *_named(channel.code, channel.name),
        ("family", channel.family.value),
        _if("immediate", channel.immediate),
    ]


def _calendar(calendar: spec.CalendarSpec) -> Pairs:
    return [
        *_named(calendar.code, calendar.name),
        ("timezone", calendar.timezone),
        ("weekly", {day: _hours(calendar.weekly[day]) for day in WEEKDAYS if day in calendar.weekly}),
        _if("country", calendar.country),
        _if("region", calendar.region),
        _if("holidays", list(calendar.holidays)),
        _if("special_days", {day.isoformat(): _hours(times) for day, times in calendar.special_days.items()}),
        ("version", None if calendar.version == 1 else calendar.version),
    ]


def _hours(times: Iterable[tuple[str, str]]) -> list[Value]:
    return [[start, end] for start, end in times]


def _role(role: spec.Role) -> Pairs:
    return [*_named(role.code, role.name), _if("purpose", role.purpose), _if("may", list(role.may))]


def _item(item: spec.Item) -> Pairs:
    return [
        *_named(item.code, item.name),
        ("type", item.type.value),
        ("scope", item.scope.value),
        _if("choices", [_table(_named(choice.code, choice.name)) for choice in item.choices]),
        ("validity_days", item.validity_days),
        _if("sensitive", item.sensitive),
        ("retention_days", item.retention_days),
        _if("master", item.master),
        _if("help", item.help),
    ]


def _ksf(ksf: spec.Ksf, calendar: spec.CalendarSpec | None) -> Pairs:
    return [
        *_named(ksf.code, ksf.name),
        ("text", ksf.text),
        ("measure", ksf.measure),
        _if("unit", ksf.unit),
        ("norm", _norm(ksf.norm_seconds, calendar, ksf.unit)),
        ("grade", ksf.norm_grade),
        ("share", ksf.share),
        ("judged", ksf.judged),
        _if("calendar", ksf.calendar),
        ("weight", ksf.weight),
        _if("segment", ksf.segment),
        _if("channel", ksf.channel),
        _if("customer", ksf.customer),
        _if("third_party_pauses", ksf.third_party_pauses),
        _if("evidence", ksf.evidence),
        _if("proposals", list(ksf.proposals)),
    ]


def _norm(seconds: int | None, calendar: spec.CalendarSpec | None, unit: str) -> str | None:
    return None if seconds is None else write_duration(seconds, calendar, unit)


def _activity(model: spec.Model, activity: spec.Activity) -> Pairs:
    duties = model.duties[activity.code]
    cells = {duty: [_responsibility(one) for one in duties if one.duty is duty] for duty in spec.Duty}
    cost = activity.cost_cents
    return [
        *_named(activity.code, activity.name),
        _if("purpose", activity.purpose),
        ("performer", activity.performer.value),
        _if("channels", list(activity.channels)),
        ("cost", None if cost is None else str(Money(cost))),
        _if("value_added", activity.value_added),
        _if("outside", activity.outside),
        ("contact", None if activity.contact is None else _contact(activity.contact)),
        *(_if(duty.value, cells[duty]) for duty in spec.Duty),
        _if("inputs", [_use(use) for use in model.inputs[activity.code]]),
        _if("outputs", [_use(use) for use in model.outputs[activity.code]]),
    ]


def _contact(rule: spec.ContactRule) -> Value:
    return _table([("direction", rule.direction), ("channel", rule.channel), _if("answers", rule.answers)])


def _responsibility(cell: spec.Responsibility) -> Value:
    if not cell.limits and cell.duty is not spec.Duty.DELEGATE:
        return cell.role
    return _table([("role", cell.role), _if("limits", _conditions(cell.limits))])


def _use(use: spec.Use) -> Value:
    if not use.required and not use.when:
        return use.item
    return _table([("item", use.item), _if("required", use.required), _if("when", _conditions(use.when))])


def _conditions(conditions: Iterable[spec.Condition]) -> list[Value]:
    return [[one.item, one.operator.value, *one.values] for one in conditions]


def _process(model: spec.Model, process: spec.Process, calendars: dict[str, spec.CalendarSpec]) -> Pairs:
    return [
        *_named(process.code, process.name),
        _if("purpose", process.purpose),
        ("reopen_days", process.reopen_days),
        _if("promise_share", 0.0 if process.promise_share == spec.PROMISE_SHARE else process.promise_share),
        ("start", list(process.start)),
        ("starting", _event(process.starting)),
        ("concluding", _event(process.concluding)),
        _if("measures", [_measurement(model, cell, calendars) for cell in model.measured[process.code]]),
    ]


def _event(event: spec.Event) -> Value:
    return _table(
        [("name", event.name), ("direction", event.direction), _if("channels", list(event.channels))]
    )


def _measurement(model: spec.Model, cell: spec.Measurement, calendars: dict[str, spec.CalendarSpec]) -> Value:
    ksf = model.ksf.get(cell.ksf)
    calendar = None if ksf is None else calendars.get(ksf.calendar)
    return _table(
        [
            ("ksf", cell.ksf),
            ("from", None if cell.from_event == "start" else cell.from_event),
            ("to", None if cell.to_event == "conclude" else cell.to_event),
            ("norm", _norm(cell.norm_seconds, calendar, "" if ksf is None else ksf.unit)),
            ("urgent_norm", _norm(cell.urgent_seconds, calendar, "" if ksf is None else ksf.unit)),
        ]
    )


def _step(step: spec.Step) -> Pairs:
    plain = len(step.flows) == 1 and not step.flows[0].when
    return [
        ("code", step.code),
        _if("activity", step.activity),
        _if("name", step.name),
        *([("then", step.flows[0].to)] if plain else [_if("flows", [_flow(flow) for flow in step.flows])]),
        ("split", None if step.split is spec.Split.ONE else step.split.value),
        ("join", None if step.join is spec.Join.ANY else step.join.value),
        _if("only_when", _conditions(step.only_when)),
        _if("skippable", step.skippable),
        _if("concluding", step.concluding),
        _if("needs_customer", step.needs_customer),
    ]


def _flow(flow: spec.Flow) -> Value:
    return _table([("to", flow.to), _if("when", _conditions(flow.when))])


def _if(key: str, value: Value) -> tuple[str, Value | None]:
    """Leave out what is empty, no, or nothing: reading puts it back."""
    return key, value or None


def _table(pairs: Pairs) -> dict[str, Value]:
    return {key: value for key, value in pairs if value is not None}


def _lines(heading: str, pairs: Pairs) -> Iterator[str]:
    yield heading
    for key, value in pairs:
        if value is None:
            continue
        line = f"{key} = {_text(value)}"
        # A list may take several lines in TOML, an inline table may not. Choices are compared one by one.
        if isinstance(value, list) and (len(line) > WIDTH or key == "choices"):
            yield f"{key} = ["
            yield from (f"    {_text(one)}," for one in value)
            yield "]"
        else:
            yield line


def _text(value: Value) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_text(one)}" for key, one in value.items()) + "}"
    return repr(value)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalpha() else _string(key)


def _string(text: str) -> str:
    """Return a basic string of TOML: JSON's escapes are among its own, but JSON leaves DEL bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
