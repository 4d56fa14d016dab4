"""The head of an activity's window: what is done, for whom, the clocks, and where in the process one is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.clock_words import face_of, why_of
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockChip
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.step_strip import Stage, StepStrip
from desktop_crm.ui.widgets.why_popover import WhyPopover
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_rows import ClockLine, StepLine

_STAGE = {"done": "done", "skipped": "done", "here": "current", "current": "open", "coming": "ahead"}
_MOST_CHIPS = 3
_URGENCY = (
    "overdue",
    "at_risk",
    "running",
    "out_of_hours",
    "paused",
    "missed",
    "met",
    "not_started",
    "cancelled",
)


class ChipRow(QWidget):
    """The clocks of a case, most urgent first; a click on one shows every interval, counted or not, and why.

    Three stand there as chips, all others behind a button that counts them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space("base"))
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().space("base"))
        row.addLayout(self._row)
        self.more = Button("", small=True, kind="flat")
        self.more.setObjectName("more_clocks")
        self.more.clicked.connect(self.open_menu)
        self.more.hide()
        row.addWidget(self.more)
        self._chips: list[ClockChip] = []
        self._lines: list[ClockLine] = []
        self._now: datetime | None = None
        self._popover: WhyPopover | None = None

    @property
    def chips(self) -> tuple[ClockChip, ...]:
        """The chips as they stand, left to right."""
        return tuple(self._chips)

    def show_clocks(self, clocks: Sequence[ClockLine], now: datetime) -> None:
        """Show these clocks as they stand at `now`; chips that stay are only given other words."""
        self._lines, self._now = sorted(clocks, key=_urgency), now
        shown = self._lines[:_MOST_CHIPS]
        while len(self._chips) > len(shown):
            chip = self._chips.pop()
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for index, line in enumerate(shown):
            if index < len(self._chips):
                self._chips[index].set_face(face_of(line, now))
            else:
                self._add(index, line, now)
        hidden = len(self._lines) - len(shown)
        self.more.set_words(f"+{hidden}")
        self.more.setAccessibleName(_("{count} more clocks").format(count=hidden))
        self.more.setVisible(hidden > 0)

    def _add(self, index: int, line: ClockLine, now: datetime) -> None:
        chip = ClockChip(face_of(line, now))
        chip.setObjectName(f"clock_{index}")
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.why_requested.connect(partial(self.explain, index))
        self._chips.append(chip)
        self._row.addWidget(chip)

    def fit(self, room: int) -> None:
        """Let chips lose their names, the least urgent first, until the row takes `room` pixels or less."""
        gap = theme().space("base")
        more = self.more.sizeHint().width() + gap if not self.more.isHidden() else 0
        widths = [chip.full_width(named=True) + gap for chip in self._chips]
        for index in reversed(range(len(self._chips))):
            fits = sum(widths) + more <= room
            self._chips[index].set_named(fits)
            if not fits:
                widths[index] = self._chips[index].full_width(named=False) + gap
        self.updateGeometry()

    def explain(self, index: int) -> WhyPopover:
        """Open the explanation of a clock below its chip."""
        assert self._now is not None, "there are chips only where clocks were shown"
        anchor = self._chips[index] if index < len(self._chips) else self.more
        if self._popover is not None:
            self._popover.deleteLater()
        popover = self._popover = WhyPopover(anchor, why_of(self._lines[index], self._now))
        popover.open()
        return popover

    def menu(self) -> QMenu:
        """Return the menu of the clocks that have no chip."""
        menu = QMenu(self)
        assert self._now is not None, "the button is there only where clocks were shown"
        for index in range(len(self._chips), len(self._lines)):
            words = face_of(self._lines[index], self._now).spoken
            menu.addAction(words).triggered.connect(partial(self._explain_later, index))
        return menu

    def _explain_later(self, index: int, _checked: bool = False) -> None:
        self.explain(index)

    def open_menu(self) -> None:
        """Show the clocks that have no chip, below the button."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))


def _urgency(line: ClockLine) -> tuple[int, int]:
    return _URGENCY.index(line.face), line.seconds or 0


class Head(Bar):
    """Title, customer, process, clocks; below them the strip of steps.

    Signals:
        customer_wanted: the customer's name was clicked; without a customer: somebody wants to say who it is.
        step_wanted: carries the code of the step that was chosen in the strip.
    """

    customer_wanted = Signal()
    step_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(
            look.space("panel"), look.space("inner"), look.space("panel"), look.space("inner")
        )
        column.setSpacing(look.space("inner"))
        self.title = ElidingLabel(font="window_title")
        self.customer = Link("")
        self.customer.setObjectName("customer_link")
        self.customer.clicked.connect(self.customer_wanted)
        self.note = ElidingLabel(colour="muted")
        self.chips = ChipRow()
        self.strip = StepStrip()
        self.strip.setObjectName("step_strip")
        self.strip.step_chosen.connect(lambda code: self.step_wanted.emit(str(code)))
        column.addLayout(self._top_row())
        column.addWidget(self.strip)

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space("base"))
        row.addWidget(self.title)
        row.addSpacing(theme().space("base"))
        row.addWidget(self.customer)
        row.addWidget(self.note, 1)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.chips)
        return row

    def show_view(self, view: ActivityView) -> None:
        """Show what is done and for whom; `show_times` follows."""
        customer = view.case.customer
        self.title.set_text(view.title)
        self.customer.set_words(customer.name if customer else _("Who is the customer?"))
        parts = [customer.number if customer else "", view.process]
        self.note.set_text(" · ".join(["", *[part for part in parts if part]]).strip())

    def show_times(self, view: ActivityView) -> None:
        """Show the clocks as they stand, and where in the process one is."""
        self.chips.show_clocks(view.clocks, view.read_at)
        self._fit_chips()
        self.strip.set_stages([stage(line, view.read_at, mine=view.mine) for line in view.steps])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep title, customer and number whole; names of clocks go first."""
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        fit_beside(self.chips, (self.title, self.customer, self.note), self.width())


def fit_beside(chips: ChipRow, texts: Sequence[QWidget], width: int) -> None:
    """Give the chips what a head of this width has left beside its texts."""
    taken = sum(text.sizeHint().width() for text in texts)
    gaps = 2 * theme().space("panel") + 5 * theme().space("base")
    chips.fit(width - taken - gaps)


def stage(line: StepLine, now: datetime, *, mine: bool) -> Stage:
    """Return a step as the strip shows it: role, and who did it when, or with what it runs side by side."""
    role = [line.role] if line.role else []
    shorter: list[str] = []  # in a narrow strip: what matters most of it
    if line.state == "done" and line.began is not None and line.ended is not None:
        shorter = _done(line.began, line.ended, now)
        notes = [*role, shorter[0]]
    elif line.state == "skipped":
        shorter = [_("skipped")]
        notes = [*role, *shorter]
    elif line.state == "here" and line.began is not None and (mine or line.who):
        began = _since(line.began, now)
        whom = _("you") if mine else line.who
        on = wording.until(line.began, now)
        shorter = [_("{who}, since {time}").format(who=whom, time=time) for time in (began, on)]
        shorter.append(_("since {time}").format(time=on))
        notes = [shorter[0], *role]
    elif line.state == "current" and line.who:
        notes = [*role, line.who]
    elif line.beside:
        others = ", ".join(str(place) for place in line.beside)
        notes = [*role, _("side by side with {steps}").format(steps=others)]
        shorter = [" · ".join([*role, _("with {steps}").format(steps=others)])]
    else:
        notes = role
    return Stage(line.name, " · ".join(notes), _STAGE[line.state], line.code, tuple(shorter))


def _since(moment: datetime, now: datetime) -> str:
    same_day = wording.local(moment).date() == wording.local(now).date()
    return wording.clock_time(moment) if same_day else wording.when(moment, now)


def _done(began: datetime, ended: datetime, now: datetime) -> list[str]:
    """Return from when to when a step was done, in fewer and fewer words."""
    first, last = wording.local(began), wording.local(ended)
    if last.date() != wording.local(now).date():
        return [wording.when(ended, now), wording.day(ended, now)]
    if first.date() == last.date() and f"{first:%H:%M}" != f"{last:%H:%M}":
        return [f"{first:%H:%M}–{last:%H:%M}"]
    return [f"{last:%H:%M}"]
