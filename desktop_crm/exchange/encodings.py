"""Telling in which encoding a file is written, from what its letters would be in each."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.physical import utf16_of

# What Western and Central European programs write, by Python's names; the first counts where several fit as well.
EIGHT_BITS = ("cp1252", "cp850", "mac_roman", "cp1250")
SAMPLE = 1024 * 1024
_USUAL = frozenset("éèëêüöäïîíôóòúùûáàâçñßÄÖÜÉøØåÅæłąęńśźżőűščřžýě")
_BESIDE = re.compile(r"(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])")


def encoding_of(path: Path) -> str:
    """Return the encoding of a file by its first megabyte: ``utf-8``, ``utf-16`` or one of `EIGHT_BITS`.

    Raises `Invalid` when the file can't be read.
    """
    try:
        with path.open("rb") as stream:
            sample = stream.read(SAMPLE)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Invalid(
            _("The file can't be read ({reason}); check its name and rights.").format(reason=reason),
            where=str(path),
        ) from error
    if utf16_of(sample[:4]):
        return "utf-16"
    return "utf-8" if _is_utf8(sample) else max(EIGHT_BITS, key=_merit(sample))


def _is_utf8(sample: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)  # a letter may be cut in two at the end
    except UnicodeDecodeError:
        return False
    return True


def _merit(sample: bytes) -> Callable[[str], int]:
    """Count the usual letters beside plain ones, less all other signs: as words look, in the right encoding."""
    lines = [line for line in sample.splitlines() if not line.isascii()][:2_000]

    def merit(encoding: str) -> int:
        text = b"\n".join(lines).decode(encoding, "replace")
        letters = sum(1 if sign in _USUAL else -1 for sign in _BESIDE.findall(text))
        return letters - 2 * text.count("\ufffd")

    return merit


def known_encoding(name: str) -> str:
    """Return an encoding by Python's own name for it; raise `Invalid` for one that a list can't be read in."""
    try:
        found = codecs.lookup(name).name
        plain = bytes(range(32, 127)).decode(found) == "".join(map(chr, range(32, 127)))
    except (LookupError, UnicodeDecodeError):
        found, plain = "", False
    if not plain and found not in {"utf-16", "utf-16-le", "utf-16-be"}:
        raise Invalid(
            _("There is no encoding “{name}” for lists; try utf-8 or cp1252.").format(name=name[:40])
        )
    return found
