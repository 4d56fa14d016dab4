"""Whether a window could be seen here: Qt ends the whole program where it finds no display, so we look first."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _

# Platforms of Qt that draw into memory, where nobody looks.
_UNSEEN = ("offscreen", "minimal")
_X_DISPLAY = re.compile(r"(?P<host>[^:]*):(?P<number>[0-9]{1,4})(\.[0-9]+)?")
_X_SOCKETS = str(Path("/", "tmp", ".X11-unix", "X"))  # where every X server listens, whatever the machine
_X_PORT = 6000
_PATIENCE = 2.0  # seconds for a display on another machine


def has_display() -> bool:
    """Tell whether a window is meant to be seen here."""
    platform = _platform()
    if platform:
        return platform not in _UNSEEN
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def require_display() -> None:
    """Refuse in a sentence where Qt would end the program; a platform that draws elsewhere is taken."""
    platform = _platform()
    if sys.platform in ("win32", "darwin") or (platform and platform not in ("xcb", "wayland")):
        return
    if not platform and not has_display():
        raise Refused(
            _(
                "There is no display to open a window on. Log in with one, or use the other commands: "
                "“desktop-crm --help” lists them."
            )
        )
    if not answers(platform):
        names = (os.environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY"))
        raise Refused(
            _(
                "The display {name} does not answer, so no window can be opened; nothing was changed. "
                "Log in on a screen, or name one that runs in DISPLAY."
            ).format(name=" / ".join(name for name in names if name) or "?")
        )


def answers(platform: str = "") -> bool:
    """Tell whether somebody listens at a display that the environment names; `platform` narrows it to one kind."""
    wayland, x = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if platform != "xcb" and (os.environ.get("WAYLAND_SOCKET") or (wayland and _wayland(wayland))):
        return True
    return platform != "wayland" and bool(x) and _x_server(x)


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]


def _wayland(name: str) -> bool:
    return _listens(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x_server(name: str) -> bool:
    found = _X_DISPLAY.fullmatch(name)
    if found is None:
        return True  # a notation we do not know; Qt may
    number = int(found["number"])
    if found["host"] not in ("", "unix"):
        import socket  # 4 ms, which a window drawn into memory need not wait for

        try:
            socket.create_connection((found["host"], _X_PORT + number), _PATIENCE).close()
        except OSError:
            return False
        return True
    abstract = f"\0{_X_SOCKETS}{number}"  # Linux servers listen here too
    return _listens(f"{_X_SOCKETS}{number}") or (sys.platform == "linux" and _listens(abstract))


def _listens(path: str) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(path)
        except OSError:
            return False
    return True
