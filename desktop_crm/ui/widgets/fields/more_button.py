"""The "…" beside a field: four answers without a value."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.fields.spec import ANSWER_ICONS, ANSWER_KEYS, answer_word

_DOTS = "ph.dots-three"


def paint_dots(painter: QPainter, area: QRect) -> None:
    """Paint the button at rest, as it looks before there is one."""
    look = theme()
    edge = look.colour("separator")
    paint.box(painter, area, fill=look.colour("panel"), outline=edge, radius=look.radius("control"))
    side = look.icon_size("normal")
    shift = (area.width() - side) // 2
    paint.icon(painter, QRect(area.x() + shift, area.y() + shift, side, side), _DOTS, "text")


class MoreButton(IconButton):
    """Opens a menu of the four answers; the menu is made when it is first wanted.

    Args:
        label: the field's. `chosen`: called with ``unknown``, ``refused``, ``not-applicable`` or ``later``.
    """

    def __init__(self, label: str, chosen: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(_DOTS, "", kind="outlined", parent=parent)
        self.set_label(label)
        self.setToolTip(_("Answer without a value"))
        self._chosen = chosen
        self.clicked.connect(self.open_menu)

    def set_label(self, label: str) -> None:
        """Say which field it belongs to."""
        self.setAccessibleName(_("{name}: answer without a value").format(name=label))

    def make_menu(self) -> QMenu:
        """Return a new menu of the four answers."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Answer without a value"))
        head = menu.addAction(_("Answer without a value"))
        head.setEnabled(False)
        for kind, key in ANSWER_KEYS.items():
            action = menu.addAction(theme().icon(ANSWER_ICONS[kind]), f"{answer_word(kind)}\t{key}")
            action.setData(kind)
        menu.triggered.connect(lambda action: self._chosen(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def open_menu(self) -> None:
        """Show the menu below the button, its first answer marked."""
        menu = self.make_menu()
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        menu.setActiveAction(menu.actions()[1])
