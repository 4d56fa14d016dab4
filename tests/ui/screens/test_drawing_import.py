"""A drawing comes into the draft from the Model screen, and what it says that a model can't is listed there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.exchange.bpmn.exporting import only_process
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.widgets.label import Label
from tests.exchange.drawn import file_of, flows, nodes
from tests.ui.screens.conftest import Windows

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OWNER = "greet"


def drafting(windows: Windows) -> ModelPage:
    windows.office.open_model()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ModelPage)
    assert page.brought.button.isHidden()  # there is no draft yet
    page.begin.click()
    windows.settle()
    assert not page.brought.button.isHidden()
    return page


def bring(page: ModelPage, windows: Windows, path: Path) -> None:
    page.brought.choose_file = lambda _parent: str(path)
    page.brought.button.click()
    windows.settle()


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.bpmn"
    path.write_bytes(
        file_of(nodes("startEvent:s=Asks userTask:a=Weigh_it endEvent:e=Knows group:g=Both") + flows("s>a>e"))
    )
    return path


def test_its_processes_are_added_in_one_change_and_the_rest_is_listed(
    log_in: LogIn, drawing: Path, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    before = page.bench.model

    bring(page, windows, drawing)

    assert [one.name for one in page.bench.model.processes][-1] == "P1"
    assert page.brought.panel is not None
    assert page.stack.currentWidget() is page.brought.panel
    told = [label.text() for label in page.brought.panel.findChildren(Label)]
    assert any("group “Both” (g)" in one for one in told)
    assert page.bench.undoable == "import theirs.bpmn"

    qtbot.keyClick(page.brought.panel.findChild(type(page.begin), "model_imported_close"), Qt.Key.Key_Space)
    assert page.stack.currentWidget() is page.grid
    assert page.bench.undo()
    assert page.bench.model == before


def test_what_is_no_drawing_is_refused_in_a_sentence_and_changes_nothing(
    log_in: LogIn, tmp_path: Path
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    before = page.bench.model
    path = tmp_path / "page.xml"
    path.write_text("<html/>", "utf-8")

    bring(page, windows, path)

    assert "page.xml" in page.said.text()
    assert page.bench.model == before
    assert page.brought.button.isEnabled()


def test_who_chooses_no_file_changes_nothing(log_in: LogIn) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    page.brought.choose_file = lambda _parent: ""
    page.brought.button.click()
    windows.settle()

    assert page.brought.panel is None


def test_of_a_drawing_of_ours_that_came_back_it_is_listed_what_changed(log_in: LogIn, tmp_path: Path) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    path = tmp_path / "ours.bpmn"
    drawn = write_bpmn(only_process(page.bench.model, "claim"))
    path.write_bytes(drawn.replace(b'name="Motor claim"', b'name="Damage"'))

    bring(page, windows, path)

    assert page.brought.panel is not None
    told = [label.text() for label in page.brought.panel.findChildren(Label)]
    assert "What changed in the draft" in told
    assert any("“Motor claim” → “Damage”" in one for one in told), told
