"""What employees say of the program, quarter by quarter: for everybody, and of nobody."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures.pulse import Pulse, PulseQuarter
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "pulse"
_ROW, _BAR, _LABEL = 28, 16, 96


class PulseChart(QWidget):
    """A bar for each quarter: yes, partly and no as parts of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[PulseQuarter, ...] = ()
        self.setAccessibleName(_("Answers by quarter; the table below has the figures"))

    def show_quarters(self, told: tuple[PulseQuarter, ...]) -> None:
        """Show these quarters."""
        self._told = told
        self.setFixedHeight(len(told) * _ROW + 8)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all rows."""
        return QSize(600, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, look, space = QPainter(self), theme(), theme().space("panel")
        room = self.width() - 2 * space - _LABEL
        for place, one in enumerate(self._told):
            y = 4 + place * _ROW
            paint.text(painter, QRect(space, y, _LABEL, _ROW), one.name, "body", "text")
            x, bar = space + _LABEL, y + (_ROW - _BAR) // 2
            for count, ink in ((one.yes, "chart_working"), (one.partly, "chart_holding"), (one.no, "")):
                area = QRect(x, bar, round(room * count / one.count), _BAR)
                if ink:
                    painter.fillRect(area, look.colour(ink))
                elif count:
                    painter.fillRect(area, paint.hatching())
                    paint.box(painter, area, outline=look.colour("border"), radius=0)
                x += area.width()


class PulsePage(Page):
    """The rule in words, a chart, and the same in figures.

    Signals:
        shown: all of it stands on the screen.
    """

    icon = "team"
    help_topic = "team"
    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Does this help you serve?"), parent)
        self.setObjectName("pulse_page")
        self.session = session
        self.said = Label("", wrap=True)
        self.chart = PulseChart()
        self.rows = PagedTableModel(
            (
                Column("quarter", _("Quarter"), lambda row: row.name, 160, "strong", stretch=True,
                       order=lambda row: row.quarter),
                *(
                    _count(code, words)
                    for code, words in (
                        ("yes", _("Yes, solid")),
                        ("partly", _("Partly, light")),
                        ("no", _("No, hatched")),
                        ("count", _("Answers")),
                    )
                ),
            ),
            id_of=lambda row: row.quarter, parent=self,
        )  # fmt: skip
        self.empty = EmptyState(_("No quarter can be told yet."))
        self.list = ListView(self.rows, name=_("Answers by quarter"), empty=self.empty)
        self.list.setObjectName("pulse_list")
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        head = Panel(_("Does this program help you serve?"), padded=True)
        head.add(self.said)
        column.addWidget(head)
        panel = Panel(_("What was answered"))
        panel.add(self.chart)
        panel.add(self.list, 1)
        column.addWidget(panel, 1)
        self.load()

    def load(self) -> None:
        """Read what was answered."""
        pulse = self.session.desk.measuring.pulse
        self.session.tasks.read(pulse.pulse, self._show, self.session.messages.error, owner=self, key="pulse")

    def _show(self, found: Pulse) -> None:
        asked = (
            _("Everybody is asked once in {count} quarters of a year at most.").format(count=found.quarters)
            if found.quarters
            else _("At present nobody is asked.")
        )
        self.said.setText(
            asked
            + " "
            + _("An answer raises a count, and nothing else is kept of it: not who gave it, nor when. A quarter is "
                "told once it is over and {fewest} or more have answered.").format(fewest=found.fewest)
        )  # fmt: skip
        self.chart.show_quarters(found.told)
        self.rows.set_rows(found.told)
        self.empty.say(
            _("No quarter can be told yet."),
            _("A quarter appears here once it is over and {fewest} or more have answered.").format(
                fewest=found.fewest
            ),
        )
        self.shown.emit()


def _count(code: str, words: str) -> Column:
    """Return the column of how often something was answered."""

    def count(row: PulseQuarter) -> int:
        return int(getattr(row, code))

    return Column(code, words, lambda row: str(count(row)), 112, right=True, order=count)
