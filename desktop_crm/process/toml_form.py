"""Reading the interchange form of a process model: TOML, as ``resources/help/model.md`` documents it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import parse_money
from desktop_crm.process import model as spec
from desktop_crm.process.durations import read_duration
from desktop_crm.process.toml_fields import Fields, code_of, condition, hours, one_date, one_id

MOST_BYTES = 20_000_000
HOME_CURRENCY = "EUR"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Thing = TypeVar("_Thing")
_Calendars = Mapping[str, spec.CalendarSpec]


def read_file(path: Path) -> spec.Model:
    """Return the model in a file; raise `Invalid` naming the file and the place."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Invalid(
            _("The file can't be read ({why}).").format(why=problem.strerror), where=str(path)
        ) from problem
    if len(content) > MOST_BYTES:
        raise Invalid(_("The file is too large for a process model."), where=str(path))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Invalid(_("The file is not UTF-8 text."), where=str(path)) from problem
    return read(text, path.name)


def read(text: str, where: str = "") -> spec.Model:
    """Return the model written in TOML; raise `Invalid` with the line or the place of what is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Invalid(_("This is not TOML: {problem}.").format(problem=problem), where=where) from problem
    except (RecursionError, ValueError) as problem:
        raise Invalid(
            _("This is nested too deep, or holds a value that no calendar has."), where=where
        ) from problem
    top = Fields(document, where)
    named = Fields(top.table("model"), _place(where, "model"))
    name = named.text("name")
    named.done()
    reader = _Reader(top, where)
    calendars = reader.things("calendar", _calendar)
    by_code = {one.code: one for one in calendars}
    model = spec.Model(
        name=name,
        channels=reader.things("channel", _channel),
        segments=reader.things("segment", _segment),
        calendars=calendars,
        roles=reader.things("role", _role),
        items=reader.things("item", _item),
        ksfs=reader.things("ksf", lambda fields: _ksf(fields, by_code)),
        activities=reader.things("activity", reader.activity),
        processes=reader.things("process", reader.process),
        responsibilities=tuple(reader.responsibilities),
        uses=tuple(reader.uses),
    )
    top.done()
    return reader.with_measurements(model, by_code)


def _place(where: str, what: str) -> str:
    return f"{where}: {what}" if where else what


def _once(code: str, seen: set[str], where: str) -> None:
    if code in seen:
        raise Invalid(_("This code is used twice; give one another code."), where=where)
    if code:
        seen.add(code)


class _Reader:
    """Reads the lists of things; matrix cells that stand inside activities and processes are gathered."""

    def __init__(self, top: Fields, where: str) -> None:
        self._top = top
        self._where = where
        self.responsibilities: list[spec.Responsibility] = []
        self.uses: list[spec.Use] = []
        self._measures: list[tuple[str, Fields]] = []

    def things(self, kind: str, read_one: Callable[[Fields], _Thing]) -> tuple[_Thing, ...]:
        """Return all things of a kind; codes are used once."""
        seen: set[str] = set()

        def one(table: Any, where: str) -> _Thing:
            code = code_of(table)
            fields = Fields(table, _place(self._where, f"{kind} {code}") if code else where)
            _once(code, seen, fields.where)
            thing = read_one(fields)
            fields.done()
            return thing

        return self._top.each(kind, one)

    def activity(self, fields: Fields) -> spec.Activity:
        """Return an activity; its responsibilities and uses are gathered."""
        code = fields.code()
        activity = spec.Activity(
            code=code,
            name=fields.text("name"),
            purpose=fields.text("purpose", ""),
            performer=fields.one_of("performer", spec.Performer, "employee"),
            channels=fields.texts("channels"),
            cost_cents=_cost(fields),
            value_added=fields.text("value_added", ""),
            outside=fields.flag("outside"),
            contact=_contact_rule(fields),
        )
        for duty in spec.Duty:
            self.responsibilities += fields.each(str(duty), _responsibility(code, duty))
        for name, direction in (("inputs", spec.Direction.INPUT), ("outputs", spec.Direction.OUTPUT)):
            self.uses += fields.each(name, _use(code, direction))
        self._require_once(fields.where, code)
        return activity

    def _require_once(self, where: str, activity: str) -> None:
        cells = [(one.role, str(one.duty)) for one in self.responsibilities if one.activity == activity]
        used = [(one.item, str(one.direction)) for one in self.uses if one.activity == activity]
        for found in (cells, used):
            for cell in found:
                if found.count(cell) > 1:
                    raise Invalid(_("“{code}” stands here twice.").format(code=cell[0]), where=where)

    def process(self, fields: Fields) -> spec.Process:
        """Return a process; its measures are gathered."""
        code = fields.code()
        where = fields.where
        self._measures += [(code, cell) for cell in fields.each("measures", Fields)]
        seen: set[str] = set()

        def step(table: Any, place: str) -> spec.Step:
            step_code = code_of(table)
            named = Fields(table, f"{where}, step {step_code}" if step_code else place)
            _once(step_code, seen, named.where)
            found = _step(named)
            named.done()
            return found

        return spec.Process(
            code=code,
            name=fields.text("name"),
            starting=_event(fields, "starting"),
            concluding=_event(fields, "concluding"),
            start=fields.texts("start"),
            steps=fields.each("step", step),
            purpose=fields.text("purpose", ""),
            reopen_days=fields.whole("reopen_days", 30),
            promise_share=fields.number("promise_share", spec.PROMISE_SHARE, 0, 1),
        )

    def with_measurements(self, model: spec.Model, calendars: _Calendars) -> spec.Model:
        """Return the model with the cells of the KSF/process matrix, whose norms need the calendars."""
        cells: list[spec.Measurement] = []
        for process, fields in self._measures:
            ksf = fields.code("ksf")
            known = model.ksf.get(ksf)
            calendar = calendars.get(known.calendar) if known is not None else None
            norm, urgent = fields.text("norm", ""), fields.text("urgent_norm", "")
            cell = spec.Measurement(
                ksf=ksf,
                process=process,
                from_event=fields.text("from", "start"),
                to_event=fields.text("to", "conclude"),
                norm_seconds=read_duration(norm, calendar, fields.where) if norm else None,
                urgent_seconds=read_duration(urgent, calendar, fields.where) if urgent else None,
            )
            fields.done()
            if any((one.ksf, one.process) == (ksf, process) for one in cells):
                raise Invalid(_("“{code}” stands here twice.").format(code=ksf), where=fields.where)
            cells.append(cell)
        return replace(model, measurements=tuple(cells))


def _channel(fields: Fields) -> spec.Channel:
    return spec.Channel(
        fields.code(), fields.text("name"), fields.one_of("family", spec.Family), fields.flag("immediate")
    )


def _segment(fields: Fields) -> spec.Segment:
    return spec.Segment(fields.code(), fields.text("name"))


def _calendar(fields: Fields) -> spec.CalendarSpec:
    where = fields.where
    weekly = fields.table("weekly")
    unknown = [day for day in weekly if day not in _WEEKDAYS]
    if unknown:
        raise Invalid(_("“{day}” is no weekday; use mon to sun.").format(day=unknown[0]), where=where)
    special = fields.table("special_days", {})
    return spec.CalendarSpec(
        code=fields.code(),
        name=fields.text("name"),
        timezone=fields.text("timezone"),
        weekly={day: hours(weekly[day], f"{where}, weekly {day}") for day in _WEEKDAYS if day in weekly},
        country=fields.text("country", ""),
        region=fields.text("region", ""),
        holidays=fields.each("holidays", one_date),
        special_days={
            one_date(day, where): hours(times, f"{where}, {day}") for day, times in special.items()
        },
        version=fields.whole("version", 1, 1),
    )


def _role(fields: Fields) -> spec.Role:
    return spec.Role(fields.code(), fields.text("name"), fields.text("purpose", ""), fields.texts("may"))


def _choice(table: Any, where: str) -> spec.Choice:
    fields = Fields(table, where)
    found = spec.Choice(fields.code(), fields.text("name"))
    fields.done()
    return found


def _item(fields: Fields) -> spec.Item:
    return spec.Item(
        code=fields.code(),
        name=fields.text("name"),
        type=fields.one_of("type", spec.ItemType),
        scope=fields.one_of("scope", spec.Scope, "case"),
        choices=fields.each("choices", _choice),
        validity_days=fields.whole("validity_days", None, 1),
        sensitive=fields.flag("sensitive"),
        retention_days=fields.whole("retention_days", None, 1),
        master=fields.text("master", ""),
        help=fields.text("help", ""),
    )


def _ksf(fields: Fields, calendars: _Calendars) -> spec.Ksf:
    calendar = fields.text("calendar", "")
    norm = fields.text("norm", "")
    return spec.Ksf(
        code=fields.code(),
        name=fields.text("name"),
        text=fields.text("text"),
        measure=fields.text("measure"),
        unit=fields.text("unit", ""),
        norm_seconds=read_duration(norm, calendars.get(calendar), fields.where) if norm else None,
        norm_grade=fields.number("grade", None, 1, 10),
        share=fields.number("share", 0.95, 0, 1),
        judged=fields.text("judged", "net"),
        calendar=calendar,
        weight=fields.whole("weight", 1),
        segment=fields.text("segment", ""),
        channel=fields.text("channel", ""),
        customer=fields.text("customer", ""),
        third_party_pauses=fields.flag("third_party_pauses"),
        evidence=fields.text("evidence", ""),
        proposals=fields.each("proposals", one_id),
    )


def _cost(fields: Fields) -> int | None:
    text = fields.text("cost", "")
    if not text:
        return None
    try:
        cost = parse_money(text)
    except Invalid as wrong:
        raise Invalid(wrong.sentence, where=fields.where) from None
    if cost.currency != HOME_CURRENCY:
        raise Invalid(
            _("A cost is in {home}, not in {currency}.").format(home=HOME_CURRENCY, currency=cost.currency),
            where=fields.where,
        )
    return cost.cents


def _contact_rule(fields: Fields) -> spec.ContactRule | None:
    table = fields.table("contact", None)
    if table is None:
        return None
    inner = Fields(table, f"{fields.where}, contact")
    direction = inner.text("direction", "out")
    if direction not in {"in", "out"}:
        raise Invalid(_("A contact's direction is in or out."), where=inner.where)
    rule = spec.ContactRule(direction, inner.code("channel"), inner.flag("answers"))
    inner.done()
    return rule


def _responsibility(activity: str, duty: spec.Duty) -> Callable[[Any, str], spec.Responsibility]:
    def one(value: Any, where: str) -> spec.Responsibility:
        if isinstance(value, str):
            return spec.Responsibility(value, activity, duty)
        fields = Fields(value, where)
        found = spec.Responsibility(fields.code("role"), activity, duty, fields.each("limits", condition))
        fields.done()
        return found

    return one


def _use(activity: str, direction: spec.Direction) -> Callable[[Any, str], spec.Use]:
    def one(value: Any, where: str) -> spec.Use:
        if isinstance(value, str):
            return spec.Use(activity, value, direction)
        fields = Fields(value, where)
        found = spec.Use(
            activity, fields.code("item"), direction, fields.flag("required"), fields.each("when", condition)
        )
        fields.done()
        return found

    return one


def _event(fields: Fields, name: str) -> spec.Event:
    inner = Fields(fields.table(name), f"{fields.where}, {name}")
    direction = inner.text("direction", "in" if name == "starting" else "out")
    if direction not in {"in", "out"}:
        raise Invalid(_("An event's direction is in or out."), where=inner.where)
    event = spec.Event(inner.text("name"), direction, inner.texts("channels"))
    inner.done()
    return event


def _flow(value: Any, where: str) -> spec.Flow:
    if isinstance(value, str):
        return spec.Flow(value)
    fields = Fields(value, where)
    flow = spec.Flow(fields.code("to"), fields.each("when", condition))
    fields.done()
    return flow


def _step(fields: Fields) -> spec.Step:
    then = fields.text("then", "")
    flows = fields.each("flows", _flow)
    if then and flows:
        raise Invalid(_("Write “then” or “flows”, not both."), where=fields.where)
    return spec.Step(
        code=fields.code(),
        activity=fields.text("activity", ""),
        name=fields.text("name", ""),
        flows=(spec.Flow(then),) if then else flows,
        split=fields.one_of("split", spec.Split, "one"),
        join=fields.one_of("join", spec.Join, "any"),
        only_when=fields.each("only_when", condition),
        skippable=fields.flag("skippable"),
        concluding=fields.flag("concluding"),
        needs_customer=fields.flag("needs_customer"),
    )
