"""The working calendars of a draft by month: which days are open from when until when, and a line to type in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.public_holidays import public_holidays
from desktop_crm.process import edit
from desktop_crm.process.calendar_month import month_days, moved_month, open_minutes, typed_day
from desktop_crm.process.model import CalendarSpec
from desktop_crm.process.sheet_company import show_hours
from desktop_crm.ui import wording
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.in_front import InFront
from desktop_crm.ui.modelling.month_grid import MonthGrid, hours_in_words
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.line_edit import LineEdit

_LINE_WIDTH = 320


class MonthPanel(QWidget):
    """One month of one calendar, edited day by day; the hours of the week stand on the Company sheet.

    Attributes:
        grid: the days. `line`: what is typed for the day in hand; hidden otherwise. `calendar`: chooses.

    Signals:
        told: a sentence for the foot of the page, and whether it is a refusal.
    """

    told = Signal(str, bool)

    def __init__(self, bench: Bench, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_months")
        self._bench = bench
        self.grid = MonthGrid(today)
        self.calendar = ComboBox(name=_("Calendar"))
        self.calendar.setObjectName("month_calendar")
        self.title = ElidingLabel(font="panel_title")
        self.open = ElidingLabel(colour="muted")
        self.line = LineEdit(
            placeholder=_("09:00-12:00, 13:00-17:00, or closed"), name=_("Hours on this day")
        )
        self.line.setObjectName("month_line")
        self.line.setFixedWidth(_LINE_WIDTH)
        self.line.hide()
        self.line.installEventFilter(self)
        self._lay_out()
        self.calendar.currentIndexChanged.connect(lambda _index: self.follow())
        self.grid.moved.connect(self.follow)
        self.grid.typing.connect(self._begin_line)
        self.grid.cleared.connect(lambda: self._type(""))
        self.grid.closed.connect(lambda: self._type("closed"))
        self.line.returnPressed.connect(self._take_line)

    def _lay_out(self) -> None:
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(
            look.space("panel"), look.space("base"), look.space("panel"), look.space("base")
        )
        head.setSpacing(look.space("base"))
        before = Button("‹", small=True)
        before.setAccessibleName(_("The month before"))
        before.clicked.connect(lambda: self._turn(-1))
        after = Button("›", small=True)
        after.setAccessibleName(_("The next month"))
        after.clicked.connect(lambda: self._turn(1))
        self.calendar.setFixedWidth(220)
        self.title.setMinimumWidth(96)
        for widget in (self.calendar, before, after, self.title, self.line):
            head.addWidget(widget)
        head.addWidget(self.open, 1)
        column.addLayout(head)
        column.addWidget(self.grid, 1)

    # Following the bench ------------------------------------------------------------------------------

    @property
    def spec(self) -> CalendarSpec | None:
        """The calendar in hand; None where the model has none."""
        code = self.calendar.code()
        return next((one for one in self._bench.model.calendars if one.code == code), None)

    def follow(self) -> None:
        """Show the calendar and month in hand as the model has them now."""
        self._offer_calendars()
        spec = self.spec
        if spec is None:
            self.grid.show_days(())
            self.title.set_text("")
            self.open.set_text(_("There is no calendar yet; add one at the end of the Company sheet."))
            return
        days = month_days(spec, self._public(spec), self.grid.month)
        self.grid.show_days(days)
        month = self.grid.month
        self.title.set_text(f"{wording.month_name(month.month)} {month.year}")
        hours, minutes = divmod(open_minutes(days, month), 60)
        self.open.set_text(
            _("open for {hours} h {minutes:02d} this month · {zone}").format(
                hours=hours, minutes=minutes, zone=spec.timezone
            )
        )

    def _offer_calendars(self) -> None:
        known = tuple((one.code, one.name) for one in self._bench.model.calendars)
        chosen = self.calendar.code()
        self.calendar.blockSignals(True)
        self.calendar.set_choices(known)
        self.calendar.set_code(
            chosen if any(code == chosen for code, _name in known) else known[0][0] if known else ""
        )
        self.calendar.blockSignals(False)

    def _public(self, spec: CalendarSpec) -> Mapping[date, str]:
        try:
            return spec.public or _public_of(spec.country, spec.region)
        except Invalid as problem:  # a finding says so as well
            self.told.emit(problem.sentence, True)
            return {}

    def begin(self) -> None:
        """Take the keyboard."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def legend(self) -> str:
        """Return what the keys do here."""
        if not self._bench.editable:
            return _("only read here") + " · " + _("arrows go to a day, PageUp and PageDown to a month")
        return _(
            "type hours for a day, C closes it, Delete lets the week hold again · arrows go to a day, "
            "PageUp and PageDown to a month"
        )

    def _turn(self, by: int) -> None:
        self.grid.go(moved_month(self.grid.month, by))
        self.begin()

    # Changing -----------------------------------------------------------------------------------------

    def _begin_line(self, typed: str) -> None:
        one = self.grid.here
        if one is None:
            return
        if not self._bench.editable:
            self._bench.edit("", lambda model: model)  # which says why not
            return
        self.line.setText(typed or show_hours(one.hours))
        self.line.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if not typed:
            self.line.selectAll()

    def _take_line(self) -> None:
        if self._type(self.line.text()):
            self._leave_line()

    def _leave_line(self) -> None:
        self.line.hide()
        self.begin()

    def _type(self, text: str) -> bool:
        """Change the day in hand; tell whether it was taken."""
        spec, day = self.spec, self.grid.day
        if spec is None:
            return False
        try:
            values = typed_day(spec, self._public(spec), day, text)
        except Invalid as problem:
            self.told.emit(problem.sentence, True)
            return False
        words = _("hours of {day} {month}").format(day=day.day, month=wording.month_name(day.month))
        self._bench.edit(words, lambda model: edit.change(model, "calendar", spec.code, **values))
        self.follow()
        one = self.grid.here
        if one is not None and self._bench.editable:
            self.told.emit(f"{day.day} {wording.month_name(day.month)}: {hours_in_words(one)}", False)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the line on Escape; the day stays as it was."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._leave_line()
            return True
        return super().eventFilter(watched, event)


@lru_cache(maxsize=16)
def _public_of(country: str, region: str) -> Mapping[date, str]:
    return public_holidays(country, region)


class MonthPlace(InFront):
    """Shows the calendars by month, instead of the sheet in front.

    Signals:
        wanted: the months shall come to the front (True), or the sheet (False).
    """

    wanted = Signal(bool)

    def __init__(self, bench: Bench, stack: QStackedWidget, today: date, parent: QObject) -> None:
        super().__init__(_("Months"), "Ctrl+M", "model_months_button", stack, parent)
        self._bench, self._today = bench, today
        self._panel: MonthPanel | None = None
        self.button.clicked.connect(self.wanted)

    @property
    def panel(self) -> MonthPanel:
        """The months; made when they are first looked at."""
        if self._panel is None:
            self._panel = MonthPanel(self._bench, self._today)
            self._panel.told.connect(self.told)
            self._put(self._panel)
        return self._panel

    def show(self) -> None:
        """Bring the months to the front."""
        self._stack.setCurrentWidget(self.panel)
        self.panel.follow()
        self.panel.begin()
        self.told.emit(self.panel.legend(), False)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of the months."""
        return (
            ("Ctrl+M", _("Back to the sheet")),
            ("←  →  ↑  ↓", _("To another day")),
            ("PageUp  PageDown", _("To another month")),
            ("Home", _("To today")),
            ("Enter, or a digit", _("Type the hours of the day")),
            ("C", _("Close the day")),
            ("Delete", _("Let the week hold again")),
        )
