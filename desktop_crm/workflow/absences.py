"""Use cases on absence: say who is away, from when to when, and who stands in; an absence ends by itself.

While it lasts, what the absent holds waits for the deputy, or without one for whoever has the role; whoever takes a
piece of it has it lent, as if the absent had delegated it (`clocks.md`), and it returns once the absence is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.access.tables import Absence, Employee
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.acting import Acting, active_name
from desktop_crm.workflow.ledger import Head, Row, read_item
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.reads_absence import PlannedForAbsent, absences, planned_for_absent
from desktop_crm.workflow.reads_rows import AbsenceLine
from desktop_crm.workflow.standing import left_by_the_absent
from desktop_crm.workflow.tables import Case, WorkItem

LONGEST = timedelta(days=732)
_ADD = Prepared(insert(Absence), [column.key for column in Absence.__table__.columns])
_ONE = Prepared(
    select(Absence.employee_id, Absence.begins_at, Absence.ends_at).where(Absence.id == bindparam("which"))
)
_END = Prepared(update(Absence).where(Absence.id == bindparam("which")).values(ends_at=bindparam("at")))
_CROSSING = Prepared(
    select(Employee.name, Absence.begins_at, Absence.ends_at)
    .join(Employee, Employee.id == Absence.employee_id)
    .where(
        Absence.employee_id == bindparam("who"),
        Absence.begins_at < bindparam("until", type_=Absence.ends_at.type),
        Absence.ends_at > bindparam("since", type_=Absence.ends_at.type),
        Absence.ends_at > Absence.begins_at,
    )
    .limit(1)
)
_LEFT = Prepared(
    select(WorkItem.id)
    .join(Case, Case.id == WorkItem.case_id)
    .where(WorkItem.id == bindparam("which"), left_by_the_absent(bindparam("who")))
)


@dataclass(frozen=True)
class AbsenceService:
    """Saying who is away. Everybody does for themselves; whoever supervises, for others."""

    acting: Acting

    @use_case
    def be_away(
        self,
        *,
        since: datetime,
        until: datetime,
        employee: EmployeeId | None = None,
        deputy: EmployeeId | None = None,
    ) -> Changes:
        """Say that an employee (the actor, unless said) is away; the absence's id is in the changes.

        Args:
            since, until: from when up to when, aware instants.
            deputy: who stands in; without one, whoever has the role of a step may take it.

        Raises `Invalid`, `Conflict` where one of the two is away then already, `Refused`.
        """
        with self.acting.store.write(self.acting.actor.id) as work:
            whose = employee or self.acting.actor.id
            self._may_say(work, whose)
            hold_company(work)
            name = active_name(work, whose)
            _check_span(since, until, work.now)
            _require_at_work(work, whose, since, until)
            if deputy == whose:
                raise Invalid(
                    _("{who} can't stand in for themselves; name a colleague.").format(who=name),
                    where="deputy",
                )
            if deputy is not None:
                active_name(work, deputy)
                _require_at_work(work, deputy, since, until)
            key = new_id()
            work.run(
                _ADD, id=key, employee_id=whose, deputy_id=deputy, begins_at=since, ends_at=until,
                recorded_at=work.now, recorded_by=self.acting.actor.id,
            )  # fmt: skip
        return Changes.of("absence", key) | Changes.of("employee", whose)

    @use_case
    def come_back(self, *, absence: UUID) -> Changes:
        """End an absence now; one that has not begun never was. Raises `NotFound`, `Conflict`, `Refused`."""
        with self.acting.store.write(self.acting.actor.id) as work:
            require_power(work, self.acting.actor, Verb.SERVE, None)
            found = work.row(_ONE, which=absence)
            if found is None:
                raise NotFound(_("There is no such absence; nothing was changed."))
            whose, begins, ends = found
            self._may_say(work, whose)
            if ends <= max(begins, work.now):
                raise Conflict(_("This absence is over already; nothing was changed."))
            work.run(_END, which=absence, at=max(begins, work.now))
        return Changes.of("absence", absence) | Changes.of("employee", whose)

    @use_case
    def absences(self) -> tuple[AbsenceLine, ...]:
        """Return who is away, now and later."""
        with self.acting.store.read() as view:
            require_power(view, self.acting.actor, Verb.SERVE, None)
            return absences(view, self.acting.store.time.now())

    @use_case
    def planned(self) -> tuple[PlannedForAbsent, ...]:
        """Return the planned contacts of colleagues that come up with the actor while they are away."""
        with self.acting.store.read() as view:
            require_power(view, self.acting.actor, Verb.SERVE, None)
            return planned_for_absent(view, self.acting.actor.id, self.acting.store.time.now())

    def _may_say(self, view: Reading, whose: UUID) -> None:
        if whose == self.acting.actor.id:
            require_power(view, self.acting.actor, Verb.SERVE, None)
        else:
            require_power(view, self.acting.actor, Verb.SUPERVISE, self.acting.in_force(view))


def _check_span(since: datetime, until: datetime, now: datetime) -> None:
    if until <= since:
        raise Invalid(_("An absence ends after it began; correct one of the two times."), where="until")
    if until <= now:
        raise Invalid(_("This absence would be over already; nothing was kept."), where="until")
    if until - since > LONGEST:
        raise Invalid(_("An absence lasts two years at most; end it sooner."), where="until")


def _require_at_work(view: Reading, who: UUID, since: datetime, until: datetime) -> None:
    found = view.row(_CROSSING, who=who, since=since, until=until)
    if found is not None:
        raise Conflict(
            _("{who} is away from {begin} to {end} already; nothing was kept.").format(
                who=found[0], begin=f"{found[1]:%Y-%m-%d}", end=f"{found[2]:%Y-%m-%d}"
            )
        )


def take_for_absent(work: Writing, who: EmployeeId, head: Head, row: Row) -> tuple[Head, Row]:
    """Return a work item as it is for `who`: lent to them, where its holder is away and they may take it.

    Anybody else finds it as it is, in its holder's hands.
    """
    item = row.item
    if item.holder in (None, who) or work.row(_LEFT, which=item.id, who=who, now=work.now) is None:
        return head, row
    assert item.holder is not None
    lent = fact.ItemDelegated(item.id, who, EmployeeId(item.lender or item.holder))
    Projection(work, head, {item.id: row}, work.now).write([lent])
    return read_item(work, item.id)
