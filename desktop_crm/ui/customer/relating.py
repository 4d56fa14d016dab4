"""Whom a customer belongs with: relations to other customers, in both directions, added, changed, ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.fields import Place
from desktop_crm.customers.rows import RelationRow
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item
from desktop_crm.ui.customer.reaching import period_in_words
from desktop_crm.ui.customer.row_acts import RowChange
from desktop_crm.ui.customer.undoing import Undoable
from desktop_crm.ui.widgets.fact_row import Fact

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk


def relation_fact(relation: RelationRow, today: date) -> Fact:
    """Return a relation as a row: what the other is of this customer, or this one of the other."""
    kind = relation.kind if relation.forward else _("{kind} of").format(kind=relation.kind)
    told = [relation.other_number, period_in_words(relation, today)]
    return Fact(kind, relation.other_name, ", ".join(part for part in told if part))


def whose(relation: RelationRow, customer: CustomerId) -> CustomerId:
    """Return on whose file a relation is kept."""
    return customer if relation.forward else relation.other_id


def relation_spec(customer: CustomerId, name: str, desk: Desk) -> ActSpec:
    """Return what relating a customer to another asks: whom, what they are, and of whom."""

    def act(given: Answers) -> Act:
        other, kind = CustomerId(UUID(given["customer"])), given["kind"]
        one, two = (customer, other) if given.get("direction", "theirs") == "theirs" else (other, customer)

        def relate() -> Undoable:
            changes = desk.customers.relate(customer=one, other=two, kind=kind)
            (made,) = changes.ids("relation")
            return Undoable(
                changes, _("the relation"), lambda: desk.customers.unrelate(customer=one, relation=made)
            )

        return relate

    directions = (
        ("theirs", _("The other is this of {name}").format(name=name)),
        ("ours", _("{name} is this of the other").format(name=name)),
    )
    return ActSpec(
        "relation",
        _("Whom do they belong with?"),
        _("Household, employer, director, broker: it stands on both files."),
        _("Relate"),
        (
            text_item("kind", _("What they are")),
            choice_item("direction", _("Of whom"), directions),
        ),
        act,
        closes=False,
        optional=frozenset({"direction"}),
        customer=True,
    )


def change_relation(desk: Desk, customer: CustomerId, relation: RelationRow) -> tuple[ActSpec, Answers]:
    """Return what changing a relation asks, and what stands in the panel."""
    names = ("kind", "since", "until")
    change = RowChange(desk, whose(relation, customer), Place.RELATION, relation, names)
    spec = change.spec(
        _("The relation with {name}").format(name=relation.other_name),
        _("With a last day it stays on both files as what was."),
        ("kind",),
    )
    return spec, change.given


def removed_relation(desk: Desk, customer: CustomerId, relation: RelationRow) -> Undoable:
    """Remove a relation."""
    one = whose(relation, customer)
    two = relation.other_id if relation.forward else customer
    changes = desk.customers.unrelate(customer=one, relation=relation.id)
    return Undoable(
        changes,
        _("the removal"),
        lambda: desk.customers.relate(customer=one, other=two, kind=relation.kind),
    )
