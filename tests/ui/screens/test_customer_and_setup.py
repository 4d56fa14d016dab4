"""The customer file, a case as a whole, finding and adding customers, and the set-up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core import paths
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.activity.ended import ended_lines
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.help import HelpPage
from desktop_crm.ui.setup.page import SetupPage
from desktop_crm.ui.theme import Mode, install
from desktop_crm.ui.widgets.clock_chip import ClockChip
from desktop_crm.ui.widgets.panel import Panel
from tests.ui.screens.conftest import PASSWORD, Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def test_the_file_shows_contacts_cases_facts_and_clocks(company: Company, log_in: LogIn) -> None:
    started = company.claim(asks=("May I drive on?",))
    company.desk("anouk").cases.complete(
        work_item=started.mine[0], outputs={"words": "Hit.", "mobile": "0612345678"}
    )
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    assert page.head.name.text() == "Bakkerij Smit B.V."
    assert page.view is not None
    assert len(page.view.file.open_cases) == 1
    nearest = page.view.clocks[started.case]
    assert nearest is not None
    assert (nearest.ksf, nearest.face) == ("reached", "running")
    assert [fact.item for fact in page.view.file.facts] == ["mobile"]
    said = [
        entry.spoken for row in range(page.line.entries.rowCount()) if (entry := page.line.entries.entry(row))
    ]
    assert any("May I drive on?" in one for one in said)
    assert any("Case started" in one for one in said)


def test_the_time_line_is_filtered(company: Company, log_in: LogIn) -> None:
    company.claim()
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    page.filters.set_code("cases")
    page._filter("cases")
    windows.settle()
    keys = [page.line.entries.entry(row).key for row in range(page.line.entries.rowCount())]  # type: ignore[union-attr]
    assert {key[0] for key in keys if key} == {"case"}


def test_a_new_event_for_this_customer_begins_at_the_desk(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["vries"])
    windows.settle()
    qtbot.mouseClick(page.head.new_event, Qt.MouseButton.LeftButton)
    windows.settle()
    assert windows.office.window.current_page() is windows.office.desk
    customer = windows.office.desk.event_form.who.customer
    assert customer is not None
    assert customer.name == "Fam. De Vries"


def test_a_file_is_read_again_when_its_customer_changed(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    windows.office.session.announce(company.claim())
    windows.settle()
    assert page.view is not None
    assert len(page.view.file.open_cases) == 1


def test_a_case_of_others_is_shown_whole_and_mine_opens_its_step(company: Company, log_in: LogIn) -> None:
    outcome = company.claim()
    windows = log_in("joost")
    windows.office.open_case(outcome.case)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CasePage)
    assert page.view is not None
    assert [item.mine for item in page.view.open] == [False]
    company.desk("anouk").items.claim(work_item=outcome.mine[0])
    mine = log_in("anouk")
    mine.office.open_case(outcome.case)
    mine.settle()
    assert isinstance(mine.office.window.current_page(), ActivityPage)


def test_a_case_is_concluded_directly_and_reopened(company: Company, log_in: LogIn) -> None:
    started = company.desk("anouk").cases.start_case(
        process="question", channel="email", customer=company.customers["smit"], asks=("Am I covered?",)
    )
    windows = log_in("anouk")
    windows.office._open_case(started.case, None)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CasePage)
    page.begin("conclude")
    assert page.panel is not None
    page.panel.fields["channel"].set_value("email")
    page.panel.fields["grade"].set_value("9")
    page.panel.fields["graded_by"].set_value("customer")
    page.panel.confirm()
    windows.settle()
    assert page.view is not None
    assert (str(page.view.head.status), page.view.head.grade) == ("concluded", 9)
    assert not page.conclude.isVisible()
    assert any(panel.accessibleName() == "How it ended" for panel in page.findChildren(Panel))
    said = dict(ended_lines(page.view))
    assert said["Grade"] == "9, given by the customer"
    assert said["Expected"] == "nothing was recorded"
    verdicts = [chip.face.spoken for chip in page.steps.findChildren(ClockChip)]
    assert len(verdicts) == len(page.view.clocks) > 0
    page.begin("reopen")
    page.panel.fields["reason"].set_value("One more thing")
    page.panel.confirm()
    windows.settle()
    assert str(page.view.head.status) == "running"
    page.begin("contact")
    page.panel.confirm()
    assert page.panel is not None, "a contact needs a direction, a channel and words"


def test_a_case_with_a_required_step_open_is_not_concluded_and_says_why(
    company: Company, log_in: LogIn
) -> None:
    outcome = company.claim()
    windows = log_in("tim")
    windows.office._open_case(outcome.case, None)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CasePage)
    page.begin("conclude")
    assert page.panel is not None
    page.panel.fields["channel"].set_value("telephone")
    page.panel.confirm()
    windows.settle()
    assert "can't be concluded while “Receive claim report” is open" in page.panel._wrong.text()


@pytest.mark.parametrize(("who", "may"), [("anouk", True), ("tim", True), ("greet", True), ("joost", False)])
def test_who_has_no_part_in_a_case_is_told_why_they_may_not_conclude_or_stop_it(
    company: Company, log_in: LogIn, who: str, may: bool
) -> None:
    outcome = company.claim()
    windows = log_in(who)
    windows.office._open_case(outcome.case, None)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CasePage)
    assert page.conclude.isEnabled() == may
    if not may:
        for words in (page.conclude.toolTip(), page.conclude.accessibleDescription()):
            assert "Receive claim report" in words
            assert outcome.number in words
        windows.office.open_work(outcome.mine[0])
        windows.settle()
        activity = windows.office.window.current_page()
        assert isinstance(activity, ActivityPage)
        assert not activity.bar.pause.isEnabled()
        assert activity.bar.pause.accessibleDescription() == page.conclude.accessibleDescription()


def test_a_customer_is_added_and_found(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    windows.office.open_customers()
    page = windows.office.window.current_page()
    assert isinstance(page, CustomersPage)
    for key, text in {
        "given": "Jan",
        "family": "van den Berg",
        "phone": "06 1234 5678",
        "town": "Zwolle",
    }.items():
        qtbot.keyClicks(page.form.field(key), text)
    page.form.submit()
    windows.settle()
    file = windows.office.window.current_page()
    assert isinstance(file, CustomerPage)
    assert file.head.name.text() == "Jan van den Berg"
    qtbot.keyClicks(page.box.line, "berg")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1, timeout=5_000)


def test_whoever_may_not_administer_sees_only_the_own_password(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    windows.office.open_setup()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, SetupPage)
    assert not page.people.isVisible()


def test_the_own_password_is_changed(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    windows.office.open_setup()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, SetupPage)
    for key, text in (("old", "wrong"), ("new", "another long secret"), ("again", "another long secret")):
        qtbot.keyClicks(page.password.field(key), text)
    page.password.submit()
    windows.settle()
    assert "old password is wrong" in page.password._wrong.text()
    page.password.field("old").setText(PASSWORD)
    page.password.submit()
    windows.settle()
    assert windows.told[-1].title == "Your password is changed."


def test_an_administrator_adds_an_employee_whose_password_is_told_once(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("greet")
    windows.office.open_setup()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, SetupPage)
    assert page.rows.rowCount() == 4
    page.edit(None)
    form = page.form
    assert form is not None
    form.name.setText("Fatma Yıldız")  # Qt types no letters beyond ASCII
    qtbot.keyClicks(form.login, "fatma")
    form.roles["claims"].setChecked(True)
    form.submit()
    windows.settle()
    assert len(form.given.text()) >= 10
    assert page.rows.rowCount() == 5
    form.submit()
    windows.settle()
    assert page.rows.rowCount() == 5


@pytest.mark.parametrize("topic", ["index", "desk", "activity", "case", "customer", "setup"])
def test_every_screen_has_its_help(topic: str, qtbot: QtBot) -> None:
    assert (paths.resources() / "help" / f"{topic}.md").is_file()
    page = HelpPage(topic)
    qtbot.addWidget(page)
    assert page.text.toPlainText().strip()


def test_help_shows_nothing_outside_its_folder(qtbot: QtBot) -> None:
    page = HelpPage("../../pyproject")
    qtbot.addWidget(page)
    assert page.text.toPlainText().startswith("Help")


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_screen_paints_in_both_sizes_and_colours(
    company: Company, log_in: LogIn, qapp: object, size: tuple[int, int], mode: Mode
) -> None:
    install(qapp, mode)  # type: ignore[arg-type]
    outcome = company.claim(asks=("May I drive on?",))
    windows = log_in("anouk")
    office = windows.office
    office.window.resize(*size)
    office.open_work(outcome.mine[0])
    office.open_case(company.claim("tim", "vries").case)  # a colleague's: shown whole
    office.open_customer(company.customers["smit"])
    office.open_customers()
    office.open_setup()
    office.open_help("desk")
    windows.settle()
    shown = {page.objectName() for page in office.window.pages}
    assert {"desk_page", "activity_page", "case_page", "customer_page", "customers_page"} <= shown
    for index in range(len(office.window.pages)):
        office.window.show_page_at(index)
        windows.settle()
        image = office.window.grab().toImage()
        assert (image.width(), image.height()) == size
        colours = {
            image.pixelColor(x, y).name() for x in range(80, size[0], 7) for y in range(60, size[1], 7)
        }
        assert len(colours) > 4, f"{office.window.pages[index].objectName()} is empty"


def test_a_contact_is_planned_from_the_file_and_stands_above_the_time_line(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    page.head.plan.click()
    panel = page.planning.panel
    assert panel is not None
    assert panel.fields["channel"].isAncestorOf(QApplication.focusWidget())
    assert "colleague" not in dict(panel.fields["channel"].spec.choices)
    panel.fields["channel"].set_value("visit")
    panel.fields["subject"].set_typed("Yearly review of all policies")
    panel.fields["at"].set_typed("1-1-2026 10:00")
    panel.confirm()
    windows.settle()
    assert panel.fields["at"].note.words == "A contact is planned ahead; choose a later time."
    panel.fields["at"].set_typed("26-11-2026 10:00")
    panel.confirm()
    windows.settle()
    assert panel.fields["despite"].isAncestorOf(QApplication.focusWidget()), (
        "nobody said that they may be visited"
    )
    panel.fields["despite"].set_typed("They asked for it")
    panel.confirm()
    windows.settle()
    assert page.planning.panel is None
    assert windows.told[-1].title == "The contact is planned for Thu 26 Nov 10:00."
    assert page.view is not None
    assert [row.title for row in page.view.file.planned] == ["Visit: Yearly review of all policies"]
    assert page.line.hasFocus() or page.line.isAncestorOf(QApplication.focusWidget())


def test_escape_leaves_the_plan_and_nothing_is_stored(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    page.planning.begin()
    first = page.planning.panel
    page.planning.begin()
    assert page.planning.panel is first
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.planning.panel is None
    assert page.view is not None
    assert page.view.file.planned == ()
