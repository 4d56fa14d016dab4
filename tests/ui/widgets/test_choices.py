"""Segmented choices, filter chips, the step strip, links and buttons, by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.button import Button, IconButton
from desktop_crm.ui.widgets.fields import FieldSpec, make_field
from desktop_crm.ui.widgets.fields.choice_editors import side_by_side
from desktop_crm.ui.widgets.filter_chips import FilterChips
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.segmented import Option, SegmentedChoice
from desktop_crm.ui.widgets.step_strip import Stage, StepStrip
from tests.ui.on_screen import show_active

CHANNELS = [
    Option(code, code.capitalize(), "telephony")
    for code in ("call", "desk", "visit", "letter", "web", "text")
]


def a_grid(qtbot: QtBot) -> SegmentedChoice:
    grid = SegmentedChoice(CHANNELS, columns=3, stretch=True, name="Channel")
    qtbot.addWidget(grid)
    grid.resize(360, grid.sizeHint().height())
    return grid


def test_nothing_is_chosen_until_somebody_chooses(qtbot: QtBot) -> None:
    grid = a_grid(qtbot)
    assert grid.code() == ""
    assert grid.accessibleName() == "Channel: –"


def test_a_click_chooses_the_option_under_the_mouse(qtbot: QtBot) -> None:
    grid = a_grid(qtbot)
    with qtbot.waitSignal(grid.chosen, timeout=1000) as told:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(180, 40))
    assert told.args == ["web"]
    assert grid.accessibleName() == "Channel: Web"


def test_arrows_move_over_the_grid_in_both_directions_and_stop_at_its_ends(qtbot: QtBot) -> None:
    grid = a_grid(qtbot)
    seen = []
    grid.chosen.connect(seen.append)
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Down, keys.Key_Down, keys.Key_Left, keys.Key_Up):
        qtbot.keyClick(grid, key)
    assert seen == ["call", "desk", "web", "letter", "call"]


def test_the_same_key_again_chooses_the_next_option_that_begins_so(qtbot: QtBot) -> None:
    choice = SegmentedChoice([Option(str(grade), str(grade)) for grade in range(1, 11)])
    qtbot.addWidget(choice)
    seen = []
    for key in "1191":
        qtbot.keyClicks(choice, key)
        seen.append(choice.code())
    assert seen == ["1", "10", "9", "10"]


def test_a_grade_from_one_to_ten_stands_side_by_side_in_the_narrowest_form(qtbot: QtBot) -> None:
    grades = tuple((str(grade), str(grade)) for grade in range(1, 11))
    field = make_field(FieldSpec("grade", "Grade", "choice", choices=grades))
    qtbot.addWidget(field)
    choice = field.editor.targets[0]
    assert isinstance(choice, SegmentedChoice)
    assert choice.sizeHint().width() <= 340
    assert not side_by_side(
        FieldSpec("many", "Many", "choice", choices=tuple((str(i), str(i)) for i in range(11)))
    )


def test_a_first_letter_chooses(qtbot: QtBot) -> None:
    choice = SegmentedChoice([Option("yes", "Yes"), Option("no", "No")])
    qtbot.addWidget(choice)
    qtbot.keyClicks(choice, "n")
    assert choice.code() == "no"
    qtbot.keyClicks(choice, "x")
    assert choice.code() == "no"


def test_what_was_chosen_stays_when_other_options_are_offered_and_it_is_among_them(qtbot: QtBot) -> None:
    grid = a_grid(qtbot)
    grid.set_code("web")
    grid.set_options(CHANNELS[3:])
    assert grid.code() == "web"
    grid.set_options(CHANNELS[:2])
    assert grid.code() == ""


def test_an_empty_choice_survives_every_key(qtbot: QtBot) -> None:
    empty = SegmentedChoice([])
    qtbot.addWidget(empty)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_A):
        qtbot.keyClick(empty, key)
    assert empty.code() == ""
    assert not empty.grab().isNull()


def test_filter_chips_tell_which_was_chosen_and_keep_it_when_counts_change(qtbot: QtBot) -> None:
    chips = FilterChips(name="Filter")
    qtbot.addWidget(chips)
    options = [Option("", "All"), Option("case", "Cases")]
    chips.set_options(options, {"": 1214, "case": 3})
    cases = next(child for child in chips.children() if getattr(child, "text", str)() == "Cases")
    with qtbot.waitSignal(chips.chosen, timeout=1000) as told:
        qtbot.mouseClick(cases, Qt.MouseButton.LeftButton)
    assert told.args == ["case"]
    chips.set_options(options, {"": 1215, "case": 4})
    assert chips.code() == "case"


def a_strip(qtbot: QtBot, count: int) -> StepStrip:
    stages = [
        Stage(f"Step {n}", "Front office", "current" if n == 1 else "ahead", key=n) for n in range(count)
    ]
    strip = StepStrip(stages)
    qtbot.addWidget(strip)
    strip.resize(900, strip.sizeHint().height())
    return strip


def test_the_strip_says_where_one_is(qtbot: QtBot) -> None:
    assert a_strip(qtbot, 6).accessibleName() == "Step 2 of 6: Step 1, Front office"


def test_arrows_and_enter_choose_a_step(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 6)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    with qtbot.waitSignal(strip.step_chosen, timeout=1000) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert told.args == [2]


def test_a_long_process_shows_the_steps_around_the_current_one(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 40)
    shown = strip._shown()
    assert 1 in shown
    assert len(shown) < 10
    for _press in range(38):
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert 39 in strip._shown()
    assert not strip.grab().isNull()


def test_an_empty_strip_can_be_painted_and_pressed(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 0)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert not strip.grab().isNull()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_link_is_followed_by_keys_too(qtbot: QtBot, key: Qt.Key) -> None:
    link = Link("Whole file")
    qtbot.addWidget(link)
    with qtbot.waitSignal(link.clicked, timeout=1000):
        qtbot.keyClick(link, key)


def test_a_buttons_key_works_anywhere_in_its_window_and_outlives_new_words(qtbot: QtBot) -> None:
    button = Button("Start", kind="filled", key="Ctrl+Enter")
    show_active(qtbot, button)
    button.set_words("Complete and next")
    with qtbot.waitSignal(button.clicked, timeout=1000):
        qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert button.accessibleName() == "Complete and next"


def test_a_button_that_is_only_an_icon_has_a_name(qtbot: QtBot) -> None:
    button = IconButton("ph.x", "Close")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Close", "Close")
    assert button.sizeHint().width() == button.sizeHint().height()


def test_a_grid_has_as_many_columns_as_its_words_fit_into(qtbot: QtBot) -> None:
    names = ("E-mail", "Form on the website", "Chat on the website")
    grid = SegmentedChoice([Option(name, name) for name in names], stretch=True)
    qtbot.addWidget(grid)
    high = {}
    for width in (700, 360, 150):
        grid.resize(width, grid.sizeHint().height())
        high[width] = grid.sizeHint().height()
        assert not grid.grab().isNull()
    assert high[700] < high[360] < high[150]
    last = grid._place(2)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=last.center())
    assert grid.code() == "Chat on the website"
