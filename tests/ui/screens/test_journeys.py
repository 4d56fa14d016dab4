"""Three questions of a supervisor, answered from an empty desk with keys alone, and each answer put on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, update

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import Contact
from desktop_crm.reports.apart import written
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.history.page import HistoryPage
from desktop_crm.ui.paper.page import PaperPage
from desktop_crm.ui.paper.pages import page_sizes, words_of
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.team.page import TeamPage
from desktop_crm.ui.team.promises_page import PromisesPage
from desktop_crm.workflow.tables import ClockRow
from tests.measures.team import staff, verdict
from tests.ui.screens.conftest import Windows
from tests.ui.typist import CONTROL, Key, Typist
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


class Supervisor(Typist):
    """Somebody at the desk who looks back, by keys; a printer that keeps what it prints stands beside it.

    Attributes:
        windows: theirs. `printed`: the file of the printer.
    """

    def __init__(self, windows: Windows, tasks: Tasks, time: FakeTime, qtbot: QtBot, printed: Path) -> None:
        super().__init__(SimpleNamespace(office=windows.office, tasks=tasks), time, qtbot)  # type: ignore[arg-type]
        self.windows, self.printed = windows, printed

    def ask(self, words: str) -> None:
        """Type what one wants into the search box, and take the first that is found."""
        self.press(Key.Key_K, CONTROL)
        self.type(words)
        box = self.office.window.top_bar.search
        self.wait(lambda: box.results.current() is not None, f"something called “{words}”")
        self.press(Key.Key_Return)
        self.settle()

    def page(self, kind: type[Any]) -> Any:
        page = self.wait(
            lambda: found if isinstance(found := self.office.window.current_page(), kind) else None,
            kind.__name__,
        )
        self.settle()
        return page

    def print_out(self) -> str:
        """Press Ctrl+P, look at the pages, press it again; return what stands on the printer's paper."""
        self.press(Key.Key_P, CONTROL)
        paper = self.page(PaperPage)
        self.wait(lambda: paper.view is not None and paper.view.pages.drawn(0), "the first page")
        assert paper.view.hasFocus()
        shown = words_of(paper.made.content, 0)
        self.press(Key.Key_P, CONTROL)
        self.wait(self.printed.exists, "the printer")
        self.settle()
        assert len(page_sizes(self.printed.read_bytes())) == len(paper.made.sizes)
        self.press(Key.Key_W, CONTROL)
        return shown


@pytest.fixture
def supervisor(
    log_in: LogIn,
    tasks: Tasks,
    fake_time: FakeTime,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], Supervisor]:
    """Greet at her desk, which is empty; the pages are written in the tests' own process."""
    printed = tmp_path / "printed.pdf"

    def choose(_page: PaperPage, _parent: object, _pages: int) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(printed))
        return printer

    monkeypatch.setattr(PaperPage, "make", staticmethod(written))
    monkeypatch.setattr(PaperPage, "choose_printer", choose)

    def enter() -> Supervisor:
        windows = log_in("greet")
        windows.office.window.activateWindow()
        assert windows.office.desk.mine.rows.rowCount() == 0
        # What she may look after is read behind the desk, and only then found in the search box.
        qtbot.waitUntil(lambda: any(one.key == "team" for one in windows.office.actions()), timeout=5_000)
        return Supervisor(windows, tasks, fake_time, qtbot, printed)

    return enter


def test_which_promises_will_we_break_today(company: Company, supervisor: Callable[[], Supervisor]) -> None:
    cases = company.desk("anouk").cases
    for customer, hours in (("smit", 3), ("vries", 6), ("smit", 48)):
        cases.start_case(
            process="claim", channel="telephone", customer=company.customers[customer],
            promise=company.now + timedelta(hours=hours),
        )  # fmt: skip
    with company.store.write(
        None
    ) as work:  # the work that remains usually takes longer than is left of the first
        first = ClockRow.due_at == company.now + timedelta(hours=3)
        work.connection.execute(
            update(ClockRow).where(first).values(warn_at=company.now - timedelta(hours=1))
        )

    greet = supervisor()
    greet.ask("promises")
    page = greet.page(PromisesPage)
    told = [
        [column.text(page.rows.row_at(place)) for column in page.rows.columns[:3]]
        for place in range(page.rows.rowCount())
    ]
    assert told == [
        ["3:00 left, will break", "today 12:00", "Bakkerij Smit B.V."],
        ["6:00 left, on course", "today 15:00", "Fam. De Vries"],
    ]
    shown = greet.print_out()
    assert "Will break: less time is left than the work usually takes (1)" in shown
    assert "On course (1)" in shown
    greet.press(Key.Key_Return)
    greet.page(CasePage)


def test_where_did_last_months_requests_lose_their_time(
    company: Company, supervisor: Callable[[], Supervisor]
) -> None:
    october = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for number, who in enumerate(staff(company, 6)):
        # Each waited two hours, was held for one, and took half an hour.
        verdict(company, who, october + timedelta(days=7 * (number % 3)), before=(210, 90, 30))

    greet = supervisor()
    greet.ask("team")
    page = greet.page(TeamPage)
    greet.choose(page.period, "month")
    greet.choose(page.times.process, "question")
    greet.settle()
    assert page.times.said.text().startswith(
        "57% of step time is waiting, most of it before “Answer the question”."
    )
    greet.press(Key.Key_T, CONTROL)
    row = page.times.rows.row_at(0)
    assert [column.text(row) for column in page.times.rows.columns][3:6] == ["2 h 00", "1 h 00", "0 h 30"]
    shown = greet.print_out()
    assert "Information request 6 cases, concluded in the months that are over of 10-2026." in shown
    assert "57% of step time is waiting" in shown


def test_what_was_said_to_this_customer_in_march(
    company: Company, supervisor: Callable[[], Supervisor]
) -> None:
    def said(text: str, customer: str, *day: int) -> dict[str, Any]:
        return {
            "id": new_id(), "customer_id": company.customers[customer], "direction": "out", "text": text,
            "channel": "telephone", "employee_id": company.people["anouk"].id,
            "happened_at": datetime(2026, *day, 12, tzinfo=UTC), "recorded_at": company.now,
        }  # fmt: skip

    with company.store.write(None) as work:
        rows = [said("Before.", "smit", 2, 28), said("The expert comes on Thursday.", "smit", 3, 11),
                said("To somebody else.", "vries", 3, 12), said("After.", "smit", 4, 1)]  # fmt: skip
        work.connection.execute(insert(Contact), rows)

    greet = supervisor()
    greet.ask("contact history")
    page = greet.page(HistoryPage)
    box = page.narrowing.customer
    greet.reach(box.line)
    greet.type("Smit")
    greet.wait(lambda: box.results.current() is not None, "the customer")
    greet.press(Key.Key_Return)
    march = f"month/{2026 * 12 + 2}"
    greet.choose(page.narrowing.choosers["period"], march)
    greet.settle()
    assert [page.rows.row_at(place).text for place in range(page.rows.rowCount())] == [
        "The expert comes on Thursday."
    ]
    assert isinstance(QApplication.focusWidget(), type(page.narrowing.choosers["period"]))
    shown = greet.print_out()
    assert "Bakkerij Smit B.V. from 01-03-2026 to 31-03-2026 1 contact" in shown
    assert "The expert comes on Thursday." in shown
