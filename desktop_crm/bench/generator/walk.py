"""Walking one case through its process as office life would: who takes what, when, and what follows.

The decisions are the engine's own (`workflow.model`); only the acts and their times are made up. So a generated
case that is still running is in a state that the engine brought about, and goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from heapq import heappop, heappush
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY, HOUR, MINUTE
from desktop_crm.bench.generator.outputs import fill_in
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.projection import apply
from desktop_crm.bench.generator.records import Asked, Case, Promised, Told, Work
from desktop_crm.bench.generator.world import MINUTES_PER_CENT, World
from desktop_crm.core.clock import from_micros
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.process.model import Performer
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ActivityPlan, ProcessPlan
from desktop_crm.workflow.service import automatic
from desktop_crm.workflow.states import CaseStatus, ItemState

_Act = tuple[int, int, Callable[["Walk", WorkItemId, int], None], WorkItemId]
# What ends some cases early, and what brings a customer back to a concluded one.
_CANCELLED = ("Opened twice.", "The customer thought better of it.", "Belongs to another case.", "Opened by mistake.")
_REOPENED = ("The amount was not received.", "A further question about the same.", "It happened again.",
             "The letter said something else.")  # fmt: skip
# Cases that reach three times the usual number of acts are left as they stand: a customer who keeps adapting.
_MOST_ACTS = 400


class Walk:
    """One case from its starting contact to its conclusion, or to the present day.

    Args:
        start: when the starting contact arrives (microseconds).
        known: what is registered of the customer already: item to (content, when); the walk adds to it.
    """

    def __init__(
        self, world: World, person: Person, process: ProcessPlan, number: str, start: int,
        known: dict[str, tuple[str, int]],
    ) -> None:  # fmt: skip
        self.world, self.known = world, known
        self.process = process
        self.answers: dict[str, str | None] = {}
        self._acts: list[_Act] = []
        self._count = 0
        self._came: dict[WorkItemId, int] = {}
        self._last_holder: dict[str, bytes] = {}
        self.fate = world.random.random()
        self.case = self._begin(person, number, start)

    # How it begins -------------------------------------------------------------------------------------------

    def _begin(self, person: Person, number: str, start: int) -> Case:
        world, habits = self.world, self.world.habits[self.process.spec.code]
        channel = world.pick(habits.channels)
        ours = self.process.spec.starting.direction == "out"
        if channel in world.immediate or ours:
            recorded = start + int((2 + world.random.random() * 7) * MINUTE)
        else:
            # A message may have arrived while nobody was there.
            start = max(world.agenda.first, start - int(world.random.random() * 12 * HOUR))
            recorded = world.agenda.soon(start, 45)
        owner = person.owner if channel == "visit" else world.pick(world.staff.of(habits.role))
        talk = habits.talk
        return Case(
            id=world.new_id(), number=number, process=self.process, person=person, owner=owner, channel=channel,
            started=start, recorded=recorded, asks=world.pick(talk["asks"]),
            expectation=world.pick(talk["expects"]) if world.chance(0.7) else "",
        )  # fmt: skip

    def run(self) -> Case | None:
        """Walk until the conclusion or the present; return None where the contact is not registered yet."""
        case, now = self.case, self.world.agenda.last
        if case.recorded > now:
            return None
        self._start()
        cancel_after = int(self.world.random.random() * 6) if self.fate < 0.02 else _MOST_ACTS
        while self._acts and case.status is CaseStatus.RUNNING:
            at, count, act, item = heappop(self._acts)
            if at > now or count > _MOST_ACTS:
                break
            if count > cancel_after:
                self._cancel(at)
            elif item not in case.work or case.work[item].item.live:
                act(self, item, at)
        if case.status is CaseStatus.CONCLUDED and 0.95 < self.fate:
            self._maybe_reopen()
        return case

    def _start(self) -> None:
        case, world = self.case, self.world
        direction = self.process.spec.starting.direction
        contact = self._tell(case.channel, direction, case.started, case.recorded, case.owner,
                             self.process.spec.name, case.asks, None)  # fmt: skip
        if direction == "in":
            case.questions.append(Asked(world.new_id(), contact.key, case.asks, case.started, case.recorded))
        self._remember_known(case.started)
        happenings: list[Event] = [fact.CaseStarted(EmployeeId(UUID(bytes=case.owner)), contact.key)]
        happenings += engine.start(self.process, self.answers, automatic(from_micros(case.started)))
        first = self._apply(happenings, case.started, case.recorded, case.owner)
        if direction == "in" and world.chance(0.5):
            self._promise(contact)
        for item in first:
            # Whoever took the call goes on with it at once; a message waits for its turn.
            self._plan_work(item, case.recorded, at_once=case.channel in world.immediate)

    def _remember_known(self, at: int) -> None:
        """Let the customer's registered values decide too, as far as they are still valid."""
        for code, (content, registered) in self.known.items():
            days = self.world.items[code].validity_days
            if days is None or at - registered < days * DAY:
                self.answers[code] = content

    def _promise(self, contact: Told) -> None:
        case, world = self.case, self.world
        hours = 4.0 if self.process.spec.code in {"information_request", "payment_question"} else 34.0
        until = world.agenda.office.forward(case.recorded, int(hours * (0.6 + world.random.random()) * HOUR))
        case.promise = Promised(world.new_id(), contact.key, until, case.started, case.recorded)
        self._apply([fact.PromiseMade(case.promise.key)], case.started, case.recorded, case.owner)

    # What happens to a work item -----------------------------------------------------------------------------

    def _plan_work(self, item: WorkItemId, at: int, *, at_once: bool = False) -> None:
        """Put the next act on an offered work item into the agenda."""
        world = self.world
        work = self.case.work[item]
        performer = self._activity(work).spec.performer
        if performer is Performer.CUSTOMER:
            self._push(at, Walk._wait_for_customer, item)
        elif performer is Performer.PARTNER:
            self._push(at, Walk._wait_for_partner, item)
        elif at_once:
            self._push(at, Walk._take, item)
        else:
            self._push(world.agenda.soon(at, world.waits(work.item.role)), Walk._take, item)

    def _push(self, at: int, act: Callable[[Walk, WorkItemId, int], None], item: WorkItemId) -> None:
        self._count += 1
        heappush(self._acts, (at, self._count, act, item))

    def _wait_for_customer(self, item: WorkItemId, at: int) -> None:
        """The case is paused while the customer fills in a form; their answer ends the pause."""
        agenda = self.world.agenda
        if self._alone(item):
            self._pause(at, "customer", self.case.person.name, 10)
        self._came[item] = comes = at + HOUR + int(self.world.random.expovariate(1 / 3.2) * DAY)
        self._push(agenda.soon(comes, 30), Walk._hear_from_customer, item)

    def _hear_from_customer(self, item: WorkItemId, at: int) -> None:
        """The form came by post or mail; it is registered when somebody opens it."""
        case, world = self.case, self.world
        who = self._employee(case.work[item].item.role)
        came = self._came[item]
        self._settle_pause(came)
        channel = "email" if world.chance(0.6) else "letter"
        contact = self._tell(channel, "in", came, at, who, "", "The form, filled in and signed.", None)
        happenings: list[Event] = [fact.ContactRegistered(contact.key, "in", "customer")]
        if case.paused_until is not None:
            happenings += self._resumed("customer's contact")
            case.paused_until = None
        self._apply(happenings, came, at, who)
        self._push(at + 2 * MINUTE, Walk._take, item)

    def _wait_for_partner(self, item: WorkItemId, at: int) -> None:
        """A partner does the work; an employee registers what came of it, days later."""
        if self._alone(item) and self.world.chance(0.4):
            self._pause(at, "third_party", "Insurer", 5)
        self._push(self.world.agenda.soon(at, 700), Walk._take, item)

    def _take(self, item: WorkItemId, at: int) -> None:
        """Somebody claims the work item, mostly to begin at once."""
        work = self.case.work[item]
        self._settle_pause(at)
        who = self._employee(work.item.role)
        if self.world.chance(0.8) or self.case.paused_until is not None:
            self._open(item, at, who)
            return
        self._apply([fact.ItemClaimed(item, EmployeeId(UUID(bytes=who)))], at, at, who)
        self._push(self.world.agenda.soon(at, 55), Walk._begin_work, item)

    def _begin_work(self, item: WorkItemId, at: int) -> None:
        holder = self.case.work[item].item.holder
        assert holder is not None, "what is begun is claimed"
        self._open(item, at, holder.bytes)

    def _open(self, item: WorkItemId, at: int, who: bytes) -> None:
        work = self.case.work[item]
        happenings = engine.take_up(work.item, EmployeeId(UUID(bytes=who)))
        if self.case.paused_until is not None:
            happenings = [*self._resumed("opened"), *(one for one in happenings if one != fact.ItemResumed(item))]
            self.case.paused_until = None
        self._apply(happenings, at, at, who)
        cents = self._activity(work).spec.cost_cents or 400
        minutes = cents * MINUTES_PER_CENT * (0.4 + self.world.random.random() * 1.4)
        self._push(self.world.agenda.office.forward(at, int((1 + minutes) * MINUTE)), Walk._complete, item)

    def _complete(self, item: WorkItemId, at: int) -> None:
        case = self.case
        work = case.work[item]
        holder = work.item.holder
        assert holder is not None, "what is completed is held"
        who = holder.bytes
        activity = self._activity(work)
        step = self.process.steps[work.item.step]
        values = fill_in(self.world, case, activity, self.answers, self.known, at, who, item)
        happenings = engine.complete(self._state(), self.process, work.item, holder, self.answers,
                                     automatic(from_micros(at)))  # fmt: skip
        rule = activity.spec.contact
        if step.spec.concluding:
            self._conclude(happenings, item, tuple(values), at, who)
            return
        contact: Told | None = None
        if rule is not None:
            text = self.answers.get("told") or ""
            contact = self._tell(rule.channel, rule.direction, at, at, who, activity.spec.name, text, item)
            if rule.answers:
                self._answer(contact)
        happenings[0] = replace(happenings[0], values=tuple(values), contact=contact.key if contact else None)  # type: ignore[call-arg]
        self._last_holder[work.item.role] = who
        for offered in self._apply(happenings, at, at, who):
            self._plan_work(offered, at, at_once=case.work[offered].item.role == work.item.role and self.world.chance(0.6))

    # How it ends ---------------------------------------------------------------------------------------------

    def _conclude(
        self, happenings: list[Event], item: WorkItemId | None, values: tuple[UUID, ...], at: int, who: bytes
    ) -> None:
        """The concluding contact: every open question is answered, the grade is asked for."""
        case, world, process = self.case, self.world, self.process.spec
        activity = self._activity(case.work[item]) if item is not None else None
        rule = activity.spec.contact if activity is not None else None
        case.delivered = world.pick(world.habits[process.code].talk["delivered"])
        contact = self._tell(rule.channel if rule else case.channel, process.concluding.direction, at, at, who,
                             process.concluding.name, case.delivered, item)  # fmt: skip
        self._answer(contact)
        if world.chance(0.62):
            case.grade = min(10, max(3, round(world.random.gauss(7.8, 1.3))))
            case.graded_by = "customer" if world.chance(0.65) else "employee"
        if happenings:
            happenings[0] = replace(happenings[0], values=values, contact=contact.key)  # type: ignore[call-arg]
        happenings.append(fact.CaseConcluded(contact.key, case.grade, case.graded_by))
        case.concluded = at
        case.first_concluded = case.first_concluded or at
        self._apply(happenings, at, at, who)

    def _cancel(self, at: int) -> None:
        case = self.case
        self._settle_pause(at)
        reason = self.world.pick(_CANCELLED)
        happenings: list[Event] = self._resumed("cancelled") if case.paused_until is not None else []
        case.paused_until = None
        happenings += [fact.ItemCancelled(work.item.id, reason) for work in case.work.values() if work.item.live]
        happenings.append(fact.CaseCancelled(reason))
        self._apply(happenings, at, at, case.owner)

    def _maybe_reopen(self) -> None:
        """The customer comes back within the agreed time; the case runs again, and mostly ends again."""
        case, world = self.case, self.world
        assert case.concluded is not None, "only a concluded case is reopened"
        at = world.agenda.desk.forward(case.concluded + int((1 + world.random.random() * 9) * DAY), MINUTE)
        if at > world.agenda.last:
            return
        reason = world.pick(_REOPENED)
        contact = self._tell("telephone", "in", at, at, case.owner, "", reason, None)
        self._apply([fact.CaseReopened(reason)], at, at, case.owner)
        case.concluded = None
        self._apply([fact.ContactRegistered(contact.key, "in", "customer")], at, at, case.owner)
        again = world.agenda.soon(at, 500)
        if again <= world.agenda.last:
            self._conclude([], None, (), again, case.owner)

    # What an act leaves behind -------------------------------------------------------------------------------

    def _tell(
        self, channel: str, direction: str, happened: int, recorded: int, who: bytes, subject: str, text: str,
        item: UUID | None,
    ) -> Told:  # fmt: skip
        told = Told(self.world.new_id(), channel, direction, who, happened, recorded, subject, text, None, item)
        self.case.contacts.append(told)
        return told

    def _answer(self, contact: Told) -> None:
        for question in self.case.questions:
            if question.answer is None:
                question.answer = contact

    def _pause(self, at: int, reason: str, party: str, days: int) -> None:
        case = self.case
        until = at + days * DAY
        happenings: list[Event] = [fact.CasePaused(reason, party, from_micros(until))]
        happenings += [fact.ItemPaused(work.item.id) for work in case.work.values() if work.item.live]
        case.paused_until = until
        self._apply(happenings, at, at, self._last_holder.get("", case.owner))

    def _settle_pause(self, at: int) -> None:
        """End a pause whose expected end has passed, as the next act on the case does."""
        until = self.case.paused_until
        if until is not None and until <= at:
            self._apply(self._resumed("expected end"), until, at, self.case.owner)
            self.case.paused_until = None

    def _resumed(self, why: str) -> list[Event]:
        paused = [work for work in self.case.work.values() if work.item.state is ItemState.PAUSED]
        return [fact.CaseResumed(why), *(fact.ItemResumed(work.item.id) for work in paused)]

    def _state(self) -> engine.CaseState:
        case = self.case
        return engine.CaseState(
            CaseId(case.id), self.process.spec.code, case.status, CustomerId(UUID(bytes=case.person.key)),
            EmployeeId(UUID(bytes=case.owner)), {work.item.id: work.item for work in case.work.values()},
            tuple((token.origin, token.step) for token in case.tokens if token.taken is None), self.answers,
            case.paused_until is not None,
        )  # fmt: skip

    def _apply(self, happenings: Iterable[Event], happened: int, recorded: int, actor: bytes) -> list[WorkItemId]:
        """Let the events of one act take effect; return the work items that it offers to somebody."""
        return apply(self.case, self.world.new_id, happenings, happened, recorded, actor)

    # Who does it ---------------------------------------------------------------------------------------------

    def _activity(self, work: Work) -> ActivityPlan:
        activity = self.process.steps[work.item.step].activity
        assert activity is not None, "a work item has an activity"
        return activity

    def _alone(self, item: WorkItemId) -> bool:
        return all(not work.item.live or key == item for key, work in self.case.work.items())

    def _employee(self, role: str) -> bytes:
        """Return who takes work of a role: whoever had the case in that role before, the owner, or a colleague."""
        able = self.world.staff.of(role)
        for before in (self._last_holder.get(role), self.case.owner):
            if before in able and before is not None and self.world.chance(0.6):
                return before
        return self.world.pick(able)  # type: ignore[no-any-return]
