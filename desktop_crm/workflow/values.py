"""Registered values: what is known, what a step's outputs become, answers without a value, ask once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ValueId, WorkItemId, new_id
from desktop_crm.core.text import is_storable
from desktop_crm.customers.tables import Attachment
from desktop_crm.process.model import Item, ItemType, Model, Scope
from desktop_crm.process.values import parse_value
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.plan import ActivityPlan
from desktop_crm.workflow.tables import Value

MOST_FILE_BYTES = 25 * 1024 * 1024
MOST_FILE_NAME = 255  # `process.values` reads no longer one
MOST_REASON = 1_000


class AnswerKind(StrEnum):
    """How a prompt was answered: with a value, or with the reason why there is none."""

    VALUE = "value"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_APPLICABLE = "not-applicable"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer without a value, and why."""

    kind: AnswerKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file or drawing that is registered as a value."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


Given = str | FileGiven | Answer


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered for an item: the newest row of the case or, for a customer's, of the customer."""

    id: ValueId
    item: str
    content: str | None
    answer: AnswerKind
    reason: str
    registered: datetime
    case: UUID | None
    process: str
    source: str

    def valid(self, item: Item, now: datetime) -> bool:
        """Whether it may be filled in again: a value that has not outlived the item's validity."""
        if self.answer is not AnswerKind.VALUE:
            return False
        return item.validity_days is None or now - self.registered < timedelta(days=item.validity_days)


_COLUMNS = (
    Value.id,
    Value.item,
    Value.content,
    Value.answer,
    Value.reason,
    Value.registered_at,
    Value.case_id,
    Value.process,
    Value.source,
)
_newest = (Value.registered_at.desc(), Value.id.desc())
_OF_CASE = Prepared(
    select(*_COLUMNS)
    .where(Value.case_id == bindparam("of_case"), Value.item == bindparam("wanted"))
    .order_by(*_newest)
    .limit(1)
)
_OF_CUSTOMER = Prepared(
    select(*_COLUMNS)
    .where(
        Value.customer_id == bindparam("whose"), Value.item == bindparam("wanted"), Value.scope == "customer"
    )
    .order_by(*_newest)
    .limit(1)
)
_LATER = Prepared(
    select(*_COLUMNS)
    .where(Value.case_id == bindparam("of_case"))
    .order_by(Value.item, Value.registered_at, Value.id)
)
_REGISTER = Prepared(insert(Value), [column.key for column in Value.__table__.columns])
_ATTACH = Prepared(insert(Attachment), [column.key for column in Attachment.__table__.columns])


def _known(row: tuple[Any, ...]) -> Known:
    return Known(ValueId(row[0]), row[1], row[2], AnswerKind(row[3]), *row[4:])


def read_known(view: Reading, head: Head, item: Item) -> Known | None:
    """Return what is registered for an item, as this case sees it."""
    if item.scope is Scope.CUSTOMER and head.customer is not None:
        found = view.row(_OF_CUSTOMER, whose=head.customer, wanted=item.code)
    else:
        found = view.row(_OF_CASE, of_case=head.id, wanted=item.code)
    return None if found is None else _known(found)


def read_answers(
    view: Reading, head: Head, model: Model, items: Iterable[str], now: datetime
) -> dict[str, str | None]:
    """Return the values that decide: what is registered and, for a customer's item, still valid."""
    answers: dict[str, str | None] = {}
    for code in items:
        item = model.item[code]
        known = read_known(view, head, item)
        if known is not None and (known.case == head.id or known.valid(item, now)):
            answers[code] = known.content
    return answers


def put_off(view: Reading, case: UUID) -> list[Known]:
    """Return the answers of a case that were put off and not given in it since."""
    newest: dict[str, Known] = {}
    for row in view.rows(_LATER, of_case=case):
        known = _known(row)
        newest[known.item] = known
    return [known for known in newest.values() if known.answer is AnswerKind.LATER]


def pending_later(view: Reading, model: Model, case: UUID, customer: UUID | None, now: datetime) -> list[str]:
    """Return the items that hinder a case's conclusion: put off in it, and not answered since.

    A customer's item counts as answered where another case of the customer registered it since and it is
    still valid (ask once). An item that the model no longer knows hinders nothing.
    """
    return [
        known.item
        for known in put_off(view, case)
        if known.item in model.item and not _given_elsewhere(view, model.item[known.item], customer, now)
    ]


def _given_elsewhere(view: Reading, item: Item, customer: UUID | None, now: datetime) -> bool:
    if item.scope is not Scope.CUSTOMER or customer is None:
        return False
    found = view.row(_OF_CUSTOMER, whose=customer, wanted=item.code)
    return found is not None and _known(found).valid(item, now)


class Output(NamedTuple):
    """One value on its way into the store."""

    item: Item
    content: str | None
    answer: AnswerKind
    reason: str = ""
    file: FileGiven | None = None


def check_given(model: Model, given: Mapping[str, Given], allowed: Iterable[str]) -> list[Output]:
    """Return what was given in canonical form, or raise `Invalid` naming the field and what to write.

    `allowed` are the items that this window asks for.
    """
    permitted = frozenset(allowed)
    outputs: list[Output] = []
    for code, value in given.items():
        if code not in permitted or code not in model.item:
            raise Invalid(_("This window does not ask for this item; nothing was stored."), where=code)
        outputs.append(_output(model.item[code], value))
    return outputs


def _output(item: Item, given: Given) -> Output:
    if item.master:
        raise Invalid(
            _("“{name}” is kept up in {master} and read-only here; correct it there.").format(
                name=item.name, master=item.master
            ),
            where=item.code,
        )
    if isinstance(given, Answer):
        if len(given.reason) > MOST_REASON:
            raise Invalid(_("A reason may have 1,000 characters at most; shorten it."), where=item.code)
        return Output(item, None, given.kind, _storable(given.reason, item))
    if isinstance(given, FileGiven):
        _check_file(item, given)
        return Output(item, None, AnswerKind.VALUE, file=given)
    try:
        return Output(item, parse_value(item, given), AnswerKind.VALUE)
    except Invalid as wrong:
        raise Invalid(wrong.sentence, where=wrong.where or item.code) from wrong


def _check_file(item: Item, given: FileGiven) -> None:
    if item.type not in {ItemType.FILE, ItemType.DRAWING}:
        raise Invalid(_("“{name}” takes no file.").format(name=item.name), where=item.code)
    if len(given.content) > MOST_FILE_BYTES:
        raise Invalid(_("A file may have 25 MB at most; make it smaller."), where=item.code)
    if not 1 <= len(given.name) <= MOST_FILE_NAME or not is_storable(given.name + given.media_type):
        raise Invalid(
            _("This file's name can't be kept; give it one of 1 to 255 ordinary characters."), where=item.code
        )


def _storable(text: str, item: Item) -> str:
    if not is_storable(text):
        raise Invalid(_("A reason can't hold a NUL or half a character; remove it."), where=item.code)
    return text


def require_answers(
    plan: ActivityPlan, answers: Mapping[str, str | None], answered: frozenset[str], known: frozenset[str]
) -> None:
    """Raise `Invalid` for the first required field that applies and has no answer and no valid value."""
    for output in plan.outputs:
        if not output.required or output.item.code in answered or output.item.code in known:
            continue
        if output.test is None or output.test(answers):
            raise Invalid(
                _("“{name}” is asked for and has no answer yet; your other entries are kept.").format(
                    name=output.item.name
                ),
                where=output.item.code,
            )


def register(
    work: Writing,
    head: Head,
    outputs: Iterable[Output],
    *,
    happened: datetime,
    work_item: WorkItemId | None,
    source: str,
    replaces: Mapping[str, UUID] | None = None,
) -> list[ValueId]:
    """Insert values; a file's bytes first. Return the ids of the new rows, in order."""
    rows: list[dict[str, Any]] = []
    for output in outputs:
        content = output.content if output.file is None else _attach(work, head, output.file)
        rows.append(
            {
                "id": new_id(),
                "customer_id": head.customer,
                "case_id": head.id,
                "item": output.item.code,
                "scope": str(output.item.scope),
                "content": content,
                "answer": str(output.answer),
                "reason": output.reason,
                "registered_at": happened,
                "registered_by": work.actor,
                "work_item_id": work_item,
                "process": head.process,
                "source": source,
                "replaces_id": replaces.get(output.item.code) if replaces else None,
            }
        )
    if rows:
        work.run_many(_REGISTER, rows)
    return [ValueId(row["id"]) for row in rows]


def _attach(work: Writing, head: Head, file: FileGiven) -> str:
    """Store a file; return the canonical text of its value: the attachment's id and the file's name."""
    made = new_id()
    work.run(
        _ATTACH,
        id=made,
        customer_id=head.customer,
        case_id=head.id,
        contact_id=None,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        recorded_at=work.now,
    )
    return f"{made.hex}/{file.name}"
