"""Changing what a running case is: how urgent (`clocks.md`: priority, process or KSF change).

Its clocks keep their start and their pauses and get the new target; what was missed before stays missed.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.access.check import use_case
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import Acting, changed, reason_given, settle_pause
from desktop_crm.workflow.clock_facts import priority_of
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import write_events
from desktop_crm.workflow.ledger import Head, Row, read_case, read_items
from desktop_crm.workflow.outcome import CaseOutcome, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import Priority
from desktop_crm.workflow.taking_part import require_part


@dataclass(frozen=True)
class ChangingService:
    """Changes after which other norms hold. Its owner may, whoever answers for an open step, a supervisor."""

    acting: Acting

    @use_case
    def change_priority(self, *, case: CaseId, priority: str, reason: str) -> CaseOutcome:
        """Make a running case urgent, or no longer so, with a reason; norms of urgent cases hold at once."""
        words = reason_given(reason)
        if priority not in {str(one) for one in Priority}:
            raise Invalid(_("A case is normal or urgent."), where="priority")
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan, rows = self._running(work, case)
            before = priority_of(work, case)
            if before == priority:
                said = _("It is urgent already; nothing was changed.") if priority == Priority.URGENT else _(
                    "It is not urgent as it is; nothing was changed."
                )  # fmt: skip
                raise Refused(said)
            happened = fact.PriorityChanged(str(before), priority, words)
            write_events(Projection(work, head, rows, work.now), plan, [happened])
            refresh_clocks(work, plan, head)
            return outcome(work, plan, head, self.acting.actor.id, changed(head), concluded=False)

    def _running(self, work: Writing, case: CaseId) -> tuple[Head, Plan, dict[WorkItemId, Row]]:
        """Return a running case in which the actor has a part, a wait that is over ended."""
        head = read_case(work, case)
        plan = self.acting.plans.of(work, head.version)
        rows = read_items(work, case)
        require_part(work, self.acting, plan, head, [row.item for row in rows.values()])
        engine.require_running(head)
        if settle_pause(work, plan, head):
            rows = read_items(work, case)
        return head, plan, rows
