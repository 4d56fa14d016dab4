"""Event logs read from files, whatever kind they are by their beginning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.eventlog.csv_read import read_csv
from desktop_crm.exchange.eventlog.opening import opened
from desktop_crm.exchange.eventlog.taking import ReadLog, Taker
from desktop_crm.exchange.eventlog.xes_read import read_xes
from desktop_crm.exchange.physical import in_utf8

_OTHER = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


def read_log(path: Path, *, now: datetime, mapping: Mapping[str, str] | None = None) -> ReadLog:
    """Return the event log in an .xes, .xes.gz or .csv file.

    Args:
        now: the moment of import; later events are no events.
        mapping: which column of a CSV file is what (see `csv_read.NAMES`), where headings do not tell.

    Raises `Invalid` in one sentence, with the line where there is one, when nothing can be taken.
    """
    taker = Taker(now)
    with opened(path) as stream:
        head = stream.peek(64)[:64]
        try:
            if head.startswith(_OTHER):
                raise Invalid(_("This is no event log; name an .xes, .xes.gz or .csv file."))
            if head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
                read_xes(stream, taker)
            else:
                read_csv(in_utf8(stream), taker, mapping)
            return taker.finished()
        except Invalid as problem:
            raise Invalid(problem.sentence, where=path.name) from problem
