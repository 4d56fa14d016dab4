"""What an estimate is asked about: the draft, the version in use, and what the store measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop_crm.access.check import require_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.estimate.measured import measured
from desktop_crm.estimate.model import Inputs
from desktop_crm.process.draft_reads import draft_in_hand
from desktop_crm.process.model import Model
from desktop_crm.process.reads import load_model, published_version, version_by_number
from desktop_crm.store.work import Reading


@dataclass(frozen=True)
class Question:
    """Two versions, of which one may be missing, and the inputs for both."""

    draft: Model | None
    today: Model | None
    inputs: Inputs


def read_question(view: Reading, actor: Actor, now: datetime, number: int | None = None) -> Question:
    """Return what an estimate of a version goes by; without `number` of the draft in hand.

    Raises `Refused` for whoever may not change models, `NotFound` where there is no such version, or none at all.
    """
    current = published_version(view)
    require_power(view, actor, Verb.MODEL, current)
    in_hand = draft_in_hand(view)
    chosen = in_hand.id if in_hand is not None else None
    if number is not None:
        chosen = version_by_number(view, number)
        if chosen is None:
            raise NotFound(_("There is no version {number} of the model.").format(number=number))
    draft = load_model(view, chosen) if chosen is not None and chosen != current else None
    today = load_model(view, current) if current is not None else None
    judged = _both(today or draft, draft)
    if judged is None:
        raise NotFound(_("There is no draft and no published version; begin a draft first."))
    return Question(draft, today, measured(view, judged, now))


def _both(today: Model | None, draft: Model | None) -> Model | None:
    """Return a model that knows the activities and steps of both, so that what was measured finds its place."""
    if today is None or draft is None:
        return today
    activities = {one.code: one for one in (*draft.activities, *today.activities)}
    processes = {one.code: one for one in (*draft.processes, *today.processes)}
    return replace(today, activities=tuple(activities.values()), processes=tuple(processes.values()))
