"""What the columns of the lists say and take: durations, choices, conditions, flows, events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money, parse_money
from desktop_crm.process.codes import code_from, is_code
from desktop_crm.process.condition_text import read_conditions, write_conditions
from desktop_crm.process.durations import read_duration, write_duration
from desktop_crm.process.model import CalendarSpec, Choice, ContactRule, Event, Flow, Ksf, Model
from desktop_crm.process.sheet_lists import Field

_Title = Callable[[], str]
MOST_DAYS = 100_000
_BESIDE = " · "


def plain(
    key: str,
    title: _Title,
    width: int,
    words: Callable[[Model], tuple[str, ...]] | None = None,
    *,
    only: bool = True,
) -> Field:
    """Return a column of text; where `words` are given, one of them or nothing, unless others will do too."""

    def take(model: Model, _thing: Any, text: str) -> dict[str, Any]:
        if words is not None and only and text and text not in words(model):
            raise Invalid(
                _("“{value}” is not one of {words}.").format(value=text, words=", ".join(words(model)) or "–")
            )
        return {key: text}

    return Field(key, title, width, lambda _model, thing: str(getattr(thing, key)), take, words)


def activity(title: _Title, width: int) -> Field:
    """Return the column of a step's activity: its name beside its code; either is taken, or both."""

    def said(model: Model, code: str) -> str:
        known = model.activity.get(code)
        return code if known is None else f"{known.name}{_BESIDE}{code}"

    def take(model: Model, _thing: Any, text: str) -> dict[str, Any]:
        code = text.rpartition(_BESIDE)[2].strip()
        if code and code not in model.activity:
            named = [one.code for one in model.activities if one.name.casefold() == text.casefold()]
            if len(named) != 1:
                raise Invalid(
                    _("“{value}” is not one of {words}.").format(
                        value=text, words=", ".join(model.activity) or "–"
                    )
                )
            code = named[0]
        return {"activity": code}

    return Field(
        "activity", title, width, lambda model, step: said(model, step.activity), take,
        lambda model: tuple(said(model, code) for code in model.activity),
    )  # fmt: skip


def word(key: str, title: _Title, width: int, kind: type[StrEnum]) -> Field:
    """Return a column of one of the words of an enumeration; nothing is its first."""
    words = tuple(one.value for one in kind)

    def take(_model: Model, _thing: Any, text: str) -> dict[str, Any]:
        if text and text not in words:
            raise Invalid(_("“{value}” is not one of {words}.").format(value=text, words=", ".join(words)))
        return {key: kind(text or words[0])}

    return Field(
        key, title, width, lambda _model, thing: getattr(thing, key).value, take, lambda _model: words
    )


def flag(key: str, title: _Title, width: int) -> Field:
    """Return a column of yes or nothing."""

    def take(_model: Model, _thing: Any, text: str) -> dict[str, Any]:
        known = {"": False, "yes": True, "ja": True, "no": False, "nee": False, _("yes").casefold(): True}
        if text.casefold() not in known:
            raise Invalid(_("Type yes, or leave it empty."))
        return {key: known[text.casefold()]}

    def say(_model: Model, thing: Any) -> str:
        return "yes" if getattr(thing, key) else ""

    return Field(key, title, width, say, take, lambda _model: ("yes",))


def whole(key: str, title: _Title, width: int, *, least: int = 0, default: int | None = None) -> Field:
    """Return a column of whole numbers; empty is `default`."""

    def take(_model: Model, _thing: Any, text: str) -> dict[str, Any]:
        if text and not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= MOST_DAYS):
            raise Invalid(_("Type a whole number from {low} to {high}.").format(low=least, high=MOST_DAYS))
        return {key: int(text) if text else default}

    def say(_model: Model, thing: Any) -> str:
        value = getattr(thing, key)
        return "" if value is None else str(value)

    return Field(key, title, width, say, take)


def several(key: str, title: _Title, width: int, words: Callable[[Model], tuple[str, ...]]) -> Field:
    """Return a column of codes apart by commas."""

    def take(model: Model, _thing: Any, text: str) -> dict[str, Any]:
        return {key: codes(text, words(model))}

    return Field(key, title, width, lambda _model, thing: ", ".join(getattr(thing, key)), take, words)


def codes(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return codes apart by commas; raise `Invalid` for one that is not known."""
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for code in found:
        if code not in known:
            raise Invalid(
                _("“{value}” is not one of {words}.").format(value=code, words=", ".join(known) or "–")
            )
    return found


def norm() -> Field:
    """Return the column of a key success factor's norm: a duration, or a grade."""

    def say(model: Model, ksf: Ksf) -> str:
        if ksf.measure == "grade":
            return "" if ksf.norm_grade is None else f"{ksf.norm_grade:g}"
        if ksf.norm_seconds is None:
            return ""
        return write_duration(ksf.norm_seconds, _calendar(model, ksf), ksf.unit)

    def take(model: Model, ksf: Ksf, text: str) -> dict[str, Any]:
        if not text:
            return {"norm_seconds": None, "norm_grade": None}
        if ksf.measure != "grade":
            return {"norm_seconds": read_duration(text, _calendar(model, ksf), "")}
        if (
            not re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,3})?", text)
            or not 1 <= float(text.replace(",", ".")) <= 10
        ):
            raise Invalid(_("A grade lies from 1 to 10, such as 7.5."))
        return {"norm_grade": float(text.replace(",", "."))}

    return Field("norm", lambda: _("Norm"), 130, say, take)


def _calendar(model: Model, ksf: Ksf) -> CalendarSpec | None:
    return next((one for one in model.calendars if one.code == ksf.calendar), None)


def share(attribute: str, label: Callable[[], str], width: int) -> Field:
    """Return a column of a share, such as that of cases in which a norm is to be met, in per cent."""

    def take(_model: Model, _thing: Any, text: str) -> dict[str, Any]:
        bare = text.removesuffix("%").strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", bare) or not 0 <= float(bare) <= 100:
            raise Invalid(_("Type a percentage, such as 95 %."))
        return {attribute: round(float(bare) / 100, 8)}

    def say(_model: Model, thing: Any) -> str:
        return f"{round(getattr(thing, attribute) * 100, 6):g} %"

    return Field(attribute, label, width, say, take)


def choices() -> Field:
    """Return the column of an item's choices: names, or ``code: name``, apart by semicolons."""

    def say(_model: Model, item: Any) -> str:
        return "; ".join(f"{one.code}: {one.name}" for one in item.choices)

    def take(_model: Model, _item: Any, text: str) -> dict[str, Any]:
        found: list[Choice] = []
        for part in (one.strip() for one in text.split(";")):
            code, colon, name = (one.strip() for one in part.partition(":"))
            if colon and is_code(code):
                found.append(Choice(code, name or code))
            elif part:
                found.append(Choice(code_from(part, {one.code for one in found}, instead="choice"), part))
        return {"choices": tuple(found)}

    return Field("choices", lambda: _("Choices"), 260, say, take)


def cost() -> Field:
    """Return the column of what an activity costs, in euros."""

    def take(_model: Model, _activity: Any, text: str) -> dict[str, Any]:
        if not text:
            return {"cost_cents": None}
        amount = parse_money(text if " " in text else f"{text} EUR")
        if amount.currency != "EUR":
            raise Invalid(_("A cost is in EUR, not in {currency}.").format(currency=amount.currency))
        return {"cost_cents": amount.cents}

    def say(_model: Model, activity: Any) -> str:
        return "" if activity.cost_cents is None else str(Money(activity.cost_cents))

    return Field("cost_cents", lambda: _("Cost"), 100, say, take)


def contact() -> Field:
    """Return the column of the contact that an activity registers: ``out telephone answers``."""

    def say(_model: Model, activity: Any) -> str:
        rule = activity.contact
        if rule is None:
            return ""
        return " ".join((rule.direction, rule.channel, *(("answers",) if rule.answers else ())))

    def take(model: Model, _activity: Any, text: str) -> dict[str, Any]:
        if not text:
            return {"contact": None}
        direction, *rest = text.split()
        answers = rest[-1:] == ["answers"]
        channel = rest[:-1] if answers else rest
        if direction not in ("in", "out") or len(channel) != 1 or channel[0] not in model.channel:
            raise Invalid(
                _(
                    "Type in or out, a channel and perhaps answers, such as “out telephone answers”; channels: {known}."
                ).format(known=", ".join(model.channel))
            )
        return {"contact": ContactRule(direction, channel[0], answers)}

    return Field("contact", lambda: _("Contact"), 190, say, take)


def event(key: str, title: _Title, part: str, width: int) -> Field:
    """Return a column of a process's event: its name, direction or channels."""

    def say(_model: Model, process: Any) -> str:
        value = getattr(getattr(process, key), part)
        return ", ".join(value) if isinstance(value, tuple) else str(value)

    def take(model: Model, process: Any, text: str) -> dict[str, Any]:
        found: Event = getattr(process, key)
        if part == "channels":
            return {key: replace(found, channels=codes(text, tuple(model.channel)))}
        if part == "direction":
            if text not in ("in", "out"):
                raise Invalid(_("An event's direction is in or out."))
            return {key: replace(found, direction=text)}
        return {key: replace(found, name=text)}

    offered: dict[str, Callable[[Model], tuple[str, ...]]] = {
        "channels": lambda model: tuple(model.channel),
        "direction": lambda _model: ("in", "out"),
    }
    return Field(f"{key}.{part}", title, width, say, take, offered.get(part))


def first_steps() -> Field:
    """Return the column of the steps at which a process begins, by their codes."""

    def take(_model: Model, process: Any, text: str) -> dict[str, Any]:
        return {"start": codes(text, tuple(process.by_code))}

    return Field(
        "start", lambda: _("Begins with"), 150, lambda _model, process: ", ".join(process.start), take
    )


def conditions(key: str, title: _Title, width: int) -> Field:
    """Return a column of conditions."""
    return Field(
        key, title, width,
        lambda _model, thing: write_conditions(getattr(thing, key)),
        lambda _model, _thing, text: {key: read_conditions(text)},
    )  # fmt: skip


def flows() -> Field:
    """Return the column of what follows a step: ``settle when covered is yes | tell``."""

    def say(_model: Model, step: Any) -> str:
        return " | ".join(
            f"{one.to} when {write_conditions(one.when)}" if one.when else one.to for one in step.flows
        )

    def take(_model: Model, _step: Any, text: str) -> dict[str, Any]:
        found: list[Flow] = []
        for part in (one.strip() for one in text.split("|") if one.strip()):
            to, _when, rest = part.partition(" ")
            detail = rest.strip()
            if not is_code(to) or (detail and not detail.startswith("when ")):
                raise Invalid(_("Type steps, such as “settle when covered is yes | tell”."))
            found.append(Flow(to, read_conditions(detail.removeprefix("when "))))
        return {"flows": tuple(found)}

    return Field("flows", lambda: _("Then"), 300, say, take)
