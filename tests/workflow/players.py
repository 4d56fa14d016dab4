"""What random people know of a company: whom to ask, what to type, and how to bring a case to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings

from desktop_crm.core.errors import Known, Refused
from desktop_crm.core.ids import ContactId
from desktop_crm.process.model import Item, ItemType, Model, Performer
from desktop_crm.timing.model import TIMED
from desktop_crm.workflow.ledger import Row
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.values import Answer, AnswerKind, pending_later
from tests.process.strategies import sound_models
from tests.workflow.builders import ACase, Desk, Office
from tests.workflow.laws import require_laws

LEAST_STEPS = 6  # shorter processes have little that could go wrong
# Few different values, so that conditions are met often; the first leads out of every loop.
_ANSWERS = {
    ItemType.TEXT: ["north", "south", "'; DROP TABLE work_item; --"],
    ItemType.COMMENT: ["all well", "two\nlines"],
    ItemType.NUMBER: ["1", "0", "2.5", "10", "-3"],
    ItemType.DATE: ["2026-01-05", "2026-01-01", "2026-01-09"],
    ItemType.DATETIME: ["2026-01-05T10:00:00+00:00"],
    ItemType.MONEY: ["0.00 EUR", "12.50 EUR", "5000.00 EUR"],
    ItemType.YES_NO: ["no", "yes"],
    ItemType.PHONE: ["+31384217706"],
    ItemType.EMAIL: ["anna@example.nl"],
}


def answers_for(item: Item) -> list[str]:
    """Return answers of an item, the one that ends loops first."""
    return [choice.code for choice in item.choices] or _ANSWERS[item.type]


def with_outside_work(model: Model) -> Model:
    """Let one activity that a person does be added to any case."""
    chosen = next(one.code for one in model.activities if one.performer is not Performer.SYSTEM)
    return replace(
        model, activities=tuple(replace(one, outside=one.code == chosen) for one in model.activities)
    )


def with_urgent_norms(model: Model) -> Model:
    """Half an hour for urgent cases, wherever time is measured."""
    return replace(
        model,
        measurements=tuple(
            replace(one, urgent_seconds=1_800) if model.ksf[one.ksf].measure in TIMED else one
            for one in model.measurements
        ),
    )


def renewed(model: Model, dice: Random) -> Model:
    """The same work, for which other roles answer and other norms hold."""
    roles = [role.code for role in model.roles]
    given = dict(zip(roles, dice.sample(roles, len(roles)), strict=True))
    return replace(
        model,
        responsibilities=tuple(replace(one, role=given[one.role]) for one in model.responsibilities),
        ksfs=tuple(
            replace(one, norm_seconds=one.norm_seconds and one.norm_seconds * dice.choice([1, 3]) // 2 + 60)
            for one in model.ksfs
        ),
        measurements=tuple(one for one in model.measurements if dice.random() < 0.9),
    )


def random_models(count: int) -> list[Model]:
    """Return `count` sound models, the same in every run; what they are drawn by is not shrunk here."""
    found: list[Model] = []

    @given(sound_models(processes=2, most_steps=8))
    @settings(
        max_examples=3 * count,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def draw(model: Model) -> None:
        if max(len(process.steps) for process in model.processes) >= LEAST_STEPS:
            found.append(model)

    draw()
    return [found[number % len(found)] for number in range(count)]


class Players:
    """People who act at random in an office.

    Attributes:
        cases: those begun so far.
    """

    office: Office
    model: Model
    cases: list[ACase]

    def desk(self, dice: Random) -> Desk:
        who = "everybody" if dice.random() < 0.5 else dice.choice(sorted(self.office.people))
        return self.office.desk(who)

    def colleague(self, dice: Random) -> Any:
        return self.office.people[dice.choice(sorted(self.office.people))].id

    def case(self, dice: Random) -> ACase:
        """A case, running ones far more often."""
        running = [case for case in self.cases if case.head.status is CaseStatus.RUNNING]
        return dice.choice(running if running and dice.random() < 0.9 else self.cases)

    def item(self, dice: Random) -> tuple[ACase, Row]:
        """A work item, live ones far more often."""
        case = self.case(dice)
        rows = list(case.live.values())
        if not rows or dice.random() < 0.1:
            rows = list(case.rows.values())
        return case, dice.choice(rows)

    def moment(self, dice: Random) -> datetime | None:
        """Now, or some time ago: a late entry."""
        ago = dice.choice([None, None, None, 0, 600, 7_200, 200_000])
        return None if ago is None else self.office.now - timedelta(seconds=ago)

    def same_contact(self, case: ACase) -> ContactGiven:
        """The latest contact of a case, whether it still goes on or not."""
        rows = self.office.ask(
            "SELECT id FROM contact WHERE case_id = :id ORDER BY happened_at DESC LIMIT 1", id=case.id.bytes
        )
        return ContactGiven(asks=("And this?",), within=ContactId(UUID(bytes=rows[0][0])))

    def plan(self, case: ACase) -> Plan:
        with self.office.looking() as view:
            return self.office.plans.of(view, case.head.version)

    def entries(self, dice: Random, case: ACase, row: Row) -> tuple[dict[str, str], dict[str, Answer]]:
        """What somebody types into the window of an item: mostly all, sometimes too little, or a reason."""
        outputs: dict[str, str] = {}
        answers: dict[str, Answer] = {}
        for one in self.plan(case).activities[row.item.activity].outputs:
            how = dice.randrange(25)
            if how < 2:
                kinds = [kind for kind in AnswerKind if kind is not AnswerKind.VALUE]
                answers[one.item.code] = Answer(dice.choice(kinds), "because")
            elif how > 2 or one.required:
                outputs[one.item.code] = dice.choice(answers_for(one.item))
        return outputs, answers

    def act(self, desk: Desk, do: Callable[[], object]) -> object:
        """Do it: it happens whole, or is refused with a sentence and leaves no trace."""
        before = self.traces()
        try:
            done = do()
        except Known as refusal:
            self.require_refused(refusal, before)
            return None
        assert desk.actor.login != "nobody", "somebody without a role acted"
        return done

    def require_refused(self, refusal: Known, before: object) -> None:
        assert refusal.sentence
        assert "\n" not in refusal.sentence
        assert self.traces() == before, "a refused act left something behind"

    def traces(self) -> object:
        return self.office.ask("SELECT max(change_id), count(*) FROM change_log")

    def steps(self, case: ACase) -> list[str]:
        return [step.code for step in self.model.process[case.head.process].steps]

    def able(self, row: Row) -> str:
        """Who holds a work item, or who may do everything."""
        holders = [login for login, actor in self.office.people.items() if actor.id == row.item.holder]
        return holders[0] if holders else "everybody"

    def bring_to_an_end(self, case: ACase) -> None:
        """No case is stuck: doing what is open, one after the other, concludes it."""
        if case.head.status is not CaseStatus.RUNNING:
            return
        everybody = self.office.desk("everybody")
        if case.head.customer is None:
            everybody.steering.identify(case=case.id, customer=self.office.customers["Bert"])
        for _turn in range(4 * len(self.steps(case)) + 10):
            row = self.next_to_do(case)
            try:
                done = everybody.cases.complete(work_item=row.item.id, outputs=self.whole(case, row))
            except Refused:
                raise AssertionError(f"{row.item} can't be done") from None
            if done.concluded:
                require_laws(case)
                return
        raise AssertionError(f"the case goes on for ever: {case.live}")

    def next_to_do(self, case: ACase) -> Row:
        """What is open and does not conclude first, then what concludes; whoever has it hands it over."""
        plan = self.plan(case).processes[case.head.process]
        rows = sorted(
            case.live.values(),
            key=lambda row: bool(row.item.step) and plan.steps[row.item.step].spec.concluding,
        )
        assert rows, "a running case in which nothing is open"
        row = rows[0]
        everybody = self.office.people["everybody"].id
        if row.item.holder not in (None, everybody):
            holder = self.office.desk(self.able(row))
            holder.items.hand_over(work_item=row.item.id, reason="going home", employee=everybody)
        return row

    def whole(self, case: ACase, row: Row) -> dict[str, str]:
        """An answer for every field and for all that was put off; “no” where a loop asks for more."""
        with self.office.looking() as view:
            put_off = pending_later(view, self.model, case.id, case.head.customer, self.office.now)
        asked = [one.item for one in self.plan(case).activities[row.item.activity].outputs]
        items = {item.code: item for item in [*asked, *(self.model.item[code] for code in put_off)]}
        return {code: answers_for(item)[0] for code, item in items.items()}
