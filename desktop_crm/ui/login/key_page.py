"""The page that shows the recovery key, once: without it a lost administrator can't be recovered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label


class KeyPage(QWidget):
    """Shows a key; goes on only after somebody said that it is kept.

    Signals:
        kept: the key is written down or printed.
    """

    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space("inner"))
        column.addWidget(Label(_("Keep this recovery key"), font="window_title"))
        words = _("If the administrator's password is lost, this key lets you set a new one, once. It is shown "
                  "now and never again: write it down or print it, and keep it away from this computer.")  # fmt: skip
        column.addWidget(Label(words, colour="muted", wrap=True))
        self.key = QLineEdit()
        self.key.setReadOnly(True)
        self.key.setObjectName("recovery_key")
        self.key.setAccessibleName(_("Recovery key"))
        self.key.setMinimumHeight(look.height("control"))
        self.key.setTextMargins(6, 0, 6, 0)
        column.addWidget(self.key)
        self.confirm = QCheckBox(_("The key is kept in a safe place"))
        self.confirm.setObjectName("confirm")
        self.confirm.toggled.connect(self._allow)
        column.addWidget(self.confirm)
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        copy = Button(_("Copy"))
        copy.setObjectName("copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.key.text()))
        self.go_on = Button(_("Go on"), kind="filled")
        self.go_on.setObjectName("go_on")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self._done)
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(self.go_on)
        return row

    def show_key(self, key: str) -> None:
        """Show `key`, and wait for the confirmation."""
        self.key.setText(key)
        self.key.setCursorPosition(0)
        self.confirm.setChecked(False)
        self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow(self, kept: bool) -> None:
        self.go_on.setEnabled(kept)

    def _done(self) -> None:
        self.key.clear()
        self.kept.emit()
