"""A case as lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.workflow.reads_whole import CaseView


def case_lines(view: CaseView) -> Iterator[str]:
    """Yield what a case is, what is open in it, and how its clocks stand."""
    head = view.head
    customer = head.customer.name if head.customer is not None else _("anonymous")
    yield _("Case {number}: {process}, {customer}, {status}").format(
        number=head.number, process=view.process, customer=customer, status=head.status.value
    )
    for item in view.open:
        whose = _("yours") if item.mine else item.row.holder_name or item.row.role
        yield _("  open: {name} ({whose}), {id}").format(name=item.name, whose=whose, id=item.row.id)
        for output in item.outputs:
            needed = _("required") if output.required else _("optional")
            yield f"    {output.item.code} ({output.item.type.value}, {needed})"
    for question in view.questions:
        state = _("answered") if question.answered is not None else _("open")
        yield _("  asked: “{text}” ({state})").format(text=question.text, state=state)
    for clock in view.clocks:
        yield _("  clock: {name}, {state}").format(name=clock.ksf, state=clock.state)
