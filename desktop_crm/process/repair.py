"""Repairs: what one key does about a finding, as an edit of the model that can be undone.

A repair is offered only where what is meant is plain, or where the weakest change is easily bettered by hand.
Each is a pure edit: it gives a new model, and the one before it is its undoing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.findings import Finding, check
from desktop_crm.process.measured import NOTHING, Measured
from desktop_crm.process.model import Model
from desktop_crm.process.repair_flows import FLOW_REPAIRS
from desktop_crm.process.repair_information import INFORMATION_REPAIRS
from desktop_crm.process.repair_lists import LIST_REPAIRS
from desktop_crm.process.repair_words import Repair, Spot

__all__ = ["REPAIRS", "Repair", "repair_at", "repair_of"]

_Make = Callable[[Model, Spot], Repair | None]
REPAIRS: dict[str, _Make] = {**FLOW_REPAIRS, **INFORMATION_REPAIRS, **LIST_REPAIRS}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair came to: the words of what was done, and the model after it."""

    words: str
    model: Model


def repair_of(model: Model, finding: Finding) -> Repair | None:
    """Return what one key would do about a finding on `model`, or None."""
    make = REPAIRS.get(finding.code)
    return None if make is None else make(model, Spot.of(finding))


def repair_at(model: Model, wanted: str, measured: Measured = NOTHING) -> Repaired:
    """Repair the finding written as ``CODE@PLACE``; raise `Invalid` where there is none, or no repair for it."""
    code, _at, place = (part.strip() for part in wanted.partition("@"))
    found = [one for one in check(model, measured) if one.code == code and place in ("", one.place)]
    if not found:
        raise Invalid(
            _("There is no finding “{code}” at “{place}”; look at what model check lists.").format(
                code=code, place=place
            )
        )
    if len({one.place for one in found}) > 1:
        raise Invalid(
            _("“{code}” was found at several places; say at which, such as {example}.").format(
                code=code, example=f"{code}@{found[0].place}"
            )
        )
    repair = next((one for one in (repair_of(model, finding) for finding in found) if one is not None), None)
    if repair is None:
        raise Invalid(
            _("There is no repair for “{code}” at “{place}”: only a person can decide it.").format(
                code=code, place=found[0].place
            )
        )
    return Repaired(repair.words, repair.edit(model))
