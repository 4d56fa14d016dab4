"""Promises to customers: which are broken, which will break today unless something is done, which hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CaseId
from desktop_crm.measures.periods import tomorrow
from desktop_crm.measures.promised import Outlook, Promised, PromiseReport
from desktop_crm.reports.apart import Book
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.paper.sheet import Sheet, options_of
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import Keeper, ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "team/promises"
_ORDER = (Outlook.WILL_BREAK, Outlook.BROKEN, Outlook.ON_COURSE)


class PromisesPage(Page):
    """What was promised for today, and what was promised for earlier and isn't done.

    Signals:
        case_wanted: carries the id of a case to look at.
        shown: the promises stand on the screen.
    """

    icon = "team"
    help_topic = "team"
    case_wanted = Signal(object)
    shown = Signal()

    def __init__(
        self, session: Session, role: str = "", settings: Keeper | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY, _("Promises today"), parent)
        self.setObjectName("promises_page")
        self.session, self.role = session, role
        self.rows = PagedTableModel(self._columns(), id_of=lambda row: row.case, parent=self)
        nothing = EmptyState(
            _("No promise runs out today, and none is overdue."),
            _("What customers were promised for today stands here, what will break first."),
        )
        self.list = ListView(
            self.rows, name=_("Promises"), settings=settings, settings_key=KEY, empty=nothing
        )
        self.list.setObjectName("promises_list")
        self.list.opened.connect(self._open)
        self.panel = Panel(_("Promised for today, or earlier"))
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False, small=True)
        self.print_button.setObjectName("promises_print")
        self.print_button.clicked.connect(self.paper_wanted)
        self.panel.add_to_head(self.print_button)
        self.panel.add(self.list, 1)
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.addWidget(self.panel, 1)
        self.load()

    def _columns(self) -> tuple[Column, ...]:
        now = self.session.now
        return (
            Column("outlook", _("Outlook"), lambda row: face_of(row, now()).spoken, 216, "clock",
                   face=lambda row: face_of(row, now()), order=lambda row: _ORDER.index(row.outlook)),
            Column("until", _("Promised for"), lambda row: wording.when(row.until, now()), 152,
                   order=lambda row: row.until),
            Column("customer", _("Customer"), lambda row: row.customer or _("anonymous"), 200, "strong",
                   stretch=True),
            Column("process", _("Process"), lambda row: row.process, 176, stretch=True),
            Column("what", _("What"), lambda row: _("to hear from us") if row.contact else _("the conclusion"), 128,
                   "muted"),
            Column("steps", _("To be done"), _steps, 240, stretch=True),
            Column("with", _("With"), lambda row: ", ".join(dict.fromkeys(role for _step, role in row.steps)), 152,
                   "muted"),
            Column("case", _("Case"), lambda row: row.number, 104, "muted"),
        )  # fmt: skip

    def _open(self, case: CaseId) -> None:
        self.case_wanted.emit(case)

    def load(self) -> None:
        """Read which promises run out today."""
        team, until, role = self.session.desk.measuring.team, self._until(), self.role
        self.session.tasks.read(
            lambda: team.promises(until=until, role=role),
            self._show,
            self._refused,
            owner=self,
            key="promises",
        )

    def _until(self) -> datetime:
        return tomorrow(self.session.now(), wording.zone())

    def _refused(self, problem: Known) -> None:
        self.session.messages.error(problem)

    def _show(self, found: PromiseReport) -> None:
        self.rows.set_rows(sorted(found.promises, key=lambda one: (_ORDER.index(one.outlook), one.until)))
        breaking, broken = found.count(Outlook.WILL_BREAK), found.count(Outlook.BROKEN)
        parts = [ngettext("{count} promise", "{count} promises", len(found.promises))]
        if breaking:
            parts.append(_("{breaking} will break"))
        if broken:
            parts.append(_("{broken} broken"))
        told = " · ".join(parts).format(count=len(found.promises), breaking=breaking, broken=broken)
        self.panel.set_count(told)
        if found.promises and not self.list.currentIndex().isValid():
            self.list.selectRow(0)
        self.shown.emit()

    def paper(self) -> Sheet:
        """Return the list."""
        session, team, until, role = self.session, self.session.desk.measuring.team, self._until(), self.role
        return Sheet(
            _("Promises, {day}").format(day=wording.full_day(session.now())),
            lambda: Book("promise_list", team.promises(until=until, role=role), options_of(session)),
        )

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Enter", _("Open the case")), ("Ctrl+P", _("Print the list")))

    def refresh(self, changes: Changes) -> None:
        """Read again when cases move."""
        if self.isVisible() and changes.touches("case", "work_item", "clock", "promise"):
            self.load()

    def activated(self) -> None:
        """Begin in the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.load()


def _steps(row: Promised) -> str:
    return ", ".join(step for step, _role in row.steps)


def face_of(row: Promised, now: datetime) -> ClockFace:
    """Return the sign and the words of an outlook."""
    words = {
        Outlook.BROKEN: ("overdue", _("broken")),
        Outlook.WILL_BREAK: ("at_risk", _("will break")),
        Outlook.ON_COURSE: ("running", _("on course")),
    }
    face, word = words[row.outlook]
    seconds = (row.until - now).total_seconds()
    left = _("{time} left").format(time=wording.short_duration(seconds)) if seconds > 0 else ""
    return ClockFace(face, main=left or wording.short_duration(-seconds), word=word)
