"""The windows around the work: the first administrator of an empty store, set-up, help, search, empty pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.frame.keys import KeySheet
from desktop_crm.ui.help import HelpPage
from desktop_crm.ui.setup.page import SetupPage
from desktop_crm.ui.tour.driver import CONTROL, Driver

_TAKEN = 4
_PASSWORD = "a garden with tulips"


def first_administrator(driver: Driver) -> None:
    """Make the first administrator of a store that is empty, keep the key, and log in to a desk without work."""
    door = driver.app.start()
    driver.wait(door.first.isVisible, "the page of the first administrator")
    driver.look_at(door)
    for field, words in (
        ("name", "Ada Winter"), ("login", "ada"), ("password", _PASSWORD), ("again", _PASSWORD)
    ):  # fmt: skip
        driver.retype(words, door.first.field(field))
    driver.picture("first-administrator")
    driver.press(Qt.Key.Key_Return)
    driver.wait(door.key_page.isVisible, "the recovery key")
    driver.picture("recovery-key")
    box = door.key_page.findChild(QCheckBox, "confirm")
    assert box is not None
    driver.press(Qt.Key.Key_Space, on=box)
    driver.click(door.key_page.go_on)
    driver.wait(door.log_in.isVisible, "the page to log in")
    driver.password = _PASSWORD
    driver.log_in("ada")
    driver.picture("empty-desk")
    driver.log_out()


def refused_at_the_door(driver: Driver) -> None:
    """Type a wrong password: the window says so in one sentence."""
    door = driver.app.start()
    driver.wait(door.log_in.isVisible, "the page to log in")
    driver.look_at(door)
    driver.retype("anouk", door.log_in.field("login"))
    driver.retype("not the one", door.log_in.field("password"))
    driver.press(Qt.Key.Key_Return)
    problem = door.log_in.findChild(QWidget, "problem")
    assert problem is not None
    driver.wait(problem.isVisible, "the refusal")
    driver.picture("wrong-password")


def busy_desk(driver: Driver) -> None:
    """A desk in the middle of the day: work in hand, work that waits, and a call that just came in."""
    driver.until(13, 50)
    driver.log_in("esther")
    office, form = driver.office, driver.office.desk.event_form
    for _step in range(_TAKEN):
        office.window.show_page_at(0)
        driver.breathe()  # nobody presses the next key before the desk is painted
        driver.press(Qt.Key.Key_F5)
        driver.wait(lambda: isinstance(office.window.current_page(), ActivityPage), "the next step")
        driver.settle()
        driver.minutes(3)
    office.open_desk()
    driver.press(Qt.Key.Key_N, CONTROL)
    driver.type("Is the new delivery van insured from today, and may my nephew of 19 drive it?", form.says)
    driver.type("vries", form.who.box.line)
    driver.wait(form.who.box.results.current, "somebody called “vries”")
    driver.picture("busy-desk", small=True)
    driver.log_out()


def administration(driver: Driver) -> None:
    """Set-up with its employees, an employee's roles, customers, search, the keys of a screen, help."""
    driver.log_in("admin")
    office = driver.office
    office.open_setup()
    page = driver.wait(office.window.current_page, "set-up")
    assert isinstance(page, SetupPage)
    driver.wait(page.rows.rowCount, "the employees")
    driver.picture("set-up", small=True)
    page.list.setFocus(Qt.FocusReason.TabFocusReason)
    driver.press(Qt.Key.Key_Home)
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: page.form, "the form of an employee")
    driver.picture("set-up-employee")
    _customers(driver)
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.type("start c")
    driver.wait(office.window.top_bar.search.results.isVisible, "what was found")
    driver.picture("search")
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_Escape)
    office.open_desk()
    driver.settle()
    office.desk.waiting.list.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(office.desk.waiting.list, "?")
    driver.wait(lambda: office.window.findChild(KeySheet), "the keys of the screen")
    driver.picture("keys")
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_F1)
    driver.wait(lambda: isinstance(office.window.current_page(), HelpPage), "help")
    driver.picture("help")
    driver.log_out()


def _customers(driver: Driver) -> None:
    office = driver.office
    office.open_customers()
    page = driver.wait(office.window.current_page, "the customers")
    assert isinstance(page, CustomersPage)
    driver.picture("customers-empty")
    driver.type("de b", page.box.line)
    driver.wait(page.rows.rowCount, "customers called “de b…”")
    driver.picture("customers")
