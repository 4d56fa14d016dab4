"""Editing single fields: nobody overwrites what they have not read.

Each edit says what its field held when it was read. What a colleague changed since in other fields stays; where
it is the same field nothing is changed, and both values are told, so that a person can choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import (
    AddressData,
    CustomerData,
    PointData,
    changed_fields,
    check_period,
    checked,
)
from desktop_crm.customers.fields import Place, field_at, fields_at, text_of
from desktop_crm.customers.history import last_change
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.points import PointKind, normal_form
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.service import Version, own, related_by, require_colleague
from desktop_crm.customers.stored import read_customer
from desktop_crm.customers.tables import Address, ContactPoint, Customer, Relation
from desktop_crm.customers.writing import change_customer_row, require_customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """One field to change.

    Attributes:
        seen: what it held when whoever edits it read it; `wanted`: what it shall hold.
        row: which contact point, address or relation; None for a field of the customer's own.
    """

    field: str
    seen: Any
    wanted: Any
    place: Place = Place.CUSTOMER
    row: UUID | None = None

    @property
    def back(self) -> FieldEdit:
        """The edit that takes this one back; refused like any other when somebody changed the field since."""
        return replace(self, seen=self.wanted, wanted=self.seen)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that holds something else than whoever edits it read.

    Attributes:
        now: what it holds. `who`, `at`: by whom and when that was written, where the log still tells.
    """

    edit: FieldEdit
    now: Any
    who: str
    at: datetime | None

    @property
    def again(self) -> FieldEdit:
        """The same edit of somebody who knows what the field holds now."""
        return replace(self.edit, seen=self.now)


class Clashing(Conflict):
    """Somebody else changed the same fields first; nothing was changed.

    Attributes:
        clashes: each of those fields, with both values.
    """

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        first = clashes[0]
        super().__init__(
            _(
                "{field} was changed to “{now}” by {who} in the meantime, and not to “{wanted}”; nothing was "
                "overwritten. Choose one of the two."
            ).format(
                field=field_at(first.edit.place, first.edit.field).label,
                now=text_of(first.now),
                who=first.who or _("somebody"),
                wanted=text_of(first.edit.wanted),
            )
        )


def _rows(table: Any, *columns: str) -> tuple[Prepared, Prepared]:
    """Reading and changing one row that hangs on a customer."""
    mine = (table.id == bindparam("row"), table.customer_id == bindparam("whose"))
    return (
        Prepared(select(*(getattr(table, column) for column in columns)).where(*mine)),
        Prepared(update(table).where(*mine).values({column: bindparam(column) for column in columns})),
    )


_COLUMNS = {
    Place.POINT: ("kind", "content", "label", "preferred", "since", "until", "normal"),
    Place.ADDRESS: (
        "street", "postcode", "town", "country", "label", "box", "extended", "region", "since", "until",
    ),
    Place.RELATION: ("kind", "since", "until"),
}  # fmt: skip
_TABLES: dict[Place, Any] = {Place.POINT: ContactPoint, Place.ADDRESS: Address, Place.RELATION: Relation}
_ROWS = {place: _rows(_TABLES[place], *columns) for place, columns in _COLUMNS.items()}
_OWNER = Prepared(select(Customer.owner_id).where(Customer.id == bindparam("whose")))


@dataclass(frozen=True)
class EditingService:
    """Editing what is on a customer's file, field by field."""

    store: Store
    actor: Actor
    published: Version

    @use_case
    def edit(self, *, customer: CustomerId, edits: Sequence[FieldEdit]) -> Changes:
        """Change fields, all or none of them.

        Raises `Clashing` when one of them no longer holds what was `seen` (nor what is wanted), `Invalid` with the
        field as its place, `NotFound`, `Refused`.
        """
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            require_customer(work, customer)
            for edit in edits:
                field_at(edit.place, edit.field)
            done = _change_customer(work, customer, [one for one in edits if one.place is Place.CUSTOMER])
            for place in _ROWS:
                for row in {one.row for one in edits if one.place is place}:
                    done |= _change_row(work, customer, place, row, [one for one in edits if one.row == row])
            if not done:
                return Changes()
            index_customer(work, customer)
            related = [
                one
                for edit in edits
                if edit.place is Place.RELATION and edit.row is not None
                for one in related_by(work, customer, edit.row)
            ]
        return Changes.of("customer", customer, *related)


def field_values(
    view: Reading, customer: CustomerId, place: Place = Place.CUSTOMER, row: UUID | None = None
) -> dict[str, Any]:
    """Return what the fields of a customer, or of a row that hangs on them, hold; raise `NotFound`."""
    if place is Place.CUSTOMER:
        data = read_customer(view, customer, files=False).data
        owner = view.row(_OWNER, whose=customer)
        own_fields = [field.name for field in fields_at(place) if field.name != "owner"]
        return {"owner": owner[0] if owner else None} | {name: getattr(data, name) for name in own_fields}
    found = view.row(_ROWS[place][0], row=row, whose=customer)
    if found is None:
        raise NotFound(_("This is not there any more, or not this customer's; nothing was changed."))
    return dict(zip(_COLUMNS[place], found, strict=True))


def _change_customer(work: Writing, customer: CustomerId, edits: Sequence[FieldEdit]) -> bool:
    if not edits:
        return False
    wanted = _unclashing(work, customer, customer, edits, field_values(work, customer))
    done = "owner" in wanted
    if done:
        chosen = wanted.pop("owner")
        if chosen is not None:
            require_colleague(work, chosen)
        own(work, customer, chosen)
    before = read_customer(work, customer, files=False).data
    after = changed_fields(before, wanted)
    if after == before:
        return done
    change_customer_row(work, customer, after)
    return True


def _change_row(
    work: Writing, customer: CustomerId, place: Place, row: UUID | None, edits: Sequence[FieldEdit]
) -> bool:
    held = field_values(work, customer, place, row)
    assert row is not None, "a row was found by it"
    wanted = _unclashing(work, customer, row, edits, held)
    if not wanted:
        return False
    work.run(_ROWS[place][1], row=row, whose=customer, **_checked_row(place, held | wanted))
    return True


def _unclashing(
    work: Writing, customer: CustomerId, row: UUID, edits: Sequence[FieldEdit], held: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is to be written, or raise `Clashing`; a field that holds what is wanted is left alone."""
    clashes: list[Clash] = []
    wanted: dict[str, Any] = {}
    for edit in edits:
        now = held[edit.field]
        if now == edit.wanted:
            continue
        if now != edit.seen:
            clashes.append(Clash(edit, now, *last_change(work, customer, edit.place, row, edit.field)))
        wanted[edit.field] = edit.wanted
    if clashes:
        raise Clashing(clashes)
    return wanted


def _checked_row(place: Place, held: dict[str, Any]) -> dict[str, Any]:
    if place is Place.POINT:
        held["kind"] = str(held["kind"])
        held["normal"] = normal_form(PointKind(held["kind"]), held["content"])
        told = {name: value for name, value in held.items() if name != "normal"}
        checked(CustomerData(name="?", points=(PointData(**told | {"kind": PointKind(held["kind"])}),)))
    elif place is Place.ADDRESS:
        checked(CustomerData(name="?", addresses=(AddressData(**held),)))
    else:
        held["kind"] = plain_text(held["kind"], field="kind").strip()
        if not held["kind"]:
            raise Invalid(_("Say what they are to each other: director, employer, household."), where="kind")
        check_period(held["since"], held["until"])
    return held
