"""Puts each scene on the screen and keeps a picture of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.ui.gallery.activity import activity
from desktop_crm.ui.gallery.customer import customer
from desktop_crm.ui.gallery.desk import desk
from desktop_crm.ui.gallery.states import states
from desktop_crm.ui.theme import Mode, install

SCENES: dict[str, Callable[[], QWidget]] = {
    "states": states,
    "desk": desk,
    "activity": activity,
    "customer": customer,
}
WIDTH, HEIGHT = 1440, 900


def shoot_all(application: QApplication, folder: Path) -> list[Path]:
    """Write all pictures and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for mode in (Mode.LIGHT, Mode.DARK):
        install(application, mode)
        for name, build in SCENES.items():
            window = build()
            window.resize(WIDTH, HEIGHT)
            window.show()
            window.activateWindow()
            for _round in range(3):
                application.processEvents()
            settle = getattr(window, "settle", None)
            if settle is not None:
                settle()
                application.processEvents()
            path = folder / f"{name}-{mode.value}.png"
            window.grab().save(str(path))
            taken.append(path)
            window.close()
            window.deleteLater()
            application.processEvents()
    return taken
