"""What one proposed as key success factors, and what became of it: a page for everybody who serves customers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.modelling.proposals_panel import ProposalsPanel
from desktop_crm.ui.proposing import KEY as PROPOSE
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState

KEY = "proposals"


class ProposalsPage(Page):
    """One's own proposals, the latest first; of whoever decides on them, everybody's.

    Signals:
        contact_wanted: carries the `ProposalRow` whose contact is to be opened.
    """

    icon = "model"
    help_topic = "model"
    contact_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("What I proposed"), parent)
        self.setObjectName("proposals_page")
        nothing = EmptyState(
            _("You proposed nothing yet."),
            _("{key} on a contact proposes what a customer said as a key success factor.").format(
                key=PROPOSE
            ),
        )
        self.panel = ProposalsPanel(session, _("Proposed key success factors"), nothing)
        self.panel.contact_wanted.connect(self.contact_wanted)
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.addWidget(self.panel)
        self.panel.load()

    def refresh(self, changes: Changes) -> None:
        """Read again when somebody proposed or decided, or a version came to work."""
        if changes.touches("proposal", "model"):
            self.panel.load()

    def activated(self) -> None:
        """Put the keyboard into the list."""
        self.panel.begin()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Enter", _("Open the contact behind it")),)
