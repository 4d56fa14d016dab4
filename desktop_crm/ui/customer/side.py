"""Beside the time line: open cases with their clocks, known facts with their age, relations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.fields import statement_kinds
from desktop_crm.customers.rows import StatementRow
from desktop_crm.dossier.rows import Fact as FileFact
from desktop_crm.dossier.rows import OpenCase
from desktop_crm.ui import wording
from desktop_crm.ui.clock_words import list_face
from desktop_crm.ui.customer.read import FileView
from desktop_crm.ui.quiet import empty, padded, quiet
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.clock_chip import ClockFace, paint_in_row
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

_FACTS_SHOWN = 8


class CaseRow(QWidget):
    """An open case in two lines: what it is and its number; its clock and who has it now.

    Signals:
        opened: the case is to be opened.
    """

    opened = Signal()

    def __init__(self, case: OpenCase, face: ClockFace | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._number, self._face = case.process, case.case.number, face
        holders = [line.item.holder or line.role for line in case.items]
        who = ", ".join(dict.fromkeys(one for one in holders if one))
        self._now = _("now: {who}").format(who=who) if who else ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        clock = face.spoken if face else ""
        self.setAccessibleName(
            ", ".join(part for part in (self._title, self._number, clock, self._now) if part)
        )
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        return QSize(300, 60)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the case."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the case on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both lines and the line below."""
        painter, look, side = QPainter(self), theme(), theme().space("panel")
        room = QRect(side, 6, self.width() - 2 * side, 24)
        paint.text(painter, room, self._number, "body", "muted", right=True)
        wide = paint.width_of(self._number, "body") + 12
        paint.text(painter, room.adjusted(0, 0, -wide, 0), self._title, "strong", "text")
        low = QRect(side - 8, 30, self.width() - 2 * side + 8, 24)
        paint.text(painter, low, self._now, "body", "muted", right=True)
        if self._face is not None:
            paint_in_row(painter, low, self._face)
        paint.line(painter, 0, self.height() - 1, self.width(), self.height() - 1, look.colour("separator"))
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(2, 2, -2, -3), look.radius("control"))


class SideColumn(ScrollColumn):
    """What is open, known and said, below one another; `Beside` puts the rest below that.

    Signals:
        case_wanted: carries the `OpenCase` to open.
        said_wanted: a statement of the customer is to be registered.
        merge_wanted: carries the id of an open case, which may be about the same as another one.
    """

    case_wanted = Signal(object)
    said_wanted = Signal()
    merge_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="window", parent=parent)
        self.column.setSpacing(theme().space("panel"))
        self.cases, self.facts = Panel(_("Open cases")), Panel(_("Known facts"))
        self.merge = Link(_("Merge…"))
        self.merge.setObjectName("merge_cases")
        self.merge.clicked.connect(lambda: self.merge_wanted.emit(self._first_case))
        self.cases.add_to_head(self.merge)
        self._first_case: CaseId | None = None
        self.said = Panel(_("In their words"))
        add = Link(_("Add…"))
        add.setObjectName("add_statement")
        add.clicked.connect(self.said_wanted)
        self.said.add_to_head(add)
        for panel in (self.cases, self.facts, self.said):
            self.add(panel)
        self._all_facts: Sequence[FileFact] = ()

    def show_file(self, view: FileView) -> None:
        """Show the side of a customer file."""
        self._show_cases(view)
        self._all_facts = view.file.facts
        self._show_facts(_FACTS_SHOWN)
        self._show_said(view.file.profile.statements)

    def _show_cases(self, view: FileView) -> None:
        empty(self.cases.body)
        self.cases.set_count(str(len(view.file.open_cases)))
        self.merge.setVisible(len(view.file.open_cases) > 1)
        self._first_case = view.file.open_cases[0].case.case if view.file.open_cases else None
        for case in view.file.open_cases:
            face = list_face(view.clocks.get(case.case.case), case.case.paused_until, view.now)
            row = CaseRow(case, face)
            row.opened.connect(partial(self.case_wanted.emit, case))
            self.cases.add(row)
        if not view.file.open_cases:
            self.cases.add(quiet(_("No case is open. A new event starts one.")))

    def _show_facts(self, most: int) -> None:
        empty(self.facts.body)
        again = sum(fact.ask_again for fact in self._all_facts)
        words = str(len(self._all_facts))
        self.facts.set_count(
            _("{count} · {again} to ask again").format(count=words, again=again) if again else words
        )
        for fact in self._all_facts[:most]:
            self.facts.add(FactRow(_fact(fact)))
        if not self._all_facts:
            self.facts.add(quiet(_("Nothing is known yet. What any process registers stands here.")))
        elif len(self._all_facts) > most:
            count = len(self._all_facts)
            link = Link(ngettext("All {count} fact", "All {count} facts", count).format(count=count))
            link.clicked.connect(lambda: self._show_facts(count))
            self.facts.add(padded(link))

    def _show_said(self, statements: Sequence[StatementRow]) -> None:
        empty(self.said.body)
        self.said.set_count(str(len(statements)))
        kinds = dict(statement_kinds())
        for one in statements[:_FACTS_SHOWN]:
            words = " ".join(one.text.split())
            row = FactRow(
                Fact(kinds.get(one.kind, one.kind), words, wording.full_day(one.said_at)), label_part=0.2
            )
            self.said.add(row)
        if not statements:
            self.said.add(quiet(_("Nothing is registered of what they need, wish or think of us.")))


def _fact(fact: FileFact) -> Fact:
    state = "withheld" if fact.hidden else "ask_again" if fact.ask_again else ""
    shown = _("withheld") if fact.hidden else " ".join(fact.shown.split())
    return Fact(fact.name, shown, wording.full_day(fact.registered_at), state)
