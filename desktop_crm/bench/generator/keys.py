"""Primary keys for bulk rows: UUIDv7, ascending in the order of writing, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

_VERSION = 0x7 << 12
_VARIANT = 0b10 << 62
_A_MILLISECOND = 4096  # as many keys as the twelve bits after the version tell apart


def key_maker(start_micros: int, random: Random) -> Callable[[], bytes]:
    """Return a function that makes 16-byte keys in ascending order.

    A key says when its row was written (RFC 9562), not when something happened. Rows come customer by
    customer, so every table and its key index only grow at the end, which keeps a million customers fast.

    Args:
        start_micros: when writing begins; each millisecond yields 4,096 keys.
    """
    millis = start_micros // 1000

    def keys() -> Iterator[bytes]:
        after = 0
        while True:
            head = ((millis + after) << 16 | _VERSION) << 64
            # Drawn at once: a call for each key takes as long as making the rest of it.
            tails = random.randbytes(8 * _A_MILLISECOND)
            for sequence in range(_A_MILLISECOND):
                tail = int.from_bytes(tails[8 * sequence : 8 * sequence + 8]) >> 2
                yield (head | sequence << 64 | _VARIANT | tail).to_bytes(16)
            after += 1

    return keys().__next__
