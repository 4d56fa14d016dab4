"""Rows of a CSV file, each by itself: separator detected, quotation marks that span lines, bounded memory."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.headings import slot_of
from desktop_crm.exchange.physical import Line, as_text, whole_lines

SEPARATORS = (";", ",", "\t", "|")
LONGEST_ROW = 4 * 1024 * 1024
# Lines that one quoted text may go over; beyond it the quotation mark was never closed.
MOST_LINES = 2_000
# One text may be as long as a row; the module's own limit is for the whole program.
csv.field_size_limit(LONGEST_ROW)


class Form(NamedTuple):
    """How the rows of a file are written.

    Attributes:
        spaced: a blank follows every separator, as in ``Name, E-mail``: it belongs to no text then.
        encoding: Python's name of it; empty for UTF-8 and, in lines that are not, Windows-1252.
    """

    separator: str
    spaced: bool
    encoding: str = ""

    def text(self, content: bytes) -> str:
        """Return bytes of the file as text; what does not fit the encoding is read as `as_text` can."""
        try:
            return content.decode(self.encoding) if self.encoding else as_text(content)
        except UnicodeDecodeError:
            return as_text(content)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its texts, or why it is none; `raw` is how it stands in the file."""

    line: int
    texts: list[str]
    raw: bytes
    broken: str = ""


@dataclass
class Table:
    """A CSV file: its headings, then its rows."""

    headings: list[str]
    separator: str
    head: bytes
    rows: Iterator[Row]


@dataclass
class _Lines:
    """Lines that can be put back, so that an unclosed quotation mark costs one line only."""

    source: Iterator[Line]
    waiting: deque[Line] = field(default_factory=deque)

    def next(self) -> Line | None:
        return self.waiting.popleft() if self.waiting else next(self.source, None)


def open_table(stream: BinaryIO, *, encoding: str = "", separator: str = "") -> Table:
    """Return the table in a CSV file; raise `Invalid` when there are no headings in it.

    `encoding` and `separator` are told by the file itself where nobody says them.
    """
    lines = _Lines(_with_ends(stream))
    first = _first_line(lines)
    text = as_text(first.content).strip("\r\n")
    told = text.lower().startswith("sep=") and len(text) == 5
    if told:
        # Excel's way of naming the separator.
        first = _first_line(lines)
    head_text = Form("", False, encoding).text(first.content)
    separator = separator or (text[4] if told else _separator(head_text))
    lines.waiting.appendleft(first)
    form = Form(separator, _spaced(head_text, separator), encoding)
    head = next(_rows(lines, form))
    if head.broken or not any(text.strip() for text in head.texts):
        raise Invalid(_("The first line has no headings; nothing was imported."))
    return Table([text.strip() for text in head.texts], separator, head.raw, _rows(lines, form))


def _with_ends(stream: BinaryIO) -> Iterator[Line]:
    """The lines of a file; one that ends its lines with a bare CR, as old Macintoshes did, is split there."""
    number = 0
    for line in whole_lines(stream, LONGEST_ROW):
        inner = line.content.rstrip(b"\r\n")
        if number == 0 and b"\r" in inner and not line.content.endswith(b"\n") and b'"' not in inner:
            for part in inner.split(b"\r"):
                number += 1
                yield Line(number, part + b"\n", line.too_long)
            continue
        number += 1
        yield Line(number, line.content, line.too_long)


def _first_line(lines: _Lines) -> Line:
    line = lines.next()
    while line is not None and not line.content.strip():
        line = lines.next()
    if line is None:
        raise Invalid(_("The file is empty; nothing was imported."))
    return line


def _separator(head: str) -> str:
    """The separator under which most headings are known; of equals the one that gives most columns."""

    def merit(separator: str) -> tuple[int, int]:
        headings = next(csv.reader([head], delimiter=separator, skipinitialspace=True), [])
        return sum(slot_of(heading).what != "extra" for heading in headings), len(headings)

    return max(SEPARATORS, key=merit)


def _spaced(head: str, separator: str) -> bool:
    """Tell whether a blank follows every separator, as in ``Name, E-mail``: it belongs to no text then."""
    many = head.count(separator)
    return many > 0 and head.count(separator + " ") == many


def _rows(lines: _Lines, form: Form) -> Iterator[Row]:
    while (line := lines.next()) is not None:
        if line.too_long:
            yield Row(line.number, [], line.content, _("The row is longer than any customer's."))
            continue
        if not line.content.strip():
            continue
        parts = [line]
        if line.content.count(b'"') % 2 and not _closed(lines, parts, form):
            broken = _("A quotation mark is opened and never closed.")
            yield Row(line.number, [], line.content, broken)
            continue
        yield _row(parts, form)


def _closed(lines: _Lines, parts: list[Line], form: Form) -> bool:
    """Add the lines that a quoted text goes over; when it never ends, put them back and return False."""
    separator = form.separator.encode()
    inside = _is_open(parts[0].content, separator, form.spaced, inside=False)
    size = len(parts[0].content)
    while inside:
        line = lines.next()
        size += len(line.content) if line else 0
        if line is None or line.too_long or len(parts) > MOST_LINES or size > LONGEST_ROW:
            put_back = parts[1:] + ([line] if line else [])
            lines.waiting.extendleft(reversed(put_back))
            del parts[1:]
            return False
        parts.append(line)
        inside = _is_open(line.content, separator, form.spaced, inside=True)
    return True


def _is_open(content: bytes, separator: bytes, spaced: bool, *, inside: bool) -> bool:
    """Tell whether a quoted text goes on after this line. A mark inside an unquoted text is just a sign."""
    place, at_start = 0, True
    while place < len(content):
        if inside:
            end = content.find(b'"', place)
            if end < 0:
                return True
            if content[end + 1 : end + 2] == b'"':
                place = end + 2
                continue
            inside, place, at_start = False, end + 1, False
        elif at_start and spaced and content[place : place + 1] == b" ":
            place += 1
        elif at_start and content[place : place + 1] == b'"':
            inside, place = True, place + 1
        else:
            end = content.find(separator, place)
            if end < 0:
                return False
            place, at_start = end + 1, True
    return inside


def _row(parts: list[Line], form: Form) -> Row:
    raw = b"".join(part.content for part in parts)
    text = form.text(raw)
    text = text.removesuffix("\n").removesuffix("\r")
    if '"' not in text and "\r" not in text and not form.spaced:
        return Row(
            parts[0].number, text.split(form.separator), raw
        )  # what the reader would find, in less time
    try:
        found = list(csv.reader([text], delimiter=form.separator, skipinitialspace=form.spaced))
    except csv.Error as error:
        return Row(parts[0].number, [], raw, _("The row can't be read ({reason}).").format(reason=str(error)))
    if len(found) != 1:
        return Row(parts[0].number, [], raw, _("The row can't be read (a line ends inside it)."))
    return Row(parts[0].number, found[0], raw)
