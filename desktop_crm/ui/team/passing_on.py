"""To whom work goes, and why: asked below the list that it is selected in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import EmployeeId
from desktop_crm.process.model import Item, ItemType
from desktop_crm.ui.activity.fields import spec_of
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.fields.make import make_field
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.workflow.reads_start import HandOverOptions


class PassOn(Bar):
    """A bar that asks; Ctrl+Enter confirms, Escape gives up.

    Signals:
        confirmed: carries ``{"role": code}`` or ``{"employee": id}``, and the reason.
        lent: carries the id of an employee who is to have it for a while, the reason, and until when, or None.
    """

    confirmed = Signal(object, str)
    lent = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("above", parent)
        self.setObjectName("pass_on")
        space = theme().space("base")
        self._said = Label("", font="label")
        self._problem = Label("", colour="overdue_ink", wrap=True)
        self._problem.hide()
        self.whom = ComboBox(name=_("To whom"), placeholder=_("To whom"))
        self.whom.setObjectName("pass_on_whom")
        self.reason = LineEdit()
        self.reason.setObjectName("pass_on_reason")
        self.reason.setAccessibleName(_("Why"))
        self.reason.setPlaceholderText(_("Why, in a few words"))
        self.go = Button(_("Reassign"), kind="filled", key="Ctrl+Enter")
        self.go.setObjectName("pass_on_go")
        self.go.clicked.connect(self._confirm)
        self._until = Item("until", _("Until when"), ItemType.DATETIME)
        self.until = make_field(replace(spec_of(self._until), answerable=False))
        self.until.setObjectName("pass_on_until")
        self.lend = Button(_("Delegate: it returns"), key="Ctrl+Shift+Enter")
        self.lend.setObjectName("pass_on_lend")
        self.lend.clicked.connect(self._lend)
        row = QHBoxLayout()
        row.setSpacing(space)
        row.addWidget(self._said)
        row.addWidget(self.whom, 2)
        row.addWidget(self.reason, 3)
        row.addWidget(self.go)
        for_a_while = QHBoxLayout()
        for_a_while.setSpacing(space)
        for_a_while.addWidget(self.until, 1)
        for_a_while.addWidget(self.lend)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space("panel"), space, theme().space("panel"), space)
        column.addLayout(row)
        column.addLayout(for_a_while)
        column.addWidget(self._problem)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.hide)
        self.hide()

    def set_options(self, options: HandOverOptions) -> None:
        """Offer these roles and people; what is chosen stays."""
        chosen = self.whom.code()
        roles = tuple(
            (f"role/{code}", _("Anyone of {role}").format(role=name)) for code, name in options.roles
        )
        people = tuple((f"employee/{one.id}", one.name) for one in options.colleagues)
        self.whom.set_choices((*roles, *people))
        self.whom.set_code(chosen)

    def ask(self, count: int, whom: str = "") -> None:
        """Ask for so many work items; of a choice that was made (``role/CODE``, ``employee/ID``) only why."""
        self._said.setText(ngettext("{count} step", "{count} steps", count).format(count=count))
        self._problem.hide()
        self.show()
        if whom:
            self.whom.set_code(whom)
        begin = self.reason if whom else self.whom
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Be done; the next time begins with no reason and no end."""
        self.reason.clear()
        self.until.set_value(None)
        self.hide()

    def refuse(self, sentence: str) -> None:
        """Say why it was not done."""
        self._problem.setText(sentence)
        self._problem.show()
        self.show()

    def _lend(self) -> None:
        kind, _slash, chosen = self.whom.code().partition("/")
        if kind != "employee":
            self.refuse(_("Work is delegated to a colleague; choose one."))
            self.whom.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        given = self.until.value()
        if given is None and not self.until.empty:
            self.until.show_problem()
            self.until.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        until = None if given is None else datetime.fromisoformat(str(given))
        self.lent.emit(EmployeeId(UUID(chosen)), self.reason.text(), until)

    def _confirm(self) -> None:
        kind, _slash, chosen = self.whom.code().partition("/")
        if not chosen:
            self.refuse(_("Choose a role or a colleague."))
            self.whom.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        whom: dict[str, Any] = (
            {"employee": EmployeeId(UUID(chosen))} if kind == "employee" else {"role": chosen}
        )
        self.confirmed.emit(whom, self.reason.text())
