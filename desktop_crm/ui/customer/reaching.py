"""How to reach a customer: numbers, addresses and their periods, added, changed, preferred, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import AddressData, PointData
from desktop_crm.customers.doubts import doubt_of
from desktop_crm.customers.editing import FieldEdit
from desktop_crm.customers.fields import Place, point_kinds
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.rows import AddressRow, PointRow
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers
from desktop_crm.ui.customer.row_acts import RowChange, items_of, values_of
from desktop_crm.ui.customer.undoing import Doubtful, Undoable
from desktop_crm.ui.widgets.fact_row import Fact

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

POINT = ("content", "kind", "label", "preferred", "since", "until")
ADDRESS = (
    "street", "postcode", "town", "region", "country", "extended", "box", "label", "since", "until",
)  # fmt: skip


def point_fact(point: PointRow, today: date) -> Fact:
    """Return a number or address as a row: its kind, what it is, which, and from when to when."""
    kind = {str(code): word for code, word in point_kinds()}.get(point.kind, point.kind)
    told = [_("preferred")] if point.preferred else []
    return Fact(kind, point.content, ", ".join([*told, *_which(point, today)]))


def address_fact(address: AddressRow, today: date) -> Fact:
    """Return a postal address as a row."""
    return Fact(_("Address"), address.line, ", ".join(_which(address, today)))


def _which(row: PointRow | AddressRow, today: date) -> list[str]:
    return [part for part in (row.label, period_in_words(row, today)) if part]


def period_in_words(row: Any, today: date) -> str:
    """Return from when to when a row holds; empty for always."""
    since, until = row.since, row.until
    if until is not None:
        return _("until {day}").format(day=_day(until))
    if since is not None:
        words = _("from {day}") if since > today else _("since {day}")
        return words.format(day=_day(since))
    return ""


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


class _Doubts:
    """Asks once about a number or address that will hardly reach anybody."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def ask(self, kind: str, content: str) -> None:
        """Raise `Doubtful`, the first time; it takes a library, so not on the GUI thread."""
        doubt = doubt_of(PointKind(kind), content)
        if doubt and (kind, content) not in self._told:
            self._told.add((kind, content))
            raise Doubtful(doubt, where="content")


def add_point_spec(customer: CustomerId, desk: Desk) -> ActSpec:
    """Return what adding a number, an e-mail or a web address asks."""
    doubts = _Doubts()

    def act(given: Answers) -> Act:
        point = PointData(**values_of(Place.POINT, POINT, {"preferred": "no"} | dict(given)))

        def add() -> Undoable:
            doubts.ask(point.kind, point.content)
            changes = desk.customers.add_contact_point(customer=customer, point=point)
            (made,) = changes.ids("contact_point")
            return Undoable(
                changes,
                _("the number or address"),
                lambda: desk.customers.remove_contact_point(customer=customer, point=made),
            )

        return add

    return ActSpec(
        "add_point",
        _("A number or address to reach them by"),
        _("A telephone number in any notation, an e-mail or a web address."),
        _("Add"),
        items_of(Place.POINT, POINT),
        act,
        closes=False,
        optional=frozenset(POINT) - {"content", "kind"},
    )


def add_address_spec(customer: CustomerId, desk: Desk) -> ActSpec:
    """Return what adding a postal address asks."""

    def act(given: Answers) -> Act:
        address = AddressData(**values_of(Place.ADDRESS, ADDRESS, given))

        def add() -> Undoable:
            changes = desk.customers.add_address(customer=customer, address=address)
            (made,) = changes.ids("address")
            return Undoable(
                changes,
                _("the address"),
                lambda: desk.customers.remove_address(customer=customer, address=made),
            )

        return add

    return ActSpec(
        "add_address",
        _("A postal address"),
        _("The first one stands in the head of the file and on letters."),
        _("Add"),
        items_of(Place.ADDRESS, ADDRESS),
        act,
        closes=False,
        optional=frozenset(ADDRESS),
    )


def change_point(
    desk: Desk, customer: CustomerId, point: PointRow, others: Sequence[PointRow]
) -> tuple[ActSpec, Answers]:
    """Return what changing a number or address asks, and what stands in the panel.

    Of the numbers of one kind one is preferred: the others no longer are.
    """

    def no_longer_preferred(wanted: Mapping[str, Any]) -> list[FieldEdit]:
        if not wanted["preferred"]:
            return []
        return [
            FieldEdit("preferred", True, False, Place.POINT, one.id)
            for one in others
            if one.preferred and one.id != point.id and one.kind == wanted["kind"]
        ]

    change = RowChange(desk, customer, Place.POINT, point, POINT, no_longer_preferred)
    doubts = _Doubts()

    def act(given: Answers) -> Act:
        run = spec.act(given)

        def checked() -> Any:
            if given["content"] != point.content:
                doubts.ask(given["kind"], given["content"])
            return run()

        return checked

    spec = change.spec(
        _("Change “{what}”").format(what=point.content),
        _("With a last day it stays on the file and is no longer offered."),
        ("content", "kind", "preferred"),
    )
    return replace(spec, act=act), change.given


def change_address(desk: Desk, customer: CustomerId, address: AddressRow) -> tuple[ActSpec, Answers]:
    """Return what changing a postal address asks, and what stands in the panel."""
    change = RowChange(desk, customer, Place.ADDRESS, address, ADDRESS)
    spec = change.spec(
        _("Change “{what}”").format(what=address.line),
        _("With a last day it stays on the file and is no longer offered."),
        (),
    )
    return spec, change.given


def removed_point(desk: Desk, customer: CustomerId, point: PointRow) -> Undoable:
    """Remove a number or address."""
    data = PointData(
        PointKind(point.kind), point.content, point.label, point.preferred, point.since, point.until
    )
    changes = desk.customers.remove_contact_point(customer=customer, point=point.id)
    return Undoable(
        changes,
        _("the removal"),
        lambda: desk.customers.add_contact_point(customer=customer, point=data),
    )


def removed_address(desk: Desk, customer: CustomerId, address: AddressRow) -> Undoable:
    """Remove a postal address."""
    data = AddressData(**{one.name: getattr(address, one.name) for one in fields(AddressData)})
    changes = desk.customers.remove_address(customer=customer, address=address.id)
    return Undoable(
        changes, _("the removal"), lambda: desk.customers.add_address(customer=customer, address=data)
    )
