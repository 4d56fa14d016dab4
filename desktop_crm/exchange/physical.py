"""Bytes of a file as lines of bounded length, whatever wrote them: any line end, UTF-8, UTF-16 or 8 bits."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

# A picture of sixteen megabytes in base64 on one line still fits.
LONGEST_LINE = 24 * 1024 * 1024
_PIECE = 1024 * 1024
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; of one that is too long only the beginning."""

    number: int
    content: bytes
    too_long: bool = False


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading, UTF-16 turned into UTF-8; raises `Invalid` when it can't be read."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Invalid(
            _("The file can't be read ({reason}); nothing was imported. Check its name and rights.").format(
                reason=error.strerror or str(error)
            ),
            where=str(path),
        ) from error
    return in_utf8(stream)


def in_utf8(stream: io.BufferedReader) -> BinaryIO:
    """Return what a stream holds from here on, UTF-16 turned into UTF-8 and a byte order mark left out."""
    head = stream.peek(4)[:4]
    encoding = utf16_of(head)
    if not encoding:
        if head.startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        return stream
    if head[:2] in _UTF16:
        stream.read(2)
    return io.BufferedReader(_Recoded(stream, encoding), _PIECE)


def utf16_of(head: bytes) -> str:
    """Return which UTF-16 a file is written in, by its first four bytes; empty when in none."""
    marked = _UTF16.get(head[:2], "")
    if not marked and len(head) == 4 and head.count(0) == 2 and 0 in head[:2]:
        return {0: "utf-16-be", 1: "utf-16-le"}[head.index(0)]
    return marked


class _Recoded(io.RawIOBase):
    """UTF-16 read as UTF-8; half a pair becomes what a strict reader refuses, in its own line only."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._rest = b""

    def readable(self) -> bool:
        """Return True: reading is all it does."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` with UTF-8; 0 at the end of the file."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._rest:
            piece = self._stream.read(_PIECE)
            try:
                text = self._decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                text = "�"
                self._decoder.reset()
            self._rest = text.encode("utf-8", "surrogatepass")
            if not piece:
                break
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        """Close the file underneath too."""
        self._stream.close()
        super().close()


def lines_of(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a file, numbered from 1, never holding more than `longest` bytes of one."""
    number = 0
    for line in whole_lines(stream, longest):
        # Only old Macintosh files end lines with a bare CR.
        for part in line.content.rstrip(b"\r\n").split(b"\r"):
            number += 1
            yield Line(number, part, line.too_long)


def whole_lines(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a file with their ends, so that a CR inside quotation marks survives."""
    number = 0
    while content := stream.readline(longest):
        number += 1
        too_long = len(content) >= longest and not content.endswith(b"\n")
        if too_long:
            _skip_rest(stream)
            content = content[:200]
        yield Line(number, content, too_long)


def _skip_rest(stream: BinaryIO) -> None:
    while piece := stream.readline(_PIECE):
        if piece.endswith(b"\n"):
            return


def as_text(content: bytes, charset: str = "") -> str:
    """Return bytes as text: in the named character set, else UTF-8, else Windows-1252.

    Half a surrogate pair stays one, so that it is refused where the text is used. Raises `Invalid` for a
    character set that doesn't exist or doesn't fit.
    """
    if charset:
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError) as error:
            if charset.lower().replace("_", "-") not in {"utf-8", "utf8", "us-ascii", "ascii"}:
                raise Invalid(
                    _("The text is not in the character set {name}.").format(name=charset)
                ) from error
    for encoding, errors in (("utf-8", "strict"), ("utf-8", "surrogatepass")):
        try:
            return content.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").translate(_WINDOWS)


# Windows-1252 differs from Latin-1 in 0x80 to 0x9F; five of these have no meaning in it and stay.
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
