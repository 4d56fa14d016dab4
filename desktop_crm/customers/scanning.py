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
from desktop_crm.customers.sifting import Columns, Sieve
from desktop_crm.customers.traits import pack, pages, unpack
from desktop_crm.store.work import Reading

if TYPE_CHECKING:
    import numpy as np

    Codes = np.ndarray[Any, Any]  # pairs: smaller place * 2**32 + larger place

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

    Memory grows by some 700 bytes a customer, keys and pairs included; the number of comparisons is bounded
    whatever the data are.
    """
    held = _Held.read(view, cancelled)
    pairs = held.candidates()
    sieve = held.sieve(rules)
    found = list(_compared(held, sieve, pairs, rules, progress, cancelled, processes))
    if rules is Rules.BROAD:
        found += _implied(held, found)
    found.sort(key=lambda one: (-one.bits, one.one, one.other))
    at = held.id_at
    return [
        Pair(at(one), at(other), bits, evidence, None if through is None else at(through))
        for one, other, bits, evidence, through in found
    ]


class _Held:
    """What was read of all customers: packed traits in one piece, how common values are, the keys."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self.packed = bytearray()
        self.ends = array("Q")
        self.common = Commonness(0, {})
        self._strong, self._weak = Keys(), Keys()
        self._columns = Columns()
        self._reached, self._reaching = array("Q"), array("I")

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
        held._count_reached(counts)
        held.common = Commonness(
            len(held),
            {
                field: {text: times for text, times in texts.items() if times > 1}
                for field, texts in counts.items()
            },
        )
        return held

    def __len__(self) -> int:
        return len(self.ends)

    def id_at(self, row: int) -> CustomerId:
        """Return who stands at a place."""
        return CustomerId(UUID(bytes=bytes(self._ids[16 * row : 16 * row + 16])))

    def _count_reached(self, counts: dict[Field, Counter[str]]) -> None:
        """Count telephone numbers and e-mail addresses that several have: nearly everybody has their own.

        To count all of them by their texts would take more memory than all the rest.
        """
        import numpy as np

        digests = np.frombuffer(self._reached, np.uint64)
        order = np.argsort(digests)
        same = digests[order[1:]] == digests[order[:-1]]
        again = np.concatenate((order[1:][same], order[:-1][same]))
        shared = set(digests[again].tolist())
        lookup = self.lookup()
        for row in np.unique(np.frombuffer(self._reaching, np.uint32)[again]).tolist():
            for field, text in _reached_by(lookup.at(row)):
                if hashed((field, text)) in shared:
                    counts[field][text] += 1
        self._reached, self._reaching = array("Q"), array("I")

    def _add(self, customer: UUID, traits: Traits) -> None:
        row = len(self)
        self._ids += customer.bytes
        for one in _reached_by(traits):
            self._reached.append(hashed(one))
            self._reaching.append(row)
        self.packed += pack(traits)
        self.ends.append(len(self.packed))
        self._columns.add(traits)
        self._strong.add(row, {hashed(key) for key in strong_keys(traits)})
        self._weak.add(row, {hashed(key) for key in weak_keys(traits)})

    def candidates(self) -> Codes:
        """Return the pairs that are worth comparing; the keys are let go of."""
        return worth_comparing(self._strong, self._weak, customers=len(self))

    def sieve(self, rules: Rules) -> Sieve:
        """Return what tells strangers at a glance; the columns are let go of."""
        columns, self._columns = self._columns, Columns()
        return Sieve(columns, self.common, least(rules, self.common))

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
        yield Field.HOST, email.rpartition("@")[2]
    for place in traits.places:
        yield from zip(_OF_A_PLACE, place, strict=True)


def _reached_by(traits: Traits) -> Iterator[tuple[Field, str]]:
    for email in traits.emails:
        yield Field.EMAIL, email
    for phone in traits.phones:
        yield Field.PHONE, phone


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


class _Comparing(NamedTuple):
    """What comparing takes, in this process or in another."""

    lookup: _Lookup
    sieve: Sieve
    common: Commonness
    rules: Rules

    def compare(self, codes: Codes) -> list[_Found]:
        """Return those of some pairs that the rules call one."""
        found, enough = [], least(self.rules, self.common)
        for code in self.sieve.through(codes).tolist():
            one, other = code >> 32, code & 0xFFFFFFFF
            match = compare_above(self.lookup.first(one), self.lookup.at(other), self.common, least=enough)
            if match is not None and holds(self.rules, match, self.common):
                found.append(_Found(one, other, match.bits + self.common.before, match.evidence))
        return found


def _compared(
    held: _Held,
    sieve: Sieve,
    pairs: Codes,
    rules: Rules,
    progress: Progress | None,
    cancelled: Callable[[], bool],
    processes: int | None,
) -> Iterator[_Found]:
    total = len(pairs)
    chunks = (pairs[start : start + CHUNK] for start in range(0, total, CHUNK))
    several = processes or os.cpu_count() or 1
    comparing = _Comparing(held.lookup(), sieve, held.common, rules)
    if several > 1 and total >= ALONE:
        results = _together(held, comparing, chunks, several)
    else:
        results = map(comparing.compare, chunks)
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
    sieve: Sieve
    common: Commonness
    rules: Rules


def _together(
    held: _Held, comparing: _Comparing, chunks: Iterator[Codes], several: int
) -> Iterator[list[_Found]]:
    memory = SharedMemory(create=True, size=max(1, len(held.packed)))
    try:
        _bytes_of(memory)[: len(held.packed)] = held.packed
        shared = _Shared(memory.name, held.ends, *comparing[1:])
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
    comparing: _Comparing


_mine: list[_Mine] = []


def _set_up(shared: _Shared) -> None:
    memory = SharedMemory(shared.name)
    lookup = _Lookup(_bytes_of(memory), shared.ends)
    _mine.append(_Mine(memory, _Comparing(lookup, shared.sieve, shared.common, shared.rules)))


def _bytes_of(memory: SharedMemory) -> memoryview[int]:
    assert memory.buf is not None  # it is None once closed only
    return memory.buf


def _in_process(codes: Codes) -> list[_Found]:
    return _mine[0].comparing.compare(codes)


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
