"""Opening the file of an event log: plain or compressed, never more of it than a log may hold, in any encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.physical import in_utf8

MOST_BYTES = 4_000_000_000
# A log repeats itself and shrinks to a twentieth or a hundredth; what grows more was made to fill memories.
_MOST_GROWTH = 400
_FREELY = 64_000_000
PIECE = 256 * 1024
_ANNOUNCED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_GZIP = b"\x1f\x8b"


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more than a log may hold.

    Attributes:
        compressed: the file underneath, whose position tells how much of it was read; None where it is plain.
    """

    def __init__(self, stream: BinaryIO, compressed: BinaryIO | None) -> None:
        self._stream, self._compressed, self._given = stream, compressed, 0

    def readable(self) -> bool:
        """Return True: reading is all it does."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end. Raises `Invalid` for what grows beyond all measure, or is broken off."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            piece = self._stream.read(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise Invalid(
                _("The compressed file is damaged or breaks off; nothing was imported. Get it once more.")
            ) from problem
        view[: len(piece)] = piece
        self._given += len(piece)
        read = None if self._compressed is None else self._compressed.tell()
        if self._given > MOST_BYTES or (read is not None and self._given > max(_FREELY, read * _MOST_GROWTH)):
            raise Invalid(
                _(
                    "The file unpacks to more than any log of this size holds; nothing was imported. "
                    "Unpack it yourself if you trust it, and import that."
                )
            )
        return len(piece)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """Give the content of a file, unpacked; raise `Invalid` where it can't be read."""
    if path.exists() and not path.is_file():
        raise Invalid(_("This is not a file; name an .xes, .xes.gz or .csv file."), where=str(path))
    try:
        with path.open("rb") as stream:
            packed = stream.peek(2)[:2] == _GZIP
            inner = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
            yield io.BufferedReader(_Bounded(inner, stream if packed else None), PIECE)
    except OSError as error:
        raise Invalid(
            _("The file can't be read ({reason}); nothing was imported. Check its name and rights.").format(
                reason=error.strerror or str(error)
            ),
            where=str(path),
        ) from error


class Decoded:
    """The bytes of a stream as UTF-8, read in the encoding that its XML declaration announces.

    Attributes:
        announced: the encoding it says it is in. `guessed`: it was not, and bytes were read as Windows-1252.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        found = _ANNOUNCED.match(stream.peek(400)[:400])
        self._stream = in_utf8(stream)
        self.announced = found.group(1).decode("ascii") if found else "utf-8"
        self.guessed = False
        name = self.announced
        if name[:3].lower() in {"utf", "ucs"}:
            name = "utf-8"  # UTF-16 was recoded on the way
        try:
            self._decoder = codecs.getincrementaldecoder(name)()
        except LookupError:
            self._decoder, self.guessed = codecs.getincrementaldecoder("utf-8")(), True

    def pieces(self) -> Iterator[bytes]:
        """Yield the content piece by piece."""
        while piece := self._stream.read(PIECE):
            yield self._text(piece, final=False).encode("utf-8", "replace")
        yield self._text(b"", final=True).encode("utf-8", "replace")

    def _text(self, piece: bytes, *, final: bool) -> str:
        state = self._decoder.getstate()
        try:
            return self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self.guessed = True
            self._decoder = codecs.getincrementaldecoder("utf-8")(_AS_WINDOWS)
            self._decoder.setstate(state)
            return self._decoder.decode(piece, final)


def _as_windows(problem: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are none of the encoding as what programs write that announce anything."""
    assert isinstance(problem, UnicodeDecodeError)
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


_AS_WINDOWS = "desktop-crm-as-windows"
codecs.register_error(_AS_WINDOWS, _as_windows)
