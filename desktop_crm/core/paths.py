"""Where files are: what ships with the product, and the folders of the user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION = "desktop-crm"
_PACKAGE = Path(__file__).resolve().parent.parent


def _shipped(name: str) -> Path:
    """Return a shipped folder: inside the package (wheel, application), else beside it (checkout)."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Return the folder of help pages, the sample company, tokens and catalogues."""
    return _shipped("resources")


def migrations() -> Path:
    """Return the folder of the Alembic migrations."""
    return _shipped("migrations")


def _user_folder(variable: str, mac: str, windows: str, fallback: str) -> Path:
    if sys.platform == "win32":
        base = Path(os.environ.get(windows, Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / mac
    else:
        base = Path(os.environ.get(variable) or Path.home() / fallback)
    return base / APPLICATION


def data_folder() -> Path:
    """Return the user's data folder (XDG on Linux); the default store lies there."""
    return _user_folder("XDG_DATA_HOME", "Application Support", "LOCALAPPDATA", ".local/share")


def config_folder() -> Path:
    """Return the user's settings folder."""
    return _user_folder("XDG_CONFIG_HOME", "Preferences", "APPDATA", ".config")


def cache_folder() -> Path:
    """Return the user's cache folder; whatever lies there can be made again."""
    return _user_folder("XDG_CACHE_HOME", "Caches", "LOCALAPPDATA", ".cache")
