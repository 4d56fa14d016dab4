"""The ground inside a scrolling area."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QScrollArea, QWidget


def own_viewport(area: QAbstractItemView | QScrollArea) -> QWidget:
    """Give a scrolling area a viewport that was made here, and return it.

    The first widget that Qt made and Python asks for costs some 15 ms: the bindings make the classes of all
    widgets there are to find out which one it is. With viewports of our own the desk stands before that happens,
    and `know_widgets` has it happen while nobody waits.
    """
    viewport = QWidget(area)  # its parent keeps it: `setViewport` by itself would not
    if isinstance(area, QAbstractItemView):  # as Qt makes it; a scrolled form has the ground of its window
        viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)
    return viewport


def know_widgets() -> None:
    """Ask for a widget that Qt made, so that its cost is not met when somebody opens a window."""
    QPlainTextEdit().viewport()
