"""The estimate in its window: figures are stated, both versions are played off the windows' thread, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.estimate.model import Scope
from desktop_crm.process.service import write_draft
from desktop_crm.ui.modelling.estimate_inputs import figure_in_words, read_figure
from desktop_crm.ui.modelling.estimate_page import EstimatePage
from desktop_crm.ui.modelling.page import ModelPage
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import MODEL, Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
Key = Qt.Key
OWNER = "greet"


def opened(windows: Windows) -> EstimatePage:
    windows.office.open_model()
    windows.settle()
    model = windows.office.window.current_page()
    assert isinstance(model, ModelPage)
    model.trying.estimate.click()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, EstimatePage)
    page.scope = Scope(days=7, warm_up=1, replications=2)
    return page


def state(qtbot: QtBot, page: EstimatePage, kind: str, code: str, text: str) -> None:
    assert page.inputs.list.select_id((kind, code))
    qtbot.keyClick(page.inputs.list, Key.Key_Return)
    page.inputs.line.clear()
    qtbot.keyClicks(page.inputs.line, text)
    qtbot.keyClick(page.inputs.line, Key.Key_Return)


def test_a_draft_stands_beside_the_version_in_use(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    claim, question = MODEL.processes
    with company.store.write(company.people[OWNER].id) as work:
        write_draft(work, replace(MODEL, processes=(claim, replace(question, name="Any question"))))
    windows = log_in(OWNER)
    page = opened(windows)
    for kind, code, text in (
        ("arrivals", "claim", "6"),
        ("arrivals", "question", "12"),
        ("work", "answer", "30 min"),
    ):
        state(qtbot, page, kind, code, text)
    qtbot.keyClick(page, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert page.found is not None
    rows = {
        page.processes.row_at(at).id: page.processes.row_at(at) for at in range(page.processes.rowCount())
    }
    assert rows["question"].name == "Any question"
    assert rows["question"].draft == replace(rows["question"].today, name="Any question")
    assert page.roles.rowCount() == 2
    assert page.go.isEnabled()


def test_what_can_not_be_a_figure_is_told_and_an_empty_one_goes_back(log_in: LogIn, qtbot: QtBot) -> None:
    page = opened(log_in(OWNER))
    state(qtbot, page, "staff", "front", "none")
    assert "number of people" in page.inputs.label.text()
    assert page.inputs.stated == {}
    state(qtbot, page, "staff", "front", "7")
    assert page.inputs.inputs().staff["front"].people == 7
    state(qtbot, page, "staff", "front", "")
    assert page.inputs.inputs().staff["front"].people == 2


def test_an_estimate_is_stopped_and_leaves_what_stood(log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in(OWNER)
    page = opened(windows)
    page.scope = Scope(days=300, warm_up=1, replications=40)
    page.estimate()
    assert not page.go.isEnabled()
    page.busy.cancelled.emit()
    windows.settle()
    assert page.found is None
    assert page.go.isEnabled()
    assert "stopped" in page.said.text()


def test_who_may_not_change_models_is_told_so(log_in: LogIn) -> None:
    windows = log_in("anouk")
    page = EstimatePage(windows.office.session)
    windows.office.window.open_page(page)
    windows.settle()
    assert not page.go.isEnabled()
    assert "power" in page.said.text()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("work", "15 min", 900),
        ("work", "2,5", 150),
        ("work", "3 h", 10_800),
        ("staff", "3", 3),
        ("arrivals", "0,5", 0.5),
    ],
)
def test_a_figure_is_read_as_it_is_written(kind: str, text: str, value: float) -> None:
    assert read_figure(kind, text) == value
    assert read_figure(kind, figure_in_words(kind, value)) == pytest.approx(value)
