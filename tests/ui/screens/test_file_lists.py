"""Beside the time line: numbers, addresses, consent, relations, other systems and owner, by keys, each taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData, PointData
from desktop_crm.customers.editing import EditingService, FieldEdit
from desktop_crm.customers.fields import Place
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.rows import Profile
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.customer.entry_rows import EntryPanel
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.widgets.link import Link
from tests.customers.people import unpublished
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def windows(log_in: LogIn) -> Windows:
    return log_in("anouk")


@pytest.fixture
def page(company: Company, windows: Windows) -> CustomerPage:
    opened = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    return opened


def profile(page: CustomerPage) -> Profile:
    assert page.view is not None
    return page.view.file.profile


def panel_of(page: CustomerPage) -> ActPanel:
    assert page.planning.panel is not None
    return page.planning.panel


def answer(page: CustomerPage, windows: Windows, **given: str) -> None:
    """Type into the open panel, and confirm it."""
    panel = panel_of(page)
    for code, value in given.items():
        panel.fields[code].set_value(value)
    panel.confirm()
    windows.settle()


def follow(page: CustomerPage, windows: Windows, name: str) -> None:
    link = page.findChild(Link, name)
    assert link is not None
    link.click()
    windows.settle()


def press(panel: EntryPanel, windows: Windows, key: Qt.Key, row: int = 0) -> None:
    panel.rows[row].setFocus()
    QTest.keyClick(panel.rows[row], key)
    windows.settle()


def undo(page: CustomerPage, windows: Windows) -> None:
    page.line.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    windows.settle()


def number(windows: Windows, company: Company, content: str = "038 4217706") -> None:
    session = windows.office.session
    point = PointData(PointKind.PHONE, content)
    session.announce(
        session.desk.customers.add_contact_point(customer=company.customers["smit"], point=point)
    )
    windows.settle()


def test_a_number_that_reaches_nobody_is_asked_about_once_and_then_kept(
    page: CustomerPage, windows: Windows
) -> None:
    before = len(profile(page).points)
    follow(page, windows, "add_point")
    answer(page, windows, content="038-12", kind="phone")
    assert len(profile(page).points) == before
    assert panel_of(page).confirm_button.text() == "Keep it as it is"
    panel_of(page).confirm()
    windows.settle()
    assert page.planning.panel is None
    assert profile(page).points[-1].content == "038-12"
    undo(page, windows)
    assert len(profile(page).points) == before


def test_enter_changes_a_number_and_of_one_kind_one_is_preferred(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    number(windows, company)
    number(windows, company, "038 4217707")
    rows = [row.entry.fact.value for row in page.beside.lists.reach.rows]
    for content in ("038 4217706", "038 4217707"):
        press(page.beside.lists.reach, windows, Qt.Key.Key_Return, rows.index(content))
        answer(page, windows, preferred="yes", label="work")
    assert [(one.content, one.label) for one in profile(page).points if one.preferred] == [
        ("038 4217707", "work")
    ]
    undo(page, windows)
    assert [one.content for one in profile(page).points if one.preferred] == ["038 4217706"]


def test_of_a_thousand_numbers_a_file_makes_only_the_rows_that_are_asked_for(windows: Windows) -> None:
    many = tuple(PointData(PointKind.EMAIL, f"m{number}@example.nl") for number in range(1_000))
    added = windows.office.session.desk.customers.add_customer(data=CustomerData(name="Many", points=many))
    page = windows.office.open_customer(CustomerId(next(iter(added.ids("customer")))))
    windows.settle()
    reach = page.beside.lists.reach
    assert len(reach.rows) == 12
    follow(page, windows, "more_entries")
    assert [row.entry.fact.value for row in reach.rows] == [one.content for one in profile(page).points[:112]]


def test_delete_ends_a_number_today_and_removes_what_has_ended(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    number(windows, company)
    last = len(page.beside.lists.reach.rows) - 1 - len(profile(page).addresses)
    press(page.beside.lists.reach, windows, Qt.Key.Key_Delete, last)
    assert profile(page).points[-1].until == date(2026, 11, 23)
    press(page.beside.lists.reach, windows, Qt.Key.Key_Delete, last)
    assert "038 4217706" not in [one.content for one in profile(page).points]
    undo(page, windows)
    undo(page, windows)
    assert profile(page).points[-1].content == "038 4217706"


def test_an_address_is_added_changed_and_taken_back(page: CustomerPage, windows: Windows) -> None:
    before = profile(page).addresses
    follow(page, windows, "add_address")
    answer(page, windows, street="Markt 1", town="Zwolle", since="2020-01-01")
    press(page.beside.lists.reach, windows, Qt.Key.Key_F2, len(page.beside.lists.reach.rows) - 1)
    answer(page, windows, town="Deventer")
    assert (profile(page).addresses[-1].town, profile(page).addresses[-1].since) == (
        "Deventer",
        date(2020, 1, 1),
    )
    undo(page, windows)
    undo(page, windows)
    assert profile(page).addresses == before


def test_a_number_that_a_colleague_changed_meanwhile_is_asked_about(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    number(windows, company)
    point = profile(page).points[-1]
    press(page.beside.lists.reach, windows, Qt.Key.Key_Return, len(profile(page).points) - 1)
    theirs = FieldEdit("label", "", "home", Place.POINT, point.id)
    joost = EditingService(company.store, company.people["joost"], unpublished)
    joost.edit(customer=company.customers["smit"], edits=[theirs])
    answer(page, windows, label="work")
    assert panel_of(page).confirm_button.text() == "Make it mine"
    with company.store.read() as view:
        assert view.driver.execute(
            "SELECT label FROM contact_point WHERE content = '038 4217706'"
        ).fetchall() == [("home",)]
    panel_of(page).confirm()
    windows.settle()
    assert profile(page).points[-1].label == "work"


def test_consent_is_registered_with_its_proof_withdrawn_and_its_history_told(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    session = windows.office.session
    session.announce(
        session.desk.filing.add_document(
            customer=company.customers["smit"], name="signed.txt", content=b"I agree"
        )
    )
    windows.settle()
    assert page.view is not None
    document = page.view.file.time_line[0]
    follow(page, windows, "add_consent")
    answer(
        page, windows, channel="email", given="yes", purpose="news", proof_row=f"document/{document.id.hex}"
    )
    (given,) = profile(page).consents
    assert (given.channel, given.purpose, given.given, given.document_id) == (
        "email", "news", True, document.id,
    )  # fmt: skip
    press(page.beside.lists.consents, windows, Qt.Key.Key_Delete)
    answer(page, windows)
    assert [one.given for one in profile(page).consents] == [False]
    follow(page, windows, "consent_history")
    told = [row.accessibleName() for row in page.beside.lists.consents.rows]
    assert ["no · news" in told[0], "yes · news" in told[1], "signed.txt" in told[1]] == [True] * 3
    press(page.beside.lists.consents, windows, Qt.Key.Key_Return, 1)
    assert page.documents.preview is not None
    assert page.documents.preview.document.name == "signed.txt"
    undo(page, windows)
    assert [one.given for one in profile(page).consents] == [True]


def test_a_relation_is_found_by_its_search_field_and_stands_on_both_files(
    page: CustomerPage, windows: Windows, company: Company, qtbot: QtBot
) -> None:
    follow(page, windows, "add_relation")
    box = panel_of(page).customer
    assert box is not None
    QTest.keyClicks(QApplication.focusWidget(), "vries")
    qtbot.waitUntil(lambda: bool(box.box.results.hits), timeout=5_000)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert box.customer is not None
    answer(page, windows, kind="director")
    (relation,) = profile(page).relations
    assert (relation.kind, relation.forward, relation.other_id) == (
        "director",
        True,
        company.customers["vries"],
    )
    asked: list[object] = []
    page.customer_wanted.connect(asked.append)
    press(page.beside.lists.relations, windows, Qt.Key.Key_Return)
    other = windows.office.open_customer(company.customers["vries"])
    windows.settle()
    assert asked == [company.customers["vries"]]
    assert "director of" in other.beside.lists.relations.rows[0].accessibleName()
    press(other.beside.lists.relations, windows, Qt.Key.Key_Delete)
    assert profile(other).relations[0].until == date(2026, 11, 23)
    press(other.beside.lists.relations, windows, Qt.Key.Key_Delete)
    assert profile(other).relations == ()


def test_a_number_elsewhere_is_added_changed_removed_and_taken_back(
    page: CustomerPage, windows: Windows
) -> None:
    follow(page, windows, "add_identifier")
    answer(page, windows, system="till", code="7")
    press(page.beside.lists.named, windows, Qt.Key.Key_F2)
    answer(page, windows, code="8")
    assert [(one.system, one.code) for one in profile(page).identifiers] == [("till", "8")]
    undo(page, windows)
    press(page.beside.lists.named, windows, Qt.Key.Key_Delete)
    assert profile(page).identifiers == ()
    undo(page, windows)
    assert [one.code for one in profile(page).identifiers] == ["7"]
    follow(page, windows, "show_crosswalk")
    assert "till: 1 known there" in windows.told[-1].title


def test_the_owner_is_chosen_from_colleagues_and_the_history_tells_since_when(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    follow(page, windows, "hand_over_customer")
    answer(page, windows, owner=company.people["joost"].id.hex)
    assert page.view is not None
    assert page.view.file.head.owner == company.people["joost"].name
    press(page.beside.lists.standing, windows, Qt.Key.Key_Return, 1)
    row = page.beside.details.rows["status"]
    assert row.field is not None
    row.field.set_value("former")
    row.save()
    windows.settle()
    follow(page, windows, "standing_history")
    told = [
        one.accessibleName()
        for one in page.editing.changes.findChildren(type(page.beside.lists.reach.rows[0]).__base__)
    ]
    assert any("Status" in one for one in told)
    assert all("Name" not in one for one in told)


def test_whoever_supervises_hands_a_whole_portfolio_over_and_takes_that_back(
    log_in: LogIn, company: Company
) -> None:
    windows = log_in("greet")
    desk, anouk, joost = windows.office.session.desk, company.people["anouk"], company.people["joost"]
    for customer in company.customers.values():
        desk.customers.give_owner(customer=customer, owner=anouk.id)
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    follow(page, windows, "hand_over_customer")
    answer(page, windows, owner=joost.id.hex, which="all")

    def owners() -> set[object]:
        with company.store.read() as view:
            return {row[0] for row in view.driver.execute("SELECT hex(owner_id) FROM customer").fetchall()}

    assert owners() == {joost.id.hex.upper()}
    undo(page, windows)
    assert owners() == {anouk.id.hex.upper()}


def test_below_a_file_stands_one_panel_at_a_time(
    page: CustomerPage, windows: Windows, company: Company
) -> None:
    session = windows.office.session
    session.announce(
        session.desk.filing.add_document(customer=company.customers["smit"], name="a.txt", content=b"x")
    )
    windows.settle()
    assert page.view is not None
    page.documents.show_document(page.view.file.time_line[0].id)
    windows.settle()
    follow(page, windows, "add_point")
    assert page.documents.preview is None
    assert page.planning.panel is not None
    page.documents.show_document(page.view.file.time_line[0].id)
    windows.settle()
    assert page.planning.panel is None
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.documents.preview is None
