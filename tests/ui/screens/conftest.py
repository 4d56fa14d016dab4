"""A small company behind real windows: its store, the application on it, and somebody logged in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.access.accounts import set_password
from desktop_crm.access.passwords import Passwords
from desktop_crm.bootstrap import Office
from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from desktop_crm.ui.messages import Message, Messages
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from tests.conftest import MONDAY_NINE
from tests.workflow.small_company import Company, found

PASSWORD = "a long enough secret"
QUICK = Passwords()
# A million customers take their time (see `test_whole_way`).
PATIENCE_MS = 900_000 if os.environ.get("DESKTOP_CRM_WHOLE_WAY") else 10_000


@pytest.fixture(scope="session")
def founded_file(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Company]:
    """The small company, founded once, everybody with the same password; its store is closed."""
    path = Path(shutil.copy(empty_store_file, tmp_path_factory.mktemp("windows") / "small.store"))
    store = open_store(path, time=FakeTime(MONDAY_NINE))
    company = found(store)
    with store.write(None) as work:
        hashed = QUICK.hash(PASSWORD)
        for actor in company.people.values():
            set_password(work, actor.id, hashed, must_change=False)
    store.close()
    return path, company


@pytest.fixture
def company(founded_file: tuple[Path, Company], fake_time: FakeTime, tmp_path: Path) -> Iterator[Company]:
    """A small company of this test's own."""
    path, built = founded_file
    store = open_store(Path(shutil.copy(path, tmp_path / "small.store")), time=fake_time)
    yield replace(built, store=store, people=dict(built.people), customers=dict(built.customers))
    store.close()


class Windows:
    """The windows of one employee, driven with keys and clicks.

    Attributes:
        office: the pages. `told`: the messages so far.
    """

    def __init__(self, office: OfficeWindow, tasks: Tasks, qtbot: QtBot, told: list[Message]) -> None:
        self.office, self._tasks, self._qtbot, self.told = office, tasks, qtbot, told

    @property
    def window(self) -> OfficeWindow:
        return self.office

    def settle(self) -> None:
        """Let everything that is under way arrive and be painted."""
        for _round in range(4):
            self._qtbot.waitUntil(lambda: not self._tasks.busy, timeout=PATIENCE_MS)
            QApplication.processEvents()


@pytest.fixture
def log_in(
    company: Company, tasks: Tasks, messages: Messages, qtbot: QtBot
) -> Iterator[Callable[[str], Windows]]:
    """Open the main window for somebody, by login."""
    opened: list[OfficeWindow] = []

    def enter(login: str) -> Windows:
        office = Office(company.store)
        session = Session(office, office.desk_of(company.people[login]), tasks, messages)
        pages = OfficeWindow(session)
        session.setParent(pages)
        told: list[Message] = []
        messages.told.connect(told.append)
        opened.append(pages)
        pages.window.resize(1440, 900)
        pages.show()
        windows = Windows(pages, tasks, qtbot, told)
        windows.settle()
        return windows

    yield enter
    for pages in opened:
        pages.window.close()
        qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)
        pages.window.deleteLater()
        pages.deleteLater()
