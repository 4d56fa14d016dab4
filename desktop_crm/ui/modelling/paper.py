"""The model that stands in the Model screen, on paper."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Model
from desktop_crm.process.reads import VersionRow
from desktop_crm.reports.apart import Book
from desktop_crm.ui import wording
from desktop_crm.ui.modelling.bench import Loaded
from desktop_crm.ui.paper.sheet import Sheet


def model_sheet(loaded: Loaded | None, model: Model, now: datetime) -> Sheet | None:
    """Return the version that is shown, or the draft as it stands; None where there is no version yet."""
    row = None if loaded is None else row_of(loaded, model, now)
    if row is None:
        return None
    return Sheet(
        _("Process model, version {number}").format(number=row.number),
        lambda: Book("model_book", model, {"row": row, "zone": wording.zone()}),
    )


def row_of(loaded: Loaded, model: Model, now: datetime) -> VersionRow | None:
    """Return the version that is before one, as a list of versions has it; None where there is none."""
    if loaded.draft is not None:
        draft = loaded.draft
        return VersionRow(draft.id, draft.number, model.name, draft.state, now, None)
    return loaded.looked_at or loaded.published
