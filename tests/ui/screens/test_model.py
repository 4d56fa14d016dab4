"""The Model screen under the keyboard: typing, letters, undo, paste, findings, publishing, and who may."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop_crm.access.check import grants
from desktop_crm.access.model import Verb
from desktop_crm.cli.main import main
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import new_id
from desktop_crm.process.draft_reads import draft_in_hand
from desktop_crm.process.edit import ordered
from desktop_crm.process.model import Duty, Responsibility
from desktop_crm.process.reads import load_model, published_version
from desktop_crm.process.severity import Severity
from desktop_crm.process.sheets import NEW
from desktop_crm.reports.apart import written
from desktop_crm.ui.help import HelpPage
from desktop_crm.ui.modelling.findings import Row
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from tests.ui.screens.conftest import PASSWORD, Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OWNER = "greet"
Key = Qt.Key


def opened(windows: Windows) -> ModelPage:
    windows.office.open_model()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ModelPage)
    return page


def drafting(windows: Windows) -> ModelPage:
    page = opened(windows)
    page.begin.click()
    windows.settle()
    assert page.bench.editable
    return page


def show(page: ModelPage, key: str) -> None:
    page.show_sheet(next(n for n, one in enumerate(page.sheets) if one.key == key))


def type_cell(qtbot: QtBot, page: ModelPage, row: str, column: str, text: str) -> None:
    """Type into a cell as a person does: Enter, the words, Enter."""
    assert page.grid.go(row, column)
    qtbot.keyClick(page.grid, Key.Key_Return)
    editor = page.grid.findChild(type(page.filter))
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Key.Key_Return)
    for _round in range(3):
        QApplication.processEvents()


def kept(company: Company) -> object:
    with company.store.read() as view:
        draft = draft_in_hand(view)
        assert draft is not None
        return load_model(view, draft.id)


def wait_kept(page: ModelPage, windows: Windows, qtbot: QtBot) -> None:
    page.bench.keep()
    windows.settle()
    qtbot.waitUntil(lambda: not page.bench.unsaved)


def test_only_who_may_change_models_finds_the_screen(log_in: LogIn) -> None:
    assert "model" not in log_in("anouk").office.window._rail_keys
    assert "model" in log_in(OWNER).office.window._rail_keys


def test_the_published_version_is_only_read_until_a_draft_is_begun(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = opened(windows)
    before = page.bench.model
    show(page, "responsibilities")
    qtbot.keyClicks(page.grid, "i")
    assert page.bench.model is before
    assert "begin a draft" in page.said.text()
    assert not page.publish.isVisibleTo(page.head)
    page.begin.click()
    windows.settle()
    assert page.bench.editable
    assert page.bench.model == ordered(before)
    assert "draft" in page.title


def test_a_letter_sets_a_cell_that_is_kept_and_can_be_undone(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    before = ordered(page.bench.model)
    activity = before.activities[0].code
    show(page, "responsibilities")
    page.grid.go(activity, "boss")
    qtbot.keyClicks(page.grid, "i")
    assert Responsibility("boss", activity, Duty.INFORMED) in page.bench.model.responsibilities
    wait_kept(page, windows, qtbot)
    assert kept(company) == page.bench.model != before
    qtbot.keyClick(page.grid, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ordered(page.bench.model) == before
    qtbot.keyClick(page.grid, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.grid, "i")
    assert page.bench.model == before
    wait_kept(page, windows, qtbot)
    assert kept(company) == before


def test_what_was_typed_stays_when_a_version_changes_elsewhere_before_it_is_kept(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    show(page, "responsibilities")
    activity = page.bench.model.activities[0].code
    page.grid.go(activity, "boss")
    qtbot.keyClicks(page.grid, "i")
    typed = page.bench.model
    page.refresh(Changes.of("model", new_id()))  # as when a colleague sketches, approves or publishes
    qtbot.waitUntil(lambda: not page.bench.unsaved, timeout=5_000)
    windows.settle()
    assert page.bench.model == typed == kept(company)


def test_what_a_draft_lacks_stands_among_the_findings_by_its_weight(log_in: LogIn) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    assert page.bench.checked is not None
    weights = [list(Severity).index(one.severity) for one in page.bench.checked.findings]
    assert len(set(weights)) > 1
    assert weights == sorted(weights)


def test_a_name_typed_into_the_empty_row_adds_a_role_that_the_matrix_shows(
    log_in: LogIn, qtbot: QtBot
) -> None:
    page = drafting(log_in(OWNER))
    show(page, "role")
    type_cell(qtbot, page, "/", "name", "Market analyst")
    assert page.bench.model.roles[-1].code == "market_analyst"
    type_cell(qtbot, page, "market_analyst", "may", "export")
    assert page.bench.model.roles[-1].may == ("export",)
    type_cell(qtbot, page, "market_analyst", "may", "fly")
    assert page.bench.model.roles[-1].may == ("export",)
    assert "not one of" in page.said.text()
    show(page, "responsibilities")
    assert page.grid.grid.columns[-1].title == "Market analyst"
    show(page, "role")
    page.grid.go("market_analyst", "name")
    qtbot.keyClick(page.grid, Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert "market_analyst" not in page.bench.model.role


def test_findings_that_come_while_one_types_leave_the_line_alone(log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    show(page, "role")
    page.grid.go("boss", "purpose")
    qtbot.keyClick(page.grid, Key.Key_Return)
    editor = page.grid.findChild(type(page.filter))
    assert editor is not None
    qtbot.keyClicks(editor, "Sees to it ")
    page.grid.grid.set_signs({("boss", ""): "warning"})  # what was found on the change before
    windows.settle()
    qtbot.keyClicks(editor, "that it fits")
    qtbot.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    assert page.bench.model.role["boss"].purpose == "Sees to it that it fits"


@pytest.mark.parametrize(("typed", "taken"), [("partner", "partner"), ("cust", "customer")])
def test_enter_takes_the_line_or_the_word_that_is_chosen_below_it(
    log_in: LogIn, qtbot: QtBot, typed: str, taken: str
) -> None:
    page = drafting(log_in(OWNER))
    show(page, "activity")
    page.grid.go("check", "performer")
    qtbot.keyClick(page.grid, Key.Key_Return)
    editor = page.grid.findChild(type(page.filter))
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, typed)
    offers = QApplication.activePopupWidget()
    assert offers is not None
    if taken != typed:
        qtbot.keyClick(offers, Key.Key_Down)
    qtbot.keyClick(offers, Key.Key_Return)
    QApplication.processEvents()
    assert page.bench.model.activity["check"].performer.value == taken


def test_a_model_without_anything_published_is_found_and_begun_by_an_administrator(
    log_in: LogIn, company: Company
) -> None:
    with company.store.write(None) as work:
        work.connection.execute(text("UPDATE model_version SET state = 'withdrawn'"))
        work.connection.execute(text("UPDATE employee SET all_roles = 1 WHERE login = 'greet'"))
    windows = log_in(OWNER)
    assert "model" in windows.office.window._rail_keys
    page = opened(windows)
    told = [label.text() for label in page.stack.currentWidget().findChildren(Label)]
    assert "Nothing is published yet." in told
    page.begin.click()
    windows.settle()
    assert page.stack.currentWidget() is page.grid
    assert page.said.text().endswith("0 processes, 0 activities, 1 role")
    assert [one.code for one in page.bench.model.roles] == ["process_owner"]


def test_what_a_spreadsheet_copied_is_pasted_and_copied_back(log_in: LogIn, qtbot: QtBot) -> None:
    page = drafting(log_in(OWNER))
    show(page, "role")
    page.grid.go("/", "name")
    QGuiApplication.clipboard().setText("Analyst\tLooks at figures\nCoach\tHelps\r\n")
    qtbot.keyClick(page.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [(one.name, one.purpose) for one in page.bench.model.roles[-2:]] == [
        ("Analyst", "Looks at figures"), ("Coach", "Helps"),
    ]  # fmt: skip
    assert page.bench.undoable == "paste"
    first = page.grid.grid.place_of("analyst", "name")
    last = page.grid.grid.place_of("coach", "purpose")
    page.grid.selectionModel().select(
        QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    qtbot.keyClick(page.grid, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Analyst\tLooks at figures\nCoach\tHelps"
    page.bench.undo()
    assert "analyst" not in page.bench.model.role


def test_a_finding_comes_with_the_change_leads_to_its_place_and_goes_again(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    before = page.bench.errors()
    activity = next(one for one in page.bench.model.duties if len(page.bench.model.duties[one]) == 1)
    role = page.bench.model.duties[activity][0].role
    show(page, "responsibilities")
    page.grid.go(activity, role)
    qtbot.keyClick(page.grid, Key.Key_Delete)
    windows.settle()
    assert page.bench.errors() == before + 1
    assert not page.publish.isEnabled()
    assert page.grid.grid.signs[activity, ""] == "error"
    show(page, "ksf")
    qtbot.keyClick(page.grid, Key.Key_F8)
    cell = page.grid.grid.cell(page.grid.currentIndex())
    assert cell is not None
    assert cell[0].code == activity
    page.bench.undo()
    windows.settle()
    assert page.bench.errors() == before


def finding(page: ModelPage, code: str) -> None:
    """Put the keyboard on the first finding with a code."""
    rows = [page.findings.rows.row_at(number) for number in range(page.findings.rows.rowCount())]
    row = next(one for one in rows if one is not None and one.finding.code == code)
    page.findings.list.setFocus()
    assert page.findings.list.select_id(row.id)


def test_one_key_repairs_the_current_finding_goes_on_to_the_next_and_can_be_undone(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    before = page.bench.model
    show(page, "role")
    type_cell(qtbot, page, NEW, "name", "Weather man")
    windows.settle()
    changed = page.bench.model
    assert "weather_man" in changed.role
    finding(page, "unused-role")
    told = page.findings.findChild(ElidingLabel, "findings_said")
    assert told is not None
    assert told.text() == "Take “Weather man” out"

    qtbot.keyClick(page.findings.list, Key.Key_F9)
    windows.settle()
    assert page.bench.model == ordered(before)
    assert "unused-role" not in {one.finding.code for one in shown(page)}
    assert page.findings.list.current_row() is not None
    qtbot.keyClick(page.findings.list, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.bench.model == changed


def shown(page: ModelPage) -> list[Row]:
    found = [page.findings.rows.row_at(number) for number in range(page.findings.rows.rowCount())]
    return [one for one in found if one is not None]


def test_the_key_of_help_explains_the_finding_under_the_keyboard_and_its_links_lead_on(
    log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    assert page.help_topic == "model"
    finding(page, "range")
    assert not page.findings.repair.isEnabled()
    qtbot.keyClick(page.findings.list, Key.Key_F1)
    windows.settle()
    help_page = windows.office.window.current_page()
    assert isinstance(help_page, HelpPage)
    assert help_page.topic == "findings/range"
    assert "Few or many" in help_page.text.toPlainText()
    for link, topic in (
        ("../findings.md", "findings"),
        ("findings/gap.md", "findings/gap"),
        ("../../x.md", "index"),
    ):
        help_page.text.anchorClicked.emit(QUrl(link))
        assert help_page.topic == topic


def test_the_command_line_lists_what_the_panel_lists(
    company: Company, log_in: LogIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    windows.settle()
    panel = [
        {"code": one.finding.code, "severity": str(one.finding.severity), "place": one.finding.place,
         "sentence": one.finding.sentence, "repair": one.repair.words if one.repair else None}
        for one in shown(page)
    ]  # fmt: skip
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", PASSWORD)
    monkeypatch.setattr(
        "desktop_crm.cli.model_check.desk", lambda _args: nullcontext(windows.office.session.desk)
    )
    main(["model", "check", "--json"])

    assert json.loads(capsys.readouterr().out)["findings"] == panel
    assert panel


def test_changing_a_cell_and_publishing_changes_what_a_role_may(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    activity = page.bench.model.activities[0].code
    show(page, "responsibilities")
    page.grid.go(activity, "boss")
    qtbot.keyClicks(page.grid, "i")
    windows.settle()
    assert page.publish.isEnabled(), page.bench.checked
    page.publish.click()  # says what differs
    page.publish.click()
    windows.settle()
    with company.store.read() as view:
        version = published_version(view)
        assert version is not None
        assert grants(view, company.people[OWNER], Verb.INFORM, activity, version)
    assert page.bench.draft is None
    assert "Version 2 in use" in page.state.text()


def test_a_draft_of_a_colleague_is_told_and_taken_over_only_when_asked(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    colleague = next(login for login in company.people if login != OWNER)
    drafting(log_in(OWNER))
    with company.store.write(None) as work:
        work.connection.execute(
            text("UPDATE model_version SET held_by = :who WHERE state = 'draft'"),
            {"who": company.people[colleague].id.bytes},
        )
    windows = log_in(OWNER)
    page = opened(windows)
    assert not page.bench.editable
    assert company.people[colleague].name in page.state.text()
    page.take_over.click()
    windows.settle()
    assert page.bench.editable


def test_rows_are_found_by_what_they_hold(log_in: LogIn, qtbot: QtBot) -> None:
    page = opened(log_in(OWNER))
    show(page, "role")
    qtbot.keyClick(page.grid, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page.filter.setText("process own")
    assert [row.code for row in page.grid.grid.rows] == ["boss"]
    page.filter.setText("nobody at all")
    assert page.grid.grid.rowCount() == 0
    page.filter.clear()
    assert page.grid.grid.rowCount() > 1


def test_every_sheet_is_a_sound_item_model(log_in: LogIn, qtbot: QtBot) -> None:
    page = drafting(log_in(OWNER))
    for sheet in page.sheets:
        grid = GridModel(page.bench, sheet, page)
        tester = QAbstractItemModelTester(grid, QAbstractItemModelTester.FailureReportingMode.Fatal)
        grid.set_filter("a")
        grid.set_filter("")
        page.bench.edit("name", lambda model: model)
        assert tester.model() is grid


def test_the_draft_that_stands_there_is_put_on_paper(company: Company, log_in: LogIn) -> None:
    windows = log_in(OWNER)
    page = drafting(windows)
    sheet = page.paper()
    assert sheet is not None
    assert sheet.title == "Process model, version 2"
    assert written(sheet.gather()).startswith(b"%PDF")


@pytest.mark.parametrize("wide", [1280, 1440])
def test_all_titles_of_the_sheets_are_seen_whole(company: Company, log_in: LogIn, wide: int) -> None:
    windows = log_in(OWNER)
    windows.office.window.resize(wide, 800)
    page = opened(windows)
    assert page.tabs.narrowest() <= page.tabs.width()


def test_who_may_not_read_the_model_is_told_whom_to_ask(company: Company, log_in: LogIn) -> None:
    page = opened(log_in("anouk"))
    panel = page.stack.currentWidget()
    assert panel.objectName() == "model_error"
    assert page.state.text() == ""
    assert not page.begin.isVisibleTo(page.head)


def test_what_stands_beside_a_cell_is_read_to_its_last_word(company: Company, log_in: LogIn) -> None:
    page = opened(log_in(OWNER))
    words = "Registered 3 times in 90 days, read by nobody."  # a little longer than the panel is wide
    page.side._say(words)
    for _round in range(3):
        QApplication.processEvents()
    (label,) = (one for one in page.side.findChildren(Label) if one.text() == words)
    assert label.heightForWidth(label.width()) > label.heightForWidth(2 * label.width())
    assert label.height() >= label.heightForWidth(label.width())
