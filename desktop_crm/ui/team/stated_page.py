"""Stated against real: what customers did after a norm of theirs was met, and after it was missed."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from PySide6.QtCore import QLineF, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.measures.stated import Comparison, Stated, StatedPart
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.behind import CasesBehind
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "team/stated"
_DAYS = 180
_COUNTED = "contacts"  # what is a count of each customer, and no share of customers
_ROW, _NAME, _MARK = 30, 0.3, 4


class _CalledOffError(Exception):
    """The person didn't want to wait."""


@frozen
class Line:
    """One row of the table: a part, and one thing that its customers did; None where too few are in a group."""

    part: StatedPart
    did: Comparison | None


def lines_of(stated: Stated) -> tuple[Line, ...]:
    """Return the rows of the table, in the order of the model."""
    return tuple(Line(part, did) for part in stated.parts for did in (part.comparisons or (None,)))


class Differences(QWidget):
    """For the chosen part a line for each thing that customers did: the difference, and where it lies for certain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._did: tuple[Comparison, ...] = ()
        self.setFixedHeight(4 * _ROW)
        self.setAccessibleName(_("Differences with their intervals; the table below has the figures"))

    def show_part(self, part: StatedPart | None) -> None:
        """Show what the customers of a part did."""
        self._did = part.comparisons if part is not None else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a middle line, on which nothing differs, and an interval for each."""
        painter, look, space = QPainter(self), theme(), theme().space("panel")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._did:
            words = _("Choose a row that is compared; with too few customers nothing can be drawn.")
            paint.text(painter, self.rect().adjusted(space, 0, -space, 0), words, "body", "muted")
            return
        name = int(self.width() * _NAME)
        left, right = space + name, self.width() - space
        middle, half = (left + right) / 2, (right - left) / 2
        painter.setPen(QPen(look.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(middle, 0, middle, 3 * _ROW))
        for place, did in enumerate(self._did):
            row = QRect(space, place * _ROW, name - space, _ROW)
            said = f"{what(did)}: {_apart(did, did.missed - did.met)}"
            paint.text(painter, row, said, "body", "text")
            alike = [one for one in self._did if (one.what == _COUNTED) == (did.what == _COUNTED)]
            reach = max(1e-9, *(abs(end) for one in alike for end in (one.low, one.high))) * 1.1
            y = place * _ROW + _ROW / 2
            low, high, here = (
                middle + half * value / reach for value in (did.low, did.high, did.missed - did.met)
            )
            painter.setPen(QPen(look.colour("chart_working"), 2))
            painter.drawLine(QLineF(low, y, high, y))
            for end in (low, high):
                painter.drawLine(QLineF(end, y - _MARK, end, y + _MARK))
            painter.setBrush(look.colour("chart_working"))
            painter.drawEllipse(QPointF(here, y), _MARK, _MARK)
        foot = 3 * _ROW
        for words, x, to_right in (
            (_("less after a miss"), left, False),
            (_("more after a miss"), right - 200, True),
        ):
            paint.text(painter, QRect(int(x), foot, 200, _ROW), words, "caption", "muted", right=to_right)


class StatedPage(Page):
    """The honest words, a chart of the chosen row, and the table of all.

    Signals:
        case_wanted: carries the id of a case to open.
        shown: all of it stands on the screen.
    """

    icon = "team"
    help_topic = "team"
    case_wanted = Signal(object)
    shown = Signal()
    _told = Signal(
        object, int, int
    )  # from the thread that reads: of which reading, how many months of how many

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Stated against real"), parent)
        self.setObjectName("stated_page")
        self.session = session
        self.stated: Stated | None = None
        self.days = ComboBox(name=_("How long customers are looked after"))
        self.days.set_choices(
            tuple((str(days), _("{days} days after").format(days=days)) for days in (90, 180, 365))
        )
        self.days.set_code(str(_DAYS))
        self.days.setFixedWidth(168)
        self.days.activated.connect(lambda _place: self.load())
        self._stop = Event()
        self.busy = BusyPanel()
        self.busy.cancelled.connect(self.call_off)
        self._told.connect(self._tell)
        self.said = Label("", wrap=True)
        self.chart = Differences()
        self.chosen = ElidingLabel(font="strong")
        self.behind = CasesBehind(
            session, EmptyState(_("Choose a row: the cases that count in it stand here."))
        )
        self.behind.case_wanted.connect(self.case_wanted)
        self._make_list()
        self._lay_out()
        self.load()

    def _make_list(self) -> None:
        self.rows = PagedTableModel(
            (
                Column("ksf", _("Key success factor"), lambda row: row.part.name, 200, "strong", stretch=True),
                Column("process", _("Process"), lambda row: row.part.process_name or _("all together"), 176),
                Column("what", _("What customers did"), lambda row: what(row.did) if row.did else "", 184),
                Column("met", _("Norm met"), lambda row: _side(row, row.part.met, "met"), 136, right=True),
                Column("missed", _("Norm missed"), lambda row: _side(row, row.part.missed, "missed"), 136,
                       right=True),
                Column("certain", _("Difference, 95 %"), lambda row: _certain(row.did) if row.did else "", 224,
                       "muted", right=True),
                Column("verdict", _("What it says"), self._verdict, 200, stretch=True),
            ),
            id_of=lambda row: (row.part.ksf, row.part.process, row.did.what if row.did else ""), parent=self,
        )  # fmt: skip
        self.empty = EmptyState(_("Counting…"))
        self.list = ListView(self.rows, name=_("What customers did"), empty=self.empty)
        self.list.setObjectName("stated_list")
        self.list.current_changed.connect(lambda _id: self._choose())
        self.list.opened.connect(lambda _id: self.behind.list.setFocus(Qt.FocusReason.OtherFocusReason))

    def _verdict(self, row: Line) -> str:
        if row.did is None:
            fewest = self.stated.fewest if self.stated is not None else 0
            return _("too few: {count} in each are needed").format(count=fewest)
        return {
            "less": _("less after a miss"),
            "more": _("more after a miss"),
            "open": _("may be chance alone"),
        }[row.did.verdict]

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        head = Panel(_("Do customers do what they say matters?"), padded=True)
        head.add(self.busy)
        head.add(self.said)
        column.addWidget(head)
        chart = Panel(_("The difference, and where it lies for certain"))
        chart.add_to_head(self.chosen, left=True)
        chart.add(self.chart)
        above = QHBoxLayout()
        above.setSpacing(space)
        above.addWidget(chart, 3)
        above.addWidget(self.behind, 2)
        column.addLayout(above, 2)
        table = Panel(_("Norm met, norm missed"))
        table.add(self.list, 1)
        column.addWidget(table, 3)

    def head_widgets(self) -> Sequence[QWidget]:
        """Return the chooser of how long customers are looked after."""
        return (self.days,)

    def load(self) -> None:
        """Count what customers did, on another thread, for it may take some seconds; it can be called off."""
        team, days, told = self.session.desk.measuring.team, int(self.days.code() or _DAYS), self._told
        stop = self._stop = Event()

        def tell(done: int, total: int) -> None:
            if stop.is_set():
                raise _CalledOffError
            told.emit(stop, done, total)

        def ask() -> Stated | None:
            try:
                return team.stated(days=days, progress=tell)
            except _CalledOffError:
                return None

        self.busy.begin(_("Reading the verdicts…"))
        self.session.tasks.read(ask, self._show, self._refused, owner=self, key="stated", cancel=stop.set)

    def call_off(self) -> None:
        """Stop counting; what stood there before stays."""
        self._stop.set()

    def _tell(self, reading: Event, done: int, total: int) -> None:
        if reading is self._stop:
            self.busy.set_progress(
                done, total, _("{done} of {total} months read").format(done=done, total=total)
            )

    def _refused(self, problem: Known) -> None:
        self.busy.end()
        self.session.messages.error(problem)

    def _show(self, stated: Stated | None) -> None:
        self.busy.end()
        if stated is None or self._stop.is_set():
            self.empty.say(
                _("It was called off."), _("Choose how long customers are looked after to count again.")
            )
            return
        self.stated = stated
        self.said.setText(said(stated))
        self.empty.say(
            _("Nothing can be said yet."),
            _("Once verdicts are {days} days old, what customers did after them stands here.").format(
                days=stated.days
            ),
        )
        self.rows.set_rows(lines_of(stated))
        if self.rows.rowCount():
            self.list.select_id(self.rows.id_at(0))
        self._choose()
        self.shown.emit()

    def _choose(self) -> None:
        row = self.list.current_row()
        part = row.part if row is not None else None
        self.chart.show_part(part)
        name = "" if part is None else f"{part.name} · {part.process_name or _('all together')}"
        self.chosen.set_text(name)
        if part is not None:
            team = self.session.desk.measuring.team
            self.session.tasks.read(
                lambda: team.stated_cases(part), lambda found: self.behind.show_cases(found, name),
                self.session.messages.error, owner=self, key="behind",
            )  # fmt: skip

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Enter", _("Go to the cases behind the row; there: open the case")),)

    def activated(self) -> None:
        """Put the keyboard into the table."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def said(stated: Stated) -> str:
    """Return what the figures rest on, and what they do not say."""
    parts = [
        _("Verdicts from {first} to {last}; what customers did in the {days} days after each.").format(
            first=f"{stated.first:%d-%m-%Y}", last=f"{stated.last:%d-%m-%Y}", days=stated.days
        ),
        ngettext(
            "{count} customer counts once, by the first verdict.",
            "Each of {count} customers counts once, by the first verdict.",
            stated.customers,
        ).format(count=stated.customers),
    ]
    if stated.drawn:
        parts.append(_("They were drawn from more, by nothing but their ids."))
    parts.append(
        _(
            "Nobody drew lots who is served in time: a difference shows that it went together, not what caused it."
        )
    )
    return " ".join(parts)


def what(did: Comparison) -> str:
    """Return what customers did, in words."""
    return {
        "stayed": _("stayed with us"),
        "bought": _("bought something"),
        "contacts": _("contacts with us, each"),
    }[did.what]


def _figure(did: Comparison, value: float) -> str:
    return f"{value:.2f}" if did.what == _COUNTED else _("{share:.1f} %").format(share=100 * value)


def _side(row: Line, count: int, side: str) -> str:
    told = _("of {count}").format(count=count)
    return f"{_figure(row.did, getattr(row.did, side))} {told}" if row.did is not None else told


def _apart(did: Comparison, value: float) -> str:
    """Return a difference: of shares in points, of counts as it is."""
    return f"{value:+.2f}" if did.what == _COUNTED else _("{points:+.1f} points").format(points=100 * value)


def _certain(did: Comparison) -> str:
    return _("{low} to {high}").format(low=_apart(did, did.low), high=_apart(did, did.high))
