"""The figures of one key success factor: by process, team, channel or segment, week by week, and the cases behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.ksf_figures import Choice, KsfTile, Part, Point
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.paper.sheet import Sheet
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.behind import CasesBehind
from desktop_crm.ui.team.on_paper import figures_sheet
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from desktop_crm.measures.cases_behind import CaseBehind

KEY = "team/ksf/"
_CHART, _LABEL = 160, 40


class ControlChart(QWidget):
    """The weeks with their centre and the limits within which chance alone moves them."""

    def __init__(self, tile: KsfTile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tile = tile
        self.setFixedHeight(_CHART)
        self.setAccessibleName(_("Share met week by week; the table beside it has the figures"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint limits, centre, norm and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        space = theme().space("panel")
        area = QRectF(space + _LABEL, 12, self.width() - 2 * space - _LABEL, self.height() - 24)
        limits, values = self._tile.limits, [point.share for point in self._tile.points]
        lines = [(self._tile.norm, "chart_norm")]
        if limits is not None:
            lines += [(limits.upper, "border"), (limits.centre, "muted"), (limits.lower, "border")]
        marks = [*values, *(value for value, _ink in lines)]
        least, most = max(0.0, min(marks) - 0.02), min(1.0, max(marks) + 0.02)

        def height(value: float) -> float:
            return area.bottom() - (value - least) / max(most - least, 0.01) * area.height()

        for value, ink in lines:
            painter.setPen(QPen(theme().colour(ink), 1))
            painter.drawLine(QLineF(area.left(), height(value), area.right(), height(value)))
            label = QRectF(space, height(value) - 8, _LABEL, 16)
            paint.text(painter, label, f"{value:.0%}", "caption", "muted", elide=False)
        step = area.width() / max(1, len(values) - 1)
        points = [QPointF(area.left() + place * step, height(value)) for place, value in enumerate(values)]
        self._paint_points(painter, points, limits.outside if limits is not None else ())

    def _paint_points(self, painter: QPainter, points: list[QPointF], outside: tuple[int, ...]) -> None:
        """Paint the course; a point beyond the limits is a square, and red."""
        look = theme()
        painter.setPen(QPen(look.colour("chart_working"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        for place, point in enumerate(points):
            ink = look.colour("overdue_shape" if place in outside else "chart_working")
            painter.setPen(QPen(ink, 1))
            painter.setBrush(ink)
            if place in outside:
                painter.drawRect(QRectF(point.x() - 4, point.y() - 4, 8, 8))
            else:
                painter.drawEllipse(point, 3, 3)


class FigurePage(Page):
    """Parts at the left, the weeks and the cases at the right.

    Signals:
        case_wanted: carries the id of a case to open.
        shown: all of it stands on the screen.
    """

    icon = "team"
    help_topic = "team"
    case_wanted = Signal(object)
    shown = Signal()

    def __init__(
        self, session: Session, tile: KsfTile, choice: Choice, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY + tile.ksf, tile.name, parent)
        self.setObjectName("figure_page")
        self.session, self.tile, self._choice = session, tile, choice
        self.way = ComboBox(name=_("By"))
        self.way.set_choices(
            (
                ("process", _("By process")), ("team", _("By team")), ("channel", _("By channel")),
                ("segment", _("By segment")),
            )
        )  # fmt: skip
        self.way.set_code("process")
        self.way.setFixedWidth(160)
        self.way.activated.connect(lambda _place: self.load())
        self._make_lists()
        self._lay_out()
        self.weeks.set_rows(tile.points)
        self.load()

    def _make_lists(self) -> None:
        self.parts = PagedTableModel(_part_columns(self.tile.judged), id_of=lambda row: row.code, parent=self)
        nothing = EmptyState(_("Nothing can be told apart here."), words.left_out(self.tile.withheld))
        self.parts_list = ListView(self.parts, name=_("Parts"), empty=nothing)
        self.weeks = PagedTableModel(_week_columns(), id_of=lambda row: row.monday, parent=self)
        self.weeks_list = ListView(self.weeks, name=_("Weeks"))
        self.behind = CasesBehind(self.session, EmptyState(_("No case of it can be told apart.")))
        self.behind.case_wanted.connect(self.case_wanted)
        self.cases, self.cases_list = self.behind.rows, self.behind.list
        self.whole = Button(_("All of them"), key="Ctrl+0", small=True)
        self.whole.setObjectName("whole_figure")
        self.whole.clicked.connect(lambda _checked: self._choose(None))
        self.behind.add_to_head(self.whole)
        for chosen in (self.parts_list, self.weeks_list):
            chosen.current_changed.connect(lambda _id, one=chosen: self._choose(one))

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(space)
            row.addLayout(column, 1)
        head = Panel(self.tile.name, padded=True)
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False, small=True)
        self.print_button.setObjectName("figures_print")
        self.print_button.clicked.connect(self.paper_wanted)
        head.add_to_head(self.print_button)
        figures = self.tile.figures
        told = [wording.quoted(self.tile.words), words.rests_on(self.tile)]
        if figures is not None:
            told += [
                _("{share} met; with 95 % certainty between {low} and {high}.").format(
                    share=words.percent(figures.share),
                    low=words.percent(figures.low),
                    high=words.percent(figures.high),
                ),
                words.spread(figures, self.tile.judged),
            ]
        for said in filter(None, (*told, words.left_out(self.tile.withheld))):
            head.add(Label(said, wrap=True))
        left.addWidget(head)
        apart = Panel(_("Told apart"))
        apart.add_to_head(self.way)
        apart.add(self.parts_list, 1)
        left.addWidget(apart, 1)
        weeks = Panel(_("Week by week"))
        weeks.add(ControlChart(self.tile))
        weeks.add(self.weeks_list, 1)
        right.addWidget(weeks, 1)
        right.addWidget(self.behind, 1)

    def paper(self) -> Sheet:
        """Return the figures of this key success factor."""
        return figures_sheet(self.session, self._choice, only=self.tile.ksf, name=self.tile.name)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Enter", _("Open the case")),
            ("Ctrl+0", _("The cases behind the whole figure, not of one part or week")),
            ("Ctrl+P", _("Print the figures")),
        )

    def load(self) -> None:
        """Read the parts and the cases."""
        team, tile, choice, way = self.session.desk.measuring.team, self.tile, self._choice, self.way.code()
        self._read(lambda: team.parts(choice, ksf=tile.ksf, way=way), self.parts.set_rows, "parts")
        self._choose(None)

    def _read(self, ask: Callable[[], Any], show: Callable[[Any], None], part: str) -> None:
        self.session.tasks.read(ask, show, self.session.messages.error, owner=self, key=part)

    def _choose(self, chosen: ListView | None) -> None:
        """Ask for the cases behind a part or a week; of none, those behind the whole figure."""
        row = chosen.current_row() if chosen is not None else None
        if chosen is not None and row is None:
            return
        for other in (self.parts_list, self.weeks_list):
            if other is not chosen:
                other.clearSelection()
        part: tuple[str, str] | None = None
        week, of = None, ""
        if isinstance(row, Part):
            part, of = (self.way.code(), row.code), _part_name(row)
        elif isinstance(row, Point):
            week, of = row.monday, _("week of {monday}").format(monday=_monday(row))
        team, tile, choice = self.session.desk.measuring.team, self.tile, self._choice

        def ask() -> tuple[CaseBehind, ...]:
            return team.cases(choice, ksf=tile.ksf, part=part, week=week)

        def show(found: tuple[CaseBehind, ...]) -> None:
            self.behind.show_cases(found, of)
            self.shown.emit()

        self._read(ask, show, "cases")


def _part_name(row: Part) -> str:
    return row.name or _("all others")


def _monday(row: Point) -> str:
    return f"{row.monday:%d-%m-%Y}"


def _part_columns(judged: str) -> tuple[Column, ...]:
    return (
        Column("name", _("What"), _part_name, 160, "strong", stretch=True),
        Column("count", _("Verdicts"), lambda row: str(row.figures.count), 80, right=True,
               order=lambda row: row.figures.count),
        Column("share", _("Met"), lambda row: words.percent(row.figures.share), 80, right=True,
               order=lambda row: row.figures.share),
        Column("sure", _("Certain"), lambda row: f"{row.figures.low:.0%}–{row.figures.high:.0%}", 96, "muted",
               right=True),
        Column("median", _("Median"), lambda row: words.measured(row.figures.median, judged), 96, right=True,
               order=lambda row: row.figures.median or 0),
        Column("p95", _("95th"), lambda row: words.measured(row.figures.p95, judged), 96, right=True,
               order=lambda row: row.figures.p95 or 0),
    )  # fmt: skip


def _week_columns() -> tuple[Column, ...]:
    return (
        Column("monday", _("Week of"), _monday, 120, order=lambda row: row.monday, stretch=True),
        Column("count", _("Verdicts"), lambda row: str(row.count), 88, right=True, order=lambda row: row.count),
        Column("share", _("Met"), lambda row: words.percent(row.share), 88, right=True,
               order=lambda row: row.share),
    )  # fmt: skip
