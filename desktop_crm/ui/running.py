"""Telling the window that runs on a store already: what it listens on stands in `single`.

Most starts are the first: Qt's network (25 ms) is loaded only where there is something to connect to.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QDir

HEARD = b"heard\n"
LONGEST = 4_096
_PATIENCE_MS, _ROUND_MS = 2_000, 20


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
