"""What the check lets pass, the engine can walk: no case ends up with nothing to do."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Refused
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.graph import reached
from desktop_crm.process.model import (
    Activity,
    Choice,
    Condition,
    Direction,
    Duty,
    Flow,
    Item,
    ItemType,
    Model,
    Operator,
    Process,
    Responsibility,
    Role,
    Split,
    Step,
    Use,
)
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.plan import ProcessPlan, make_plan
from desktop_crm.workflow.states import CaseStatus, ItemState
from tests.process.loose import loose_processes

_SOMEBODY = EmployeeId(UUID(int=1))


def company_of(process: Process) -> Model:
    """A company with one process, where a person decides at each step which flow is taken."""
    within_reach = reached(process, process.start)
    steps = tuple(_decided(step) for step in process.steps if step.code in within_reach)
    deciding = [step for step in steps if step.activity]
    return Model(
        "One process",
        processes=(replace(process, steps=steps),),
        activities=tuple(Activity(step.activity, step.code) for step in deciding),
        roles=(Role("all", "All"),),
        items=tuple(
            Item(f"way_{step.code}", step.code, ItemType.CHOICE, choices=_ways(step)) for step in deciding
        ),
        responsibilities=tuple(Responsibility("all", step.activity, Duty.RESPONSIBLE) for step in deciding),
        uses=tuple(Use(step.activity, f"way_{step.code}", Direction.OUTPUT, True) for step in deciding),
    )


def _ways(step: Step) -> tuple[Choice, ...]:
    return tuple(Choice(f"to_{flow.to}", flow.to) for flow in step.flows) or (Choice("end", "end"),)


def _decided(step: Step) -> Step:
    chooses = step.split is Split.ONE and len(step.flows) > 1
    flows = step.flows
    if chooses:
        chosen = [
            Flow(flow.to, (Condition(f"way_{step.code}", Operator.IS, (f"to_{flow.to}",)),)) for flow in flows
        ]
        flows = (*chosen[:-1], flows[-1])
    activity = f"do_{step.code}" if step.activity or chooses or not flows else ""
    return replace(step, activity=activity, flows=flows, concluding=not flows)


class Walk:
    """A case of the engine without a store: its state after the events so far."""

    def __init__(self, model: Model) -> None:
        self.plan: ProcessPlan = make_plan(UUID(int=0), 1, model).processes["p"]
        self.state = engine.CaseState(
            CaseId(UUID(int=2)), "p", CaseStatus.RUNNING, CustomerId(UUID(int=3)), _SOMEBODY
        )
        self.concluded = False
        self._take(engine.start(self.plan, {}))

    def complete(self, item: WorkItemId, way: str) -> None:
        known = self.state.items[item]
        answers = {**self.state.answers, f"way_{known.step}": way}
        happened = engine.complete(self.state, self.plan, known, _SOMEBODY, answers)
        self.state = self.state._replace(answers=answers)
        self.concluded = self.plan.steps[known.step].spec.concluding
        self._take(happened)

    def _take(self, events: list[fact.Event]) -> None:
        items, tokens = dict(self.state.items), list(self.state.tokens)
        for event in events:
            match event:
                case fact.ItemOffered(item=item, step=step, activity=activity, role=role):
                    items[item] = engine.Item(item, step, activity, role, ItemState.OFFERED)
                case fact.ItemCompleted(item=item):
                    items[item] = items[item]._replace(state=ItemState.COMPLETED)
                case fact.ItemCancelled(item=item):
                    items[item] = items[item]._replace(state=ItemState.CANCELLED)
                case fact.TokenArrived(origin=origin, step=target):
                    tokens.append((origin, target))
            for source in getattr(event, "took", ()):
                tokens.remove((source, event.step))  # type: ignore[union-attr]
        self.state = self.state._replace(items=items, tokens=tuple(tokens))


@given(loose_processes(), st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_a_process_without_errors_never_leaves_a_case_with_nothing_to_do(
    process: Process, data: st.DataObject
) -> None:
    model = company_of(process)
    assume(not any(finding.severity is Severity.ERROR for finding in check(model)))
    walk = Walk(model)
    for _step in range(30):
        if walk.concluded:
            return
        live = data.draw(st.permutations(walk.state.live()))
        assert live, "nobody has anything to do, and the case is not concluded"
        assert any(_completed(walk, item, data) for item in live), "nothing that is open can be completed"


def _completed(walk: Walk, item: engine.Item, data: st.DataObject) -> bool:
    step = walk.plan.steps[item.step].spec
    way = data.draw(st.sampled_from([choice.code for choice in _ways(step)]))
    try:
        walk.complete(item.id, way)
    except Refused:
        return False  # concluding waits for what is open elsewhere
    return True
