"""Walking one case through its process as office life would: who takes what, when, and what follows.

The decisions are the engine's own (`workflow.model`); only the acts and their times are made up. So a
generated case that is still running is in a state that the engine brought about, and goes on from it.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY, HOUR, MINUTE
from desktop_crm.bench.generator.detours import Detours
from desktop_crm.bench.generator.endings import Endings, completed
from desktop_crm.bench.generator.opening import begin
from desktop_crm.bench.generator.outputs import Filling
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.plan import Fate, Planned
from desktop_crm.bench.generator.records import Asked, Case, Promised, Told
from desktop_crm.bench.generator.world import MINUTES_PER_CENT, World
from desktop_crm.core.ids import WorkItemId
from desktop_crm.process.model import Performer
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.contacting import party_of
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ActivityPlan, ProcessPlan
from desktop_crm.workflow.states import CaseStatus, ItemState

# Cases that reach three times the usual number of acts are left as they stand: a customer who keeps adapting.
_MOST_ACTS = 400
# How long a customer is waited for, and for how many days one needs on average to fill in a form.
_WAIT_DAYS, _FORM_DAYS = 10, 4.0
# Of the steps done: this part is asked a colleague about, left and taken up again, corrected, gone back to.
_CONSULTED, _LEFT, _CORRECTED, _GONE_BACK, _OWNER_CHANGED = 0.03, 0.04, 0.05, 0.01, 0.008
_TO_DO = frozenset({ItemState.OFFERED, ItemState.CLAIMED})
# How many times slower work goes that is left lying.
_LYING = 7.0


class Walk(Detours, Endings):
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
        self._filling = Filling(self)
        self._came: dict[WorkItemId, int] = {}
        self._fate = planned.fate
        self._pace = world.random.lognormvariate(-0.25, 0.7)  # some cases are unlucky at every desk
        if world.backlog(self.case.started):
            self._pace *= _LYING

    def run(self) -> Case | None:
        """Walk until the conclusion or the present; return None where the contact is not registered yet."""
        case, now = self.case, self.world.agenda.last
        if case.recorded > now:
            return None
        self._start()
        self._go_on(now)
        if self._fate is Fate.REOPENED and case.status is CaseStatus.CONCLUDED and self.reopen():
            self._go_on(now)
        if self._fate is Fate.ON_SCREEN and case.status is CaseStatus.RUNNING:
            self._have_on_screen(now)
        return case

    def _go_on(self, now: int) -> None:
        case = self.case
        cancel_after = 1 + case.started % 5 if self._fate is Fate.CANCELLED else _MOST_ACTS
        while case.status is CaseStatus.RUNNING and (following := self.pop()) is not None:
            at, count, act = following
            if at > now or count > _MOST_ACTS:
                return
            if count > cancel_after:
                self.cancel(at)
            else:
                act(at)

    def _have_on_screen(self, now: int) -> None:
        """Let somebody work on the case at the present instant, where anything of it is for us to do."""
        waiting = (work.item for work in self.case.work.values() if work.item.state in _TO_DO)
        item = next(waiting, None)
        if item is not None and self.case.paused_until is None:
            at = max(now - 3 * MINUTE, self.case.events[-1].recorded)
            who = self.employee(item.role) if item.holder is None else item.holder.bytes
            self.apply(engine.take_up(item, self.world.employee(who)), at, at, who)

    def _start(self) -> None:
        case, world = self.case, self.world
        direction = self.process.spec.starting.direction
        contact = self.tell(
            case.channel, direction, case.started, case.owner, self.process.spec.starting.name, case.asks,
            recorded=case.recorded,
        )  # fmt: skip
        # A short process is about a question; in a long one the customer wants something done, and may ask.
        if direction == "in" and (len(self.process.steps) <= 7 or world.chance(0.3)):
            case.questions.append(Asked(world.new_id(), contact.key, case.asks, case.started, case.recorded))
        self._remember_known(case.started)
        happenings: list[Event] = [fact.CaseStarted(world.employee(case.owner), contact.key)]
        happenings += engine.start(self.process, self.answers, self.by_system(case.started))
        first = self.apply(happenings, case.started, case.recorded, case.owner)
        if direction == "in" and world.chance(0.5):
            self._promise(contact)
        in_person = case.channel in world.immediate
        ready = case.recorded
        if direction == "in" and not in_person and world.chance(0.85):
            ready = self._acknowledge()
        for item in first:
            # Whoever took the call goes on with it at once; a message waits for its turn.
            self.plan_work(item, ready, at_once=in_person)

    def _acknowledge(self) -> int:
        """Whoever opens a message tells the customer that it is in hands: a reaction, and no answer."""
        case = self.case
        at = case.recorded + MINUTE
        if at <= self.world.agenda.last:
            contact = self.tell(
                "email", "out", at, case.owner, "We have your message", "Received; you hear from us."
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
        case.promise = Promised(world.new_id(), contact.key, until, case.started, case.recorded, case.owner)
        self.apply([fact.PromiseMade(case.promise.key)], case.started, case.recorded, case.owner)

    # What happens to a work item

    def plan_work(self, item: WorkItemId, at: int, *, at_once: bool = False) -> None:
        """Put the next act on an offered work item into the agenda."""
        world = self.world
        work = self.case.work[item]
        performer = self.activity(work).spec.performer
        if performer is Performer.CUSTOMER:
            self.push(at, self._wait_for_customer, item)
        elif performer is Performer.PARTNER:
            self.push(at, self._wait_for_partner, item)
        elif at_once:
            self.push(at, self.take, item)
        else:
            self.push(self.soon(at, world.waits(work.item.role) * self._pace), self.take, item)

    def _wait_for_customer(self, item: WorkItemId, at: int) -> None:
        """The case is paused while the customer fills in a form; their answer ends the pause."""
        if self.may_be_skipped(item) and self.world.chance(0.15):
            self.push(self.world.agenda.office.forward(at + 12 * DAY, HOUR), self.skip, item)
            return
        if self.alone(item):
            self.pause(at, "customer", self.case.person.name, _WAIT_DAYS)
        self._came[item] = comes = at + HOUR + int(self.world.random.expovariate(1 / _FORM_DAYS) * DAY)
        self.push(self.soon(comes, 30), self._hear_from_customer, item)

    def _hear_from_customer(self, item: WorkItemId, at: int) -> None:
        """The form came by post or mail; it is registered when somebody opens it."""
        case, world = self.case, self.world
        work = case.work[item]
        who = self.employee(work.item.role)
        came = self._came[item]
        self.settle_pause(at)
        channel = "email" if world.chance(0.6) else "letter"
        subject = self.activity(work).spec.name
        contact = self.tell(channel, "in", came, who, subject, "Filled in and signed.", recorded=at)
        happenings: list[Event] = [fact.ContactRegistered(contact.key, "in", "customer")]
        if case.paused_until is not None:
            happenings += self.resumed("customer's contact")
        self.apply(happenings, came, at, who)
        self.push(at + 2 * MINUTE, self.take, item)

    def _wait_for_partner(self, item: WorkItemId, at: int) -> None:
        """A partner does the work; an employee registers what came of it, days later."""
        if self.alone(item) and self.world.chance(0.4):
            self.pause(at, "third_party", "Insurer", 5)
        self.push(self.soon(at, 700), self.take, item)

    def take(self, item: WorkItemId, at: int) -> None:
        """Somebody claims the work item, mostly to begin at once."""
        self.settle_pause(at)
        who = self.employee(self.case.work[item].item.role)
        if self.may_be_skipped(item) and self.world.chance(0.12):
            self.skip(item, at)
        elif self.world.chance(0.8) or self.case.paused_until is not None:
            self._open(item, at, who)
        else:
            self.apply([fact.ItemClaimed(item, self.world.employee(who))], at, at, who)
            self.after_claiming(item, at)

    def begin_work(self, item: WorkItemId, at: int) -> None:
        """Its holder opens it."""
        self._open(item, at, self.holder(item)[0])

    def _open(self, item: WorkItemId, at: int, who: bytes) -> None:
        work, chance = self.case.work[item], self.world.chance
        happenings = engine.take_up(work.item, self.world.employee(who))
        if self.case.paused_until is not None:
            happenings = [
                *self.resumed("taken up again"),
                *(one for one in happenings if one != fact.ItemResumed(item)),
            ]
        self.apply(happenings, at, at, who)
        cents = self.activity(work).spec.cost_cents or 400
        minutes = cents * MINUTES_PER_CENT * (0.4 + self.world.random.random() * 1.4)
        # What somebody has on the screen they mostly finish, also when the office closes meanwhile.
        done = at + int((1 + minutes) * MINUTE)
        if chance(_CONSULTED):
            self.push((at + done) // 2, self.consult, item)
        self.push(done, self.leave_window if chance(_LEFT) else self._complete, item)

    def _complete(self, item: WorkItemId, at: int) -> None:
        case, work = self.case, self.case.work[item]
        who, held = self.holder(item)
        activity = self.activity(work)
        step = self.process.steps[work.item.step]
        values = self._filling.fill_in(activity, at, who, item, ends=step.spec.concluding, known=self.known)
        happenings = engine.complete(
            self.state(), self.process, work.item, held, self.answers, self.by_system(at)
        )
        if step.spec.concluding:
            self.conclude(happenings, activity, tuple(values), at, who)
            return
        contact = self._contact(activity, item, at, who)
        happenings = [completed(happenings, tuple(values), contact), *happenings[1:]]
        self.last_holder[work.item.role] = who
        for offered in self.apply(happenings, at, at, who):
            at_once = case.work[offered].item.role == work.item.role and self.world.chance(0.6)
            self.plan_work(offered, at, at_once=at_once)
        self._afterthoughts(activity, step.spec.code, values, at)

    def _contact(self, activity: ActivityPlan, item: WorkItemId, at: int, who: bytes) -> Told | None:
        """Register the contact that a step was."""
        rule = activity.spec.contact
        if rule is None:
            return None
        contact = self.tell(
            self.channel_for(activity, rule), rule.direction, at, who, activity.spec.name,
            self.answers.get("told") or "", item, party=party_of(activity),
        )  # fmt: skip
        if rule.answers and contact.party == "customer":
            self.answer(contact)
        return contact

    def _afterthoughts(self, activity: ActivityPlan, step: str, values: list[UUID], at: int) -> None:
        """Now and then a value is corrected, a step done again, or another owner or a name comes to a case."""
        chance, employed = self.world.chance, activity.spec.performer is Performer.EMPLOYEE
        if chance(_CORRECTED) and (kept := self._filling.correctable(values)) is not None:
            self.push_for_case(self.soon(at, 300), partial(self.correct, kept, self.known))
        if employed and chance(_GONE_BACK):
            self.push_for_case(self.soon(at, 150), partial(self.go_back, step))
        if chance(_OWNER_CHANGED):
            self.push_for_case(self.soon(at, 400), self.change_owner)
        if self.case.anonymous and self._fate is not Fate.NAMELESS and chance(0.5):
            self.push_for_case(at + MINUTE, self.identify)
