"""Fixtures for all tests of windows: Qt offscreen, the theme in its light colours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt; a test on a real X server sets its own platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop_crm.ui.messages import Messages
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, Theme, install

# What a platform without a screen says of itself; no window can do anything about it.
_OFFSCREEN_LACKS = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests in this folder fail on every warning of Qt but those."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore(_OFFSCREEN_LACKS, extend=True))


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Theme]:
    """The theme, light at the beginning of every test; what was closed is deleted at its end."""
    yield install(qapp, Mode.LIGHT)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def messages() -> Messages:
    """A door to the user that nobody listens at yet."""
    return Messages()


@pytest.fixture
def tasks(messages: Messages, qapp: QApplication) -> Iterator[Tasks]:
    """Threads of this test's own."""
    running = Tasks(messages)
    yield running
    running.close()
