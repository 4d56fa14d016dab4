"""Two customers made one, field by field: what is kept of whom, and what goes back when they are two after all."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import LONGEST_NOTE, TEXTS, canonical_json
from desktop_crm.customers.names import display_name, sort_key
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared

# A customer's fields by their columns, as the store has them.
Fields = dict[str, Any]

COLUMNS = (*TEXTS, "kind", "birth_date", "status", "since", "note", "extra", "owner_id")
NAME = ("name", "prefix", "given", "additional", "particle", "family", "suffix")
POINTS, ADDRESSES = "points", "addresses"
# What one may choose between: a name is one thing, whatever parts it has. The lists are kept whole in any case;
# the choice says whose stand first.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": NAME,
    "kind": ("kind",),
    "nickname": ("nickname",),
    "organisation": ("organisation",),
    "department": ("department",),
    "job_title": ("job_title",),
    "birth_date": ("birth_date",),
    "language": ("language",),
    "segment": ("segment",),
    "status": ("status",),
    "since": ("since",),
    "reference": ("reference",),
    "owner": ("owner_id",),
    "note": ("note",),
    POINTS: (),
    ADDRESSES: (),
}
_BETWEEN = "\n\n"

READ = Prepared(
    select(*(getattr(Customer, column) for column in COLUMNS)).where(Customer.id == bindparam("whose"))
)
WRITE = Prepared(
    update(Customer)
    .where(Customer.id == bindparam("whose"))
    .values({column: bindparam(f"new_{column}") for column in (*COLUMNS, "sort_key")})
)


def fields_of(row: tuple[Any, ...]) -> Fields:
    """Return a row of `READ` as fields."""
    return dict(zip(COLUMNS, row, strict=True))


def parameters(fields: Fields) -> dict[str, Any]:
    """Return what `WRITE` wants to know, the sort key with it."""
    key = sort_key(
        family=fields["family"], particle=fields["particle"], given=fields["given"], name=fields["name"]
    )
    return {f"new_{column}": value for column, value in fields.items()} | {"new_sort_key": key}


def check_choices(chosen: Collection[str]) -> None:
    """Raise `Invalid` for a field that nobody can choose."""
    for field in chosen:
        if field not in CHOICES:
            raise Invalid(
                _("There is no choice “{field}” in a merge; choose among {known}.").format(
                    field=field, known=", ".join(CHOICES)
                ),
                where="--take",
            )


def joined(kept: Fields, gone: Fields, taken: Collection[str]) -> Fields:
    """Return the fields of the one who stays: the own ones, the other's where taken or where nothing stood."""
    after = {column: kept[column] or gone[column] for column in COLUMNS}
    after["kind"] = kept["kind"]
    after["status"] = gone["status"] if kept["status"] == "prospect" else kept["status"]
    after["note"] = _notes(kept["note"], gone["note"])
    after["extra"] = _extras(kept["extra"], gone["extra"])
    if _made(kept) == kept["name"]:
        after["name"] = _made(after)
    for choice in taken:
        after |= {column: gone[column] for column in CHOICES[choice]}
    return after


def _made(fields: Fields) -> str:
    return display_name(**{part: fields[part] for part in NAME[1:]})


def _notes(kept: str, gone: str) -> str:
    if not kept or not gone or gone in kept:
        return kept or gone
    both = f"{kept}{_BETWEEN}{gone}"
    return both if len(both) <= LONGEST_NOTE else kept


def _extras(kept: str, gone: str) -> str:
    ours, theirs = json.loads(kept), json.loads(gone)
    return kept if not theirs else canonical_json(theirs | ours)


def changed(before: Fields, after: Fields) -> tuple[str, str]:
    """Return, as JSON, the fields that a merge changes, as they were and as they are then."""
    names = [column for column in COLUMNS if before[column] != after[column]]
    return tuple(_written({name: fields[name] for name in names}) for fields in (before, after))  # type: ignore[return-value]


def _written(fields: Mapping[str, Any]) -> str:
    return canonical_json({name: as_text(value) for name, value in fields.items()})


def as_text(value: Any) -> str | None:
    """Return a field as it is compared and kept: dates in ISO 8601, ids as hexadecimal digits."""
    if value is None or isinstance(value, str):
        return value
    return value.hex if hasattr(value, "hex") else str(value.isoformat())


def undone(
    now: Fields, before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """Return which fields go back to what, and which stay because somebody changed them since the merge."""
    back = {name: old for name, old in before.items() if as_text(now[name]) == after[name]}
    return back, tuple(name for name in before if name not in back)


def passed_on(
    before: dict[str, str | None], after: Mapping[str, str | None], later: Mapping[str, str | None]
) -> Iterator[tuple[str, str | None]]:
    """Yield the fields that a later merge found as this one had left them: that one has to give back ours."""
    for name, old in before.items():
        if name in later and later[name] == after[name]:
            yield name, old
