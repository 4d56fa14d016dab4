"""Below the time line of a customer: what is written about them, or to them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from desktop_crm.core.i18n import _
from desktop_crm.ui.customer.calendar_out import KEY as CALENDAR
from desktop_crm.ui.customer.lettering import KEY as LETTER
from desktop_crm.ui.customer.noting import KEY as NOTE
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button


class FileFoot(QHBoxLayout):
    """A row of buttons.

    Attributes:
        calendar, letter, note, propose, paper: the buttons.
    """

    def __init__(self) -> None:
        super().__init__()
        space, base = theme().space("panel"), theme().space("base")
        self.setContentsMargins(space, base, space, base)
        self.setSpacing(base)
        self.addStretch(1)
        self.calendar = self._button("calendar_out", Button(_("Calendar file…"), key=CALENDAR, small=True))
        self.letter = self._button("write_letter", Button(_("Letter…"), key=LETTER, small=True))
        self.note = self._button("note_contact", Button(_("Register a contact"), key=NOTE, small=True))
        self.propose = self._button("propose", Button(_("Propose a KSF…"), small=True))
        self.paper = self._button("customer_print", Button(_("Print…"), key="Ctrl+P", bind=False, small=True))

    def _button(self, name: str, button: Button) -> Button:
        button.setObjectName(name)
        self.addWidget(button)
        return button
