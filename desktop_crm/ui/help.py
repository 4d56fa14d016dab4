"""Help: the pages of ``resources/help``, shown in a tab."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from desktop_crm.core import paths
from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.panel import Panel

KEY = "help/"


class HelpPage(Page):
    """One help page; its links lead to others."""

    icon = "ph.question"
    help_topic = "index"

    def __init__(self, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Help"), parent)
        self.setObjectName("help_page")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setMaximumWidth(840)
        self.text.viewport().setAutoFillBackground(False)
        self.text.anchorClicked.connect(self._follow)
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        panel = Panel(padded=True)
        panel.add(self.text, 1)
        row.addWidget(panel, 1)
        self.show_topic(topic)

    def show_topic(self, topic: str) -> None:
        """Show a page; where it does not exist, the index."""
        folder = paths.resources() / "help"
        name = topic if topic.replace("_", "").replace("-", "").isalnum() else "index"
        file = folder / f"{name}.md"
        if not file.is_file():
            file = folder / "index.md"
        self.text.setMarkdown(file.read_text("utf-8"))

    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            self.show_topic(link.fileName().removesuffix(".md"))
        else:
            QDesktopServices.openUrl(link)

    def activated(self) -> None:
        """Put the keyboard into the text, so that the arrows scroll."""
        self.text.setFocus()
