"""Conditions as one types them in a cell: ``damage at-most 500.00 EUR; kind one-of car, home``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Condition, Operator

_NONE = frozenset({Operator.KNOWN, Operator.NOT_KNOWN})
_SEVERAL = frozenset({Operator.ONE_OF, Operator.NONE_OF})
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PART = re.compile(rf"(?:{_QUOTED}|[^;\"])*")
_VALUE = re.compile(rf"\s*({_QUOTED}|[^,\"]*)\s*(,|$)")
_FORM = re.compile(r"\s*([a-z][a-z0-9_]*)\s+([a-z-]+)(?:\s+(.*))?", re.DOTALL)


def write_conditions(conditions: Iterable[Condition]) -> str:
    """Return conditions in one line; `read_conditions` gives the same back."""
    return "; ".join(
        " ".join(part for part in (one.item, one.operator.value, ", ".join(map(_value, one.values))) if part)
        for one in conditions
    )


def read_conditions(text: str) -> tuple[Condition, ...]:
    """Return the conditions in a line; raise `Invalid` with a right example."""
    if not text.strip():
        return ()
    return tuple(_read(part) for part in _parts(text))


def _value(text: str) -> str:
    plain = text and text == text.strip() and not re.search(r'[;,"|:\x00-\x1f\x7f-\x9f\u2028\u2029]', text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _parts(text: str) -> Iterator[str]:
    at = 0
    while True:
        match = _PART.match(text, at)
        assert match is not None  # it may be empty
        yield match.group()
        if match.end() == len(text):
            return
        if text[match.end()] != ";":
            raise _wrong(text)
        at = match.end() + 1


def _read(part: str) -> Condition:
    match = _FORM.fullmatch(part)
    if match is None:
        raise _wrong(part)
    item, word, rest = match.groups()
    try:
        operator = Operator(word)
    except ValueError:
        raise Invalid(
            _("“{value}” is not one of {words}.").format(value=word, words=", ".join(Operator))
        ) from None
    values = tuple(_values(rest)) if rest and rest.strip() else ()
    least, most = (0, 0) if operator in _NONE else (1, 1_000 if operator in _SEVERAL else 1)
    if not least <= len(values) <= most:
        raise Invalid(_("“{operator}” has too few or too many values.").format(operator=operator))
    return Condition(item, operator, values)


def _values(text: str) -> Iterator[str]:
    at = 0
    while True:
        match = _VALUE.match(text, at)
        if match is None:
            raise _wrong(text)
        yield _unquoted(match.group(1).strip(), text)
        if not match.group(2):
            return
        at = match.end()


def _unquoted(value: str, whole: str) -> str:
    if not value.startswith('"'):
        if not value:
            raise _wrong(whole)
        return value
    try:
        found = json.loads(value)
    except ValueError:
        raise _wrong(whole) from None
    return str(found)


def _wrong(text: str) -> Invalid:
    return Invalid(
        _(
            "“{text}” is no condition; write it like “damage at-most 500.00 EUR; kind one-of car, home”."
        ).format(text=text.strip())
    )
