"""Pictures of windows: in light and in dark, at the size they were designed at and at the small one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.theme import Mode, theme

NORMAL, SMALL = QSize(1440, 900), QSize(1280, 720)
_ROUNDS, _ROUND_MS = 3, 10


class Pictures:
    """Keeps pictures in a folder, numbered in the order in which they are taken.

    Attributes:
        taken: their file names, in that order.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: list[str] = []
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()

    def take(self, window: QWidget, name: str, *, small: bool = False, dark: bool = True) -> None:
        """Keep a picture of a window; `small`: at 1280x720 too, `dark`: in dark colours too."""
        self._count += 1
        self._keep(window, f"{self._count:02}-{name}")
        if dark:
            theme().set_mode(Mode.DARK)
            self._keep(window, f"{self._count:02}-{name}-dark")
            theme().set_mode(Mode.LIGHT)
        if small:
            size = window.size()
            window.resize(SMALL)
            self._keep(window, f"{self._count:02}-{name}-1280")
            window.resize(size)
        QTest.qWait(0)

    def _keep(self, window: QWidget, name: str) -> None:
        # Layouts settle in rounds: a width changes, a height follows, a list asks for its rows, and what can wait
        # until a page is painted is made and laid out.
        for _round in range(_ROUNDS):
            QTest.qWait(_ROUND_MS)
        window.grab().save(str(self.folder / f"{name}.png"))
        self.taken.append(f"{name}.png")
