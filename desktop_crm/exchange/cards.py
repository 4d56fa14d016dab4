"""A vCard file as single cards: each with its unfolded lines, so that a broken one costs no neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from desktop_crm.core.i18n import _
from desktop_crm.exchange.physical import Line, lines_of

LARGEST_CARD = 48 * 1024 * 1024
MOST_LINES = 20_000

_QUOTED_PRINTABLE = re.compile(rb"^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb"^[^:]*;(?:ENCODING=)?(?:BASE64|B)[;:]", re.IGNORECASE)
_BASE64_REST = re.compile(rb"[A-Za-z0-9+/=]+")
_AGENT = re.compile(rb"^(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*$", re.IGNORECASE)


@dataclass(slots=True)
class RawCard:
    """One card as it stands in the file.

    Attributes:
        line: where it begins.
        lines: its lines between BEGIN and END, unfolded, each with the number of its first line.
        raw: the same as they stand in the file, for the file of rejected cards.
        broken: why it is no card; empty for a whole one.
    """

    line: int
    lines: list[tuple[int, bytearray]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    broken: str = ""
    size: int = 0
    depth: int = 0
    old: bool = False  # version 2.1, which folds and encodes in its own way
    open_base64: bool = False


def cards_of(stream: BinaryIO) -> Iterator[RawCard]:
    """Yield the cards of a file in their order, and the stretches between them that are none, as broken."""
    card: RawCard | None = None
    stray: RawCard | None = None
    for line in lines_of(stream):
        # A line that begins with a blank continues another one: so end the cards inside of cards.
        folded = card is not None and line.content[:1] in (b" ", b"\t")
        word = b"" if folded else line.content.strip().upper().replace(b" ", b"")
        if word == b"BEGIN:VCARD" and (card is None or not _begins_agent(card)):
            if card is not None:
                card.broken = card.broken or _("The card has no END:VCARD.")
                yield card
            if stray is not None:
                yield stray
                stray = None
            card = RawCard(line.number, raw=[line.content])
        elif card is None:
            stray = _stray(stray, line)
        elif word == b"END:VCARD" and card.depth == 0:
            card.raw.append(line.content)
            yield card
            card = None
        else:
            _add(card, line, word)
    if card is not None:
        card.broken = card.broken or _("The file ends before the card does (no END:VCARD).")
        yield card
    if stray is not None:
        yield stray


def _stray(stray: RawCard | None, line: Line) -> RawCard | None:
    """Text outside any card is reported once for a stretch of it; blank lines are nothing."""
    if not line.content.strip(b" \t\x00\x1a"):
        return stray
    if stray is None:
        stray = RawCard(line.number, broken=_("The text is not part of any card."))
    if len(stray.raw) < MOST_LINES and stray.size < LARGEST_CARD:
        stray.raw.append(line.content)
        stray.size += len(line.content)
    return stray


def _begins_agent(card: RawCard) -> bool:
    """A 2.1 card may hold another one, as its AGENT."""
    return card.depth > 0 or bool(card.lines and _AGENT.match(card.lines[-1][1]))


def _add(card: RawCard, line: Line, word: bytes) -> None:
    card.size += len(line.content)
    if line.too_long:
        card.broken = _("A line is longer than any picture.")
    elif card.size > LARGEST_CARD or len(card.lines) > MOST_LINES:
        card.broken = _("The card is larger than any person's.")
    if card.broken:
        card.lines.clear()
        return
    card.raw.append(line.content)
    if word in {b"BEGIN:VCARD", b"END:VCARD"}:
        card.depth += 1 if word == b"BEGIN:VCARD" else -1
        card.lines[-1][1].extend(b"\\n" + line.content)
    elif card.depth:
        card.lines[-1][1].extend(b"\\n" + line.content)
    elif not _continues(card, line.content) and line.content.strip():
        card.old = card.old or word == b"VERSION:2.1"
        card.lines.append((line.number, bytearray(line.content)))
        card.open_base64 = _BASE64.match(line.content) is not None


def _continues(card: RawCard, content: bytes) -> bool:
    """Join a folded, soft-broken or bare base64 line to the one before; tell whether it was one."""
    if not card.lines:
        return False
    last = card.lines[-1][1]
    if last.endswith(b"=") and _QUOTED_PRINTABLE.match(last):
        del last[-1:]
        last.extend(content)
        return True
    if card.open_base64:
        if not content.strip():
            card.open_base64 = False
            return True
        if _BASE64_REST.fullmatch(content.rstrip()):
            last.extend(content.rstrip())
            return True
    if content[:1] in (b" ", b"\t"):
        # 2.1 folds where a blank stands and keeps it; later versions put one in, which goes again.
        last.extend(content if card.old else content[1:])
        return True
    return False
