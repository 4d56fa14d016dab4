"""The panel of one act (pause, hand over, …): it stands above the bar of actions, never in a dialog."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.activity.acts import ActSpec
from desktop_crm.ui.activity.fields import spec_of
from desktop_crm.ui.search.customer_box import CustomerBox
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields import ItemField, make_field
from desktop_crm.ui.widgets.label import Label

# Label, field, "…" and note of the form above, so that both stand in one line.
_WIDTH = 1108
_LINES = 4


class ActPanel(Bar):
    """Asks what an act needs; Escape leaves it, Enter in its last field or its button confirms.

    Signals:
        confirmed: carries the `ActSpec` and the dictionary of what was given, canonical.
        left: the person changed their mind.
    """

    confirmed = Signal(object, dict)
    left = Signal()

    def __init__(self, spec: ActSpec, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("above", parent)
        self.spec = spec
        self.setObjectName("act_panel")
        self.setAccessibleName(spec.title)
        self.fields: dict[str, ItemField] = {}
        self.customer: CustomerBox | None = None
        look = theme()
        inside = QWidget()
        inside.setMaximumWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[look.space("panel")] * 4)
        row.addWidget(inside, 1)
        row.addStretch(0)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space("inner"))
        column.addWidget(Label(spec.title, font="panel_title"))
        column.addWidget(Label(spec.explanation, colour="muted", wrap=True))
        if spec.customer:
            self.customer = CustomerBox(session)
            self.customer.setMaximumWidth(look.width("form_field_most"))
            column.addWidget(self.customer)
        for item in spec.asks:
            column.addWidget(self._field(item.code))
        self._wrong = Label("", colour="overdue_ink", wrap=True)
        self._wrong.setObjectName("act_problem")
        self._wrong.hide()
        column.addWidget(self._wrong)
        column.addLayout(self._buttons())
        self.picture = QLabel()
        self.picture.hide()
        column.addWidget(self.picture)

    def _field(self, code: str) -> ItemField:
        item = next(one for one in self.spec.asks if one.code == code)
        spec = spec_of(item, required=code not in self.spec.optional, lines=self.spec.lines or _LINES)
        field = make_field(replace(spec, answerable=False))  # an act needs its values, or does without them
        field.setObjectName(f"act_{code}")
        self.fields[code] = field
        return field

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space("base"))
        self.confirm_button = Button(self.spec.confirm)
        self.confirm_button.setObjectName("act_confirm")
        self.confirm_button.clicked.connect(self.confirm)
        leave = Button(_("Leave it"), kind="flat")
        leave.setObjectName("act_leave")
        leave.clicked.connect(self.left)
        row.addWidget(self.confirm_button)
        row.addWidget(leave)
        row.addStretch(1)
        return row

    def begin(self) -> None:
        """Put the keyboard where typing begins."""
        first: QWidget = self.confirm_button
        if self.customer is not None:
            first = self.customer
        elif self.fields:
            first = next(iter(self.fields.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, problem: str) -> None:
        """Show why the act was refused; what was typed stays."""
        self._wrong.setText(problem)
        self._wrong.setVisible(bool(problem))
        self.confirm_button.setEnabled(True)

    def show_picture(self, picture: QImage | None) -> None:
        """Show what it would be; None takes that away."""
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(QPixmap.fromImage(picture))

    def ask_again(self, why: str, confirm: str) -> None:
        """Say why it was not done yet; the button, which says so now, does it all the same."""
        self.say(why)
        self.confirm_button.set_words(confirm)
        self.confirm_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape, confirm on Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        else:
            super().keyPressEvent(event)

    def confirm(self) -> None:
        """Tell what was given, unless something is missing or wrong."""
        given: dict[str, str] = {}
        for code, field in self.fields.items():
            value = field.value()
            if value is not None:
                given[code] = value
            elif not field.empty or code not in self.spec.optional:
                field.show_problem()
                if field.empty:
                    field.set_note(_("Needed for this"), "problem")
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if self.customer is not None:
            if self.customer.customer is None:
                self.customer.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            given["customer"] = self.customer.customer.id.hex
        self.confirm_button.setEnabled(False)
        self.confirmed.emit(self.spec, given)
