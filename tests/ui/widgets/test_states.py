"""Empty, busy, wrong, offline: what a screen shows when there is nothing to show; and the gallery of it all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.gallery.__main__ import main
from desktop_crm.ui.gallery.shots import SCENES, shoot_all
from desktop_crm.ui.messages import Message
from desktop_crm.ui.theme import Mode, Theme, paint
from desktop_crm.ui.widgets.banner import Banner
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.contact_row import ContactLine, ContactRow
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.ui.widgets.fact_row import Fact, FactRow, kept_whole
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.promise_line import PromiseLine
from desktop_crm.ui.widgets.scroll import ScrollColumn
from tests.ui.on_screen import show_active


def test_short_work_shows_no_progress_and_long_work_does(qtbot: QtBot, look: Theme) -> None:
    host = QWidget()
    busy = BusyPanel(host)
    show_active(qtbot, host)
    busy.begin("searching")
    assert not busy.isVisible()
    busy.end()
    busy.begin("searching again")
    qtbot.waitUntil(busy.isVisible, timeout=look.duration("busy_appears_after") * 5)
    busy.set_progress(19, 30, "1,9 of 3,0 million, 212 found")
    assert busy.bar.accessibleName() == "1,9 of 3,0 million, 212 found"


def test_escape_cancels_long_work(qtbot: QtBot) -> None:
    host = QWidget()
    busy = BusyPanel(host)
    show_active(qtbot, host)
    busy.set_progress(1, 3, "1 of 3")
    busy.show()
    with qtbot.waitSignal(busy.cancelled, timeout=1000):
        qtbot.keyClick(host, Qt.Key.Key_Escape)
    assert not busy.isVisible()


def test_an_error_panel_says_what_happened_what_was_kept_and_what_to_do(qtbot: QtBot) -> None:
    message = Message(
        "error", "The step was not completed.", "Kept: 7 answers.", "Look at what changed.", "E42"
    )
    panel = ErrorPanel(message, [Button("Show what changed", kind="filled")])
    qtbot.addWidget(panel)
    assert panel.accessibleName() == "The step was not completed. Kept: 7 answers. Look at what changed."
    link = panel.findChild(Link)
    assert link is not None
    with qtbot.waitSignal(panel.copied, timeout=1000):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "E42"


def test_a_banner_does_something_about_it_and_goes_when_dismissed(qtbot: QtBot) -> None:
    banner = Banner("offline", "Working offline", "since Mon 17:40", closable=False)
    qtbot.addWidget(banner)
    done: list[bool] = []
    link = banner.add_action("Go online", lambda: done.append(True))
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert done == [True]
    with qtbot.waitSignal(banner.dismissed, timeout=1000):
        banner.dismiss()


def test_a_fact_says_its_source_its_age_and_whether_to_ask_again(qtbot: QtBot) -> None:
    row = FactRow(Fact("E-mail", "s.devries@example.nl", "Quotation, Sep 2024", "ask_again"), below=True)
    qtbot.addWidget(row)
    assert row.accessibleName() == "E-mail, s.devries@example.nl, Quotation, Sep 2024, ask again"
    row.resize(240, row.sizeHint().height())
    row.grab()
    assert row.toolTip() == "s.devries@example.nl"
    row.resize(600, row.sizeHint().height())
    row.grab()
    assert row.toolTip() == ""


def test_a_contact_is_opened_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    row = ContactRow(ContactLine("c1", "Reports a collision", "“They drove off.”", "today 14:02"))
    qtbot.addWidget(row)
    opened: list[object] = []
    row.opened.connect(opened.append)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened == ["c1", "c1"]


def test_text_that_is_cut_can_be_read_whole_in_its_tip(qtbot: QtBot) -> None:
    label = ElidingLabel("a customer with a very long name indeed")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.toolTip() == "a customer with a very long name indeed"


def test_what_customers_say_is_never_read_as_markup(qtbot: QtBot) -> None:
    label = Label("<b>not bold</b>", wrap=True)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>not bold</b>"


def test_wrapped_text_is_higher_in_a_narrower_place(qtbot: QtBot, look: Theme) -> None:
    label = Label("Steps you take or are handed appear here. Your role has 14 waiting.", wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(100) > label.heightForWidth(2000) == look.line("body")


def test_a_panel_counts_and_alarms_in_its_head(qtbot: QtBot) -> None:
    panel = Panel("What you register")
    panel.set_count("7 of 10 answered", "1 to correct")
    show_active(qtbot, panel)
    texts = [child.text() for child in panel.findChildren(ElidingLabel) if child.isVisible()]
    assert texts == ["What you register", "7 of 10 answered ·", "1 to correct"]


def test_an_empty_state_and_a_promise_say_all_of_it_aloud(qtbot: QtBot) -> None:
    empty = EmptyState("Nothing is waiting for you.", "Steps you take appear here.")
    promise = PromiseLine("You may promise:", "an answer today before 16:30", "95 of 100 were.")
    for widget in (empty, promise):
        qtbot.addWidget(widget)
    assert empty.accessibleName() == "Nothing is waiting for you. Steps you take appear here."
    assert promise.accessibleName() == "You may promise: an answer today before 16:30. 95 of 100 were."


def test_a_scrolling_column_brings_what_gets_the_keyboard_into_view(qtbot: QtBot) -> None:
    column = ScrollColumn()
    buttons = [Button(f"Button {number}") for number in range(40)]
    for button in buttons:
        column.add(button)
    show_active(qtbot, column)
    column.resize(300, 200)
    buttons[0].setFocus()
    for _press in range(39):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert buttons[39].hasFocus()
    place = buttons[39].mapTo(column.viewport(), buttons[39].rect().center())
    assert column.viewport().rect().contains(place)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("ground", ["panel", "window"])
def test_a_scrolling_column_has_the_ground_it_is_given(
    qtbot: QtBot, look: Theme, mode: Mode, ground: str
) -> None:
    look.set_mode(mode)
    column = ScrollColumn(ground=ground)
    column.add(Button("At the top"))
    show_active(qtbot, column)
    column.resize(300, 400)
    QApplication.processEvents()
    painted = column.grab().toImage()
    assert painted.pixelColor(150, 390) == look.colour(ground)


def test_the_gallery_shows_every_scene_light_and_dark(qapp: QApplication, tmp_path: Path) -> None:
    taken = shoot_all(qapp, tmp_path / "gallery")
    assert sorted(path.name for path in taken) == sorted(
        f"{n}-{m}.png" for n in SCENES for m in ("light", "dark")
    )
    for path in taken:
        image = QImage(str(path))
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 30, path.name


def test_the_gallery_without_a_folder_says_how_it_is_used(qapp: QApplication) -> None:
    assert main([]) == 2


def test_a_source_is_cut_before_its_age(qtbot: QtBot) -> None:
    words, source = "Policy administration · 2 h ago", "Policy administration"
    whole = paint.width_of(words, "caption")
    assert kept_whole(words, source, whole) == words
    cut = kept_whole(words, source, whole - 30)
    assert cut.endswith("… · 2 h ago")
    assert paint.width_of(cut, "caption") <= whole - 30


def test_where_there_is_little_room_the_sign_gives_way_to_the_words(qtbot: QtBot) -> None:
    empty = EmptyState("No case of this process was concluded.", "Once a month is over, its cases show here.")
    qtbot.addWidget(empty)
    empty.setMinimumHeight(1)
    empty.show()

    def words_begin_at() -> int:
        labels = empty.findChildren(Label)
        assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)
        return min(label.y() for label in labels)

    empty.resize(600, 200)
    qtbot.wait(1)
    roomy = words_begin_at()
    empty.resize(600, 76)
    qtbot.wait(1)
    assert words_begin_at() < roomy
    empty.resize(600, 200)
    qtbot.wait(1)
    assert words_begin_at() == roomy
