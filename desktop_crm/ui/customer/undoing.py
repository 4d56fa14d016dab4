"""What an act on a customer's file gives back: what changed, and how it is taken back; or why it asks once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _


@dataclass(frozen=True, slots=True)
class Undoable:
    """An act that was done and can be taken back.

    Attributes:
        what: what was done, as the person who takes it back is told.
        back: does the opposite, as a change of its own.
    """

    changes: Changes
    what: str
    back: Callable[[], Any]


class Doubtful(Invalid):
    """Nothing was done yet: the same act again, with the same answers, is done all the same.

    Attributes:
        again: what the button says then. `picture`: what it would be, to be looked at; None for nothing.
    """

    def __init__(
        self, sentence: str, *, where: str = "", again: str = "", picture: QImage | None = None
    ) -> None:
        super().__init__(sentence, where=where)
        self.again, self.picture = again or _("Keep it as it is"), picture
