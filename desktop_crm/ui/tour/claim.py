"""A claim: told once, looked at by two people side by side, settled by a third, and told to the customer.

Front office, claims and supervisor take part. Repairer and assessment run in parallel; settling waits for both, and
is the supervisor's, since the damage is above what claims may settle. A colleague is handed a step while it is
open elsewhere, which shows how a window says so.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_crm.access.reads import employee
from desktop_crm.bootstrap import Desk
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.tour.cast import Cast
from desktop_crm.ui.tour.driver import CONTROL, Driver
from desktop_crm.ui.tour.hands import complete, fill, find, register, say, start, take
from desktop_crm.ui.widgets.why_popover import WhyPopover

_SAID = "Rear-ended at the roundabout in Zwolle. Nobody hurt. The other driver admits fault. The car can't be driven."


def claim(driver: Driver, cast: Cast) -> str:
    """Walk a claim from the telephone call to the outcome; return the case's number."""
    number = _reported(driver, cast)
    driver.minutes(35)
    _looked_at(driver, number)
    driver.minutes(95)
    _settled(driver, number)
    driver.minutes(20)
    _told(driver, number)
    return number


def _reported(driver: Driver, cast: Cast) -> str:
    driver.log_in("anouk", picture="log-in")
    driver.picture("desk", small=True)
    driver.minutes(3)
    page = start(
        driver,
        process="claim",
        who=cast.claimant,
        says=_SAID,
        lines={
            "asks": "Is the towing covered?",
            "expects": "A replacement car by tomorrow",
        },
        picture="new-event",
    )
    driver.minutes(4)
    values = {
        "product": "motor",
        "words": _SAID,
        "someone_hurt": "no",
        "policy_concerned": "MV-70412",
        "call_back_number": "06 4418 2093",
    }
    register(driver, page, values)
    driver.picture("receive-claim-report", small=True)
    page = _next(complete(driver, page))
    assert page.view is not None
    number = page.view.case.number
    _damage(driver, page)
    driver.picture("desk-completed")
    driver.log_out()
    return number


def _damage(driver: Driver, page: ActivityPage) -> None:
    driver.minutes(9)
    values = {
        "damage_at": "24-11-2026 08:40",
        "damage_place": "Roundabout Hanzelaan, Zwolle",
        "licence_plate": "K-872-FX",
        "other_party_plate": "38-PKL-4",
        "drivable": "no",
        "police_informed": "yes",
        "preferred_repairer": "Autoschade Wezenlanden",
        "words": _SAID,
        "sketch": "sketch",
    }
    register(driver, page, values | {"estimated_damage": "a lot"})
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.picture("register-damage-wrong")
    fill(driver, page.fields.fields["estimated_damage"], "6.500")
    driver.picture("register-damage", small=True)
    driver.click(page.head.chips.chips[0])
    driver.wait(lambda: page.window().findChildren(WhyPopover), "the explanation of a clock")
    driver.picture("why")
    driver.press(Qt.Key.Key_Escape)
    complete(driver, page)


def _looked_at(driver: Driver, number: str) -> None:
    """Claims checks the cover; then repairer and assessment are done side by side, by two people."""
    driver.log_in("sanne")
    page = take(driver, number)
    driver.minutes(12)
    register(driver, page, {"cover_verdict": "covered", "repairable": "yes"})
    driver.picture("check-cover")
    page = _next(complete(driver, page))
    page = _repairer(driver, page, number)
    _handed_over_meanwhile(driver, page)
    driver.log_out()
    driver.minutes(15)
    driver.log_in("wouter")
    page = take(driver, number)
    driver.minutes(25)
    register(driver, page, {"assessed_damage": "6.240,00"})
    driver.picture("assess-damage")
    complete(driver, page)
    driver.log_out()


def _repairer(driver: Driver, page: ActivityPage, number: str) -> ActivityPage:
    """The repairer's part; the assessment, which she may do as well, is what opens next."""
    driver.minutes(10)
    register(driver, page, {"repairer": "Autoschade Wezenlanden, Zwolle", "repair_on": "26-11-2026"})
    driver.picture("appoint-repairer")
    return complete(driver, page) or take(driver, number)


def _handed_over_meanwhile(driver: Driver, page: ActivityPage) -> None:
    """The supervisor gives the open step to a colleague: completing it then says who has it."""
    assert page.view is not None
    driver.press(Qt.Key.Key_H, CONTROL)
    driver.wait(lambda: page.acts.panel, "the panel to hand over")
    driver.picture("hand-over")
    driver.press(Qt.Key.Key_Escape)
    register(driver, page, {"assessed_damage": "5.900,00"})
    _by_somebody_else(driver, "hans", page.view.work_item, "wouter")
    driver.press(Qt.Key.Key_Return, CONTROL)
    again = driver.wait(lambda: page.findChild(QWidget, "show_what_changed"), "the refusal")
    driver.picture("error", small=True)
    driver.click(again)
    driver.wait(lambda: page.view is not None and not page.view.mine, "who has it now")
    driver.picture("read-only")


def _by_somebody_else(driver: Driver, login: str, item: WorkItemId, to: str) -> None:
    """Let somebody at another desk hand a work item over; on the writer's thread, as all writing."""
    office, password = driver.office.session.office, driver.password
    done: list[Any] = []

    def act() -> Any:
        desk = office.log_in(login, password)
        return desk.items.hand_over(
            work_item=item, employee=_employee(desk, to), reason="He knows this crossing"
        )

    driver.app.tasks.write(act, done.append)
    driver.wait(lambda: done, "the colleague")


def _employee(desk: Desk, login: str) -> EmployeeId:
    with desk.store.read() as view:
        return EmployeeId(employee(view, login).id)


def _settled(driver: Driver, number: str) -> None:
    driver.log_in("hans")
    driver.picture("desk-supervisor")
    page = take(driver, number)
    driver.minutes(8)
    register(driver, page, {"settlement": "6.090,00", "settlement_note": "Own risk of 150 taken off"})
    driver.picture("settle-claim")
    complete(driver, page)
    driver.log_out()


def _told(driver: Driver, number: str) -> None:
    driver.log_in("anouk")
    page = take(driver, number)
    driver.minutes(6)
    register(
        driver,
        page,
        {
            "told": "6,090 euros is on its way; the repair is on Thursday, towing is covered.",
            "content": "yes",
        },
    )
    said = {
        "channel": "telephone",
        "text": "Called back as promised. Very content.",
        "delivered": "Settled in full the same day, towing included",
        "grade": "9",
        "graded_by": "customer",
    }
    say(driver, page, said)
    driver.picture("conclude-claim", small=True)
    complete(driver, page)
    driver.minutes(2)
    case = find(
        driver, number, lambda one: isinstance(one, CasePage) and one.view is not None, picture="search-case"
    )
    driver.picture("case", small=True)
    driver.click(driver.wait(lambda: case.findChild(QWidget, "case_customer"), "the customer's name"))
    window = driver.office.window
    driver.wait(lambda: isinstance(window.current_page(), CustomerPage), "the customer's file")
    driver.picture("customer-file", small=True)
    driver.log_out()


def _next(page: ActivityPage | None) -> ActivityPage:
    assert page is not None, "the next step is the same person's"
    return page
