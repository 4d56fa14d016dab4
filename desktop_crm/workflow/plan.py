"""A published version made ready to run: steps, tests and fields looked up once, not at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any
from uuid import UUID

from desktop_crm.core.frozen import frozen, frozen_caching
from desktop_crm.process.conditions import compile_conditions
from desktop_crm.process.model import (
    Activity,
    Condition,
    Duty,
    Item,
    Join,
    Model,
    Performer,
    Process,
    Responsibility,
    Split,
    Step,
    Use,
)

Answers = Mapping[str, str | None]
Test = Callable[[Answers], bool]


@frozen
class FlowPlan:
    """Where a flow leads and when; `test` is None for the flow of all other cases."""

    to: str
    test: Test | None


@frozen
class OutputPlan:
    """A field of a step: its item, whether it must be answered, and when it is asked for at all."""

    item: Item
    required: bool
    test: Test | None


def _is_to_come(duty: Responsibility, own: frozenset[str], answers: Answers) -> bool:
    return any(limit.item in own and answers.get(limit.item) is None for limit in duty.limits)


@frozen
class ActivityPlan:
    """An activity with its inputs, outputs and duties resolved."""

    spec: Activity
    inputs: tuple[Use, ...]
    outputs: tuple[OutputPlan, ...]
    duties: tuple[tuple[Responsibility, Test | None], ...]
    informed: tuple[str, ...]
    asks: frozenset[str]  # the items whose values decide about fields or limits
    asked_for: frozenset[str]  # the items of its outputs

    def role_for(self, answers: Answers) -> str:
        """Return the role that gets the work: the first responsible, else delegate, within its limits.

        A limit on what the activity itself registers keeps no role from the work: it is checked when the step
        completes. What should be known by now and isn't is beyond a limit.
        """
        for duty, within in self.duties:
            if within is None or within(answers) or _is_to_come(duty, self.asked_for, answers):
                return duty.role
        return self.duties[0][0].role if self.duties else ""


@frozen
class StepPlan:
    """A step with its flows' tests compiled."""

    spec: Step
    activity: ActivityPlan | None
    flows: tuple[FlowPlan, ...]
    all_flows: bool
    sources: tuple[str, ...]  # the steps a join waits for; empty where it waits for none
    only_when: Test | None
    asks: frozenset[str]  # the items whose values decide what follows, here and in the steps it leads to

    @property
    def name(self) -> str:
        """How a person calls the step."""
        return self.spec.name or (self.activity.spec.name if self.activity else self.spec.code)


@frozen
class ProcessPlan:
    """A process ready to run."""

    spec: Process
    steps: Mapping[str, StepPlan]
    start: tuple[str, ...]
    asks_at_start: frozenset[str]
    before_join: frozenset[str]  # the steps whose completion may bring a token to a join
    measured_steps: frozenset[str]  # the steps at which a throughput clock starts or stops


@frozen_caching
class Plan:
    """A version ready to run.

    Attributes:
        other: gives, from a view of the store, the plan of another version: a case may have been carried here.
    """

    version: UUID
    number: int
    model: Model
    processes: Mapping[str, ProcessPlan]
    activities: Mapping[str, ActivityPlan] = field(default_factory=dict)
    other: Callable[[Any, UUID], Plan] | None = field(default=None, compare=False, repr=False)


def make_plan(
    version: UUID, number: int, model: Model, other: Callable[[Any, UUID], Plan] | None = None
) -> Plan:
    """Return `model` with every look-up and test prepared."""
    activities = {one.code: _activity_plan(model, one) for one in model.activities}
    processes = {one.code: _process_plan(model, one, activities) for one in model.processes}
    return Plan(version, number, model, processes, activities, other)


def _test(model: Model, conditions: tuple[Condition, ...]) -> Test | None:
    return compile_conditions(model, conditions) if conditions else None


def _items(*groups: tuple[Condition, ...]) -> frozenset[str]:
    return frozenset(condition.item for group in groups for condition in group)


def _activity_plan(model: Model, activity: Activity) -> ActivityPlan:
    duties = model.duties.get(activity.code, ())
    able = [duty for duty in duties if duty.duty is Duty.RESPONSIBLE]
    able += [duty for duty in duties if duty.duty is Duty.DELEGATE]
    uses = model.outputs.get(activity.code, ())
    return ActivityPlan(
        spec=activity,
        inputs=model.inputs.get(activity.code, ()),
        outputs=tuple(OutputPlan(model.item[use.item], use.required, _test(model, use.when)) for use in uses),
        duties=tuple((duty, _test(model, duty.limits)) for duty in able),
        informed=tuple(duty.role for duty in duties if duty.duty is Duty.INFORMED),
        asks=_items(*(use.when for use in uses), *(duty.limits for duty in able)),
        asked_for=frozenset(use.item for use in uses),
    )


def _process_plan(model: Model, process: Process, activities: Mapping[str, ActivityPlan]) -> ProcessPlan:
    reached = {step.code: _asked(process, activities, step) for step in process.steps}
    steps = {
        step.code: StepPlan(
            spec=step,
            activity=activities[step.activity] if step.activity else None,
            flows=tuple(FlowPlan(flow.to, _test(model, flow.when)) for flow in step.flows),
            all_flows=step.split is Split.ALL,
            sources=process.incoming[step.code] if step.join is Join.ALL else (),
            only_when=_test(model, step.only_when),
            asks=reached[step.code],
        )
        for step in process.steps
    }
    at_start = frozenset[str]().union(*(_entry_asks(process, activities, code) for code in process.start))
    joins = frozenset(code for code, step in steps.items() if step.sources)
    before_join = frozenset(
        step.code for step in process.steps if _leads_to(process, activities, step, joins)
    )
    measured = frozenset(
        event for cell in model.measured.get(process.code, ()) for event in (cell.from_event, cell.to_event)
    )
    return ProcessPlan(process, steps, process.start, at_start, before_join, measured & frozenset(steps))


def _leads_to(
    process: Process, activities: Mapping[str, ActivityPlan], step: Step, joins: frozenset[str]
) -> bool:
    """Whether what follows `step` without anyone's doing can reach a join."""
    seen: set[str] = set()
    waiting = [flow.to for flow in step.flows]
    while waiting:
        code = waiting.pop()
        if code in joins:
            return True
        if code not in seen:
            seen.add(code)
            if _passes_alone(activities, process.by_code[code]):
                waiting.extend(flow.to for flow in process.by_code[code].flows)
    return False


def _passes_alone(activities: Mapping[str, ActivityPlan], step: Step) -> bool:
    """Whether a step may be left without anyone's doing: it routes, may not apply, or the system does it."""
    return (
        not step.activity
        or bool(step.only_when)
        or activities[step.activity].spec.performer is Performer.SYSTEM
    )


def _asked(process: Process, activities: Mapping[str, ActivityPlan], step: Step) -> frozenset[str]:
    """The items that may decide what happens once `step` is done."""
    found = _items(*(flow.when for flow in step.flows))
    for flow in step.flows:
        found |= _entry_asks(process, activities, flow.to)
    return found


def _entry_asks(process: Process, activities: Mapping[str, ActivityPlan], code: str) -> frozenset[str]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        step = process.by_code[current]
        found |= _items(step.only_when)
        if step.activity:
            found |= activities[step.activity].asks
        if _passes_alone(activities, step):
            found |= _items(*(flow.when for flow in step.flows))
            waiting.extend(flow.to for flow in step.flows)
    return frozenset(found)
