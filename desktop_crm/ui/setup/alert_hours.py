"""When this machine does not alert: one line in the set-up, kept where it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.ui.quiet_hours import KEY, kept_quiet_hours, read_quiet_hours
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.list_view import Keeper


class AlertHours(QWidget):
    """Asks for the quiet hours; Enter, or leaving the line, keeps them."""

    def __init__(self, settings: Keeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("hair"))
        column.addWidget(Label(_("Alerts"), font="panel_title"))
        words = _("What you hold and comes to be at risk is said once, at the desk and in the tray.")
        column.addWidget(Label(words, colour="muted", wrap=True))
        label = Label(_("Quiet from and until; nothing: never"), font="label")
        self.hours = LineEdit(placeholder=_("never"), name=_("Quiet hours"))
        self.hours.setObjectName("quiet_hours")
        self.hours.setText(str(kept_quiet_hours(settings)))
        label.setBuddy(self.hours)
        self._wrong = Label("", colour="overdue_ink", wrap=True)
        self._wrong.hide()
        for widget in (label, self.hours, self._wrong):
            column.addWidget(widget)
        self.hours.editingFinished.connect(self._keep)

    @property
    def wrong(self) -> str:
        """What is wrong with the line; empty: nothing."""
        return self._wrong.text()

    def _keep(self) -> None:
        try:
            hours = read_quiet_hours(self.hours.text())
        except Invalid as problem:
            self._wrong.setText(problem.sentence)
            self._wrong.show()
            return
        self._wrong.setText("")
        self._wrong.hide()
        self.hours.setText(str(hours))
        self._settings.put({KEY: str(hours)})
