"""The hint in a list's head that one may type to filter; what is typed stands there."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.list_view import ListView


class FilterButton(QWidget):
    """A flat button that becomes a line to type in; belongs to one list, into which one may type directly."""

    def __init__(self, view: ListView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = Button(_("Type to filter"), kind="flat", icon="ph.funnel", small=True)
        self.line = LineEdit(placeholder=_("Type to filter"), icon="ph.funnel")
        self.line.setFixedWidth(200)
        self.line.setMinimumHeight(theme().height("control_small"))
        self.line.setFixedHeight(theme().height("control_small") + 4)
        self.line.setClearButtonEnabled(False)
        row.addWidget(self.button)
        row.addWidget(self.line)
        self.line.hide()
        self.button.clicked.connect(self._begin)
        self.line.textEdited.connect(view.set_filter)
        self.line.returnPressed.connect(view.setFocus)
        view.filter_changed.connect(self._follow)

    def _begin(self) -> None:
        self._show_line(typing=True)
        self.line.setFocus()

    def _follow(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)
        self._show_line(typing=bool(text) or self.line.hasFocus())

    def _show_line(self, *, typing: bool) -> None:
        self.line.setVisible(typing)
        self.button.setVisible(not typing)
