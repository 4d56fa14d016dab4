"""The journal of erasures: a file beside a store, from which they are done again after an older backup is put back.

It holds ids and moments, no word of anybody. The record in the store is what is true; the journal is brought up to
it after every erasure, so that one that was lost is whole again with the next. Each line carries the start of its
own SHA-256, so that a damaged one is told and the others still count.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select

from desktop_crm.core.errors import StoreProblem
from desktop_crm.privacy.record import GONE, Kind
from desktop_crm.privacy.tables import PrivacyAct
from desktop_crm.store.files import file_errors
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.server.address import Location
from desktop_crm.store.work import Reading, Store

SUFFIX = ".erasures"
_CHECKED = 16  # digits
_ACTS = Prepared(
    select(
        PrivacyAct.id,
        PrivacyAct.customer_id,
        PrivacyAct.kind,
        PrivacyAct.happened_at,
        PrivacyAct.detail,
    )
    .where(PrivacyAct.kind.in_([literal_column(repr(str(one))) for one in GONE]))
    .order_by(PrivacyAct.happened_at, PrivacyAct.id)
)
_ACT = Prepared(select(PrivacyAct.id).where(PrivacyAct.id == bindparam("act")))


@dataclass(frozen=True, slots=True)
class Gone:
    """One erasure.

    Attributes:
        act: the id of its entry in the record. `store`: of which store.
        people: the id of the customer, and of all who were found to be them.
        what: the kind that was past its period, older than `before`; both empty: everything.
    """

    act: UUID
    store: UUID
    people: tuple[UUID, ...]
    at: datetime
    what: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal says of one store.

    Attributes:
        damaged: how many of its lines can't be read. `foreign`: how many are of another store.
    """

    erasures: tuple[Gone, ...] = ()
    damaged: int = 0
    foreign: int = 0


def beside(place: Location) -> Path | None:
    """Return where the journal of a store stands; None for one on a server, which is told where."""
    return place.with_name(place.name + SUFFIX) if isinstance(place, Path) else None


def of_record(view: Reading, store: UUID) -> tuple[Gone, ...]:
    """Return the erasures on a store's record, the oldest first."""
    return tuple(_of_act(store, *row) for row in view.rows(_ACTS))


def _of_act(store: UUID, act: UUID, customer: UUID, kind: str, at: datetime, detail: str) -> Gone:
    said: dict[str, Any] = json.loads(detail)
    if kind == Kind.AGED:
        until = said.get("until", f"{said['before']}T00:00:00+00:00")
        return Gone(act, store, (customer,), at, said["what"], until)
    others = (UUID(one) for one in said.get("people", []))
    return Gone(act, store, (customer, *(one for one in others if one != customer)), at)


def undone(view: Reading, journal: Journal) -> tuple[Gone, ...]:
    """Return the erasures that a store's record does not know, neither as they were nor as done again."""
    again = {json.loads(detail).get("again") for _act, _customer, _kind, _at, detail in view.rows(_ACTS)}
    return tuple(
        one for one in journal.erasures if str(one.act) not in again and view.row(_ACT, act=one.act) is None
    )


def read_journal(file: Path, store: UUID) -> Journal:
    """Return what a journal says of a store; one that is missing says nothing. Raises `StoreProblem`."""
    with file_errors(file):
        try:
            lines = file.read_bytes().splitlines()
        except FileNotFoundError:
            return Journal()
    found = [_read(line) for line in lines if line.strip()]
    whole = [one for one in found if one is not None]
    ours = {one.act: one for one in whole if one.store == store}
    return Journal(tuple(ours.values()), len(found) - len(whole), sum(one.store != store for one in whole))


def append(file: Path, erasures: Iterable[Gone]) -> None:
    """Write erasures at the end of a journal, to the disk itself. Raises `StoreProblem`."""
    text = "".join(f"{_line(one)}\n" for one in erasures)
    if not text:
        return
    with file_errors(file), file.open("a+b") as out:
        if out.seek(0, os.SEEK_END) and (out.seek(-1, os.SEEK_END), out.read(1))[1] != b"\n":
            out.write(b"\n")  # a line that was cut short stays apart
        out.write(text.encode())
        out.flush()
        os.fsync(out.fileno())


def bring_up(store: Store, file: Path) -> int:
    """Write to a journal what is on a store's record and not in it yet; return of how many erasures."""
    known = {one.act for one in read_journal(file, store.replica).erasures}
    with store.read() as view:
        missing = [one for one in of_record(view, store.replica) if one.act not in known]
    append(file, missing)
    return len(missing)


def note_erasures(store: Store) -> bool:
    """Bring the journal beside a store up to its record; tell whether that could be done.

    On a server it is for who keeps the backups to write it (`privacy journal`).
    """
    file = beside(store.location)
    try:
        if file is not None:
            bring_up(store, file)
    except StoreProblem:
        return False
    return True


def _line(one: Gone) -> str:
    said = {
        "act": str(one.act), "store": str(one.store), "people": [str(who) for who in one.people],
        "at": one.at.isoformat(), "what": one.what, "before": one.before,
    }  # fmt: skip
    return json.dumps(said | {"check": _check(said)}, sort_keys=True)


def _check(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:_CHECKED]


def _read(line: bytes) -> Gone | None:
    try:
        said = json.loads(line)
        if said.pop("check") != _check(said):
            return None
        return Gone(
            UUID(said["act"]), UUID(said["store"]), tuple(UUID(who) for who in said["people"]),
            datetime.fromisoformat(said["at"]), said["what"], said["before"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
