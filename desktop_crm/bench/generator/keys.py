"""Primary keys for bulk rows: UUIDv7, ascending in the order of writing, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_A_MILLISECOND = 4096  # as many keys as the twelve bits after the version tell apart


def key_maker(start_micros: int, random: Random) -> Callable[[], bytes]:
    """Return a function that makes 16-byte keys in ascending order.

    A key says when its row was written (RFC 9562), not when something happened. Rows come customer by
    customer, so every table and its key index only grow at the end, which keeps a million customers fast.

    Args:
        start_micros: when writing begins; each millisecond yields 4,096 keys.
    """
    bits = random.getrandbits
    millis = start_micros // 1000
    count = 0

    def make() -> bytes:
        nonlocal count
        after, sequence = divmod(count, _A_MILLISECOND)
        count += 1
        number = (millis + after) << 80 | _VERSION | sequence << 64 | _VARIANT | bits(62)
        return number.to_bytes(16, "big")

    return make
