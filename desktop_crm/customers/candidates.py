"""Pairs of customers who share keys, found by sorting: a few seconds and bounded memory for a million."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# Keys that more customers share than this say nothing, and the pairs grow with the square.
LARGEST_BLOCK = 200
# So many pairs a customer may share a key with others, whatever the data are, and so many in all (8 bytes
# each): the largest blocks are passed over until it is so, and the more customers there are, the rarer a key
# has to be to say something.
PAIRS_A_CUSTOMER = 20
MOST_PAIRS = 20_000_000
LEAST_PAIRS = 500_000


# Keys are sorted a part at a time, by their first bits: what is sorted at once takes three times its memory.
_PART_BITS = 3


class Keys:
    """The keys of customers, who are named by their place (0, 1, 2 …) in the order they were read."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._rows = array("L" if array("L").itemsize == 4 else "I")

    def add(self, row: int, keys: Iterable[int]) -> None:
        """Register the keys of the customer at place `row`."""
        before = len(self._keys)
        self._keys.extend(keys)
        self._rows.extend([row] * (len(self._keys) - before))

    def pairs(self, *, most: int) -> np.ndarray[Any, Any]:
        """Return pairs who share a key, as often as they share one: smaller place * 2**32 + larger place.

        The keys are let go of.
        """
        import numpy as np

        rows, sizes = self._blocks()
        del self._keys[:], self._rows[:]
        first = np.cumsum(sizes) - sizes
        largest = _largest(sizes, most)
        counted = sizes[sizes <= largest].astype(np.int64)
        pairs = np.empty(int((counted * (counted - 1) // 2).sum()), np.uint64)
        filled = 0
        for found in _by_size(rows, first, sizes, largest):
            pairs[filled : filled + len(found)] = found
            filled += len(found)
        return pairs[:filled]

    def _blocks(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return the customers who share a key, block by block, and how many each block has."""
        import numpy as np

        all_keys, all_rows = np.frombuffer(self._keys, np.uint64), np.frombuffer(self._rows, np.uint32)
        rows, sizes = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
        part_of = (all_keys >> np.uint64(64 - _PART_BITS)).astype(np.uint8)
        for part in range(1 << _PART_BITS):
            chosen = part_of == part
            keys = all_keys[chosen]
            order = np.argsort(keys)
            keys = keys[order]
            new = np.ones(len(keys), bool)
            new[1:] = keys[1:] != keys[:-1]
            first = np.flatnonzero(new)
            counts = np.diff(np.append(first, len(keys)))
            shared = (counts > 1) & (counts <= LARGEST_BLOCK)
            rows.append(all_rows[chosen][order][np.repeat(shared, counts)])
            sizes.append(counts[shared])
        return np.concatenate(rows), np.concatenate(sizes)


def _largest(sizes: np.ndarray[Any, Any], most: int) -> int:
    """Return the largest size of a block with which all blocks together make at most `most` pairs."""
    import numpy as np

    counts = np.bincount(sizes, minlength=LARGEST_BLOCK + 1)
    size = np.arange(len(counts))
    pairs = np.cumsum(counts * (size * (size - 1) // 2))
    return int(np.searchsorted(pairs, most, side="right")) - 1


def _by_size(
    rows: np.ndarray[Any, Any], first: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any], largest: int
) -> Iterator[np.ndarray[Any, Any]]:
    import numpy as np

    for size in range(2, largest + 1):
        starts = first[sizes == size]
        if not len(starts):
            continue
        members = np.sort(rows[starts[:, None] + np.arange(size)], axis=1).astype(np.uint64)
        one, other = np.triu_indices(size, 1)
        pairs = (members[:, one] << np.uint64(32)) | members[:, other]
        # One customer has the same key twice where two of their addresses begin alike.
        yield pairs[members[:, one] != members[:, other]]


def worth_comparing(strong: Keys, weak: Keys, *, customers: int) -> np.ndarray[Any, Any]:
    """Return, sorted and each once, the pairs who share a strong key or two weak ones; the keys are let go of.

    All is sorted where it lies, so that forty million pairs take what they take, and not three times that.
    """
    import numpy as np

    most = max(LEAST_PAIRS, min(MOST_PAIRS, PAIRS_A_CUSTOMER * customers))
    likely = weak.pairs(most=most)
    likely.sort()
    likely = likely[1:][likely[1:] == likely[:-1]]  # whoever shares three is made one below
    pairs = np.concatenate((strong.pairs(most=most), likely))
    pairs.sort()
    new = np.ones(len(pairs), bool)
    new[1:] = pairs[1:] != pairs[:-1]
    return np.asarray(pairs[new])
