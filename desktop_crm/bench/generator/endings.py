"""How generated cases end: by a conclusion, by being given up, and now and then not for good."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY, MINUTE
from desktop_crm.bench.generator.bookkeeping import Bookkeeping
from desktop_crm.bench.generator.records import Told
from desktop_crm.core.ids import CaseId
from desktop_crm.process.model import ContactRule
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.plan import ActivityPlan
from desktop_crm.workflow.reopening import steps_again
from desktop_crm.workflow.replay import empty, replay

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


class Endings(Bookkeeping):
    """The last act on a case, and the one that takes it up again."""

    def channel_for(self, activity: ActivityPlan, rule: ContactRule | None) -> str:
        """Return how an activity reaches the customer: as they came, where it can, else as is usual."""
        concluding = self.process.spec.concluding.channels
        possible = activity.spec.channels or (concluding if rule is None or rule.answers else ())
        if self.case.channel in possible and self.world.chance(0.6):
            return self.case.channel
        return rule.channel if rule is not None else self.case.channel

    def conclude(
        self, happenings: list[Event], activity: ActivityPlan, values: tuple[UUID, ...], at: int, who: bytes
    ) -> None:
        """The concluding contact: every open question is answered, the grade is asked for."""
        case, world, concluding = self.case, self.world, self.process.spec.concluding
        done = happenings[0]
        assert isinstance(done, fact.ItemCompleted), "what is completed is open"
        channel = self.channel_for(activity, activity.spec.contact)
        case.delivered = world.pick(world.habits[self.process.spec.code].talk["delivered"])
        contact = self.tell(
            channel, concluding.direction, at, who, concluding.name, case.delivered, done.item
        )
        self.answer(contact)
        if world.chance(0.62):
            case.grade = min(10, max(3, round(world.random.gauss(8.4, 1.1))))
            case.graded_by = "customer" if world.chance(0.65) else "employee"
        happenings = [completed(happenings, values, contact), *happenings[1:]]
        happenings.append(fact.CaseConcluded(contact.key, case.grade, case.graded_by))
        case.concluded = at
        case.first_concluded = case.first_concluded or at
        self.apply(happenings, at, at, who)

    def cancel(self, at: int) -> None:
        """The owner gives the case up."""
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

    def reopen(self) -> bool:
        """The customer comes back within the agreed time: the case goes on at the step where it concluded."""
        case, world = self.case, self.world
        assert case.concluded is not None, "only a concluded case is reopened"
        at = world.agenda.desk.forward(case.concluded + int((1 + world.random.random() * 9) * DAY), MINUTE)
        if at > world.agenda.last:
            return False
        self.forget_acts()
        reason = world.pick(_REOPENED)
        contact = self.tell("telephone", "in", at, case.owner, self.process.spec.name, reason)
        self.apply([fact.ContactRegistered(contact.key, "in", "customer")], at, at, case.owner)
        code = self.process.spec.code
        told = replay(
            empty(CaseId(case.id), code, UUID(bytes=case.owner)), (one.event for one in case.events)
        )
        steps = steps_again(self.process, told, None)
        for item in self.apply(engine.reopen(self.state(), self.process, steps, reason), at, at, case.owner):
            self.plan_work(item, at)
        return True


def completed(happenings: list[Event], values: tuple[UUID, ...], contact: Told | None) -> fact.ItemCompleted:
    """Return the first of the events of a completion with its values and its contact."""
    done = happenings[0]
    assert isinstance(done, fact.ItemCompleted), "what is completed is open"
    return replace(done, values=values, contact=None if contact is None else contact.key)
