"""Python's garbage collector: it rests while the program starts, and never looks at what stays for good.

What is imported stays for good. Looking through it again and again takes a tenth of a start, and finds nothing;
later on, a look through all of it would keep the windows from their events for a tenth of a second.
"""

from __future__ import annotations

import gc


def rest() -> None:
    """Let the collector rest until `resume`."""
    gc.disable()


def resume() -> None:
    """Let the collector work again, if it rests; what is there by now it never looks at."""
    if not gc.isenabled():
        set_aside()
        gc.enable()


def set_aside() -> None:
    """Let the collector never look at what is there by now, as when all pages were imported."""
    gc.freeze()
