"""The main window: pages in tabs, the rail, keys, notices, closing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import StoreProblem
from desktop_crm.ui.frame import MainWindow, Page
from desktop_crm.ui.frame.keys import KeySheet
from desktop_crm.ui.messages import Messages
from tests.ui.on_screen import show_active

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Paper(Page):
    """A page with two lines to type in."""

    help_topic = "paper"

    def __init__(self, key: str, title: str) -> None:
        super().__init__(key, title)
        row = QHBoxLayout(self)
        self.first, self.second = QLineEdit(), QLineEdit()
        row.addWidget(self.first)
        row.addWidget(self.second)
        self.seen: list[Changes] = []
        self.keeps = True
        self.extra = QLabel(f"head of {key}")

    def refresh(self, changes: Changes) -> None:
        self.seen.append(changes)

    def may_close(self) -> bool:
        return self.keeps

    def keys(self) -> Sequence[tuple[str, str]]:
        return (("F9", "Do the thing of this screen"),)

    def head_widgets(self) -> Sequence[QWidget]:
        return (self.extra,)


@pytest.fixture
def window(qtbot: QtBot, messages: Messages) -> MainWindow:
    main = MainWindow(messages)
    for key in ("desk", "customer"):
        main.add_rail(key, key.capitalize(), key if key == "desk" else "customers", lambda: None)
    show_active(qtbot, main, QSize(1280, 720))
    return main


def opened(window: MainWindow, *keys: str) -> list[Paper]:
    pages = [Paper(key, f"Title {key}") for key in keys]
    for page in pages:
        window.open_page(page)
    return pages


def test_a_page_that_is_open_already_comes_to_the_front_instead_of_a_second_one(window: MainWindow) -> None:
    first, _second = opened(window, "case:1", "case:2")
    assert window.open_page(Paper("case:1", "again")) is first
    assert window.current_page() is first
    assert [page.key for page in window.pages] == ["case:1", "case:2"]


def test_ctrl_tab_and_page_keys_go_round_the_tabs(window: MainWindow, qtbot: QtBot) -> None:
    one, two, three = opened(window, "a", "b", "c")
    for key, modifiers, page in (
        (Qt.Key.Key_Tab, CTRL, one),
        (Qt.Key.Key_Tab, CTRL, two),
        (Qt.Key.Key_Backtab, CTRL | SHIFT, one),
        (Qt.Key.Key_PageUp, CTRL, three),
        (Qt.Key.Key_PageDown, CTRL, one),
        (Qt.Key.Key_2, ALT, two),
    ):
        qtbot.keyClick(window, key, modifiers)
        assert window.current_page() is page


def test_ctrl_w_closes_the_tab_unless_its_work_could_not_be_kept(window: MainWindow, qtbot: QtBot) -> None:
    one, two = opened(window, "a", "b")
    two.keeps = False
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert window.pages == (one, two)
    two.keeps = True
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert window.pages == (one,)
    assert window.current_page() is one


def test_the_desk_has_no_cross_and_can_not_be_closed(window: MainWindow, qtbot: QtBot) -> None:
    desk = Paper("desk", "Desk")
    desk.closable = False
    window.open_page(desk)
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert window.pages == (desk,)


def test_the_mouse_chooses_and_closes_tabs(window: MainWindow, qtbot: QtBot) -> None:
    one, two = opened(window, "a", "b")
    tabs = window.tabs
    first, second = tabs._places()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=first.center())
    assert window.current_page() is one
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs._cross(second).center())
    assert window.pages == (one,)
    assert two not in window.pages


def test_unsaved_work_shows_on_its_tab_and_is_said_aloud(window: MainWindow) -> None:
    (page,) = opened(window, "a")
    page.set_dirty(True)
    assert window.tabs.tabs[0].dirty
    assert window.tabs.accessibleDescription() == "has unsaved work"
    page.set_title("Case 2026-0183")
    assert window.tabs.tabs[0].title == "Case 2026-0183"


def test_closing_a_page_behind_leaves_the_one_in_front(window: MainWindow) -> None:
    one, two, three = opened(window, "a", "b", "c")
    assert window.close_page(one)
    assert window.current_page() is three
    assert window.tabs._current == 1
    assert window.pages == (two, three)


def test_what_changed_is_told_to_every_page_once(window: MainWindow) -> None:
    pages = opened(window, "a", "b")
    changes = Changes.of("case", uuid4())
    window.refresh(changes)
    assert [page.seen for page in pages] == [[changes], [changes]]


def test_the_rail_marks_where_the_page_in_front_belongs(window: MainWindow) -> None:
    opened(window, "desk", "customer:1")
    assert window.rail.button("customer").isChecked()
    window.show_page_at(0)
    assert window.rail.button("desk").isChecked()
    assert not window.rail.button("customer").isChecked()


def test_a_place_is_reached_by_mouse_and_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    gone: list[str] = []
    window.add_rail("sync", "Sync", "sync", lambda: gone.append("there"), bottom=True)
    button = window.rail.button("sync")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert gone == ["there", "there"]


def test_ctrl_k_goes_to_the_search_box_from_anywhere(window: MainWindow, qtbot: QtBot) -> None:
    (page,) = opened(window, "a")
    page.first.setFocus()
    qtbot.keyClick(page.first, Qt.Key.Key_K, CTRL)
    assert window.top_bar.search.line.hasFocus()


def test_f6_goes_round_the_regions_of_the_window(window: MainWindow, qtbot: QtBot) -> None:
    (page,) = opened(window, "a")
    page.first.setFocus()
    seen = []
    for _press in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        regions = {"top": window.top_bar, "rail": window.rail, "tabs": window.tabs, "page": page}
        seen += [name for name, region in regions.items() if focus is region or region.isAncestorOf(focus)]
    assert seen == ["top", "rail", "tabs", "page"]


def test_f1_wants_the_help_of_the_page_in_front(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, "a")
    with qtbot.waitSignal(window.help_wanted, timeout=1000) as told:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert told.args == ["paper"]


def test_a_question_mark_shows_the_keys_of_the_screen_unless_somebody_is_typing(
    window: MainWindow, qtbot: QtBot
) -> None:
    (page,) = opened(window, "a")
    page.first.setFocus()
    qtbot.keyClicks(page.first, "?")
    assert page.first.text() == "?"
    assert window.findChild(KeySheet) is None
    window.tabs.setFocus()
    qtbot.keyClicks(window.tabs, "?")
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    assert sheet.isVisible()
    names = [child.accessibleName() for child in sheet.findChildren(QWidget)]
    assert {"F9", "Do the thing of this screen", "Ctrl+K"} <= set(names)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_page_gets_the_keyboard_back_where_it_was(window: MainWindow) -> None:
    one, _two = opened(window, "a", "b")
    window.show_page_at(0)
    one.second.setFocus()
    window.show_page_at(1)
    window.show_page_at(0)
    assert one.second.hasFocus()


def test_what_a_page_puts_beside_the_tabs_goes_with_it(window: MainWindow) -> None:
    one, two = opened(window, "a", "b")
    assert (one.extra.isVisible(), two.extra.isVisible()) == (False, True)
    window.show_page_at(0)
    assert (one.extra.isVisible(), two.extra.isVisible()) == (True, False)


def test_the_window_stays_open_while_a_page_can_not_keep_its_work(window: MainWindow) -> None:
    one, two = opened(window, "a", "b")
    one.keeps = False
    assert not window.close()
    assert window.current_page() is one
    one.keeps = True
    assert window.close()
    assert two in window.pages


def test_an_error_stays_until_dismissed_and_offers_details_only_for_bugs(
    window: MainWindow, messages: Messages, qtbot: QtBot
) -> None:
    messages.error(StoreProblem("The store is on a full disk; nothing was changed; make room."))
    (banner,) = window.notices.banners
    assert banner.accessibleName().startswith("The store is on a full disk")
    assert banner.isVisible()
    banner.dismiss()
    assert window.notices.banners == ()
    assert not window.notices.isVisible()


def test_no_more_than_three_messages_are_in_the_way(window: MainWindow, messages: Messages) -> None:
    for number in range(5):
        messages.warning(f"Warning {number}.")
    names = [banner.accessibleName() for banner in window.notices.banners]
    assert names == ["Warning 2.", "Warning 3.", "Warning 4."]


def test_many_tabs_still_fit_and_each_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    pages = opened(window, *(f"case:{n}" for n in range(20)))
    places = window.tabs._places()
    assert places[-1].right() <= window.tabs.width()
    qtbot.mouseClick(window.tabs, Qt.MouseButton.LeftButton, pos=places[7].topLeft() + QPoint(6, 10))
    assert window.current_page() is pages[7]


def test_a_page_that_wants_more_room_does_not_make_the_window_larger_than_the_screen(
    window: MainWindow,
) -> None:
    (page,) = opened(window, "a")
    page.first.setMinimumSize(3000, 3000)
    window.resize(1280, 720)
    QApplication.processEvents()
    assert window.size() == QSize(1280, 720)


def test_the_menu_of_who_is_logged_in_opens_below_the_name(window: MainWindow, qtbot: QtBot) -> None:
    menu = QMenu(window)
    menu.addAction("Log out")
    window.top_bar.set_user("Anouk Jansen", "Front office", menu)
    assert window.top_bar.who.accessibleName() == "Anouk Jansen Front office"
    qtbot.mouseClick(window.top_bar.who, Qt.MouseButton.LeftButton)
    assert menu.isVisible()
    menu.close()


def test_everything_that_takes_the_keyboard_in_the_frame_has_a_name(window: MainWindow) -> None:
    opened(window, "a")
    window.top_bar.set_user("Anouk Jansen", "Front office")
    window.top_bar.set_store_state("Shared store")
    window.top_bar.set_time("14:18")
    regions = (window.top_bar, window.rail, window.tabs)
    nameless = [
        type(widget).__name__
        for region in regions
        for widget in (region, *region.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]
    assert nameless == []
