"""A pooler as a client meets it: a port of its own, a process number that is nobody's, and nothing told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from desktop_crm.store.server.address import Address, address_of

_NOTIFICATION, _KEY = b"A", b"K"


@contextmanager
def pooled(address: Address) -> Iterator[Address]:
    """Give the address of a pooler before a server on this machine; its connections end with the block."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        ends: list[socket.socket] = []
        threads = [threading.Thread(target=_take, args=(door, address, ends), daemon=True)]
        threads[0].start()
        port = door.getsockname()[1]
        yield address_of(f"postgresql://127.0.0.1:{port}/{address.database}?sslmode=disable")
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        for end in ends:
            end.close()
        threads[0].join(5)


def _take(door: socket.socket, address: Address, ends: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            client, _where = door.accept()
            server = socket.create_connection((address.host, address.port or 5432))
            ends += [client, server]
            for carry, one, other in ((_carry, client, server), (_carry_answers, server, client)):
                threading.Thread(target=carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65_536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


def _carry_answers(server: socket.socket, client: socket.socket) -> None:
    """Pass on the server's messages (a letter, a length, the rest) but for notifications, and hide its number."""
    with suppress(OSError, EOFError):
        while True:
            head = _read(server, 5)
            kind, (length,) = head[:1], struct.unpack("!I", head[1:])
            body = _read(server, length - 4)
            if kind == _KEY:
                body = struct.pack("!I", 4_000_000) + body[4:]
            if kind != _NOTIFICATION:
                client.sendall(head + body)
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)


def _read(end: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = end.recv(count - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found
