"""How a case ends: the concluding contact, what was delivered against what was expected, the grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, WorkItemId
from desktop_crm.process.model import ContactRule
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.acting import end_pause
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import Circumstance, contact_of_step, with_contact, write_events
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.tables import Case, CaseEvent
from desktop_crm.workflow.values import pending_later

_CONCLUDE = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"), Case.status == "running")
    .values(
        status="concluded",
        concluded_at=bindparam("at"),
        first_concluded_at=bindparam("first"),
        delivered=bindparam("words"),
        grade=bindparam("mark"),
        graded_by=bindparam("marker"),
        paused_until=None,
        net_seconds=bindparam("net"),
        customer_seconds=bindparam("wall"),
    )
)
_REOPENED = Prepared(
    select(CaseEvent.happened_at)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "CaseReopened")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)
_FIRST = Prepared(select(Case.first_concluded_at).where(Case.id == bindparam("of_case")))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case was concluded: what was delivered, and the grade with who gave it."""

    delivered: str = ""
    grade: int | None = None
    graded_by: str = ""

    @property
    def giver(self) -> str:
        """Who gave the grade; nobody where none was given."""
        return "" if self.grade is None else self.graded_by

    def check(self) -> None:
        """Raise `Invalid` for a grade outside 1 to 10, or one of which nobody says who gave it."""
        if self.grade is None:
            return
        if not 1 <= self.grade <= 10:
            raise Invalid(_("A grade is a whole number from 1 to 10."), where="grade")
        if self.graded_by not in {"customer", "employee"}:
            raise Invalid(
                _("Say who gave the grade: the customer, or the employee's impression."), where="graded_by"
            )


@dataclass
class Conclusion:
    """The end of a case, in the transaction of its use case."""

    work: Writing
    plan: Plan
    head: Head
    rows: dict[WorkItemId, Row]
    at: datetime

    def conclude(
        self, happenings: list[Event], given: ContactGiven, ending: Ending, work_item: WorkItemId | None
    ) -> ContactId:
        """Register the concluding contact and close the case; everything put off must have been answered.

        Raises `Refused` naming what was put off, `Invalid` for a grade that can't be.
        """
        ending.check()
        self._require_after_reopening()
        self._require_all_answered()
        concluding = self.plan.processes[self.head.process].spec.concluding
        rule = ContactRule(concluding.direction, given.channel or self.head.channel, answers=True)
        about = Circumstance(self.at, self.work.actor, concluding.name, work_item=work_item)
        contact = contact_of_step(self.work, self.plan, self.head, rule, given, about).id
        closing = with_contact(happenings, work_item, contact)
        if self.head.paused_until is not None:
            closing = _ended_first(self.rows, closing)
        closing.append(fact.CaseConcluded(contact, ending.grade, ending.giver))
        write_events(Projection(self.work, self.head, self.rows, self.at), self.plan, closing)
        self.head.status, self.head.paused_until = CaseStatus.CONCLUDED, None
        self._close(ending)
        return contact

    def _close(self, ending: Ending) -> None:
        totals = refresh_clocks(self.work, self.plan, self.head)
        first = self.work.row(_FIRST, of_case=self.head.id)
        self.work.run(
            _CONCLUDE,
            of_case=self.head.id,
            at=self.at,
            first=(first[0] if first else None) or self.at,
            words=ending.delivered,
            mark=ending.grade,
            marker=ending.giver,
            net=totals.net_seconds,
            wall=totals.customer_seconds or round((self.at - self.head.started).total_seconds()),
        )

    def _require_after_reopening(self) -> None:
        found = self.work.row(_REOPENED, of_case=self.head.id)
        if found is not None and self.at < found[0]:
            raise Invalid(
                _("This can't have happened before the case was reopened; correct the time."), where="at"
            )

    def _require_all_answered(self) -> None:
        model, head = self.plan.model, self.head
        pending = pending_later(self.work, model, head.id, head.customer, self.work.now)
        if pending:
            names = ", ".join(model.item[code].name for code in pending)
            raise Refused(
                _("“{items}” was to be answered later; answer it before the case is concluded.").format(
                    items=names
                )
            )


def _ended_first(rows: dict[WorkItemId, Row], happenings: list[Event]) -> list[Event]:
    """Completing closes the pause first (`clocks.md`); an item is then not resumed a second time."""
    ended = end_pause(rows, "completion")
    resumed = {event.item for event in ended if isinstance(event, fact.ItemResumed)}
    rest = [
        event for event in happenings if not (isinstance(event, fact.ItemResumed) and event.item in resumed)
    ]
    return [*ended, *rest]
