"""The papers in generated cases: letters and forms as PDF, photographs and drawings as PNG, all small."""

from __future__ import annotations

import zlib
from random import Random
from struct import pack

from desktop_crm.bench.generator.records import Case, Enclosed
from desktop_crm.bench.generator.world import World
from desktop_crm.process.model import Item, ItemType

_PICTURES = frozenset({"photographs"})
_WIDE, _HIGH = 96, 40


def paper(world: World, case: Case, item: Item, at: int) -> Enclosed:
    """Return the file that is registered for `item`: named after it and the case, with its own content."""
    name = f"{item.name} {case.number}"
    if item.type is ItemType.DRAWING or item.code in _PICTURES:
        return Enclosed(world.new_id(), f"{name}.png", "image/png", drawing(world.random), at)
    day = world.agenda.day_of(at).isoformat()
    content = letter((item.name, f"{case.process.spec.name} {case.number}", day))
    return Enclosed(world.new_id(), f"{name}.pdf", "application/pdf", content, at)


def letter(lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one page with `lines` on it (ISO 32000-1, the least that readers accept)."""
    shown = b" ".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
    stream = b"BT /F1 12 Tf 18 TL 72 760 Td " + shown + b" ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    head = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    return made + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def _escaped(line: str) -> bytes:
    plain = line.encode("latin-1", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def drawing(random: Random) -> bytes:
    """Return a PNG (RFC 2083) of a pen's line across a white field, one bit a pixel.

    Its pixels are stored as they are: compressed, they would differ with the version of the library.
    """
    rows = [bytearray(b"\xff" * (_WIDE // 8)) for _row in range(_HIGH)]
    height = _HIGH / 2
    for x in range(8, _WIDE - 8):
        height = min(_HIGH - 2.0, max(1.0, height + (random.random() - 0.5) * 7))
        rows[int(height)][x // 8] &= ~(0x80 >> x % 8) & 0xFF
    pixels = b"".join(b"\0" + bytes(row) for row in rows)
    header = pack(">IIBBBBB", _WIDE, _HIGH, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
