"""What the Model screen says of the version that is before one: in its tab, and beside it."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.modelling.bench import Loaded


def title_words(loaded: Loaded) -> str:
    """Return what the tab says."""
    draft, looked_at = loaded.draft, loaded.looked_at
    if draft is not None:
        sentence = (
            _("Model · sketch {number}") if draft.state == "sketch" else _("Model · version {number}, draft")
        )
        return sentence.format(number=draft.number)
    if looked_at is not None:
        return _("Model · version {number}, only read").format(number=looked_at.number)
    return _("Model")


def state_words(loaded: Loaded, now: datetime, *, mine: bool) -> str:
    """Return what is in use since when, and whose the draft is; `now` is an aware instant."""
    row, draft = loaded.published, loaded.draft
    words = [_("Nothing is published yet")]
    if row is not None:
        since = wording.day(row.published_at, now) if row.published_at is not None else ""
        words = [_("Version {number} in use since {since}").format(number=row.number, since=since)]
    if draft is not None and not mine:
        words.append(_("{who} has the draft").format(who=draft.holder or _("nobody")))
    return " · ".join(words)
