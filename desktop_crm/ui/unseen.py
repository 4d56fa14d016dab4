"""Qt's application where nobody looks: for the tour and the self-test, which may run without a screen."""

from __future__ import annotations

import logging

from PySide6.QtWidgets import QApplication

from desktop_crm.ui.messages import log_qt_messages


def application() -> QApplication:
    """Return Qt's application, making it where nobody did; it goes on when its last window is closed."""
    there = QApplication.instance()
    if not isinstance(there, QApplication):
        there = QApplication(["desktop-crm"])
        log_qt_messages()
        # What a platform without a screen can't do is no news here.
        logging.getLogger("qt").setLevel(logging.ERROR)
    there.setQuitOnLastWindowClosed(False)
    return there
