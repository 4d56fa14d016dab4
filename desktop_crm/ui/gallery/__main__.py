"""Renders the gallery: ``python -m desktop_crm.ui.gallery FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Write a PNG of 1440 x 900 for each scene in light and dark into the folder; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m desktop_crm.ui.gallery FOLDER\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from desktop_crm.ui.gallery.shots import shoot_all

    application = QApplication(["gallery"])
    shoot_all(application, Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
