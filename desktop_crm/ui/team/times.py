"""Where a process loses its time: a bar for each step, and the same in figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.measures import words
from desktop_crm.measures.process_times import ProcessTimes, StepTimes
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

_ROW = 26
_BAR = 16
_NAME, _ROLE, _TIME, _SHARE = 0.19, 0.12, 88, 96
_PHASES = ("chart_waiting", "chart_holding", "chart_working")


class Bars(QWidget):
    """A row for each step: its name, its role, a bar of waiting, holding and working, and their sum."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[StepTimes] = ()
        self._day = 86_400.0
        self.setAccessibleName(_("Waiting, holding and working per step; the table has the figures"))

    def show_steps(self, steps: Sequence[StepTimes], day_seconds: float) -> None:
        """Show these steps."""
        self._steps, self._day = steps, day_seconds
        self.setFixedHeight(max(1, len(steps)) * _ROW + 8)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all rows."""
        return QSize(800, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        space = theme().space("panel")
        longest = max((sum(one.times) for one in self._steps if one.times), default=0.0)
        for place, step in enumerate(self._steps):
            row = QRect(space, 4 + place * _ROW, self.width() - 2 * space, _ROW)
            self._paint_row(painter, row, place + 1, step, longest)

    def _paint_row(self, painter: QPainter, row: QRect, number: int, step: StepTimes, longest: float) -> None:
        name, role = int(row.width() * _NAME), int(row.width() * _ROLE)
        x = row.x()
        paint.text(painter, QRect(x, row.y(), name - 8, _ROW), f"{number} {step.name}", "body", "text")
        paint.text(painter, QRect(x + name, row.y(), role - 8, _ROW), step.role, "body", "muted")
        room = QRect(x + name + role, row.y(), row.width() - name - role - _TIME - _SHARE, _ROW)
        if step.times is None:
            said = _("not shown: too few people") if step.count else _("not done in these months")
            paint.text(painter, room, said, "body", "muted")
            return
        self._paint_bar(painter, room, step.times, longest)
        right = QRect(room.right() + 1, row.y(), _TIME, _ROW)
        paint.text(painter, right, words.duration(sum(step.times), self._day), "body", "text", right=True)
        if step.waiting_share is not None:
            share = _("{share:.0%} waiting").format(share=step.waiting_share)
            last = QRect(right.right() + 1, row.y(), _SHARE, _ROW)
            paint.text(painter, last, share, "body", "muted", right=True)

    def _paint_bar(self, painter: QPainter, room: QRect, times: tuple[float, ...], longest: float) -> None:
        look, x, y = theme(), room.x(), room.y() + (_ROW - _BAR) // 2
        for phase, seconds in zip(_PHASES, times, strict=True):
            wide = round(seconds / longest * room.width()) if longest else 0
            if not wide:
                continue
            area = QRect(x, y, max(2, wide), _BAR)
            if phase == "chart_waiting":
                painter.fillRect(area, paint.hatching())
                paint.box(painter, area, outline=look.colour("border"), radius=0)
            else:
                painter.fillRect(area, look.colour(phase))
            x += wide


class Legend(QWidget):
    """What the three parts of a bar are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (_("waiting"), _("holding"), _("working"))
        self.setFixedSize(sum(paint.width_of(one, "caption") + 36 for one in self._words), 20)
        meant = _("Waiting: nobody has it. Holding: claimed by somebody. Working: open on a screen.")
        self.setAccessibleName(meant)
        self.setToolTip(meant)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a box and a word for each."""
        painter, look, x = QPainter(self), theme(), 0
        for phase, said in zip(_PHASES, self._words, strict=True):
            box = QRect(x, 4, 14, 12)
            if phase == "chart_waiting":
                painter.fillRect(box, paint.hatching())
                paint.box(painter, box, outline=look.colour("border"), radius=0)
            else:
                painter.fillRect(box, look.colour(phase))
            wide = paint.width_of(said, "caption")
            paint.text(painter, QRect(x + 20, 0, wide + 2, 20), said, "caption", "muted", elide=False)
            x += wide + 36


class TimesPanel(Panel):
    """A process's steps as bars, or as a table; Ctrl+T changes between the two.

    Attributes:
        process: what is looked at. `times`: what stands here, None before the first answer.

    Signals:
        wanted: the code of the process whose times somebody wants to see. `print_wanted`: on paper.
        ways_wanted: the ways in which it ran are to be seen, and the cases behind its figures.
    """

    wanted = Signal(str)
    print_wanted = Signal()
    ways_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Process times"), parent=parent)
        self.setObjectName("process_times")
        self.times: ProcessTimes | None = None
        self.process = ComboBox(name=_("Process"))
        self.process.setMinimumWidth(240)
        self.process.activated.connect(lambda _place: self.wanted.emit(self.process.code()))
        self.add_to_head(self.process, left=True)
        self.as_table = Button(_("As a table"), key="Ctrl+T", small=True)
        self.as_table.setObjectName("times_as_table")
        self.as_table.clicked.connect(self.turn)
        self.ways = Button(_("Ways and cases…"), key="Ctrl+Shift+W", small=True)
        self.ways.setObjectName("times_ways")
        self.ways.clicked.connect(self.ways_wanted)
        self.add_to_head(Legend())
        self.add_to_head(self.ways)
        self.add_to_head(self.as_table)
        self.print_button = Button(_("Print…"), small=True)
        self.print_button.setObjectName("times_print")
        self.print_button.clicked.connect(self.print_wanted)
        self.add_to_head(self.print_button)
        self.bars = Bars()
        self.rows = PagedTableModel(self._columns(), id_of=lambda row: row.activity, parent=self)
        self.table = ListView(self.rows, name=_("Process times"))
        self.table.setObjectName("times_table")
        self.table.opened.connect(lambda _id: self.ways_wanted.emit())
        scroll = ScrollColumn()
        scroll.add(self.bars)
        self.empty = EmptyState(
            _("No case of this process was concluded in a month that is over."),
            _("Once a month is over, its cases show here where they waited and were worked on."),
        )
        self._stack = QStackedWidget()
        for widget in (scroll, self.table, self.empty):
            self._stack.addWidget(widget)
        self._stack.setMinimumHeight(2 * _ROW)  # two steps in sight at least; the rest is scrolled to
        self.add(self._stack, 1)
        self.said = ElidingLabel(font="body", colour="text")
        below = QHBoxLayout()
        below.setContentsMargins(theme().space("panel"), 4, theme().space("panel"), 8)
        below.addWidget(self.said)
        self.body.addLayout(below)

    def hasHeightForWidth(self) -> bool:
        """Take as little as two steps need: what an empty panel says in many lines takes no room of others."""
        return False

    def _columns(self) -> tuple[Column, ...]:
        def phase(place: int) -> Any:
            return lambda row: words.duration(row.times[place], self._day) if row.times else ""

        def order(place: int) -> Any:
            return lambda row: row.times[place] if row.times else -1

        return (
            Column("step", _("Step"), lambda row: row.name, 200, "strong", stretch=True),
            Column("role", _("Role"), lambda row: row.role, 184),
            Column("count", _("Times"), lambda row: str(row.count), 72, right=True, order=lambda row: row.count),
            Column("waiting", _("Waiting"), phase(0), 104, right=True, order=order(0)),
            Column("holding", _("Holding"), phase(1), 104, right=True, order=order(1)),
            Column("working", _("Working"), phase(2), 104, right=True, order=order(2)),
            Column(
                "share", _("Waits"), lambda row: "" if row.waiting_share is None else f"{row.waiting_share:.0%}",
                72, "muted", right=True, order=lambda row: row.waiting_share or 0,
            ),
        )  # fmt: skip

    @property
    def _day(self) -> float:
        return self.times.day_seconds if self.times is not None else 86_400

    def set_processes(self, processes: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer these processes."""
        self.process.set_choices(tuple(processes))
        self.process.set_code(chosen)

    def turn(self) -> None:
        """Show the table instead of the bars, or the bars again."""
        shows_table = self._stack.currentWidget() is self.table
        self._stack.setCurrentIndex(0 if shows_table else 1)
        self.as_table.setText(_("As a table") if shows_table else _("As bars"))
        if not shows_table:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_times(self, times: ProcessTimes) -> None:
        """Show where a process lost its time."""
        self.times = times
        self.rows.set_rows(times.steps)
        self.ways.setEnabled(bool(times.ways))
        self.bars.show_steps(times.steps, times.day_seconds)
        self.set_count(
            ngettext("{count} case, medians per step", "{count} cases, medians per step", times.cases).format(
                count=times.cases
            )
        )
        if not times.cases:
            self._stack.setCurrentWidget(self.empty)
        elif self._stack.currentWidget() is self.empty:
            self._stack.setCurrentIndex(0)
        self.said.set_text("  ".join(words.lost(times)))
