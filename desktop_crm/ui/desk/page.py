"""The desk: what one sees after logging in, and comes back to all day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import WorkItemId
from desktop_crm.store.work import Reading
from desktop_crm.ui.desk.asking import Standing, Work, standing_of, work_of
from desktop_crm.ui.desk.lists import my_work_panel, role_panel
from desktop_crm.ui.desk.new_event import DRAFT, NewEvent, NewEventPanel
from desktop_crm.ui.desk.queues import QueuesPanel, queue_name
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.sides import side_width
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import Keeper
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.reads_hits import CustomerHit
from desktop_crm.workflow.reads_queues import QueueRow
from desktop_crm.workflow.reads_rows import AbsenceLine, WorkRow

if TYPE_CHECKING:
    from desktop_crm.workflow.outcome import CaseOutcome
    from desktop_crm.workflow.promises import PromiseOffer

KEY = "desk"


class DeskPage(Page):
    """New event at the left, my work above the queue of my role.

    Signals:
        work_wanted: carries the work item to open.
        started: carries the `CaseOutcome` of a case that was started here.
        up_to_date: the lists show the store as it is now.
        standing_read: carries the `Standing` of this employee, at first and whenever the model or a role changed.
    """

    icon = "desk"
    help_topic = "desk"
    closable = False
    work_wanted = Signal(object)
    started = Signal(object)
    up_to_date = Signal()
    standing_read = Signal(object)

    def __init__(
        self, session: Session, settings: Keeper | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY, _("Desk"), parent)
        self.setObjectName("desk_page")
        self.session, self._settings = session, settings
        self._roles = ""
        self._work: Work | None = None
        self._seen = self._draft_read = False
        self._away = "", ""
        self._queue: QueueRow | None = None  # the queue that a supervisor looks into
        self.event_form = NewEventPanel(session)
        self.nothing = _NothingToStart()
        self.mine = my_work_panel(session.now, settings, self.take_next, self)
        self.waiting = role_panel(session.now, settings, self.take_next, self)
        self._lay_out()
        self.event_form.start_wanted.connect(self.start_case)
        self.event_form.edited.connect(self.set_dirty)
        self.mine.opened.connect(self.work_wanted)
        self.waiting.opened.connect(self.work_wanted)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.new_event)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.take_next)
        self._ticking = QTimer(self)
        self._ticking.setInterval(theme().duration("clock_refresh"))
        self._ticking.timeout.connect(self.read_lists)
        self._ticking.start()
        self._read_first()

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        for left in (self.event_form, self.nothing):
            row.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(space)
        right.addWidget(self.mine, 1)
        right.addWidget(self.waiting, 1)
        row.addLayout(right, 1)

    @cached_property
    def queues(self) -> QueuesPanel:
        """The queues by role, which are made for who supervises."""
        panel = QueuesPanel(self.session.now, self._settings)
        panel.setFixedWidth(theme().width("team_queues"))  # narrower, names of roles were cut
        panel.chosen.connect(self.look_into)
        self._row.insertWidget(0, panel)
        return panel

    @property
    def filled(self) -> bool:
        """Whether the lists were read."""
        return self._work is not None

    @property
    def held(self) -> tuple[WorkRow, ...]:
        """The steps that this employee holds, as they were last read."""
        return self._work.mine.rows if self._work is not None else ()

    @property
    def _watches(self) -> bool:
        """Whether the queues by role stand here."""
        return "queues" in vars(self) and not self.queues.isHidden()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        starting = (("Ctrl+N", _("New event")), ("Ctrl+Enter", _("Start")))
        return (
            *(starting if self.starts_events else ()),
            ("F5", _("Take the most urgent step of my role")),
            ("Enter", _("Open the step")),
        )

    # Reading ------------------------------------------------------------------------------------------

    def _read_first(self) -> None:
        """Ask for all of it on one connection: each that is opened reads the whole schema (10 ms)."""
        standing, work = standing_of(self.session), self._lists()
        self.session.read(
            lambda view: (standing(view), work(view)), self._show_first, self._nothing_read, owner=self
        )

    def _show_first(self, found: tuple[Standing, Work]) -> None:
        standing, work = found
        self._show_options(standing)
        if self._work is None:  # else a later answer was quicker
            self._show_work(work)

    def _nothing_read(self, problem: Known) -> None:
        self._no_options(problem)
        self.session.messages.error(problem)

    def read_options(self) -> None:
        """Ask what may be started."""
        self.session.read(
            standing_of(self.session), self._show_options, self._no_options, owner=self, key="options"
        )

    @property
    def starts_events(self) -> bool:
        """Whether the form for a new event stands here: whoever may start nothing has none."""
        return not self.event_form.isHidden()

    def _show_options(self, found: Standing) -> None:
        self.standing_read.emit(found)
        if found.problem:
            self._say_nothing_starts(found.problem)
            return
        self._roles = ", ".join(found.roles)
        starts = bool(found.options.processes)
        self._stand_left(self.event_form if starts else self.queues if found.supervises else None)
        if self._work is not None:  # the two answers come in either order
            self._show_waiting(self._work)
        self.event_form.show_options(found.options)
        if not starts and found.supervises:
            self.read_lists()

    def _stand_left(self, panel: QWidget | None) -> None:
        """Let one panel stand at the left, or none: the lists take the whole width then."""
        made = (self.queues,) if "queues" in vars(self) else ()
        keyboard = QApplication.focusWidget()
        for one in (self.event_form, self.nothing, *made):
            one.setVisible(one is panel)
        # Who types elsewhere by now, or looks into a list while the desk is read again, goes on there.
        lost = keyboard is None or not keyboard.isVisible()
        if lost and panel is not self.event_form and self.isVisible():
            self._take_keyboard()

    def _no_options(self, problem: Known) -> None:
        self._say_nothing_starts(problem.sentence)

    def _say_nothing_starts(self, why: str) -> None:
        self.event_form.setEnabled(False)
        self.nothing.state.say(_("Nothing can be started yet."), why)
        self._stand_left(self.nothing)

    def look_into(self, queue: QueueRow) -> None:
        """Show what waits in one queue, or in all together."""
        self._queue = queue
        self.read_lists()

    def read_lists(self) -> None:
        """Ask for both lists as they are now."""
        self.session.read(self._lists(), self._show_work, owner=self, key="lists")

    def _lists(self) -> Callable[[Reading], Work]:
        return work_of(self.session, self.session.now(), watched=self._watches, chosen=self._queue)

    def _show_work(self, work: Work) -> None:
        self._work = work
        if work.queues:
            self.queues.show_queues(work.queues)
        self._away = self._say_away(work.away)
        self.mine.show_work(work.mine, self._away[0])
        self._show_waiting(work)
        self.mine.retell()
        self.waiting.retell()
        self.up_to_date.emit()

    def _say_away(self, away: tuple[AbsenceLine, ...]) -> tuple[str, str]:
        """Return what the heads of both lists say of who is away: oneself, and whom one stands in for."""
        if not away:
            return "", ""
        from desktop_crm.ui.away_words import own_absence, stood_in_for

        me, now = self.session.actor.id, self.session.now()
        return own_absence(away, me, now), stood_in_for(away, me, now)

    def _show_waiting(self, work: Work) -> None:
        if self.waiting.take is not None:  # it takes from one's own roles, not from the queue one looks into
            self.waiting.take.setVisible(self._queue is None)
        if self._queue is None:
            self.waiting.show_work(work.waiting, " · ".join(filter(None, (self._roles, self._away[1]))))
            self.mine.invite(work.waiting.total)
            return
        self.waiting.set_title(
            _("Waiting, {role}").format(role=queue_name(self._queue).casefold())
            if not self._queue.role
            else _("Waiting for {role}").format(role=self._queue.name)
        )
        self.waiting.show_work(work.waiting)

    def refresh(self, changes: Changes) -> None:
        """Read the lists again when cases moved, the options when the model did.

        A desk behind another page reads its lists when it comes to the front: the window that opens there is
        what somebody waits for.
        """
        if self.isVisible() and changes.touches("case", "work_item", "clock", "employee", "customer"):
            self.read_lists()
        if changes.touches("model", "employee"):
            self.read_options()

    def activated(self) -> None:
        """Begin where the hands are needed first: in the list of my work, else in the new event."""
        self._take_keyboard()
        if self._seen:  # the first time they have just been read, or are being read
            self.read_lists()
        self._seen = self._seen or self.isVisible()

    def _take_keyboard(self) -> None:
        if self.mine.rows.rowCount() and not self.event_form.dirty:
            self.mine.list.setFocus()
        elif self.starts_events:
            self.event_form.begin()
        else:
            (self.queues if self._watches else self.waiting).list.setFocus()

    def may_close(self) -> bool:
        """Keep the draft of the new event; one that was not read yet stays as it is."""
        if self._draft_read or self.event_form.dirty:
            self.event_form.keep_draft()
        return True

    # Acting -------------------------------------------------------------------------------------------

    def offer_draft(self) -> None:
        """Put back what was typed for a new event and not started, asked for once the desk is painted.

        The services behind drafts are loaded for it, and a desk that is being painted would wait for that.
        """
        self.session.tasks.read(lambda: self.session.desk.drafts.load(DRAFT), self._put_back, owner=self)

    def _put_back(self, kept: object) -> None:
        self._draft_read = True
        content = getattr(kept, "content", "")
        if content and not self.event_form.dirty:
            self.event_form.put_back(content)
            self.session.messages.notice(_("What you typed for a new event was put back."))

    def start_case(self, event: NewEvent) -> None:
        """Start a case with what was filled in, and open its first step where it is this employee's."""
        desk = self.session.desk

        def act() -> CaseOutcome:
            outcome = desk.cases.start_case(
                process=event.process,
                channel=event.channel,
                customer=event.customer.id if event.customer else None,
                happened=event.happened,
                asks=event.asks,
                expects=event.expects,
                promise=event.promise or self._offered(event).told,
                text=event.text,
            )
            desk.drafts.discard(DRAFT)
            return outcome

        self.session.write(
            act, self._started, lambda problem: self.event_form.refused(problem.sentence), owner=self
        )

    def _offered(self, event: NewEvent) -> PromiseOffer:
        """Return what is promised where no time was typed; asked now where that was not answered yet."""
        from desktop_crm.ui.desk.offering import offer_now

        if event.offer is not None:
            return event.offer
        customer = event.customer.id if event.customer else None
        with self.session.office.store.read() as view:
            return offer_now(self.session, view, event.process, event.channel, customer)

    def _started(self, outcome: CaseOutcome) -> None:
        self.event_form.clear()
        self.started.emit(outcome)
        if outcome.mine:
            self.work_wanted.emit(outcome.mine[0])
            return
        where = ", ".join(f"{one.activity}, {one.holder or one.role}" for one in outcome.waiting)
        words = _("Case {number} is started. Next: {where}.").format(number=outcome.number, where=where)
        self.session.messages.notice(words)

    def take_next(self) -> None:
        """Take the most urgent step of my role and open it."""
        items = self.session.desk.items
        self.session.write(items.take_next, self._took, owner=self)

    def _took(self, item: WorkItemId | None) -> None:
        if item is None:
            self.session.messages.notice(_("Nothing waits for your role now."))
        else:
            self.work_wanted.emit(item)

    def new_event(self, *, process: str = "", customer: CustomerHit | None = None) -> None:
        """Begin a new event, about something or for somebody; say so where this employee may start none."""
        if not self.starts_events:
            self.session.messages.notice(_("None of your roles starts a process; ask the front office."))
            return
        if process:
            self.event_form.choose_process(process)
        if customer is not None:
            self.event_form.choose_customer(customer)
        self.event_form.begin()

    def take_call(self, *, at: datetime, caller: CustomerHit | None, number: str) -> None:
        """Make an incoming call ready in the new event; one that is half filled in is kept as it is."""
        self.event_form.take_call(at=at, caller=caller, number=number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the form the width for this window's width."""
        super().resizeEvent(event)
        for form in (self.event_form, self.nothing):
            form.setFixedWidth(side_width("desk_form", self.width()))


class _NothingToStart(Panel):
    """Stands in place of the form while there is no process to start."""

    def __init__(self) -> None:
        super().__init__(_("New event"))
        self.setObjectName("nothing_to_start")
        self.state = EmptyState(_("Nothing can be started yet."))
        self.add(self.state)
        self.body.addStretch(1)
        self.hide()
