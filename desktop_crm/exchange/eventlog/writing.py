"""Event logs written: XES (IEEE 1849-2016) and CSV, a case at a time."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator
from uuid import UUID
from xml.sax.saxutils import quoteattr

from desktop_crm.measures.live_log import LiveCase, LiveEvent

Pseudonym = Callable[[UUID | None], str]
_GZIP_BITS = 31
_EXTENSIONS = (
    ("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time")
)  # fmt: skip
HEADINGS = ("case", "activity", "lifecycle", "time", "role", "resource", "instance", "process")


def xes_pieces(cases: Iterator[LiveCase], pseudonym: Pseudonym) -> Iterator[bytes]:
    """Yield the file: its head, then a piece a case, then its end."""
    yield _head().encode()
    for case in cases:
        yield _trace(case, pseudonym).encode("utf-8", "replace")
    yield b"</log>\n"


def _head() -> str:
    # What names an extension is its address in the standard; nothing is read from there.
    spaces = "".join(
        f'  <extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _EXTENSIONS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
        f"{spaces}"
        '  <classifier name="Activity" keys="concept:name"/>\n'
        '  <string key="lifecycle:model" value="standard"/>\n'
    )


def _trace(case: LiveCase, pseudonym: Pseudonym) -> str:
    parts = ["  <trace>\n", _string("concept:name", case.number), _string("process", case.process)]
    for event in case.events:
        parts += ["    <event>\n", *_event(event, pseudonym), "    </event>\n"]
    return "".join([*parts, "  </trace>\n"])


def _event(event: LiveEvent, pseudonym: Pseudonym) -> Iterator[str]:
    yield _string("concept:name", event.activity)
    yield _string("lifecycle:transition", event.lifecycle)
    yield f'      <date key="time:timestamp" value="{event.moment.isoformat(timespec="milliseconds")}"/>\n'
    if event.role:
        yield _string("org:role", event.role)
    if who := pseudonym(event.actor):
        yield _string("org:resource", who)
    if event.instance:
        yield _string("concept:instance", str(event.instance))


def _string(key: str, value: str) -> str:
    return f'      <string key="{key}" value={quoteattr(value)}/>\n'


def csv_pieces(cases: Iterator[LiveCase], pseudonym: Pseudonym) -> Iterator[bytes]:
    """Yield the file: the row of headings, then a piece a case."""
    yield _rows([HEADINGS])
    for case in cases:
        yield _rows(
            [
                (
                    case.number, event.activity, event.lifecycle, event.moment.isoformat(timespec="milliseconds"),
                    event.role, pseudonym(event.actor), str(event.instance or ""), case.process,
                )
                for event in case.events
            ]
        )  # fmt: skip


def _rows(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Compress a file piece by piece, the same each time: no name nor time stands in it."""
    packer = zlib.compressobj(wbits=_GZIP_BITS)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
