"""From drawings to a model: processes with steps, activities, roles of lanes, items of conditions and data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.deciding import Deciding
from desktop_crm.exchange.bpmn.drawing import Drawing, DrawnProcess, Fact, Lane, Node
from desktop_crm.exchange.bpmn.ending import conclude
from desktop_crm.exchange.bpmn.flatten import flatten
from desktop_crm.exchange.bpmn.items import Items
from desktop_crm.exchange.bpmn.naming import Codes
from desktop_crm.exchange.bpmn.net import Knot, Net
from desktop_crm.exchange.bpmn.routes import put_in_order, shorten
from desktop_crm.process.edit import ordered
from desktop_crm.process.edit_steps import RESERVED
from desktop_crm.process.model import (
    Activity,
    Direction,
    Duty,
    Event,
    Flow,
    Model,
    Performer,
    Process,
    Responsibility,
    Role,
    Split,
    Step,
    Use,
)
from desktop_crm.process.starter import starter_model


def model_of(drawing: Drawing, name: str) -> Model:
    """Return the model that a drawing says, on top of what every company has.

    Args:
        name: what the model is called where the drawing has no name.
    """
    return _Modelling(drawing).model(drawing.name or name)


@dataclass(slots=True)
class _Made:
    """The parts of the model so far."""

    roles: dict[str, Role] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    responsibilities: list[Responsibility] = field(default_factory=list)
    uses: dict[tuple[str, str, Direction], Use] = field(default_factory=dict)


class _Modelling:
    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.base = starter_model()
        self.items = Items(drawing.facts)
        self.made = _Made()
        self.activity_codes = Codes(instead="activity")
        self.process_codes = Codes(instead="process")
        self.role_codes = Codes(frozenset(one.code for one in self.base.roles), instead="role")

    def model(self, name: str) -> Model:
        remarks = self.drawing.remarks
        nets: list[tuple[DrawnProcess, Net, Deciding]] = []
        for process in self.drawing.processes:
            net, deciding = flatten(process, remarks), Deciding(self.items, remarks)
            shorten(net)
            conclude(net, remarks)
            self._facts(process)
            deciding.sort(net)
            nets.append((process, net, deciding))
        self.items.settle()
        for process, net, deciding in nets:
            deciding.set_conditions(net)
            put_in_order(net)
            self.made.processes.append(self._process(process, net))
        made = self.made
        return ordered(
            replace(
                self.base,
                name=name,
                processes=tuple(made.processes),
                activities=tuple(made.activities),
                roles=(*made.roles.values(), *self.base.roles),
                items=tuple(self.items.made.values()),
                responsibilities=tuple(made.responsibilities),
                uses=tuple(made.uses.values()),
            )
        )

    def _facts(self, process: DrawnProcess) -> None:
        for node in process.every:
            for fact in (*node.reads, *node.writes):
                self.items.of_fact(fact)
        if process is self.drawing.processes[-1]:  # what nobody reads or writes is kept too
            for fact in dict.fromkeys(self.drawing.facts.values()):
                self.items.of_fact(fact)

    def _process(self, process: DrawnProcess, net: Net) -> Process:
        pool = process.pool.name if process.pool is not None else ""
        name = process.name or pool or process.id or _("A process")
        codes = Codes(RESERVED, instead="step")
        for knot in net.knots:
            knot.code = codes.give(knot.name or (knot.node.name if knot.node is not None else ""))
        steps = tuple(self._step(knot) for knot in net.knots)
        for node in net.beside:
            self._activity(node.name, Performer.EMPLOYEE, node, outside=True)
        starting = next((one.name for one in process.nodes if one.tag == "startEvent" and one.name), "")
        concluding = next((one.name for one in process.nodes if one.tag == "endEvent" and one.name), "")
        return Process(
            self.process_codes.give(name),
            name,
            Event(starting, "in"),
            Event(concluding, "out"),
            tuple(knot.code for knot in net.start),
            steps,
            purpose=process.text,
        )

    def _step(self, knot: Knot) -> Step:
        activity = ""
        if knot.kind == "work":
            made = self._activity(knot.name, knot.performer, knot.node)
            activity = made.code
            for item in dict.fromkeys(knot.decides):
                self._use(activity, item, Direction.OUTPUT, required=True)
        flows = tuple(
            dict.fromkeys(Flow(way.to.code, way.when if knot.split is Split.ONE else ()) for way in knot.ways)
        )
        return Step(
            knot.code,
            activity,
            name="" if activity else knot.name,
            flows=flows,
            split=knot.split if len(flows) > 1 else Split.ONE,
            join=knot.join,
            only_when=knot.only_when,
            concluding=knot.concluding,
        )

    def _activity(
        self, name: str, performer: Performer, node: Node | None, *, outside: bool = False
    ) -> Activity:
        if not name:
            name = _("Activity without a name")
            if node is not None:
                self.drawing.remarks.rewritten(node.tag, node.id, "", _("it has no name; give it one."))
        made = Activity(
            self.activity_codes.give(name),
            name,
            purpose=node.text if node is not None else "",
            performer=performer,
            outside=outside,
        )
        self.made.activities.append(made)
        if node is not None:
            if performer is not Performer.SYSTEM:
                self._responsible(made.code, node.lane, node.owner)
            for fact in node.reads:
                self._fact_use(made.code, fact, Direction.INPUT)
            for fact in node.writes:
                self._fact_use(made.code, fact, Direction.OUTPUT)
        return made

    def _responsible(self, activity: str, lane: Lane | None, owner: str) -> None:
        name = lane.name if lane is not None and lane.name else owner
        if not name:
            return
        role = self.made.roles.get(name.casefold())
        if role is None:
            role = Role(self.role_codes.give(name), name)
            self.made.roles[name.casefold()] = role
        self.made.responsibilities.append(Responsibility(role.code, activity, Duty.RESPONSIBLE))

    def _fact_use(self, activity: str, fact: Fact, direction: Direction) -> None:
        known = self.items.of_fact(fact)
        if known is not None and known.item is not None:
            self._use(activity, known.item.code, direction)

    def _use(self, activity: str, item: str, direction: Direction, *, required: bool = False) -> None:
        key = (activity, item, direction)
        known = self.made.uses.get(key)
        self.made.uses[key] = Use(
            activity, item, direction, required or (known is not None and known.required)
        )
