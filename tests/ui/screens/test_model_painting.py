"""What the sheets of the Model screen paint: only what changed or came into view, and each pixel once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.bench.large_model import Size, model_of
from desktop_crm.process import edit
from desktop_crm.process.model import Model
from desktop_crm.ui.modelling import findings as findings_module
from desktop_crm.ui.modelling.grid_heads import ColumnHeads, RowHeads
from desktop_crm.ui.modelling.grid_paint import CellPainter
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.theme import Mode
from desktop_crm.ui.theme.theme import Theme
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_model import OWNER, drafting, show

pytestmark = pytest.mark.gui
Key = Qt.Key
LARGE = model_of(Size(10, 40, 15, 80))


@pytest.fixture
def page(log_in: Callable[[str], Windows]) -> ModelPage:
    """The Model screen on a draft whose matrices are wider and longer than the window, at activity/information."""
    windows = log_in(OWNER)
    opened = drafting(windows)
    opened.bench.edit("a larger company", lambda _model: LARGE)
    show(opened, "uses")
    windows.settle()
    return opened


def painted_out() -> None:
    for _round in range(3):
        QApplication.processEvents()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many cells and heads were painted."""
    counted: Counter[str] = Counter()

    def count(known: type, name: str) -> None:
        was = getattr(known, name)

        def counting(*args: object, **named: object) -> None:
            counted[known.__name__] += 1
            was(*args, **named)

        monkeypatch.setattr(known, name, counting)

    count(CellPainter, "_content")
    count(RowHeads, "paintSection")
    count(ColumnHeads, "paintSection")
    return counted


def size_of_view(page: ModelPage) -> tuple[int, int]:
    area = page.grid.viewport().rect()
    return math.ceil(area.height() / page.grid.rowHeight(0)) + 1, math.ceil(area.width() / 88) + 1


def test_a_step_with_an_arrow_paints_the_cell_one_left_and_the_one_one_came_to(
    page: ModelPage, painted: Counter[str], qtbot: QtBot
) -> None:
    page.grid.go("activity_0", "item_1")
    painted_out()
    painted.clear()
    qtbot.keyClick(page.grid, Key.Key_Right)
    painted_out()
    assert 2 <= painted["CellPainter"] <= 4
    assert painted["ColumnHeads"] <= 2
    assert painted["RowHeads"] == 0


def test_scrolling_by_a_row_paints_what_comes_into_view(page: ModelPage, painted: Counter[str]) -> None:
    _rows, columns = size_of_view(page)
    painted.clear()
    page.grid.verticalScrollBar().setValue(page.grid.rowHeight(0))
    painted_out()
    assert 0 < painted["CellPainter"] <= 2 * columns
    assert painted["ColumnHeads"] == 0


def test_a_page_down_paints_no_more_than_shows(page: ModelPage, painted: Counter[str], qtbot: QtBot) -> None:
    rows, columns = size_of_view(page)
    painted.clear()
    qtbot.keyClick(page.grid, Key.Key_PageDown)
    painted_out()
    assert 0 < painted["CellPainter"] <= rows * columns
    assert painted["RowHeads"] <= rows + 2


def test_a_letter_paints_its_own_cell_and_no_other(
    page: ModelPage, painted: Counter[str], qtbot: QtBot
) -> None:
    page.grid.go("activity_0", "item_40")
    painted_out()
    painted.clear()
    qtbot.keyClicks(page.grid, "i")
    painted_out()
    assert 0 < painted["CellPainter"] <= 4


def test_a_block_that_is_pasted_is_written_in_one_go_and_undone_in_one(
    page: ModelPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    sorted_anew = Counter[str]()
    in_order = edit.ordered

    def counted(model: Model) -> Model:
        sorted_anew["times"] += 1
        return in_order(model)

    monkeypatch.setattr(edit, "ordered", counted)
    before = page.bench.model
    page.grid.go("activity_0", "item_0")
    QGuiApplication.clipboard().setText("\n".join(["\t".join("I" * 50)] * 20))
    page.grid.paste()
    assert sorted_anew["times"] == 1
    assert sum(1 for one in page.bench.model.uses if one.item == "item_49") >= 20
    qtbot.keyClick(page.grid, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.bench.model is before


def test_of_many_findings_only_the_one_in_hand_is_asked_how_it_is_repaired(
    page: ModelPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked = Counter[str]()
    repair_of = findings_module.repair_of

    def counted(model: Model, finding: findings_module.Finding) -> object:
        asked[finding.code] += 1
        return repair_of(model, finding)

    page.grid.go("activity_0", "item_0")
    monkeypatch.setattr(findings_module, "repair_of", counted)
    with qtbot.waitSignal(page.bench.found):
        page.bench.edit("nobody does a thing", lambda model: replace(model, responsibilities=()))
    assert page.findings.rows.rowCount() > 10
    assert sum(asked.values()) <= 2


def test_what_is_painted_piece_by_piece_looks_as_if_it_were_painted_at_once(
    page: ModelPage, look: Theme
) -> None:
    for key, mode in product(
        ("uses", "responsibilities", "places", "item", "steps"), (Mode.DARK, Mode.LIGHT)
    ):
        look.set_mode(mode)
        show(page, key)
        mark_a_block(page)
        area = page.grid.viewport().rect()
        third = area.width() // 3
        sides = QRegion(area.adjusted(0, 0, -2 * third, 0)) | QRegion(area.adjusted(2 * third, 0, 0, 0))
        whole = picture(page, [QRegion(area)])
        assert len({whole.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 300, 3)}) > 3
        assert picture(page, [QRegion(one) for one in stripes(area)]) == whole
        assert picture(page, [sides, QRegion(area) - sides]) == whole


def mark_a_block(page: ModelPage) -> None:
    """Select some cells, stand on one and let another have an error."""
    grid = page.grid.grid
    here = [number for number, row in enumerate(grid.rows) if not row.heading]
    page.grid.setCurrentIndex(grid.index(here[3], 1))
    block = QItemSelection(grid.index(here[1], 0), grid.index(here[3], 2))
    page.grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    grid.set_signs({(grid.rows[here[4]].code, grid.columns[1].code): "error"})


def stripes(area: QRect) -> Iterator[QRect]:
    for top in range(0, area.height(), 37):
        yield QRect(0, top, area.width(), min(37, area.height() - top))


def picture(page: ModelPage, regions: list[QRegion]) -> QImage:
    image = QImage(page.grid.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    for region in regions:
        painter = QPainter(image)
        CellPainter(page.grid, page.grid.grid).paint(painter, region)
        painter.end()
    return image
