"""Random people play random models by every act there is; the laws of a case hold after each of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_crm.core.clock import FakeTime
from desktop_crm.process.model import Model
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from desktop_crm.timing.facts import PauseReason, Promised
from desktop_crm.workflow.joining import JoiningService
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.returning import return_what_was_lent
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.told import Told
from desktop_crm.workflow.waits import end_expired_waits
from tests.workflow.builders import ACase, Office
from tests.workflow.laws import require_laws
from tests.workflow.players import (
    Players,
    answers_for,
    random_models,
    renewed,
    with_outside_work,
    with_urgent_norms,
)

SOAK = os.environ.get("DESKTOP_CRM_SOAK") == "1"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MOST_CASES = 3
MODELS = 400 if SOAK else 20
# What an act is about is picked by dice of this seed: an example is then short enough to be long.
SEED = st.integers(0, 2**32)


class Company(Players, RuleBasedStateMachine):
    """A company with a random model; each rule is one act of a random employee at a random moment."""

    template: Path
    models: list[Model]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="company-"))
        self.cases: list[ACase] = []

    @initialize(number=st.integers(0, MODELS - 1))
    def found(self, number: int) -> None:
        model = self.models[number]
        path = Path(shutil.copy(self.template, self.folder / "company.store"))
        time = FakeTime(MONDAY)
        self.office = Office(open_store(path, time=time), time)
        self.model = with_urgent_norms(with_outside_work(model))
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

    # The acts

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(seed=SEED, asks=st.booleans(), promised=st.booleans())
    def start(self, seed: int, asks: bool, promised: bool) -> None:
        dice = Random(seed)
        desk = self.desk(dice)
        process = dice.choice([one.code for one in self.model.processes])
        begun = self.act(
            desk,
            lambda: desk.cases.start_case(
                process=process,
                channel=dice.choice(["telephone", "letter"]),
                customer=None if dice.random() < 0.3 else self.office.customers["Anna"],
                happened=self.moment(dice),
                asks=["When?"] if asks else [],
                promise=self.office.now + timedelta(days=1) if promised else None,
            ),
        )
        if begun is not None:
            self.cases.append(ACase(self.office, begun.case))  # type: ignore[attr-defined]

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def complete(self, seed: int) -> None:
        dice = Random(seed)
        case, row = self.item(dice)
        desk = self.desk(dice)
        outputs, answers = self.entries(dice, case, row)
        contact = dice.choice(
            [None, ContactGiven("email", "Hello", asks=("Really?",)), self.same_contact(case)]
        )
        self.act(
            desk,
            lambda: desk.cases.complete(
                work_item=row.item.id,
                outputs=outputs,
                answers=answers,
                contact=contact,
                happened=self.moment(dice),
                grade=dice.choice([None, 3, 9]),
                graded_by="customer",
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def complete_by_who_can(self, seed: int) -> None:
        dice = Random(seed)
        case = self.case(dice)
        if case.live:
            row = dice.choice(list(case.live.values()))
            outputs, answers = self.entries(dice, case, row)
            desk = self.office.desk(self.able(row))
            self.act(
                desk,
                lambda: desk.cases.complete(
                    work_item=row.item.id,
                    outputs=outputs,
                    answers=answers,
                    contact=dice.choice([None, self.same_contact(case)]),
                ),
            )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, steps=st.integers(1, 6))
    def proceed(self, seed: int, steps: int) -> None:
        """Somebody does what is open, properly, some steps on."""
        dice = Random(seed)
        case = self.case(dice)
        for _step in range(steps):
            if not case.live:
                return
            if case.head.customer is None:
                self.office.desk("everybody").steering.identify(
                    case=case.id, customer=self.office.customers["Bert"]
                )
            row = dice.choice(list(case.live.values()))
            asked = self.plan(case).activities[row.item.activity].outputs
            outputs = {one.item.code: dice.choice(answers_for(one.item)) for one in asked}
            desk = self.office.desk(self.able(row))
            item = row.item.id
            self.act(
                desk,
                lambda desk=desk, item=item, outputs=outputs: desk.cases.complete(
                    work_item=item, outputs=outputs, grade=8, graded_by="customer"
                ),
            )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, verb=st.sampled_from(["claim", "open", "close", "release", "give_back"]))
    def handle(self, seed: int, verb: str) -> None:
        dice = Random(seed)
        _case, row = self.item(dice)
        desk = self.desk(dice)
        self.act(desk, lambda: getattr(desk.items, verb)(work_item=row.item.id))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def take_next(self, seed: int) -> None:
        dice = Random(seed)
        desk = self.desk(dice)
        taken = self.act(desk, desk.items.take_next)
        if taken is not None:
            rows = [row for case in self.cases for row in case.rows.values() if row.item.id == taken]
            assert [row.item.holder for row in rows] == [desk.actor.id]

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, to_role=st.booleans())
    def hand_over(self, seed: int, to_role: bool) -> None:
        dice = Random(seed)
        _case, row = self.item(dice)
        desk = self.desk(dice)
        to: dict[str, Any] = {"employee": self.colleague(dice)}
        if to_role:
            to = {"role": dice.choice([role.code for role in self.model.roles])}
        self.act(desk, lambda: desk.items.hand_over(work_item=row.item.id, reason="busy", **to))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, hours=st.sampled_from([None, -1, 0.4, 4, 60]))
    def delegate(self, seed: int, hours: float | None) -> None:
        dice = Random(seed)
        _case, row = self.item(dice)
        desk = self.desk(dice)
        until = None if hours is None else self.office.now + timedelta(hours=hours)
        self.act(
            desk,
            lambda: desk.items.delegate(work_item=row.item.id, employee=self.colleague(dice), until=until),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, reason=st.sampled_from(list(PauseReason)), hours=st.integers(-1, 60))
    def pause(self, seed: int, reason: PauseReason, hours: int) -> None:
        dice = Random(seed)
        case, row = self.item(dice)
        desk = self.desk(dice)
        chosen = dice.choice([None, row.item.id])
        until = self.office.now + timedelta(hours=hours)
        self.act(
            desk,
            lambda: desk.items.pause(
                case=case.id, reason=str(reason), party="them", until=until, work_item=chosen
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def resume(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(desk, lambda: desk.items.resume(case=case.id))

    @precondition(lambda self: self.cases)
    @rule(
        seed=SEED,
        direction=st.sampled_from(["in", "out"]),
        party=st.sampled_from(["customer", "customer", "partner", "internal"]),
        asks=st.booleans(),
        by_person=st.booleans(),
    )
    def contact(self, seed: int, direction: str, party: str, asks: bool, by_person: bool) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(
            desk,
            lambda: desk.cases.register_contact(
                case=case.id,
                channel=dice.choice(["telephone", "email"]),
                direction=direction,
                party=party,
                asks=["And then?"] if asks and party == "customer" and direction == "in" else [],
                happened=self.moment(dice),
                by_person=by_person,
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, hours=st.integers(-2, 50), about=st.sampled_from(list(Promised)))
    def promise(self, seed: int, hours: int, about: Promised) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        told = Told(self.office.now + timedelta(hours=hours), about=about)
        happened = self.moment(dice) if dice.random() < 0.3 else None
        self.act(desk, lambda: desk.cases.promise(case=case.id, until=told, happened=happened))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def correct(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        known = self.office.ask("SELECT DISTINCT item FROM item_value WHERE case_id = :id", id=case.id.bytes)
        if known:
            item = self.model.item[dice.choice(known)[0]]
            value = dice.choice(answers_for(item))
            self.act(desk, lambda: desk.steering.correct(case=case.id, item=item.code, value=value))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def skip(self, seed: int) -> None:
        dice = Random(seed)
        _case, row = self.item(dice)
        desk = self.office.desk(self.able(row))
        self.act(desk, lambda: desk.steering.skip(work_item=row.item.id, reason="not now"))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def go_back(self, seed: int) -> None:
        dice = Random(seed)
        case = self.case(dice)
        done = [row.item.step for row in case.rows.values() if not row.item.live and row.item.step]
        step = dice.choice(done if done and dice.random() < 0.9 else self.steps(case))
        desk = self.office.desk("everybody")
        self.act(desk, lambda: desk.steering.go_back(case=case.id, step=step))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def add_activity(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        activity = dice.choice([one.code for one in self.model.activities])
        self.act(desk, lambda: desk.steering.add_activity(case=case.id, activity=activity, reason="needed"))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, name=st.sampled_from(["Anna", "Bert"]))
    def identify(self, seed: int, name: str) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(desk, lambda: desk.steering.identify(case=case.id, customer=self.office.customers[name]))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def change_owner(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(desk, lambda: desk.steering.change_owner(case=case.id, employee=self.colleague(dice)))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED, priority=st.sampled_from(["urgent", "normal"]))
    def change_priority(self, seed: int, priority: str) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(
            desk,
            lambda: desk.changing.change_priority(case=case.id, priority=priority, reason="They can't wait"),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def change_process(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        process = dice.choice([one.code for one in self.model.processes])
        self.act(
            desk,
            lambda: desk.changing.change_process(case=case.id, process=process, reason="It is about more"),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def consult(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(
            desk,
            lambda: desk.steering.consult(case=case.id, colleague=self.colleague(dice), text="What now?"),
        )

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def conclude(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.office.desk("everybody")
        self.act(
            desk,
            lambda: desk.cases.conclude(case=case.id, channel="telephone", happened=self.moment(dice)),
        )

    @rule(seed=SEED)
    def renew(self, seed: int) -> None:
        """Another version is published: other roles are responsible, other norms hold."""
        self.office.publish(renewed(self.model, Random(seed)))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def carry(self, seed: int) -> None:
        """A case goes over to the version in force, whatever it stands at."""
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        self.act(desk, lambda: desk.carrying.carry(case=case.id))

    @precondition(lambda self: any(case.head.status is CaseStatus.CONCLUDED for case in self.cases))
    @rule(seed=SEED, chosen=st.booleans())
    def reopen(self, seed: int, chosen: bool) -> None:
        dice = Random(seed)
        ended = [case for case in self.cases if case.head.status is CaseStatus.CONCLUDED]
        case, desk = dice.choice(ended), self.office.desk("everybody")
        step = dice.choice(self.steps(case)) if chosen else None
        self.act(desk, lambda: desk.steering.reopen(case=case.id, reason="once more", step=step))

    @precondition(lambda self: len(self.cases) > 1)
    @rule(seed=SEED)
    def join(self, seed: int) -> None:
        dice = Random(seed)
        case, into = dice.sample(self.cases, 2)
        desk = self.office.desk("everybody")
        joining = JoiningService(desk.cases.acting)
        self.act(desk, lambda: joining.join(case=case.id, into=into.id, reason="one thing"))

    @precondition(lambda self: self.cases)
    @rule(seed=SEED)
    def cancel(self, seed: int) -> None:
        dice = Random(seed)
        case, desk = self.case(dice), self.desk(dice)
        if dice.random() < 0.1:
            self.act(desk, lambda: desk.steering.cancel(case=case.id, reason="a mistake"))

    @rule(minutes=st.sampled_from([0.01, 1, 30, 300, 1_500, 20_000]))
    def wait(self, minutes: float) -> None:
        self.office.wait(minutes=minutes)
        if minutes > 1:  # sometimes an act comes first
            end_expired_waits(self.office.store, self.office.plans)
            return_what_was_lent(self.office.store)
            now = self.office.now
            assert not any(case.head.paused_until and case.head.paused_until <= now for case in self.cases)

    @invariant()
    def the_laws_hold(self) -> None:
        for case in self.cases:
            require_laws(case)


@pytest.fixture(scope="module", autouse=True)
def company(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty store that each example copies, and the models that it may get."""
    path = tmp_path_factory.mktemp("template") / "empty.store"
    create_store(path, time=FakeTime(MONDAY)).close()
    Company.template = path
    Company.models = random_models(MODELS)


@pytest.mark.soak
@pytest.mark.timeout(3_600 if SOAK else 900)
class TestCompany(Company.TestCase):  # type: ignore[misc, name-defined]
    """The machine as a test: a sample in the normal run, many companies in the long one."""

    settings = settings(
        max_examples=400 if SOAK else 12,
        stateful_step_count=60 if SOAK else 30,
        derandomize=not SOAK,  # the sample is the same each time; the long run looks further
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
