"""Python's garbage collector: it rests while the program starts, and never looks at what stays for good.

What is imported stays for good. Looking through it again and again takes a tenth of a start, and finds nothing;
later on, a look through all of it would keep the windows from their events for a tenth of a second.

What is young is looked through at once, a few hundred objects at a time, which nobody notices. What has grown
older waits until nobody is at the windows: a look through all of that stops every thread, whichever made it due.
"""

from __future__ import annotations

import gc

# Rounds among the young after which the older are looked through, whoever is at the windows: a bound on what
# can pile up (some 700,000 objects), not a rhythm.
_AT_LAST = 1_000
# Rounds among the young after which looking through the older is worth a quiet moment.
_WORTH = 5


def rest() -> None:
    """Let the collector rest until `resume`."""
    gc.disable()


def resume() -> None:
    """Let the collector work again, if it rests.

    What is there by now it never looks at; of what comes, the older waits for `tidy`.
    """
    if not gc.isenabled():
        set_aside()
        young, _older, oldest = gc.get_threshold()
        gc.set_threshold(young, _AT_LAST, oldest)
        gc.enable()


def set_aside() -> None:
    """Let the collector never look at what is there by now, as when all pages were imported."""
    gc.freeze()


def is_worth_it() -> bool:
    """Tell whether there is enough for `tidy` to look through."""
    return gc.get_count()[1] >= _WORTH


def tidy() -> None:
    """Look through all that was not set aside: up to a tenth of a second, in which no thread goes on."""
    gc.collect()
