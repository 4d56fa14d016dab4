"""Help: the pages of ``resources/help``, shown in a tab."""

from __future__ import annotations

import posixpath

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from desktop_crm.core import paths
from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.panel import Panel

KEY = "help/"


class HelpPage(Page):
    """One help page; its links lead to others.

    Attributes:
        topic: the page that is shown, by its file in the folder of help.
    """

    icon = "ph.question"
    help_topic = "index"

    def __init__(self, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Help"), parent)
        self.setObjectName("help_page")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(_("Help"))
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
        """Show a page such as ``model`` or ``findings/gap``; where it does not exist, the index."""
        folder = paths.resources() / "help"
        parts = topic.split("/")
        known = all(part.replace("_", "").replace("-", "").isalnum() for part in parts)
        if not known or not folder.joinpath(f"{topic}.md").is_file():
            parts = ["index"]
        self.topic = "/".join(parts)
        self.text.setMarkdown(folder.joinpath(f"{self.topic}.md").read_text("utf-8"))
        set_type(self.text.document())

    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            here = f"/{self.topic.rpartition('/')[0]}/"
            self.show_topic(posixpath.normpath(here + link.path()).lstrip("/").removesuffix(".md"))
        else:
            QDesktopServices.openUrl(link)

    def activated(self) -> None:
        """Put the keyboard into the text, so that the arrows scroll."""
        self.text.setFocus()


def set_type(document: QTextDocument) -> None:
    """Set a page in the theme's type: heads nearer to what they head than to what stands above them."""
    document.setIndentWidth(theme().space("group"))
    block = document.begin()
    while block.isValid():
        _set_block(block, first=block.blockNumber() == 0)
        block = block.next()


def _set_block(block: QTextBlock, *, first: bool) -> None:
    look, cursor, shape = theme(), QTextCursor(block), QTextBlockFormat()
    shape.setLineHeight(look.line("body"), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    level = block.blockFormat().headingLevel()
    if level:
        shape.setTopMargin(0 if first else look.space("group" if level < 3 else "panel"))
        shape.setBottomMargin(look.space("base"))
    cursor.mergeBlockFormat(shape)
    if level:
        # Within the block alone: the end of the one before it belongs to that one.
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        font = QTextCharFormat(cursor.charFormat())
        font.clearProperty(QTextCharFormat.Property.FontSizeAdjustment.value)
        font.setFont(look.font("window_title" if level == 1 else "panel_title"))
        cursor.setCharFormat(font)
