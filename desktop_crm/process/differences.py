"""Two models side by side: what differs, as a list of sentences, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from desktop_crm.core.i18n import _
from desktop_crm.process.condition_text import write_conditions
from desktop_crm.process.edit import LISTS, things
from desktop_crm.process.model import Condition, ContactRule, Event, Flow, Model, Process, Step
from desktop_crm.process.names import attribute_name, duty_name, kind_name

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two models.

    Attributes:
        place: where, as findings name it. `kind`: ``added``, ``removed``, ``changed`` or ``moved``.
        sentence: what differs, in words.
    """

    place: str
    kind: str
    sentence: str


def differences(before: Model, after: Model) -> tuple[Difference, ...]:
    """Return what was added, removed, changed and moved from one model to another, in the model's order."""
    found = list(_named(before, after))
    for kind in LISTS:
        found += _things(before, after, kind)
    for process in after.processes:
        old = before.process.get(process.code)
        if old is not None:
            found += _steps(old, process)
    found += _duties(before, after)
    found += _uses(before, after)
    found += _measurements(before, after)
    return tuple(found)


def _named(before: Model, after: Model) -> Iterator[Difference]:
    if before.name != after.name:
        yield _changed("model", _("name"), before.name, after.name)


def _things(before: Model, after: Model, kind: str) -> Iterator[Difference]:
    old = {one.code: one for one in things(before, kind)}
    new = {one.code: one for one in things(after, kind)}
    what = kind_name(kind)
    for code, thing in new.items():
        place = f"{kind} {code}"
        if code not in old:
            yield Difference(
                place, "added", _("The {kind} “{name}” is new.").format(kind=what, name=thing.name)
            )
        else:
            yield from _attributes(place, old[code], thing)
    for code, thing in old.items():
        if code not in new:
            sentence = _("The {kind} “{name}” is gone.").format(kind=what, name=thing.name)
            yield Difference(f"{kind} {code}", "removed", sentence)
    yield from _order(kind, [code for code in old if code in new], [code for code in new if code in old])


def _order(place: str, old: list[str], new: list[str]) -> Iterator[Difference]:
    if old != new:
        sentence = _("They stand in another order: {codes}.").format(codes=_short(", ".join(new)))
        yield Difference(place, "moved", sentence)


def _attributes(
    place: str, old: Any, new: Any, left_out: Iterable[str] = ("code", "steps")
) -> Iterator[Difference]:
    for field in fields(new):
        if field.name in left_out or not field.compare:
            continue
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now and field.name == "proposals":  # ids, which say nothing to people
            yield _changed(place, attribute_name(field.name), len(was), len(now))
        elif was != now:
            yield _changed(place, attribute_name(field.name), was, now)


def _changed(place: str, what: str, was: Any, now: Any) -> Difference:
    sentence = _("{what}: {was} → {now}.").format(what=what.capitalize(), was=_said(was), now=_said(now))
    return Difference(place, "changed", sentence)


def _steps(old: Process, new: Process) -> Iterator[Difference]:
    for step in new.steps:
        place = f"process {new.code}, step {step.code}"
        if step.code not in old.by_code:
            yield Difference(place, "added", _("The step “{name}” is new.").format(name=_called(step)))
        else:
            yield from _attributes(place, old.by_code[step.code], step)
    for step in old.steps:
        if step.code not in new.by_code:
            place = f"process {new.code}, step {step.code}"
            yield Difference(place, "removed", _("The step “{name}” is gone.").format(name=_called(step)))
    yield from _order(
        f"process {new.code}",
        [one.code for one in old.steps if one.code in new.by_code],
        [one.code for one in new.steps if one.code in old.by_code],
    )


def _called(step: Step) -> str:
    return step.name or step.activity or step.code


def _duties(before: Model, after: Model) -> Iterator[Difference]:
    old = {(one.activity, one.role, one.duty): one.limits for one in before.responsibilities}
    new = {(one.activity, one.role, one.duty): one.limits for one in after.responsibilities}
    for activity, role, duty in dict.fromkeys((*old, *new)):
        if activity not in after.activity or role not in after.role:
            continue  # said by the activity or the role that is gone
        key = (activity, role, duty)
        place, what = f"activity {activity}, role {role}", duty_name(duty)
        words = {"role": after.role[role].name, "duty": what, "activity": after.activity[activity].name}
        if key not in old:
            yield Difference(place, "added", _("“{role}” is now {duty} for “{activity}”.").format(**words))
        elif key not in new:
            yield Difference(
                place, "removed", _("“{role}” is no longer {duty} for “{activity}”.").format(**words)
            )
        elif old[key] != new[key]:
            yield _changed(place, _("authority"), old[key], new[key])


def _uses(before: Model, after: Model) -> Iterator[Difference]:
    old = {(one.activity, one.item, one.direction): one for one in before.uses}
    new = {(one.activity, one.item, one.direction): one for one in after.uses}
    for activity, item, direction in dict.fromkeys((*old, *new)):
        if activity not in after.activity or item not in after.item:
            continue
        key = (activity, item, direction)
        place = f"activity {activity}, item {item}"
        words = {"item": after.item[item].name, "activity": after.activity[activity].name}
        put = _("input") if direction == "input" else _("output")
        if key not in old:
            sentence = _("“{item}” is now an {put} of “{activity}”.").format(**words, put=put)
            yield Difference(place, "added", sentence)
        elif key not in new:
            sentence = _("“{item}” is no longer an {put} of “{activity}”.").format(**words, put=put)
            yield Difference(place, "removed", sentence)
        else:
            yield from _attributes(place, old[key], new[key])


def _measurements(before: Model, after: Model) -> Iterator[Difference]:
    old = {(one.process, one.ksf): one for one in before.measurements}
    new = {(one.process, one.ksf): one for one in after.measurements}
    for process, ksf in dict.fromkeys((*old, *new)):
        if process not in after.process or ksf not in after.ksf:
            continue
        place = f"process {process}, ksf {ksf}"
        words = {"ksf": after.ksf[ksf].name, "process": after.process[process].name}
        if (process, ksf) not in old:
            yield Difference(place, "added", _("“{ksf}” now measures “{process}”.").format(**words))
        elif (process, ksf) not in new:
            sentence = _("“{ksf}” no longer measures “{process}”.").format(**words)
            yield Difference(place, "removed", sentence)
        else:
            yield from _attributes(place, old[process, ksf], new[process, ksf])


def _said(value: Any) -> str:
    """Return a value of the model as a short text for people."""
    if value is None or value == "" or value == () or value == {}:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple | list):
        if all(isinstance(one, Condition) for one in value):
            return _short(write_conditions(value))
        return _short(", ".join(_said(one) for one in value))
    if isinstance(value, Flow):
        when = write_conditions(value.when)
        return _("{to} when {when}").format(to=value.to, when=when) if when else value.to
    if isinstance(value, Event | ContactRule | dict) or hasattr(value, "__dataclass_fields__"):
        return _short(_parts(value))
    return f"“{_short(str(value))}”" if isinstance(value, str) else str(value)


def _parts(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items())
    return ", ".join(
        _said(part) for field in fields(value) if (part := getattr(value, field.name)) not in ("", (), None)
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
