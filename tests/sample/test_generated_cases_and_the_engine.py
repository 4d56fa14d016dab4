"""Generated cases are cases of the engine: facts tell the rows, clocks come out the same, work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

import pytest

from desktop_crm.access.model import Actor
from desktop_crm.bench.generator.answers import Answerer
from desktop_crm.bench.generator.chunk import make_agenda
from desktop_crm.bench.generator.people import Person, Town
from desktop_crm.core.clock import FakeTime, from_micros, to_micros
from desktop_crm.core.ids import CaseId, EmployeeId, WorkItemId
from desktop_crm.process.model import ItemType
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.clocks import judge_case
from desktop_crm.workflow.ledger import read_case, read_events, read_items, read_tokens
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.service import CaseService
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.values import pending_later, read_answers
from tests.sample.moments import ANCHOR

_FILES = {ItemType.FILE, ItemType.DRAWING}
# The longest loop in the model is left by chance; nobody is this unlucky.
_MOST_STEPS = 200


@pytest.fixture
def view(filled: Store) -> Iterator[Reading]:
    with filled.read() as reading:
        yield reading


def _cases(view: Reading, which: str = "1") -> list[CaseId]:
    found = view.driver.execute(f"SELECT id FROM crm_case WHERE {which} ORDER BY number").fetchall()
    return [CaseId(UUID(bytes=key)) for (key,) in found]


def test_replaying_the_facts_of_a_case_gives_its_rows(view: Reading) -> None:
    for case in _cases(view):
        head = read_case(view, case)
        told = replay(empty(case, head.process, head.owner), read_events(view, case)).state
        assert told.status is head.status
        assert told.owner == head.owner
        assert told.paused is (head.paused_until is not None)
        assert sorted(told.tokens) == sorted(read_tokens(view, case))
        assert dict(told.items) == {key: row.item for key, row in read_items(view, case).items()}


def test_judging_a_case_again_gives_the_clocks_that_are_stored(view: Reading) -> None:
    plan = Plans().published(view)
    for case in _cases(view):
        last = view.driver.execute("SELECT max(recorded_at) FROM case_event WHERE case_id = ?", (case.bytes,))
        clocks = judge_case(view, plan, read_case(view, case), from_micros(last.fetchone()[0]))
        stored = view.driver.execute(
            "SELECT ksf, subject, subject_id, state, started_at, due_at, stopped_at, revised "
            "FROM clock WHERE case_id = ?",
            (case.bytes,),
        ).fetchall()
        judged = [
            (
                clock.ksf,
                str(clock.subject.kind),
                None if clock.subject.id is None else clock.subject.id.bytes,
                str(clock.state),
                *(None if at is None else to_micros(at) for at in (clock.started, clock.due, clock.stopped)),
                int(clock.revised),
            )
            for clock in clocks
        ]
        assert sorted(map(repr, judged)) == sorted(map(repr, stored))


def test_a_concluded_case_leaves_nothing_to_do(view: Reading) -> None:
    for case in _cases(view, "status <> 'running'"):
        assert [row for row in read_items(view, case).values() if row.item.live] == []
        assert read_tokens(view, case) == ()


def test_a_running_case_has_work_for_somebody(view: Reading) -> None:
    for case in _cases(view, "status = 'running'"):
        assert [row for row in read_items(view, case).values() if row.item.live] != []


def test_every_question_of_a_concluded_case_is_answered(view: Reading) -> None:
    unanswered = view.driver.execute(
        "SELECT question.id FROM question JOIN crm_case ON crm_case.id = question.case_id "
        "WHERE crm_case.status = 'concluded' AND question.answer_contact_id IS NULL"
    ).fetchall()
    assert unanswered == []


class _Colleagues:
    """The people of the store: each work item is done by somebody who holds its role."""

    def __init__(self, store: Store, plan: Plan, plans: Plans) -> None:
        self.store, self.plan, self.plans = store, plan, plans
        agenda = make_agenda(plan, to_micros(ANCHOR)).drawing_from(Random(5))
        self.answerer = Answerer(plan.model, Random(5), agenda)
        self.person: Person = Town(Random(5), ANCHOR.date()).next()
        self.person.since = to_micros(ANCHOR)

    def _actor(self, view: Reading, role: str, holder: UUID | None) -> Actor:
        wanted = "employee.id = ?" if holder else "employee_role.role = ?"
        key, login, name = view.driver.execute(
            "SELECT employee.id, login, name FROM employee JOIN employee_role ON employee_id = employee.id "
            f"WHERE {wanted} ORDER BY login LIMIT 1",
            (holder.bytes if holder else role,),
        ).fetchone()
        return Actor(EmployeeId(UUID(bytes=key)), login, name)

    def go_on(self, case: CaseId) -> CaseStatus:
        """Complete the oldest open work item of a case; return how the case stands then."""
        with self.store.read() as view:
            head = read_case(view, case)
            row = next(row for row in read_items(view, case).values() if row.item.live)
            activity = self.plan.activities[row.item.activity]
            answers = read_answers(view, head, self.plan.model, self.plan.model.item, ANCHOR)
            actor = self._actor(view, row.item.role, row.item.holder)
            put_off = pending_later(view, self.plan.model, case, head.customer, ANCHOR)
        outputs = {code: self.answerer.value(code, self.person, to_micros(ANCHOR)) for code in put_off}
        for output in activity.outputs:
            if output.item.type in _FILES or (output.test is not None and not output.test(answers)):
                continue
            value = self.answerer.value(output.item.code, self.person, to_micros(ANCHOR))
            outputs[output.item.code] = answers[output.item.code] = value
        service = CaseService(Acting(self.store, actor, self.plans))
        service.complete(work_item=WorkItemId(row.item.id), outputs=outputs)
        with self.store.read() as view:
            return read_case(view, case).status


def test_every_running_case_can_be_walked_to_its_conclusion(filled: Store) -> None:
    plans = Plans()
    with filled.read() as view:
        running, plan = _cases(view, "status = 'running'"), plans.published(view)
    colleagues = _Colleagues(filled, plan, plans)
    time = filled.time
    assert isinstance(time, FakeTime)
    for case in running:
        for _step in range(_MOST_STEPS):
            time.advance(600)
            if colleagues.go_on(case) is CaseStatus.CONCLUDED:
                break
        else:
            pytest.fail(f"case {case} did not end in {_MOST_STEPS} steps")
    with filled.read() as view:
        assert _cases(view, "status = 'running'") == []
