"""Looking through all customers for those who are here twice, beside reading the same rows alone.

One in twenty was entered a second time by somebody who mistyped, moved house or knew another telephone number, so
that the run also says how many of them are found and how many of the pairs are right.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from desktop_crm.bench.generator.people import Person, Town
from desktop_crm.bench.generator.sink import insert_statement
from desktop_crm.bench.result import Result
from desktop_crm.core.ids import new_id
from desktop_crm.customers import traits
from desktop_crm.customers.rules import Rules
from desktop_crm.customers.scanning import scan
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store

SIZES = (20_000, 100_000)
QUICK_SIZES = (5_000,)
GOAL_SECONDS, GOAL_BYTES = 600.0, 2_000_000_000
MILLION = 1_000_000
TWICE = 0.05
_SEED = 1999
_TODAY = datetime(2026, 11, 23, tzinfo=UTC)
_CUSTOMER = (
    "id", "customer_id", "number", "kind", "name", "sort_key", "given", "particle", "family", "organisation",
    "birth_date", "created_at",
)  # fmt: skip
_POINT = ("id", "customer_id", "kind", "content", "normal")
_ADDRESS = ("id", "customer_id", "street", "postcode", "town")
_CHUNK = 5_000
_FEWEST = 100  # before that somebody would be here ten times


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Scan stores of several sizes; the goals, for a million customers, are ten minutes and 2 GB.

    A run of fewer tells what a million takes by its largest size: the scan grows evenly.
    """
    result = Result("duplicates")
    sizes = (customers,) if customers else QUICK_SIZES if quick else SIZES
    seconds, memory = 0.0, 0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "doubles.store"
            pairs = fill(path, size)
            result.row("reading the customers alone", size, [_bare(path)])
            took, memory, found, right = _apart(path, pairs)
            result.row(
                "looking for duplicates, broad rules", size, [took], pairs=found, memory_bytes=memory,
                precision=round(right / found, 4) if found else None, recall=round(right / len(pairs), 4),
            )  # fmt: skip
            seconds = took / size * MILLION
    result.goal("seconds for a million customers", GOAL_SECONDS, seconds, most=True)
    largest = sizes[-1]
    result.goal("bytes of memory for a million customers", GOAL_BYTES, memory * MILLION / largest, most=True)
    return result


def _apart(path: Path, pairs: set[frozenset[bytes]]) -> tuple[float, int, int, int]:
    """Scan in a process of its own, whose memory is then that of the scan."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        took, memory, found = pool.submit(_scanned, path).result()
    return took, memory, len(found), len(pairs & set(found))


def _scanned(path: Path) -> tuple[float, int, list[frozenset[bytes]]]:
    children = 0

    def look(_done: int, _total: int) -> None:
        nonlocal children
        children = max(children, sum(_most_held(str(one.pid)) for one in multiprocessing.active_children()))

    with closing(open_store(path)) as store, store.read() as view:
        begun = time.perf_counter()
        found = scan(view, rules=Rules.BROAD, progress=look)
        took = time.perf_counter() - begun
    memory = _most_held("self") + children
    return took, memory, [frozenset((one.one.bytes, one.other.bytes)) for one in found]


def _most_held(process: str) -> int:
    """Return the most memory that a process has held, in bytes.

    Linux tells it in /proc; what `getrusage` tells there of a child begins with what its parent held.
    """
    status = Path("/proc") / process / "status"
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if process == "self" else 0
    told = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(next(told, "VmHWM: 0 kB").split()[1]) * 1024


def _bare(path: Path) -> float:
    """Return how long the statements of the scan take alone, in seconds."""
    with closing(open_store(path)) as store, store.read() as view:
        begun = time.perf_counter()
        statements = (traits.CUSTOMERS, traits.POINTS, traits.ADDRESSES)
        customers, points, addresses = (one.compiled(view.dialect) for one in statements)
        after = UUID(int=0)
        while rows := view.driver.execute(customers.text, customers.bind({"after": after})).fetchall():
            last = UUID(bytes=rows[-1][0])
            for one in (points, addresses):
                view.driver.execute(one.text, one.bind({"after": after, "last": last})).fetchall()
            after = last
        return time.perf_counter() - begun


def fill(path: Path, customers: int) -> set[frozenset[bytes]]:
    """Make a store of this many customers, some of them twice; return the pairs who are one."""
    with closing(create_store(path)) as store:
        return set(_fill(store, customers))


def _fill(store: Store, customers: int) -> Iterator[frozenset[bytes]]:
    random = Random(_SEED)
    town = Town(random, _TODAY.date())
    done = 0
    while done < customers:
        with store.write(None) as work:
            work.driver.execute("UPDATE write_context SET silent = 1")
            people: list[tuple[list[bytes], Person]] = []
            for _number in range(min(_CHUNK, customers - done)):
                done += 1
                key = new_id().bytes
                if len(people) > _FEWEST and random.random() < TWICE:
                    known, person = random.choice(people)
                    yield from (frozenset((one, key)) for one in known)
                    known.append(key)
                    person = _mistyped(random, town, person)
                else:
                    person = _somebody(town)
                    people.append(([key], person))
                _write(work.driver, key, f"{done:07d}", person)


def _somebody(town: Town) -> Person:
    """Return the next private person: what is generated of firms has too few names to be told apart by."""
    while True:
        found = town.next()
        if found.kind == "private":
            return found


def _mistyped(random: Random, town: Town, person: Person) -> Person:
    """Return a person as another colleague entered them: something is other, something is wrong."""
    other = town.next()
    changes: dict[str, Any] = {}
    for field in ("given", "family", "organisation"):
        text = getattr(person, field)
        if len(text) > 3 and random.random() < 0.3:
            place = random.randrange(1, len(text) - 1)
            changes[field] = text[:place] + text[place + 1 :]
    if random.random() < 0.3:
        changes |= {"street": other.street, "postcode": other.postcode, "town": other.town}
    if random.random() < 0.3:
        changes["mobile"] = other.mobile
    if random.random() < 0.3:
        changes["email"] = ""
    if random.random() < 0.1 and person.birth is not None:
        changes["birth"] = None
    return replace(person, **changes)


def _write(driver: Any, key: bytes, number: str, person: Person) -> None:
    kind = "person" if person.family else "organisation"
    born: date | None = person.birth
    driver.execute(
        _statement("customer", _CUSTOMER),
        (
            key, key, number, kind, person.name, person.name.lower(), person.given, person.particle,
            person.family, person.organisation, born.isoformat() if born else None, 0,
        ),
    )  # fmt: skip
    for what, content in (("phone", person.phone), ("mobile", person.mobile), ("email", person.email)):
        if content:
            row = (new_id().bytes, key, what, content, content.lower())
            driver.execute(_statement("contact_point", _POINT), row)
    place = (new_id().bytes, key, person.street, person.postcode, person.town)
    driver.execute(_statement("address", _ADDRESS), place)


def _statement(table: str, columns: tuple[str, ...]) -> str:
    return insert_statement(whole_schema().tables[table], columns)
