"""Puts a window on the screen, active, so that keys and the keyboard's place are real."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def show_active(qtbot: QtBot, window: QWidget, size: QSize | None = None) -> None:
    """Show a window, in `size` if given, and wait until it has the keyboard; it is closed after the test."""
    qtbot.addWidget(window)
    if size is not None:
        window.resize(size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
