"""Which names of some customers anybody goes by already: asked of the store together, not one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.customers.points import DIALLED, PointKind
from desktop_crm.customers.recognise import (
    BORN,
    CARD,
    CONTENT,
    EMAIL,
    NUMBER,
    OWN,
    PHONE,
    REFERENCE,
    Name,
)
from desktop_crm.customers.tables import ContactPoint, Customer, Identifier
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading


def _among(column: Any) -> Any:
    return column.in_([bindparam(place, type_=column.type) for place in places()])


_OWN = Prepared(select(Customer.id, Customer.id, Customer.deleted_at).where(_among(Customer.id)))
_REFERRED = Prepared(
    select(Customer.reference, Customer.id, Customer.deleted_at)
    .where(_among(Customer.reference))
    .order_by(Customer.id)
)
_NUMBERED = Prepared(select(Customer.number, Customer.deleted_at).where(_among(Customer.number)))
_IDENTIFIED = Prepared(
    select(Identifier.code, Identifier.customer_id, Customer.deleted_at)
    .join(Customer, Customer.id == Identifier.customer_id)
    .where(Identifier.system == bindparam("named_by"), _among(Identifier.code))
    .order_by(Identifier.id)
)
_BORN = Prepared(select(Customer.sort_key).where(_among(Customer.sort_key), Customer.birth_date.is_not(None)))


def _reached(*kinds: PointKind) -> Prepared:
    of_kind = or_(*(ContactPoint.kind == str(kind) for kind in kinds))
    return Prepared(select(ContactPoint.normal).where(_among(ContactPoint.normal), of_kind))


_REACHED = {EMAIL: _reached(PointKind.EMAIL), PHONE: _reached(*sorted(DIALLED))}


class Known:
    """Who goes by which of some names, as it was when they were asked for and as far as it was told since.

    Args:
        names: all that will be asked for.
    """

    def __init__(self, view: Reading, names: Iterable[Name]) -> None:
        self._found: dict[Name, list[UUID]] = defaultdict(list)
        self._unsure: set[Name] = set()
        self._identified: set[tuple[UUID, Name]] = set()
        asked: dict[str, dict[str, None]] = defaultdict(dict)
        for system, code in names:
            asked[system][code] = None
        for system, codes in asked.items():
            self._ask(view, system, list(codes))

    def called(self, name: Name) -> Sequence[UUID] | None:
        """Return who goes by a name, nobody if nobody does; None when the store is to be asked once more."""
        return None if name in self._unsure else self._found.get(name, ())

    def is_free(self, name: Name) -> bool:
        """Tell whether nobody has, or had, a name."""
        return name not in self._unsure and name not in self._found

    def identified(self, customer: UUID, name: Name) -> bool:
        """Tell whether a customer is known to have come in under a name."""
        return (customer, name) in self._identified

    def add(self, names: Iterable[Name]) -> None:
        """Take in that somebody goes by some names from now on."""
        self._unsure.update(names)

    def change(self, customer: UUID, names: Iterable[Name]) -> None:
        """Take in that a customer was changed, and goes by some names from now on."""
        self.add(names)
        self.add(name for name, customers in self._found.items() if customer in customers)

    def identify(self, customer: UUID, name: Name) -> None:
        """Take in that a customer came in under a name."""
        self._identified.add((customer, name))

    def _ask(self, view: Reading, system: str, codes: list[str]) -> None:
        if system == OWN:
            for found, customer, gone in _rows(view, _OWN, [UUID(code) for code in codes]):
                self._note((OWN, str(found)), customer, gone)
        elif system == REFERENCE:
            for code, customer, gone in _rows(view, _REFERRED, codes):
                self._note((REFERENCE, code), customer, gone)
            # Whoever was merged is called by their number as well.
            numbered = _rows(view, _NUMBERED, codes)
            self.add((REFERENCE, code) for code, gone in numbered if gone is not None)
        elif system in {CARD, CONTENT}:
            for code, customer, gone in _rows(view, _IDENTIFIED, codes, named_by=system):
                self._identified.add((customer, (system, code)))
                if gone is None:
                    self._found[system, code].append(customer)
        else:
            self._ask_whether(view, system, codes)

    def _ask_whether(self, view: Reading, system: str, codes: list[str]) -> None:
        """Of names that a rule goes by, only who has none is told here."""
        if system == BORN:
            keys = {row[0] for row in _rows(view, _BORN, [code.partition(" ")[2] for code in codes])}
            self.add((BORN, code) for code in codes if code.partition(" ")[2] in keys)
            return
        statement = _NUMBERED if system == NUMBER else _REACHED[system]
        self.add((system, row[0]) for row in _rows(view, statement, codes))

    def _note(self, name: Name, customer: UUID, gone: datetime | None) -> None:
        if gone is None:
            self._found[name].append(customer)
        else:
            self._unsure.add(name)


def _rows(view: Reading, statement: Prepared, codes: Sequence[Any], **values: Any) -> list[tuple[Any, ...]]:
    return [row for keys in placed(codes) for row in view.rows(statement, **values, **keys)]
