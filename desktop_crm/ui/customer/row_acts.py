"""Acts on one row of a customer's file: changed where nobody changed it since, ended, removed; each can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.core.changes import Changes
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.editing import Clashing, FieldEdit
from desktop_crm.customers.fields import Place, fields_at, text_of, value_of
from desktop_crm.process.model import Item
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers
from desktop_crm.ui.customer.detail_rows import item_of
from desktop_crm.ui.customer.undoing import Undoable

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk


def edited(desk: Desk, customer: CustomerId, edits: Sequence[FieldEdit], what: str) -> Undoable:
    """Save edits; what is given back takes them back."""
    changes = desk.filing.edit(customer=customer, edits=edits)
    back = [edit.back for edit in edits]
    return Undoable(changes, what, lambda: desk.filing.edit(customer=customer, edits=back))


def items_of(place: Place, names: Sequence[str]) -> tuple[Item, ...]:
    """Return the fields of a place as questions, in the order of `names`."""
    known = {field.name: field for field in fields_at(place)}
    return tuple(item_of(known[name]) for name in names)


def values_of(place: Place, names: Sequence[str], given: Answers) -> dict[str, Any]:
    """Return the values of answers, by field; a question without an answer is an empty field."""
    known = {field.name: field for field in fields_at(place)}
    return {name: value_of(known[name], given.get(name, "")) for name in names}


class RowChange:
    """Changing a row that hangs on a customer: it remembers what stood there when it was read.

    Args:
        row: the frozen row that was read. `names`: which of its fields are asked for.
        more: further edits that what is wanted brings along.
    """

    def __init__(
        self,
        desk: Desk,
        customer: CustomerId,
        place: Place,
        row: Any,
        names: Sequence[str],
        more: Callable[[Mapping[str, Any]], Sequence[FieldEdit]] = lambda _wanted: (),
    ) -> None:
        self._desk, self._customer, self._place, self._names = desk, customer, place, tuple(names)
        self._row: UUID = row.id
        self._more = more
        self._seen = {name: getattr(row, name) for name in self._names}

    def spec(self, title: str, explanation: str, needed: Sequence[str]) -> ActSpec:
        """Return what the panel asks; all but what is `needed` may stay empty."""
        return ActSpec(
            f"change/{self._row}",
            title,
            explanation,
            _("Save"),
            items_of(self._place, self._names),
            self._act,
            closes=False,
            optional=frozenset(self._names) - frozenset(needed),
        )

    @property
    def given(self) -> Answers:
        """What stands in the panel when it opens."""
        return {name: text_of(value) for name, value in self._seen.items() if text_of(value)}

    def edits(self, given: Answers) -> list[FieldEdit]:
        """Return what is to be changed."""
        wanted = values_of(self._place, self._names, given)
        own = [
            FieldEdit(name, self._seen[name], value, self._place, self._row)
            for name, value in wanted.items()
            if value != self._seen[name]
        ]
        return [*own, *self._more(wanted)]

    def _act(self, given: Answers) -> Act:
        edits = self.edits(given)

        def act() -> Undoable | Changes:
            if not edits:
                return Changes()
            try:
                return edited(self._desk, self._customer, edits, _("the change"))
            except Clashing as problem:
                # Who confirms again has read both values.
                self._seen |= {
                    one.edit.field: one.now for one in problem.clashes if one.edit.row == self._row
                }
                raise

        return act


def end_today(
    desk: Desk, customer: CustomerId, place: Place, row: Any, today: date, what: str
) -> Callable[[], Undoable]:
    """Return what lets a row end with this day."""
    edit = FieldEdit("until", row.until, max(today, row.since or today), place, row.id)
    return lambda: edited(desk, customer, [edit], what)


def has_ended(row: Any, today: date) -> bool:
    """Tell whether a row with a period is over, this day included as its last."""
    return row.until is not None and row.until <= today
