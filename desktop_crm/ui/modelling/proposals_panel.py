"""What was proposed as key success factors: a list with where each comes from, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.proposals import State
from desktop_crm.ui import wording
from desktop_crm.ui.quiet import padded
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_chips import FilterChips
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.segmented import Option
from desktop_crm.workflow.reads_proposals import ProposalRow, Proposals, proposals_for


class ProposalsPanel(Panel):
    """The list; the words of the one in hand in full below it, and what may be done about it.

    Attributes:
        found: what was read last; None until then.

    Signals:
        contact_wanted: carries the `ProposalRow` whose contact is to be opened.
        shown: carries the `Proposals` that stand on the screen now. `left`: the panel is to be closed.
    """

    contact_wanted = Signal(object)
    shown = Signal(object)
    left = Signal()

    def __init__(
        self,
        session: Session,
        title: str,
        nothing: EmptyState,
        *,
        outline: str = "separator",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, outline=outline, parent=parent)
        self.setObjectName("proposals")
        self.session = session
        self.found: Proposals | None = None
        self.chips = FilterChips(name=_("Which proposals"))
        self.chips.chosen.connect(lambda _code: self._show_rows())
        self.add_to_head(self.chips, left=True)
        self.rows = PagedTableModel(self._columns(), parent=self)
        self.list = ListView(self.rows, name=title, empty=nothing)
        self.list.setObjectName("proposals_list")
        self.list.opened.connect(lambda _id: self.open_contact())
        self.list.current_changed.connect(lambda _id: self._tell())
        self.add(self.list, 1)
        space = theme().space("panel")
        self._words = Label("", wrap=True)
        self._words.setObjectName("proposal_words")
        self.below = QWidget()  # what is told and done of the one in hand
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(padded(self._words, stretch=1))
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        self.buttons.setSpacing(theme().space("base"))
        self.open = Button(_("Open the contact"), small=True, key="Enter", bind=False)
        self.open.setObjectName("proposal_open")
        self.open.clicked.connect(self.open_contact)
        self.buttons.addWidget(self.open)
        self.buttons.addStretch(1)
        below.addLayout(self.buttons)
        self.add(self.below)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self._tell()

    def _columns(self) -> tuple[Column, ...]:
        now = self.session.now
        return (
            Column("at", _("Proposed"), lambda row: wording.day(row.proposed_at, now()), 96, "muted"),
            Column(
                "words",
                _("In the customer's words"),
                lambda row: wording.quoted(row.words),
                260,
                stretch=True,
            ),
            Column(
                "from",
                _("Where it comes from"),
                lambda row: row.offered.evidence,
                260,
                "muted",
                tip=lambda row: row.offered.evidence,
            ),
            Column("customer", _("Customer"), lambda row: row.customer_name, 150, "muted", spare=True),
            Column("who", _("By"), lambda row: row.proposer, 130, "muted"),
            Column("fate", _("What became of it"), lambda row: row.fate, 300, tip=lambda row: row.fate),
        )

    def load(self) -> None:
        """Read what was proposed, as it stands now."""
        plans, who = self.session.plans, self.session.actor
        self.session.read(
            lambda view: proposals_for(view, plans, who), self.show_found, self.session.messages.error,
            owner=self, key="proposals",
        )  # fmt: skip

    def show_found(self, found: Proposals) -> None:
        """Show what was read."""
        self.found = found
        counts = {str(one): sum(row.state is one for row in found.rows) for one in State}
        options = [
            Option("", _("All")), Option("open", _("open")), Option("taken", _("accepted")),
            Option("declined", _("declined")),
        ]  # fmt: skip
        self.chips.set_options(options, {"": len(found.rows), **counts})
        self._show_rows()
        self.shown.emit(found)

    def _show_rows(self) -> None:
        wanted = self.chips.code()
        rows = self.found.rows if self.found is not None else ()
        self.rows.set_rows([row for row in rows if wanted in ("", row.state)])
        if self.list.current_row() is None and self.rows.rowCount():
            self.list.selectRow(0)
        self._tell()

    @property
    def current(self) -> ProposalRow | None:
        """The proposal in hand."""
        row: ProposalRow | None = self.list.current_row()
        return row

    def _tell(self) -> None:
        """Say the one in hand in full, with what its proposer has to say of it."""
        row = self.current
        said = [] if row is None else [wording.quoted(row.words)]
        if row is not None and row.remark:
            said.append(f"{row.proposer}: {row.remark}")
        self._words.setText("\n".join(said))

        self.open.allow(_why_not_opened(row))

    def open_contact(self) -> None:
        """Ask for the contact behind the one in hand."""
        row = self.current
        if row is not None and not _why_not_opened(row):
            self.contact_wanted.emit(row)

    def begin(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def _why_not_opened(row: ProposalRow | None) -> str:
    if row is None:
        return _("Choose a proposal.")
    if row.happened_at is None:
        return _("The contact is with a customer of a colleague's; ask {who}.").format(who=row.proposer)
    return ""
