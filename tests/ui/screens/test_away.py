"""Somebody is away, in windows: said in a page, told at the desks of both; and what employees say of the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import WorkItemId
from desktop_crm.ui.away_words import own_absence, stood_in_for
from desktop_crm.ui.desk.page import DeskPage
from desktop_crm.ui.pulse import PulseAsking
from desktop_crm.ui.team.away_page import AwayPage
from desktop_crm.ui.team.pulse_page import PulsePage
from tests.measures.team import staff, team
from tests.measures.test_pulse import pulse, say
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def away_page(windows: Windows) -> AwayPage:
    windows.office.looking.open_away()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, AwayPage)
    return page


def held_claim(company: Company) -> WorkItemId:
    """A claim whose first step Anouk holds."""
    outcome = company.claim("anouk")
    (item,) = company.open_items(outcome.case).values()
    company.desk("anouk").items.claim(work_item=item)
    return item


def heads(desk: DeskPage) -> str:
    return " | ".join(label.text() for label in desk.findChildren(QLabel))


def test_one_says_by_keys_that_one_is_away_and_both_desks_tell(
    company: Company, log_in: LogIn, qtbot: QtBot, fake_time: FakeTime
) -> None:
    item = held_claim(company)
    windows = log_in("anouk")
    page = away_page(windows)
    qtbot.keyClick(page.list, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.panel is not None
    assert "employee" not in page.panel.fields
    page.panel.fields["since"].set_value("2026-11-23")
    page.panel.fields["until"].set_value("2026-11-25")
    page.panel.fields["deputy"].set_value(str(company.people["tim"].id))
    page.panel.confirm_button.click()
    windows.settle()
    assert page.panel is None
    told = [column.text(page.rows.row_at(0)) for column in page.rows.columns]
    assert told == ["Anouk Jansen", "away now", "23 Nov 2026", "25 Nov 2026", "Tim Visser"]
    windows.office.open_desk()
    windows.settle()
    assert windows.office.desk._away == ("You are away until Wed 25 Nov; Tim Visser stands in", "")
    tim = log_in("tim").office.desk
    assert tim._away == ("", "also for Anouk Jansen until Wed 25 Nov")
    row = tim.waiting.rows.row_at(0)
    assert row.work_item == item
    assert tim.waiting.rows.columns[-1].text(row) == "for a colleague who is away"
    fake_time.advance(3 * 86_400)
    for desk in (windows.office.desk, tim):
        desk.read_lists()
    windows.settle()
    assert (windows.office.desk._away, tim._away) == (("", ""), ("", ""))
    assert tim.waiting.rows.rowCount() == 0


def test_a_supervisor_says_it_for_anybody_and_ends_it(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("greet")
    page = away_page(windows)
    page.begin()
    assert page.panel is not None
    page.panel.fields["employee"].set_value(str(company.people["tim"].id))
    page.panel.fields["since"].set_value("2026-11-30")
    page.panel.fields["until"].set_value("2026-11-20")
    page.panel.confirm_button.click()
    windows.settle()
    assert "after it began" in heads_of(page)
    page.panel.fields["until"].set_value("2026-12-04")
    page.panel.confirm_button.click()
    windows.settle()
    assert [page.rows.columns[1].text(page.rows.row_at(0)), page.rows.columns[4].text(page.rows.row_at(0))] == [
        "to come", "whoever has the role",
    ]  # fmt: skip
    page.list.selectRow(0)
    qtbot.keyClick(page.list, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert page.rows.rowCount() == 0
    page.come_back()
    assert "Select who" in windows.told[-1].title


def heads_of(page: AwayPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_the_deputy_opens_the_step_of_who_is_away_and_has_it(company: Company, log_in: LogIn) -> None:
    item = held_claim(company)
    now = company.now
    log = log_in("anouk").office.session.desk.absences
    log.be_away(since=now, until=now + timedelta(2), deputy=company.people["tim"].id)
    windows = log_in("tim")
    windows.office.open_work(item)
    windows.settle()
    with company.store.read() as view:
        from desktop_crm.workflow.ledger import read_item

        assert read_item(view, item)[1].item.holder == company.people["tim"].id


def test_words_of_an_absence_without_a_deputy_and_of_nobody(company: Company) -> None:
    me = company.people["anouk"].id
    assert (own_absence((), me, company.now), stood_in_for((), me, company.now)) == ("", "")


def asking(windows: Windows) -> PulseAsking:
    found = windows.office.window.findChild(PulseAsking)
    assert isinstance(found, PulseAsking)
    return found


def test_one_key_answers_the_pulse_and_nobody_is_asked_again(
    company: Company, log_in: LogIn, qtbot: QtBot, fake_time: FakeTime
) -> None:
    windows = log_in("anouk")
    ask = asking(windows)
    assert ask.banner is None
    ask.look()
    windows.settle()
    assert ask.banner is not None
    assert not windows.office.window.isModal()
    qtbot.keyClick(windows.office.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert ask.banner is None
    ask.look()
    windows.settle()
    assert ask.banner is None
    team(company).set_fewest(3)
    for who in staff(company, 2):
        say(company, who, "no")
    fake_time.advance(100 * 86_400)
    (told,) = pulse(company).pulse().told
    assert (told.yes, told.partly, told.no) == (0, 1, 2)
    windows.office.looking.open_pulse()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, PulsePage)
    assert [column.text(page.rows.row_at(0)) for column in page.rows.columns] == [
        "2026 Q4",
        "0",
        "1",
        "2",
        "3",
    ]
    page.grab()


def test_who_dismisses_the_pulse_is_left_in_peace(company: Company, log_in: LogIn) -> None:
    windows = log_in("tim")
    ask = asking(windows)
    ask.look()
    windows.settle()
    assert ask.banner is not None
    ask.banner.dismiss()
    ask.look()
    windows.settle()
    assert ask.banner is None
