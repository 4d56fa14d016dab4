"""What is behind a figure of how well customers are looked after: their facts, or the customers themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures.care import FACTS, Care, CareLine
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.care_tiles import figure_of, rests_on, title_of
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "team/care/"


class CarePage(Page):
    """The figure in words, and below it what it counts: first what wants looking after.

    Signals:
        customer_wanted: carries the id of a customer whose file is to be opened.
        shown: all of it stands on the screen.
    """

    icon = "team"
    help_topic = "team"
    customer_wanted = Signal(object)
    shown = Signal()

    def __init__(self, session: Session, care: Care, parent: QWidget | None = None) -> None:
        super().__init__(KEY + care.kind, title_of(care), parent)
        self.setObjectName("care_page")
        self.session, self.care = session, care
        self.rows = PagedTableModel(
            _columns(session, facts=care.kind == FACTS),
            id_of=lambda row: (row.customer, row.what),
            parent=self,
        )
        self.list = ListView(self.rows, name=title_of(care), empty=EmptyState(rests_on(care)))
        self.list.setObjectName("care_list")
        self.list.opened.connect(lambda _id: self._open())
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        head = Panel(title_of(care), padded=True)
        head.set_count(figure_of(care))
        head.add(Label(rests_on(care), wrap=True))
        column.addWidget(head)
        self.behind = Panel(
            _("Facts behind the figure") if care.kind == FACTS else _("Customers behind the figure")
        )
        self.behind.add(self.list, 1)
        column.addWidget(self.behind, 1)
        self.load()

    def _open(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.customer_wanted.emit(row.customer)

    def load(self) -> None:
        """Read what is behind the figure."""
        team, kind = self.session.desk.measuring.team, self.care.kind
        self.session.tasks.read(
            lambda: team.care_behind(kind), self._show, self.session.messages.error, owner=self, key="behind"
        )

    def _show(self, found: tuple[CareLine, ...]) -> None:
        self.rows.set_rows(found)
        all_of_them = not found or len(found) == self.care.count
        self.behind.set_count(
            str(len(found)) if all_of_them else _("the first {count}").format(count=len(found))
        )
        self.shown.emit()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Enter", _("Open the customer")),)

    def activated(self) -> None:
        """Begin in the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def _columns(session: Session, *, facts: bool) -> tuple[Column, ...]:
    def state(row: CareLine) -> str:
        if facts:
            return _("holds") if row.good else _("ask again")
        return _("we spoke") if row.good else _("not yet")

    return (
        Column("number", _("Number"), lambda row: row.number, 120, "muted"),
        Column("customer", _("Customer"), lambda row: row.name, 240, "strong", stretch=True),
        *((Column("what", _("Fact"), lambda row: row.what, 200, stretch=True),) if facts else ()),
        Column("at", _("Known since") if facts else _("Planned for"),
               lambda row: wording.day(row.at, session.now()), 144, order=lambda row: row.at),
        Column("state", _("State"), state, 120, order=lambda row: row.good),
    )  # fmt: skip
