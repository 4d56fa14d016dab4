"""Reading versions of the process model."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from desktop_crm.core.errors import NotFound
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId
from desktop_crm.process.model import Model
from desktop_crm.process.rows import ModelRowData, from_rows
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading

_PUBLISHED = kept("process", "PUBLISHED")
_IN_FORCE = kept("process", "IN_FORCE")
_PILOT = kept("process", "PILOT")
_NUMBER = kept("process", "NUMBER")
_BY_NUMBER = kept("process", "BY_NUMBER")
_ROWS = kept("process", "ROWS")
_VERSIONS = kept("process", "VERSIONS")


@frozen
class VersionRow:
    """One version in the list of versions."""

    id: VersionId
    number: int
    name: str
    state: str
    made_at: datetime
    published_at: datetime | None


def published_version(view: Reading) -> VersionId | None:
    """Return the version that all work by who try no other, or None while nothing is published."""
    found = view.row(_PUBLISHED)
    return None if found is None else VersionId(found[0])


def pilot_version(view: Reading) -> VersionId | None:
    """Return the version that a team tries before all others, or None."""
    found = view.row(_PILOT)
    return None if found is None else VersionId(found[0])


def version_in_force(view: Reading, who: UUID) -> VersionId | None:
    """Return the version that an employee works by: the one they try first, else the published one.

    New cases of theirs start under it, and it gives their powers. What they may do in a case follows from the
    version of that case, whosever it is.
    """
    found = view.row(_IN_FORCE, who=who)
    return None if found is None else VersionId(found[0])


def version_number(view: Reading, version: UUID) -> int | None:
    """Return the number of a version, or None when the store hasn't got it."""
    found = view.row(_NUMBER, version=version)
    return None if found is None else int(found[0])


def version_by_number(view: Reading, number: int) -> VersionId | None:
    """Return the version with a number, or None."""
    found = view.row(_BY_NUMBER, wanted=number)
    return None if found is None else VersionId(found[0])


def load_model(view: Reading, version: UUID) -> Model:
    """Return the model of a version from its rows; raise `NotFound` when there are none."""
    rows = [ModelRowData(*row) for row in view.rows(_ROWS, version=version)]
    if not rows:
        raise NotFound(_("This version of the process model isn't in the store."))
    return from_rows(rows)


def versions(view: Reading) -> list[VersionRow]:
    """Return all versions, oldest first."""
    return [VersionRow(*row) for row in view.rows(_VERSIONS)]
