"""Customers who are here twice, in windows: offered while one types, side by side, merged, and made two again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import AddressData, CustomerData, PointData
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.rules import Rules
from desktop_crm.customers.survivors import survivor
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.duplicates.of_one import DoublesOfPage
from desktop_crm.ui.duplicates.page import DuplicatesPage
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
JAN = CustomerData(
    given="Jan",
    family="Wijnalda",
    language="nl",
    points=(PointData(PointKind.MOBILE, "06 12345678"), PointData(PointKind.EMAIL, "jan@wijnalda.nl")),
    addresses=(AddressData("Kade 8", "8011 AB", "Zwolle"),),
)
AGAIN = CustomerData(
    given="Jan",
    family="Wijnada",
    points=(PointData(PointKind.EMAIL, "jan@wijnalda.nl"),),
    addresses=(AddressData("Gracht 1", "8011 CD", "Zwolle"),),
)


def entered(windows: Windows, *people: CustomerData) -> list[CustomerId]:
    service = windows.office.session.desk.customers
    return [CustomerId(next(iter(service.add_customer(data=one).ids("customer")))) for one in people]


def whose(windows: Windows, customer: CustomerId) -> CustomerId:
    with windows.office.session.desk.store.read() as view:
        return survivor(view, customer)


@pytest.fixture
def windows(company: Company, log_in: LogIn) -> Windows:
    opened = log_in("anouk")
    service = opened.office.session.desk.duplicates
    for pair in service.find_duplicates(rules=Rules.BROAD):  # two at one telephone
        service.tell_apart(one=pair.one, other=pair.other)
    return opened


def looked(windows: Windows) -> DuplicatesPage:
    windows.office.open_duplicates()
    page = windows.office.window.current_page()
    assert isinstance(page, DuplicatesPage)
    page.begin()
    windows.settle()
    return page


def test_somebody_who_is_here_already_is_offered_while_one_types(windows: Windows, qtbot: QtBot) -> None:
    (jan,) = entered(windows, JAN)
    windows.office.open_customers()
    page = windows.office.window.current_page()
    assert isinstance(page, CustomersPage)
    qtbot.keyClicks(page.form.field("given"), "Jan")
    qtbot.keyClicks(page.form.field("family"), "Wijnalda")
    qtbot.waitUntil(lambda: bool(page.likely.found))
    assert [one.customer.id for one in page.likely.found] == [jan]
    wanted: list[object] = []
    page.likely.customer_wanted.connect(wanted.append)
    page.likely.show_found(page.likely.found)
    page.form.field("family").clear()
    qtbot.keyClicks(page.form.field("family"), "Zonneveld")
    qtbot.waitUntil(lambda: not page.likely.found)
    assert page.likely.isHidden()


def test_a_pair_is_shown_side_by_side_and_merged_as_chosen(windows: Windows, qtbot: QtBot) -> None:
    jan, again = entered(windows, JAN, AGAIN)
    page = looked(windows)
    assert page.pairs.rowCount() == 1
    shown = page.beside.shown
    assert shown is not None
    assert [one.id for one in shown.people] == [jan, again]
    differing = {line.field for line in shown.lines if line.differs}
    assert differing == {"name", "points", "addresses"}
    page.beside.choose("name", 1)
    assert page.beside.take() == {"name": again, "points": jan, "addresses": jan}
    page.beside.keep(1)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert whose(windows, jan) == again
    assert page.pairs.rowCount() == 0
    assert "is one with" in windows.told[-1].title


def test_whoever_has_cases_is_offered_as_the_one_to_keep(windows: Windows) -> None:
    jan, again = entered(windows, JAN, AGAIN)
    windows.office.session.desk.cases.start_case(
        process="question", channel="email", customer=again, asks=("Am I covered?",)
    )
    shown = looked(windows).beside.shown
    assert shown is not None
    assert [one.id for one in shown.people] == [again, jan]
    name = next(line for line in shown.lines if line.field == "name")
    assert "Wijnada" in name.values[0]


def test_two_who_are_two_are_not_shown_again(windows: Windows) -> None:
    entered(windows, JAN, AGAIN)
    page = looked(windows)
    page.apart.click()
    windows.settle()
    assert page.pairs.rowCount() == 0
    page.begin()
    windows.settle()
    assert page.pairs.rowCount() == 0
    assert not page.merge.isEnabled()


def test_a_pair_is_left_for_later(windows: Windows) -> None:
    people = [JAN, AGAIN]
    people += [
        CustomerData(given="Els", family=name, points=(PointData(PointKind.EMAIL, "els@zonneveld.nl"),))
        for name in ("Zonneveld", "Zoneveld")
    ]
    entered(windows, *people)
    page = looked(windows)
    assert page.pairs.rowCount() == 2
    first, second = (page.pairs.id_at(number) for number in range(2))
    page.later.click()
    windows.settle()
    assert [page.pairs.id_at(number) for number in range(2)] == [second, first]
    assert page.list.current_id() == second


def test_nobody_twice_and_a_scan_that_is_called_off_leave_a_sentence(windows: Windows) -> None:
    page = looked(windows)
    assert page.pairs.rowCount() == 0
    assert "here twice" in page._empty.accessibleName()
    page.begin()
    page._call_off()
    windows.settle()
    assert page.look.isEnabled()


def test_a_merge_begins_in_the_file_and_is_taken_back_there(windows: Windows) -> None:
    jan, again = entered(windows, JAN, AGAIN)
    file = windows.office.open_customer(jan)
    windows.settle()
    file.head.merge.click()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, DoublesOfPage)
    assert page.list.current_id() == (jan, again)
    page.merge_them()
    windows.settle()
    there = windows.office.open_customer(again)
    windows.settle()
    assert there.customer == jan
    assert not file.beside.merged.isHidden()
    entry = windows.office.session.desk.customers
    entry.add_contact_point(customer=jan, point=PointData(PointKind.PHONE, "038 4217706"))
    assert file.view is not None
    file.parting.begin(file.view.merges[0])
    windows.settle()
    assert file.parting.panel is not None
    (mark,) = file.parting.panel.marks.values()
    mark.click()
    file.parting.panel.part.click()
    windows.settle()
    assert file.parting.panel is None
    assert whose(windows, again) == again
    assert file.beside.merged.isHidden()
    other = windows.office.open_customer(again)
    windows.settle()
    assert isinstance(other, CustomerPage)
    assert other.view is not None
    assert "038 4217706" in [point.content for point in other.view.file.profile.points]


def test_anybody_can_be_chosen_to_merge_with(windows: Windows, company: Company) -> None:
    (jan,) = entered(windows, JAN)
    windows.office.looking.open_doubles_of(jan)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, DoublesOfPage)
    assert page.pairs.rowCount() == 0
    page._search("Vries")
    windows.settle()
    assert page.list.current_id() == (jan, company.customers["vries"])
    assert page.merge.isEnabled()
