"""The time line and search results, by real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.result_list import Hit
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.ui.widgets.time_line import TimeEntry, TimeLine, TimeLineModel
from tests.ui.on_screen import show_active

ENTRIES = [
    TimeEntry(None, strong="November 2026"),
    TimeEntry("a", "today", "13:00", "telephony", "Called", "", "“I would like to know.”", "in 2 days"),
    TimeEntry(
        "b", "Mon 23 Nov", "", "case", "Case started:", "Report a claim", face=ClockFace("met", "", "met")
    ),
]


def a_time_line(qtbot: QtBot) -> TimeLine:
    line = TimeLine(name="Time line", empty=EmptyState("No contacts yet."))
    line.entries.set_entries(ENTRIES)
    show_active(qtbot, line, QSize(700, 400))
    line.setFocus()
    return line


def test_the_time_lines_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = TimeLineModel()
    model.set_entries(ENTRIES, more=True)
    qtmodeltester.check(model)
    model.append([TimeEntry(None, strong="November 2026"), TimeEntry("c", strong="x")], more=False)
    assert [e.key for e in model._entries] == [None, "a", "b", "c"]


def test_arrows_pass_over_months_and_enter_opens_an_entry(qtbot: QtBot) -> None:
    line = a_time_line(qtbot)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    with qtbot.waitSignal(line.opened, timeout=1000) as told:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told.args == ["a"]


def test_an_entry_is_read_aloud_whole(qtbot: QtBot) -> None:
    line = a_time_line(qtbot)
    spoken = line.entries.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Mon 23 Nov, Case started: Report a claim, met"


def test_older_entries_are_asked_for_once_when_the_end_comes_near(qtbot: QtBot) -> None:
    line = a_time_line(qtbot)
    wanted: list[bool] = []
    line.entries.more_wanted.connect(lambda: wanted.append(True))
    many = [TimeEntry(n, strong=f"entry {n}") for n in range(60)]
    line.entries.set_entries(many, more=True)
    line.scrollToBottom()
    qtbot.waitUntil(lambda: wanted == [True])
    line.entries.append([TimeEntry(99, strong="last")], more=False)
    line.scrollToBottom()
    assert wanted == [True]


def test_an_empty_time_line_says_so(qtbot: QtBot) -> None:
    line = a_time_line(qtbot)
    line.entries.set_entries([])
    assert line._empty is not None
    assert line._empty.isVisible()


HITS = [
    Hit("a", "Bakkerij Smit B.V.", "104 233 · Zwolle", marks=((9, 4),)),
    Hit("b", "Smit, Marleen", "118 902"),
]


def a_search(qtbot: QtBot, *, inline: bool) -> SearchBox:
    window = QWidget()
    column = QVBoxLayout(window)
    box = SearchBox("Find a customer", inline=inline)
    column.addWidget(box)
    column.addWidget(QLineEdit())
    column.addStretch(1)
    show_active(qtbot, window, QSize(600, 500))
    box.setFocus()
    box.window_of_test = window  # type: ignore[attr-defined]
    return box


@pytest.mark.parametrize("inline", [True, False])
def test_results_are_chosen_with_arrows_and_enter(qtbot: QtBot, inline: bool) -> None:
    box = a_search(qtbot, inline=inline)
    with qtbot.waitSignal(box.searched, timeout=2000) as told:
        qtbot.keyClicks(box.line, "smit")
    assert told.args == ["smit"]
    box.set_hits("smit", HITS)
    assert box.results.isVisible()
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.chosen, timeout=1000) as chosen:
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert chosen.args[0].key == "b"
    assert not box.results.isVisible()


def test_a_result_is_chosen_with_the_mouse(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=False)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "smit")
    box.set_hits("smit", HITS)
    with qtbot.waitSignal(box.chosen, timeout=1000) as chosen:
        qtbot.mouseClick(box.results, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    assert chosen.args[0].key == "b"


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("asked", [True, False], ids=["asked", "not asked yet"])
def test_enter_before_the_answer_chooses_the_first_of_it_and_nothing_stale(
    qtbot: QtBot, asked: bool, inline: bool
) -> None:
    box = a_search(qtbot, inline=inline)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "smi")
    box.set_hits("smi", HITS)
    chosen: list[Hit] = []
    box.chosen.connect(chosen.append)
    with qtbot.waitSignal(box.searched, timeout=2000) as told:
        qtbot.keyClicks(box.line, "t")
        if not asked:
            qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert told.args == ["smit"]
    if asked:
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert chosen == []
    box.set_hits("smit", HITS[1:])
    assert [hit.key for hit in chosen] == ["b"]
    assert not box.results.isVisible()


def test_who_types_on_after_enter_chooses_nothing(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=False)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "smi")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.keyClicks(box.line, "t")
    with qtbot.assertNotEmitted(box.chosen):
        box.set_hits("smi", HITS)
        with qtbot.waitSignal(box.searched, timeout=2000):
            pass
        box.set_hits("smit", HITS)
    assert box.results.isVisible()


def test_enter_before_an_answer_that_finds_nothing_hands_over_the_words(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=False)
    qtbot.keyClicks(box.line, "nobody")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(box.entered, timeout=1000) as told:
        box.set_hits("nobody", [], empty="Nobody is called that.")
    assert told.args == ["nobody"]
    assert box.results.isVisible()


def test_an_answer_to_an_older_question_is_dropped(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=True)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "smit")
    box.set_hits("smi", HITS)
    assert box.results.hits == []


def test_escape_closes_the_results_and_then_clears_the_line(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=False)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "smit")
    box.set_hits("smit", [], empty="Nobody is called that.")
    assert box.results.isVisible()
    assert box.results.accessibleName() == "Nobody is called that."
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert not box.results.isVisible()
    assert box.text() == "smit"
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_enter_with_nothing_found_hands_over_the_words(qtbot: QtBot) -> None:
    box = a_search(qtbot, inline=True)
    with qtbot.waitSignal(box.searched, timeout=2000):
        qtbot.keyClicks(box.line, "new customer")
    box.set_hits("new customer", [])
    with qtbot.waitSignal(box.entered, timeout=1000) as told:
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert told.args == ["new customer"]
