"""The main window of a logged-in employee: rail by rights, pages in tabs, search, menu, help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId, WorkItemId
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.after_paint import after_paint
from desktop_crm.ui.desk.asking import Standing
from desktop_crm.ui.desk.page import DeskPage
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.frame.window import MainWindow
from desktop_crm.ui.model_pages import ModelPages
from desktop_crm.ui.pages import are_loaded, load_later_pages, load_looking_pages, load_model_page
from desktop_crm.ui.search.everything import Action, Everything
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import Mode, theme
from desktop_crm.ui.widgets.list_view import Keeper
from desktop_crm.ui.widgets.viewport import know_widgets
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hit
from desktop_crm.workflow.reads_start import StartLine
from desktop_crm.workflow.states import LIVE

# The pages are imported where they are opened: `load_later_pages` has had them ready since the desk stood.
if TYPE_CHECKING:
    from desktop_crm.ui.activity.page import ActivityPage
    from desktop_crm.ui.customer.page import CustomerPage
    from desktop_crm.ui.looking import Looking


class OfficeWindow(ModelPages):
    """Puts the pages of one employee into the main window and leads from one to the other.

    Attributes:
        window: the main window. `desk`: its first page.

    Signals:
        left: the employee logged out, or closed the window (False).
    """

    left = Signal(bool)

    def __init__(
        self, session: Session, settings: Keeper | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(session, MainWindow(session.messages), parent)
        self._settings = settings
        self.window.setObjectName("main_window")
        self._starts: Sequence[StartLine] = ()
        self._models = self._rail_has_model = self._supervises = self._rail_has_team = False
        self._logging_out = False
        self._ticking = QTimer(self)
        self._ticking.setInterval(theme().duration("clock_refresh"))
        self._ticking.timeout.connect(self._end_waits)
        self.desk = DeskPage(session, settings)
        self.desk.work_wanted.connect(partial(self._soon, self.open_work))
        self.desk.up_to_date.connect(self._tell_time)
        self.desk.standing_read.connect(self._show_standing)
        self.search = Everything(session, self.window.top_bar.search, self.actions)
        self.search.customer_wanted.connect(partial(self._soon, self.open_customer))
        self.search.case_wanted.connect(partial(self._soon, self.open_case))
        self._fill_rail()
        self._fill_top_bar()
        session.changed.connect(self.window.refresh)
        session.changed.connect(lambda _changes: self._tell_time())
        self.window.help_wanted.connect(self.open_help)
        self.window.paper_wanted.connect(self._print)
        self.window.closing.connect(self._closing)
        self.window.open_page(self.desk)

    def show(self) -> None:
        """Show the window; once its desk is painted, the other pages are made ready."""
        self.window.show()
        if self.desk.filled:
            self._desk_stands()
        else:
            self.desk.up_to_date.connect(self._desk_stands, Qt.ConnectionType.SingleShotConnection)

    def _desk_stands(self) -> None:
        after_paint(self.desk, self._make_ready)

    def _make_ready(self) -> None:
        """Load the other pages while one looks at the desk."""
        self.desk.offer_draft()
        self.session.tasks.read(load_later_pages, self._make_model_ready, owner=self)
        self._end_waits()
        self._ticking.start()

    def _watch_risks(self) -> None:
        """Say what I hold and comes to be at risk."""
        from desktop_crm.ui.alerts import RiskWatch

        watch = RiskWatch(self.session, self.desk, self.window, self._settings)
        watch.alerts.wanted.connect(self.open_work)
        self.left.connect(watch.leave)

    def _end_waits(self) -> None:
        """Let cases go on whose wait came to its expected end, as often as clocks are read."""
        if not self.session.tasks.closed:
            self.session.write(self.session.office.end_expired_waits, owner=self)

    def _make_model_ready(self, _done: None) -> None:
        from desktop_crm.ui.hearing import Hearing

        know_widgets()
        self._watch_risks()
        self.left.connect(Hearing(self.session, self.window.top_bar, self).start())
        self.looking.ask_pulse()
        for may, load in ((self._supervises, load_looking_pages), (self._models, load_model_page)):
            if may:
                self.session.tasks.read(load, lambda _done: None, owner=self)

    def _fill_rail(self) -> None:
        rail = self.window
        rail.add_rail("desk", _("Desk"), "desk", self.open_desk)
        rail.add_rail("customers", _("Customers"), "customers", partial(self._soon, self.open_customers))
        rail.add_rail("history", _("History"), "history", partial(self._soon, self.open_history))
        rail.add_rail("setup", _("Set-up"), "setup", partial(self._soon, self.open_setup), bottom=True)

    def _fill_top_bar(self) -> None:
        bar = self.window.top_bar
        bar.show_place(str(self.session.office.store.location))
        self._tell_time()
        bar.set_user(self.session.actor.name, "", self._menu())

    def _menu(self) -> QMenu:
        menu = QMenu(self.window)
        looks = menu.addMenu(_("Colours"))
        group = QActionGroup(looks)
        for mode, words in (
            (Mode.SYSTEM, _("As the system")), (Mode.LIGHT, _("Light")), (Mode.DARK, _("Dark"))
        ):  # fmt: skip
            action = QAction(words, looks, checkable=True)
            action.setChecked(theme().mode is mode)
            action.triggered.connect(partial(self._choose_colours, mode))
            group.addAction(action)
            looks.addAction(action)
        menu.addAction(_("I am away…"), lambda: self._soon(self.looking.open_away))
        menu.addAction(_("Change my password"), self.open_setup)
        menu.addAction(_("Help"), partial(self.open_help, ""))
        menu.addSeparator()
        menu.addAction(_("Log out"), self.log_out)
        return menu

    def _choose_colours(self, mode: Mode) -> None:
        theme().set_mode(mode)
        if self._settings is not None:
            self._settings.put({"colours": str(mode)})

    def _tell_time(self) -> None:
        self.window.top_bar.set_time(wording.clock_time(self.session.now()))

    def _show_standing(self, found: Standing) -> None:
        roles, self._starts = found.roles, found.options.processes
        self._show_team(found.supervises)
        self._show_model(found.models)
        words = roles[0] if len(roles) == 1 else _("{count} roles").format(count=len(roles)) if roles else ""
        self.window.top_bar.who.say(self.session.actor.name, words)
        self.window.top_bar.who.setToolTip(", ".join(roles))

    def _show_team(self, may: bool) -> None:
        """Let the rail have the Team screen, or no longer."""
        if may and not self._rail_has_team:
            self._rail_has_team = True
            self.window.add_rail("team", _("Team"), "team", partial(self._soon, self.open_team))
        if self._rail_has_team:
            self.window.rail.button("team").setVisible(may)
        self._supervises = may

    def _show_model(self, may: bool) -> None:
        """Let the rail have the Model screen, or no longer: a new version may move that power."""
        if may and not self._rail_has_model:
            self._rail_has_model = True
            self.window.add_rail("model", _("Model"), "model", self.open_model)
        if self._rail_has_model:
            self.window.rail.button("model").setVisible(may)
        self._models = may

    # Pages --------------------------------------------------------------------------------------------

    def _soon(self, open_page: Callable[..., object], *what: object) -> None:
        """Open a page once its rooms are loaded: whoever is quicker waits for that, the windows do not."""
        if are_loaded():
            open_page(*what)
        else:
            self.session.tasks.read(
                load_later_pages, lambda _done: self._soon(open_page, *what), owner=self, key="page"
            )

    def open_desk(self) -> None:
        """Show the desk."""
        self.window.open_page(self.desk)

    def open_work(self, work_item: WorkItemId) -> ActivityPage:
        """Show a work item's window; a tab that has it already comes to the front."""
        from desktop_crm.ui.activity.page import ActivityPage

        for page in self.window.pages:
            if isinstance(page, ActivityPage) and page.key.endswith(work_item.hex):
                self.window.open_page(page)
                return page
        page = ActivityPage(self.session, work_item)
        page.file_wanted.connect(self.open_customer)
        page.acts.merge_wanted.connect(self.looking.open_merge)
        self.window.open_page(page)
        return page

    def open_customers(self) -> None:
        """Show the page that finds customers."""
        from desktop_crm.ui.customer.finder import CustomersPage

        page = CustomersPage(self.session)
        page.customer_wanted.connect(self.open_customer)
        page.duplicates_wanted.connect(self.open_duplicates)
        page.import_wanted.connect(self.open_import)
        self.window.open_page(page)

    def open_import(self, *, trades: bool = False) -> None:
        """Show where files of customers come in, or transactions of other systems."""
        from desktop_crm.ui.importing.opening import open_import

        open_import(self.window, self.session, self.open_duplicates, trades=trades)

    def open_duplicates(self) -> None:
        """Show who may be here twice; a tab that has it already comes to the front."""
        from desktop_crm.ui.duplicates.page import KEY, DuplicatesPage

        there = self.window.find_page(KEY)
        page = there or DuplicatesPage(self.session)
        if there is None and isinstance(page, DuplicatesPage):
            page.customer_wanted.connect(self.open_customer)
        self.window.open_page(page)

    def open_customer(self, customer: CustomerId) -> CustomerPage:
        """Show a customer's file."""
        from desktop_crm.ui.customer.page import CustomerPage

        page = CustomerPage(self.session, customer)
        if (there := self.window.open_page(page)) is page:
            page.event_wanted.connect(self.new_event_for)
            page.case_wanted.connect(self.open_case)
            page.customer_wanted.connect(self.open_customer)
            page.merge_wanted.connect(self.looking.open_doubles_of)
            page.side.merge_wanted.connect(self.looking.open_merge)
            page.record_wanted.connect(self.looking.open_privacy)
        assert isinstance(there, CustomerPage)
        return there

    def open_case(self, case: CaseId) -> None:
        """Show the step of a case that is this employee's to do, or the case as a whole."""
        from desktop_crm.workflow.reads_case import read_head, read_item_rows, read_standing

        session = self.session

        def ask(view: Reading) -> WorkItemId | None:
            standing = read_standing(view, session.actor.id, read_head(view, case).version)
            live = [row for row in read_item_rows(view, case) if row.state in LIVE]
            held = [row.id for row in live if row.holder == session.actor.id]
            return (
                held[0] if held and standing.may_do(next(row for row in live if row.id == held[0])) else None
            )

        session.read(ask, partial(self._open_case, case), owner=self, key="case")

    def _open_case(self, case: CaseId, work_item: WorkItemId | None) -> None:
        if work_item is not None:
            self.open_work(work_item)
            return
        from desktop_crm.ui.activity.case_page import CasePage

        page = CasePage(self.session, case)
        there = self.window.open_page(page)
        if there is page:
            page.work_wanted.connect(self.open_work)
            page.customer_wanted.connect(self.open_customer)
            page.merge_wanted.connect(self.looking.open_merge)

    @cached_property
    def looking(self) -> Looking:
        """What opens the pages of who looks back: a team's, and contact history."""
        from desktop_crm.ui.looking import Looking

        return Looking(self, self._settings)

    def open_team(self) -> None:
        """Show the team's work and figures."""
        self.looking.open_team()

    def open_history(self) -> None:
        """Show contact history."""
        self.looking.open_history()

    def _print(self, page: Page) -> None:
        self.looking.print_page(page)

    def open_setup(self) -> None:
        """Show the set-up."""
        from desktop_crm.ui.setup.page import SetupPage

        self.window.open_page(SetupPage(self.session, self._settings))

    def open_help(self, topic: str) -> None:
        """Show the help page on a topic."""
        from desktop_crm.ui.help import HelpPage

        self.window.open_page(HelpPage(topic or "index"))

    def new_event_for(self, customer: CustomerId) -> None:
        """Begin a new event for a customer at the desk."""

        def chosen(found: CustomerHit | None) -> None:
            self.open_desk()
            self.desk.new_event(customer=found)

        whose = UUID(bytes=customer.bytes)
        self.session.read(lambda view: customer_hit(view, whose), chosen, owner=self, key="event")

    def take_call(self, *, number: str, at: datetime, caller: CustomerHit | None, several: bool) -> None:
        """Make a call ready at the desk, its clock running since `at`, and show the caller's file.

        Whom nobody knows is added as a new customer with this `number`; of `several` the desk lets choose.
        """
        from desktop_crm.ui.customer.finder import CustomersPage

        self.desk.take_call(at=at, caller=caller, number=number if several else "")
        if caller is not None:
            self.open_customer(caller.id)
        elif several:
            self.open_desk()
        else:
            self.open_customers()
            page = self.window.current_page()
            if isinstance(page, CustomersPage):
                page.new_caller(number)

    def actions(self) -> Sequence[Action]:
        """Return what one can do from the search box."""
        found = [
            Action(f"start {line.code}", _("Start {process}").format(process=line.name), _("New event"),
                   partial(self._start, line.code))
            for line in self._starts
        ]  # fmt: skip
        found += [
            Action("take", _("Take next"), "F5", self.desk.take_next),
            Action("customers", _("Find or add a customer"), "", self.open_customers),
            Action("history", _("Contact history"), "", self.open_history),
            Action("away", _("Away and standing in"), "", self.looking.open_away),
            Action("pulse", _("What employees say: does this help you serve?"), "", self.looking.open_pulse),
            Action("duplicates", _("Find duplicates"), "", self.open_duplicates),
            Action("import", _("Import customers"), "", self.open_import),
            Action("transactions", _("Import transactions"), "", partial(self.open_import, trades=True)),
            Action(
                "privacy", _("Privacy: what was told of people, and erased"), "", self.looking.open_privacy
            ),
            Action(
                "keeping", _("Privacy: how long what is kept, who is past it"), "", self.looking.open_keeping
            ),
            Action("password", _("Change my password"), "", self.open_setup),
            Action("dark", _("Dark colours"), "", partial(self._choose_colours, Mode.DARK)),
            Action("light", _("Light colours"), "", partial(self._choose_colours, Mode.LIGHT)),
            Action("help", _("Help"), "F1", partial(self.open_help, "")),
            Action("versions", _("Versions of the process model, and sketches"), "", self.open_versions),
            Action("proposals", _("What I proposed as key success factors"), "", self.open_proposals),
            *(self.looking.actions() if self._supervises else ()),
            *([Action("model", _("Process model"), "", self.open_model)] if self._models else []),
            Action("logout", _("Log out"), "", self.log_out),
        ]
        return found

    def _start(self, process: str) -> None:
        self.open_desk()
        self.desk.new_event(process=process)

    # Leaving ------------------------------------------------------------------------------------------

    def log_out(self) -> None:
        """Keep all drafts, close the window, and go back to the log-in."""
        self._logging_out = True
        self.window.close()
        self._logging_out = False

    def _closing(self) -> None:
        # The window is still in its close event; whoever listens may destroy it afterwards.
        QTimer.singleShot(0, self, partial(self._told, self._logging_out))

    def _told(self, logged_out: bool) -> Any:
        self.left.emit(logged_out)
