"""Making two customers one, and two again, inside somebody's transaction.

Nothing is copied and nothing thrown away. What the one who goes has is given to the one who stays and noted row by
row (`belongings`); their own fields stay where they are, so that the one who stays only remembers which of its own
were filled or replaced (`joining`). Taking a merge back gives the noted rows back, with all that hangs on them by
now, and the fields, save those that somebody changed since. Several merges may be taken back in any order.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, or_, select, update

from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers import joining
from desktop_crm.customers.belongings import (
    ANSWERS,
    FOLLOWERS,
    FORGET,
    LET_GO,
    Belonging,
    Kind,
    kinds,
    take_note,
)
from desktop_crm.customers.data import canonical_json
from desktop_crm.customers.joining import ADDRESSES, POINTS, Fields
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.survivors import MergeRow, read_merge
from desktop_crm.customers.tables import Address, ContactPoint, Customer, CustomerMerge, MergedRow
from desktop_crm.customers.writing import require_customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

_MERGE = Prepared(insert(CustomerMerge), [column.key for column in CustomerMerge.__table__.columns])
_LEAVE = Prepared(
    update(Customer).where(Customer.id == bindparam("whose")).values(deleted_at=bindparam("moment"))
)
_UNDO = Prepared(
    update(CustomerMerge)
    .where(CustomerMerge.id == bindparam("of_merge"), CustomerMerge.undone_at.is_(None))
    .values(undone_at=bindparam("moment"), undone_by=bindparam("who"))
)
_REMEMBERED = Prepared(
    select(CustomerMerge.before, CustomerMerge.after).where(CustomerMerge.id == bindparam("of_merge"))
)
_LATER = Prepared(
    select(CustomerMerge.id, CustomerMerge.before)
    .where(
        CustomerMerge.kept_id == bindparam("whose"),
        CustomerMerge.id > bindparam("of_merge"),
        CustomerMerge.undone_at.is_(None),
    )
    .order_by(CustomerMerge.id)
)
_REMEMBER = Prepared(
    update(CustomerMerge).where(CustomerMerge.id == bindparam("of_merge")).values(before=bindparam("was"))
)
_BROUGHT = Prepared(
    select(CustomerMerge.id, CustomerMerge.kept_id).where(
        CustomerMerge.gone_id == bindparam("whose"), CustomerMerge.undone_at.is_(None)
    )
)
_NOTED = Prepared(
    select(MergedRow.row_id)
    .where(MergedRow.merge_id == bindparam("of_merge"), MergedRow.kind == bindparam("what"))
    .order_by(MergedRow.row_id)
)
# Nothing is left of somebody who was erased but the number; of an import that was taken back, not even that.
_ERASED = Prepared(
    select(Customer.id)
    .where(
        or_(Customer.id == bindparam("one"), Customer.id == bindparam("other")),
        Customer.deleted_at.is_not(None),
        Customer.sort_key == "",
        Customer.number != "",
    )
    .limit(1)
)
_PLACES = {
    kind: Prepared(
        select(func.coalesce(func.min(table.position), 0), func.coalesce(func.max(table.position), 0)).where(
            table.customer_id == bindparam("whose")
        )
    )
    for kind, table in ((Kind.POINT, ContactPoint), (Kind.ADDRESS, Address))
}
_LIST = {Kind.POINT: POINTS, Kind.ADDRESS: ADDRESSES}


@dataclass(frozen=True, slots=True)
class Since:
    """Something that was added to a customer after a merge and may belong to either of the two."""

    kind: Kind
    id: UUID
    title: str
    at: datetime | None


def merge_customers(
    work: Writing,
    *,
    kept: CustomerId,
    gone: CustomerId,
    taken: Collection[str] = (),
    more: Sequence[Belonging] = (),
    followers: Iterable[Prepared] = (),
) -> UUID:
    """Make `gone` one with `kept`; return the id of the merge.

    Args:
        taken: the choices (`joining.CHOICES`) in which `gone` is right.
        more, followers: what other rooms keep of a customer.
    """
    joining.check_choices(taken)
    if kept == gone:
        raise Invalid(_("This is one customer, named twice; nothing was changed. Name two."))
    for customer in sorted((kept, gone)):
        require_customer(work, customer)
    ours, theirs = (joining.fields_of(_fields(work, customer)) for customer in (kept, gone))
    after = joining.joined(ours, theirs, taken)
    was, now = joining.changed(ours, after)
    merge = new_id()
    work.run(
        _MERGE, id=merge, customer_id=kept, kept_id=kept, gone_id=gone, merged_at=work.now,
        merged_by=work.actor, undone_at=None, undone_by=None, before=was, after=now,
    )  # fmt: skip
    found = kinds(more)
    further = {kind: _further(work, kept, gone, kind, first=name in taken) for kind, name in _LIST.items()}
    for one in found:
        take_note(work, one.note, merge=merge, gone=gone, kept=kept)
    _move(work, merge, [gone], kept, found, followers)
    for one in found:
        if one.kind in further:
            work.run(one.put_after, of_merge=merge, further=further[one.kind])
    if after != ours:
        work.run(joining.WRITE, whose=kept, **joining.parameters(after))
    work.run(_LEAVE, whose=gone, moment=work.now)
    index_customer(work, gone)
    index_customer(work, kept)
    return merge


def _further(work: Writing, kept: CustomerId, gone: CustomerId, kind: Kind, *, first: bool) -> int:
    """Return by how many places a list that comes along is moved: behind the own one, or before it."""
    ours, theirs = (work.row(_PLACES[kind], whose=customer) for customer in (kept, gone))
    assert ours is not None, "an aggregate gives one row"
    assert theirs is not None, "an aggregate gives one row"
    return int(ours[0] - theirs[1] - 1 if first else ours[1] - theirs[0] + 1)


def _fields(view: Reading, customer: CustomerId) -> tuple[Any, ...]:
    found = view.row(joining.READ, whose=customer)
    assert found is not None, "whoever asks made sure that the customer is there"
    return found


def _move(
    work: Writing,
    merge: UUID,
    line: Sequence[CustomerId],
    to_whom: CustomerId,
    found: Sequence[Belonging],
    followers: Iterable[Prepared],
) -> None:
    """Give what a merge noted to somebody else.

    `line` are those it came to, one after the other: what the last one had as well was left on the way.
    """
    for one in found:
        for whose in line:
            work.run(one.move, of_merge=merge, from_whom=whose, to_whom=to_whom)
    for statement in (*FOLLOWERS, *followers):
        work.run(statement, of_merge=merge, from_whom=line[-1], to_whom=to_whom)


def standing_merge(view: Reading, merge: UUID) -> MergeRow:
    """Return a merge that was not taken back; raise `NotFound` or `Conflict`."""
    found = read_merge(view, merge)
    if view.row(_ERASED, one=found.kept, other=found.gone) is not None:
        raise Conflict(
            _(
                "{gone} and {kept} were erased; what was whose is no longer known. Nothing was changed."
            ).format(gone=found.gone_number, kept=found.kept_number)
        )
    if found.undone_at is not None:
        raise Conflict(
            _("{gone} and {kept} were taken apart already; nothing was changed.").format(
                gone=found.gone_name, kept=found.kept_name
            )
        )
    return found


def added_since(view: Reading, merge: MergeRow, more: Sequence[Belonging] = ()) -> tuple[Since, ...]:
    """Return what was added after a merge of which nobody said to whom of the two it belongs."""
    joined = _way(view, merge)[-1][0]
    return tuple(
        Since(one.kind, row, " ".join(str(title).split()), at if isinstance(at, datetime) else None)
        for one in kinds(more)
        if one.title is not None
        for row, title, at in view.rows(
            one.since, of_merge=merge.id, kept=merge.kept, holder=merge.holder, joined=joined
        )
    )


def _way(view: Reading, merge: MergeRow) -> list[tuple[UUID, CustomerId]]:
    """Return the merges by which things came to whoever holds them now, each with whom it brought them to."""
    way = [(merge.id, merge.kept)]
    while way[-1][1] != merge.holder and (found := view.row(_BROUGHT, whose=way[-1][1])) is not None:
        way.append((found[0], CustomerId(found[1])))
    return way


def take_apart(
    work: Writing,
    merge: MergeRow,
    *,
    give: Collection[UUID] = (),
    more: Sequence[Belonging] = (),
    followers: Iterable[Prepared] = (),
) -> tuple[str, ...]:
    """Make the two of a merge two again; return the fields that stay as somebody changed them since.

    Args:
        give: what was added since (`added_since`) and belongs to the one who went.
    """
    found = kinds(more)
    require_customer(work, merge.holder)
    _note_given(work, merge, give, more)
    take_note(work, ANSWERS, merge=merge.id, gone=merge.gone, holder=merge.holder)
    line = [whose for _merge, whose in _way(work, merge)]
    if work.run(_UNDO, of_merge=merge.id, moment=work.now, who=work.actor) != 1:
        raise Conflict(_("A colleague took this merge back a moment ago; nothing was changed."))
    _move(work, merge.id, line, merge.gone, found, followers)
    for one in found:
        if one.ordered:
            work.run(one.put_back, of_merge=merge.id)
    stayed = _give_fields_back(work, merge)
    work.run(_LEAVE, whose=merge.gone, moment=None)
    work.run(LET_GO, of_merge=merge.id)
    for customer in (merge.gone, merge.kept, merge.holder):
        index_customer(work, customer)
    return stayed


def _note_given(work: Writing, merge: MergeRow, give: Collection[UUID], more: Sequence[Belonging]) -> None:
    known = {one.id: one.kind for one in added_since(work, merge, more)} if give else {}
    by_kind = {one.kind: one for one in kinds(more)}
    for row in give:
        if row not in known:
            raise NotFound(
                _(
                    "{id} was not added since the merge, or it is known whose it is; nothing was changed."
                ).format(id=row)
            )
        enter_for(work, merge, by_kind[known[row]], row)


def enter_for(work: Writing, merge: MergeRow, belonging: Belonging, row: UUID) -> None:
    """Note that something was entered for the one who went, so that it goes with them."""
    take_note(work, belonging.note_since, merge=merge.id, gone=merge.gone, holder=merge.holder, added=row)


def forget(work: Writing, merge: UUID) -> None:
    """Throw away the notes of a merge that was taken back."""
    work.run(FORGET, of_merge=merge)


def noted_rows(view: Reading, merge: UUID, kind: Kind) -> list[UUID]:
    """Return the rows of a kind that came with the one who went, the oldest first."""
    return [row for (row,) in view.rows(_NOTED, of_merge=merge, what=str(kind))]


def _give_fields_back(work: Writing, merge: MergeRow) -> tuple[str, ...]:
    remembered = work.row(_REMEMBERED, of_merge=merge.id)
    assert remembered is not None, "the merge was read a moment ago"
    before, after = json.loads(remembered[0]), json.loads(remembered[1])
    for later, found in work.rows(_LATER, whose=merge.kept, of_merge=merge.id):
        theirs = json.loads(found)
        passed = dict(joining.passed_on(before, after, theirs))
        work.run(_REMEMBER, of_merge=later, was=canonical_json(theirs | passed))
        before = {name: old for name, old in before.items() if name not in theirs}
    now = joining.fields_of(_fields(work, merge.kept))
    back, stayed = joining.undone(now, before, after)
    if back:
        work.run(joining.WRITE, whose=merge.kept, **joining.parameters(now | _typed(back)))
    return stayed


def _typed(fields: dict[str, str | None]) -> Fields:
    """Return fields that were kept as text as the store has them."""
    kinds_of: dict[str, Any] = {
        "birth_date": date.fromisoformat,
        "since": date.fromisoformat,
        "owner_id": UUID,
    }
    return {
        name: kinds_of[name](text) if name in kinds_of and text is not None else text
        for name, text in fields.items()
    }
