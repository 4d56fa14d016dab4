"""One window a store: whoever opens a second one, or takes a call, finds the first one and brings it forward.

The running window listens on a socket of its own user. What arrives there is one line of JSON; anything else is
hung up on. A line that was understood is answered with one line, so that the caller knows it was heard.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_HEARD = b"heard\n"
_LONGEST = 4_096
_PATIENCE_MS, _ROUND_MS = 2_000, 20


class Single(QObject):
    """Listens for whoever comes after.

    Signals:
        wanted: somebody opened the program again; the window comes forward.
        called: carries the telephone number of an incoming call.
    """

    wanted = Signal()
    called = Signal(str)

    def __init__(self, location: Path | str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name_of(location)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self) -> bool:
        """Begin to listen; tell whether it worked.

        What a crashed window left behind is cleared away; a window that is alive keeps its place.
        """
        # Asked before: a server with rights of its own takes a name over without a word.
        other = QLocalSocket()
        other.connectToServer(self._name)
        if other.waitForConnected(_ROUND_MS):
            other.abort()
            return False
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _greet(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._hear)
            if socket.bytesAvailable():
                self._listen_to(socket)

    def _hear(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._listen_to(socket)

    def _listen_to(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        said = understood(bytes(socket.readLine(_LONGEST).data()))
        if said is None:
            socket.abort()
            return
        socket.write(_HEARD)
        socket.flush()
        socket.disconnectFromServer()
        number = said.get("call")
        if number:
            self.called.emit(str(number))
        else:
            self.wanted.emit()


def understood(line: bytes) -> dict[str, Any] | None:
    """Return what a line says; None when it is nothing that we would have said."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) and isinstance(said.get("call", ""), str) else None


def tell_running(location: Path | str, number: str = "") -> bool:
    """Tell the window that runs on a store to come forward, with a caller if `number` is given.

    Returns whether one heard it; waits two seconds at most.
    """
    socket = QLocalSocket()
    socket.connectToServer(name_of(location))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(json.dumps({"call": number}).encode() + b"\n")
    socket.flush()
    for _round in range(_PATIENCE_MS // _ROUND_MS):
        if socket.canReadLine() or socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            break
        socket.waitForReadyRead(_ROUND_MS)
    return bytes(socket.readLine(_LONGEST).data()) == _HEARD


def name_of(location: Path | str) -> str:
    """Return the name under which the window on a store is found: one for each user and store."""
    path = str(Path(location).expanduser().absolute())
    mark = hashlib.sha256(f"{getpass.getuser()}\n{path}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"desktop-crm-{mark[:24]}"
