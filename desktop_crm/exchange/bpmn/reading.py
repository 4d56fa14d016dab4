"""A BPMN file becomes a drawing: nodes joined by arcs, in lanes, with the facts that they read and write."""

from __future__ import annotations

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.drawing import Arc, Drawing, DrawnProcess, Lane, Node, one_line, reference
from desktop_crm.exchange.bpmn.facts import Facts
from desktop_crm.exchange.bpmn.markup import Element, parse
from desktop_crm.exchange.bpmn.remarks import Remarks
from desktop_crm.exchange.bpmn.scan import Scan, note_vendors, scan

MOST_NODES = 3_000  # companies have some twenty processes of some twenty steps
MOST_FLOWS = 12_000
_MOST_TEXT = 2_000
# Read elsewhere, or by whoever stands above it.
_READ = words.PLUMBING | {
    "lane", "sequenceFlow", "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput",
    "dataOutput", "property", "dataInputAssociation", "dataOutputAssociation", "participant", "messageFlow",
    "conditionExpression", "textAnnotation", "association",
}  # fmt: skip
_DEFINITION = "EventDefinition"
_OWNERS = frozenset({"performer", "humanPerformer", "potentialOwner", "resourceRole"})
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})


def read_drawing(content: bytes) -> Drawing:
    """Return what a file draws; raise `Invalid` where it is no BPMN that can be read safely."""
    document = parse(content)
    remarks = Remarks()
    if document.guessed:
        remarks.rewritten(
            "definitions",
            "",
            "",
            _("the text is not in the encoding that is announced; letters may be wrong."),
        )
    found = scan(document.root)
    return _Reader(found, remarks).read()


def text_of(element: Element) -> str:
    """Return what is said about an element, in one paragraph each."""
    said = [one_line(one.text, _MOST_TEXT) for one in element.children if one.tag == "documentation"]
    return "\n".join(text for text in said if text)[:_MOST_TEXT]


class _Reader:
    """Gathers the nodes of a file first, then joins them: what refers may stand before what is referred to."""

    def __init__(self, found: Scan, remarks: Remarks) -> None:
        self.found = found
        self.remarks = remarks
        self.facts = Facts(found, remarks)
        self.nodes: dict[str, Node] = {}
        self.made: list[tuple[Element, Node]] = []
        self.flows: list[tuple[Element, DrawnProcess]] = []
        self.said_to_leave: dict[str, Node] = {}  # by the id of a flow: the node that names it as outgoing
        self.said_to_enter: dict[str, Node] = {}
        self.lanes: dict[str, Lane] = {}
        self.notes: dict[str, Element] = {}
        self.links: list[Element] = []
        self.pools: set[str] = set()  # outside parties
        self.resources = {one.id: one_line(one.name) for one in found.all("resource") if one.id}
        self.owning: set[str] = set()

    def read(self) -> Drawing:
        found = self.found
        pools = self._pools()
        processes = [self._process(one, pools.get(one.id)) for one in found.processes]
        for element, node in self.made:
            self._refer(element, node)
        for element, process in self.flows:
            self._join(element, process)
        for process in processes:
            for node in process.every:
                self._settle(node, process)
        self._messages()
        self._annotate()
        self._top()
        note_vendors(found, self.remarks)
        return Drawing(found.name, processes, self.facts.by_name(), self.remarks, found.counts, found.carried)

    # Pools and processes ------------------------------------------------------------------------------

    def _pools(self) -> dict[str, Lane]:
        """Return the pools by the process that each holds; one without a process is a party outside."""
        known = {one.id for one in self.found.processes if one.id}
        pools: dict[str, Lane] = {}
        for one in self.found.all("participant"):
            process = _bare(reference(one, "processRef"), known)
            name = one.name or next((held.name for held in self.found.all("collaboration")), "")
            if process in known and process not in pools:
                pools[process] = Lane(one.id, one_line(one.name or name))
            else:
                self.pools.add(one.id)
                self.remarks.left_out(
                    "participant",
                    one.id,
                    one.name,
                    _("a pool without a process is a party outside; what passes is a contact with them."),
                )
        return pools

    def _process(self, element: Element, pool: Lane | None) -> DrawnProcess:
        process = DrawnProcess(element.id, one_line(element.name), text_of(element), pool)
        waiting: list[tuple[Element, Node | None]] = [(element, None)]
        while waiting:
            scope, inside = waiting.pop()
            for child in scope.children:
                if child.tag in words.FLOW_NODES:
                    node = self._node(child, inside)
                    (inside.content if inside is not None else process.nodes).append(node)
                    process.every.append(node)
                    if child.tag in words.SUB_PROCESSES:
                        waiting.append((child, node))
                else:
                    self._other(child, scope, process)
        return process

    def _node(self, element: Element, inside: Node | None) -> Node:
        if len(self.made) >= MOST_NODES:
            raise Invalid(_("The drawing has more than {most} places; divide it.").format(most=MOST_NODES))
        node = Node(
            element.id, element.tag, one_line(element.name), element.line, inside, text_of(element),
            attached=element.attributes.get("attachedToRef", "").strip(),
            interrupts=element.attributes.get("cancelActivity", "true") not in {"false", "0"},
            starts=element.attributes.get("triggeredByEvent", "") in {"true", "1"},
            default=element.attributes.get("default", "").strip(),
        )  # fmt: skip
        if not node.id or node.id in self.nodes:
            if node.id:
                self.remarks.rewritten(
                    node.tag, node.id, node.name, _("two elements have this id; flows lead to the first.")
                )
            else:
                node.id = f"«{_('line {number}').format(number=element.line)}»"
        self.nodes.setdefault(node.id, node)
        self.made.append((element, node))
        for flow in element.texts("outgoing"):
            self.said_to_leave.setdefault(flow, node)
        for flow in element.texts("incoming"):
            self.said_to_enter.setdefault(flow, node)
        self._events(element, node)
        return node

    def _events(self, element: Element, node: Node) -> None:
        for child in element.children:
            if child.tag.endswith(_DEFINITION):
                node.events.append(child.tag.removesuffix(_DEFINITION))
                for name in ("errorRef", "escalationRef", "signalRef", "name"):
                    code = reference(child, name)
                    if code:
                        node.codes.append(code)
            elif child.tag in words.FLOW_NODES or child.tag in _READ or child.tag == "sequenceFlow":
                continue
            elif child.tag in _OWNERS and self._owner(child):
                node.owner = node.owner or self._owner(child)
                self.owning.add(reference(child, "resourceRef"))
            elif child.tag == "script" and child.text.strip() in {"", "pass"}:
                continue  # says nothing
            elif node.tag not in words.SUB_PROCESSES:
                self._leave_out(child, node)

    def _owner(self, element: Element) -> str:
        named = reference(element, "resourceRef")
        return self.resources.get(_bare(named, self.resources), "")

    def _other(self, child: Element, scope: Element, process: DrawnProcess) -> None:
        """Take what stands in a process beside its nodes."""
        if child.tag == "sequenceFlow":
            if len(self.flows) >= MOST_FLOWS:
                raise Invalid(_("The drawing has more than {most} flows; divide it.").format(most=MOST_FLOWS))
            self.flows.append((child, process))
        elif child.tag == "laneSet":
            self._lanes(child, process.pool)
        elif child.tag == "textAnnotation":
            self.notes[child.id or f"«{child.line}»"] = child
        elif child.tag == "association":
            self.links.append(child)
        elif not self.facts.take(child, scope) and child.tag not in _READ and not _is_definition(child):
            self._leave_out(child, None)

    def _lanes(self, element: Element, pool: Lane | None) -> None:
        """Note who stands where; an inner lane says it more exactly than the one around it."""
        waiting: list[tuple[Element, Lane | None]] = [(element, pool)]
        while waiting:
            scope, around = waiting.pop()
            for child in scope.children:
                if child.tag in {"laneSet", "childLaneSet"}:
                    waiting.append((child, around))
                elif child.tag == "lane":
                    name = child.name or (around.name if around is not None else "")
                    lane = Lane(child.id, one_line(name))
                    for node in child.texts("flowNodeRef") + child.texts("flowElementRef"):
                        if node not in self.lanes or self.lanes[node] is around:
                            self.lanes[node] = lane
                    waiting.append((child, lane))

    # Joining ------------------------------------------------------------------------------------------

    def _refer(self, element: Element, node: Node) -> None:
        node.lane = self.lanes.get(node.id)
        self.facts.of_task(element, node)
        if node.tag == "boundaryEvent":
            host = self.nodes.get(_bare(node.attached, self.nodes))
            if host is None or host is node or host.tag in words.EVENTS:
                self.remarks.left_out(
                    node.tag, node.id, node.name, _("the activity that it stands on is not in the file.")
                )
            else:
                host.boundary.append(node)

    def _join(self, element: Element, process: DrawnProcess) -> None:
        source = self._end(reference(element, "sourceRef"), self.said_to_leave.get(element.id))
        target = self._end(reference(element, "targetRef"), self.said_to_enter.get(element.id))
        if source is None or target is None:
            self.remarks.left_out(
                "sequenceFlow", element.id, element.name, _("one of its ends is not in the file.")
            )
            return
        condition = element.first("conditionExpression")
        arc = Arc(element.id, one_line(element.name), source, target)
        if condition is not None and condition.text.strip():
            arc.expression = condition.text.strip()
            arc.language = condition.attributes.get("language", "")
        source.arcs.append(arc)
        target.into.append(arc)

    def _end(self, named: str, said: Node | None) -> Node | None:
        return self.nodes.get(_bare(named, self.nodes)) or said

    def _settle(self, node: Node, process: DrawnProcess) -> None:
        """Whoever stands in no lane stands in that of the sub-process around it, or in the pool."""
        around: Node | None = node
        while around is not None and around.lane is None:
            around = around.inside
        node.lane = around.lane if around is not None else process.pool
        node.default = _bare(node.default, {arc.id for arc in node.arcs})

    # What is said beside ------------------------------------------------------------------------------

    def _messages(self) -> None:
        for flow in self.found.all("messageFlow"):
            source, target = reference(flow, "sourceRef"), reference(flow, "targetRef")
            node = self.nodes.get(_bare(target, self.nodes))
            if node is not None and _bare(source, self.pools) in self.pools:
                node.outside = True
            self.remarks.left_out(
                "messageFlow",
                flow.id,
                flow.name,
                _("what passes between parties is a contact; say at the activity on which channel."),
            )

    def _annotate(self) -> None:
        """A note that hangs on a node says what that is for; others are left out."""
        links = [*self.links, *self.found.all("association")]
        self.notes.update({one.id or f"«{one.line}»": one for one in self.found.all("textAnnotation")})
        hung: set[str] = set()
        for link in links:
            ends = (reference(link, "sourceRef"), reference(link, "targetRef"))
            note = next((one for one in ends if one in self.notes), "")
            node = next((self.nodes[one] for one in ends if one in self.nodes), None)
            if note and node is not None:
                hung.add(note)
                said = _said(self.notes[note])
                if said and said not in node.text:
                    node.text = "\n".join(part for part in (node.text, said) if part)[:_MOST_TEXT]
            elif not note:
                self._leave_out(link, None)
        for id, one in self.notes.items():
            if id not in hung:
                self.remarks.left_out(
                    "textAnnotation",
                    one.id,
                    one_line(_said(one), 120),
                    _("a note that hangs on no activity."),
                )

    def _top(self) -> None:
        for tag, elements in self.found.top.items():
            if tag in _READ:
                continue
            for element in elements:
                if element.id not in self.owning:
                    self._leave_out(element, None)

    def _leave_out(self, element: Element, owner: Node | None) -> None:
        if element.tag in _LOOPS and owner is not None:
            self.remarks.left_out(
                element.tag, owner.id, owner.name, _("work is done once here; repeat it by leading back.")
            )
            return
        place = f" ({owner.name or owner.id})" if owner is not None and not element.id else ""
        self.remarks.left_out(
            element.tag, element.id, element.name + place, _("the model has no counterpart for this.")
        )


def _bare(named: str, known: object) -> str:
    """Return a reference without the prefix that some tools put before it, where only that is known."""
    if named in known:  # type: ignore[operator]
        return named
    plain = named.rpartition(":")[2]
    return plain if plain in known else named  # type: ignore[operator]


def _said(note: Element) -> str:
    held = note.first("text")
    parts: list[str] = []
    waiting = [held] if held is not None else []
    while waiting:
        one = waiting.pop()
        parts.append(one.text)
        waiting.extend(reversed(one.children))
    return one_line(" ".join(parts) or note.name, _MOST_TEXT)


def _is_definition(element: Element) -> bool:
    return element.tag.endswith(_DEFINITION)
