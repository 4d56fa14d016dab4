"""Carrying a running case to another version of the model: whether it can be, and doing it.

It can where every open step is still a step for the same work, from which the case can come to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, update

from desktop_crm.access.check import grants, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, EmployeeId, WorkItemId
from desktop_crm.process.model import Performer
from desktop_crm.process.soundness import examine_from
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import Acting, changed, settle_pause
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import write_events
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row, read_case, read_items, read_tokens
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.outcome import CaseOutcome, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import Case, Value
from desktop_crm.workflow.taking_part import require_part
from desktop_crm.workflow.values import read_answers

_CARRY = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"))
    .values(version_id=bindparam("version"), carried_at=bindparam("at"))
)
_REGISTERED = Prepared(select(Value.item).distinct().where(Value.case_id == bindparam("of_case")))


@dataclass(frozen=True)
class CarryingService:
    """Letting a case go on under the version that is in force."""

    acting: Acting

    @use_case
    def carry(self, *, case: CaseId) -> CaseOutcome:
        """Let a running case go on under the version that the actor works by.

        Its owner may, whoever answers for an open step, and a supervisor. Open steps keep their holders where
        these may do them under that version, and go to the role that does otherwise. Nobody goes back behind
        this moment. Raises `Refused` with the reason where the case can't be carried; nothing is changed then.
        """
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            before = self.acting.plans.of(work, head.version)
            rows = read_items(work, case)
            require_part(work, self.acting, before, head, [row.item for row in rows.values()])
            engine.require_running(head.state())
            if settle_pause(work, before, head):
                rows = read_items(work, case)
            plan = self.acting.plans.in_force(work, self.acting.actor.id)
            live = [row for row in rows.values() if row.item.live]
            why = why_not(work, before, plan, head, [row.item for row in live])
            if why:
                raise Refused(
                    _("Case {number} stays under version {before}: {why}").format(
                        number=head.number, before=before.number, why=why
                    )
                )
            return self._carried(work, before, plan, head, live)

    def _carried(self, work: Writing, before: Plan, plan: Plan, head: Head, live: list[Row]) -> CaseOutcome:
        happenings: list[Event] = [fact.CaseCarried(before.version, plan.version)]
        happenings += [event for row in live for event in _given_over(work, plan, head, row.item)]
        work.run(_CARRY, of_case=head.id, version=plan.version, at=work.now)
        head.version, head.carried = plan.version, work.now
        rows = {row.item.id: row for row in live}
        write_events(Projection(work, head, rows, work.now), plan, happenings)
        refresh_clocks(work, plan, head)
        touched = changed(head, items=[WorkItemId(row.item.id) for row in live])
        return outcome(work, plan, head, self.acting.actor.id, touched, concluded=False)


def why_not(view: Reading, before: Plan, plan: Plan, head: Head, live: Iterable[Item]) -> str:
    """Return why a case can't go over from one version to another, in a sentence; empty where it can."""
    if before.version == plan.version:
        return _("that is the version you work by.")
    if head.process not in plan.processes:
        return _("version {number} has no such process.").format(number=plan.number)
    open_items = list(live)
    return next(
        (
            why
            for why in (
                *(_why_not_the_step(plan, head, item) for item in open_items),
                *_why_not_the_values(view, before, plan, head),
                _why_not_to_the_end(view, plan, head, open_items),
            )
            if why
        ),
        "",
    )


def _why_not_the_step(plan: Plan, head: Head, item: Item) -> str:
    """Return why an open step can't be done under a version."""
    known = plan.activities.get(item.activity)
    step = plan.processes[head.process].steps.get(item.step) if item.step else None
    name = known.spec.name if known is not None else item.activity
    if known is None or (item.step and (step is None or step.activity is None)):
        return _("its open step “{step}” is no part of version {number}.").format(
            step=name, number=plan.number
        )
    if step is not None and step.activity is not known:
        return _("its open step “{step}” is other work in version {number}.").format(
            step=name, number=plan.number
        )
    if known.spec.performer is Performer.SYSTEM or not known.duties:
        return _("in version {number} nobody does its open step “{step}”.").format(
            step=name, number=plan.number
        )
    return ""


def _why_not_the_values(view: Reading, before: Plan, plan: Plan, head: Head) -> Iterator[str]:
    """Yield which of the case's registered values would mean something else, or be shown to others."""
    for (code,) in view.rows(_REGISTERED, of_case=head.id):
        was, now = before.model.item.get(code), plan.model.item.get(code)
        if was is None:
            continue
        if now is not None and (was.type, was.scope) != (now.type, now.scope):
            yield _(
                "“{item}”, which it registered, is another kind of information in version {number}."
            ).format(item=was.name, number=plan.number)
        elif was.sensitive and (now is None or not now.sensitive):
            yield _("“{item}”, which it registered, is not kept as sensitive in version {number}.").format(
                item=was.name, number=plan.number
            )


def _why_not_to_the_end(view: Reading, plan: Plan, head: Head, live: list[Item]) -> str:
    process = plan.processes[head.process].spec
    tokens = read_tokens(view, head.id)
    found = examine_from(process, [item.step for item in live if item.step], tokens)
    if found is None:
        return _(
            "work of it that is done waits for other work, which version {number} joins elsewhere."
        ).format(number=plan.number)
    held_up = sorted(found.stuck | found.endless)
    if held_up or not found.complete:
        names = [plan.processes[head.process].steps[code].name for code in held_up]
        return _(
            "from where it stands it would not come to its end in version {number}, but wait at {steps}."
        ).format(number=plan.number, steps=", ".join(f"“{name}”" for name in names) or _("some step"))
    return ""


def _given_over(work: Writing, plan: Plan, head: Head, item: Item) -> list[Event]:
    """Return what gives an open step to who does it under the new version; nothing where that is who had it."""
    activity = plan.activities[item.activity]
    able = {duty.role for duty, _within in activity.duties}
    holder = item.holder if item.holder and _may(work, plan, item, item.holder) else None
    if item.role in able and holder == item.holder:
        return []
    answers = read_answers(work, head, plan.model, activity.asks, work.now)
    role = item.role if item.role in able else activity.role_for(answers)
    given: list[Event] = [fact.ItemHandedOver(item.id, holder, role)]
    if item.state is ItemState.PAUSED:
        return [fact.ItemResumed(item.id), *given, fact.ItemPaused(item.id)]
    return given


def _may(work: Writing, plan: Plan, item: Item, holder: UUID) -> bool:
    who = Actor(EmployeeId(holder), "", "")
    return any(grants(work, who, verb, item.activity, plan.version) for verb in (Verb.PERFORM, Verb.RECEIVE))
