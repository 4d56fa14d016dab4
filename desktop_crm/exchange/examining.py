"""Looking at a file before it is imported: what it is, how it is written, and its first rows as they will come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from desktop_crm.core.errors import Invalid
from desktop_crm.customers.data import checked
from desktop_crm.exchange.csv_rows import Row, open_table
from desktop_crm.exchange.dates import DateOrder, order_of
from desktop_crm.exchange.encodings import encoding_of
from desktop_crm.exchange.headings import Slot, target_of
from desktop_crm.exchange.layout import AS_TOLD, Layout, digest_of, layout_from
from desktop_crm.exchange.sources import Piece, needs_no_layout, opened, source_of

# So many rows tell the order of dates; so many are shown.
SAMPLED, SHOWN = 1_000, 20


@dataclass(frozen=True)
class Examined:
    """What a file is.

    Attributes:
        cards: it holds vCards, which need no layout.
        headings: of its columns, with `slots`, where they go, and `examples`, the first text in each.
        digest: by which its set of headings is remembered.
        layout: complete: what was settled, and what the file told.
        sure: whether its dates tell which comes first, the day or the month.
        rows: the first ones, as they will come in.
    """

    cards: bool
    headings: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    examples: tuple[str, ...] = ()
    digest: str = ""
    layout: Layout = AS_TOLD
    sure: bool = True
    rows: tuple[Piece, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Where each column goes, by the name that a layout has for it."""
        return tuple(target_of(slot) for slot in self.slots)


def examine(path: Path, layout: Layout = AS_TOLD) -> Examined:
    """Return what a file is and what its first rows will be; raise `Invalid` for one that is no list."""
    if needs_no_layout(path):
        with opened(path) as stream:
            return Examined(True, rows=_first(source_of(stream, path).pieces))
    whole, sampled, headings, sure = _told(path, layout)
    with opened(path) as stream:
        rows = _first(source_of(stream, path, whole).pieces)
    return Examined(
        False,
        headings,
        tuple(whole.slots(headings)),
        tuple(_example(sampled, place) for place in range(len(headings))),
        digest_of(headings),
        whole,
        sure,
        rows,
    )


def layout_for(path: Path, remembered: Callable[[str], str]) -> Layout:
    """Return how a file is read: as somebody settled it for its headings, else as it tells itself.

    `remembered` gives the layout of a digest of headings, as JSON, or an empty text.
    """
    if needs_no_layout(path):
        return AS_TOLD
    told = _told(path, AS_TOLD)
    known = remembered(digest_of(told.headings))
    return _told(path, layout_from(known)).layout if known else told.layout


def settled(path: Path, layout: Layout) -> Layout:
    """Return a layout with what the file tells filled in."""
    return layout if needs_no_layout(path) else _told(path, layout).layout


class _Told(NamedTuple):
    """What a file tells of itself; `sure`: of the order of its dates too."""

    layout: Layout
    rows: list[Row]
    headings: tuple[str, ...]
    sure: bool


def _told(path: Path, layout: Layout) -> _Told:
    layout = replace(layout, encoding=layout.encoding or encoding_of(path))
    with opened(path) as stream:
        table = open_table(stream, encoding=layout.read_in, separator=layout.separator)
        headings = tuple(table.headings)
        sampled = [row for row in islice(table.rows, SAMPLED) if not row.broken]
    slots = layout.slots(headings)
    days = [
        row.texts[place]
        for row in sampled
        for place, slot in enumerate(slots)
        if slot.what == "field" and slot.name in {"birth_date", "since"} and place < len(row.texts)
    ]
    told = order_of(days)
    sure = told is not None or not any(days)
    dates = layout.dates or told or DateOrder.DAY
    return _Told(replace(layout, separator=table.separator, dates=dates), sampled, headings, sure)


def _example(rows: Sequence[Row], place: int) -> str:
    texts = (row.texts[place].strip() for row in rows if place < len(row.texts))
    return next((text for text in texts if text), "")


def _first(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    return tuple(_as_taken(piece) for piece in islice(pieces, SHOWN))


def _as_taken(piece: Piece) -> Piece:
    """A row as the store would take it: with the name that is made, or the reason of its refusal."""
    if piece.incoming is None:
        return piece
    try:
        return replace(piece, incoming=replace(piece.incoming, data=checked(piece.incoming.data)))
    except Invalid as error:
        return replace(piece, incoming=None, reason=error.sentence)
