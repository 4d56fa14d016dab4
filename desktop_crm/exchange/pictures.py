"""Portraits and logos on cards: their media type, told by their first bytes, and their names as files."""

from __future__ import annotations

from desktop_crm.customers.data import FileData
from desktop_crm.exchange.content_line import Property

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/webp": ".webp",
}


def media_type_of(content: bytes) -> str:
    """Return the media type of a picture by its first bytes; that of unknown bytes when it is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    found = (media for beginning, media in _BEGINNINGS if content.startswith(beginning))
    return next(found, "application/octet-stream")


def file_of(one: Property) -> FileData:
    """Return the file that a property holds, with the name and type that it says, or that its bytes tell."""
    content = one.binary or b""
    media_type = one.parameter("X-MEDIA-TYPE") or one.parameter("MEDIATYPE") or media_type_of(content)
    if media_type == "application/octet-stream" and one.types:
        named = f"image/{one.types[0].removeprefix('image/')}"
        media_type = named if named in _ENDINGS else media_type
    name = one.parameter("X-FILE-NAME") or one.name.lower() + _ENDINGS.get(media_type, ".bin")
    return FileData(name, media_type, content)
