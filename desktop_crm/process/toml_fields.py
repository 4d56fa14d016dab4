"""Taking typed fields from a TOML table, with the place named in every refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.text import is_storable
from desktop_crm.process.codes import is_code
from desktop_crm.process.model import Condition, Operator

_Enum = TypeVar("_Enum", bound=StrEnum)
_Thing = TypeVar("_Thing")

MOST_WORDS = 10_000
MOST_WHOLE = 100_000  # in days: 270 years


class Fields:
    """One table, taken apart field by field; `done` refuses what nobody asked for.

    Attributes:
        where: the place, such as ``model.toml: process claim, step check``.
    """

    def __init__(self, table: object, where: str) -> None:
        if not isinstance(table, dict):
            raise Invalid(_("A table is expected here."), where=where)
        self._left: dict[str, Any] = dict(table)
        self.where = where

    def _take(self, name: str, kind: type | tuple[type, ...], default: Any) -> Any:
        if name not in self._left:
            if default is ...:
                raise Invalid(_("“{name}” is missing; add it.").format(name=name), where=self.where)
            return default
        value = self._left.pop(name)
        # In TOML `true` is no number, though in Python it is.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Invalid(_("“{name}” has the wrong type of value.").format(name=name), where=self.where)
        return value

    def text(self, name: str, default: Any = ...) -> str:
        """Take a text without NUL."""
        value: str = self._take(name, str, default)
        if not is_storable(value) or len(value) > MOST_WORDS:
            raise Invalid(_("“{name}” holds a NUL or is too long.").format(name=name), where=self.where)
        return value

    def code(self, name: str = "code", default: Any = ...) -> str:
        """Take a code: lower-case letters, digits and underscores, beginning with a letter."""
        value = self.text(name, default)
        if value != default and not is_code(value):
            raise Invalid(
                _("“{value}” is no code; use lower-case letters, digits and underscores.").format(
                    value=value
                ),
                where=self.where,
            )
        return value

    def flag(self, name: str) -> bool:
        """Take yes or no, by default no."""
        return bool(self._take(name, bool, False))

    def whole(self, name: str, default: Any, least: int = 0) -> Any:
        """Take a whole number from `least` to `MOST_WHOLE`."""
        value = self._take(name, int, default)
        if value is not None and value is not default and not least <= value <= MOST_WHOLE:
            raise Invalid(
                _("“{name}” lies between {low} and {high}.").format(name=name, low=least, high=MOST_WHOLE),
                where=self.where,
            )
        return value

    def number(self, name: str, default: Any, low: float, high: float) -> Any:
        """Take a number between two bounds."""
        value = self._take(name, (int, float), default)
        if value is not None and not low <= value <= high:
            raise Invalid(
                _("“{name}” lies between {low} and {high}.").format(name=name, low=low, high=high),
                where=self.where,
            )
        return value

    def one_of(self, name: str, kind: type[_Enum], default: Any = ...) -> _Enum:
        """Take one of the words of an enumeration."""
        value = self._take(name, str, default)
        try:
            return kind(value)
        except ValueError:
            words = ", ".join(kind)
            raise Invalid(
                _("“{value}” is not one of {words}.").format(value=value, words=words), where=self.where
            ) from None

    def each(self, name: str, read: Callable[[Any, str], _Thing]) -> tuple[_Thing, ...]:
        """Take a list, reading each of its entries with its place."""
        values = self._take(name, list, [])
        return tuple(read(value, f"{self.where}, {name} {place}") for place, value in enumerate(values, 1))

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts."""
        return self.each(name, _one_text)

    def has(self, name: str) -> bool:
        """Tell whether a field is there and not taken yet."""
        return name in self._left

    def table(self, name: str, default: Any = ...) -> Any:
        """Take a table."""
        return self._take(name, dict, default)

    def done(self) -> None:
        """Raise `Invalid` when something is left over that this form doesn't know."""
        if self._left:
            raise Invalid(
                _("“{name}” is not known here; take it out or correct its name.").format(
                    name=next(iter(self._left))
                ),
                where=self.where,
            )


def code_of(table: object) -> str:
    """Return the code that a table gives itself, to name the place by; empty where it gives none."""
    code = table.get("code") if isinstance(table, dict) else None
    return code if isinstance(code, str) else ""


def _one_text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not is_storable(value):
        raise Invalid(_("A text is expected here."), where=where)
    return value


def one_date(value: Any, where: str) -> date:
    """Return a date of TOML, or one written as a text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Invalid(
                _("“{value}” is no date; write it like 2026-12-24.").format(value=value), where=where
            ) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Invalid(_("A date is expected here, like 2026-12-24."), where=where)


def one_id(value: Any, where: str) -> str:
    """Return an id as this form writes it."""
    try:
        return str(UUID(value))
    except (AttributeError, TypeError, ValueError):
        raise Invalid(_("An id is expected here."), where=where) from None


def hours(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    """Return intervals of local times, ``[["08:30", "17:00"]]``."""
    if not isinstance(value, list):
        raise Invalid(_('Hours are expected here, like [["08:30", "17:00"]].'), where=where)
    found: list[tuple[str, str]] = []
    for pair in value:
        if not (
            isinstance(pair, list)
            and len(pair) == 2
            and all(isinstance(one, str) and _is_clock(one) for one in pair)
        ):
            raise Invalid(_('Hours are expected here, like [["08:30", "17:00"]].'), where=where)
        found.append((pair[0], pair[1]))
    return tuple(found)


def _is_clock(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text) is not None


def condition(value: Any, where: str) -> Condition:
    """Return a condition written as ``[item, operator, value…]``."""
    if not (isinstance(value, list) and len(value) >= 2 and all(isinstance(one, str) for one in value)):
        raise Invalid(
            _('A condition is expected here, like ["amount", "at-most", "500.00 EUR"].'), where=where
        )
    item, operator, *values = value
    try:
        known = Operator(operator)
    except ValueError:
        raise Invalid(
            _("“{value}” is not one of {words}.").format(value=operator, words=", ".join(Operator)),
            where=where,
        ) from None
    least, most = _VALUES.get(known, (1, 1))
    if not least <= len(values) <= most:
        raise Invalid(
            _("“{operator}” has too few or too many values.").format(operator=operator), where=where
        )
    return Condition(item, known, tuple(values))


_VALUES: Mapping[Operator, tuple[int, int]] = {
    Operator.KNOWN: (0, 0),
    Operator.NOT_KNOWN: (0, 0),
    Operator.ONE_OF: (1, 1_000),
    Operator.NONE_OF: (1, 1_000),
}
