"""A process as BPMN draws it: events, tasks and gateways, joined by flows that say when they are followed.

A step is one figure and the gateways around it, from left to right: what waits for all that leads to it, what
passes it over, the work, what comes back together, what divides. None of them stands where it says nothing.
"""

from __future__ import annotations

import itertools
import json
import keyword
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop_crm.process.condition_words import condition_words
from desktop_crm.process.lanes import lanes_of
from desktop_crm.process.model import (
    Condition,
    Flow,
    ItemType,
    Join,
    Model,
    Operator,
    Performer,
    Process,
    Split,
    Step,
)

_TASK = {
    Performer.EMPLOYEE: "userTask",
    Performer.CUSTOMER: "manualTask",
    Performer.PARTNER: "manualTask",
    Performer.SYSTEM: "scriptTask",  # what the engine does itself, without another service
}
_SIGNS = {
    Operator.IS: "==", Operator.IS_NOT: "!=", Operator.LESS: "<", Operator.AT_MOST: "<=",
    Operator.MORE: ">", Operator.AT_LEAST: ">=", Operator.ONE_OF: "in", Operator.NONE_OF: "not in",
}  # fmt: skip
_NEEDS_VALUE = frozenset(_SIGNS) - {Operator.IS, Operator.ONE_OF}


@dataclass(frozen=True, slots=True)
class Figure:
    """An event, task or gateway; `step` is the code of the step that it belongs to, `lane` a number."""

    id: str
    tag: str
    name: str
    step: str
    lane: int
    ends_all: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence flow; `expression` is its condition, `default` marks the one for all other cases."""

    id: str
    source: str
    target: str
    name: str = ""
    expression: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn of one process: its lanes by name, its figures and lines."""

    process: Process
    lanes: tuple[str, ...]
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]


def sheet_of(model: Model, process: Process) -> Sheet:
    """Return the figures and lines of a process; flows to steps that are not there are left out."""
    return _Drawer(model, process).sheet()


def figure_id(process: str, step: str, part: str = "") -> str:
    """Return the id of a step's figure; codes hold no dash, so no two are alike."""
    return "-".join(one for one in ("Step", process, step, part) if one)


def expression_of(model: Model, conditions: Iterable[Condition]) -> str:
    """Return conditions as an expression of Python, over items by their codes; None is what is not known.

    Yes and no are truth values, amounts of money numbers, dates texts in ISO 8601.
    """
    return " and ".join(_expression(model, one) for one in conditions)


def _expression(model: Model, one: Condition) -> str:
    name = f"{one.item}_" if keyword.iskeyword(one.item) else one.item
    if one.operator is Operator.KNOWN:
        return f"{name} is not None"
    if one.operator is Operator.NOT_KNOWN:
        return f"{name} is None"
    item = model.item.get(one.item)
    values = [_literal(ItemType.TEXT if item is None else item.type, value) for value in one.values]
    several = one.operator in {Operator.ONE_OF, Operator.NONE_OF}
    compared = f"{name} {_SIGNS[one.operator]} " + (f"[{', '.join(values)}]" if several else "".join(values))
    return f"{name} is not None and {compared}" if one.operator in _NEEDS_VALUE else compared


def _literal(kind: ItemType, value: str) -> str:
    if kind is ItemType.YES_NO and value in {"yes", "no"}:
        return "True" if value == "yes" else "False"
    number = value.partition(" ")[0] if kind is ItemType.MONEY else value
    if kind in {ItemType.NUMBER, ItemType.MONEY} and number.lstrip("-").replace(".", "", 1).isdecimal():
        return number
    return json.dumps(value, ensure_ascii=False)


class _Drawer:
    """Draws one process, step by step."""

    def __init__(self, model: Model, process: Process) -> None:
        self.model, self.process = model, process
        lanes, self.lane = lanes_of(model, process)
        self.lanes = tuple(lane.title for lane in lanes)
        self.figures: list[Figure] = []
        self.lines: list[Line] = []
        self.side_by_side = len(process.start) > 1 or any(
            step.split is Split.ALL and len(step.flows) > 1 for step in process.steps
        )

    def sheet(self) -> Sheet:
        self._start()
        for step in self.process.by_code.values():
            self._figures_of(step)
        for step in self.process.by_code.values():
            self._flows_of(step)
        return Sheet(self.process, self.lanes, tuple(self.figures), tuple(self.lines))

    def _id(self, step: str, part: str = "") -> str:
        return figure_id(self.process.code, step, part)

    def _draw(self, tag: str, step: str, part: str = "", name: str = "", *, ends_all: bool = False) -> None:
        lane = self.lane.get(step, 0)
        self.figures.append(Figure(self._id(step, part), tag, name, step, lane, ends_all))

    def _join(
        self, source: str, target: str, name: str = "", expression: str = "", *, default: bool = False
    ) -> None:
        number = f"Flow-{self.process.code}-{len(self.lines) + 1}"
        self.lines.append(Line(number, source, target, name, expression, default))

    # Which figures a step has -------------------------------------------------------------------------

    def _waits(self, step: Step) -> bool:
        return step.join is Join.ALL and len(self.process.incoming[step.code]) > 1

    def _ways_in(self, step: Step) -> int:
        return len(self.process.incoming[step.code]) + (step.code in self.process.start)

    def _passed_over(self, step: Step) -> bool:
        return bool(step.activity and step.only_when)

    def _divides(self, step: Step) -> bool:
        flows = self._flows(step)
        return len(flows) > 1 or any(flow.when for flow in flows if step.split is Split.ONE)

    def _flows(self, step: Step) -> list[Flow]:
        if step.concluding:
            return []
        flows = [flow for flow in step.flows if flow.to in self.process.by_code]
        if step.split is Split.ALL:
            flows = list({flow.to: Flow(flow.to) for flow in flows}.values())
        return flows

    def _parts(self, step: Step) -> list[str]:
        """Return the figures of a step in the order in which a case comes to them."""
        parts = ["join"] if self._waits(step) else []
        if self._passed_over(step):
            return [*parts, "when", "", "merge", *(["split"] if self._divides(step) else [])]
        if step.activity or not (parts or self._divides(step)):
            parts.append("")
        elif not parts and step.split is Split.ALL and self._ways_in(step) > 1:
            parts.append("merge")  # a parallel gateway would wait for all ways in, which are one or the other
        return [*parts, *(["split"] if self._divides(step) else [])]

    def _start(self) -> None:
        firsts = [code for code in dict.fromkeys(self.process.start) if code in self.process.by_code]
        start = f"Start-{self.process.code}"
        lane = self.lane.get(firsts[0], 0) if firsts else 0
        self.figures.append(Figure(start, "startEvent", self.process.starting.name, "", lane))
        if len(firsts) > 1:
            fork = f"Fork-{self.process.code}"
            self.figures.append(Figure(fork, "parallelGateway", "", "", lane))
            self._join(start, fork)
            start = fork
        for code in firsts:
            # A step at which the process starts does not wait for what leads back to it.
            parts = [one for one in self._parts(self.process.by_code[code]) if one != "join"]
            self._join(start, self._id(code, (parts or ["join"])[0]))

    def _figures_of(self, step: Step) -> None:
        activity = self.model.activity.get(step.activity)
        performer = Performer.EMPLOYEE if activity is None else activity.performer
        if step.concluding and performer is Performer.SYSTEM:
            performer = Performer.EMPLOYEE  # a person concludes a case
        name = step.name or (activity.name if activity is not None else "")
        splits = "parallelGateway" if step.split is Split.ALL else "exclusiveGateway"
        routed = not step.activity
        for part in self._parts(step):
            if part == "":
                tag = "intermediateThrowEvent" if routed else _TASK[performer]
                self._draw(tag, step.code, name=name if routed else name or step.code)
            elif part == "split":
                self._draw(splits, step.code, part, name if routed else "")
            else:
                self._draw("parallelGateway" if part == "join" else "exclusiveGateway", step.code, part)
        if step.concluding:
            self._draw("endEvent", step.code, "end", self.process.concluding.name, ends_all=self.side_by_side)

    # How they are joined ------------------------------------------------------------------------------

    def _flows_of(self, step: Step) -> None:
        parts = self._parts(step)
        for before, after in itertools.pairwise(parts):
            if before == "when":
                self._choose(step)
            else:
                self._join(self._id(step.code, before), self._id(step.code, after))
        last = self._id(step.code, parts[-1])
        if step.concluding:
            self._join(last, self._id(step.code, "end"))
            return
        flows = self._flows(step)
        free = next((number for number, flow in enumerate(flows) if not flow.when), -1)
        gathered = set(self._gathered(step, flows))
        for number, flow in enumerate(flows):
            target = self._gather(step, flow.to) if flow.to in gathered else self._entrance(flow.to)
            one_of = self._divides(step) and step.split is Split.ONE
            self._join(
                last,
                target,
                condition_words(self.model, flow.when) if one_of and flow.when else "",
                expression_of(self.model, flow.when) if one_of else "",
                default=one_of and number == free and len(flows) > 1,
            )

    def _choose(self, step: Step) -> None:
        """The work is done, or passed over to where its way comes back together."""
        when = self._id(step.code, "when")
        self._join(
            when,
            self._id(step.code),
            condition_words(self.model, step.only_when),
            expression_of(self.model, step.only_when),
        )
        self._join(when, self._id(step.code, "merge"), default=True)

    def _entrance(self, code: str) -> str:
        return self._id(code, self._parts(self.process.by_code[code])[0])

    def _gathered(self, step: Step, flows: list[Flow]) -> Iterator[str]:
        """Yield the joins that several branches of a choice lead to: they wait for one of these, not for all."""
        seen: set[str] = set()
        for flow in flows:
            if flow.to in seen and self._waits(self.process.by_code[flow.to]) and step.split is Split.ONE:
                yield flow.to
            seen.add(flow.to)

    def _gather(self, step: Step, code: str) -> str:
        part = f"to-{code}"
        id = self._id(step.code, part)
        if not any(figure.id == id for figure in self.figures):
            self._draw("exclusiveGateway", step.code, part)
            self._join(id, self._entrance(code))
        return id
