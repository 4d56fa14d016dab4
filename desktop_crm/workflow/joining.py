"""Two cases of a customer about one thing become one: the survivor keeps the earliest start (`clocks.md`, merge).

What the customer said and asked goes to the case that stays, so that its clocks run from the first contact and
no question gets lost. The other case is cancelled as merged: its clocks leave the rates. What was registered
and promised in it stays readable there; the two are linked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from desktop_crm.access.check import has_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.tables import Contact, Question
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import (
    Acting,
    changed,
    end_pause,
    ends_pause,
    reason_given,
    require_serving,
    set_paused,
    settle_pause,
)
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import write_events
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, read_case, read_items
from desktop_crm.workflow.outcome import CaseOutcome, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.tables import Case
from desktop_crm.workflow.told import settle_promises

_MOVE = tuple(
    Prepared(
        update(table).where(table.case_id == bindparam("absorbed")).values(case_id=bindparam("survivor"))
    )
    for table in (Contact, Question)
)
_LAST_INBOUND = Prepared(
    select(func.max(Contact.happened_at)).where(
        Contact.case_id == bindparam("absorbed"), Contact.direction == "in", Contact.party == "customer"
    )
)
_JOINED = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"))
    .values(status="cancelled", paused_until=None, linked_case_id=bindparam("survivor"))
)
_EARLIER = Prepared(update(Case).where(Case.id == bindparam("of_case")).values(started_at=bindparam("at")))


@dataclass(frozen=True)
class JoiningService:
    """Making one case of two."""

    acting: Acting

    @use_case
    def join(self, *, case: CaseId, into: CaseId, reason: str) -> CaseOutcome:
        """Let a running case go into another one of the same customer and process, with a reason.

        The owner of both may, and a supervisor. Raises `Conflict` where the two are not one thing.
        """
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            gone, stays = read_case(work, case), read_case(work, into)
            plans = [self.acting.plans.of(work, one.version) for one in (gone, stays)]
            require_joinable(work, self.acting, gone, stays)
            for head, plan in zip((gone, stays), plans, strict=True):
                settle_pause(work, plan, head)
            last = work.row(_LAST_INBOUND, absorbed=gone.id)
            for statement in _MOVE:
                work.run(statement, absorbed=gone.id, survivor=stays.id)
            self._end(work, plans[0], gone, stays, words)
            self._absorb(work, plans[1], gone, stays, last[0] if last else None)
            settle_promises(work, plans[1], stays)
            for head, plan in zip((gone, stays), plans, strict=True):
                refresh_clocks(work, plan, head)
            changes = changed(stays, changed(gone))
            return outcome(work, plans[1], stays, self.acting.actor.id, changes, concluded=False)

    def _end(self, work: Writing, plan: Plan, gone: Head, stays: Head, words: str) -> None:
        rows = read_items(work, gone.id)
        happenings: list[Event] = []
        if gone.paused_until is not None:
            happenings += end_pause(rows, "cancelled")
        happenings += [
            fact.ItemCancelled(row.item.id, "case merged") for row in rows.values() if row.item.live
        ]
        happenings.append(fact.CaseCancelled(words, stays.id))
        write_events(Projection(work, gone, rows, work.now), plan, happenings)
        work.run(_JOINED, of_case=gone.id, survivor=stays.id)

    def _absorb(
        self, work: Writing, plan: Plan, gone: Head, stays: Head, last_inbound: datetime | None
    ) -> None:
        rows = read_items(work, stays.id)
        happenings: list[Event] = [fact.CaseAbsorbed(gone.id, gone.started)]
        if last_inbound is not None and ends_pause(work, stays, "in", "customer", last_inbound):
            happenings += end_pause(rows, "contact")
            set_paused(work, stays, None)
        write_events(Projection(work, stays, rows, work.now), plan, happenings)
        if gone.started < stays.started:
            stays.started = gone.started
            work.run(_EARLIER, of_case=stays.id, at=gone.started)


def require_joinable(view: Reading, acting: Acting, gone: Head, stays: Head) -> None:
    """Raise `Refused` or `Conflict` unless the actor may let one case go into the other, and they are one thing."""
    for head in (gone, stays):
        engine.require_running(head.state())
        require_serving(view, acting.actor, acting.plans.of(view, head.version))
        if head.owner != acting.actor.id and not has_power(
            view, acting.actor, Verb.SUPERVISE, acting.in_force(view)
        ):
            raise Refused(
                _("Only the owner of both cases, or a supervisor, merges them; nothing was changed.")
            )
    _require_one_thing(gone, stays)


def _require_one_thing(gone: Head, stays: Head) -> None:
    if gone.id == stays.id:
        raise Conflict(_("A case is not merged with itself; nothing was changed. Name the other one."))
    if gone.customer != stays.customer or gone.customer is None:
        raise Conflict(
            _("Only cases of one customer are merged; nothing was changed. Say first whose the cases are.")
        )
    if gone.process != stays.process:
        raise Conflict(_("Cases of two processes stay apart; nothing was changed."))
