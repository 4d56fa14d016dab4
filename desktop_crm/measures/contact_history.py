"""Contact history across all customers: narrowed in many ways, a page at a time, newest first."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, ContactId, CustomerId
from desktop_crm.core.text import is_storable
from desktop_crm.customers.tables import Contact, Customer, Question
from desktop_crm.customers.time_line import EXCERPT, NEWEST, PAGE, Key
from desktop_crm.measures.contact_ways import (
    COLUMNS,
    CONDITIONS,
    FEW,
    HAVING,
    by_server,
    by_time,
    by_words,
    fewest,
    from_few,
)
from desktop_crm.measures.contact_words import MOST_WORDS, OF_CONTACTS, anywhere, is_said
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.said import has_letters, matching, number_from
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case

# Texts are looked into by so many; then by as many as are likely to do, at most so many times more.
_AT_ONCE, _MORE, _SURELY = 1_000, 20, 1.25
_TICK = timedelta(milliseconds=1)
_WAYS = ("channel", "direction")  # those that the index of words holds
# Of so few, each text is looked into rather than all that the index of words has to be gone through.
_FEW_TEXTS = 10_000
_ALL = (1 << 31) - 1


@frozen
class HistoryFilter:
    """What contact history is narrowed to; what is empty narrows nothing.

    Attributes:
        outcome: how the contact's case stands: ``running``, ``concluded`` or ``cancelled``.
        team: the code of a role that the employee holds. `words`: each must begin a word in the subject or the text.
    """

    since: datetime
    until: datetime
    customer: CustomerId | None = None
    channel: str = ""
    direction: str = ""
    process: str = ""
    activity: str = ""
    outcome: str = ""
    team: str = ""
    words: str = ""


@frozen
class HistoryLine:
    """One contact in the list; `text` is how it begins."""

    id: ContactId
    at: datetime
    channel: str
    direction: str
    party: str
    subject: str
    employee: UUID | None
    who: str
    customer: CustomerId | None
    customer_name: str
    case: CaseId | None
    number: str
    process: str
    text: str


@frozen
class QuestionLine:
    """A question that a contact raised, and when it was answered."""

    text: str
    raised_by: str
    answered: datetime | None


_ONE = Prepared(
    select(*COLUMNS, Contact.text)
    .outerjoin_from(Contact, Employee, Employee.id == Contact.employee_id)
    .outerjoin(Customer, Customer.id == Contact.customer_id)
    .outerjoin(Case, Case.id == Contact.case_id)
    .where(Contact.id == bindparam("contact"))
)
_NUMBER = Prepared(
    select(OF_CONTACTS.c.rid).where(
        OF_CONTACTS.c.rid >= bindparam("first"), OF_CONTACTS.c.rid < bindparam("last"),
        OF_CONTACTS.c.contact_id == bindparam("contact"),
    )
)  # fmt: skip
_QUESTIONS = Prepared(
    select(Question.text, Question.raised_by, Question.answered_at)
    .where(Question.contact_id == bindparam("contact"))
    .order_by(Question.id)
)


def history(
    view: Reading, narrowed: HistoryFilter, *, before: Key = NEWEST, size: int = PAGE
) -> list[HistoryLine]:
    """Return the newest contacts that are older than the key `before`, the (instant, id) of the last row above.

    Of those in one millisecond a file's index may put either first; the pages still hold each of them once.
    """
    if not is_storable(narrowed.words):
        return []  # no store holds it, so nobody said it
    words = narrowed.words.split()[:MOST_WORDS]
    given = {name: value for name in CONDITIONS if (value := getattr(narrowed, name))}
    asked = _Asked(narrowed.since, narrowed.until, given, [one for one in words if has_letters(one)],
                   [anywhere(one) for one in words if not has_letters(one)])  # fmt: skip
    if "customer" in given:
        return _found(view, asked, by_time, before, size)
    few = fewest(view, given, _FEW_TEXTS if asked.words else FEW)
    indexed = view.dialect == "sqlite" and bool(asked.matched)
    if few is not None and not (indexed and _has_fewer(view, asked, few[1])):
        return _found(view, asked, partial(from_few, few[0]), before, size)
    if indexed:
        return _indexed(view, asked, before, size)
    if asked.words:
        return _told(view, asked, before, size)
    return _found(view, asked, by_time, before, size)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: `words` of letters, `signs` the patterns of those that have none."""

    since: datetime
    until: datetime
    given: dict[str, Any]
    words: list[str]
    signs: list[str]

    @property
    def values(self) -> dict[str, Any]:
        """What the conditions are bound to."""
        signs = {f"sign_{place}": sign for place, sign in enumerate(self.signs)}
        return {"since": self.since, "until": self.until, **self.given, **signs}

    @property
    def matched(self) -> str:
        """What the index of a file is asked for; empty where it has nothing to tell."""
        return matching(self.words, *(way for name in _WAYS if has_letters(way := self.given.get(name, ""))))


def _has_fewer(view: Reading, asked: _Asked, contacts: int) -> bool:
    """Tell whether the index of words names no more than so many contacts."""
    row = view.row(HAVING, asked=asked.matched, most=contacts + 1)
    return row is not None and row[0] <= contacts


def _found(
    view: Reading, asked: _Asked, way: Callable[..., Prepared], before: Key, size: int
) -> list[HistoryLine]:
    """Go one way through contacts; where words are asked for, look into their texts."""
    names, signs = frozenset(asked.given), len(asked.signs)
    if not asked.words:
        rows = view.rows(
            way(names, signs), before_at=before[0], before_id=before[1], size=size, **asked.values
        )
        return [HistoryLine(*row) for row in rows]
    found: list[UUID] = []
    told, at_once, seen = way(names, signs, texts=True), _AT_ONCE, 0
    while len(found) < size:
        rows = view.rows(told, before_at=before[0], before_id=before[1], size=at_once, **asked.values)
        found += [row[0] for row in rows if all(is_said(word, *row[2:]) for word in asked.words)]
        if len(rows) < at_once:
            break
        seen += at_once
        before, at_once = (rows[-1][1], rows[-1][0]), _enough(size - len(found), len(found), seen, at_once)
    lines = (view.row(_ONE, contact=key) for key in found[:size])
    return [replace(HistoryLine(*line), text=line[-1][:EXCERPT]) for line in lines if line is not None]


def _enough(lacking: int, found: int, seen: int, at_once: int) -> int:
    """Return how many texts to look into next: as many as will hold what is lacking if they are like those seen."""
    likely = math.ceil(_SURELY * lacking * seen / max(found, 1))
    return min(max(likely, _AT_ONCE), at_once * _MORE)


def _indexed(view: Reading, asked: _Asked, before: Key, size: int) -> list[HistoryLine]:
    """Go through those that the index of words names."""
    first = number_from(before[0])
    above = view.row(_NUMBER, first=first, last=number_from(before[0] + _TICK), contact=before[1])
    rows = view.rows(
        by_words(frozenset(asked.given), len(asked.signs)), asked=asked.matched,
        lowest=number_from(asked.since), highest=min(above[0] if above else first, number_from(asked.until + _TICK)),
        size=size, **asked.values,
    )  # fmt: skip
    return [HistoryLine(*row) for row in rows]


def _told(view: Reading, asked: _Asked, before: Key, size: int) -> list[HistoryLine]:
    """Ask a server for those that have the words, at first for as many as mostly do."""
    ways = {name: asked.given.get(name, "") for name in _WAYS}
    alone = not (asked.given.keys() - ways.keys() or asked.signs)
    rows: list[tuple[Any, ...]] = []
    for most in (size,) if alone else (_FEW_TEXTS, _ALL):
        rows = view.rows(
            by_server(frozenset(asked.given), len(asked.signs)), words=" ".join(asked.words), most=most,
            before_at=before[0], before_id=before[1], size=size, **(asked.values | ways),
        )  # fmt: skip
        if len(rows) == size:
            break
    return [HistoryLine(*row) for row in rows]


def contact_in_full(view: Reading, contact: UUID) -> tuple[HistoryLine, tuple[QuestionLine, ...]] | None:
    """Return a contact with its whole text, and its questions; None where there is none, or not for this reader."""
    found = view.row(_ONE, contact=contact)
    if found is None:
        return None
    return HistoryLine(*found), tuple(QuestionLine(*row) for row in view.rows(_QUESTIONS, contact=contact))
