"""The place of proposals in the Model screen: the button that counts the open ones and brings them to the front."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.proposals import State
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.deciding import DecidingPanel
from desktop_crm.ui.modelling.in_front import InFront
from desktop_crm.ui.session import Session
from desktop_crm.workflow.reads_proposals import Proposals, proposals_for


class ProposalsPlace(InFront):
    """Shows what was proposed, instead of the sheet in front.

    Signals:
        left: the sheet is to come back. `wanted`: sheet, row and column of the place to go to.
        contact_wanted: carries the `ProposalRow` whose contact is to be opened.
    """

    left = Signal()
    wanted = Signal(str, str, str)
    contact_wanted = Signal(object)

    def __init__(self, session: Session, bench: Bench, stack: QStackedWidget, parent: QObject) -> None:
        super().__init__(_("Proposals"), "Ctrl+Shift+K", "model_proposals", stack, parent)
        self._session, self._bench = session, bench
        self._panel: DecidingPanel | None = None
        self.button.hide()
        self.button.clicked.connect(self._turn)
        bench.loaded_again.connect(self.load)

    @property
    def panel(self) -> DecidingPanel:
        """The list; made when it is first looked at."""
        if self._panel is None:
            panel = self._panel = DecidingPanel(self._session, self._bench)
            panel.shown.connect(self._count)
            for ours, theirs in (
                (self.left, panel.left), (self.wanted, panel.wanted), (self.told, panel.told),
                (self.contact_wanted, panel.contact_wanted),
            ):  # fmt: skip
                theirs.connect(ours)
            self._put(panel)
        return self._panel

    def _turn(self, on: bool) -> None:
        if on:
            self._stack.setCurrentWidget(self.panel)
            self.panel.load()
            self.panel.begin()
        else:
            self.left.emit()

    def load(self) -> None:
        """Read what was proposed: for the count on the button, and for the list where it was looked at."""
        if self._panel is not None:
            self._panel.load()
        elif self._bench.loaded is not None and self._bench.loaded.may:
            plans, who = self._session.plans, self._session.actor
            self._session.read(
                lambda view: proposals_for(view, plans, who), self._count, self._session.messages.error,
                owner=self, key="proposals",
            )  # fmt: skip

    def _count(self, found: Proposals) -> None:
        waiting = sum(row.state is State.OPEN for row in found.rows)
        self.button.set_words(_("Proposals · {count}").format(count=waiting) if waiting else _("Proposals"))
        self.button.setVisible(found.decides)
