"""The record: what was told of whom, who was erased, and by whom; for those who may tell, erase or administer."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.privacy.record import ActRow, Kind, Override, in_words
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "privacy"
_TOTALS_HIGH = 230


def _kind(kind: Kind) -> str:
    return {
        Kind.TOLD: _("told"), Kind.ERASED: _("erased"), Kind.OVERRIDE: _("against their word"),
        Kind.AGED: _("past its period"), Kind.POSTPONED: _("kept for longer"),
    }[kind]  # fmt: skip


def _word(one: Override) -> str:
    return _("never asked") if one.unasked else _("they said no")


class PrivacyPage(Page):
    """The record as a list, the latest first; below it how often customers were reached without consent, by reason."""

    icon = ""
    help_topic = "customer"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Privacy: the record"), parent)
        self.setObjectName("privacy_page")
        self.session = session
        columns = (
            Column("at", _("When"), lambda row: wording.when_exactly(row.at), 150),
            Column("who", _("By whom"), lambda row: row.who, 160),
            Column("kind", _("What"), lambda row: _kind(row.kind), 130, "strong"),
            Column("number", _("Of whom"), lambda row: row.number, 100),
            Column("told", _("In words"), in_words, 420, stretch=True, tip=in_words),
        )
        self.rows = PagedTableModel(columns, id_of=lambda row: row.id, parent=self)
        self.list = ListView(
            self.rows,
            name=_("The record"),
            empty=EmptyState(
                _("Nothing was told of anybody, and nobody erased."),
                _("Both begin on a customer’s file, under Privacy."),
            ),
        )
        self.totals = PagedTableModel(
            (
                Column("count", _("How often"), lambda row: f"{row.count:,}", 100, "strong", right=True),
                Column("channel", _("How"), lambda row: row.channel, 130),
                Column("word", _("Their word"), _word, 180),
                Column("reason", _("Why all the same"), lambda row: row.reason or "–", 320, stretch=True),
                Column("last", _("Last"), lambda row: wording.full_day(row.last), 150, "muted"),
            ),
            id_of=lambda row: (row.reason, row.channel, row.unasked),
            parent=self,
        )
        self.reached = Panel(_("Reached without consent"))
        self.reached.add(ListView(self.totals, name=_("Reached without consent")), 1)
        self.reached.setFixedHeight(_TOTALS_HIGH)
        self.reached.hide()
        self.panel = Panel(_("What was told of people, and erased"))
        self.panel.add(self.list, 1)
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        column.addWidget(self.panel, 1)
        column.addWidget(self.reached)
        self.load()

    def load(self) -> None:
        """Ask for the record."""
        desk = self.session.desk
        self.session.tasks.read(
            lambda: (desk.privacy.record(), desk.privacy.overrides()),
            self._show, self._cannot, owner=self, key="record",
        )  # fmt: skip

    def _show(self, found: tuple[tuple[ActRow, ...], tuple[Override, ...]]) -> None:
        acts, totals = found
        self.rows.set_rows(acts)
        self.panel.set_count(str(len(acts)) if acts else "")
        self.totals.set_rows(totals)
        self.reached.set_count(f"{sum(one.count for one in totals):,}")
        self.reached.setVisible(bool(totals))

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    def refresh(self, changes: Changes) -> None:
        """Read it again when somebody was told of, or erased."""
        if changes.touches("customer", "privacy"):
            self.load()

    def activated(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus()
