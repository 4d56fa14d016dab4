"""The "…" beside a field: four answers without a value."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.fields.spec import ANSWER_ICONS, ANSWER_KEYS, answer_word


class MoreButton(IconButton):
    """Opens a menu of the four answers; the menu is made when it is first wanted.

    Signals:
        chosen: ``unknown``, ``refused``, ``not-applicable`` or ``later``.
    """

    chosen = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        name = _("{name}: answer without a value").format(name=label)
        super().__init__("ph.dots-three", name, kind="outlined", parent=parent)
        self.setToolTip(_("Answer without a value"))
        self.clicked.connect(self.open_menu)

    def make_menu(self) -> QMenu:
        """Return a new menu of the four answers."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Answer without a value"))
        head = menu.addAction(_("Answer without a value"))
        head.setEnabled(False)
        for kind, key in ANSWER_KEYS.items():
            action = menu.addAction(theme().icon(ANSWER_ICONS[kind]), f"{answer_word(kind)}\t{key}")
            action.setData(kind)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def open_menu(self) -> None:
        """Show the menu below the button, its first answer marked."""
        menu = self.make_menu()
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        menu.setActiveAction(menu.actions()[1])
