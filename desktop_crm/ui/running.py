"""Who comes first on a store has the place; who comes after tells the window that runs. `single` listens.

Most starts are the first: Qt's network (25 ms) is loaded only where there is something to connect to. Until it
listens, the first holds a file's lock, so that two starts at once don't become two windows.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QDir, QLockFile

HEARD = b"heard\n"
LONGEST = 4_096
_PATIENCE_MS, _ROUND_MS = 2_000, 20
# How long a start waits for an earlier one to listen, and how often it looks. The earlier one loads the desk
# first, which on a cold disk takes seconds; a start that hangs for good must not shut everybody out.
_START_PATIENCE_MS, _LOOK_MS = 10_000, 100


class Place:
    """The right to open the window on a store, until that window listens; given up with the object."""

    def __init__(self, lock: QLockFile) -> None:
        self._lock = lock

    def leave(self) -> None:
        """Give it up: the window listens from now on, or there will be none."""
        self._lock.unlock()


def take_place(location: Path | str, number: str = "") -> Place | None:
    """Take the place of the one window on a store; None: there is one, and it was told (`tell_running`).

    Waits while an earlier start has the place and does not listen yet, ten seconds at most; then, or where no
    lock can be made, the place is taken all the same. A start that crashed holds nothing.
    """
    lock = QLockFile(os.path.join(QDir.tempPath(), f"{name_of(location)}.lock"))
    lock.setStaleLockTime(0)  # by age never; what a dead process left is taken over
    patience = QDeadlineTimer(_START_PATIENCE_MS)
    while True:
        # Locked first and asked then: an earlier start listens before it gives up its lock.
        ours = lock.tryLock(_LOOK_MS) or lock.error() is not QLockFile.LockError.LockFailedError
        if tell_running(location, number):
            return None
        if ours or patience.hasExpired():
            return Place(lock)


def tell_running(location: Path | str, number: str = "") -> bool:
    """Tell the window that runs on a store to come forward, with a caller if `number` is given.

    Returns whether one heard it; waits two seconds at most.
    """
    name = name_of(location)
    if os.name == "posix" and not os.path.lexists(os.path.join(QDir.tempPath(), name)):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(json.dumps({"call": number}).encode() + b"\n")
    socket.flush()
    for _round in range(_PATIENCE_MS // _ROUND_MS):
        if socket.canReadLine() or socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            break
        socket.waitForReadyRead(_ROUND_MS)
    return bytes(socket.readLine(LONGEST).data()) == HEARD


def name_of(location: Path | str) -> str:
    """Return the name under which the window on a store is found: one for each user and store."""
    path = str(location)
    if "://" not in path:
        path = str(Path(location).expanduser().absolute())
    mark = hashlib.sha256(f"{getpass.getuser()}\n{path}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"desktop-crm-{mark[:24]}"
