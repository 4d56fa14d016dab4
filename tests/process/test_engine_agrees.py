"""What the check lets pass, the engine can walk: no case ends up with nothing to do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Refused
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
from desktop_crm.workflow import model as engine
from tests.process.engine_case import EngineCase
from tests.process.loose import loose_processes
from tests.sampling import examples


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


@given(loose_processes(), st.data())
@settings(
    max_examples=examples(40, soak=200),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_a_process_without_errors_never_leaves_a_case_with_nothing_to_do(
    process: Process, data: st.DataObject
) -> None:
    model = company_of(process)
    assume(not any(finding.severity is Severity.ERROR for finding in check(model)))
    walk = EngineCase(model, "p")
    for _step in range(30):
        if walk.concluded:
            return
        live = data.draw(st.permutations(walk.state.live()))
        assert live, "nobody has anything to do, and the case is not concluded"
        assert any(_completed(walk, item, data) for item in live), "nothing that is open can be completed"


def _completed(walk: EngineCase, item: engine.Item, data: st.DataObject) -> bool:
    step = walk.plan.steps[item.step].spec
    way = data.draw(st.sampled_from([choice.code for choice in _ways(step)]))
    try:
        walk.complete(item, {f"way_{item.step}": way})
    except Refused:
        return False  # concluding waits for what is open elsewhere
    return True
