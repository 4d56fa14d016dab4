"""The facts of a drawing: data objects and stores, inputs and outputs, and who reads and writes them."""

from __future__ import annotations

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.drawing import Fact, Node, one_line, reference
from desktop_crm.exchange.bpmn.markup import Element
from desktop_crm.exchange.bpmn.remarks import Remarks
from desktop_crm.exchange.bpmn.scan import Scan

MOST_FACTS = 10_000  # companies have some two hundred
_PLACEHOLDER = "__targetRef_placeholder"
_REFERENCES = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}
_HELD = frozenset({"dataObject", "dataStore", "property", "dataInput", "dataOutput"})


class Facts:
    """Finds out which of the elements mean the same fact."""

    def __init__(self, found: Scan, remarks: Remarks) -> None:
        self.remarks = remarks
        self.types = {one.id: reference(one, "structureRef") for one in found.all("itemDefinition") if one.id}
        self.facts: dict[str, Fact] = {}
        self.pending: list[tuple[str, Fact]] = []  # references, and what each refers to
        self.named: dict[str, Fact] = {}
        self.inner: set[str] = set()  # ids of a task's own inputs and outputs
        for one in found.all("dataStore"):
            self._add(one)

    def take(self, element: Element, scope: Element) -> bool:
        """Take a thing that holds a fact; tell whether it is one."""
        if element.tag in _HELD:
            self._add(element)
        elif element.tag in _REFERENCES:
            fact = self._add(element)
            self.pending.append((reference(element, _REFERENCES[element.tag]), fact))
        elif element.tag == "ioSpecification":
            for one in element.children:
                if one.tag in _HELD:
                    self._add(one)
        else:
            return False
        return True

    def _add(self, element: Element) -> Fact:
        if len(self.facts) >= MOST_FACTS:
            raise Invalid(
                _("The drawing has more than {most} data objects; divide it.").format(most=MOST_FACTS)
            )
        subject = reference(element, "itemSubjectRef")
        fact = Fact(
            element.id or f"«{element.line}»",
            one_line(element.name),
            self.types.get(subject, subject),
            element.tag.startswith("dataStore"),
        )
        self.facts.setdefault(fact.id, fact)
        return fact

    def of_task(self, element: Element, node: Node) -> None:
        """Note what a task reads and writes: what its associations join, and what it only declares."""
        own: dict[str, Fact] = {}
        declared: list[tuple[str, str]] = []
        for child in element.children:
            if child.tag == "ioSpecification":
                for one in child.children:
                    if one.tag in {"dataInput", "dataOutput"}:
                        own[one.id] = self._add(one)
                        self.inner.add(one.id)
                        declared.append((one.tag, one.id))
            elif child.tag in {"dataInput", "dataOutput"}:  # of an event
                own[child.id] = self._add(child)
                declared.append((child.tag, child.id))
            elif child.tag == "property" and child.name != _PLACEHOLDER:
                self._add(child)
        joined: set[str] = set()
        for child in element.children:
            if child.tag == "dataInputAssociation":
                ends = [*child.texts("sourceRef"), reference(child, "targetRef")]
                self._associate(ends, own, joined, node.reads, child)
            elif child.tag == "dataOutputAssociation":
                ends = [reference(child, "targetRef"), *child.texts("sourceRef")]
                self._associate(ends, own, joined, node.writes, child)
        for tag, id in declared:
            if id not in joined and own[id].name:
                (node.reads if tag == "dataInput" else node.writes).append(own[id])

    def _associate(
        self, ends: list[str], own: dict[str, Fact], joined: set[str], into: list[Fact], element: Element
    ) -> None:
        """The fact is the one outside the task; the task's own name for it is another name of the same."""
        outer = next((self.facts[one] for one in ends if one in self.facts and one not in own), None)
        inner = [own[one] for one in ends if one in own]
        fact = outer or next(iter(inner), None)
        if fact is None:
            self.remarks.left_out(element.tag, element.id, "", _("what it refers to is not in the file."))
            return
        joined.update(one for one in ends if one in own)
        for one in inner:
            fact.structure = fact.structure or one.structure
            if outer is not None and one.name:
                self.named.setdefault(one.name.casefold(), fact)
        into.append(fact)

    def by_name(self) -> dict[str, Fact]:
        """Return the facts by what conditions may call them; a reference and its object are one fact."""
        for target, fact in self.pending:
            known = self.facts.get(target)
            if known is not None:
                fact.name = fact.name or known.name
                fact.structure = fact.structure or known.structure
                fact.kept = fact.kept or known.kept
                for alias in (known.name.casefold(), known.id.casefold()):
                    if alias:
                        self.named.setdefault(alias, fact)
        for fact in self.facts.values():
            for alias in (fact.name.casefold(), fact.id.casefold()):
                if alias and fact.name:
                    self.named.setdefault(alias, fact)
        return self.named
