"""What acts on a generated case have in common: contacts, pauses, who acts, and what events do."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.projection import apply
from desktop_crm.bench.generator.records import Case, Told, Work
from desktop_crm.bench.generator.world import World
from desktop_crm.core.clock import from_micros
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ActivityPlan, ProcessPlan
from desktop_crm.workflow.states import ItemState


class Bookkeeping:
    """A case in the making, and what happens to it whichever act it is.

    Attributes:
        answers: the values the case goes by, as the engine reads them.
        last_holder: who had the case last in each role.
    """

    def __init__(self, world: World, process: ProcessPlan, case: Case) -> None:
        self.world, self.process, self.case = world, process, case
        self.answers: dict[str, str | None] = {}
        self.last_holder: dict[str, bytes] = {}

    def tell(
        self,
        channel: str,
        direction: str,
        happened: int,
        recorded: int,
        who: bytes,
        subject: str,
        text: str,
        item: UUID | None,
    ) -> Told:
        """Add a contact to the case and return it; its event is for whoever calls."""
        told = Told(
            self.world.new_id(), channel, direction, who, happened, recorded, subject, text, None, item
        )
        self.case.contacts.append(told)
        return told

    def answer(self, contact: Told) -> None:
        """Let a contact answer every open question of the customer."""
        for question in self.case.questions:
            if question.answer is None:
                question.answer = contact

    def pause(self, at: int, reason: str, party: str, days: int) -> None:
        """Let the case wait for `party`, for at most `days`."""
        case = self.case
        until = at + days * DAY
        happenings: list[Event] = [fact.CasePaused(reason, party, from_micros(until))]
        happenings += [fact.ItemPaused(work.item.id) for work in case.work.values() if work.item.live]
        case.paused_until = until
        self.apply(happenings, at, at, case.owner)

    def settle_pause(self, at: int) -> None:
        """End a pause whose expected end has passed, as the next act on the case does."""
        until = self.case.paused_until
        if until is not None and until <= at:
            self.apply(self.resumed("expected end"), until, at, self.case.owner)

    def resumed(self, why: str) -> list[Event]:
        """Return the events that end a wait."""
        paused = [work for work in self.case.work.values() if work.item.state is ItemState.PAUSED]
        return [fact.CaseResumed(why), *(fact.ItemResumed(work.item.id) for work in paused)]

    def state(self) -> engine.CaseState:
        """Return the case as the engine decides on it."""
        case = self.case
        return engine.CaseState(
            CaseId(case.id),
            self.process.spec.code,
            case.status,
            None if case.anonymous else CustomerId(UUID(bytes=case.person.key)),
            EmployeeId(UUID(bytes=case.owner)),
            {work.item.id: work.item for work in case.work.values()},
            tuple((token.origin, token.step) for token in case.tokens if token.taken is None),
            self.answers,
            case.paused_until is not None,
        )

    def apply(
        self, happenings: Iterable[Event], happened: int, recorded: int, actor: bytes
    ) -> list[WorkItemId]:
        """Let the events of one act take effect; return the work items that it offers to somebody."""
        return apply(self.case, self.world.new_key, happenings, happened, recorded, actor)

    def activity(self, work: Work) -> ActivityPlan:
        """Return what is done in a work item."""
        activity = self.process.steps[work.item.step].activity
        assert activity is not None, "a work item has an activity"
        return activity

    def alone(self, item: WorkItemId) -> bool:
        """Tell whether nothing else is open in the case."""
        return all(not work.item.live or key == item for key, work in self.case.work.items())

    def employee(self, role: str) -> bytes:
        """Return who takes work of a role: whoever had the case in it before, its owner, or a colleague."""
        able = self.world.staff.of(role)
        for before in (self.last_holder.get(role), self.case.owner):
            if before in able and self.world.chance(0.6):
                return before
        return self.world.pick_one(able)
