"""Lists and their models, by real keys and clicks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_crm.core.settings import Settings
from desktop_crm.ui.theme import Theme
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.column_fit import fitted
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_button import FilterButton
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from tests.ui.on_screen import show_active

CTRL = Qt.KeyboardModifier.ControlModifier
Ask = Callable[[int, Sequence[Any]], None]


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    age: int = 0


def columns() -> list[Column]:
    return [
        Column("clock", "Clock", lambda row: f"{row.age} left", kind="clock",
               face=lambda row: ClockFace("running", "", f"{row.age} left"), order=lambda row: row.age),
        Column("name", "Name", lambda row: row.name, kind="strong", stretch=True),
    ]  # fmt: skip


ROWS = [Row(1, "Bakkerij Smit", 30), Row(2, "De Vries", 10), Row(3, "Smit, Marleen", 20)]


def a_list(qtbot: QtBot, rows: Sequence[Row] = ROWS, **more: Any) -> ListView:
    model = PagedTableModel(columns())
    view = ListView(model, name="My work", **more)
    model.setParent(view)
    model.set_rows(rows)
    show_active(qtbot, view, QSize(500, 300))
    view.setFocus()
    return view


def shown(view: ListView) -> list[Any]:
    return [view.rows.id_at(row) for row in range(view.rows.rowCount())]


def test_the_model_of_a_whole_list_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = PagedTableModel(columns())
    model.set_rows(ROWS)
    qtmodeltester.check(model)
    model.set_rows(ROWS[1:])
    model.sort(1)
    model.set_filter("smit")
    model.set_filter("")
    model.set_rows([])


def test_the_model_of_a_long_list_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = PagedTableModel(columns(), page=10)
    everything = [Row(n, f"name {n}") for n in range(95)]
    model.set_first_page(everything[:10])
    qtmodeltester.check(model)
    model.set_ids([row.id for row in everything])
    model.put_page(3, everything[30:40])
    model.set_ids([row.id for row in everything[5:]])


def test_typing_filters_every_column_and_escape_shows_all_again(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    qtbot.keyClicks(view, "smit mar")
    assert shown(view) == [3]
    assert view.filter_text == "smit mar"
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert view.filter_text == "smit ma"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert shown(view) == [1, 2, 3]


def test_a_filter_that_matches_nothing_says_so_and_how_to_get_rid_of_it(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    qtbot.keyClicks(view, "zzz")
    assert view._nothing_found.isVisible()
    assert "zzz" in view._nothing_found.accessibleName()
    assert not view._empty.isVisible()


def test_an_empty_list_says_what_would_be_there(qtbot: QtBot) -> None:
    view = a_list(qtbot, [], empty=EmptyState("Nothing is waiting for you.", "Steps you take appear here."))
    assert view._empty.isVisible()
    view.rows.set_rows(ROWS)
    assert not view._empty.isVisible()


def test_enter_and_a_double_click_open_a_row(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    opened: list[Any] = []
    view.opened.connect(opened.append)
    view.select_id(1)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    place = view.visualRect(view.rows.index(2, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [2, 3]


def test_enter_on_an_empty_list_opens_nothing(qtbot: QtBot) -> None:
    view = a_list(qtbot, [])
    with qtbot.assertNotEmitted(view.opened):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_a_click_on_a_head_sorts_by_what_the_column_means(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    head = view.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 20, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = shown(view)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert {tuple(first), tuple(shown(view))} == {(2, 3, 1), (1, 3, 2)}


def test_ctrl_c_copies_the_selected_rows_as_they_stand(qtbot: QtBot) -> None:
    view = a_list(qtbot, multi=True)
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, CTRL)
    assert (
        QGuiApplication.clipboard().text()
        == "30 left\tBakkerij Smit\n10 left\tDe Vries\n20 left\tSmit, Marleen"
    )


def test_ctrl_e_wants_an_export(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    with qtbot.waitSignal(view.export_wanted, timeout=1000):
        qtbot.keyClick(view, Qt.Key.Key_E, CTRL)
    assert view.filter_text == ""


def test_the_current_row_stays_the_current_one_when_rows_come_and_go(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    view.select_id(3)
    view.rows.set_rows([Row(9, "New"), *ROWS[1:]])
    assert view.current_id() == 3
    view.rows.set_rows([Row(9, "New"), Row(2, "De Vries", 5), Row(3, "Smit, M.", 1)])
    assert view.current_id() == 3
    assert view.current_row() == Row(3, "Smit, M.", 1)


def test_the_current_row_stays_the_current_one_when_sorted(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    view.select_id(2)
    view.rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert shown(view) == [1, 3, 2]
    assert view.current_id() == 2


def test_columns_and_their_order_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    view = a_list(qtbot, settings=settings, settings_key="work")
    view.setColumnWidth(0, 211)
    view.horizontalHeader().moveSection(1, 0)
    view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: settings.get("columns.work") is not None)
    again = a_list(qtbot, settings=Settings(tmp_path / "settings.json"), settings_key="work")
    assert again.columnWidth(0) == 211
    assert again.horizontalHeader().visualIndex(1) == 0
    assert shown(again) == [1, 3, 2]


def test_a_narrow_list_cuts_words_and_never_a_clock() -> None:
    wide = [
        Column("c", "C", str, 200, "clock"),
        Column("n", "N", str, 300),
        Column("e", "E", str, 200, stretch=True),
    ]
    assert fitted(wide, [200, 300, 200], 1000) == [200, 300, 500]
    narrow = fitted(wide, [200, 300, 200], 500)
    assert narrow[0] == 200
    assert sum(narrow) == 500
    assert fitted(wide, [200, 300, 200], 100) == [200, 72, 72]


def test_stretching_columns_share_what_is_left_by_their_widths() -> None:
    columns = [
        Column("c", "C", str, 190, "clock"),
        Column("a", "A", str, 200, stretch=True),
        Column("b", "B", str, 100, stretch=True),
    ]
    assert fitted(columns, [190, 200, 100], 790) == [190, 400, 200]
    assert fitted(columns, [190, 200, 100], 491) == [190, 201, 100]


def test_a_spare_column_stands_there_only_while_all_have_their_width(qtbot: QtBot) -> None:
    columns = [
        Column("n", "N", lambda row: row.name, 160, stretch=True),
        Column("d", "D", str, 120, spare=True),
    ]
    assert fitted(columns, [160, 120], 279) == [279, 0]
    assert fitted(columns, [160, 120], 300) == [180, 120]
    view = ListView(PagedTableModel(columns), name="Rows")
    qtbot.addWidget(view)
    view.show()
    for wide, hidden in ((200, True), (600, False), (200, True)):
        view.resize(wide, 200)
        assert view.isColumnHidden(1) is hidden


def test_columns_come_back_to_their_width_when_there_is_room_again(qtbot: QtBot) -> None:
    view = a_list(qtbot)
    view.resize(180, 300)
    assert view.columnWidth(1) < 160
    view.resize(700, 300)
    assert view.columnWidth(0) == 160
    assert view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()


def test_damaged_settings_of_columns_leave_the_list_as_designed(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.put(
        {"columns.work": {"widths": {"clock": "wide", "gone": 3}, "order": ["gone"], "sort": "gone"}}
    )
    view = a_list(qtbot, settings=settings, settings_key="work")
    assert view.columnWidth(0) == 160
    assert shown(view) == [1, 2, 3]


def test_the_filter_button_shows_what_is_typed_and_can_be_typed_into(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    model = PagedTableModel(columns())
    model.set_rows(ROWS)
    view = ListView(model, name="List")
    model.setParent(view)
    button = FilterButton(view)
    column.addWidget(button)
    column.addWidget(view)
    show_active(qtbot, window)
    qtbot.keyClicks(view, "vries")
    assert button.line.isVisible()
    assert button.line.text() == "vries"
    button.line.clear()
    qtbot.keyClicks(button.line, "marleen")
    assert shown(view) == [3]


class Store:
    """Answers for pages when told to, and counts what was asked."""

    def __init__(self, count: int) -> None:
        self.asked: list[int] = []
        self.rows = [Row(n, f"name {n}") for n in range(count)]

    def fetch(self, page: int, ids: Sequence[Any]) -> None:
        self.asked.append(page)

    def answer(self, model: PagedTableModel, page: int) -> None:
        model.put_page(page, self.rows[page * 100 : (page + 1) * 100])


def a_long_model(store: Store) -> PagedTableModel:
    model = PagedTableModel(columns(), fetch=store.fetch)
    model.set_first_page(store.rows[:100])
    return model


def test_the_first_page_is_there_before_the_ids_and_nothing_is_asked_for_it() -> None:
    store = Store(5000)
    model = a_long_model(store)
    assert model.rowCount() == 100
    assert model.row_at(99) == store.rows[99]
    model.set_ids([row.id for row in store.rows])
    assert model.rowCount() == 5000
    assert model.row_at(99) == store.rows[99]
    assert store.asked == []


def test_a_page_is_asked_for_once_and_shown_when_it_comes() -> None:
    store = Store(5000)
    model = a_long_model(store)
    model.set_ids([row.id for row in store.rows])
    assert model.data(model.index(4321, 1)) == "…"
    assert model.data(model.index(4322, 1)) == "…"
    assert store.asked == [43]
    store.answer(model, 43)
    assert model.data(model.index(4321, 1)) == "name 4321"


def test_a_page_of_an_older_list_is_dropped() -> None:
    store = Store(500)
    model = a_long_model(store)
    model.set_ids([row.id for row in store.rows])
    model.row_at(250)
    model.set_ids([row.id for row in store.rows[7:]])
    store.answer(model, 2)
    assert model.row_at(200) is None
    assert store.asked == [2, 2]


def test_going_through_everything_keeps_a_small_number_of_pages() -> None:
    store = Store(20_000)
    model = a_long_model(store)
    model.set_ids([row.id for row in store.rows])
    for page in range(200):
        model.row_at(page * 100)
        store.answer(model, page)
    assert len(model._pages.rows) <= 24


def test_sorting_a_long_list_is_left_to_the_store(qtbot: QtBot) -> None:
    store = Store(500)
    model = a_long_model(store)
    view = ListView(model, name="History")
    model.setParent(view)
    show_active(qtbot, view, QSize(500, 300))
    with qtbot.waitSignal(view.sort_wanted, timeout=1000) as told:
        view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert told.args == ["name", True]


def test_rows_are_as_high_as_the_tokens_say(qtbot: QtBot, look: Theme) -> None:
    assert a_list(qtbot).rowHeight(0) == look.height("row_comfortable")
    assert a_list(qtbot, compact=True).rowHeight(0) == look.height("row_compact")
