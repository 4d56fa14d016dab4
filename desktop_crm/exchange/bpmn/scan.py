"""A BPMN file taken apart: which element is what, and which of them nothing is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.drawing import one_line
from desktop_crm.exchange.bpmn.markup import Element
from desktop_crm.exchange.bpmn.remarks import Remarks

_MOST_OWNERS = 10
_LOOSE_PREFIXES = frozenset({"", "bpmn", "bpmn2", "semantic", "model"})


@dataclass(slots=True)
class Scan:
    """The parts of a file by what they are.

    Attributes:
        holders: the elements that hold processes. `processes`: in their order.
        top: other things at the top, by their name. `carried`: the model of an export of ours.
        meant: tells what is an element of BPMN.
    """

    holders: list[Element]
    meant: Callable[[Element], bool]

    name: str = ""
    processes: list[Element] = field(default_factory=list)
    top: dict[str, list[Element]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    carried: str = ""

    def all(self, tag: str) -> list[Element]:
        """Return the elements of a kind that stand at the top, or in a collaboration."""
        return self.top.get(tag, [])


def scan(root: Element) -> Scan:
    """Return the parts of a file; raise `Invalid` where it is no BPMN."""
    meant = _Meant(root)
    holders = list(_holders(root, meant))
    if not holders:
        raise Invalid(
            _("This is no drawing in BPMN 2.0: its outermost element is “{tag}”.").format(
                tag=one_line(root.tag, 60)
            )
        )
    found = Scan(holders, meant)
    for holder in holders:
        if holder.tag == "process":
            found.processes.append(holder)
            continue
        found.name = found.name or holder.name
        _take_definitions(holder, found, meant)
    _count(holders, found.counts, meant)
    return found


class _Meant:
    """Tells what is an element of BPMN: by its namespace, or where a file declares none, by its prefix."""

    def __init__(self, root: Element) -> None:
        self.spaces = set(words.SPACES)
        if root.tag == "definitions":
            self.spaces.add(root.space)

    def __call__(self, element: Element) -> bool:
        if element.space in self.spaces:
            return True
        return not element.space and element.prefix in _LOOSE_PREFIXES


def _holders(root: Element, meant: _Meant) -> Iterator[Element]:
    """Yield what holds processes: usually the outermost element, sometimes one that a wrapper holds."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if meant(element) and element.tag in {"definitions", "process"} and _looks_right(element):
            yield element
        else:
            waiting.extend(reversed(element.children))


def _looks_right(element: Element) -> bool:
    """DMN and WSDL have `definitions` too, and any XML may have a `process`."""
    if element.space in words.SPACES or element.tag == "process":
        known = words.FLOW_NODES | {"sequenceFlow", "laneSet"}
        return element.tag == "definitions" or any(one.tag in known for one in element.children)
    held = {one.tag for one in element.children}
    return bool(held & {"process", "collaboration", "choreography", "globalTask"})


def _take_definitions(holder: Element, found: Scan, meant: _Meant) -> None:
    for child in holder.children:
        if not meant(child):
            continue
        if child.tag == "process":
            found.processes.append(child)
        elif child.tag == "collaboration":
            found.top.setdefault("collaboration", []).append(child)
            for inner in child.children:
                if inner.tag == "extensionElements":
                    found.carried = found.carried or _carried(inner)
                elif meant(inner):
                    found.top.setdefault(inner.tag, []).append(inner)
        else:
            found.top.setdefault(child.tag, []).append(child)


def _carried(holder: Element) -> str:
    """Return the model that an export of ours carries with it; a tool that writes it again keeps its prefix."""
    return next((one.text for one in holder.children if (one.space, one.tag) == (words.OURS, "model")), "")


def _count(holders: list[Element], counts: Counter[str], meant: _Meant) -> None:
    waiting = list(holders)
    while waiting:
        element = waiting.pop()
        if element.tag == "extensionElements" or not meant(element):
            continue
        counts[element.tag] += 1
        waiting.extend(element.children)


def note_vendors(found: Scan, remarks: Remarks) -> None:
    """Note what tools wrote of their own, once for each kind, with the elements that it stands in."""
    owners: dict[str, list[str]] = {}
    waiting = list(found.holders)
    while waiting:
        element = waiting.pop()
        drawn = element.prefix and "di" in element.prefix and not found.meant(element)
        if element.space in words.DRAWN or drawn:
            continue  # where things stand on paper is worked out anew
        for key in element.foreign:
            if not key.startswith(("xsi:", "xml:")):
                owners.setdefault(f"@{key}", []).append(element.id or element.tag)
        for child in element.children:
            if child.tag == "extensionElements":
                _note_extensions(child, element, owners)
            else:
                waiting.append(child)
    for kind, places in sorted(owners.items()):
        several = len(places) > _MOST_OWNERS
        shown = ", ".join(dict.fromkeys(places[:_MOST_OWNERS])) + (", …" if several else "")
        remarks.left_out(
            kind.removeprefix("@"),
            "",
            "",
            ngettext(
                "what a tool notes for itself is not read; it stands in {where}.",
                "what a tool notes for itself is not read; it stands in {count} places: {where}.",
                len(places),
            ).format(count=len(places), where=shown),
        )


def _note_extensions(holder: Element, owner: Element, owners: dict[str, list[str]]) -> None:
    for one in holder.children:
        if one.space != words.OURS:
            name = f"{one.prefix}:{one.tag}" if one.prefix else one.tag
            owners.setdefault(name, []).append(owner.id or owner.tag)
