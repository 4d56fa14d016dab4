"""Where a customer stands with us: who looks after them, their status and segment; a portfolio handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from desktop_crm.access.reads import EmployeeRow
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.customers.editing import FieldEdit
from desktop_crm.customers.rows import CustomerRow
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item
from desktop_crm.ui.customer.row_acts import edited
from desktop_crm.ui.customer.undoing import Undoable

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

# Which changes of fields tell how somebody came to stand where they stand.
HISTORY = frozenset({"status", "segment", "owner", "since"})
_NOBODY = "nobody"


def owner_spec(head: CustomerRow, desk: Desk, people: Sequence[EmployeeRow], *, others: int) -> ActSpec:
    """Return what giving a customer to somebody asks.

    Args:
        others: how many further customers their owner has, where whoever asks may hand all of them over.
    """
    choices = [(one.id.hex, one.name) for one in people if one.state == "active"]

    def act(given: Answers) -> Act:
        owner = None if given["owner"] == _NOBODY else EmployeeId(UUID(given["owner"]))
        if given.get("which") == "all" and owner is not None and head.owner_id is not None:
            return _hand_over(desk, head.owner_id, owner)
        edit = FieldEdit("owner", head.owner_id, owner)
        return lambda: edited(desk, CustomerId(head.id), [edit], _("the change"))

    which = (
        ("one", _("{name} alone").format(name=head.name)),
        ("all", _("All {count} customers of {owner}").format(count=others + 1, owner=head.owner)),
    )
    return ActSpec(
        "owner",
        _("Who looks after them?"),
        _("Whom the customer may turn to. Their portfolio is what they see first."),
        _("Hand over"),
        (
            choice_item("owner", _("Owner"), (*choices, (_NOBODY, _("Nobody in particular")))),
            *([choice_item("which", _("Which customers"), which)] if others else []),
        ),
        act,
        closes=False,
        optional=frozenset({"which"}),
    )


def _hand_over(desk: Desk, owner: EmployeeId, employee: EmployeeId) -> Act:
    def act() -> Undoable:
        changes = desk.portfolios.hand_over_portfolio(owner=owner, employee=employee)
        moved = [CustomerId(one) for one in changes.ids("customer")]
        return Undoable(
            changes,
            _("the hand-over of {count} customers").format(count=len(moved)),
            lambda: desk.portfolios.hand_over_portfolio(owner=employee, employee=owner, customers=moved),
        )

    return act
