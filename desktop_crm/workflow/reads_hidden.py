"""A case as a figure leads to it: all of it, but for who worked on it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desktop_crm.core.ids import EmployeeId
from desktop_crm.workflow.reads_case import ItemRow
from desktop_crm.workflow.reads_rows import ContactLine
from desktop_crm.workflow.reads_whole import CaseView

_NOBODY = EmployeeId(UUID(int=0))


def without_actors(view: CaseView) -> CaseView:
    """Return a case in which no employee stands, by name or by id, and on which nobody acts.

    What customers and colleagues said stays as they said it.
    """
    return replace(
        view,
        head=replace(view.head, owner=_NOBODY, owner_name=""),
        open=tuple(replace(one, row=_item(one.row), mine=False) for one in view.open),
        items=tuple(_item(row) for row in view.items),
        steps=tuple(replace(line, who="") for line in view.steps),
        contacts=tuple(_contact(line) for line in view.contacts),
        promises=tuple(replace(one, who="") for one in view.promises),
        open_contact=None,
        no_part="",
        goes_on=None,
    )


def _item(row: ItemRow) -> ItemRow:
    return replace(row, holder=None, holder_name="", lender=None, lender_name="", ended_by="", reason="")


def _contact(line: ContactLine) -> ContactLine:
    # The subject of a contact among ourselves says who was consulted.
    return replace(line, who="", subject="" if line.party == "internal" else line.subject)
