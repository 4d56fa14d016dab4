"""Which texts a store can give back unchanged."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether every store gives `text` back unchanged.

    A NUL ends a text in many programs and PostgreSQL refuses it; half a surrogate pair is no character and has
    no form in UTF-8.
    """
    # What can be printed holds neither; most texts of one line end here, at a third of the time.
    return text.isprintable() or _UNSTORABLE.search(text) is None
