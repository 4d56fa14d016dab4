"""Whether a file is a drawing: asked of every model that is read, and so without what drawings are read with."""

from __future__ import annotations

from pathlib import Path

SUFFIXES = frozenset({".bpmn", ".bpmn2", ".bpmn20", ".xml"})


def is_drawing(path: Path) -> bool:
    """Tell whether a file is meant as a drawing: by its name, or since it begins as XML does."""
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError:
        return False
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
