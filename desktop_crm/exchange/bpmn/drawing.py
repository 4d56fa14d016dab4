"""What a BPMN file draws: processes, their nodes and arcs, lanes, and the facts that tasks read and write."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from desktop_crm.exchange.bpmn.markup import Element
from desktop_crm.exchange.bpmn.remarks import Remarks

_SEEN = 20


@dataclass(slots=True)
class Lane:
    """Who does what is in it; a pool without lanes is one."""

    id: str
    name: str


@dataclass(slots=True, eq=False)
class Fact:
    """Something that is read or written: a data object or store, a task's input or output.

    Attributes:
        structure: the type that the file gives it, as it stands there. `kept`: it outlives the process.
    """

    id: str
    name: str
    structure: str = ""
    kept: bool = False


@dataclass(slots=True, eq=False)
class Node:
    """A flow node of a process or of one of its sub-processes.

    Attributes:
        inside: the sub-process that it stands in. `lane`: the innermost.
        events: what kinds of event its definitions name, ``timer``, ``message``, …; codes they refer to.
        attached: the id of the activity whose boundary it stands on; `interrupts` that one.
        starts: a trigger starts it (an event sub-process). `outside`: it receives from outside the company.
        owner: who is named as the one to do it, where that is a resource with a name.
        reads, writes: the facts it takes and leaves, in order.
    """

    id: str
    tag: str
    name: str
    line: int
    inside: Node | None
    text: str = ""
    lane: Lane | None = None
    events: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    attached: str = ""
    interrupts: bool = True
    starts: bool = False
    default: str = ""
    outside: bool = False
    owner: str = ""
    reads: list[Fact] = field(default_factory=list)
    writes: list[Fact] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    into: list[Arc] = field(default_factory=list)
    boundary: list[Node] = field(default_factory=list)
    content: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Arc:
    """A sequence flow. `expression`: its condition as it stands there, None where it has none."""

    id: str
    name: str
    source: Node
    target: Node
    expression: str | None = None
    language: str = ""

    @property
    def default(self) -> bool:
        """Whether it is followed when no other is."""
        return bool(self.id) and self.source.default == self.id


@dataclass(slots=True)
class DrawnProcess:
    """A process with all its nodes, those of sub-processes among them; `nodes` are those of the top level."""

    id: str
    name: str
    text: str = ""
    pool: Lane | None = None
    nodes: list[Node] = field(default_factory=list)
    every: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Drawing:
    """A BPMN file.

    Attributes:
        facts: by id and by name, whatever its capitals.
        counts: how many elements of each kind the file has.
        carried: the model that an export of ours carries with it, in its own form.
    """

    name: str
    processes: list[DrawnProcess]
    facts: dict[str, Fact]
    remarks: Remarks
    counts: Counter[str]
    carried: str = ""


def one_line(text: str, most: int = 200) -> str:
    """Return a text in one line of at most so many characters."""
    seen = text[: _SEEN * most]  # of twenty megabytes no word is made that nobody will read
    plain = " ".join(seen.split())
    return plain if len(plain) <= most and seen == text else plain[: most - 1].rstrip() + "…"


def reference(element: Element, name: str) -> str:
    """Return what an attribute, or a child of that name, refers to."""
    found = element.attributes.get(name, "").strip()
    return found or next(iter(element.texts(name)), "")
