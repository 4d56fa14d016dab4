"""What stands in the details of a customer's file: which fields, what each holds, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from desktop_crm.core.i18n import _
from desktop_crm.customers.fields import Field, Place, Shape, fields_at, text_of, value_of
from desktop_crm.process.model import Choice, Item, ItemType
from desktop_crm.process.values import show_value
from desktop_crm.ui.customer.read import FileView

_TYPES = {
    Shape.TEXT: ItemType.TEXT,
    Shape.LONG: ItemType.COMMENT,
    Shape.DATE: ItemType.DATE,
    Shape.YES_NO: ItemType.YES_NO,
    Shape.CHOICE: ItemType.CHOICE,
}
# What of a number or an address is edited in its own line; the rest by the command line.
_OF_ROWS = {
    Place.POINT: ("content", "label", "until"),
    Place.ADDRESS: ("street", "postcode", "town", "country", "until"),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of the file that can be edited.

    Attributes:
        field: what it holds; `value` that, as it was read.
        label: what stands beside it, which tells fields of several numbers apart.
        item: the same as an item of a form, for the editor.
    """

    field: Field
    place: Place
    row: UUID | None
    value: Any
    label: str
    item: Item

    @property
    def key(self) -> tuple[str, UUID | None, str]:
        """What tells one detail from all others of a file."""
        return str(self.place), self.row, self.field.name

    @property
    def shown(self) -> str:
        """What it holds, for people."""
        return self.in_words(self.value)

    def in_words(self, value: Any) -> str:
        """Return a value of this field for people."""
        text = text_of(value)
        return show_value(self.item, text) if text else ""

    def made(self, text: str) -> Any:
        """Return the value that an editor's text stands for."""
        return value_of(self.field, text)


def details_of(view: FileView) -> Iterator[Detail]:
    """Yield what can be edited on a file, in the order in which it stands there."""
    head, profile = view.file.head, view.file.profile
    organisation = head.kind == "organisation"
    for field in fields_at(Place.CUSTOMER):
        if field.shape is Shape.EMPLOYEE or (organisation and field.person):
            continue
        if field.name == "segment":
            field = replace(field, choices=tuple((one.code, one.name) for one in view.model.segments))
        value = getattr(head, field.name)
        yield _detail(field, Place.CUSTOMER, None, value, field.label)
    for point in profile.points:
        kind = dict(fields_at(Place.POINT)[1].choices).get(point.kind, point.kind)
        yield from _of_row(Place.POINT, point, kind)
    for address in profile.addresses:
        yield from _of_row(Place.ADDRESS, address, _("Address"))


def _of_row(place: Place, row: Any, called: str) -> Iterator[Detail]:
    for number, field in enumerate(one for one in fields_at(place) if one.name in _OF_ROWS[place]):
        label = called if number == 0 else f"{called}, {field.label.lower()}"
        yield _detail(field, place, row.id, getattr(row, field.name), label)


def _detail(field: Field, place: Place, row: UUID | None, value: Any, label: str) -> Detail:
    choices = tuple(Choice(code, name) for code, name in field.choices)
    item = Item(field.name, label, _TYPES[field.shape], choices=choices)
    return Detail(field, place, row, value, label, item)
