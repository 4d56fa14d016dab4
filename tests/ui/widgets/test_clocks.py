"""Clock chips and why a clock says what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.theme import Theme, paint
from desktop_crm.ui.widgets.clock_chip import ClockChip, ClockFace, natural_width, paint_in_row
from desktop_crm.ui.widgets.clock_shapes import paint_shape
from desktop_crm.ui.widgets.why_popover import Why, WhyInterval, WhyPopover
from tests.ui.on_screen import show_active

STATES = (
    "not_started",
    "running",
    "out_of_hours",
    "at_risk",
    "overdue",
    "paused",
    "met",
    "missed",
    "cancelled",
)
AT_RISK = ClockFace("at_risk", "Called back by 15:23", "0:42 left", "at risk")


def a_why(count: int = 3) -> Why:
    intervals = [
        WhyInterval(f"Mon {n}:00 – {n}:30", "0 h 30", 1800, n % 2 == 0, f"reason {n}") for n in range(count)
    ]
    return Why("Call me back.", "Judged on net time", "1 h 00", "1 h 30", AT_RISK, intervals)


def shape_of(state: str) -> bytes:
    """Return the shape as a mask, without its colour."""
    image = QImage(14, 14, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_shape(painter, 0, 0, state)
    painter.end()
    return bytes(image.pixelColor(x, y).alpha() > 127 for y in range(14) for x in range(14))


def test_every_state_has_a_shape_of_its_own(look: Theme) -> None:
    shapes = {state: shape_of(state) for state in STATES}
    assert set(look.tokens.clock) == set(STATES)
    assert len(set(shapes.values())) == len(STATES)
    assert all(any(shape) for shape in shapes.values())


@pytest.mark.parametrize("state", STATES)
def test_a_chip_of_every_state_says_all_of_it_aloud(qtbot: QtBot, state: str) -> None:
    chip = ClockChip(ClockFace(state, "First answer", "2:55 left", "revised"))
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "First answer, 2:55 left, revised"
    assert not chip.grab().isNull()


def test_a_narrow_chip_loses_its_name_before_its_time_and_word(qtbot: QtBot, look: Theme) -> None:
    chip = ClockChip(AT_RISK)
    qtbot.addWidget(chip)
    least = chip.minimumSizeHint().width()
    assert least < chip.sizeHint().width()
    assert least >= paint.width_of("0:42 left", "strong") + paint.width_of("at risk", "body")
    chip.resize(least, 24)
    chip.grab()
    assert chip.toolTip() == "Called back by 15:23"
    chip.resize(chip.sizeHint())
    chip.grab()
    assert chip.toolTip() == ""


def test_a_chip_without_a_time_keeps_its_name(qtbot: QtBot) -> None:
    chip = ClockChip(ClockFace("not_started", "First answer", "", "not started"))
    qtbot.addWidget(chip)
    assert chip.minimumSizeHint().width() == natural_width(chip.face, caret=True)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down])
def test_a_key_on_a_chip_asks_why(qtbot: QtBot, key: Qt.Key) -> None:
    chip = ClockChip(AT_RISK)
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.why_requested, timeout=1000):
        qtbot.keyClick(chip, key)


def test_a_click_on_a_chip_asks_why_unless_it_explains_nothing(qtbot: QtBot) -> None:
    chip, mute = ClockChip(AT_RISK), ClockChip(AT_RISK, explains=False)
    for one in (chip, mute):
        qtbot.addWidget(one)
    with qtbot.waitSignal(chip.why_requested, timeout=1000):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(mute.why_requested):
        qtbot.mouseClick(mute, Qt.MouseButton.LeftButton)


def test_in_a_list_only_what_wants_to_be_looked_at_is_filled(look: Theme) -> None:
    for state in STATES:
        image = QImage(200, 32, QImage.Format.Format_RGB32)
        image.fill(look.colour("panel"))
        painter = QPainter(image)
        paint_in_row(painter, QRect(0, 0, 200, 32), ClockFace(state, "", "0:42 left", "word"))
        painter.end()
        filled = image.pixelColor(4, 16).rgb() != look.colour("panel").rgb()
        assert filled is (state in ("at_risk", "overdue")), state


def a_window(qtbot: QtBot) -> tuple[QWidget, ClockChip, QLineEdit]:
    window = QWidget()
    column = QVBoxLayout(window)
    chip, line = ClockChip(AT_RISK), QLineEdit()
    column.addWidget(chip)
    column.addWidget(line)
    column.addStretch(1)
    show_active(qtbot, window, QSize(800, 600))
    return window, chip, line


def test_escape_closes_the_why_and_the_keyboard_is_back_on_the_chip(qtbot: QtBot) -> None:
    _window, chip, _line = a_window(qtbot)
    chip.setFocus()
    popover = WhyPopover(chip, a_why())
    popover.open()
    assert popover.hasFocus()
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert chip.hasFocus()


def test_a_click_elsewhere_closes_the_why(qtbot: QtBot) -> None:
    _window, chip, line = a_window(qtbot)
    popover = WhyPopover(chip, a_why())
    popover.open()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert not popover.isVisible()


def test_the_why_lies_inside_its_window_whatever_its_length(qtbot: QtBot) -> None:
    window, chip, _line = a_window(qtbot)
    popover = WhyPopover(chip, a_why(400))
    popover.open()
    assert window.rect().contains(popover.geometry())


def test_the_why_names_every_interval_with_its_reason(qtbot: QtBot) -> None:
    _window, chip, _line = a_window(qtbot)
    popover = WhyPopover(chip, a_why(4))
    names = [child.accessibleName() for child in popover.findChildren(QWidget)]
    assert "Mon 1:00 – 1:30, 0 h 30, not counted: reason 1" in names
    assert sum("counted: reason" in name for name in names) == 4
    assert "50 % of the time counted" in names
