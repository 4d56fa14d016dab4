"""The reference of `bench start`: the least a program of windows does, run as a script of its own.

It knows nothing of the product, so that importing it costs the reference nothing.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

ROWS, COLUMNS = 100, 8


class _Table(QTableWidget):
    """Tells when it was painted, then ends the program."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint, and tell."""
        super().paintEvent(event)
        tell()
        QApplication.quit()


def tell() -> None:
    """Print when this is, in nanoseconds of the system-wide performance counter, and the memory in KiB."""
    print(json.dumps({"at": time.perf_counter_ns(), "memory": _memory()}), flush=True)


def _memory() -> int:
    """Return the resident memory of this process in KiB, 0 where the system has no /proc."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
    except OSError:
        return 0


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
