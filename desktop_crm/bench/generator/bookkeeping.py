"""What acts on a generated case have in common: contacts, pauses, who acts, and what events do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.projection import apply, renamed
from desktop_crm.bench.generator.records import Case, Kept, Told, Work
from desktop_crm.bench.generator.world import World
from desktop_crm.core.clock import from_micros
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.contacting import automatic, office_time
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ActivityPlan, ProcessPlan
from desktop_crm.workflow.states import ItemState

Act = Callable[[WorkItemId, int], None]
CaseAct = Callable[[int], None]


class Bookkeeping(ABC):
    """A case in the making, and what happens to it whichever act it is.

    Attributes:
        answers: the values the case goes by, as the engine reads them.
        put_off: the items that were to be answered later and have not been since.
        last_holder: who had the case last in each role.
    """

    def __init__(self, world: World, process: ProcessPlan, case: Case) -> None:
        self.world, self.process, self.case = world, process, case
        self.answers: dict[str, str | None] = {}
        self.put_off: dict[str, None] = {}
        self.last_holder: dict[str, bytes] = {}
        self._acts: list[tuple[int, int, CaseAct]] = []
        self._count = 0

    @abstractmethod
    def plan_work(self, item: WorkItemId, at: int, *, at_once: bool = False) -> None:
        """Put the next act on an offered work item into the agenda."""

    @abstractmethod
    def take(self, item: WorkItemId, at: int) -> None:
        """Let somebody claim a work item."""

    @abstractmethod
    def begin_work(self, item: WorkItemId, at: int) -> None:
        """Let its holder open a work item."""

    # The agenda of one case

    def push(self, at: int, act: Act, item: WorkItemId) -> None:
        """Put an act on a work item into the agenda; it falls away if the item has ended by then."""

        def when_live(now: int) -> None:
            if self.case.work[item].item.live:
                act(item, now)

        self.push_for_case(at, when_live)

    def push_for_case(self, at: int, act: CaseAct) -> None:
        """Put an act on the case as a whole into the agenda."""
        self._count += 1
        heappush(self._acts, (at, self._count, act))

    def forget_acts(self) -> None:
        """Empty the agenda: what was meant to happen before the case ended does not happen after it."""
        self._acts.clear()

    def pop(self) -> tuple[int, int, CaseAct] | None:
        """Take the next act out of the agenda: when, the how manieth it is, and what."""
        return heappop(self._acts) if self._acts else None

    def soon(self, at: int, mean_minutes: float) -> int:
        """Return an instant in office hours, after about so many minutes of working time."""
        return self.world.agenda.soon(at, mean_minutes)

    # Contacts

    def tell(
        self,
        channel: str,
        direction: str,
        at: int,
        who: bytes | None,
        subject: str,
        text: str,
        item: UUID | None = None,
        *,
        recorded: int | None = None,
        party: str = "customer",
    ) -> Told:
        """Add a contact to the case and return it; its event is for whoever calls."""
        told = Told(
            self.world.new_id(), channel, direction, party, who, at, recorded or at, subject, text, item
        )
        self.case.contacts.append(told)
        return told

    def answer(self, contact: Told) -> None:
        """Let a contact answer every open question of the customer."""
        for question in self.case.questions:
            if question.answer is None:
                question.answer = contact

    # Waiting

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

    # Decisions and what they do

    def state(self) -> engine.CaseState:
        """Return the case as the engine decides on it."""
        case = self.case
        return engine.CaseState(
            CaseId(case.id),
            self.process.spec.code,
            case.status,
            None if case.anonymous else CustomerId(UUID(bytes=case.person.key)),
            self.world.employee(case.owner),
            {item: work.item for item, work in case.work.items()},
            tuple((token.origin, token.step) for token in case.tokens if token.taken is None),
            self.answers,
            case.paused_until is not None,
        )

    def by_system(self, at: int) -> engine.Automatic:
        """Return what the system registers at `at` for an activity that it does itself."""

        def of(activity: ActivityPlan) -> Mapping[str, str]:
            return automatic(office_time(self.world.plan, from_micros(at)))(activity)

        return of

    def apply(
        self, happenings: Iterable[Event], happened: int, recorded: int, actor: bytes
    ) -> list[WorkItemId]:
        """Let the events of one act take effect; return the work items that it offers to somebody."""
        events, offered = renamed(happenings, self.world.new_id)
        if offered:
            events = [self._by_itself(event, offered, happened, recorded, actor) for event in events]
        apply(self.case, self.world.new_key, events, happened, recorded, actor)
        return [item for item in offered if self.case.work[item].item.live]

    def _by_itself(
        self, event: Event, offered: Mapping[WorkItemId, str], at: int, recorded: int, actor: bytes
    ) -> Event:
        """Register what the system does: a step that is completed in the act that offers it."""
        if type(event) is not fact.ItemCompleted or event.item not in offered:
            return event
        activity = self.world.plan.activities[offered[event.item]]
        made = []
        for code, content in self.by_system(at)(activity).items():
            scope = str(self.world.items[code].scope)
            kept = Kept(
                self.world.new_id(), code, scope, content, "value", "", recorded, actor, event.item,
                activity.spec.code,
            )  # fmt: skip
            self.case.values.append(kept)
            self.answers[code] = content
            made.append(kept.key)
        rule, contact = activity.spec.contact, None
        if rule is not None:
            told = self.tell(
                rule.channel, rule.direction, at, None, activity.spec.name, "", event.item, recorded=recorded
            )
            contact = told.key
            if rule.answers:
                self.answer(told)
        return fact.ItemCompleted(event.item, tuple(made), contact)

    # Who and what

    def activity(self, work: Work) -> ActivityPlan:
        """Return what is done in a work item."""
        return self.world.plan.activities[work.item.activity]

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

    def colleague(self, role: str, of: bytes) -> bytes | None:
        """Return somebody else who holds a role, or None where nobody does."""
        others = tuple(one for one in self.world.staff.by_role.get(role, ()) if one != of)
        return self.world.pick_one(others) if others else None

    def holder(self, item: WorkItemId) -> tuple[bytes, EmployeeId]:
        """Return who has a work item, as rows and as events write it."""
        held = self.case.work[item].item.holder
        assert held is not None, "what is worked on is held"
        return held.bytes, held
