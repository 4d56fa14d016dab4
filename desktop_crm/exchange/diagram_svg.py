"""A drawing of a process as SVG: one file that holds all it needs, for a wiki, a slide or a wall."""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path as FilePath
from xml.sax.saxutils import escape, quoteattr

from desktop_crm.core import paths
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Diagram
from desktop_crm.process.diagram_strokes import Path, Round, Stroke, Words, strokes

_FACES = "Inter, 'Segoe UI', 'SF Pro Text', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
_EDGE = 16
# What XML 1.0 can't hold, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    with (paths.resources() / "tokens.toml").open("rb") as stream:
        found: dict[str, str] = tomllib.load(stream)["color"]["light"]
    return found


def write_svg(diagram: Diagram) -> str:
    """Return a drawing as an SVG 1.1 document in the light colours; equal drawings give equal text."""
    width, height = diagram.width + 2 * _EDGE, diagram.height + 2 * _EDGE
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}" height="{height}"'
        f' viewBox="{-_EDGE} {-_EDGE} {width} {height}" role="img" font-family="{_FACES}">',
        f"<title>{_plain(diagram.title)}</title>",
        f'<rect x="{-_EDGE}" y="{-_EDGE}" width="{width}" height="{height}" fill="{_colours()["panel"]}"/>',
        *map(_element, strokes(diagram)),
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def save_svg(diagram: Diagram, path: FilePath) -> None:
    """Write a drawing to a file, whole or not at all; raise `Invalid` when the place can't be written."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            scratch.write_bytes(write_svg(diagram).encode())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise Invalid(_("It can't be written: {why}.").format(why=why), where=str(path)) from problem


def _plain(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _colour(role: str) -> str:
    return _colours()[role] if role else "none"


def _element(stroke: Stroke) -> str:
    match stroke:
        case Round(area, radius, fill, outline, width):
            return (
                f'<rect x="{area.x}" y="{area.y}" width="{area.width}" height="{area.height}"'
                + (f' rx="{radius}"' if radius else "")
                + f' fill="{_colour(fill)}" stroke="{_colour(outline)}" stroke-width="{width:g}"/>'
            )
        case Path(points, colour, width, fill, closed):
            corners = " ".join(f"{x},{y}" for x, y in points)
            return (
                f'<{"polygon" if closed else "polyline"} points="{corners}" fill="{_colour(fill)}"'
                f' stroke="{_colour(colour)}" stroke-width="{width:g}" stroke-linejoin="round"/>'
            )
        case Words():
            return _words(stroke)


def _words(words: Words) -> str:
    weight = ' font-weight="600"' if words.bold else ""
    anchor = ' text-anchor="middle"' if words.middle else ""
    return (
        f'<text x="{words.x}" y="{words.y}" font-size="{words.size}"{weight}{anchor}'
        f" fill={quoteattr(_colour(words.colour))}>{_plain(words.text)}</text>"
    )
