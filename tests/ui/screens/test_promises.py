"""What can be promised stands below the new event while one types, and is promised where the time is left open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select

from desktop_crm.core.ids import new_id
from desktop_crm.ui import wording
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.workflow.reads_whole import case_view
from desktop_crm.workflow.tables import Case
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
CASES = 12


def settled_claims(company: Company, hours: float) -> None:
    """Put claims into the store that were settled within so many hours."""
    company.claim("anouk")
    with company.store.write(company.people["anouk"].id) as work:
        like = work.connection.execute(select(Case.process, Case.version_id, Case.owner_id)).one()
        for number in range(CASES):
            opened = company.now - timedelta(days=7 + number)
            ended = opened + timedelta(hours=hours)
            work.connection.execute(
                insert(Case).values(
                    id=new_id(),
                    number=f"P-{number}",
                    process=like[0],
                    version_id=like[1],
                    owner_id=like[2],
                    status="concluded",
                    channel="telephone",
                    started_at=opened,
                    recorded_at=opened,
                    concluded_at=ended,
                    first_concluded_at=ended,
                )
            )


def promised(company: Company, windows: Windows) -> list[datetime]:
    page = windows.office.window.current_page()
    assert isinstance(page, ActivityPage)
    assert page.view is not None
    with company.store.read() as view:
        case = case_view(
            view, company.plans, company.people["anouk"], UUID(int=page.view.case.id.int), company.now
        )
    return [promise.until for promise in case.promises]


def test_what_is_offered_is_promised_where_the_time_is_left_open(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    settled_claims(company, hours=3)
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.says, "A van hit me.")
    windows.settle()
    line = form.offering.line
    assert line.isVisible()
    assert "“You will have it by today 12:00”. 80% of comparable cases" in " ".join(
        line.accessibleName().split()
    )
    assert f"rests on {CASES} cases" in line.accessibleName()
    qtbot.keyClick(form.says, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert promised(company, windows) == [company.now + timedelta(hours=3)]
    assert not form.offering.line.isVisible()


def test_a_later_time_that_was_typed_is_what_is_promised(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    settled_claims(company, hours=3)
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.promise, "16:00")
    windows.settle()
    qtbot.keyClick(form.promise, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert promised(company, windows) == [company.now + timedelta(hours=7)]


def test_an_earlier_time_than_such_cases_took_is_not_promised(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    settled_claims(company, hours=3)
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.promise, "10:00")
    windows.settle()
    qtbot.keyClick(form.promise, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    windows.office.window.resize(1280, 800)
    windows.settle()
    seen = form.wrong.mapTo(windows.office.window, form.wrong.rect().bottomLeft())
    assert not form.wrong.visibleRegion().isEmpty()
    assert seen.y() <= windows.office.window.height(), "why it was refused is in sight"
    assert form.wrong.text() == (
        "Not even 80% of comparable cases are done so soon; promise today 12:00 or later."
    )
    assert form.promise.text() == "10:00"


def test_who_is_quicker_than_the_offer_leaves_the_promise_no_less_made(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    form.says.setFocus()
    assert form.offering.offer is None
    qtbot.keyClick(form.says, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert promised(company, windows) == [company.now + timedelta(days=14)]


def test_the_norm_is_promised_where_too_few_cases_tell(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.says, "A van hit me.")
    windows.settle()
    offer = form.offering.offer
    assert offer is not None
    assert (offer.cases, offer.until) == (0, company.now + timedelta(days=14))
    assert "This is the norm" in form.offering.line.accessibleName()
    qtbot.keyClick(form.says, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert promised(company, windows) == [offer.until]


def test_a_customer_who_asks_halfway_is_offered_a_time_too(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    settled_claims(company, hours=30)
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.says, "A van hit me.")
    qtbot.keyClick(form.says, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ActivityPage)
    page.acts.begin("promise")
    windows.settle()
    assert page.acts.panel is not None
    assert "comparable cases are done by then" in page.acts.panel.spec.explanation
    assert page.acts.panel.fields["about"].value() == "conclusion"
    field = page.acts.panel.fields["until"]
    until = field.value()
    assert until is not None
    assert datetime.fromisoformat(until) > company.now
    _day, _space, hour = field.text().partition(" ")
    assert hour == f"{wording.local(datetime.fromisoformat(until)):%H:%M}", (
        "the reader's own time, and no zone"
    )
    page.acts.panel.confirm()
    windows.settle()
    assert promised(company, windows)[-1] == datetime.fromisoformat(until)
