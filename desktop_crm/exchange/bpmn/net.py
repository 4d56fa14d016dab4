"""A drawn process as a net of knots: sub-processes flattened, events and gateways as what they do."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_crm.exchange.bpmn.drawing import Node
from desktop_crm.exchange.bpmn.expressions import Comparison
from desktop_crm.process.model import Condition, Join, Performer, Split


@dataclass(slots=True, eq=False)
class Way:
    """What follows a knot.

    Attributes:
        name: what the drawing calls it. `asks`: its condition, empty where it has none, None where a person
            has to read the `expression`.
        default: it is followed when no other is. `when`: the condition as the model has it.
    """

    to: Knot
    name: str = ""
    asks: list[Comparison] | None = field(default_factory=list)
    expression: str = ""
    default: bool = False
    arc: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(slots=True, eq=False)
class Knot:
    """A place in the net: work, or a route that only divides, joins or leads on; an end concludes.

    Attributes:
        kind: ``work``, ``route``, ``end`` or ``start``.
        into: from where ways lead here, as `Net.connect` found them.
        asked: what is decided here, as the drawing asks it.
        guards: the work is passed over unless these hold. `chooses`: a person says which way it is.
    """

    kind: str
    name: str
    node: Node | None = None
    performer: Performer = Performer.EMPLOYEE
    ways: list[Way] = field(default_factory=list)
    into: list[Knot] = field(default_factory=list)
    split: Split = Split.ONE
    join: Join = Join.ANY
    asked: str = ""
    chooses: bool = False
    inclusive: bool = False
    terminates: bool = False
    concluding: bool = False
    guards: list[Way] = field(default_factory=list)
    only_when: tuple[Condition, ...] = ()
    decides: list[str] = field(default_factory=list)  # names of what this work registers to decide by
    code: str = ""

    def lead(self, to: Knot, **said: object) -> Way:
        """Add a way to another knot."""
        way = Way(to, **said)  # type: ignore[arg-type]
        self.ways.append(way)
        return way

    @property
    def by_person(self) -> bool:
        """Whether an employee does it, who can say which way the case goes."""
        return self.kind == "work" and self.performer is Performer.EMPLOYEE


@dataclass(slots=True)
class Net:
    """The knots of a process, those it starts at, and work that belongs to no place in it."""

    knots: list[Knot] = field(default_factory=list)
    start: list[Knot] = field(default_factory=list)
    beside: list[Node] = field(default_factory=list)

    def connect(self) -> None:
        """Note at each knot from where ways lead to it."""
        for knot in self.knots:
            knot.into = []
        for knot in self.knots:
            for way in knot.ways:
                way.to.into.append(knot)


def tells_itself(knot: Knot) -> bool:
    """Tell whether conditions that can be read decide which way is followed: all but one have some."""
    if knot.chooses:
        return False
    asked = [way for way in knot.ways if not way.default]
    unread = any(way.asks is None for way in asked)
    free = sum(way.asks == [] for way in asked)
    return not unread and free <= (0 if len(asked) < len(knot.ways) else 1)
