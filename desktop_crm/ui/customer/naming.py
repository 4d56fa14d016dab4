"""What a customer is called in other systems: added, changed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.rows import IdentifierRow
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, text_item
from desktop_crm.ui.customer.undoing import Undoable

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk


def identifier_spec(customer: CustomerId, desk: Desk, before: IdentifierRow | None = None) -> ActSpec:
    """Return what stating a name in another system asks; with `before` it takes the place of that one."""

    def act(given: Answers) -> Act:
        system, code = given["system"], given["code"]

        def identify() -> Undoable:
            changes = desk.filing.identify(
                customer=customer, system=system, code=code, instead_of=None if before is None else before.id
            )
            made = next(iter(changes.ids("identifier")), None)

            def back() -> object:
                if made is None:
                    return None
                if before is None:
                    return desk.filing.remove_identifier(customer=customer, identifier=made)
                return desk.filing.identify(
                    customer=customer, system=before.system, code=before.code, instead_of=made
                )

            return Undoable(changes, _("the name in another system"), back)

        return identify

    return ActSpec(
        "identifier" if before is None else f"identifier/{before.id}",
        _("In another system"),
        _("By this number transactions and files from there find this customer."),
        _("Save"),
        (text_item("system", _("System")), text_item("code", _("Number or name there"))),
        act,
        closes=False,
    )


def removed_identifier(desk: Desk, customer: CustomerId, row: IdentifierRow) -> Undoable:
    """Forget a name in another system."""
    changes = desk.filing.remove_identifier(customer=customer, identifier=row.id)
    return Undoable(
        changes,
        _("the removal"),
        lambda: desk.filing.identify(customer=customer, system=row.system, code=row.code),
    )
