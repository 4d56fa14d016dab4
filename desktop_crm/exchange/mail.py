"""E-mail files (.eml): who wrote to whom, when, the text, and the files that came with it.

The standard library takes messages apart (RFC 5322, 2045, 2047, 2231); it never gives one up, so a broken message
gives what can be read of it. Pages in HTML become plain text: nothing of them is shown, loaded or run.
"""

from __future__ import annotations

import email.errors
import email.header
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import LARGEST_FILE, FileData

LARGEST_MAIL = 64 * 1024 * 1024
LONGEST_TEXT = 200_000
LONGEST_LINE = 500
_MOST_FILES = 20  # of one message
# Deeper than any forwarding of forwards; the parser itself goes down a step for each.
_DEEPEST = 40
_PLAIN_ENDINGS = {"text/html": ".html", "message/rfc822": ".eml", "text/calendar": ".ics"}


@dataclass(frozen=True)
class MailFile:
    """What an e-mail file says.

    Attributes:
        sender: their address as written, empty when there is none; `recipients`: of To and Cc.
        sent_at: aware UTC; None when the message does not say, or says no time.
        text: plain; of a message in HTML alone its words.
        files: what came with it; `left_out`: the names of those that were too large or too many.
    """

    sender: str
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    files: tuple[FileData, ...] = ()
    left_out: tuple[str, ...] = ()


def read_mail(path: Path) -> MailFile:
    """Return what an e-mail file says; raise `Invalid` for a file that is none, or too large to be one."""
    try:
        if path.stat().st_size > LARGEST_MAIL:
            raise Invalid(_("The file is larger than any e-mail; nothing was kept."), where=path.name)
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Invalid(_("The file can't be read ({reason}); nothing was kept.").format(reason=reason),
                      where=str(path)) from error  # fmt: skip
    return parse_mail(content, name=path.name)


def parse_mail(content: bytes, *, name: str = "") -> MailFile:
    """Return what the bytes of an e-mail say; raises `Invalid` with `name` as the place."""
    try:
        message = email.message_from_bytes(content)
        if not any(message[header] for header in ("From", "To", "Subject", "Date", "Message-ID")):
            raise Invalid(_("This is no e-mail: it says neither from whom nor when."), where=name)
        gathered = _Gathered()
        _gather(message, gathered, 0)
    except (RecursionError, email.errors.MessageError) as error:
        raise Invalid(
            _("The e-mail is nested too deeply to be read; nothing was kept."), where=name
        ) from error
    return MailFile(
        next(iter(_addresses(message, "From", "Sender", "Reply-To")), ""),
        tuple(_addresses(message, "To", "Cc")),
        _line(_header(message, "Subject")),
        _sent_at(message),
        gathered.whole_text(),
        tuple(gathered.files),
        tuple(gathered.left_out),
    )


@dataclass
class _Gathered:
    """What the parts of a message hold."""

    plain: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[FileData] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def keep(self, name: str, media_type: str, content: bytes) -> None:
        if len(self.files) >= _MOST_FILES or len(content) > LARGEST_FILE:
            self.left_out.append(name)
        elif content:
            self.files.append(FileData(name, media_type, content))

    def whole_text(self) -> str:
        texts = self.plain or [words_of(page) for page in self.pages]
        return "\n\n".join(text.strip() for text in texts if text.strip())[:LONGEST_TEXT]


def _gather(part: Message, found: _Gathered, depth: int) -> None:
    if depth > _DEEPEST:
        raise RecursionError
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        for inner in part.get_payload():
            if isinstance(inner, Message):
                _gather(inner, found, depth + 1)
        return
    name = _file_name(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind == "message/rfc822":
        found.keep(name or _("Forwarded message") + ".eml", kind, _forwarded(part))
    elif attached or part.get_content_maintype() != "text":
        found.keep(name or _unnamed(part, len(found.files)), kind, _bytes_of(part))
    elif kind == "text/html":
        found.pages.append(_text_of(part))
    elif kind == "text/plain":
        found.plain.append(_text_of(part))
    else:
        found.keep(_unnamed(part, len(found.files)), kind, _bytes_of(part))


def _forwarded(part: Message) -> bytes:
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    try:
        return first.as_bytes() if isinstance(first, Message) else _bytes_of(part)
    except (UnicodeError, LookupError, KeyError):  # a header that can't be written again
        return str(first).encode("utf-8", "replace")


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text_of(part: Message) -> str:
    content = _bytes_of(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return clean(content.decode(charset))
        except (LookupError, UnicodeError):
            continue
    return clean(content.decode("latin-1"))


def clean(text: str) -> str:
    """Return text without what no store can keep, its lines ended alike."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _header(message: Message, name: str) -> str:
    """Return a header in words: encoded words decoded (RFC 2047), whatever they claim to be."""
    value = message.get(name, "")
    try:
        parts = email.header.decode_header(str(value))
    except email.errors.HeaderParseError:
        return clean(str(value))
    words = ""
    for text, charset in parts:
        if isinstance(text, bytes):
            try:
                words += text.decode(charset or "ascii")
            except (LookupError, UnicodeError):
                words += text.decode("utf-8", "replace")
        else:
            words += text
    return clean(words)


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _addresses(message: Message, *headers: str) -> Iterator[str]:
    values = [clean(str(one)) for header in headers for one in message.get_all(header, [])]
    for _name, address in email.utils.getaddresses(values):
        if "@" in address:
            yield _line(address)


def _sent_at(message: Message) -> datetime | None:
    try:
        sent = email.utils.parsedate_to_datetime(str(message.get("Date", "")))
        return (sent.replace(tzinfo=UTC) if sent.tzinfo is None else sent).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _file_name(part: Message) -> str:
    """Return the name that a part gives itself, without folders that it may claim to stand in."""
    try:
        named = part.get_filename() or ""
        decoded = "".join(
            text.decode(charset or "utf-8", "replace") if isinstance(text, bytes) else text
            for text, charset in email.header.decode_header(named)
        )
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        decoded = ""
    last = clean(decoded).replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in _line(last) if sign.isprintable())[:120]


def _unnamed(part: Message, number: int) -> str:
    kind = part.get_content_type()
    ending = _PLAIN_ENDINGS.get(kind, ".bin")
    return _("Part {number}").format(number=number + 1) + ending


class _Words(HTMLParser):
    """Gathers the words of a page; what runs, styles or frames is passed over."""

    _PASSED = frozenset({"script", "style", "head", "title", "template", "iframe", "object", "svg"})
    _BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._passing = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Break lines where a page does."""
        self._passing += tag in self._PASSED
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is passed over."""
        if tag in self._PASSED and self._passing:
            self._passing -= 1
        elif tag in self._BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._passing:
            self.words.append(data.replace("\n", " "))


def words_of(page: str) -> str:
    """Return the words of a page in HTML, a line for each of its lines."""
    reader = _Words()
    reader.feed(page[: 4 * LONGEST_TEXT])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
