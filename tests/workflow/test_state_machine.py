"""Random people play random models by every act there is; the laws of a case hold after each of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Known, Refused
from desktop_crm.process.model import Item, ItemType, Model, Performer
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from desktop_crm.timing.facts import PauseReason
from desktop_crm.workflow.ledger import Row
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.values import Answer, AnswerKind, pending_later
from tests.process.strategies import sound_models, values_for
from tests.workflow.builders import ACase, Desk, Office
from tests.workflow.laws import require_laws

SOAK = os.environ.get("DESKTOP_CRM_SOAK") == "1"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MOST_CASES = 3
draw_from = st.data()


def with_outside_work(model: Model) -> Model:
    """Let one activity that a person does be added to any case."""
    chosen = next(one.code for one in model.activities if one.performer is not Performer.SYSTEM)
    return replace(
        model, activities=tuple(replace(one, outside=one.code == chosen) for one in model.activities)
    )


class Company(RuleBasedStateMachine):
    """A company with a random model; each rule is one act of a random employee at a random moment."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="company-"))
        self.cases: list[ACase] = []

    @initialize(model=sound_models(processes=2, most_steps=8))
    def found(self, model: Model) -> None:
        path = Path(shutil.copy(self.template, self.folder / "company.store"))
        time = FakeTime(MONDAY)
        self.office = Office(open_store(path, time=time), time)
        self.model = with_outside_work(model)
        self.office.publish(self.model)
        for role in model.roles:
            self.office.employ(role.code, role.name, [role.code])
        self.office.employ("everybody", "Eva Erybody", [], all_roles=True)
        self.office.employ("nobody", "Nora Body", [])
        for name in ("Anna", "Bert"):
            self.office.welcome(name)

    def teardown(self) -> None:
        try:
            if hasattr(self, "office"):
                for case in self.cases:
                    self.bring_to_an_end(case)
                self.office.store.close()
                if SOAK:
                    assert check_store(self.folder / "company.store") == ()
        finally:
            shutil.rmtree(self.folder)

    # What the rules draw from

    def desk(self, data: st.DataObject) -> Desk:
        return self.office.desk(data.draw(st.sampled_from(sorted(self.office.people)), "who"))

    def colleague(self, data: st.DataObject) -> Any:
        return self.office.people[data.draw(st.sampled_from(sorted(self.office.people)), "to whom")].id

    def case(self, data: st.DataObject) -> ACase:
        return data.draw(st.sampled_from(self.cases), "case")

    def item(self, data: st.DataObject) -> tuple[ACase, Row]:
        """A work item, live ones far more often."""
        case = self.case(data)
        rows = list(case.live.values())
        if not rows or data.draw(st.integers(0, 9)) == 0:
            rows = list(case.rows.values())
        return case, data.draw(st.sampled_from(rows), "item")

    def moment(self, data: st.DataObject) -> datetime | None:
        """Now, or some time ago: a late entry."""
        ago = data.draw(st.sampled_from([None, None, None, 0, 600, 7_200, 200_000]), "ago")
        return None if ago is None else self.office.now - timedelta(seconds=ago)

    def plan(self, case: ACase) -> Plan:
        with self.office.looking() as view:
            return self.office.plans.of(view, case.head.version)

    def entries(self, data: st.DataObject, case: ACase, row: Row) -> tuple[dict[str, str], dict[str, Answer]]:
        """What somebody types into the window of an item: mostly all, sometimes too little, or a reason."""
        outputs: dict[str, str] = {}
        answers: dict[str, Answer] = {}
        for one in self.plan(case).activities[row.item.activity].outputs:
            how = data.draw(st.integers(0, 11))
            if how == 0:
                kinds = [kind for kind in AnswerKind if kind is not AnswerKind.VALUE]
                answers[one.item.code] = Answer(data.draw(st.sampled_from(kinds)), "because")
            elif how > 1:
                outputs[one.item.code] = data.draw(values_for(one.item))
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

    # The acts

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(data=draw_from, anonymous=st.booleans(), asks=st.booleans(), promised=st.booleans())
    def start(self, data: st.DataObject, anonymous: bool, asks: bool, promised: bool) -> None:
        desk = self.desk(data)
        process = data.draw(st.sampled_from([one.code for one in self.model.processes]), "process")
        begun = self.act(
            desk,
            lambda: desk.cases.start_case(
                process=process,
                channel=data.draw(st.sampled_from(["telephone", "letter"])),
                customer=None if anonymous else self.office.customers["Anna"],
                happened=self.moment(data),
                asks=["When?"] if asks else [],
                promise=self.office.now + timedelta(days=1) if promised else None,
            ),
        )
        if begun is not None:
            self.cases.append(ACase(self.office, begun.case))  # type: ignore[attr-defined]

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def complete(self, data: st.DataObject) -> None:
        case, row = self.item(data)
        desk = self.desk(data)
        outputs, answers = self.entries(data, case, row)
        contact = data.draw(st.sampled_from([None, ContactGiven("email", "Hello", asks=("Really?",))]))
        self.act(
            desk,
            lambda: desk.cases.complete(
                work_item=row.item.id,
                outputs=outputs,
                answers=answers,
                contact=contact,
                happened=self.moment(data),
                grade=data.draw(st.sampled_from([None, 3, 9])),
                graded_by="customer",
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def complete_by_who_can(self, data: st.DataObject) -> None:
        case = self.case(data)
        if case.live:
            row = data.draw(st.sampled_from(list(case.live.values())), "item")
            outputs, answers = self.entries(data, case, row)
            desk = self.office.desk(self.able(row))
            self.act(
                desk,
                lambda: desk.cases.complete(work_item=row.item.id, outputs=outputs, answers=answers),
            )

    @precondition(lambda self: self.cases)
    @rule(data=draw_from, verb=st.sampled_from(["claim", "open", "close", "release", "give_back"]))
    def handle(self, data: st.DataObject, verb: str) -> None:
        _case, row = self.item(data)
        desk = self.desk(data)
        self.act(desk, lambda: getattr(desk.items, verb)(work_item=row.item.id))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def take_next(self, data: st.DataObject) -> None:
        desk = self.desk(data)
        taken = self.act(desk, desk.items.take_next)
        if taken is not None:
            rows = [row for case in self.cases for row in case.rows.values() if row.item.id == taken]
            assert [row.item.holder for row in rows] == [desk.actor.id]

    @precondition(lambda self: self.cases)
    @rule(data=draw_from, to_role=st.booleans())
    def hand_over(self, data: st.DataObject, to_role: bool) -> None:
        _case, row = self.item(data)
        desk = self.desk(data)
        to: dict[str, Any] = {"employee": self.colleague(data)}
        if to_role:
            to = {"role": data.draw(st.sampled_from([role.code for role in self.model.roles]))}
        self.act(desk, lambda: desk.items.hand_over(work_item=row.item.id, reason="busy", **to))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def delegate(self, data: st.DataObject) -> None:
        _case, row = self.item(data)
        desk = self.desk(data)
        self.act(desk, lambda: desk.items.delegate(work_item=row.item.id, employee=self.colleague(data)))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from, reason=st.sampled_from(list(PauseReason)), hours=st.integers(-1, 60))
    def pause(self, data: st.DataObject, reason: PauseReason, hours: int) -> None:
        case, row = self.item(data)
        desk = self.desk(data)
        chosen = data.draw(st.sampled_from([None, row.item.id]))
        until = self.office.now + timedelta(hours=hours)
        self.act(
            desk,
            lambda: desk.items.pause(
                case=case.id, reason=str(reason), party="them", until=until, work_item=chosen
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def resume(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(desk, lambda: desk.items.resume(case=case.id))

    @precondition(lambda self: self.cases)
    @rule(
        data=draw_from,
        direction=st.sampled_from(["in", "out"]),
        party=st.sampled_from(["customer", "customer", "partner", "internal"]),
        asks=st.booleans(),
        by_person=st.booleans(),
    )
    def contact(self, data: st.DataObject, direction: str, party: str, asks: bool, by_person: bool) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(
            desk,
            lambda: desk.cases.register_contact(
                case=case.id,
                channel=data.draw(st.sampled_from(["telephone", "email"])),
                direction=direction,
                party=party,
                asks=["And then?"] if asks and party == "customer" and direction == "in" else [],
                happened=self.moment(data),
                by_person=by_person,
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(data=draw_from, hours=st.integers(-2, 50))
    def promise(self, data: st.DataObject, hours: int) -> None:
        case, desk = self.case(data), self.desk(data)
        until = self.office.now + timedelta(hours=hours)
        self.act(desk, lambda: desk.cases.promise(case=case.id, until=until))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def correct(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        item = (
            self.model.item[data.draw(st.sampled_from(sorted(self.model.item)))] if self.model.items else None
        )
        if item is not None:
            value = data.draw(values_for(item))
            self.act(desk, lambda: desk.steering.correct(case=case.id, item=item.code, value=value))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def skip(self, data: st.DataObject) -> None:
        _case, row = self.item(data)
        desk = self.office.desk(self.able(row))
        self.act(desk, lambda: desk.steering.skip(work_item=row.item.id, reason="not now"))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def go_back(self, data: st.DataObject) -> None:
        case, step = self.a_step(data)
        desk = self.office.desk("everybody")
        self.act(desk, lambda: desk.steering.go_back(case=case.id, step=step))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def add_activity(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        activity = data.draw(st.sampled_from([one.code for one in self.model.activities]))
        self.act(desk, lambda: desk.steering.add_activity(case=case.id, activity=activity, reason="needed"))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from, name=st.sampled_from(["Anna", "Bert"]))
    def identify(self, data: st.DataObject, name: str) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(desk, lambda: desk.steering.identify(case=case.id, customer=self.office.customers[name]))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def change_owner(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(desk, lambda: desk.steering.change_owner(case=case.id, employee=self.colleague(data)))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def consult(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(
            desk,
            lambda: desk.steering.consult(case=case.id, colleague=self.colleague(data), text="What now?"),
        )

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def conclude(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.office.desk("everybody")
        self.act(
            desk,
            lambda: desk.cases.conclude(case=case.id, channel="telephone", happened=self.moment(data)),
        )

    @precondition(lambda self: any(case.head.status is CaseStatus.CONCLUDED for case in self.cases))
    @rule(data=draw_from, chosen=st.booleans())
    def reopen(self, data: st.DataObject, chosen: bool) -> None:
        ended = [case for case in self.cases if case.head.status is CaseStatus.CONCLUDED]
        case, desk = data.draw(st.sampled_from(ended)), self.office.desk("everybody")
        step = data.draw(st.sampled_from(self.steps(case))) if chosen else None
        self.act(desk, lambda: desk.steering.reopen(case=case.id, reason="once more", step=step))

    @precondition(lambda self: self.cases)
    @rule(data=draw_from)
    def cancel(self, data: st.DataObject) -> None:
        case, desk = self.case(data), self.desk(data)
        self.act(desk, lambda: desk.steering.cancel(case=case.id, reason="a mistake"))

    @rule(minutes=st.sampled_from([0.01, 1, 30, 300, 1_500, 20_000]))
    def wait(self, minutes: float) -> None:
        self.office.wait(minutes=minutes)

    @invariant()
    def the_laws_hold(self) -> None:
        for case in self.cases:
            require_laws(case)

    # How it ends

    def steps(self, case: ACase) -> list[str]:
        return [step.code for step in self.model.process[case.head.process].steps]

    def a_step(self, data: st.DataObject) -> tuple[ACase, str]:
        case = self.case(data)
        return case, data.draw(st.sampled_from(self.steps(case)), "step")

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
        row = rows[0]
        everybody = self.office.people["everybody"].id
        if row.item.holder not in (None, everybody):
            holder = self.office.desk(self.able(row))
            holder.items.hand_over(work_item=row.item.id, reason="going home", employee=everybody)
        return row

    def whole(self, case: ACase, row: Row) -> dict[str, str]:
        """An answer for every field and for all that was put off; “no” where a loop asks for more."""
        with self.office.looking() as view:
            put_off = [known.item for known in pending_later(view, case.head)]
        asked = [one.item for one in self.plan(case).activities[row.item.activity].outputs]
        items = {item.code: item for item in [*asked, *(self.model.item[code] for code in put_off)]}
        return {code: _an_answer(item) for code, item in items.items()}


_ANSWERS = {
    ItemType.TEXT: "north",
    ItemType.COMMENT: "well",
    ItemType.NUMBER: "1",
    ItemType.DATE: "2026-01-05",
    ItemType.DATETIME: "2026-01-05T10:00:00+00:00",
    ItemType.MONEY: "0.00 EUR",
    ItemType.YES_NO: "no",
    ItemType.PHONE: "+31384217706",
    ItemType.EMAIL: "anna@example.nl",
}


def _an_answer(item: Item) -> str:
    return item.choices[0].code if item.choices else _ANSWERS[item.type]


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty store that each example copies."""
    path = tmp_path_factory.mktemp("template") / "empty.store"
    create_store(path, time=FakeTime(MONDAY)).close()
    Company.template = path


@pytest.mark.soak
class TestCompany(Company.TestCase):  # type: ignore[misc, name-defined]
    """The machine as a test: a sample in the normal run, many companies in the long one."""

    settings = settings(
        max_examples=400 if SOAK else 12,
        stateful_step_count=60 if SOAK else 30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
