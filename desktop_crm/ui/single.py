"""One window a store: whoever opens a second one, or takes a call, finds the first one and brings it forward.

The running window listens on a socket of its own user. What arrives there is one line of JSON; anything else is
hung up on. A line that was understood is answered with one line, so that the caller knows it was heard.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_crm.ui.running import HEARD, LONGEST, name_of

_ROUND_MS = 20


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

    def move(self, location: Path | str) -> None:
        """Be the window on another store from now on."""
        self.close()
        self._name = name_of(location)
        self.listen()

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
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        said = understood(bytes(socket.readLine(LONGEST).data()))
        if said is None:
            socket.abort()
            return
        socket.write(HEARD)
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
