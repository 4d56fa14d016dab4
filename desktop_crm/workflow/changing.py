"""Changing what a running case is: how urgent, which process (`clocks.md`: priority, process or KSF change).

Its clocks keep their start and their pauses and get the new target; what was missed before stays missed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from desktop_crm.access.check import require, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import Acting, changed, reason_given, settle_pause
from desktop_crm.workflow.clock_facts import priority_of
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import automatic_in_office, write_events
from desktop_crm.workflow.ledger import Head, Row, read_case, read_items, read_tokens
from desktop_crm.workflow.outcome import CaseOutcome, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import Priority
from desktop_crm.workflow.tables import Case
from desktop_crm.workflow.taking_part import require_part
from desktop_crm.workflow.values import read_answers

_CHANGE = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"))
    .values(process=bindparam("goes_on_as"), carried_at=bindparam("at"))
)


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

    @use_case
    def change_process(self, *, case: CaseId, process: str, reason: str) -> CaseOutcome:
        """Let a running case go on as another process of its version, with a reason, from that one's first steps.

        Whoever may start that process may. Open steps of the one before lose their purpose; what is registered,
        said, asked and promised stays, and so does a wait. Nobody goes back behind this moment.
        """
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan, rows = self._running(work, case)
            target = plan.processes.get(process)
            if target is None:
                raise Invalid(
                    _("There is no process “{code}” in version {number} of the model.").format(
                        code=process, number=plan.number
                    ),
                    where="process",
                )
            name = target.spec.name
            require(work, self.acting.actor, Verb.START, process, plan.version, name=name)
            if process == head.process:
                raise Refused(
                    _("The case runs as “{process}” already; nothing was changed.").format(process=name)
                )
            answers = read_answers(work, head, plan.model, target.asks_at_start, work.now)
            begun = engine.start(target, answers, automatic_in_office(plan, work.now))
            live = {key: row for key, row in rows.items() if row.item.live and row.item.step}
            change = fact.ProcessChanged(head.process, process, words, read_tokens(work, case))
            ended = [fact.ItemCancelled(key, "process changed") for key in live]
            work.run(_CHANGE, of_case=case, goes_on_as=process, at=work.now)
            head.process, head.carried = process, work.now
            write_events(Projection(work, head, live, work.now), plan, [*ended, change, *begun])
            refresh_clocks(work, plan, head)
            offered = [event.item for event in begun if isinstance(event, fact.ItemOffered)]
            touched = changed(head, items=[*live, *offered])
            return outcome(work, plan, head, self.acting.actor.id, touched, concluded=False)

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
