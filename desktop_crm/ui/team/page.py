"""The Team screen: what is at risk now, the queues, how key success factors stand, where time is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import WorkItemId
from desktop_crm.measures import words
from desktop_crm.measures.log_times import LOG
from desktop_crm.ui import wording
from desktop_crm.ui.after_paint import after_paint
from desktop_crm.ui.desk.lists import WorkPanel, waiting_since
from desktop_crm.ui.desk.queues import QueuesPanel
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.marking import Marking
from desktop_crm.ui.paper.sheet import Sheet
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.asking import Now, Then, asks_now, asks_then
from desktop_crm.ui.team.colleagues import ColleaguesPanel
from desktop_crm.ui.team.dragging import DragSource, DropTarget
from desktop_crm.ui.team.on_paper import figures_sheet, process_sheet
from desktop_crm.ui.team.passing_on import PassOn
from desktop_crm.ui.team.reassigning import Reassigning
from desktop_crm.ui.team.tiles import Tiles
from desktop_crm.ui.team.times import TimesPanel
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.list_view import Keeper
from desktop_crm.ui.widgets.paged_model import Column
from desktop_crm.workflow.reads_rows import WorkRow

if TYPE_CHECKING:
    from desktop_crm.measures.ksf_figures import Choice
    from desktop_crm.measures.process_times import ProcessTimes

KEY = "team"
_PERIOD = "quarter"
# So long an empty page waits for what it will show before it is painted for the first time.
_PATIENCE_MS = 100
# A page that is no higher has lower tiles; so many rows of queues are seen in any.
_LOW, _QUEUES_SEEN, _COLLEAGUES_SEEN = 780, 5, 1


def where(row: WorkRow, now: datetime, away: Collection[UUID] = ()) -> str:
    """Return where a work item is: with nobody since when, or with its role; never with whom."""
    if row.holder is None:
        return _("nobody, {time}").format(time=wording.waited((now - row.offered).total_seconds()))
    if row.holder in away:
        return _("{role}, away").format(role=row.role)
    state = {"claimed": _("claimed"), "open": _("open"), "paused": _("paused")}.get(str(row.state), "")
    return ", ".join(part for part in (row.role, state) if part)


class TeamPage(Page):
    """Tiles above, what is at risk and the queues in the middle, process times below.

    Attributes:
        work: the list of what is under way. `tiles`, `times`: the figures. `pass_on`: asks to whom work goes.

    Signals:
        case_wanted: carries the id of a case to look at.
        figures_wanted: carries a `KsfTile` and the `Choice` that it was made for.
        care_wanted: carries the `Care` behind which somebody wants to see.
        process_wanted: carries the `ProcessTimes` whose ways are to be seen, and the `Choice`.
        stated_wanted, away_wanted: somebody wants to see what norms are worth to customers, who is away.
        promises_wanted: carries the role whose promises of today are to be seen; empty: all.
        shown: what is under way, the queues and the tiles stand on the screen; the rest is read from here on.
    """

    icon = "team"
    help_topic = "team"
    case_wanted = Signal(object)
    figures_wanted = Signal(object, object)
    care_wanted = Signal(object)
    process_wanted = Signal(object, object)
    stated_wanted = Signal()
    away_wanted = Signal()
    promises_wanted = Signal(str)
    shown = Signal()

    def __init__(
        self, session: Session, settings: Keeper | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY, _("Team"), parent)
        self.setObjectName("team_page")
        self.session, self._settings = session, settings
        self._role, self._process = "", ""
        self._processes: tuple[tuple[str, str], ...] = ()
        self._logs: tuple[tuple[str, str], ...] = ()
        self._away: frozenset[UUID] = frozenset()
        self._missing, self._stands = {"now", "tiles"}, False
        self.team = ComboBox(name=_("Team"))
        self.period = ComboBox(name=_("Period"))
        self._make_choosers()
        self.promised = Button(_("Promises today"), key="Ctrl+J")
        self.promised.setObjectName("team_promises")
        self.promised.clicked.connect(lambda: self.promises_wanted.emit(self._role))
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False)
        self.print_button.setObjectName("team_print")
        self.print_button.clicked.connect(self.paper_wanted)
        self._make_tiles()
        self.work = self._work_panel()
        self.queues = QueuesPanel(session.now, settings)
        self.queues.chosen.connect(lambda queue: self._choose_role(queue.role))
        self.times = TimesPanel()
        self.times.wanted.connect(self._choose_process)
        self.times.print_wanted.connect(self.paper_wanted)
        self.times.ways_wanted.connect(lambda: self.process_wanted.emit(self.times.times, self.choice()))
        self.pass_on = PassOn()
        self.reassigning = Reassigning(session, self.work, self.pass_on)
        self.reassigning.moved.connect(self._moved)
        self.marking = Marking(session, (self.work,), self)
        self.reassign.clicked.connect(lambda _checked: self.reassigning.ask_whom())
        self.colleagues = ColleaguesPanel(session.now)
        self.colleagues.away_wanted.connect(self.away_wanted)
        self._take_drops()
        self._lay_out()
        for keys, act in (
            ("Ctrl+R", self.reassigning.ask_whom), ("Ctrl+Z", self.reassigning.undo), ("F5", self.load),
            ("Ctrl+B", self.away_wanted.emit), ("Ctrl+Shift+S", self.stated_wanted.emit),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._ticking = QTimer(self)
        self._ticking.setInterval(theme().duration("clock_refresh"))
        self._ticking.timeout.connect(self.load_now)
        self._ticking.start()
        self.load()
        # Painted once with what it shows: empty, it would be painted for nothing.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(_PATIENCE_MS, self, self._unveil)

    def _make_tiles(self) -> None:
        self.tiles = Tiles()
        self.tiles.opened.connect(lambda tile: self.figures_wanted.emit(tile, self.choice()))
        self.tiles.care_opened.connect(self.care_wanted)

    def _take_drops(self) -> None:
        """Let work be dragged onto a queue or a colleague, and given to a colleague by Enter."""
        DragSource(self.work.list)
        ask = self.reassigning.ask_whom
        DropTarget(self.queues.list).dropped.connect(lambda role: ask(f"role/{role}" if role != "*" else ""))
        DropTarget(self.colleagues.list).dropped.connect(lambda who: ask(f"employee/{who}"))
        self.colleagues.chosen.connect(lambda who: ask(f"employee/{who}"))

    def _make_choosers(self) -> None:
        self.team.set_choices((("*", _("All roles")),))
        self.team.set_code("*")
        self.period.set_choices(
            tuple((code, told[0]) for code, told in words.periods(self.session.now()).items())
        )
        self.period.set_code(_PERIOD)
        for chooser, wide in ((self.team, 200), (self.period, 152)):
            chooser.setFixedWidth(wide)
        self.stated = Button(_("Stated against real…"), key="Ctrl+Shift+S", bind=False)
        self.stated.setObjectName("team_stated")
        self.stated.clicked.connect(self.stated_wanted)
        self.team.activated.connect(lambda _place: self._choose_role(self.team.code().strip("*")))
        self.period.activated.connect(lambda _place: self.load_figures())

    def _work_panel(self) -> WorkPanel:
        now = self.session.now
        last = Column(
            "where", _("Where it is"), lambda row: where(row, now(), self._away), 176, "muted",
            order=lambda row: row.role,
            tip=lambda row: waiting_since(row, now()) if row.holder is None else "",
        )  # fmt: skip
        empty = EmptyState(
            _("Nothing is under way."), _("Steps of running cases appear here, overdue first.")
        )
        panel = WorkPanel(_("Under way, at risk first"), "team_work", now, last, empty, self._settings, self)
        panel.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        panel.list.opened.connect(self._open)
        self.reassign = Button(_("Reassign"), key="Ctrl+R", small=True, bind=False)
        self.reassign.setObjectName("team_reassign")
        panel.add_to_head(self.reassign)
        return panel

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        column.addWidget(self.tiles)
        middle = QHBoxLayout()
        middle.setSpacing(space)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.work, 1)
        left.addWidget(self.pass_on)
        middle.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(space)
        for panel, share, seen in (
            (self.queues, 3, _QUEUES_SEEN), (self.colleagues, 2, _COLLEAGUES_SEEN)
        ):  # fmt: skip
            panel.setFixedWidth(theme().width("team_queues"))
            panel.setMinimumHeight(theme().height("panel_head") + panel.list.height_of(seen) + 4)
            right.addWidget(panel, share)
        middle.addLayout(right)
        column.addLayout(middle, 2)
        column.addWidget(self.times, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the tiles leave room for the queues."""
        super().resizeEvent(event)
        self.tiles.set_low(self.height() <= _LOW)

    def head_widgets(self) -> Sequence[QWidget]:
        """Return the choosers of team and period, and what leads to promises, what norms are worth, and paper."""
        return (self.promised, self.stated, self.team, self.period, self.print_button)

    def paper(self) -> Sheet:
        """Return the process times while the keyboard is there, else the key success factors of the period."""
        times, kind = self.times, self._process.partition("/")[0]
        if times.isAncestorOf(QApplication.focusWidget() or self) and self._process and kind != LOG:
            name = times.process.currentText()
            return process_sheet(self.session, self.choice(), process=self._process, name=name)
        return figures_sheet(self.session, self.choice(), team=self.team.currentText() if self._role else "")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            (
                "Ctrl+R",
                _("Reassign or delegate what is selected; so does dragging it onto a queue or a colleague"),
            ),
            ("Ctrl+Z", _("Take the last reassignment or delegation back")),
            ("Ctrl+B", _("Who is away, and who stands in")),
            ("Ctrl+Shift+S", _("Stated against real: what norms are worth to customers")),
            ("Ctrl+Shift+W", _("Ways in which the process ran, and the cases behind its figures")),
            ("Ctrl+T", _("Process times as a table, or as bars")),
            ("Ctrl+J", _("Promises of today: what will break")),
            ("Ctrl+P", _("Print the figures, or the process times where the keyboard is there")),
            ("F5", _("Read all of it again")),
            ("Enter", _("Open the case, or the figures of a tile")),
        )

    # Reading ------------------------------------------------------------------------------------------

    def choice(self) -> Choice:
        """Return what is looked at."""
        return words.choice(self.session.now(), self.period.code() or _PERIOD, self._role)

    def load(self) -> None:
        """Read all of it again."""
        self.load_now()
        self.load_figures()

    def load_now(self) -> None:
        """Read what is under way."""
        ask = asks_now(self.session, self._role)
        self.session.read(ask, self._show_now, partial(self._refused, "now"), owner=self, key="now")

    def load_figures(self) -> None:
        """Read the figures of the period."""
        self._read(asks_then(self.session, self.choice()), self._show_tiles, "tiles")
        self._load_times()

    def _read(self, ask: Callable[[], Any], show: Callable[[Any], None], part: str) -> None:
        refused = partial(self._refused, part)
        self.session.tasks.read(ask, show, refused, owner=self, key=part)

    def _load_times(self) -> None:
        if not (self._stands and self._process):
            return
        measuring, choice, process = self.session.desk.measuring, self.choice(), self._process
        kind, _slash, log = process.rpartition("/")

        def ask() -> ProcessTimes:
            if kind == LOG:
                return measuring.logs.times(log=UUID(log))
            return measuring.team.times(choice, process=process)

        self._read(ask, self._show_times, "times")

    def _load_care(self) -> None:
        """Count facts and talks, which takes longer than the tiles and so comes after them."""
        if self._stands:
            self._read(self.session.desk.measuring.team.care, self.tiles.show_care, "care")

    def _load_rest(self) -> None:
        """Read what nobody waits for once the queues and tiles are painted, and bring the figures up to date."""
        self._stands = True
        self.shown.emit()
        self._load_times()
        self._load_care()
        # It takes long the first time; the screen shows what it has meanwhile.
        self._read(self.session.desk.measuring.team.follow, self._followed, "follow")

    def _followed(self, built: int) -> None:
        if built:
            self.load_figures()

    def _refused(self, part: str, problem: Known) -> None:
        self.session.messages.error(problem)
        self._arrived(part)

    def _show_now(self, found: Now) -> None:
        self._away = frozenset(one.employee for one in found.away if one.begins <= self.session.now())
        self.colleagues.show_colleagues(found.options.colleagues, found.away)
        self.work.show_work(found.work)
        self.work.retell()
        self.marking.look()
        self.queues.show_queues(found.queues)
        self.pass_on.set_options(found.options)
        self.reassigning.know_roles(found.options.roles)
        if self.team.count() < 2:
            roles = tuple((row.role, row.name) for row in found.queues if row.role)
            self.team.set_choices((("*", _("All roles")), *sorted(roles, key=lambda one: one[1])))
            self.team.set_code(self._role or "*")
        self._processes = found.processes
        if not self._process and found.processes:
            self._process = found.processes[0][0]
            self._load_times()
        self._offer_processes()
        self._arrived("now")

    def _offer_processes(self) -> None:
        """Offer our own processes, then what was imported: a company's past is looked at alike."""
        self.times.set_processes((*self._processes, *self._logs), self._process)

    def _show_tiles(self, found: Then) -> None:
        self.tiles.show_tiles(found.tiles, found.fewest)
        self._load_care()
        self._logs = tuple((code, _("Log: {name}").format(name=name)) for code, name in found.logs)
        self._offer_processes()
        self._arrived("tiles")

    def _show_times(self, found: ProcessTimes) -> None:
        self.times.show_times(found)

    def _arrived(self, part: str) -> None:
        # What grew by it makes room before it is painted: afterwards all of it would be painted once more.
        layout = self.layout()
        if layout is not None:
            layout.activate()
        if part == "now":
            self._unveil()
        if part in self._missing:
            self._missing.discard(part)
            if not self._missing:
                after_paint(self.queues.list.viewport(), self._load_rest)

    def _unveil(self) -> None:
        """Paint what is there from now on."""
        self.setUpdatesEnabled(True)

    def _choose_role(self, role: str) -> None:
        if role == self._role:
            return
        self._role = role
        self.team.set_code(role or "*")
        name = self.team.currentText() if role else ""
        self.set_title(_("Team · {role}").format(role=name) if role else _("Team"))
        self.load()

    def _choose_process(self, process: str) -> None:
        self._process = process
        self._load_times()

    def refresh(self, changes: Changes) -> None:
        """Read what is under way again when cases move."""
        if self.isVisible() and changes.touches("case", "work_item", "clock", "employee"):
            self.load_now()

    def _moved(self) -> None:
        if self.pass_on.isHidden():
            self.work.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.load_now()

    def activated(self) -> None:
        """Begin in the list of what is at risk."""
        self.work.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stands:
            self.load_now()

    # Acting -------------------------------------------------------------------------------------------

    def _open(self, work_item: WorkItemId) -> None:
        row = next((row for row in self._all() if row.work_item == work_item), None)
        if row is not None:
            self.case_wanted.emit(row.case)

    def _all(self) -> list[WorkRow]:
        rows = (self.work.rows.row_at(place) for place in range(self.work.rows.rowCount()))
        return [row for row in rows if row is not None]
