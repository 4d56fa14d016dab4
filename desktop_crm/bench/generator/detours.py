"""What happens to some cases on their way: passed on, lent, asked about, corrected, skipped, gone back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desktop_crm.bench.generator.bookkeeping import Bookkeeping
from desktop_crm.bench.generator.records import Kept
from desktop_crm.core.ids import CaseId, CustomerId, WorkItemId
from desktop_crm.process.model import Scope
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.states import CaseStatus

# Of the work that is claimed and not begun at once: this part goes to a colleague, to another role's queue,
# back to the queue, or is lent.
_PASSED_ON, _TO_ROLE, _GIVEN_BACK, _LENT = 0.10, 0.04, 0.06, 0.08
_WHY_PASSED_ON = (
    "Leave from tomorrow.",
    "Knows this customer best.",
    "Too much on my desk today.",
    "Has done the same case before.",
)
_SKIPPED = ("The customer did not answer.", "Nothing new in it.", "Agreed on the telephone.")
_CONSULTED = (
    "Have we decided a case like this before?",
    "Read the conditions with me: covered, I think.",
    "The amount seems high; what do you make of it?",
    "What was agreed with this customer last time?",
)


class Detours(Bookkeeping):
    """Acts that depart from the straight way; each one is an act that the product offers."""

    def after_claiming(self, item: WorkItemId, at: int) -> None:
        """Decide what becomes of work that somebody claimed and did not open."""
        later = self.soon(at, 55)
        drawn = self.world.random.random()
        for share, act in (
            (_PASSED_ON, self.hand_over),
            (_TO_ROLE, self.hand_to_role),
            (_GIVEN_BACK, self.release),
            (_LENT, self.lend),
        ):
            if drawn < share:
                self.push(later, act, item)
                return
            drawn -= share
        self.push(later, self.begin_work, item)

    def hand_over(self, item: WorkItemId, at: int) -> None:
        """Pass it on to a colleague of the same role, who begins before long."""
        who, _held = self.holder(item)
        role = self.case.work[item].item.role
        other = self.colleague(role, who)
        if other is None:
            self.begin_work(item, at)
            return
        why = self.world.pick(_WHY_PASSED_ON)
        self.apply([fact.ItemHandedOver(item, self.world.employee(other), role, why)], at, at, who)
        self.push(self.soon(at, 120), self.begin_work, item)

    def hand_to_role(self, item: WorkItemId, at: int) -> None:
        """Pass it on to another role that is responsible without limits, where there is one."""
        who, _held = self.holder(item)
        work = self.case.work[item]
        others = [
            duty.role
            for duty, within in self.activity(work).duties
            if within is None and duty.role != work.item.role and duty.role in self.world.staff.by_role
        ]
        if not others:
            self.begin_work(item, at)
            return
        why = self.world.pick(_WHY_PASSED_ON)
        self.apply([fact.ItemHandedOver(item, None, self.world.pick(others), why)], at, at, who)
        self.plan_work(item, at)

    def release(self, item: WorkItemId, at: int) -> None:
        """Give it back to the role's queue."""
        who, _held = self.holder(item)
        self.apply([fact.ItemReleased(item)], at, at, who)
        self.plan_work(item, at)

    def lend(self, item: WorkItemId, at: int) -> None:
        """Lend it to a colleague, who does it or gives it back."""
        who, held = self.holder(item)
        other = self.colleague(self.case.work[item].item.role, who)
        if other is None:
            self.begin_work(item, at)
            return
        self.apply([fact.ItemDelegated(item, self.world.employee(other), held)], at, at, who)
        returns = self.world.chance(0.5)
        self.push(self.soon(at, 180), self.give_back if returns else self.begin_work, item)

    def give_back(self, item: WorkItemId, at: int) -> None:
        """Return what was lent to whom it belongs."""
        who, _held = self.holder(item)
        lender = self.case.work[item].item.lender
        assert lender is not None, "only what was lent is given back"
        self.apply([fact.ItemReturned(item, lender)], at, at, who)
        self.push(self.soon(at, 60), self.begin_work, item)

    def leave_window(self, item: WorkItemId, at: int) -> None:
        """Close its window and keep it; it is opened again later."""
        who, _held = self.holder(item)
        self.apply([fact.ItemClosed(item)], at, at, who)
        self.push(self.soon(at, 80), self.begin_work, item)

    def consult(self, item: WorkItemId, at: int) -> None:
        """Ask a colleague; it moves nothing and is on the record."""
        who, _held = self.holder(item)
        asked = self.world.pick_one(tuple(one for one in self.world.staff.names if one != who) or (who,))
        words = self.world.pick(_CONSULTED)
        subject = f"Consulted {self.world.staff.names[asked]}"
        contact = self.tell(self.world.internal, "out", at, who, subject, words, party="internal")
        self.apply([fact.Consulted(self.world.employee(asked), contact.key)], at, at, who)

    def correct(self, kept: Kept, known: dict[str, tuple[str, int]], at: int) -> None:
        """Register another value for what was registered; the old one is kept. Steps already taken stay."""
        code, world = kept.item, self.world
        newest = next(one for one in reversed(self.case.values) if one.item == code)
        of_customer = kept.scope == Scope.CUSTOMER
        if newest is not kept or (of_customer and known.get(code) != (kept.content, kept.registered)):
            return
        content = world.answerer.value(code, self.case.person, at)
        if content == kept.content:
            return
        self.settle_pause(at)
        value = replace(
            kept, key=world.new_id(), content=content, registered=at, work_item=None,
            activity="correction", replaces=kept.key,
        )  # fmt: skip
        self.case.values.append(value)
        self.answers[code] = content
        if of_customer:
            known[code] = (content, at)
        assert kept.by is not None, "what a person registered is corrected"
        self.apply([fact.ValueRegistered(value.key, code)], at, at, kept.by)

    def change_owner(self, at: int) -> None:
        """Let a colleague be whom the customer may turn to."""
        case = self.case
        before = case.owner
        other = self.colleague(self.world.habits[self.process.spec.code].role, before)
        if other is not None:
            self.settle_pause(at)
            case.owner = other
            self.apply([fact.OwnerChanged(self.world.employee(other))], at, at, before)

    def identify(self, at: int) -> None:
        """Whoever asked without a name says who they are."""
        case = self.case
        case.anonymous = False
        customer = CustomerId(UUID(bytes=case.person.key))
        self.apply([fact.CaseIdentified(customer)], at, at, case.owner)

    def go_back(self, step: str, at: int) -> None:
        """Return to a completed step, where what came of it can still be undone."""
        case, code = self.case, self.process.spec.code
        self.settle_pause(at)
        at_it = any(work.item.live and work.item.step == step for work in case.work.values())
        if case.paused_until is not None or at_it or case.status is not CaseStatus.RUNNING:
            return
        told = replay(
            empty(CaseId(case.id), code, UUID(bytes=case.owner)), (one.event for one in case.events)
        )
        undoing = told.undoing(step)
        if undoing is None:
            return
        happenings = engine.back(self.state(), self.process, step, undoing)
        activity = self.process.steps[step].activity
        assert activity is not None, "only a step with work is completed"
        who = self.employee(activity.role_for(self.answers))
        for offered in self.apply(happenings, at, at, who):
            self.plan_work(offered, at)

    def may_be_skipped(self, item: WorkItemId) -> bool:
        """Tell whether the model lets a work item be passed over."""
        return self.process.steps[self.case.work[item].item.step].spec.skippable

    def skip(self, item: WorkItemId, at: int) -> None:
        """Somebody passes over a step that the model lets be passed over."""
        self.settle_pause(at)
        work = self.case.work[item]
        happenings = engine.skip(
            self.state(), self.process, work.item, self.world.pick(_SKIPPED), self.by_system(at)
        )
        for offered in self.apply(happenings, at, at, self.employee(work.item.role)):
            self.plan_work(offered, at)
