"""Bringing files of customers in and taking them out, beside the csv module, vobject and the driver alone."""

from __future__ import annotations

import csv
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee
from desktop_crm.bench.generator.people import Town
from desktop_crm.bench.replayed import recorded, replay
from desktop_crm.bench.result import Result
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.customers.data import checked
from desktop_crm.customers.intake import IntakeService
from desktop_crm.exchange.exporting import ExportService
from desktop_crm.exchange.importing import import_file
from desktop_crm.exchange.sources import opened, source_of
from desktop_crm.store.create import create_store
from desktop_crm.store.work import Reading, Store

SIZES, QUICK_SIZES = (1_000, 20_000, 100_000), (1_000,)
# Cards are rich: more of them take minutes and tell no more.
MOST_CARDS = 5_000
# So many rows' statements are written down at most, and executed once more.
MOST_REPLAYED = 20_000
# Of the largest size this part is imported once more with others' names, into the store that is large by then.
_PART = 5
GOAL_ROWS, GOAL_CARDS = 5_000, 500
_SEED = 1999
_TODAY = datetime(2026, 11, 23, tzinfo=UTC)
_BORN = date(1970, 2, 3)
_HEAD = (
    "Reference", "Given name", "Family name", "Birth date", "Phone", "E-mail", "Street", "Postcode", "Town", "Note",
)  # fmt: skip
_PICTURE = "/9j/" + "A" * 4_000
_CARD = """BEGIN:VCARD
VERSION:3.0
UID:card-{number}
N:{family};{given};;;
FN:{given} {family}
ORG:Hanzepoort;Desk
TITLE:Adviser
TEL;TYPE=WORK,VOICE:{phone}
TEL;TYPE=CELL:06 1{number:07}
EMAIL;TYPE=INTERNET:{email}
ADR;TYPE=HOME:;;{street};{town};;{postcode};Nederland
BDAY:{born}
NOTE:Calls in the morning\\, never on Friday\\nprefers e-mail
PHOTO;ENCODING=b;TYPE=JPEG:{picture}
END:VCARD
"""


def run(*, quick: bool = False) -> Result:
    """Read, import, import again and export files of several sizes; the goals are of the largest.

    A row is the time for the whole file; `a_second` says how many rows or cards that is.
    """
    result = Result("import")
    rates: dict[str, float] = {}
    for size in QUICK_SIZES if quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows, cards = Path(folder) / "rows.csv", Path(folder) / "cards.vcf"
            _write(rows, cards, size)
            _alone(result, rows, cards, size)
            rates |= _whole(result, "CSV rows", rows, size)
            if size <= MOST_REPLAYED:
                _by_the_driver(result, Path(folder), rows, size)
            rates |= _whole(result, "rich cards", cards, min(size, MOST_CARDS))
    result.goal("CSV rows read a second", GOAL_ROWS, rates["CSV rows read"], most=False)
    result.goal("CSV rows imported into a store a second", GOAL_ROWS, rates["CSV rows imported"], most=False)
    result.goal(
        "CSV rows imported into a large store a second", GOAL_ROWS, rates["CSV rows added"], most=False
    )
    result.goal("rich cards read a second", GOAL_CARDS, rates["rich cards read"], most=False)
    result.goal(
        "rich cards imported into a store a second", GOAL_CARDS, rates["rich cards imported"], most=False
    )
    return result


def _write(rows: Path, cards: Path, size: int, first: int = 0) -> None:
    """Write a file of `size` rows, their references counted from `first`, and one of as many cards or fewer."""
    town = Town(Random(_SEED + first), _TODAY.date())
    with rows.open("w", encoding="utf-8", newline="") as stream, cards.open("w", encoding="utf-8") as other:
        writer = csv.writer(stream)
        writer.writerow(_HEAD)
        for number in range(first, first + size):
            person = town.next()
            said = {
                "given": person.given,
                "family": person.family or person.name,
                "born": (person.birth or _BORN).isoformat(),
                "phone": person.phone or person.mobile,
                "email": f"customer{number}@example.nl",
                "street": person.street,
                "postcode": person.postcode,
                "town": person.town,
            }
            writer.writerow([f"R{number}", *said.values(), "Calls in the morning, never on Friday"])
            if number - first < MOST_CARDS:
                other.write(_CARD.format(number=number, picture=_PICTURE, **said))


def _alone(result: Result, rows: Path, cards: Path, size: int) -> None:
    """Time the same bytes through the peers."""
    with rows.open(encoding="utf-8", newline="") as stream:
        took = _timed(lambda: sum(1 for _row in csv.reader(stream)))
    result.row("CSV rows through the csv module alone", size, [took], a_second=round(size / took))
    if importlib.util.find_spec("vobject") is None:
        result.skip("vobject is not installed, so its reading of the cards is left out.")
        return
    with cards.open(encoding="utf-8") as stream:
        took = _timed(lambda: _read_by_peer(stream))
    count = min(size, MOST_CARDS)
    result.row("rich cards read by vobject", count, [took], a_second=round(count / took))


def _read_by_peer(stream: Any) -> int:
    import vobject  # type: ignore[import-untyped,unused-ignore]

    return sum(1 for card in vobject.readComponents(stream) if card.fn.value)


def _whole(result: Result, what: str, path: Path, size: int) -> dict[str, float]:
    read = _timed(lambda: _read(path))
    result.row(f"{what} read into customers", size, [read], a_second=round(size / read))
    with _office(path.with_suffix(".store")) as (store, actor):
        intake = IntakeService(store, actor, _unpublished)
        first = _timed(lambda: import_file(intake, path))
        result.row(f"{what} imported into a store", size, [first], a_second=round(size / first))
        again = _timed(lambda: import_file(intake, path))
        result.row(f"{what} imported again, all unchanged", size, [again], a_second=round(size / again))
        exports = ExportService(store, actor, _unpublished)
        out = path.with_name(f"out{path.suffix}")
        took = _timed(lambda: exports.export_customers(path=out))
        result.row(f"{what} exported", size, [took], a_second=round(size / took))
        more, part = path.with_name(f"more{path.suffix}"), size // _PART
        _write(*((more, Path(os.devnull)) if path.suffix == ".csv" else (Path(os.devnull), more)), part, size)
        added = _timed(lambda: import_file(intake, more))
        result.row(f"{what} added to those there", part, [added], a_second=round(part / added))
    return {f"{what} read": size / read, f"{what} imported": size / first, f"{what} added": part / added}


def _by_the_driver(result: Result, folder: Path, rows: Path, size: int) -> None:
    """Time the driver alone at the very statements of an import: the writing that nothing of ours can spare."""
    with _office(folder / "recorded.store") as (store, actor), recorded(store) as asked:
        import_file(IntakeService(store, actor, _unpublished), rows)
    with _office(folder / "replayed.store"):
        pass
    took = replay(folder / "replayed.store", asked)
    result.row("CSV rows' statements by the driver alone", size, [took], a_second=round(size / took))


def _read(path: Path) -> int:
    with opened(path) as stream:
        found = (piece.incoming for piece in source_of(stream, path).pieces)
        return sum(1 for incoming in found if incoming is not None and checked(incoming.data).name)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def _office(path: Path) -> Iterator[tuple[Store, Actor]]:
    with closing(create_store(path)) as store:
        who = EmployeeId(new_id())
        with store.write(None) as work:
            work.connection.execute(
                insert(Employee).values(
                    id=who, login="bench", name="Bench", state="active", all_roles=True, created_at=work.now
                )
            )
        yield store, Actor(who, "bench", "Bench")


def _unpublished(_view: Reading) -> None:
    """No process model is needed: whoever has all roles may import."""
