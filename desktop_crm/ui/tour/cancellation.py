"""A cancellation, decided by branches on what was registered: why the customer leaves, and whether it is in time.

Front office, policy administration, field representative and supervisor take part. The notice was not respected, so
that an exception has to be approved.
"""

from __future__ import annotations

from desktop_crm.ui.tour.cast import Cast
from desktop_crm.ui.tour.driver import Driver
from desktop_crm.ui.tour.hands import complete, register, say, start, take, tick_answers


def cancellation(driver: Driver, cast: Cast) -> str:
    """Walk a cancellation from the counter to the letter; return the case's number."""
    driver.until(9, 20, days=1)
    number = _asked(driver, cast)
    driver.minutes(40)
    _checked(driver, number)
    driver.minutes(75)
    _talked_about(driver, number)
    driver.minutes(50)
    _approved(driver, number)
    driver.minutes(45)
    _confirmed(driver, number)
    return number


def _asked(driver: Driver, cast: Cast) -> str:
    driver.log_in("fatma")
    driver.minutes(2)
    page = start(
        driver,
        process="cancellation",
        who=cast.leaver,
        channel=("outlet", "desk"),
        says="Wants to end the contents insurance at once: another office is cheaper.",
        lines={"expects": "No premium from December on"},
    )
    driver.minutes(3)
    values = {
        "request_kind": "cancellation",
        "product": "contents",
        "cancel_reason": "price",
        "policy_concerned": "IB-20931",
        "wanted_from": "01-12-2026",
        "words": "Another office offers the same cover for 4 euros a month less.",
        "customer_kind": "private",
    }
    register(driver, page, values)
    driver.picture("establish-wish")
    following = complete(driver, page)
    assert following is not None
    assert following.view is not None
    number = following.view.case.number
    driver.minutes(4)
    register(
        driver,
        following,
        {"identity_sure": "yes", "date_of_birth": "14-03-1968", "home_address": cast.address},
    )
    driver.picture("check-identity")
    complete(driver, following)
    driver.log_out()
    return number


def _checked(driver: Driver, number: str) -> None:
    driver.log_in("joost")
    page = take(driver, number)
    driver.minutes(6)
    register(driver, page, {"notice_respected": "no", "ends_on": "01-12-2026", "refund": "18,40"})
    driver.picture("check-policy")
    complete(driver, page)
    driver.log_out()


def _talked_about(driver: Driver, number: str) -> None:
    driver.log_in("ruben")
    page = take(driver, number)
    driver.minutes(14)
    register(driver, page, {"stays": "no", "exception_reason": "With us for years; the increase was ours"})
    say(
        driver,
        page,
        {"channel": "telephone", "text": "A pity, but understandable. Keeps the house insurance with us."},
    )
    driver.picture("talk-about-staying")
    complete(driver, page)
    driver.log_out()


def _approved(driver: Driver, number: str) -> None:
    driver.log_in("hans")
    page = take(driver, number)
    driver.minutes(5)
    register(driver, page, {"exception_approved": "yes"})
    driver.picture("approve-exception")
    complete(driver, page)
    driver.log_out()


def _confirmed(driver: Driver, number: str) -> None:
    driver.log_in("fatma")
    page = take(driver, number)
    driver.minutes(7)
    tick_answers(driver, page)
    said = {
        "channel": "letter",
        "text": "The insurance ends on 1 December 2026; 18.40 euros is paid back.",
        "delivered": "Ended on the day that was asked for",
        "grade": "7",
        "graded_by": "employee",
    }
    say(driver, page, said)
    driver.picture("confirm-cancellation")
    complete(driver, page)
    driver.log_out()
