"""The reference of `bench start`: the least a program of windows does, run as a script of its own.

It imports nothing of the product but how to tell.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

from desktop_crm.bench.telling import tell

ROWS, COLUMNS = 100, 8


class _Table(QTableWidget):
    """Tells when it was painted, then ends the program."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint, and tell."""
        super().paintEvent(event)
        tell()
        QApplication.quit()


def main() -> int:
    """Show a window with a table until it is painted."""
    application = QApplication(sys.argv)
    table = _Table(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window = QMainWindow()
    window.setCentralWidget(table)
    window.resize(1280, 800)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
