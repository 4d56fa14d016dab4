"""What stands in the details of a customer's file: which fields, what each holds, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of the file that can be edited.

    Attributes:
        field: what it holds; `value` that, as it was read.
        item: the same as an item of a form, for the editor.
    """

    field: Field
    value: Any
    item: Item

    @property
    def key(self) -> str:
        """What tells one detail from all others of a file."""
        return self.field.name

    @property
    def label(self) -> str:
        """What stands beside it."""
        return self.field.label

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
    """Yield the customer's own fields that are edited in their place, in the order in which they stand there."""
    head = view.file.head
    organisation = head.kind == "organisation"
    for field in fields_at(Place.CUSTOMER):
        if field.shape is Shape.EMPLOYEE or (organisation and field.person):
            continue
        if field.name == "segment":
            field = replace(field, choices=tuple((one.code, one.name) for one in view.model.segments))
        value = getattr(head, field.name)
        yield Detail(field, value, item_of(field))


def item_of(field: Field) -> Item:
    """Return a field as a question."""
    choices = tuple(Choice(str(code), name) for code, name in field.choices)
    return Item(field.name, field.label, _TYPES[field.shape], choices=choices)
