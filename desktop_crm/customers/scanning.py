"""Looking through all customers for those who are in the store twice."""

from __future__ import annotations

import multiprocessing
import os
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from math import exp, log
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.blocking import hashed, strong_keys, weak_keys
from desktop_crm.customers.candidates import Keys, worth_comparing
from desktop_crm.customers.evidence import Commonness, Evidence, Field
from desktop_crm.customers.likeness import Traits, compare, compare_above
from desktop_crm.customers.rules import Rules, holds, least
from desktop_crm.customers.traits import pack, pages, unpack
from desktop_crm.store.work import Reading

if TYPE_CHECKING:
    import numpy as np

CHUNK = 20_000
# Below this another process takes longer to start than it saves.
ALONE = 5 * CHUNK
# A customer with more doubles than this is no person but a placeholder ("unknown, unknown").
MOST_DOUBLES = 25

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The scan was called off; nothing had been stored."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers who may be one.

    Attributes:
        one, other: in the order of their ids, the older first.
        bits: the evidence and the odds from before, added up; above zero more likely one than two.
        through: a third customer who is both, where the two on their own say too little.
    """

    one: CustomerId
    other: CustomerId
    bits: float
    evidence: tuple[Evidence, ...]
    through: CustomerId | None = None

    @property
    def score(self) -> float:
        """The probability (0 to 1) that the two are one."""
        return 1 / (1 + exp(-log(2) * max(-60.0, min(60.0, self.bits))))


class _Found(NamedTuple):
    """A pair by its places in the reading order."""

    one: int
    other: int
    bits: float
    evidence: tuple[Evidence, ...]
    through: int | None = None


def scan(
    view: Reading,
    *,
    rules: Rules,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    processes: int | None = None,
) -> list[Pair]:
    """Return the pairs that `rules` name, most certain first.

    Args:
        progress: told how many comparisons are done, and of how many.
        cancelled: asked often; once it says yes, `Cancelled` is raised.
        processes: how many work at it; by default as many as there are processors.

    Memory grows by some 300 bytes a customer; the number of comparisons is bounded whatever the data are.
    """
    held = _Held.read(view, cancelled)
    pairs = held.candidates()
    found = list(_compared(held, pairs, rules, progress, cancelled, processes))
    if rules is Rules.BROAD:
        found += _implied(held, found)
    found.sort(key=lambda one: (-one.bits, one.one, one.other))
    ids = held.ids
    return [
        Pair(ids[one], ids[other], bits, evidence, None if through is None else ids[through])
        for one, other, bits, evidence, through in found
    ]


class _Held:
    """What was read of all customers: packed traits in one piece, how common values are, the keys."""

    def __init__(self) -> None:
        self.ids: list[CustomerId] = []
        self.packed = bytearray()
        self.ends = array("Q")
        self.common = Commonness(0, {})
        self._strong, self._weak = Keys(), Keys()

    @classmethod
    def read(cls, view: Reading, cancelled: Callable[[], bool]) -> _Held:
        """Read all customers of a store."""
        held = cls()
        counts: dict[Field, Counter[str]] = defaultdict(Counter)
        for page in pages(view):
            if cancelled():
                raise Cancelled
            for customer, traits in page:
                held._add(customer, traits)
                for field, text in _values(traits):
                    counts[field][text] += 1
        held.common = Commonness(
            len(held.ids),
            {
                field: {text: times for text, times in texts.items() if times > 1}
                for field, texts in counts.items()
            },
        )
        return held

    def _add(self, customer: UUID, traits: Traits) -> None:
        row = len(self.ids)
        self.ids.append(CustomerId(customer))
        self.packed += pack(traits)
        self.ends.append(len(self.packed))
        self._strong.add(row, {hashed(key) for key in strong_keys(traits)})
        self._weak.add(row, {hashed(key) for key in weak_keys(traits)})

    def candidates(self) -> np.ndarray[Any, Any]:
        """Return the pairs that are worth comparing; the keys are let go of."""
        pairs = worth_comparing(self._strong, self._weak, customers=len(self.ids))
        self._strong, self._weak = Keys(), Keys()
        return pairs

    def lookup(self) -> _Lookup:
        """Return the traits by their places."""
        return _Lookup(memoryview(self.packed), self.ends)


def _values(traits: Traits) -> Iterator[tuple[Field, str]]:
    for field, text in (
        (Field.GIVEN, traits.given),
        (Field.FAMILY, traits.family),
        (Field.ORGANISATION, traits.organisation),
        (Field.BORN, traits.born),
    ):
        if text:
            yield field, text
    for email in traits.emails:
        yield Field.EMAIL, email
        yield Field.HOST, email.rpartition("@")[2]
    for phone in traits.phones:
        yield Field.PHONE, phone
    for place in traits.places:
        yield from zip(_OF_A_PLACE, place, strict=True)


_OF_A_PLACE = (Field.NUMBER, Field.STREET, Field.EXTENDED, Field.POSTCODE, Field.TOWN)


class _Lookup:
    """Packed traits, unpacked one at a time; the last one is kept, since pairs come sorted."""

    def __init__(self, packed: memoryview, ends: array[int]) -> None:
        self._packed, self._ends = packed, ends
        self._last = -1
        self._traits = Traits()

    def first(self, row: int) -> Traits:
        """Return the traits at a place that is likely to be asked for again at once."""
        if row != self._last:
            self._last, self._traits = row, self.at(row)
        return self._traits

    def at(self, row: int) -> Traits:
        """Return the traits at a place."""
        return unpack(bytes(self._packed[self._ends[row - 1] if row else 0 : self._ends[row]]))


def _compare_chunk(lookup: _Lookup, common: Commonness, rules: Rules, codes: Iterable[int]) -> list[_Found]:
    found, enough = [], least(rules, common)
    for code in codes:
        one, other = code >> 32, code & 0xFFFFFFFF
        mine, yours = lookup.first(one), lookup.at(other)
        match = compare_above(mine, yours, common, least=enough)
        if match is not None and holds(rules, match, common):
            found.append(_Found(one, other, match.bits + common.before, match.evidence))
    return found


def _compared(
    held: _Held,
    pairs: np.ndarray[Any, Any],
    rules: Rules,
    progress: Progress | None,
    cancelled: Callable[[], bool],
    processes: int | None,
) -> Iterator[_Found]:
    total = len(pairs)
    chunks = (pairs[start : start + CHUNK].tolist() for start in range(0, total, CHUNK))
    several = processes or os.cpu_count() or 1
    if several > 1 and total >= ALONE:
        results = _together(held, chunks, rules, several)
    else:
        lookup = held.lookup()
        results = (_compare_chunk(lookup, held.common, rules, codes) for codes in chunks)
    done = 0
    for found in results:
        if cancelled():
            raise Cancelled
        done += CHUNK
        if progress is not None:
            progress(min(done, total), total)
        yield from found


class _Shared(NamedTuple):
    """What another process needs: a name of shared memory instead of a copy, never a file on disk."""

    name: str
    ends: array[int]
    common: Commonness
    rules: Rules


def _together(held: _Held, chunks: Iterator[list[int]], rules: Rules, several: int) -> Iterator[list[_Found]]:
    memory = SharedMemory(create=True, size=max(1, len(held.packed)))
    try:
        _bytes_of(memory)[: len(held.packed)] = held.packed
        shared = _Shared(memory.name, held.ends, held.common, rules)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(several, context, _set_up, (shared,)) as pool:
            waiting: deque[Future[list[_Found]]] = deque()
            try:
                for codes in chunks:
                    waiting.append(pool.submit(_in_process, codes))
                    if len(waiting) > 3 * several:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    finally:
        memory.close()
        memory.unlink()


class _Mine(NamedTuple):
    """What one of several processes keeps between two chunks; the memory is held so that it stays mapped."""

    memory: SharedMemory
    lookup: _Lookup
    common: Commonness
    rules: Rules


_mine: list[_Mine] = []


def _set_up(shared: _Shared) -> None:
    memory = SharedMemory(shared.name)
    _mine.append(_Mine(memory, _Lookup(_bytes_of(memory), shared.ends), shared.common, shared.rules))


def _bytes_of(memory: SharedMemory) -> memoryview[int]:
    assert memory.buf is not None  # it is None once closed only
    return memory.buf


def _in_process(codes: list[int]) -> list[_Found]:
    _memory, lookup, common, rules = _mine[0]
    return _compare_chunk(lookup, common, rules, codes)


def _implied(held: _Held, found: Iterable[_Found]) -> Iterator[_Found]:
    """Yield pairs who are both one with a third, while nothing between them speaks for two persons.

    One record has the birth date, another the e-mail address, the third both.
    """
    known = {(one.one, one.other) for one in found}
    doubles: dict[int, dict[int, float]] = defaultdict(dict)
    for one in found:
        doubles[one.one][one.other] = doubles[one.other][one.one] = one.bits
    lookup = held.lookup()
    for middle, others in doubles.items():
        if len(others) > MOST_DOUBLES:
            continue
        for pair in combinations(sorted(others), 2):
            if pair in known:
                continue
            match = compare(lookup.at(pair[0]), lookup.at(pair[1]), held.common)
            if match.bits > 0:
                known.add(pair)
                bits = min(others[pair[0]], others[pair[1]])
                yield _Found(*pair, bits, match.evidence, middle)
