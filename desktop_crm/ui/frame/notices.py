"""Where messages appear: banners above the page, the newest three."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.messages import Message, Messages
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.banner import Banner

_MOST = 3


class Notices(QWidget):
    """Shows what `Messages` tells; a notice or an alert goes by itself, anything else stays until dismissed."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        space = theme().space("panel")
        self._column.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        self._column.setSpacing(theme().space("hair"))
        self._banners: list[Banner] = []
        self.hide()
        messages.told.connect(self.show_message)

    @property
    def banners(self) -> tuple[Banner, ...]:
        """What is shown now, the oldest first."""
        return tuple(self._banners)

    def show_message(self, message: Message) -> None:
        """Show a message as a banner."""
        note = " ".join(part for part in (message.kept, message.todo) if part)
        banner = Banner(message.kind, message.title, note)
        if message.details:
            banner.add_action(
                _("Copy the details"), lambda: QGuiApplication.clipboard().setText(message.details)
            )
        self.put(banner)

    def put(self, banner: Banner) -> None:
        """Show a banner; of more than fit the oldest goes."""
        if len(self._banners) >= _MOST:
            self._banners[0].dismiss()
        banner.dismissed.connect(lambda: self._remove(banner))
        self._banners.append(banner)
        self._column.addWidget(banner)
        self.show()

    def _remove(self, banner: Banner) -> None:
        if banner in self._banners:
            self._banners.remove(banner)
            self._column.removeWidget(banner)
            banner.deleteLater()
            self.setVisible(bool(self._banners))
