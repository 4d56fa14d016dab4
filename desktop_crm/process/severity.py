"""A finding on a process model, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors keep a model from being published; warnings are doubtful; advice is worth a thought."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, its weight, the place in the model, and a sentence."""

    code: str
    severity: Severity
    place: str
    sentence: str
