"""From drawings to a model: processes with steps, activities, roles of lanes, items of conditions and data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.carried import Carried
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


def model_of(drawing: Drawing, name: str, carried: Carried | None = None) -> Model:
    """Return the model that a drawing says, on top of what every company has, or of what it carries with it.

    Args:
        name: what the model is called where the drawing has no name.
    """
    return _Modelling(drawing, carried).model(drawing.name or name)


@dataclass(slots=True)
class _Made:
    """The parts of the model so far."""

    roles: dict[str, Role] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    responsibilities: list[Responsibility] = field(default_factory=list)
    uses: dict[tuple[str, str, Direction], Use] = field(default_factory=dict)


class _Modelling:
    def __init__(self, drawing: Drawing, carried: Carried | None) -> None:
        self.drawing = drawing
        self.carried = carried or Carried(starter_model())
        self.known: dict[Knot, tuple[Step, str] | None] = {}
        base = self.carried.model
        self.items = Items(drawing.facts, base.items)
        self.made = _Made(
            {one.name.casefold(): one for one in base.roles},
            [*base.activities],
            responsibilities=[*base.responsibilities],
            uses={(one.activity, one.item, one.direction): one for one in base.uses},
        )
        self.activity_codes = Codes(frozenset(base.activity), instead="activity")
        self.process_codes = Codes(frozenset(base.process), instead="process")
        self.role_codes = Codes(frozenset(base.role), instead="role")

    def model(self, name: str) -> Model:
        remarks = self.drawing.remarks
        nets: list[tuple[DrawnProcess, Net, Deciding] | Process] = []
        seen: set[str] = set()
        for process in self.drawing.processes:
            if process.id in seen:  # a copy is another process
                process.id = ""
            seen.add(process.id)
            if process.id in self.carried.same:
                nets.append(self.carried.same[process.id])
                continue
            net, deciding = flatten(process, remarks), Deciding(self.items, remarks)
            shorten(net)
            conclude(net, remarks)
            self._facts(process)
            deciding.sort(net)
            nets.append((process, net, deciding))
        self.items.settle()
        drawn: list[Process] = []
        for one in nets:
            if isinstance(one, Process):
                drawn.append(one)
                continue
            process, net, deciding = one
            deciding.set_conditions(net)
            put_in_order(net)
            drawn.append(self._process(process, net))
        return self._whole(name, drawn)

    def _whole(self, name: str, drawn: list[Process]) -> Model:
        made, base = self.made, self.carried.model
        there = {one.code for one in drawn}
        for process in base.processes:
            if process.code not in there:
                self.drawing.remarks.left_out(
                    "process", process.code, process.name, _("it is drawn no more.")
                )
        roles = [one for one in made.roles.values() if one not in base.roles]
        return ordered(
            replace(
                base,
                name=name,
                processes=tuple(drawn),
                activities=tuple(made.activities),
                roles=(*roles, *base.roles),
                items=tuple(self.items.made.values()),
                measurements=tuple(one for one in base.measurements if one.process in there),
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
        was = self.carried.processes.get(process.id)
        codes = Codes(RESERVED | (frozenset(was.by_code) if was is not None else frozenset()), instead="step")
        used: set[str] = set()
        for knot in net.knots:
            known = self._known(knot)
            if known is not None and known[0].code in used:  # two figures of one step, or a copy
                self.known[knot] = known = None
            used.update(() if known is None else (known[0].code,))
            named = knot.name or (knot.node.name if knot.node is not None else "")
            knot.code = known[0].code if known is not None else codes.give(named)
        steps = tuple(self._step(knot) for knot in net.knots)
        for node in net.beside:
            self._activity(node.name, Performer.EMPLOYEE, node, outside=True)
        begun = next((one.name for one in process.nodes if one.tag == "startEvent" and one.name), "")
        ended = next((one.name for one in process.nodes if one.tag == "endEvent" and one.name), "")
        start = tuple(knot.code for knot in net.start)
        if was is not None:
            starting, concluding = replace(was.starting, name=begun), replace(was.concluding, name=ended)
            return replace(
                was, name=name, purpose=process.text, starting=starting, concluding=concluding, start=start,
                steps=steps,
            )  # fmt: skip
        return Process(
            self.process_codes.give(name), name, Event(begun, "in"), Event(ended, "out"), start, steps,
            purpose=process.text,
        )  # fmt: skip

    def _known(self, knot: Knot) -> tuple[Step, str] | None:
        """Return the step that a knot was when the drawing was exported, and what it was called."""
        if knot not in self.known:
            self.known[knot] = self.carried.steps.get(knot.node.id) if knot.node is not None else None
        return self.known[knot]

    def _step(self, knot: Knot) -> Step:
        activity = ""
        known = self._known(knot)
        name = "" if knot.kind == "work" else knot.name
        if knot.kind == "work":
            if known is not None and known[0].activity in self.carried.model.activity:
                activity = known[0].activity
                name = known[0].name if knot.name == known[1] else knot.name
            else:
                activity = self._activity(knot.name, knot.performer, knot.node).code
            for item in dict.fromkeys(knot.decides):
                self._use(activity, item, Direction.OUTPUT, required=True)
        flows = tuple(
            dict.fromkeys(Flow(way.to.code, way.when if knot.split is Split.ONE else ()) for way in knot.ways)
        )
        return Step(
            knot.code,
            activity,
            name,
            flows,
            split=knot.split if len(flows) > 1 else Split.ONE,
            join=knot.join,
            only_when=knot.only_when,
            skippable=known is not None and known[0].skippable,
            concluding=knot.concluding,
            needs_customer=known is not None and known[0].needs_customer,
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
