"""From a drawing to a net: each node becomes the knots that do what it does, each arc a way between them."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.drawing import Arc, DrawnProcess, Node
from desktop_crm.exchange.bpmn.expressions import read_expression
from desktop_crm.exchange.bpmn.net import Knot, Net
from desktop_crm.exchange.bpmn.remarks import Remarks
from desktop_crm.process.model import Join, Performer, Split

_CAUGHT = frozenset({"error", "escalation"})


def flatten(process: DrawnProcess, remarks: Remarks) -> Net:
    """Return the net of a process; what it says otherwise than the drawing is noted."""
    return _Flattening(process, remarks).net()


class _Flattening:
    """Gives each node an entrance and an exit, joins them by the arcs, then sees to boundaries and starts."""

    def __init__(self, process: DrawnProcess, remarks: Remarks) -> None:
        self.process = process
        self.remarks = remarks
        self.made = Net()
        self.entrance: dict[Node, Knot] = {}
        self.exit: dict[Node, Knot] = {}
        self.aside: set[Node] = set()  # event sub-processes and all that stands in them

    def net(self) -> Net:
        nodes = self.process.every
        for node in nodes:
            starts = node.starts and node.tag in words.SUB_PROCESSES
            if starts or (node.inside is not None and node.inside in self.aside):
                self._put_aside(node)
            else:
                self._enter(node)
        for node in nodes:
            if node not in self.aside:
                self._follow(node)
        self._links([node for node in nodes if node not in self.aside])
        for node in nodes:
            if node in self.entrance and node.content:
                self._inner(node)
        for node in nodes:
            if node.boundary and node in self.exit:
                self._boundary(node)
        self._start()
        return self.made

    def _put_aside(self, node: Node) -> None:
        self.aside.add(node)
        if node.tag in words.SUB_PROCESSES and node.starts:
            self.remarks.rewritten(
                node.tag, node.id, node.name, _("an event starts it; its work may be added to any case.")
            )
        elif node.tag in words.TASKS:
            self.made.beside.append(node)

    def _knot(self, kind: str, node: Node, name: str = "") -> Knot:
        knot = Knot(kind, name, node)
        self.made.knots.append(knot)
        return knot

    def _enter(self, node: Node) -> None:
        if node.tag in words.SUB_PROCESSES and node.content:
            self.entrance[node] = self._knot("route", node)
            self.exit[node] = self._knot("route", node)
            self.remarks.rewritten(
                node.tag, node.id, node.name, _("what stands in it stands in the process itself.")
            )
            return
        if node.tag in words.GATEWAYS:
            knot = self._gateway(node)
        elif node.tag in words.EVENTS:
            knot = self._event(node)
        else:
            knot = self._task(node)
        self.entrance[node] = self.exit[node] = knot

    def _task(self, node: Node) -> Knot:
        knot = self._knot("work", node, node.name)
        if node.tag in words.SYSTEM_TASKS:
            knot.performer = Performer.SYSTEM
        elif node.tag == "receiveTask":
            knot.performer = Performer.CUSTOMER
        elif node.tag == "callActivity":
            self.remarks.rewritten(
                node.tag, node.id, node.name, _("what it calls is one activity here, done by a person.")
            )
        return knot

    def _gateway(self, node: Node) -> Knot:
        knot = self._knot("route", node, node.name)
        knot.asked = node.name
        if node.tag == "parallelGateway":
            knot.split = Split.ALL
            knot.join = Join.ALL if len(node.into) > 1 else Join.ANY
        elif node.tag in {"inclusiveGateway", "complexGateway"}:
            knot.inclusive = True
        elif node.tag == "eventBasedGateway":
            knot.chooses = True
        return knot

    def _event(self, node: Node) -> Knot:
        if node.tag == "startEvent":
            return self._knot("start", node, node.name)
        if node.tag == "endEvent":
            knot = self._knot("end", node, node.name)
            knot.terminates = "terminate" in node.events
            return knot
        if node.tag == "boundaryEvent" or "link" in node.events:
            return self._knot("route", node)
        if node.tag == "intermediateCatchEvent":
            knot = self._knot("work", node, node.name)
            if {"message", "signal"} & {*node.events}:
                knot.performer = Performer.CUSTOMER
            chosen = any(arc.source.tag == "eventBasedGateway" for arc in node.into)
            self.remarks.rewritten(
                node.tag,
                node.id,
                node.name,
                _("that it came is one of the choices of who waits for it.")
                if chosen
                else _("waiting for it is an activity, done when it has come."),
            )
            return knot
        if "message" in node.events:
            knot = self._knot("work", node, node.name)
            knot.performer = Performer.SYSTEM
            return knot
        if node.events:
            self.remarks.rewritten(
                node.tag, node.id, node.name, _("nothing is sent here; the process goes on at once.")
            )
        return self._knot("route", node, node.name)

    def _follow(self, node: Node) -> None:
        if node.tag == "boundaryEvent" and not node.attached:
            return
        source = self.exit[node]
        for arc in node.arcs:
            target = self.entrance.get(arc.target)
            if target is None or target.kind == "start" or arc.target.tag == "boundaryEvent":
                self.remarks.left_out("sequenceFlow", arc.id, arc.name, _("it leads where no flow can lead."))
            elif source.kind == "end":
                self.remarks.left_out("sequenceFlow", arc.id, arc.name, _("nothing can follow an end."))
            else:
                self._lead(source, target, arc)
        self._divide(source, node)

    def _lead(self, source: Knot, target: Knot, arc: Arc) -> None:
        asks = read_expression(arc.expression) if arc.expression is not None else []
        source.lead(
            target, name=arc.name, asks=asks, expression=arc.expression or "", default=arc.default, arc=arc.id
        )

    def _divide(self, knot: Knot, node: Node) -> None:
        """Several flows out of anything but a gateway run side by side, unless they have conditions."""
        if node.tag in words.GATEWAYS or len(knot.ways) < 2:
            return
        if not any(way.asks is None or way.asks for way in knot.ways):
            knot.split = Split.ALL

    def _links(self, nodes: list[Node]) -> None:
        caught: dict[str, Knot] = {}
        for node in nodes:
            if "link" in node.events and node.tag == "intermediateCatchEvent":
                for name in (*node.codes, node.name):
                    caught.setdefault(name, self.entrance[node])
        for node in nodes:
            if "link" in node.events and node.tag == "intermediateThrowEvent":
                names = (*node.codes, node.name)
                target = next((caught[name] for name in names if name in caught), None)
                if target is None:
                    self.remarks.left_out(node.tag, node.id, node.name, _("no link catches it."))
                else:
                    self.exit[node].lead(target)

    def _inner(self, node: Node) -> None:
        """Join the sub-process's own starts and ends to its entrance and exit."""
        entrance, leaves = self.entrance[node], self.exit[node]
        content = [one for one in node.content if one in self.entrance]
        starts = [one for one in content if one.tag == "startEvent"]
        loose = [one for one in content if not one.into and one.tag not in {"startEvent", "boundaryEvent"}]
        loose = [one for one in loose if "link" not in one.events or one.tag != "intermediateCatchEvent"]
        first = starts or loose or content[:1]
        for one in first:
            knot = self.entrance[one]
            if knot.kind == "start":
                knot.kind = "route"
            entrance.lead(knot, name=one.name)
        if len(first) > 1:
            entrance.split = Split.ONE if starts else Split.ALL
            entrance.chooses = bool(starts)
        caught = self._caught(node)
        for one in content:
            knot = self.exit[one]
            if knot.kind == "end":
                knot.kind = "route"
                knot.name = ""
                codes = next((event for event in one.events if event in _CAUGHT), "")
                knot.lead(caught.get(codes, leaves))
            elif not knot.ways and one.tag not in {"boundaryEvent"} and knot is not leaves:
                knot.lead(leaves)
        if not starts and len(first) > 1 and all(len(one.arcs) < 2 and len(one.into) < 2 for one in content):
            leaves.join = Join.ALL

    def _caught(self, node: Node) -> dict[str, Knot]:
        """Return where an end inside leads that throws what the boundary catches."""
        found: dict[str, Knot] = {}
        ends = {event for one in node.content if one.tag == "endEvent" for event in one.events}
        for event in node.boundary:
            if event not in self.entrance:
                continue
            for kind in _CAUGHT & {*event.events} & ends:
                found.setdefault(kind, self.entrance[event])
        node.boundary = [one for one in node.boundary if not (_CAUGHT & {*one.events} & ends)]
        return found

    def _boundary(self, host: Node) -> None:
        """What may happen while work goes on is told when it is done: a choice of how it ended."""
        knot = self.exit[host]
        caught = []
        for one in host.boundary:
            if one not in self.exit:  # it stands aside, or in another process
                continue
            if "compensate" in one.events or not self.exit[one].ways:
                self.remarks.left_out(one.tag, one.id, one.name, _("nothing can be taken back by itself."))
            else:
                caught.append(one)
                self.remarks.rewritten(
                    one.tag, one.id, one.name, _("it is one of the ways in which the work may end.")
                )
        if not caught:
            return
        rest = self._knot("route", host)
        rest.ways, rest.split, rest.asked = knot.ways, knot.split, knot.asked
        rest.chooses, rest.inclusive = knot.chooses, knot.inclusive
        knot.ways, knot.split, knot.inclusive = [], Split.ONE, False
        knot.asked = _("How “{name}” ended").format(name=host.name or host.id)
        knot.chooses = True
        for one in caught:
            event = self.entrance[one]
            knot.lead(event, name=one.name or "/".join(one.events) or one.id)
            if not one.interrupts:
                event.split = Split.ALL
                event.lead(rest)
        knot.lead(rest, name=_("As planned"), default=True)

    def _start(self) -> None:
        nodes = [one for one in self.process.nodes if one in self.entrance]
        events = [self.entrance[one] for one in nodes if one.tag == "startEvent" and one.arcs]
        if len(events) > 1:
            choice = Knot("work", _("Take in"), None)
            choice.asked, choice.chooses = _("What starts the process"), True
            self.made.knots.insert(0, choice)
            for event in events:
                event.kind = "route"
                choice.lead(event, name=event.name)
                event.name = ""
            self.made.start = [choice]
        elif events:
            self.made.start = events
        else:
            loose = [one for one in nodes if not one.into and one.tag not in {"boundaryEvent", "startEvent"}]
            loose = [one for one in loose if "link" not in one.events]
            self.made.start = [self.entrance[one] for one in loose or nodes[:1] if one.tag != "startEvent"]
