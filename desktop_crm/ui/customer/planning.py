"""Planning a contact from the customer's file: the panel below it, until it is confirmed or left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.process.model import Channel, Family, Item, ItemType
from desktop_crm.ui import wording
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.customer.page import CustomerPage


def plan_spec(customer: CustomerId, channels: Sequence[Channel], desk: Desk) -> ActSpec:
    """Return what planning a contact asks: how, when and what about; it is planned for whoever asks."""
    outward = [one for one in channels if one.family not in (Family.INTERNAL, Family.PARTNER)]

    def act(given: Answers) -> Act:
        at = datetime.fromisoformat(given["at"])
        return lambda: desk.customers.plan_contact(
            customer=customer, channel=given["channel"], subject=given["subject"], at=at
        )

    return ActSpec(
        "plan",
        _("Plan a contact"),
        _("It stands above the time line, for all who open this file, until it took place."),
        _("Plan"),
        (
            choice_item("channel", _("How"), tuple((one.code, one.name) for one in outward)),
            Item("at", _("When"), ItemType.DATETIME),
            text_item("subject", _("What about")),
        ),
        act,
        closes=False,
    )


class Planning(QObject):
    """Opens the panel in a customer's page, runs what it asks for, and closes it.

    Attributes:
        panel: the open panel, or None.
    """

    def __init__(self, page: CustomerPage, place: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self.panel: ActPanel | None = None

    def begin(self) -> None:
        """Open the panel, unless it stands there already, and put the keyboard into it."""
        page = self._page
        if page.view is None:
            return
        if self.panel is None:
            spec = plan_spec(page.customer, page.view.model.channels, page.session.desk)
            panel = self.panel = ActPanel(spec, page.session)
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
        session = self._page.session

        def planned(_changes: Any) -> None:
            self.leave()
            at = wording.when(datetime.fromisoformat(given["at"]), session.now())
            session.messages.notice(_("The contact is planned for {time}.").format(time=at))

        session.write(spec.act(given), planned, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        if self.panel is None:
            return
        where = problem.where if isinstance(problem, Invalid) else ""
        sentence = problem.sentence.removeprefix(f"{where}: ")
        field = self.panel.fields.get(where)
        self.panel.say("" if field is not None else sentence)
        if field is not None:
            field.set_note(sentence, "problem")
            field.setFocus(Qt.FocusReason.OtherFocusReason)
