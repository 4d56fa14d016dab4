"""What it costs to keep customers findable and their changes logged: time of a save, and room in the file."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from desktop_crm.access.reads import employee
from desktop_crm.bench import erasing
from desktop_crm.bench.drawn import SEED
from desktop_crm.bench.generator.people import Person, Town, dutch
from desktop_crm.bench.result import Result
from desktop_crm.bench.watched import PARTS, Watched
from desktop_crm.bootstrap import Office
from desktop_crm.core.clock import SystemTime
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import AddressData, CustomerData, PointData
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.points import PointKind
from desktop_crm.store.open import open_store

SAVE_GOAL, INDEX_GOAL, LOG_GOAL = 10.0, 0.7, 1.0
SAVES = 200
# As many as a customer has in two years: the change log is weighed against such a life, not a name alone.
CONTACTS = 10
_ADDED = "saving a new customer, with index and log"
_CHANGED = "saving a changed number, address or name"
_CONTACT = "saving a contact, with log"
_SEARCH = ("search_", "ix_search_", "sqlite_autoindex_search_", "contact_words")
_INDEXES = ("ix_", "sqlite_autoindex_")
_LOG = ("change_log", "ix_change_log", "sqlite_autoindex_change_log")


def measure(result: Result, path: Path, size: int, login: str, *, weigh: bool) -> float | None:
    """Save customers in a copy of the store at `path`; return the median of changing one, in milliseconds.

    With `weigh` also says what the search index weighs beside the data, which reads the whole file, and what the
    change log of those saves does; last of all people are told and erased. None when there is no room for a copy.
    """
    if shutil.disk_usage(tempfile.gettempdir()).free < 1.2 * path.stat().st_size:
        result.skip(_("There is no room to copy {path}, so that nothing was saved.").format(path=path))
        return None
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copy(path, Path(name) / "saving.store"))
        before = weights(copy) if weigh else {}
        with closing(Office(open_store(copy))) as office:
            saves = _save(office, login, SAVES)
        told = [_told(result, what, size, seconds) for what, seconds in saves.items()]
        p95 = max(row["p95_ms"] for row in result.rows[-len(saves) :] if row["what"] != _CONTACT)
        result.goal(f"saving a customer, 95th percentile in ms, {size} customers", SAVE_GOAL, p95, most=True)
        if before is None:
            result.skip(_("This Python's SQLite does not tell what tables weigh."))
        elif weigh:
            _judge_index(result, before, size)
            after = weights(copy)
            assert after is not None
            _judge_log(result, before, after)
        with closing(Office(open_store(copy))) as office:
            erasing.measure(result, office, size)
    return told[1]


def _told(result: Result, what: str, size: int, seconds: Sequence[_Save]) -> float:
    parts = {
        f"{part} ms".replace(" ", "_"): round(statistics.median(one.parts[part] for one in seconds) * 1e3, 3)
        for part in PARTS
    }
    return result.row(what, size, [one.seconds for one in seconds], **parts)


def _judge_index(result: Result, weighed: Mapping[str, int], size: int) -> None:
    index = _sum(weighed, _SEARCH)
    data = sum(weighed.values()) - _sum(weighed, (*_SEARCH, *_INDEXES, *_LOG))
    result.goal(f"search index, times the data, {size} customers", INDEX_GOAL, index / data, most=True)


def _judge_log(result: Result, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    grown = {name: weight - before.get(name, 0) for name, weight in after.items()}
    index, log = _sum(grown, _SEARCH), _sum(grown, _LOG)
    data = sum(grown.values()) - index - log
    result.goal(
        "change log of what was saved, times its data and their indexes", LOG_GOAL, log / data, most=True
    )


def _sum(weighed: Mapping[str, int], names: tuple[str, ...]) -> int:
    return sum(weight for name, weight in weighed.items() if name.startswith(names))


def weights(path: Path) -> dict[str, int] | None:
    """Return the bytes that each table and index of a store holds; None where SQLite was built without telling."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute("SELECT name, sum(payload) FROM dbstat GROUP BY name").fetchall()
        except sqlite3.OperationalError:
            return None
    return dict(found)


@frozen
class _Save:
    """How long one save took, and what of it each part."""

    seconds: float
    parts: Mapping[str, float]


def _save(office: Office, login: str, count: int) -> dict[str, list[_Save]]:
    """Add customers, change each and register contacts; return what each took, the kinds in that order."""
    with office.store.read() as view:
        desk = office.desk_of(employee(view, login).actor)
    link = office.store.held_writer()
    link.driver = watch = Watched(link.driver)
    saves: dict[str, list[_Save]] = {what: [] for what in (_ADDED, _CHANGED, _CONTACT)}
    for place, data in enumerate(_newcomers(count)):
        with _timed(saves[_ADDED], watch):
            made = desk.customers.add_customer(data=data)
        customer = CustomerId(next(iter(made.ids("customer"))))
        with _timed(saves[_CHANGED], watch):
            desk.customers.change_customer(customer=customer, changes=_change(data, place))
        for number in range(CONTACTS):
            with _timed(saves[_CONTACT], watch):
                desk.contacts.add_contact(contact=_contact(customer, number, office.store.time.now()))
    return saves


def _change(data: CustomerData, number: int) -> dict[str, Any]:
    """Return what somebody changes: another telephone number, a new address, a new name, in turn."""
    changes: tuple[dict[str, Any], ...] = (
        {"points": (*data.points[:-1], PointData(PointKind.MOBILE, f"06 {number:08d}"))},
        {"addresses": (AddressData(f"Kerkstraat {number}", "8011 AB", "Zwolle"),)},
        {"family": f"{data.family}-Bakker"},
    )
    return changes[number % len(changes)]


@contextmanager
def _timed(saves: list[_Save], watch: Watched) -> Iterator[None]:
    watch.begin()
    begun = time.perf_counter()
    yield
    saves.append(_Save(time.perf_counter() - begun, watch.seconds))


def _contact(customer: CustomerId, number: int, now: datetime) -> ContactEntry:
    return ContactEntry(
        channel="telephone",
        direction=Direction.OUT if number % 2 else Direction.IN,
        happened_at=now,
        customer=customer,
        subject="A question about the policy",
        text="Asked about the terms of the policy and the premium of next year; answered at once.",
    )


def _newcomers(count: int) -> Iterator[CustomerData]:
    town = Town(Random(SEED), SystemTime().now().date())
    while count:
        person = town.next()
        if person.family:
            count -= 1
            yield _data(person)


def _data(person: Person) -> CustomerData:
    points = [
        (PointKind.PHONE, dutch(person.phone)) if person.phone else None,
        (PointKind.MOBILE, dutch(person.mobile)),
    ]
    points.append((PointKind.EMAIL, person.email) if person.email else None)
    return CustomerData(
        given=person.given,
        particle=person.particle,
        family=person.family,
        birth_date=person.birth,
        points=tuple(PointData(*point) for point in points if point is not None),
        addresses=(AddressData(person.street, person.postcode, person.town),),
    )
