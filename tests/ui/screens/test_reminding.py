"""Whoever administers is reminded of a backup that is overdue, once a day; nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from desktop_crm.core.clock import FakeTime
from desktop_crm.store import backup
from desktop_crm.ui.reminding import Reminder
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui


class Desks(QObject):
    """Stands for the application: it shows desks."""

    desk_shown = Signal(object)
    office = None


def warnings(windows: Windows) -> list[str]:
    return [told.title for told in windows.told if told.kind == "warning"]


@pytest.mark.parametrize(
    ("login", "days", "told"),
    [("greet", 6, []), ("greet", 8, ["This store was never backed up."]), ("anouk", 8, [])],
)
def test_a_backup_that_is_overdue_is_told_to_who_administers(
    log_in: Callable[[str], Windows], fake_time: FakeTime, login: str, days: int, told: list[str]
) -> None:
    fake_time.advance(days * 86_400)
    windows, desks = log_in(login), Desks()
    reminder = Reminder(desks)  # type: ignore[arg-type]
    for _coming in range(2):
        desks.desk_shown.emit(windows.office)
        windows.settle()
    assert warnings(windows) == told
    reminder.setParent(None)


def test_a_backup_that_was_made_is_remembered(
    log_in: Callable[[str], Windows],
    company: Company,
    fake_time: FakeTime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backup, "SystemTime", lambda: fake_time)
    assert isinstance(company.store.location, Path)
    backup.backup_store(company.store.location, tmp_path / "copy.store")
    windows, desks = log_in("greet"), Desks()
    reminder = Reminder(desks)  # type: ignore[arg-type]
    for days in (6, 3):
        fake_time.advance(timedelta(days=days).total_seconds())
        desks.desk_shown.emit(windows.office)
        windows.settle()
    assert warnings(windows) == ["The last backup of this store is 9 days old."]
    reminder.setParent(None)
