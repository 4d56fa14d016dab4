"""The keys of the main window, and the sheet that shows the keys of a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.key_hint import KeyHint
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.popover import Popover

if TYPE_CHECKING:
    from desktop_crm.ui.frame.window import MainWindow


def frame_keys() -> Sequence[tuple[str, str]]:
    """Return the keys that work everywhere, with what they do."""
    return (
        ("Ctrl+K", _("Find a customer, a case, an action")),
        ("Ctrl+Tab", _("Next tab")),
        ("Ctrl+Shift+Tab", _("Previous tab")),
        ("Ctrl+W", _("Close the tab")),
        ("Ctrl+P", _("Print, with a preview of the pages")),
        ("F6", _("Next region of the window")),
        ("F1", _("Help on this screen")),
        ("?", _("The keys of this screen")),
    )


def bind_frame_keys(window: MainWindow) -> None:
    """Make the window's keys work."""

    def step(by: int) -> None:
        count = len(window.pages)
        page = window.current_page()
        if count and page is not None:
            window.show_page_at((window.pages.index(page) + by) % count)

    def close() -> None:
        page = window.current_page()
        if page is not None:
            window.close_page(page)

    def print_page() -> None:
        page = window.current_page()
        if page is not None:
            page.paper_wanted.emit()

    def show_help() -> None:
        page = window.current_page()
        window.help_wanted.emit(page.help_topic if page is not None else "")

    for keys, act in (
        (("Ctrl+Tab", "Ctrl+PgDown"), lambda: step(1)),
        (("Ctrl+Shift+Tab", "Ctrl+PgUp"), lambda: step(-1)),
        (("Ctrl+W",), close),
        (("Ctrl+P",), print_page),
        (("F1",), show_help),
        (("F6",), lambda: next_region(window)),
    ):
        _bind(window, keys, act)
    for number in range(1, 10):
        _bind(window, (f"Alt+{number}",), partial(window.show_page_at, number - 1))
    watcher = _QuestionMark(window)
    window.installEventFilter(watcher)


def _bind(window: QWidget, keys: Sequence[str], act: Callable[[], object]) -> None:
    for key in keys:
        QShortcut(QKeySequence(key), window).activated.connect(act)


def next_region(window: MainWindow) -> None:
    """Move the keyboard from region to region: page, top bar, rail, tabs."""
    page = window.current_page()
    regions: list[QWidget] = [region for region in (page, window.top_bar, window.rail, window.tabs) if region]
    focus = QApplication.focusWidget()
    holds = [
        i for i, region in enumerate(regions) if focus is region or (focus and region.isAncestorOf(focus))
    ]
    target = regions[((holds[0] if holds else -1) + 1) % len(regions)]
    if target is page and page is not None:
        page.activated()
    first = target if target.focusPolicy() & Qt.FocusPolicy.TabFocus else _first_inside(target)
    if first is not None and (
        target is not page or not target.isAncestorOf(QApplication.focusWidget() or target)
    ):
        first.setFocus(Qt.FocusReason.TabFocusReason)


def _first_inside(region: QWidget) -> QWidget | None:
    inside = region.findChildren(QWidget)
    return next(
        (w for w in inside if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus),
        None,
    )


class _QuestionMark(QObject):
    """Opens the sheet of keys on `?`, unless somebody is typing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for a question mark that nothing else took."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text() == "?":
            typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QComboBox)
            if not typing:
                show_keys(self._window)
                return True
        return False


def show_keys(window: MainWindow) -> KeySheet:
    """Show the keys of the screen in front."""
    page = window.current_page()
    sheet = KeySheet(window.tabs, (*(page.keys() if page is not None else ()), *frame_keys()))
    sheet.open()
    return sheet


class KeySheet(Popover):
    """Keys with what they do."""

    def __init__(self, anchor: QWidget, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(anchor)
        self.setAccessibleName(_("The keys of this screen"))
        grid = QGridLayout(self)
        space = theme().space("panel")
        grid.setContentsMargins(space, space, space, space)
        grid.setHorizontalSpacing(space)
        grid.setVerticalSpacing(theme().space("base"))
        grid.addWidget(Label(_("The keys of this screen"), font="panel_title"), 0, 0, 1, 2)
        for row, (key, words) in enumerate(keys, 1):
            grid.addWidget(KeyHint(key), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(words), row, 1)
