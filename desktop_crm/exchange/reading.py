"""A file of customers read and made ready to be written: here, or in a process of its own while others are written.

Reading a row takes about as long as writing it, so that two processors take in twice as much. The other process takes
a second to start; until then this one reads, and tells it how many pieces it need not read again.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.ready import Ready, ready
from desktop_crm.customers.terms import Match
from desktop_crm.exchange.layout import Layout
from desktop_crm.exchange.sources import Piece, Source, opened, source_of

# Some at a time, so that a colleague's act never waits longer than it takes to write these.
CHUNK = 250
# A chunk with pictures is large before it is long.
_LARGE = 1_000_000
# Below this another process takes longer to start than it saves; rows and cards with pictures alike.
WORTH_A_PROCESS = 1_000_000
# What it reads is gone with the chunk, and in no circles: the garbage collector has next to nothing to find.
_SELDOM = (50_000, 50, 50)
# Seconds to wait for it after each chunk, where there is something to do meanwhile.
PATIENCE = 0.0


class Read(NamedTuple):
    """A card or row that was read: whom it brings in, or why it is refused.

    Attributes:
        line, raw, notes: as of `Piece`.
    """

    line: int
    customer: Ready | None
    reason: str
    raw: bytes
    notes: tuple[str, ...] = ()


def read_piece(piece: Piece, match: Match) -> Read:
    """Make a piece ready to be written under a rule of recognition."""
    customer, reason = None, piece.reason
    if piece.incoming is not None:
        try:
            customer = ready(piece.incoming, match)
        except Invalid as error:
            reason = error.sentence
    return Read(piece.line, customer, reason, piece.raw, piece.notes)


@contextmanager
def reading(path: Path, layout: Layout, source: Source, match: Match) -> Iterator[Iterator[list[Read]]]:
    """Give the pieces of a source, some at a time, ready to be written; it ends with the block.

    Args:
        path, layout: where the source is read again by another process, if the file is worth one.
    """
    if path.stat().st_size < WORTH_A_PROCESS:
        yield _chunks(source, match)
        return
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_read_apart, args=(there, path, layout, match), daemon=True)
    process.start()
    there.close()
    try:
        yield _together(here, source, match)
    finally:
        here.close()
        process.terminate()
        process.join()


def _together(other: Connection, source: Source, match: Match) -> Iterator[list[Read]]:
    """Read until the other process is there, then give what it reads."""
    count = 0
    for chunk in _chunks(source, match):
        yield chunk
        count += len(chunk)
        if other.poll(PATIENCE):
            break
    else:
        return
    try:
        other.recv()
        other.send(count)
        while chunk := other.recv():
            yield chunk
    except (EOFError, OSError) as error:
        raise Invalid(
            _(
                "The file could not be read to its end; who came in so far is kept. Try again: they are recognised."
            )
        ) from error


def _read_apart(other: Connection, path: Path, layout: Layout, match: Match) -> None:
    """Read all but what was read already, once it is known how much that is; an empty list is the end."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        other.send(None)
        skip = other.recv()
        with closing(opened(path)) as stream:
            for chunk in _chunks(source_of(stream, path, layout, skip=skip), match):
                other.send(chunk)
        other.send([])
    except (EOFError, OSError):
        return  # nobody wants to know any more, or the file can't be read: either way it ends here


def _chunks(source: Source, match: Match) -> Iterator[list[Read]]:
    chunk: list[Read] = []
    size = 0
    for piece in source.pieces:
        chunk.append(read_piece(piece, match))
        size += len(piece.raw)
        if len(chunk) == CHUNK or size > _LARGE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
