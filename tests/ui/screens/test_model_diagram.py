"""A process as a drawing under the keyboard and the mouse: walked, added to, connected, conditioned, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.process import edit
from desktop_crm.process.diagram_walk import Spot
from desktop_crm.process.edit import ordered
from desktop_crm.process.model import Flow, Join, Process, Split
from desktop_crm.ui.modelling.diagram_panel import DiagramPanel
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.theme import theme
from tests.process.small_model import only
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_model import OWNER, drafting, opened, show

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
Key = Qt.Key
Held = Qt.KeyboardModifier


class Hands:
    """Types and clicks in the drawing of the process “claim”."""

    def __init__(self, page: ModelPage, qtbot: QtBot) -> None:
        self.page, self.qtbot = page, qtbot
        show(page, "process")
        page.grid.go("claim", "name")
        self.key(page.grid, Key.Key_D, Held.ControlModifier)
        self.panel: DiagramPanel = page.drawing.panel
        self.canvas = self.panel.canvas

    def key(self, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        self.qtbot.keyClick(widget, key, held)
        QApplication.processEvents()

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        for key in keys:
            self.key(self.canvas, key, held)

    def type(self, text: str) -> None:
        """Type into the line that opened, and Enter."""
        assert self.panel.line.isVisible()
        self.panel.line.selectAll()
        self.qtbot.keyClicks(self.panel.line, text)
        self.key(self.panel.line, Key.Key_Return)
        self.page.window().activateWindow()  # without a window manager nobody gives it back after a list popped up
        self.qtbot.waitUntil(self.canvas.hasFocus)
        assert not self.panel.line.isVisible()

    def stand_on(self, step: str) -> None:
        self.canvas.go(Spot(step))

    @property
    def process(self) -> Process:
        return self.page.bench.model.process["claim"]

    @property
    def here(self) -> Spot:
        return self.canvas.spot


@pytest.fixture
def hands(log_in: LogIn, qtbot: QtBot) -> Hands:
    return Hands(drafting(log_in(OWNER)), qtbot)


def test_ctrl_d_shows_the_process_in_hand_and_the_sheet_again(hands: Hands) -> None:
    assert hands.page.stack.currentWidget() is hands.panel
    assert hands.panel.process == "claim"
    assert hands.canvas.hasFocus()
    hands.press(Key.Key_D, held=Held.ControlModifier)
    assert hands.page.stack.currentWidget() is hands.page.grid


def test_of_drawing_months_and_proposals_one_is_in_front_and_only_its_button_is_down(hands: Hands) -> None:
    page = hands.page
    places = (page.drawing, page.months, page.proposals)
    for number in (1, 2, 0, 2, 1, 0):
        one = places[number]
        one.button.click()
        QApplication.processEvents()
        assert [place.front for place in places] == [place is one for place in places]
        assert [place.button.isChecked() for place in places] == [place is one for place in places]
    page.show_sheet(0)
    assert not any(place.front or place.button.isChecked() for place in places)


def test_arrows_walk_along_the_flows_and_say_what_stands_there(hands: Hands) -> None:
    assert hands.canvas.accessibleName().startswith("Start, ")
    seen = [hands.here]
    for _step in range(30):
        hands.press(Key.Key_Right)
        if hands.here == seen[-1]:
            break
        seen.append(hands.here)
    walk = hands.canvas.walk
    assert walk is not None
    assert hands.canvas.accessibleName().startswith("Conclusion, ")
    first = next(spot for spot in seen if spot.source == hands.process.start[0] and not spot.target)
    hands.canvas.go(first)
    name = hands.canvas.accessibleName()
    assert name.startswith("Step, ")
    assert walk.diagram.lanes[walk.figures[first.source].lane].title in name
    assert "then " in name
    assert hands.page.said.text() == name


def test_insert_adds_a_known_or_a_new_activity_after_a_step_and_undo_takes_it_back(hands: Hands) -> None:
    before = ordered(hands.page.bench.model)
    start = hands.process.start[0]
    hands.stand_on(start)
    hands.press(Key.Key_Insert)
    hands.type("Look at the photographs")
    (flow,) = hands.process.by_code[start].flows
    new = hands.process.by_code[flow.to]
    assert hands.page.bench.model.activity[new.activity].name == "Look at the photographs"
    assert hands.here == Spot(new.code)
    known = before.activities[0]
    hands.press(Key.Key_Insert)
    hands.type(known.name.upper())
    (flow,) = hands.process.by_code[new.code].flows
    assert hands.process.by_code[flow.to].activity == known.code
    hands.press(Key.Key_Z, Key.Key_Z, held=Held.ControlModifier)
    assert ordered(hands.page.bench.model) == before
    hands.press(Key.Key_Y, held=Held.ControlModifier)
    assert new.code in hands.process.by_code


def test_steps_are_connected_said_when_and_taken_apart_with_keys_alone(hands: Hands) -> None:
    first = hands.process.start[0]
    item = hands.page.bench.model.items[0].code
    hands.stand_on(first)
    hands.press(Key.Key_Insert)
    hands.type("One way")
    hands.stand_on("one_way")
    hands.press(Key.Key_L, held=Held.ControlModifier)
    assert "Enter connects" in hands.page.said.text()
    hands.press(Key.Key_Left)
    hands.press(Key.Key_Return)
    flows = hands.process.by_code["one_way"].flows
    assert first in {flow.to for flow in flows}
    walk = hands.canvas.walk
    assert walk is not None
    line = next(spot for spot in walk.lines if walk.flow_of(spot) == ("one_way", first))
    hands.canvas.go(line)
    hands.press(Key.Key_Return)
    hands.type(f"{item} known")
    flow = next(one for one in hands.process.by_code["one_way"].flows if one.to == first)
    assert flow.when == only(item, "known")
    assert "known" in hands.canvas.accessibleName()
    hands.press(Key.Key_Return)
    hands.type("nonsense")
    assert "is no condition" in hands.page.said.text()
    assert next(one for one in hands.process.by_code["one_way"].flows if one.to == first).when
    hands.press(Key.Key_Delete)
    assert first not in {flow.to for flow in hands.process.by_code["one_way"].flows}
    hands.stand_on("one_way")
    hands.press(Key.Key_Delete)
    assert "one_way" not in hands.process.by_code


def test_escape_leaves_the_line_and_the_connecting_without_a_change(hands: Hands) -> None:
    before = hands.page.bench.model
    hands.stand_on(hands.process.start[0])
    hands.press(Key.Key_Return)
    hands.qtbot.keyClicks(hands.panel.line, "something else")
    hands.key(hands.panel.line, Key.Key_Escape)
    assert not hands.panel.line.isVisible()
    assert hands.canvas.hasFocus()
    hands.press(Key.Key_L, held=Held.ControlModifier)
    hands.press(Key.Key_Right, Key.Key_Escape)
    assert hands.canvas.origin is None
    assert hands.page.bench.model == before


def test_letters_turn_a_step_into_a_parallel_branch_a_join_and_the_conclusion(hands: Hands) -> None:
    first = hands.process.start[0]
    hands.stand_on(first)
    hands.press(Key.Key_P, Key.Key_W, Key.Key_S)
    step = hands.process.by_code[first]
    assert (step.split, step.join, step.skippable) == (Split.ALL, Join.ALL, True)
    end = next(step.code for step in hands.process.steps if step.concluding)
    hands.canvas.go(Spot(f"end:{end}"))
    hands.press(Key.Key_Delete)
    assert not hands.process.by_code[end].concluding
    hands.stand_on(end)
    hands.press(Key.Key_C)
    assert hands.process.by_code[end].concluding


def test_enter_gives_a_step_another_activity_or_a_name_of_its_own(hands: Hands) -> None:
    first, other = hands.process.start[0], hands.page.bench.model.activities[-1]
    hands.stand_on(first)
    hands.press(Key.Key_Return)
    hands.type(other.name)
    assert hands.process.by_code[first].activity == other.code
    hands.press(Key.Key_Return)
    hands.type("As we call it")
    assert (hands.process.by_code[first].activity, hands.process.by_code[first].name) == (
        other.code, "As we call it",
    )  # fmt: skip


def test_alt_and_an_arrow_move_a_step_in_the_order_of_the_process(hands: Hands) -> None:
    before = [step.code for step in hands.process.steps]
    hands.stand_on(before[0])
    hands.press(Key.Key_Down, held=Held.AltModifier)
    assert [step.code for step in hands.process.steps][:2] == [before[1], before[0]]
    hands.press(Key.Key_Up, held=Held.AltModifier)
    assert [step.code for step in hands.process.steps] == before


def test_the_mouse_draws_a_line_from_one_step_to_another(hands: Hands) -> None:
    walk = hands.canvas.walk
    assert walk is not None
    hands.canvas.fit()
    source, target = hands.process.steps[1].code, hands.process.start[0]

    def at(code: str) -> QPoint:
        return hands.canvas.on_screen(walk.figures[code].area).center().toPoint()

    viewport = hands.canvas.viewport()
    before = {flow.to for flow in hands.process.by_code[source].flows}
    hands.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(source))
    hands.qtbot.mouseMove(viewport, at(source) + QPoint(20, 0))
    hands.qtbot.mouseMove(viewport, at(target))
    hands.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at(target))
    assert {flow.to for flow in hands.process.by_code[source].flows} == before | {target}


def test_a_process_without_steps_begins_at_its_start(hands: Hands) -> None:
    hands.page.bench.edit("empty", lambda model: edit.change(model, "process", "claim", start=(), steps=()))
    assert hands.canvas.accessibleName().startswith("Start, ")
    hands.press(Key.Key_Insert)
    hands.type("Listen")
    hands.press(Key.Key_Insert)
    hands.type("Settle")
    hands.press(Key.Key_C)
    assert [(step.code, step.concluding) for step in hands.process.steps] == [
        ("listen", False),
        ("settle", True),
    ]
    assert hands.process.by_code["listen"].flows == (Flow("settle"),)
    assert hands.process.start == ("listen",)


def test_without_any_process_the_drawing_says_how_to_get_one(hands: Hands) -> None:
    hands.page.bench.edit("none", lambda model: replace(model, processes=()))
    assert not hands.canvas.isVisible()
    assert "no process yet" in hands.page.said.text()
    hands.press(Key.Key_Insert, Key.Key_Delete, Key.Key_Right)
    hands.page.bench.undo()
    assert hands.canvas.isVisible()
    assert hands.panel.process == "claim"


def test_the_next_process_is_a_key_away(hands: Hands) -> None:
    codes = list(hands.page.bench.model.process)
    hands.press(Key.Key_PageDown)
    assert hands.panel.process == codes[(codes.index("claim") + 1) % len(codes)]
    assert hands.panel.choice.code() == hands.panel.process
    hands.press(Key.Key_PageUp)
    assert hands.panel.process == "claim"


def test_the_published_version_is_walked_but_not_changed(log_in: LogIn, qtbot: QtBot) -> None:
    hands = Hands(opened(log_in(OWNER)), qtbot)
    before = hands.page.bench.model
    hands.press(Key.Key_Right, Key.Key_Delete)
    assert "begin a draft" in hands.page.said.text()
    hands.press(Key.Key_Insert)
    assert not hands.panel.line.isVisible()
    assert hands.page.bench.model is before


def test_a_finding_leads_to_its_step_in_the_drawing(hands: Hands, log_in: LogIn) -> None:
    step = hands.process.steps[-1].code
    hands.page.go("steps", f"claim/{step}", "")
    assert hands.here == Spot(step)
    assert hands.page.stack.currentWidget() is hands.panel


def test_the_drawing_is_saved_as_svg(hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "claim.svg"
    hands.panel.choose_file = lambda _parent, name: str(tmp_path / f"{name}.svg")
    hands.panel.save()
    assert ElementTree.fromstring(file.read_text("utf-8")).tag.endswith("svg")
    assert "claim.svg" in hands.page.said.text()
    hands.panel.choose_file = lambda _parent, _name: str(tmp_path)
    hands.panel.save()
    assert "can't be written" in hands.page.said.text()


def test_zooming_keeps_what_one_stands_on_in_sight_in_light_and_dark(hands: Hands) -> None:
    hands.press(Key.Key_End)
    for keys in ([Key.Key_Plus] * 5, [Key.Key_Minus] * 9, [Key.Key_0]):
        hands.press(*keys)
        place = hands.canvas.on_screen(hands.canvas.area_of(hands.here)).toRect()
        assert hands.canvas.viewport().rect().contains(place)
    light = hands.canvas.grab().toImage()
    assert light.pixelColor(2, 2) == theme().colour("panel")
