"""A finding on a process model, and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop_crm.core.i18n import _


class Severity(StrEnum):
    """Errors keep a model from being published; warnings are doubtful; advice is worth a thought."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, its weight, the place in the model, and a sentence.

    Attributes:
        about: the codes of what the sentence tells of, for a repair (see `repairs`).
    """

    code: str
    severity: Severity
    place: str
    sentence: str
    about: tuple[str, ...] = ()


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, each once, errors before warnings before advice, else as they came."""
    order = list(Severity)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.severity)))


def error(code: str, place: str, sentence: str, *about: str) -> Finding:
    """Return a finding that keeps the model from being published."""
    return Finding(code, Severity.ERROR, place, sentence, about)


def warning(code: str, place: str, sentence: str, *about: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(code, Severity.WARNING, place, sentence, about)


def advice(code: str, place: str, sentence: str, *about: str) -> Finding:
    """Return a finding that is worth a thought."""
    return Finding(code, Severity.ADVICE, place, sentence, about)


def unknown(kind: str, code: str, place: str, thing: str = "") -> Finding:
    """Return the error of naming something that the model hasn't got.

    Args:
        kind: what people call it. `thing`: the list of the model that could hold it, such as ``role``.
    """
    return error(
        "unknown-reference",
        place,
        _("There is no {kind} “{code}”; add it or correct the name.").format(kind=kind, code=code),
        *((thing, code) if thing else ()),
    )
