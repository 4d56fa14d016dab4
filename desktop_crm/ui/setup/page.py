"""Set-up: change one's password; with the power to administer, employees and what they may do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Catalogue, Verb
from desktop_crm.access.reads import EmployeeRow, employees
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.store.work import Reading
from desktop_crm.ui.after_paint import after_paint
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.login.form_page import FormPage, Line
from desktop_crm.ui.session import Session
from desktop_crm.ui.setup.alert_hours import AlertHours
from desktop_crm.ui.setup.employee_form import EmployeeForm
from desktop_crm.ui.setup.lock_minutes import LockMinutes
from desktop_crm.ui.setup.why_panel import WhyPanel
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import Keeper, ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

KEY = "setup"


class SetupPage(Page):
    """Employees at the left where one may administer; one's own password at the right.

    Signals:
        shown: what may be set up here stands on the screen.
    """

    icon = "setup"
    help_topic = "setup"
    shown = Signal()

    def __init__(
        self, session: Session, settings: Keeper | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY, _("Set-up"), parent)
        self.setObjectName("setup_page")
        self.session = session
        self._catalogue = Catalogue()
        self._settings = settings
        self._make_list(settings)
        self.form: EmployeeForm | None = None
        self.lock: LockMinutes | None = None
        self.password = FormPage(
            _("Your password"),
            _("Ten characters or more; not your login or your name."),
            (
                Line("old", _("The password you have"), secret=True),
                Line("new", _("New password"), secret=True),
                Line("again", _("The same password again"), secret=True),
            ),
            _("Change the password"),
            title_font="panel_title",
        )
        self.password.button.kind = "outlined"
        self.password.submitted.connect(self._change_password)
        self.why: WhyPanel | None = None
        self._may_administer = False
        self._lay_out()
        after_paint(self, self._make_rest)
        self.load()

    def _make_list(self, settings: Keeper | None) -> None:
        columns = (
            Column("name", _("Name"), lambda row: row.name, 200, "strong", stretch=True),
            Column("login", _("Login"), lambda row: row.login, 120),
            Column("roles", _("Roles"), self._roles_of, 320, "muted"),
            Column(
                "state", _("State"), lambda row: _("active") if row.active else _("disabled"), 100, "muted"
            ),
        )
        self.rows = PagedTableModel(columns, id_of=lambda row: row.id, parent=self)
        empty = EmptyState(_("Nobody works here yet."), _("Add the first colleague with the button above."))
        self.list = ListView(
            self.rows, name=_("Employees"), settings=settings, settings_key="employees", empty=empty
        )
        self.list.setObjectName("employees_list")
        self.list.opened.connect(lambda _id: self.edit(self.list.current_row()))

    def _roles_of(self, row: EmployeeRow) -> str:
        if row.all_roles:
            return _("all roles (administrator)")
        return ", ".join(self._catalogue.roles.get(code, code) for code in row.roles)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        self.people = Panel(_("Employees"))
        add = Button(_("Add an employee"), small=True)
        add.setObjectName("add_employee")
        add.clicked.connect(lambda: self.edit(None))
        self.people.add_to_head(add)
        self.people.add(self.list, 1)
        self.people.hide()
        row.addWidget(self.people, 1)
        side = QWidget()
        side.setFixedWidth(theme().width("customer_side"))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        self._form_place = Panel(padded=True)
        self._form_place.hide()
        self._side = ScrollColumn(ground="window")
        self._side.add(self._form_place)
        self._add_beside(self.password)
        self._side.column.setSpacing(space)
        column.addWidget(self._side)
        row.addWidget(side, 0)
        row.addStretch(0)

    def _add_beside(self, panel: QWidget) -> None:
        around = Panel(padded=True)
        around.add(panel)
        self._side.add(around)

    def _make_rest(self) -> None:
        """Make what stands further down beside the list, once the rest can be seen."""
        self.why = WhyPanel(self.session)
        self._add_beside(self.why)
        if self._settings is not None:
            self._add_beside(AlertHours(self._settings))
            self.lock = LockMinutes(self.session, self._settings)
            self._add_beside(self.lock)
            self.lock.show_company(self._may_administer)

    def load(self) -> None:
        """Ask who works here, and whether this employee may change that."""
        session = self.session

        def ask(view: Reading) -> tuple[bool, Catalogue, tuple[EmployeeRow, ...]]:
            known = session.desk.catalogue(view)
            may = has_power(view, session.actor, Verb.ADMINISTER, known.version)
            return may, known, employees(view) if may else ()

        session.read(ask, self._show, owner=self, key="employees")

    def _show(self, found: tuple[bool, Catalogue, tuple[EmployeeRow, ...]]) -> None:
        may, self._catalogue, people = found
        self.people.setVisible(may)
        self._may_administer = may
        if self.lock is not None:
            self.lock.show_company(may)
        self.rows.set_rows(people)
        count, active = len(people), sum(one.active for one in people)
        words = str(count) if active == count else _("{active} of {count} active")
        self.people.set_count(words.format(count=count, active=active))
        self.shown.emit()

    def edit(self, row: EmployeeRow | None) -> None:
        """Show the form for an employee; None: for a new one."""
        self.close_form()
        self.form = EmployeeForm(self.session, self._catalogue, row)
        self.form.done.connect(self.close_form)
        self._form_place.add(self.form)
        self._form_place.show()
        self.form.begin()

    def close_form(self) -> None:
        """Put the form for an employee away."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._form_place.hide()

    def _change_password(self, typed: dict[str, str]) -> None:
        if typed["new"] != typed["again"]:
            self.password.say(_("The two passwords differ; nothing was changed. Type the same one twice."))
            return
        self.password.set_busy(True)
        employees_service = self.session.desk.employees
        self.session.write(
            lambda: employees_service.change_password(old=typed["old"], new=typed["new"]),
            self._changed, self._not_changed, owner=self,
        )  # fmt: skip

    def _changed(self, _changes: Any) -> None:
        self.password.set_busy(False)
        for key in ("old", "new", "again"):
            self.password.field(key).clear()
        self.session.messages.notice(_("Your password is changed."))

    def _not_changed(self, problem: Known) -> None:
        self.password.set_busy(False)
        self.password.say(problem.sentence)

    def refresh(self, changes: Changes) -> None:
        """Read again who works here."""
        if changes.touches("employee", "model"):
            self.load()

    def activated(self) -> None:
        """Put the keyboard into the list, or the password."""
        if self.people.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.begin()
