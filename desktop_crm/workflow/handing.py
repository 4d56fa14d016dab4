"""Use cases on who has a work item: take, open, give back, hand over, lend, set aside while it waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, literal_column, or_, select

from desktop_crm.access.check import has_power, require_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, EmployeeId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Instant
from desktop_crm.store.work import Reading, Writing
from desktop_crm.timing.facts import PauseReason
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.absences import take_for_absent
from desktop_crm.workflow.acting import (
    Acting,
    active_name,
    changed,
    end_pause,
    name_of,
    reason_given,
    require_perform,
    require_serving,
    set_paused,
    settle_pause,
)
from desktop_crm.workflow.answering import answers_for_it
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row, read_case, read_item, read_items
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.receiving import require_able_role, role_of
from desktop_crm.workflow.returning import settle_loan
from desktop_crm.workflow.standing import left_by_the_absent
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import Case, ClockRow, WorkItem
from desktop_crm.workflow.taking_part import require_part

_holds = and_(EmployeeRole.employee_id == bindparam("me"), EmployeeRole.role == WorkItem.role)
_due = (
    select(func.min(ClockRow.due_at))
    .where(
        ClockRow.case_id == WorkItem.case_id,
        or_(ClockRow.state == "running", and_(ClockRow.state == "missed", ClockRow.stopped_at.is_(None))),
    )
    .correlate(WorkItem)
    .scalar_subquery()
)
_URGENCY = func.coalesce(_due, bindparam("far", type_=Instant))
_NEXT = Prepared(
    select(WorkItem.id, _URGENCY, WorkItem.offered_at)
    .select_from(WorkItem)
    .join(Employee, Employee.id == bindparam("me"))
    .join(Case, Case.id == WorkItem.case_id)
    .outerjoin(EmployeeRole, _holds)
    .where(
        WorkItem.holder_id.is_(None),
        # What was set aside unclaimed waits in its queue again as soon as the wait is over.
        or_(
            WorkItem.state == "offered",
            and_(WorkItem.state == "paused", Case.paused_until <= bindparam("now")),
        ),
        # Written out so that SQLite recognises the condition of the partial indexes.
        literal_column("work_item.state IN ('offered', 'claimed', 'open', 'paused')"),
        # Only what this employee may complete: the role is responsible, or may be delegated to; or another
        # of their roles answers for it without limits.
        or_(
            and_(
                or_(Employee.all_roles, EmployeeRole.id.is_not(None)),
                exists().where(
                    AccessRight.version_id == Case.version_id,
                    AccessRight.role == WorkItem.role,
                    AccessRight.object_code == WorkItem.activity,
                    or_(AccessRight.verb == "perform", AccessRight.verb == "receive"),
                ),
            ),
            answers_for_it(Employee.id, Case.version_id),
        ),
    )
    .order_by(_URGENCY, WorkItem.offered_at, WorkItem.id)
    .limit(1)
    # What a colleague takes at this moment is theirs: the next one is as good.
    .with_for_update(skip_locked=True, key_share=True, of=WorkItem)
)
_NEXT_LEFT = Prepared(
    select(WorkItem.id, _URGENCY, WorkItem.offered_at)
    .join(Case, Case.id == WorkItem.case_id)
    .where(
        literal_column("work_item.state IN ('offered', 'claimed', 'open', 'paused')"),
        WorkItem.state != "paused",
        left_by_the_absent(bindparam("me")),
    )
    .order_by(_URGENCY, WorkItem.offered_at, WorkItem.id)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True, of=WorkItem)
)
_FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class WorkItemService:
    """Taking and passing on work. None of it moves a customer's clock, save a pause of the throughput."""

    acting: Acting

    @use_case
    def take_next(self) -> WorkItemId | None:
        """Claim the most urgent work item offered to the actor's roles; None when nothing waits.

        What colleagues hold who are away, and the actor may take for them, is among it. Most urgent: whose case
        has the open clock that is, or was, due first; then the one offered first.
        """
        with self.acting.store.write(self.acting.actor.id) as work:
            plan = self.acting.plans.in_force(work, self.acting.actor.id)
            require_serving(work, self.acting.actor, plan)
            rows = [
                work.row(one, me=self.acting.actor.id, far=_FAR, now=work.now) for one in (_NEXT, _NEXT_LEFT)
            ]
            there = [row for row in rows if row is not None]
            if not there:
                return None
            found = min(there, key=lambda row: row[1:])
            head, row = take_for_absent(work, self.acting.actor.id, *read_item(work, WorkItemId(found[0])))
            if row.item.holder is not None:  # a colleague's, who is away
                return row.item.id
            if settle_pause(work, self.acting.plans.of(work, head.version), head):
                head, row = read_item(work, row.item.id)
            self._write(work, head, [row], [fact.ItemClaimed(row.item.id, self.acting.actor.id)])
            return row.item.id

    @use_case
    def claim(self, *, work_item: WorkItemId) -> Changes:
        """Take a work item. The second who tries is told who has it."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, _plan = self._mine_to_do(work, work_item)
            if row.item.holder is None:
                self._write(work, head, [row], [fact.ItemClaimed(work_item, self.acting.actor.id)])
            return changed(head, items=[work_item])

    @use_case
    def open(self, *, work_item: WorkItemId) -> Changes:
        """Have a work item on the screen, claiming it where needed; from now on it is being worked on."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, plan = self._mine_to_do(work, work_item)
            happenings = engine.take_up(row.item, self.acting.actor.id)
            rows = [row]
            if row.item.state is ItemState.PAUSED and head.paused_until is not None:
                everything = read_items(work, head.id)
                own = fact.ItemResumed(work_item)
                happenings = [
                    *end_pause(everything, "taken up again"),
                    *(event for event in happenings if event != own),
                ]
                rows = list(everything.values())
                set_paused(work, head, None)
            if happenings:
                self._write(work, head, rows, happenings)
            if any(isinstance(event, fact.CaseResumed) for event in happenings):
                refresh_clocks(work, plan, head)
            return changed(head, items=[work_item])

    @use_case
    def close(self, *, work_item: WorkItemId) -> Changes:
        """Leave its window; the work item stays the actor's."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, _plan = self._mine_to_do(work, work_item)
            if row.item.state is ItemState.OPEN:
                self._write(work, head, [row], [fact.ItemClosed(work_item)])
            return changed(head, items=[work_item])

    @use_case
    def release(self, *, work_item: WorkItemId) -> Changes:
        """Give a work item back to its role's queue; what was lent returns to its lender (`clocks.md`)."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, _plan = self._mine_to_do(work, work_item)
            self._require_held(row)
            lender = row.item.lender
            returned = None if lender is None else fact.ItemReturned(work_item, lender)
            self._write(work, head, [row], [returned or fact.ItemReleased(work_item)])
            return changed(head, items=[work_item])

    @use_case
    def hand_over(
        self,
        *,
        work_item: WorkItemId,
        reason: str,
        employee: EmployeeId | None = None,
        role: str | None = None,
    ) -> Changes:
        """Pass a work item to a colleague or to a role's queue; whoever gets it must be able to do it.

        A supervisor may hand over anybody's.
        """
        words = reason_given(reason)
        if (employee is None) == (role is None):
            raise Invalid(_("Name the colleague or the role that gets it, one of the two."))
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, plan = self._to_pass_on(work, work_item)
            if employee is not None:
                active_name(work, employee)
                new_role = role_of(work, plan, row, employee)
                event = fact.ItemHandedOver(work_item, employee, new_role, words)
            else:
                assert role is not None
                require_able_role(plan, row, role)
                event = fact.ItemHandedOver(work_item, None, role, words)
            self._write(work, head, [row], [event])
            return changed(head, items=[work_item])

    @use_case
    def delegate(
        self,
        *,
        work_item: WorkItemId,
        employee: EmployeeId,
        reason: str = "",
        until: datetime | None = None,
    ) -> Changes:
        """Lend a work item to a colleague who may receive it; it returns to the lender.

        A supervisor may lend what a colleague holds; it returns to that colleague.

        Args:
            until: when it returns by itself (`returning.goes_back`); None: when it is given back.
        """
        words = reason_given(reason) if reason else ""
        with self.acting.store.write(self.acting.actor.id) as work:
            if until is not None and until <= work.now:
                raise Invalid(
                    _("The step would be back already; say until when your colleague is to have it."),
                    where="until",
                )
            head, row, plan = self._to_lend(work, work_item)
            lender = row.item.holder or self.acting.actor.id
            if employee == lender:
                raise Invalid(
                    _("Who shall get it has it already; choose another colleague."), where="employee"
                )
            name = active_name(work, employee)
            role_of(work, plan, row, employee)
            if row.item.lender is not None:
                raise Refused(
                    _("This step is lent already; it is given back rather than lent on to {who}.").format(
                        who=name
                    )
                )
            taken = engine.take_up(row.item, self.acting.actor.id) if row.item.holder is None else []
            self._write(
                work, head, [row], [*taken, fact.ItemDelegated(work_item, employee, lender, words, until)]
            )
            return changed(head, items=[work_item])

    def _to_lend(self, work: Writing, work_item: WorkItemId) -> tuple[Head, Row, Plan]:
        """Return a live work item that the actor may lend: one of theirs to do; a supervisor what somebody holds."""
        _head, row = self._read(work, work_item)
        if row.item.holder in (None, self.acting.actor.id) or not has_power(
            work, self.acting.actor, Verb.SUPERVISE, self.acting.in_force(work)
        ):
            return self._mine_to_do(work, work_item)
        return self._to_pass_on(work, work_item)

    @use_case
    def give_back(self, *, work_item: WorkItemId) -> Changes:
        """Return a delegated work item to the colleague who lent it."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row, _plan = self._mine_to_do(work, work_item)
            lender = row.item.lender
            if lender is None:
                raise Refused(_("This step was not lent to you; release it, or hand it over."))
            self._write(work, head, [row], [fact.ItemReturned(work_item, EmployeeId(lender))])
            return changed(head, items=[work_item])

    @use_case
    def pause(
        self, *, case: CaseId, reason: str, party: str, until: datetime, work_item: WorkItemId | None = None
    ) -> Changes:
        """Let a case wait for somebody outside: the throughput clock stands still until then.

        Its owner may, whoever answers for an open step of it, and a supervisor; so they may resume it.

        Args:
            reason: ``customer``, ``date_asked`` or ``third_party``. `party`: for whom, in words. Both and the
                expected end are mandatory (`clocks.md`, pause).
            work_item: what to set aside; by default all that the actor holds in this case.
        """
        whom = reason_given(party, 200)
        if reason not in {str(known) for known in PauseReason}:
            raise Invalid(
                _(
                    "A case waits for the customer, for a date the customer asked, or for a third party; "
                    "nothing else."
                ),
                where="reason",
            )
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            self._require_part(work, plan, head)
            engine.require_running(head.state())
            settle_pause(work, plan, head)
            if until <= work.now:
                raise Invalid(
                    _("The wait must end in the future; say when you expect to go on."), where="until"
                )
            rows = read_items(work, case)
            happenings: list[Event] = []
            if head.paused_until is not None:
                happenings += end_pause(rows, "another wait")
            happenings.append(fact.CasePaused(reason, whom, until))
            aside = self._set_aside(work, head, rows, work_item)
            happenings += [fact.ItemPaused(row.item.id) for row in aside]
            self._write(work, head, list(rows.values()), happenings)
            set_paused(work, head, until)
            refresh_clocks(work, plan, head)
            return changed(head, items=[row.item.id for row in aside])

    def _set_aside(
        self, work: Reading, head: Head, rows: dict[WorkItemId, Row], chosen: WorkItemId | None
    ) -> list[Row]:
        mine = self.acting.actor.id
        if chosen is None:
            return [row for row in rows.values() if row.item.live and row.item.holder == mine]
        if chosen not in rows:
            raise Invalid(_("This step belongs to another case; nothing was changed."), where="work_item")
        item = engine.find(head.state([rows[chosen].item]), chosen)
        engine.require_holder(item, mine, lambda who: name_of(work, who))
        return [rows[chosen]]

    @use_case
    def resume(self, *, case: CaseId) -> Changes:
        """End a case's wait now."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            self._require_part(work, plan, head)
            if head.paused_until is None:
                raise Refused(_("This case does not wait for anybody; nothing was changed."))
            rows = read_items(work, case)
            if not settle_pause(work, plan, head):
                self._write(work, head, list(rows.values()), end_pause(rows, "resumed"))
                set_paused(work, head, None)
            refresh_clocks(work, plan, head)
            return changed(head, items=tuple(rows))

    def _require_part(self, work: Reading, plan: Plan, head: Head) -> None:
        items = [row.item for row in read_items(work, head.id).values()]
        require_part(work, self.acting, plan, head, items)

    def _mine_to_do(self, work: Writing, work_item: WorkItemId) -> tuple[Head, Row, Plan]:
        """Return a live work item that the actor may do and no colleague has who is here."""
        head, row = self._read(work, work_item)
        head, row = take_for_absent(work, self.acting.actor.id, head, row)
        plan = self.acting.plans.of(work, head.version)
        require_perform(work, self.acting.actor, plan, row.item)
        engine.require_running(head.state())
        if settle_pause(work, plan, head):
            head, row = read_item(work, work_item)
        item = engine.find(head.state([row.item]), work_item)
        engine.require_holder(item, self.acting.actor.id, lambda who: name_of(work, who))
        return head, row, plan

    def _to_pass_on(self, work: Writing, work_item: WorkItemId) -> tuple[Head, Row, Plan]:
        """Return a live work item that the actor may pass on: their own, their role's; a supervisor any."""
        head, row = self._read(work, work_item)
        plan = self.acting.plans.of(work, head.version)
        published = self.acting.in_force(work)
        supervises = has_power(work, self.acting.actor, Verb.SUPERVISE, published)
        if row.item.holder == self.acting.actor.id or (row.item.holder is None and not supervises):
            return self._mine_to_do(work, work_item)
        require_power(work, self.acting.actor, Verb.SUPERVISE, published)
        engine.require_running(head.state())
        engine.find(head.state([row.item]), work_item)
        return head, row, plan

    def _read(self, work: Writing, work_item: WorkItemId) -> tuple[Head, Row]:
        """Return a work item, back with its lender if its time with a colleague is over."""
        head, row = read_item(work, work_item)
        return read_item(work, work_item) if settle_loan(work, head, row) else (head, row)

    def _require_held(self, row: Row) -> None:
        if row.item.holder is None:
            raise Conflict(_("Nobody has taken this step; it waits in its role's queue already."))

    def _write(self, work: Writing, head: Head, rows: Sequence[Row], happenings: Sequence[Event]) -> None:
        Projection(work, head, {row.item.id: row for row in rows}, work.now).write(happenings)
