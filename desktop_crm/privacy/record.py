"""The record: what was told of people, erased, and done against their word; who did it, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal_column, select, update

from desktop_crm.access.model import Verb
from desktop_crm.access.tables import Employee
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.privacy.tables import PrivacyAct
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Instant
from desktop_crm.store.tables import StoreCopy
from desktop_crm.store.work import Reading, Writing

MOST_ACTS = 500
# Who may read the record.
READERS = (Verb.DISCLOSE, Verb.ERASE, Verb.ADMINISTER)


class Kind(StrEnum):
    """What was done with what is held on somebody."""

    TOLD = "told"
    ERASED = "erased"
    OVERRIDE = "override"
    AGED = "aged"  # what was past its period was erased, and they stay
    POSTPONED = "postponed"


# After these something may be left in the database's files.
GONE = (Kind.ERASED, Kind.AGED)
_WRITE = Prepared(insert(PrivacyAct), [column.key for column in PrivacyAct.__table__.columns])
_ACTS = Prepared(
    select(
        PrivacyAct.id,
        PrivacyAct.number,
        PrivacyAct.kind,
        PrivacyAct.form,
        PrivacyAct.happened_at,
        func.coalesce(Employee.name, ""),
        PrivacyAct.detail,
        PrivacyAct.remark,
        PrivacyAct.freed_at,
    )
    .outerjoin(Employee, Employee.id == PrivacyAct.employee_id)
    .order_by(PrivacyAct.happened_at.desc(), PrivacyAct.id.desc())
    .limit(MOST_ACTS)
)
_OVERRIDES = Prepared(
    select(
        PrivacyAct.remark,
        PrivacyAct.form,
        PrivacyAct.detail,
        func.count(),
        func.max(PrivacyAct.happened_at, type_=Instant),
    )
    .where(PrivacyAct.kind == literal_column(repr(str(Kind.OVERRIDE))))
    .group_by(PrivacyAct.remark, PrivacyAct.form, PrivacyAct.detail)
)
_FREED = Prepared(
    update(PrivacyAct)
    .where(
        PrivacyAct.kind.in_([literal_column(repr(str(one))) for one in GONE]), PrivacyAct.freed_at.is_(None)
    )
    .values(freed_at=bindparam("moment"))
)
_COPIES = Prepared(select(StoreCopy.made_at, StoreCopy.place).order_by(StoreCopy.made_at, StoreCopy.id))


@dataclass(frozen=True, slots=True)
class ActRow:
    """One entry of the record.

    Attributes:
        number: whose: after an erasure it is all that is left. `who`: the employee.
        form: how it was told (json, pdf), or through which channel somebody was reached all the same.
        detail: counts by table, and copies of the store that still hold who was erased.
        freed_at: of an erasure, when nothing of it was left in the database's files; None until then.
    """

    id: UUID
    number: str
    kind: Kind
    form: str
    at: datetime
    who: str
    detail: Mapping[str, Any]
    remark: str
    freed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the store that was made."""

    at: datetime
    place: str


def read_record(view: Reading) -> tuple[ActRow, ...]:
    """Return the latest entries, the latest first."""
    return tuple(
        ActRow(key, number, Kind(kind), form, at, who, json.loads(detail), remark, freed)
        for key, number, kind, form, at, who, detail, remark, freed in view.rows(_ACTS)
    )


@dataclass(frozen=True, slots=True)
class Override:
    """How often customers were reached in a way though they had not agreed, for one reason.

    Attributes:
        reason: as it was typed; empty where the customer was erased. `channel`: how they were reached.
        unasked: they never said; else they had said no. `last`: the latest time.
    """

    reason: str
    channel: str
    unasked: bool
    count: int
    last: datetime


def overrides(view: Reading) -> tuple[Override, ...]:
    """Return all that was done without consent, by reason and channel, the most frequent first."""
    found = (
        Override(reason, channel, json.loads(detail).get("word") == "unsaid", count, last)
        for reason, channel, detail, count, last in view.rows(_OVERRIDES)
    )
    return tuple(sorted(found, key=lambda one: (-one.count, one.reason.casefold(), one.channel)))


def override_in_words(one: Override) -> str:
    """Return one of these totals as a sentence."""
    told = (
        _("{count}× ({channel}), never asked: {reason}")
        if one.unasked
        else _("{count}× ({channel}), against what they said: {reason}")
    )
    return told.format(count=one.count, channel=one.channel, reason=one.reason or "–")


def put_on_record(
    work: Writing,
    *,
    customer: CustomerId,
    number: str,
    kind: Kind,
    form: str = "",
    detail: Mapping[str, Any] | None = None,
    remark: str = "",
) -> UUID:
    """Write one entry for whoever acts; return its id."""
    made = new_id()
    work.run(
        _WRITE, id=made, customer_id=customer, number=number, kind=str(kind), form=form, happened_at=work.now,
        employee_id=work.actor, detail=json.dumps(detail or {}, ensure_ascii=False), remark=remark, freed_at=None,
    )  # fmt: skip
    return made


def mark_freed(work: Writing) -> int:
    """State that nothing of earlier erasures is left in the database's files; return of how many."""
    return work.run(_FREED, moment=work.now)


def copies(view: Reading) -> tuple[Copy, ...]:
    """Return the copies of the store that were made, the oldest first."""
    return tuple(Copy(at, place) for at, place in view.rows(_COPIES))


def in_words(act: ActRow) -> str:
    """Return what was done, in one sentence."""
    if act.kind is Kind.TOLD:
        return _("Everything held on {number} was written to a file ({form}).").format(
            number=act.number, form=act.form
        )
    if act.kind is Kind.OVERRIDE:
        unasked = act.detail.get("word") == "unsaid"
        told = (
            _("{number} was reached ({channel}) though they never said that they may be: {reason}")
            if unasked
            else _("{number} was reached ({channel}) against what they said: {reason}")
        )
        return told.format(number=act.number, channel=act.form, reason=act.remark or "–")
    if act.kind is Kind.POSTPONED:
        return _("What is past its period of {number} is kept until {day}: {reason}").format(
            number=act.number, day=act.detail["until"], reason=act.remark or "–"
        )
    sentence = (
        _("{number} was erased.")
        if act.kind is Kind.ERASED
        else _("Of {number} was erased what is past its period.")
    )
    gone = [sentence.format(number=act.number)]
    if act.freed_at is None:
        gone.append(_("The database’s files still hold traces: run “desktop-crm store compact”."))
    older = act.detail.get("copies", [])
    if older:
        gone.append(copies_in_words(older))
    return " ".join(gone)


def copies_in_words(older: Iterable[Mapping[str, str]]) -> str:
    """Return which copies of the store hold somebody who was erased after they were made."""
    named = ", ".join(f"{one['place']} ({one['at'][:10]})" for one in older)
    return _("Copies that still hold them: {copies}.").format(copies=named)
