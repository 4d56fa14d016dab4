"""The history of a customer's fields: who changed what, when, and what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop_crm.access.tables import Employee
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.fields import Place, fields_at
from desktop_crm.store.changed import LogEntry, logged_changes
from desktop_crm.store.work import Reading

MOST = 1_000
# Kept up by the program, or told by another entry; no person changed them.
_OUR_OWN = frozenset(
    {"sort_key", "position", "normal", "extra", "customer_id", "other_id", "content", "sha256"}
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field.

    Attributes:
        place: the table, and `row` which of its rows; `field` is empty when the whole row came or went.
        what: ``added``, ``changed`` or ``removed``.
        old, new: as text; empty for nothing. Of a row that went, `old` is what it said.
    """

    at: datetime
    who: str
    place: str
    row: UUID
    field: str
    what: str
    old: str = ""
    new: str = ""


def field_history(view: Reading, customer: CustomerId, *, most: int = MOST) -> tuple[FieldChange, ...]:
    """Return the changes of a customer's fields and of what tells how to reach them, the latest first."""
    entries = logged_changes(view, customer, most)
    names = _names(view, entries)
    return tuple(change for entry in entries for change in _changes(entry, names.get(entry.actor, ""), names))


def in_words(change: FieldChange) -> str:
    """Return what changed in one line: “Family name: Vries → Boer”."""
    places = {
        "customer": _("the customer"),
        "contact_point": _("a number or address"),
        "address": _("an address"),
        "relation": _("a relation"),
        "consent": _("a consent"),
        "identifier": _("a name in another system"),
        "customer_tag": _("a tag"),
        "customer_statement": _("a statement"),
        "attachment": _("a document"),
    }
    place = places[change.place]
    if change.what == "added":
        return _("Added: {what}").format(what=place)
    if change.what == "removed":
        return _("Removed: {what} {said}").format(what=place, said=change.old)
    fields = [one for where in Place if where == change.place for one in fields_at(where)]
    label = next((one.label for one in fields if one.name == change.field), change.field)
    return f"{label}: {change.old or '—'} → {change.new or '—'}"


def last_change(
    view: Reading, customer: CustomerId, table: str, row: UUID, field: str
) -> tuple[str, datetime | None]:
    """Return by whom and when a field was last changed; nobody and None when the log does not tell."""
    for change in field_history(view, customer):
        if change.place == table and change.row == row and change.field == field:
            return change.who, change.at
    return "", None


def _names(view: Reading, entries: Iterable[LogEntry]) -> dict[UUID | None, str]:
    """Return the names of who changed something, and of who was or became an owner."""
    owners = {UUID(told) for one in entries for side in (one.old, one.new) if (told := side.get("owner_id"))}
    people = {one.actor for one in entries if one.actor is not None} | owners
    if not people:
        return {}
    named = select(Employee.id, Employee.name).where(Employee.id.in_(people))
    return {row[0]: row[1] for row in view.connection.execute(named)}


def _changes(entry: LogEntry, who: str, names: Mapping[UUID | None, str]) -> list[FieldChange]:
    def one(field: str, what: str, old: str = "", new: str = "") -> FieldChange:
        return FieldChange(entry.at, who, entry.table, entry.row, field, what, old, new)

    if entry.op == "I":
        return [one("", "added")]
    if entry.op == "D":
        return [one("", "removed", _said(entry.old))]
    return [
        one(
            "owner" if field == "owner_id" else field,
            "changed",
            _text(field, entry.old[field], names),
            _text(field, entry.new.get(field), names),
        )
        for field in entry.old
        if field not in _OUR_OWN or (field == "content" and entry.table == "contact_point")
    ]


def _said(old: Mapping[str, Any]) -> str:
    """What a row that is gone said, in one line."""
    telling = ("content", "tag", "system", "code", "street", "postcode", "town", "kind", "text", "name")
    return " ".join(str(old[name]) for name in telling if old.get(name))


def _text(field: str, value: Any, names: Mapping[UUID | None, str]) -> str:
    if value is None:
        return ""
    if field == "owner_id":
        return names.get(UUID(value), "")
    if isinstance(value, bool) or field == "preferred":
        return "yes" if value else "no"
    return str(value)
