"""Proposing a key success factor from a contact: the panel below a page, until it is confirmed or left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import ActSpec, Answers, text_item
from desktop_crm.ui.widgets.contact_row import ContactRow
from desktop_crm.workflow.reads_proposals import Said, said_in
from desktop_crm.workflow.reads_rows import ContactLine

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.frame.page import Page
    from desktop_crm.ui.session import Session

KEY = "Ctrl+Shift+K"


def propose_spec(contact: ContactId, said: Said, desk: Desk) -> ActSpec:
    """Return what proposing asks: the customer's own words, and what one has to say of them."""

    def act(given: Answers) -> Callable[[], Any]:
        return lambda: desk.proposing.propose(
            contact=contact, words=given["words"], remark=given.get("remark", "")
        )

    told = _("{evidence}. Whoever keeps the process model decides, and you read it under “{place}”.").format(
        evidence=said.evidence, place=_("What I proposed")
    )
    before = [f"“{' '.join(one.words.split())}”: {one.fate}" for one in said.proposed]
    return ActSpec(
        "propose",
        _("Propose a key success factor"),
        "\n".join((told, *before)),
        _("Propose"),
        (
            text_item("words", _("In the customer's words"), long=True),
            text_item("remark", _("Your remark")),
        ),
        act,
        closes=False,
        optional=frozenset({"remark"}),
    )


def contact_in_hand(contacts: Iterable[ContactLine]) -> ContactId | None:
    """Return the contact under the keyboard, else the last in which the customer turned to us; None without any."""
    row = QApplication.focusWidget()
    if isinstance(row, ContactRow) and isinstance(row.key, UUID):
        return ContactId(row.key)
    said = [one for one in contacts if one.party == "customer"]
    last = max(said, key=lambda one: (one.direction == "in", one.happened), default=None)
    return None if last is None else ContactId(last.id)


class Proposing(QObject):
    """Opens the panel for the contact in hand, by one key on every page, and runs what it asks for.

    Attributes:
        panel: the open panel, or None.

    Signals:
        opening: the panel is about to open.
    """

    opening = Signal()

    def __init__(
        self, page: Page, session: Session, place: QVBoxLayout, contact: Callable[[], ContactId | None]
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._place, self._contact = page, session, place, contact
        self.panel: ActPanel | None = None
        shortcut = QShortcut(QKeySequence(KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.begin)

    def begin(self) -> None:
        """Read what the customer said in the contact in hand, then ask."""
        contact, session = self._contact(), self._session
        if contact is None:
            session.messages.notice(_("Choose the contact in which a customer said what matters to them."))
            return
        plans, who = session.plans, session.actor.id
        session.read(
            lambda view: said_in(view, plans, contact, who), partial(self._open, contact), session.messages.error,
            owner=self, key="said",
        )  # fmt: skip

    def _open(self, contact: ContactId, said: Said) -> None:
        if not said.by_customer:
            self._session.messages.notice(
                _("Only a customer says what matters to customers; choose their contact.")
            )
            return
        self.leave()
        panel = self.panel = ActPanel(propose_spec(contact, said, self._session.desk), self._session)
        if not said.proposed:
            panel.fields["words"].set_value(said.words)
        panel.left.connect(self._left)
        panel.confirmed.connect(self._confirm)
        self.opening.emit()
        self._place.addWidget(panel)
        panel.show()
        panel.begin()

    def _left(self) -> None:
        self.leave()
        self._page.activated()

    def leave(self) -> None:
        """Put the panel away."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            panel.hide()
            panel.deleteLater()

    def _confirm(self, spec: ActSpec, given: dict[str, str]) -> None:
        self._session.write(spec.act(given), self._proposed, self._refused, owner=self)

    def _proposed(self, _changes: object) -> None:
        self._left()
        told = _("It is proposed; what becomes of it stands under “{place}” in the search box.")
        self._session.messages.notice(told.format(place=_("What I proposed")))

    def _refused(self, problem: Known) -> None:
        if self.panel is not None:
            self.panel.say(problem.sentence)
