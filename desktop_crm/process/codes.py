"""Codes made from names: what a thing is called by files, once in its list, and kept when its name changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 63
CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


def is_code(text: str) -> bool:
    """Tell whether a text can be a code: lower-case letters, digits, underscores, a letter first."""
    return CODE.fullmatch(text) is not None


def code_from(name: str, taken: Container[str] = (), *, instead: str = "thing") -> str:
    """Return a code that reads like `name` and is not among `taken`.

    Args:
        instead: the code of a name without a letter that a code may hold.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not stem:
        stem = instead
    elif not stem[0].isalpha():
        stem = f"{instead}_{stem}"
    stem = stem[:LONGEST].rstrip("_")
    code, number = stem, 2
    while code in taken:
        tail = f"_{number}"
        code, number = stem[: LONGEST - len(tail)].rstrip("_") + tail, number + 1
    return code
