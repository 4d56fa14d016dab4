"""Walking one case through its process as office life would: who takes what, when, and what follows.

The decisions are the engine's own (`workflow.model`); only the acts and their times are made up. So a
generated case that is still running is in a state that the engine brought about, and goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from heapq import heappop, heappush
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY, HOUR, MINUTE
from desktop_crm.bench.generator.bookkeeping import Bookkeeping
from desktop_crm.bench.generator.opening import begin
from desktop_crm.bench.generator.outputs import fill_in
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.plan import Fate, Planned
from desktop_crm.bench.generator.records import Asked, Case, Promised, Told
from desktop_crm.bench.generator.world import MINUTES_PER_CENT, World
from desktop_crm.core.clock import from_micros
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.process.model import Performer
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.contacting import automatic
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ProcessPlan
from desktop_crm.workflow.states import CaseStatus

_Act = tuple[int, int, Callable[["Walk", WorkItemId, int], None], WorkItemId]
# What ends some cases early, and what brings a customer back to a concluded one.
_CANCELLED = (
    "Opened twice.",
    "The customer thought better of it.",
    "Belongs to another case.",
    "Opened by mistake.",
)
_REOPENED = (
    "The amount was not received.",
    "A further question about the same.",
    "It happened again.",
    "The letter said something else.",
)
_SKIPPED = ("The customer did not answer.", "Nothing new in it.", "Agreed on the telephone.")
# Cases that reach three times the usual number of acts are left as they stand: a customer who keeps adapting.
_MOST_ACTS = 400


class Walk(Bookkeeping):
    """One case from its starting contact to its conclusion, or to the present day.

    Args:
        known: what is registered of the customer already: item to (content, when); the walk adds to it.
    """

    def __init__(
        self,
        world: World,
        person: Person,
        process: ProcessPlan,
        planned: Planned,
        known: dict[str, tuple[str, int]],
    ) -> None:
        super().__init__(world, process, begin(world, person, process, planned))
        self.known = {} if self.case.anonymous else known
        self._acts: list[_Act] = []
        self._count = 0
        self._came: dict[WorkItemId, int] = {}
        self._fate = planned.fate
        self._pace = world.random.lognormvariate(-0.25, 0.7)  # some cases are unlucky at every desk

    def run(self) -> Case | None:
        """Walk until the conclusion or the present; return None where the contact is not registered yet."""
        case, now = self.case, self.world.agenda.last
        if case.recorded > now:
            return None
        self._start()
        self._go_on(now)
        if self._fate is Fate.REOPENED and case.status is CaseStatus.CONCLUDED and self._reopen():
            self._go_on(now)
        return case

    def _go_on(self, now: int) -> None:
        case = self.case
        cancel_after = 1 + case.started % 5 if self._fate is Fate.CANCELLED else _MOST_ACTS
        while self._acts and case.status is CaseStatus.RUNNING:
            at, count, act, item = heappop(self._acts)
            if at > now or count > _MOST_ACTS:
                return
            if count > cancel_after:
                self._cancel(at)
            elif case.work[item].item.live:
                act(self, item, at)

    def _start(self) -> None:
        case, world = self.case, self.world
        direction = self.process.spec.starting.direction
        contact = self.tell(
            case.channel,
            direction,
            case.started,
            case.recorded,
            case.owner,
            self.process.spec.name,
            case.asks,
            None,
        )
        # A short process is about a question; in a long one the customer wants something done, and may ask.
        if direction == "in" and (len(self.process.steps) <= 7 or world.chance(0.3)):
            case.questions.append(Asked(world.new_id(), contact.key, case.asks, case.started, case.recorded))
        self._remember_known(case.started)
        happenings: list[Event] = [fact.CaseStarted(EmployeeId(UUID(bytes=case.owner)), contact.key)]
        happenings += engine.start(self.process, self.answers, automatic(from_micros(case.started)))
        first = self.apply(happenings, case.started, case.recorded, case.owner)
        if direction == "in" and world.chance(0.5):
            self._promise(contact)
        in_person = case.channel in world.immediate
        ready = case.recorded
        if direction == "in" and not in_person and world.chance(0.85):
            ready = self._acknowledge()
        for item in first:
            # Whoever took the call goes on with it at once; a message waits for its turn.
            self._plan_work(item, ready, at_once=in_person)

    def _acknowledge(self) -> int:
        """Whoever opens a message tells the customer that it is in hands: a reaction, and no answer."""
        case = self.case
        at = case.recorded + MINUTE
        if at <= self.world.agenda.last:
            contact = self.tell(
                "email",
                "out",
                at,
                at,
                case.owner,
                "We have your message",
                "Received; you hear from us.",
                None,
            )
            self.apply([fact.ContactRegistered(contact.key, "out", "customer")], at, at, case.owner)
        return at

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
        self.apply([fact.PromiseMade(case.promise.key)], case.started, case.recorded, case.owner)

    # What happens to a work item

    def _plan_work(self, item: WorkItemId, at: int, *, at_once: bool = False) -> None:
        """Put the next act on an offered work item into the agenda."""
        world = self.world
        work = self.case.work[item]
        performer = self.activity(work).spec.performer
        if performer is Performer.CUSTOMER:
            self._push(at, Walk._wait_for_customer, item)
        elif performer is Performer.PARTNER:
            self._push(at, Walk._wait_for_partner, item)
        elif at_once:
            self._push(at, Walk._take, item)
        else:
            self._push(world.agenda.soon(at, world.waits(work.item.role) * self._pace), Walk._take, item)

    def _push(self, at: int, act: Callable[[Walk, WorkItemId, int], None], item: WorkItemId) -> None:
        self._count += 1
        heappush(self._acts, (at, self._count, act, item))

    def _wait_for_customer(self, item: WorkItemId, at: int) -> None:
        """The case is paused while the customer fills in a form; their answer ends the pause."""
        agenda = self.world.agenda
        if self._may_be_skipped(item) and self.world.chance(0.15):
            self._push(agenda.office.forward(at + 12 * DAY, HOUR), Walk._skip, item)
            return
        if self.alone(item):
            self.pause(at, "customer", self.case.person.name, 10)
        self._came[item] = comes = at + HOUR + int(self.world.random.expovariate(1 / 3.2) * DAY)
        self._push(agenda.soon(comes, 30), Walk._hear_from_customer, item)

    def _hear_from_customer(self, item: WorkItemId, at: int) -> None:
        """The form came by post or mail; it is registered when somebody opens it."""
        case, world = self.case, self.world
        who = self.employee(case.work[item].item.role)
        came = self._came[item]
        self.settle_pause(came)
        channel = "email" if world.chance(0.6) else "letter"
        contact = self.tell(channel, "in", came, at, who, "", "The form, filled in and signed.", None)
        happenings: list[Event] = [fact.ContactRegistered(contact.key, "in", "customer")]
        if case.paused_until is not None:
            happenings += self.resumed("customer's contact")
        self.apply(happenings, came, at, who)
        self._push(at + 2 * MINUTE, Walk._take, item)

    def _wait_for_partner(self, item: WorkItemId, at: int) -> None:
        """A partner does the work; an employee registers what came of it, days later."""
        if self.alone(item) and self.world.chance(0.4):
            self.pause(at, "third_party", "Insurer", 5)
        self._push(self.world.agenda.soon(at, 700), Walk._take, item)

    def _take(self, item: WorkItemId, at: int) -> None:
        """Somebody claims the work item, mostly to begin at once."""
        work = self.case.work[item]
        self.settle_pause(at)
        who = self.employee(work.item.role)
        if self._may_be_skipped(item) and self.world.chance(0.12):
            self._skip(item, at)
            return
        if self.world.chance(0.8) or self.case.paused_until is not None:
            self._open(item, at, who)
            return
        self.apply([fact.ItemClaimed(item, EmployeeId(UUID(bytes=who)))], at, at, who)
        self._push(self.world.agenda.soon(at, 55), Walk._begin_work, item)

    def _may_be_skipped(self, item: WorkItemId) -> bool:
        return self.process.steps[self.case.work[item].item.step].spec.skippable

    def _skip(self, item: WorkItemId, at: int) -> None:
        """Somebody passes over a step that the model lets be passed over."""
        self.settle_pause(at)
        work = self.case.work[item]
        happenings = engine.skip(
            self.state(), self.process, work.item, self.world.pick(_SKIPPED), automatic(from_micros(at))
        )
        for offered in self.apply(happenings, at, at, self.employee(work.item.role)):
            self._plan_work(offered, at)

    def _begin_work(self, item: WorkItemId, at: int) -> None:
        holder = self.case.work[item].item.holder
        assert holder is not None, "what is begun is claimed"
        self._open(item, at, holder.bytes)

    def _open(self, item: WorkItemId, at: int, who: bytes) -> None:
        work = self.case.work[item]
        happenings = engine.take_up(work.item, EmployeeId(UUID(bytes=who)))
        if self.case.paused_until is not None:
            happenings = [
                *self.resumed("taken up again"),
                *(one for one in happenings if one != fact.ItemResumed(item)),
            ]
        self.apply(happenings, at, at, who)
        cents = self.activity(work).spec.cost_cents or 400
        minutes = cents * MINUTES_PER_CENT * (0.4 + self.world.random.random() * 1.4)
        # What somebody has on the screen they finish, also when the office closes meanwhile.
        self._push(at + int((1 + minutes) * MINUTE), Walk._complete, item)

    def _complete(self, item: WorkItemId, at: int) -> None:
        case = self.case
        work = case.work[item]
        holder = work.item.holder
        assert holder is not None, "what is completed is held"
        who = holder.bytes
        activity = self.activity(work)
        step = self.process.steps[work.item.step]
        values = fill_in(self.world, case, activity, self.answers, self.known, at, who, item)
        happenings = engine.complete(
            self.state(), self.process, work.item, holder, self.answers, automatic(from_micros(at))
        )
        rule = activity.spec.contact
        if step.spec.concluding:
            self._conclude(happenings, item, tuple(values), at, who)
            return
        contact: Told | None = None
        if rule is not None:
            text = self.answers.get("told") or ""
            contact = self.tell(rule.channel, rule.direction, at, at, who, activity.spec.name, text, item)
            if rule.answers:
                self.answer(contact)
        happenings = [_completed(happenings, tuple(values), contact), *happenings[1:]]
        self.last_holder[work.item.role] = who
        for offered in self.apply(happenings, at, at, who):
            self._plan_work(
                offered, at, at_once=case.work[offered].item.role == work.item.role and self.world.chance(0.6)
            )

    # How it ends

    def _conclude(
        self, happenings: list[Event], item: WorkItemId | None, values: tuple[UUID, ...], at: int, who: bytes
    ) -> None:
        """The concluding contact: every open question is answered, the grade is asked for."""
        case, world, process = self.case, self.world, self.process.spec
        activity = self.activity(case.work[item]) if item is not None else None
        rule = activity.spec.contact if activity is not None else None
        case.delivered = world.pick(world.habits[process.code].talk["delivered"])
        contact = self.tell(
            rule.channel if rule else case.channel,
            process.concluding.direction,
            at,
            at,
            who,
            process.concluding.name,
            case.delivered,
            item,
        )
        self.answer(contact)
        if world.chance(0.62):
            case.grade = min(10, max(3, round(world.random.gauss(8.4, 1.1))))
            case.graded_by = "customer" if world.chance(0.65) else "employee"
        happenings = [_completed(happenings, values, contact), *happenings[1:]]
        happenings.append(fact.CaseConcluded(contact.key, case.grade, case.graded_by))
        case.concluded = at
        case.first_concluded = case.first_concluded or at
        self.apply(happenings, at, at, who)

    def _cancel(self, at: int) -> None:
        case = self.case
        self.settle_pause(at)
        reason = self.world.pick(_CANCELLED)
        happenings: list[Event] = self.resumed("cancelled") if case.paused_until is not None else []
        happenings += [
            fact.ItemCancelled(work.item.id, "case cancelled")
            for work in case.work.values()
            if work.item.live
        ]
        happenings.append(fact.CaseCancelled(reason))
        self.apply(happenings, at, at, case.owner)

    def _reopen(self) -> bool:
        """The customer comes back within the agreed time: the case goes on at the step where it concluded."""
        case, world = self.case, self.world
        assert case.concluded is not None, "only a concluded case is reopened"
        at = world.agenda.desk.forward(case.concluded + int((1 + world.random.random() * 9) * DAY), MINUTE)
        if at > world.agenda.last:
            return False
        reason = world.pick(_REOPENED)
        contact = self.tell("telephone", "in", at, at, case.owner, self.process.spec.name, reason, None)
        self.apply([fact.ContactRegistered(contact.key, "in", "customer")], at, at, case.owner)
        last = list(case.work.values())[-1].item
        step = self.process.steps[last.step]
        assert step.activity is not None, "a work item has an activity"
        offered = fact.ItemOffered(
            WorkItemId(last.id), last.step, last.activity, step.activity.role_for(self.answers)
        )
        for item in self.apply([fact.CaseReopened(reason), offered], at, at, case.owner):
            self._plan_work(item, at)
        return True


def _completed(happenings: list[Event], values: tuple[UUID, ...], contact: Told | None) -> fact.ItemCompleted:
    """Return the first of the events of a completion with its values and its contact."""
    done = happenings[0]
    assert isinstance(done, fact.ItemCompleted), "what is completed is open"
    return replace(done, values=values, contact=None if contact is None else contact.key)
