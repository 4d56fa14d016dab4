"""What every use case on a case has in common: who acts, the plan, pauses that ran out, case-level rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from desktop_crm.access.check import grants, require, require_power
from desktop_crm.access.model import Actor, Grant, Verb
from desktop_crm.access.tables import Employee
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import WorkItemId
from desktop_crm.core.text import is_storable
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row, read_items
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.plan import ActivityPlan, Answers, Plan, ProcessPlan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import Case, CaseEvent

_NAME = Prepared(select(Employee.name, Employee.state).where(Employee.id == bindparam("who")))
_PAUSED = Prepared(
    update(Case).where(Case.id == bindparam("of_case")).values(paused_until=bindparam("until"))
)
_PAUSED_SINCE = Prepared(
    select(CaseEvent.happened_at)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "CasePaused")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)
# A person may be a little ahead of the store's clock, never by more than this.
MOST_AHEAD_SECONDS = 300


@dataclass(frozen=True)
class Acting:
    """The store, the employee who acts, and the plans: what the services of this room are made from."""

    store: Store
    actor: Actor
    plans: Plans

    def in_force(self, view: Reading) -> UUID:
        """Return the version that gives the actor's powers; raise `Refused` while nothing is published."""
        return self.plans.in_force(view, self.actor.id).version

    def process(self, plan: Plan, head: Head) -> ProcessPlan:
        """Return the process that a case runs."""
        return plan.processes[head.process]


def moment(work: Writing, happened: datetime | None) -> datetime:
    """Return when something happened, by default now; raise `Invalid` for a time in the future."""
    if happened is None:
        return work.now
    if (happened - work.now).total_seconds() > MOST_AHEAD_SECONDS:
        raise Invalid(_("This can't have happened in the future; correct the time."), where="at")
    return min(happened, work.now)


def moment_in(work: Writing, head: Head, happened: datetime | None) -> datetime:
    """Return when an act on a case happened; raise `Invalid` for a time before the case, or in the future."""
    at = moment(work, happened)
    if at < head.started:
        raise Invalid(_("This can't have happened before the case began; correct the time."), where="at")
    return at


def name_of(view: Reading, employee: UUID) -> str:
    """Return an employee's name; raise `NotFound` for an id that is nobody's."""
    found = view.row(_NAME, who=employee)
    if found is None:
        raise NotFound(_("There is no such employee; nothing was changed."))
    return str(found[0])


def active_name(view: Reading, employee: UUID) -> str:
    """Return the name of an employee who can be given work; raise `Refused` for one who has left."""
    found = view.row(_NAME, who=employee)
    if found is None:
        raise NotFound(_("There is no such employee; nothing was changed."))
    if found[1] != "active":
        raise Refused(
            _("{who} no longer works here; nothing was changed. Choose a colleague.").format(who=found[0])
        )
    return str(found[0])


def require_serving(view: Reading, actor: Actor, plan: Plan) -> None:
    """Raise `Refused` unless the actor is an active employee with a role."""
    require_power(view, actor, Verb.SERVE, plan.version)


def require_perform(view: Reading, actor: Actor, plan: Plan, item: Item) -> tuple[Grant, ...]:
    """Return the grants under which the actor may do a work item, or raise `Refused`.

    Responsible roles may. A role that may be delegated to may once the item came to it, or to this employee.
    """
    name = plan.activities[item.activity].spec.name
    try:
        return require(view, actor, Verb.PERFORM, item.activity, plan.version, name=name)
    except Refused:
        received = _received(view, actor, plan, item)
        if not received:
            raise
        return received


def _received(view: Reading, actor: Actor, plan: Plan, item: Item) -> tuple[Grant, ...]:
    found = grants(view, actor, Verb.RECEIVE, item.activity, plan.version)
    return found if item.holder == actor.id or item.role in {grant.role for grant in found} else ()


def require_limits(
    view: Reading, actor: Actor, plan: Plan, item: Item, held: tuple[Grant, ...], answers: Answers
) -> None:
    """Raise `Refused` unless one of the roles under which the actor works may decide on these values.

    The limits stand in the rights rows; the plan holds the same conditions ready to be tested.
    """
    activity = plan.activities[item.activity]
    if within_limits(activity, held, answers) or within_limits(
        activity, _received(view, actor, plan, item), answers
    ):
        return
    names = plan.model.role
    able = [duty.role for duty, within in activity.duties if within is None or within(answers)]
    others = [names[role].name for role in dict.fromkeys(able)]
    raise Refused(
        _(
            "“{activity}” is above your authority with these values; your entries are kept. "
            "Hand it to {role}."
        ).format(activity=activity.spec.name, role=", ".join(others) or _("a colleague with authority"))
    )


def within_limits(activity: ActivityPlan, held: tuple[Grant, ...], answers: Answers) -> bool:
    """Whether one of the roles that gave these rights may decide on these values."""
    if any(not grant.limits for grant in held):
        return True
    roles = {grant.role for grant in held}
    return any(duty.role in roles and (within is None or within(answers)) for duty, within in activity.duties)


def projection(work: Writing, head: Head, rows: dict[WorkItemId, Row], happened: datetime) -> Projection:
    """Return what writes this act's events."""
    return Projection(work, head, rows, happened)


def end_pause(rows: dict[WorkItemId, Row], why: str) -> list[Event]:
    """Return the events that end a case's pause and take its work items up again."""
    resumed: list[Event] = [fact.CaseResumed(why)]
    resumed += [fact.ItemResumed(row.item.id) for row in rows.values() if row.item.state is ItemState.PAUSED]
    return resumed


def ends_pause(view: Reading, head: Head, direction: str, party: str, at: datetime) -> bool:
    """Whether a contact ends the case's wait: the customer's, after the wait began (`clocks.md`, pause)."""
    if head.paused_until is None or (direction, party) != ("in", "customer"):
        return False
    began = view.row(_PAUSED_SINCE, of_case=head.id)
    assert began is not None, "a paused case has the event that paused it"
    return bool(at > began[0])


def settle_pause(work: Writing, plan: Plan, head: Head) -> bool:
    """End a pause whose expected end has passed, as of that end; the next act on the case finds it running.

    Clocks end the pause by themselves (`clocks.md`); their stored verdicts are written again here.
    """
    if head.paused_until is None or head.paused_until > work.now:
        return False
    rows = read_items(work, head.id)
    projection(work, head, rows, head.paused_until).write(end_pause(rows, "expected end"))
    set_paused(work, head, None)
    refresh_clocks(work, plan, head)
    return True


def set_paused(work: Writing, head: Head, until: datetime | None) -> None:
    """Write until when a case waits."""
    head.paused_until = until
    work.run(_PAUSED, of_case=head.id, until=until)


def changed(head: Head, *more: Changes, items: Sequence[WorkItemId] = ()) -> Changes:
    """Return what an act on a case changed."""
    case = frozenset((head.id,))
    things: dict[str, frozenset[UUID]] = {"case": case, "clock": case}
    if head.customer is not None:
        things["customer"] = frozenset((head.customer,))
    if items:
        things["work_item"] = frozenset(items)
    for one in more:
        things |= one.things
    return Changes(things)


def reason_given(text: str, limit: int = 1_000) -> str:
    """Return a mandatory reason without surrounding blanks, or raise `Invalid`."""
    words = text.strip()
    if not words:
        raise Invalid(_("A reason is needed; say in a few words why."), where="reason")
    if len(words) > limit or not is_storable(words):
        raise Invalid(_("This reason can't be kept; use at most 1,000 ordinary characters."), where="reason")
    return words
