"""What is exported runs in another engine step for step as in ours, whatever is chosen at the branches."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.util.task import TaskState

from desktop_crm.core.errors import Refused
from desktop_crm.core.paths import resources
from desktop_crm.exchange.bpmn.exporting import only_process
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.process.graph import on_cycles
from desktop_crm.process.model import Item, ItemType, Join, Model
from desktop_crm.process.toml_form import read_file
from tests.process.engine_case import EngineCase
from tests.process.strategies import sound_models, values_for
from tests.sampling import examples

SAMPLE = read_file(resources() / "sample" / "model.toml")
_MOST_STEPS = 60
_UNASKED = (ItemType.FILE, ItemType.DRAWING)
_RELAXED = list(HealthCheck)


class OurCase(EngineCase):
    """A case of our engine without a store."""

    def waiting(self) -> list[str]:
        """The steps that somebody can do now."""
        return [] if self.concluded else sorted(item.step for item in self.state.live())

    def do(self, step: str, answers: Mapping[str, str]) -> None:
        """Do a step; raise `Refused` where the case can't be concluded yet."""
        self.complete(next(one for one in self.state.live() if one.step == step), answers)


class _Known(TaskDataEnvironment):
    """What the case knows is known in all its branches; an item that nobody registered is None."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self.values: dict[str, Any] = dict.fromkeys(model.item)

    def learn(self, answers: Mapping[str, str]) -> None:
        self.values.update({code: _plain(self.model.item[code], text) for code, text in answers.items()})

    def evaluate(self, expression: str, context: object, external_context: object = None) -> Any:
        return super().evaluate(expression, dict(self.values))


def _plain(item: Item, text: str) -> Any:
    """A value as an expression of the export compares it."""
    if item.type is ItemType.YES_NO:
        return text == "yes"
    if item.type in {ItemType.NUMBER, ItemType.MONEY}:
        return Decimal(text.partition(" ")[0])
    return text


@lru_cache(maxsize=20)
def _specification(drawn: bytes, process: str) -> Any:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(drawn)))
    return parser.get_spec(process)


class TheirCase:
    """A case of the other engine, of the same process."""

    def __init__(self, model: Model, process: str) -> None:
        self.prefix = f"Step-{process}-"
        self.known = _Known(model)
        script = PythonScriptEngine(environment=self.known)
        specification = _specification(write_bpmn(only_process(model, process)), f"Process-{process}")
        self.case = BpmnWorkflow(specification, script_engine=script)
        self.case.do_engine_steps()

    def _ready(self) -> dict[str, Any]:
        ready = self.case.get_tasks(state=TaskState.READY, manual=True)
        return {task.task_spec.bpmn_id.removeprefix(self.prefix): task for task in ready}

    def waiting(self) -> list[str]:
        """The steps that somebody can do now."""
        ready = self.case.get_tasks(state=TaskState.READY, manual=True)
        return sorted(task.task_spec.bpmn_id.removeprefix(self.prefix) for task in ready)

    def complete(self, step: str, answers: Mapping[str, str]) -> None:
        """Do a step."""
        self.known.learn(answers)
        self._ready()[step].run()
        self.case.do_engine_steps()


def walk_both(model: Model, process: str, data: st.DataObject) -> None:
    """Do the same in both engines; both offer the same steps, and both are over at the same time."""
    ours, theirs = OurCase(model, process), TheirCase(model, process)
    for _number in range(_MOST_STEPS):
        assert theirs.waiting() == ours.waiting()
        if ours.concluded:
            assert theirs.case.is_completed()
            return
        for step in data.draw(st.permutations(sorted(set(ours.waiting())))):
            uses = model.outputs[ours.plan.steps[step].spec.activity]
            asked = [model.item[use.item] for use in uses]
            answers = {
                one.code: data.draw(values_for(one))
                for one in asked
                if one.type not in _UNASKED and data.draw(st.integers(0, 4))
            }
            try:
                ours.do(step, answers)
            except Refused:
                continue  # it waits for what is open elsewhere
            theirs.complete(step, answers)
            break


@given(st.sampled_from([one.code for one in SAMPLE.processes]), st.data())
@settings(max_examples=examples(10, soak=100), suppress_health_check=_RELAXED)
def test_the_processes_of_the_sample_company_run_as_they_do_here(process: str, data: st.DataObject) -> None:
    walk_both(SAMPLE, process, data)


@given(sound_models(processes=1, most_steps=6))
@settings(max_examples=examples(12, soak=100), suppress_health_check=_RELAXED)
def test_a_gateway_that_lets_several_ways_go_on_waits_for_none(model: Model) -> None:
    drawn = etree.fromstring(write_bpmn(model))
    for gateway in drawn.iter("{*}parallelGateway"):
        ways = Counter(etree.QName(child).localname for child in gateway)
        assert ways["incoming"] <= 1 or ways["outgoing"] <= 1


@given(sound_models(processes=1, most_steps=6), st.data())
@settings(max_examples=examples(8, soak=80), suppress_health_check=_RELAXED)
def test_any_sound_process_runs_as_it_does_here(model: Model, data: st.DataObject) -> None:
    # Where a join lies on a loop, SpiffWorkflow 3.2 counts the branches of the round before and goes on too soon.
    again = on_cycles(model.processes[0])
    assume(not any(step.join is Join.ALL and step.code in again for step in model.processes[0].steps))
    walk_both(model, model.processes[0].code, data)
