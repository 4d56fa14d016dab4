"""The form for one employee: login and name, roles, a new password, whether they may log in."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.access.model import Catalogue
from desktop_crm.access.reads import EmployeeRow
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit


class EmployeeForm(QWidget):
    """Adds an employee, or changes one.

    Signals:
        done: there is nothing left to do here.
    """

    done = Signal()

    def __init__(
        self, session: Session, catalogue: Catalogue, row: EmployeeRow | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("employee_form")
        self._session, self._row = session, row
        look = theme()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.space("hair"))
        title = row.name if row is not None else _("A new employee")
        self._column.addWidget(Label(title, font="panel_title"))
        self.login, self.name = LineEdit(name=_("Login")), LineEdit(name=_("Name"))
        if row is None:
            for words, field, name in ((_("Name"), self.name, "name"), (_("Login"), self.login, "login")):
                field.setObjectName(f"employee_{name}")
                self._column.addWidget(Label(words, font="label"))
                self._column.addWidget(field)
        self._column.addSpacing(look.space("base"))
        self._column.addWidget(Label(_("Roles"), font="label"))
        self.all_roles = QCheckBox(_("All roles (administrator)"))
        self.all_roles.setObjectName("all_roles")
        self.all_roles.setChecked(row is not None and row.all_roles)
        self.roles = self._role_boxes(catalogue)
        self._column.addWidget(self.all_roles)
        self._wrong = Label("", colour="overdue_ink", wrap=True)
        self._wrong.setObjectName("employee_problem")
        self._wrong.hide()
        self.given = LineEdit(name=_("The password to hand over"))
        self.given.setObjectName("given_password")
        self.given.setReadOnly(True)
        self.given.hide()
        self._told = Label(_("Hand this password over; it is shown once and must be changed."), wrap=True)
        self._told.hide()
        for widget in (self._wrong, self._told, self.given):
            self._column.addWidget(widget)
        self._column.addSpacing(look.space("base"))
        self._column.addLayout(self._buttons())

    def _role_boxes(self, catalogue: Catalogue) -> dict[str, QCheckBox]:
        boxes: dict[str, QCheckBox] = {}
        held = self._row.roles if self._row is not None else ()
        for code, name in catalogue.roles.items():
            box = boxes[code] = QCheckBox(name.replace("&", "&&"))
            box.setObjectName(f"role_{code}")
            box.setChecked(code in held)
            self._column.addWidget(box)
        return boxes

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space("base"))
        self.save = Button(_("Save") if self._row is not None else _("Add"))
        self.save.setObjectName("employee_save")
        self.save.clicked.connect(self.submit)
        row.addWidget(self.save)
        if self._row is not None:
            reset = Button(_("New password"))
            reset.setObjectName("employee_reset")
            reset.clicked.connect(self._reset)
            state = Button(_("Disable") if self._row.active else _("Enable"))
            state.setObjectName("employee_state")
            state.clicked.connect(self._move)
            row.addWidget(reset)
            row.addWidget(state)
        row.addStretch(1)
        close = Button(_("Close"), kind="flat")
        close.setObjectName("employee_close")
        close.clicked.connect(self.done)
        row.addWidget(close)
        return row

    def begin(self) -> None:
        """Put the keyboard where typing begins."""
        first = self.name if self._row is None else next(iter(self.roles.values()), self.all_roles)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Add the employee, or change their roles."""
        service, chosen = (
            self._session.desk.employees,
            [code for code, box in self.roles.items() if box.isChecked()],
        )
        everything = self.all_roles.isChecked()
        if self._row is None:
            login, name = self.login.text(), self.name.text()
            act: Any = partial(
                service.add_employee, login=login, name=name, roles=chosen, all_roles=everything
            )
            self._run(act, self._show_password)
            return
        held = set(self._row.roles)
        act = partial(
            service.change_roles, login=self._row.login, add=[one for one in chosen if one not in held],
            remove=[one for one in held if one not in chosen],
            all_roles=everything if everything != self._row.all_roles else None,
        )  # fmt: skip
        self._run(act, lambda _changes: self.done.emit())

    def _reset(self) -> None:
        assert self._row is not None
        self._run(
            partial(self._session.desk.employees.reset_password, login=self._row.login), self._show_password
        )

    def _move(self) -> None:
        assert self._row is not None
        service = self._session.desk.employees
        move = service.disable if self._row.active else service.enable
        self._run(partial(move, login=self._row.login), lambda _changes: self.done.emit())

    def _run(self, act: Any, then: Any) -> None:
        self._wrong.hide()
        self._session.write(act, then, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        self._wrong.setText(problem.sentence)
        self._wrong.show()

    def _show_password(self, given: Any) -> None:
        self.given.setText(given.password)
        self.given.setVisible(True)
        self._told.setVisible(True)
        self.save.setEnabled(False)
        self.given.setFocus(Qt.FocusReason.OtherFocusReason)
        self.given.selectAll()
