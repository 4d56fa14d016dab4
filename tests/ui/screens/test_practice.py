"""A draft is practised in the real windows: on a store that is thrown away, as any role; nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

import desktop_crm.ui.modelling.practice as practising
from desktop_crm.cli.main import main
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Known
from desktop_crm.process.service import write_draft
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.modelling.practice import Practice
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.widgets.banner import Banner
from desktop_crm.ui.widgets.link import Link
from tests.ui.screens.conftest import PASSWORD, Windows
from tests.workflow.small_company import MODEL, Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OWNER = "greet"


def rows(company: Company) -> dict[str, int]:
    """Return how many rows stand in the tables that work would fill."""
    with company.store.read() as view:
        return {
            table: view.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in (
                "crm_case",
                "work_item",
                "customer",
                "employee",
                "contact",
                "model_version",
                "change_log",
            )
        }


def settle(practice: Practice, qtbot: QtBot) -> None:
    for _round in range(4):
        qtbot.waitUntil(lambda: not practice.tasks.busy, timeout=10_000)
        QApplication.processEvents()


def banner_of(pages: OfficeWindow) -> Banner:
    found = pages.window.findChild(Banner, "practice_banner")
    assert found is not None
    return found


def test_a_draft_is_practised_as_one_role_after_the_other_and_nothing_reaches_the_company(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    claim, question = MODEL.processes
    with company.store.write(company.people[OWNER].id) as work:
        write_draft(work, replace(MODEL, processes=(claim, replace(question, name="Any question at all"))))
    windows = log_in(OWNER)
    windows.office.open_model()
    windows.settle()
    model = windows.office.window.current_page()
    assert isinstance(model, ModelPage)
    before = rows(company)
    model.trying.practice.click()
    practice = windows.office.practice
    assert practice is not None
    with qtbot.waitSignal(practice.shown, timeout=20_000) as shown:
        pass
    pages = shown.args[0]
    settle(practice, qtbot)
    assert "Practice" in banner_of(pages).accessibleName()
    assert pages.window.isVisible()
    assert [one.title for one in practice.players] == ["All roles", "Front office", "Claims"]

    form = pages.desk.event_form
    form.choose_process("question")
    assert form.about.currentText() == "Any question at all"  # the draft is at work here
    form.says.setPlainText("Am I insured?")
    form.submit()
    settle(practice, qtbot)
    page = pages.window.current_page()
    assert isinstance(page, ActivityPage)
    assert page.view is not None

    with qtbot.waitSignal(practice.shown, timeout=10_000) as shown:
        practice.work_as(practice.players[2])
    settle(practice, qtbot)
    pages = shown.args[0]
    assert pages.session.actor.name == "Claims"
    assert not pages.desk.starts_events  # claims starts nothing

    place = practice.store
    assert place.exists()
    end = pages.window.findChild(Link, "practice_end")
    assert end is not None
    with qtbot.waitSignal(practice.left, timeout=10_000):
        end.click()
    assert not place.exists()
    assert rows(company) == before
    assert windows.office.window.isVisible()


def test_the_practice_ends_with_the_window_it_was_begun_in(log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in(OWNER)
    windows.office.open_practice(MODEL)
    practice = windows.office.practice
    assert practice is not None
    with qtbot.waitSignal(practice.shown, timeout=20_000):
        pass
    settle(practice, qtbot)
    with qtbot.waitSignal(practice.left, timeout=10_000):
        windows.office.window.close()
    assert not practice.store.exists()


def test_what_can_not_run_can_not_be_practised(qtbot: QtBot, fake_time: FakeTime) -> None:
    practice = Practice(replace(MODEL, responsibilities=()), fake_time)
    problems: list[Known] = []
    practice.failed.connect(problems.append)
    with qtbot.waitSignal(practice.left, timeout=20_000):
        practice.begin()
    assert "can't run" in problems[0].sentence
    assert not practice.store.exists()


def test_the_command_opens_the_draft_in_windows_of_its_own_until_they_are_closed(
    company: Company, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = []

    class Brief(Practice):
        """Practice that ends as soon as its windows stand on the screen."""

        def begin(self) -> None:
            self.shown.connect(lambda pages: titles.append(banner_of(pages).accessibleName()))
            self.shown.connect(self.close)
            super().begin()

    with company.store.write(company.people[OWNER].id) as work:
        write_draft(work, replace(MODEL, name="Draft"))
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", PASSWORD)
    monkeypatch.setenv("DESKTOP_CRM_STORE", str(company.store.location))
    monkeypatch.setattr(practising, "Practice", Brief)
    before = rows(company)
    assert main(["model", "practice", "--as", OWNER]) == 0, capsys.readouterr().err
    assert len(titles) == 1
    assert rows(company) == before
    assert main(["model", "practice", "7", "--as", OWNER]) == 1
    assert "There is no version 7" in capsys.readouterr().err
    assert main(["model", "practice", "--as", "anouk"]) == 1
    assert "“model”" in capsys.readouterr().err
