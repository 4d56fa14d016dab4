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
        """Return pairs who share a key, as often as they share one: smaller place * 2**32 + larger place."""
        import numpy as np

        if not self._keys:
            return np.empty(0, np.uint64)
        keys = np.frombuffer(self._keys, np.uint64)
        order = np.argsort(keys, kind="stable")
        rows = np.frombuffer(self._rows, np.uint32)[order].astype(np.uint64)
        first = np.flatnonzero(np.concatenate(([True], np.diff(keys[order]) != 0)))
        sizes = np.diff(np.append(first, len(rows)))
        found = list(_by_size(rows, first, sizes, _largest(sizes, most)))
        return np.concatenate(found) if found else np.empty(0, np.uint64)


def _largest(sizes: np.ndarray[Any, Any], most: int) -> int:
    """Return the largest size of a block with which all blocks together make at most `most` pairs."""
    import numpy as np

    counts = np.bincount(np.minimum(sizes, LARGEST_BLOCK + 1))[: LARGEST_BLOCK + 1]
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
        members = np.sort(rows[starts[:, None] + np.arange(size)], axis=1)
        one, other = np.triu_indices(size, 1)
        pairs = (members[:, one] << np.uint64(32)) | members[:, other]
        # One customer has the same key twice where two of their addresses begin alike.
        yield pairs[members[:, one] != members[:, other]]


def worth_comparing(strong: Keys, weak: Keys, *, customers: int) -> np.ndarray[Any, Any]:
    """Return, sorted and each once, the pairs who share a strong key or two weak ones."""
    import numpy as np

    most = max(LEAST_PAIRS, min(MOST_PAIRS, PAIRS_A_CUSTOMER * customers))
    sure = np.unique(strong.pairs(most=most))
    likely, times = np.unique(weak.pairs(most=most), return_counts=True)
    return np.union1d(sure, likely[times >= 2])
