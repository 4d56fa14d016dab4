"""What a page can put on paper: a report that is gathered when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_crm.core.frozen import frozen
from desktop_crm.ui import wording

if TYPE_CHECKING:
    from desktop_crm.reports.apart import Book
    from desktop_crm.ui.session import Session


@frozen
class Sheet:
    """A report on what a page shows.

    Attributes:
        title: what its tab says, and how its file is called by default.
        gather: reads what it tells; runs on a thread of readers, and touches no widget.
    """

    title: str
    gather: Callable[[], Book]


def options_of(session: Session) -> dict[str, Any]:
    """Return how every report tells times here, and who had it made."""
    return {"zone": wording.zone(), "asked_by": session.actor.name}
