"""A policy change that waits for the customer's form: the pause ends by itself at the customer's next contact."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.tour.cast import Cast
from desktop_crm.ui.tour.driver import CONTROL, Driver
from desktop_crm.ui.tour.hands import complete, fill, register, say, start, take

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def change(driver: Driver, cast: Cast) -> str:
    """Walk a policy change from the e-mail to the changed policy; return the case's number."""
    driver.until(9, 15, days=1)
    number = _asked(driver, cast)
    driver.until(10, 5, days=4)
    _form_comes_in(driver, number)
    driver.minutes(85)
    _accepted(driver, number)
    return number


def _asked(driver: Driver, cast: Cast) -> str:
    driver.log_in("esther")
    driver.minutes(2)
    page = start(
        driver,
        process="policy_change",
        who=cast.mover,
        channel=("e_commerce", "email"),
        says="We have a garage built on to the house. Is it insured from the first day?",
        lines={
            "asks": "Is the garage insured while it is being built?",
            "expects": "Cover from the first day",
        },
    )
    driver.minutes(5)
    values = {
        "request_kind": "change",
        "product": "home",
        "change_kind": "cover",
        "policy_concerned": "WO-55120",
        "wanted_from": "07-12-2026",
        "words": "A garage of six by three metres, brick, with a flat roof.",
        "customer_kind": "private",
    }
    register(driver, page, values)
    page = _mine(complete(driver, page))
    assert page.view is not None
    number = page.view.case.number
    driver.minutes(3)
    register(
        driver, page, {"identity_sure": "yes", "date_of_birth": "02-09-1979", "home_address": cast.address}
    )
    page = _mine(complete(driver, page))
    driver.minutes(6)
    register(driver, page, {"form_needed": "yes", "acceptance_needed": "yes"})
    page = _mine(complete(driver, page))
    driver.minutes(8)
    register(
        driver, page, {"missing": "The drawing of the builder, and the value of the house with the garage."}
    )
    say(driver, page, {"channel": "email", "text": "Asked for both in one message, and said why."})
    driver.picture("ask-for-what-we-need")
    page = _mine(complete(driver, page))
    _pause(driver, page)
    driver.log_out()
    return number


def _pause(driver: Driver, page: ActivityPage) -> None:
    driver.press(Qt.Key.Key_P, CONTROL | _SHIFT)
    panel = driver.wait(lambda: page.acts.panel, "the panel to pause")
    fill(driver, panel.fields["reason"], "customer")
    fill(driver, panel.fields["party"], "Douwe Bakker, who sends the form")
    fill(driver, panel.fields["until"], "04-12-2026 12:00")
    driver.picture("pause", small=True)
    driver.click(panel.confirm_button)
    driver.wait(lambda: driver.office.window.current_page() is not page, "the desk")
    driver.picture("desk-paused")


def _form_comes_in(driver: Driver, number: str) -> None:
    """On Monday the customer sends the form: that contact ends the pause."""
    driver.log_in("esther")
    page = take(driver, number)
    driver.picture("paused")
    driver.choose(page.bar.more, "contact")
    panel = driver.wait(lambda: page.acts.panel, "the panel to register a contact")
    fill(driver, panel.fields["direction"], "in")
    fill(driver, panel.fields["channel"], "email")
    fill(
        driver,
        panel.fields["text"],
        "Sends the form with the drawing. The house is worth 412,000 euros with the garage.",
    )
    driver.picture("register-contact")
    driver.click(panel.confirm_button)
    driver.wait(lambda: page.view is not None and page.view.case.paused_until is None, "the end of the pause")
    driver.settle()
    driver.minutes(4)
    register(
        driver, page,
        {"form_received_on": "30-11-2026", "things_changed": "Worth 412,000 euros; a brick garage."},
    )  # fmt: skip
    driver.picture("form-received")
    following = complete(driver, page) or take(driver, number)
    driver.minutes(9)
    register(driver, following, {"form_complete": "yes"})
    _leave_to_colleagues(driver, _mine(complete(driver, following)))
    driver.log_out()


def _leave_to_colleagues(driver: Driver, page: ActivityPage) -> None:
    """Give a step back to the role: somebody else there goes on with it."""
    driver.choose(page.bar.more, "release")
    driver.wait(lambda: driver.office.window.current_page() is not page, "the desk")
    driver.settle()


def _accepted(driver: Driver, number: str) -> None:
    """The insurer's answer, registered by policy administration; the policy follows by itself."""
    driver.log_in("priya")
    page = take(driver, number)
    driver.minutes(5)
    values = {
        "insurer_decision": "accepted",
        "new_policy_number": "WO-55120-2",
        "first_premium": "31,85",
        "starts_on": "07-12-2026",
    }
    register(driver, page, values)
    driver.picture("accept-risk")
    following = complete(driver, page) or take(driver, number)
    driver.minutes(6)
    said = {
        "channel": "email",
        "text": "The garage is insured from 7 December on, while it is being built too.",
        "delivered": "Cover from the first day of building",
        "grade": "8",
        "graded_by": "customer",
    }
    say(driver, following, said)
    driver.picture("confirm-change")
    complete(driver, following)
    driver.log_out()


def _mine(page: ActivityPage | None) -> ActivityPage:
    assert page is not None, "the next step is the same person's"
    return page
