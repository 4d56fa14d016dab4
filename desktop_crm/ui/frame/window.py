"""The main window: puts the regions together and keeps the open pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.ui.frame.keys import bind_frame_keys
from desktop_crm.ui.frame.notices import Notices
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.frame.rail import Rail
from desktop_crm.ui.frame.tabs import Tab, TabStrip
from desktop_crm.ui.frame.top_bar import TopBar
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.theme import paint, theme

# Everything can still be reached at this size.
_LEAST = QSize(1024, 640)


class _TabRow(QWidget):
    """The row of tabs, and at its right what the page in front puts there."""

    def __init__(self, tabs: TabStrip) -> None:
        super().__init__()
        look = theme()
        self.setFixedHeight(look.height("tabs"))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space("panel"), 0, look.space("panel"), 0)
        row.setSpacing(theme().space("base"))
        tabs.setFixedHeight(look.height("tab"))
        row.addWidget(tabs, 1, Qt.AlignmentFlag.AlignBottom)
        self._extras = QHBoxLayout()
        # As high as a control, in the middle of the row: with less room buttons shrink and boxes do not.
        above = (look.height("tabs") - look.height("control")) // 2
        self._extras.setContentsMargins(0, above, 0, above)
        self._extras.setSpacing(theme().space("base"))
        row.addLayout(self._extras)
        self._shown: list[QWidget] = []

    def show_extras(self, page: Page | None) -> None:
        """Show what belongs to this page only."""
        for widget in self._shown:
            self._extras.removeWidget(widget)
            widget.hide()
            widget.setParent(None)
        self._shown = list(page.head_widgets()) if page is not None else []
        for widget in self._shown:
            self._extras.addWidget(widget)
            widget.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line below; the tab in front covers it."""
        bottom = self.height() - 1
        paint.line(QPainter(self), 0, bottom, self.width(), bottom, theme().colour("separator"))


class MainWindow(QMainWindow):
    """Top bar, rail, tabs, pages.

    Attributes:
        top_bar, rail, tabs: the regions. `notices`: where messages are shown.

    Signals:
        help_wanted: carries the help topic of the page in front (F1).
        page_changed: carries the page that came to the front, or None.
        paper_wanted: carries the page that shall be put on paper.
        closing: the window is about to close; everything that could be kept was kept.
    """

    help_wanted = Signal(str)
    page_changed = Signal(object)
    paper_wanted = Signal(object)
    closing = Signal()

    def __init__(
        self, messages: Messages, *, title: str = "Desktop CRM", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._title = title
        self._pages: list[Page] = []
        self._rail_keys: dict[str, str] = {}
        self.top_bar, self.rail, self.tabs = TopBar(), Rail(), TabStrip()
        self.notices = Notices(messages)
        self._stack = QStackedWidget()
        # The window goes by the screen it is on; a page that wants more room scrolls.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(_LEAST)
        self._tab_row = _TabRow(self.tabs)
        self._lay_out()
        self.top_bar.rail_toggled.connect(lambda: self.rail.setVisible(self.rail.isHidden()))
        self.tabs.chosen.connect(self.show_page_at)
        self.tabs.close_wanted.connect(lambda index: self.close_page(self._pages[index]))
        bind_frame_keys(self)

    def _lay_out(self) -> None:
        centre = QWidget()
        whole = QVBoxLayout(centre)
        beside, column = QHBoxLayout(), QVBoxLayout()
        self._column = column
        for layout in (whole, beside, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        whole.addWidget(self.top_bar)
        whole.addLayout(beside, 1)
        beside.addWidget(self.rail)
        beside.addLayout(column, 1)
        column.addWidget(self._tab_row)
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)

    def show_above(self, widget: QWidget) -> None:
        """Keep a widget above all pages for as long as the window is open."""
        self._column.insertWidget(0, widget)

    def sizeHint(self) -> QSize:
        """Return the size the windows were designed at."""
        return QSize(1440, 900)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The open pages, in the order of their tabs."""
        return tuple(self._pages)

    def add_rail(
        self,
        key: str,
        label: str,
        icon: str,
        callback: Callable[[], Any],
        *,
        bottom: bool = False,
        pages: str = "",
    ) -> None:
        """Add a place to the rail; pages whose key begins with `pages` (default: `key`) belong to it."""
        self.rail.add(key, label, icon, callback, bottom=bottom)
        self._rail_keys[key] = pages or key

    def find_page(self, key: str) -> Page | None:
        """Return the open page of a key."""
        return next((page for page in self._pages if page.key == key), None)

    def current_page(self) -> Page | None:
        """Return the page in front."""
        index = self._stack.currentIndex()
        return self._pages[index] if 0 <= index < len(self._pages) else None

    def open_page(self, page: Page, *, front: bool = True) -> Page:
        """Open a page in a tab, or show the one that has its key already; return the one that is open."""
        there = self.find_page(page.key)
        if there is not None:
            if there is not page:
                page.deleteLater()
            if front:
                self.show_page_at(self._pages.index(there))
            return there
        self._pages.append(page)
        self._stack.addWidget(page)
        self.tabs.add(Tab(page.title, page.icon, page.closable, page.dirty))
        page.title_changed.connect(lambda title: self._tab_change(page, title=title))
        page.dirty_changed.connect(lambda dirty: self._tab_change(page, dirty=dirty))
        page.close_wanted.connect(lambda: self.close_page(page))
        page.paper_wanted.connect(lambda: self.paper_wanted.emit(page))
        if front or len(self._pages) == 1:
            self.show_page_at(len(self._pages) - 1)
        return page

    def _tab_change(self, page: Page, *, title: str | None = None, dirty: bool | None = None) -> None:
        if page in self._pages:
            self.tabs.change(self._pages.index(page), title=title, dirty=dirty)

    def show_page_at(self, index: int) -> None:
        """Bring the page of a tab to the front."""
        if not 0 <= index < len(self._pages):
            return
        page = self._pages[index]
        self._stack.setCurrentIndex(index)
        self.tabs.set_current(index)
        self._tab_row.show_extras(page)
        places = [key for key, pages in self._rail_keys.items() if page.key.startswith(pages)]
        self.rail.set_current(places[0] if places else "")
        self.setWindowTitle(f"{page.title} – {self._title}")
        page.activated()
        self.page_changed.emit(page)

    def close_page(self, page: Page) -> bool:
        """Close a page if it lets itself be closed; tell whether it did."""
        if page not in self._pages or not page.closable or not page.may_close():
            return False
        index = self._pages.index(page)
        in_front = page is self.current_page()
        if in_front:
            self._tab_row.show_extras(None)
        self._pages.remove(page)
        self._stack.removeWidget(page)
        self.tabs.remove(index)
        page.deleteLater()
        if self._pages and in_front:
            self.show_page_at(min(index, len(self._pages) - 1))
        elif self._pages:
            self.tabs.set_current(self._stack.currentIndex())
        return True

    def refresh(self, changes: Changes) -> None:
        """Tell every open page what changed."""
        for page in tuple(self._pages):
            page.refresh(changes)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the keyboard in the page, not in the bar above it."""
        super().showEvent(event)
        page = self.current_page()
        if page is not None:
            page.activated()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close unless a page can't keep its work; that page comes to the front."""
        for index, page in enumerate(self._pages):
            if not page.may_close():
                self.show_page_at(index)
                event.ignore()
                return
        self.closing.emit()
        event.accept()
