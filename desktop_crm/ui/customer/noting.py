"""Registering a contact from the customer's file in one line: what was said, and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.customer.page import CustomerPage

KEY = "Ctrl+J"


def note_spec(customer: CustomerId, channels: Sequence[Channel], desk: Desk, at: datetime) -> ActSpec:
    """Return what registering a contact asks; it happened at `at`, when the panel was opened."""

    def act(given: Answers) -> Act:
        entry = ContactEntry(
            channel=given["channel"],
            direction=Direction(given["direction"]),
            happened_at=at,
            customer=customer,
            text=given["said"],
        )
        return lambda: desk.contacts.add_contact(contact=entry)

    outside = [one for one in channels if one.family not in (Family.INTERNAL, Family.PARTNER)]
    return ActSpec(
        "note",
        _("Register a contact"),
        _(
            "Outside of any case; it happened when you opened this. For what has to be done, begin a new event."
        ),
        _("Register"),
        (
            text_item("said", _("What was said")),
            choice_item("channel", _("How"), tuple((one.code, one.name) for one in outside)),
            choice_item("direction", _("Who"), (("in", _("The customer")), ("out", _("We")))),
        ),
        act,
        closes=False,
    )


class Noting(QObject):
    """Opens the panel in a customer's page, runs what it asks for, and closes it.

    Attributes:
        panel: the open panel, or None.
    """

    def __init__(self, page: CustomerPage, place: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self.panel: ActPanel | None = None

    def begin(self) -> None:
        """Open the panel, the usual way of contact chosen, and put the keyboard where one types."""
        page = self._page
        if page.view is None:
            return
        if self.panel is None:
            channels, session = page.view.model.channels, page.session
            spec = note_spec(page.customer, channels, session.desk, session.now())
            panel = self.panel = ActPanel(spec, session)
            usual = next((one.code for one in channels if one.family is Family.TELEPHONY), None)
            panel.fields["channel"].set_value(usual)
            panel.fields["direction"].set_value("in")
            panel.left.connect(self.leave)
            panel.confirmed.connect(self._confirm)
            self._place.addWidget(panel)
            panel.show()
        self.panel.begin()

    def leave(self) -> None:
        """Put the panel away; the keyboard goes back to the time line."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            panel.hide()
            panel.deleteLater()
            self._page.line.setFocus()

    def _confirm(self, spec: ActSpec, given: dict[str, str]) -> None:
        self._page.session.write(spec.act(given), lambda _changes: self.leave(), self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        if self.panel is not None:
            self.panel.say(problem.sentence)
