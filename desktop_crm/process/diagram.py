"""A process as a drawing: its steps with their lanes, branches, parallel branches and joins, from event to event.

The sequence first, then who (Kappert, Bloemink and Hoekstra 1999, steps 3 and 4): as long as nobody is
responsible for anything there is one lane; after that each role has its own. Windows, SVG and paper draw this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from desktop_crm.core.i18n import _
from desktop_crm.process.condition_words import condition_words
from desktop_crm.process.graph import targets
from desktop_crm.process.lanes import Lane, lanes_of
from desktop_crm.process.layout import Arc, Area, Box, Layout, lay_out
from desktop_crm.process.lettering import width_of, wrapped
from desktop_crm.process.model import Join, Model, Performer, Process, Split, Step

HEAD = 132  # the width of the heads of the lanes
TITLE_SIZE, NOTE_SIZE = 13, 11  # of type, in pixels
TITLE_LINE, NOTE_LINE = 17, 14  # from line to line
STEP_WIDTH, PAD = 164, 10
EVENT, GATE = 32, 36  # the sides of events and gates
CAPTION_GAP = 5
_TITLE_LINES, _NOTE_LINES, _CAPTION_LINES, _LABEL_LINES = 3, 2, 3, 3
_CAPTION_WIDTH, _LABEL_WIDTH = 120, 132
_EVENT_ROW = EVENT + 2 * (CAPTION_GAP + _CAPTION_LINES * NOTE_LINE) - 28  # what the gap between rows leaves


class Shape(StrEnum):
    """What a figure is: an event, a step, or a gate: one of several, all of several, waiting for all, passed."""

    START = "start"
    END = "end"
    STEP = "step"
    CHOICE = "choice"
    FORK = "fork"
    JOIN = "join"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a drawing.

    Attributes:
        key: names it in the drawing. `step`: the code of the step that it belongs to; empty for the start.
        lines: what is written in a step, or below an event. `notes`: what is said of it besides.
        lane: its number. `title`: all of its words.
    """

    key: str
    shape: Shape
    step: str
    lane: int
    area: Area
    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """A line from a figure to a figure.

    Attributes:
        step, to: the codes of the steps whose flow it is; empty where a line belongs to the drawing alone.
        words: the condition in words. `lines`: as much of them as is written at `label`.
    """

    source: str
    target: str
    step: str
    to: str
    points: tuple[tuple[int, int], ...]
    back: bool
    words: str = ""
    lines: tuple[str, ...] = ()
    label: Area | None = None


@dataclass(frozen=True, slots=True)
class LaneHead:
    """A lane with its name; `role` is the code of the role, empty where it is none."""

    role: str
    title: str
    lines: tuple[str, ...]
    area: Area


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing of a process, in pixels from its top left corner.

    Attributes:
        head: the width of the heads of the lanes; 0 when there is one lane for all.
        columns: where the columns of figures begin and end: between them a drawing may be cut for paper.
    """

    process: str
    title: str
    width: int
    height: int
    head: int
    lanes: tuple[LaneHead, ...]
    figures: tuple[Figure, ...]
    connections: tuple[Connection, ...]
    columns: tuple[tuple[int, int], ...]


def diagram_of(model: Model, process: Process) -> Diagram:
    """Draw a process. Flows to steps that are not there are left out; equal models give equal drawings."""
    return _Drawer(model, process).diagram()


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure before it has its place."""

    key: str
    shape: Shape
    step: str
    lane: int
    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def box(self) -> Box:
        if self.shape is Shape.STEP:
            high = 2 * PAD + TITLE_LINE * len(self.lines) + NOTE_LINE * len(self.notes)
            return Box(self.key, STEP_WIDTH, high + high % 2, self.lane)
        if self.shape in (Shape.START, Shape.END):
            room = max((width_of(line, NOTE_SIZE) for line in self.lines), default=0)
            return Box(self.key, EVENT, EVENT, self.lane, room, _EVENT_ROW)
        return Box(self.key, GATE, GATE, self.lane)


@dataclass(frozen=True)
class _Link:
    """A connection before it has its course."""

    source: str
    target: str
    step: str = ""
    to: str = ""
    words: str = ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return wrapped(self.words, _LABEL_WIDTH, NOTE_SIZE, _LABEL_LINES)

    def arc(self) -> Arc:
        wide = max((width_of(line, NOTE_SIZE) for line in self.lines), default=0)
        return Arc(self.source, self.target, wide, len(self.lines) * NOTE_LINE)


class _Drawer:
    """Turns a process into boxes and arcs, and their places into a drawing."""

    def __init__(self, model: Model, process: Process) -> None:
        self.model, self.process = model, process
        self.lanes, self.lane = lanes_of(model, process)
        self.parts: list[_Part] = []
        self.links: list[_Link] = []
        self._begin()
        for step in process.by_code.values():  # a code that stands twice is drawn once
            self._step(step)

    def diagram(self) -> Diagram:
        """Lay it out."""
        layout = lay_out([part.box() for part in self.parts], [link.arc() for link in self.links])
        head = HEAD if len(self.lanes) > 1 or self.lanes[0].title else 0
        return Diagram(
            self.process.code,
            self.process.name,
            head + layout.width,
            layout.height,
            head,
            tuple(
                _head(lane, area, head, layout.width)
                for lane, area in zip(self.lanes, layout.lanes, strict=True)
            ),
            tuple(self._figures(layout, head)),
            tuple(self._connections(layout, head)),
            tuple((begin + head, end + head) for begin, end in layout.columns),
        )

    def _figures(self, layout: Layout, head: int) -> Iterator[Figure]:
        for part, area in zip(self.parts, layout.areas, strict=True):
            place = _moved(area, head)
            yield Figure(
                part.key, part.shape, part.step, part.lane, place, part.title, part.lines, part.notes
            )

    def _connections(self, layout: Layout, head: int) -> Iterator[Connection]:
        for link, line in zip(self.links, layout.lines, strict=True):
            label = None if line.label is None else _moved(line.label, head)
            points = tuple((x + head, y) for x, y in line.points)
            yield Connection(
                link.source, link.target, link.step, link.to, points, line.back, link.words, link.lines, label
            )

    def _begin(self) -> None:
        firsts = [code for code in dict.fromkeys(self.process.start) if code in self.process.by_code]
        lane = self.lane[firsts[0]] if firsts else 0
        title = self.process.starting.name
        self.parts.append(_Part("start:", Shape.START, "", lane, title, _caption(title)))
        source = "start:"
        if len(firsts) > 1:
            source = "start:fork"
            self.parts.append(_Part(source, Shape.FORK, "", lane, _("All of these begin")))
            self.links.append(_Link("start:", source))
        self.links += [_Link(source, self._entrance(code), "", code) for code in firsts]

    def _entrance(self, code: str) -> str:
        step = self.process.by_code[code]
        return f"join:{code}" if self._joins(step) and not _is_join(step, self.process) else code

    def _joins(self, step: Step) -> bool:
        sources = len(self.process.incoming[step.code]) + (step.code in self.process.start)
        return step.join is Join.ALL and sources > 1

    def _step(self, step: Step) -> None:
        lane, after = self.lane[step.code], targets(self.process, step)
        if self._entrance(step.code) != step.code:
            waits = _("Waits for all that leads here")
            self.parts.append(_Part(f"join:{step.code}", Shape.JOIN, step.code, lane, waits))
            self.links.append(_Link(f"join:{step.code}", step.code))
        self._figure(step, lane, after)
        source = step.code
        if len(after) > 1 and step.activity:
            source = f"split:{step.code}"
            self.parts.append(_Part(source, _split(step), step.code, lane, _split_words(step)))
            self.links.append(_Link(step.code, source))
        for to in after:
            self.links.append(_Link(source, self._entrance(to), step.code, to, self._words(step, to)))
        if step.concluding:
            title = self.process.concluding.name
            self.parts.append(_Part(f"end:{step.code}", Shape.END, step.code, lane, title, _caption(title)))
            self.links.append(_Link(step.code, f"end:{step.code}"))

    def _figure(self, step: Step, lane: int, after: list[str]) -> None:
        if not step.activity:
            shape = _split(step) if len(after) > 1 else Shape.ROUTE
            if self._joins(step) and _is_join(step, self.process):
                shape = Shape.JOIN
            words = step.name or (_split_words(step) if len(after) > 1 else step.code)
            self.parts.append(_Part(step.code, shape, step.code, lane, words))
            return
        title = step_title(self.model, step)
        inner = STEP_WIDTH - 2 * PAD
        self.parts.append(
            _Part(
                step.code, Shape.STEP, step.code, lane, title,
                wrapped(title, inner, TITLE_SIZE, _TITLE_LINES),
                wrapped(" · ".join(self._notes(step)), inner, NOTE_SIZE, _NOTE_LINES),
            )
        )  # fmt: skip

    def _notes(self, step: Step) -> Iterator[str]:
        activity = self.model.activity.get(step.activity)
        if activity is not None and activity.performer is not Performer.EMPLOYEE:
            yield performer_words(activity.performer)
        if step.only_when:
            yield _("only when {condition}").format(condition=condition_words(self.model, step.only_when))
        if step.skippable:
            yield _("may be skipped")

    def _words(self, step: Step, to: str) -> str:
        flows = [flow for flow in step.flows if flow.to == to]
        told = [condition_words(self.model, flow.when) for flow in flows if flow.when]
        if len(told) < len(flows) and step.split is Split.ONE and any(flow.when for flow in step.flows):
            told.append(_("otherwise"))
        return " / ".join(told)


def step_title(model: Model, step: Step) -> str:
    """Return what people call a step: its own name, or that of its activity."""
    activity = model.activity.get(step.activity)
    return step.name or (activity.name if activity is not None else step.activity or step.code)


def performer_words(performer: Performer) -> str:
    """Return who does an activity, as it is said of it."""
    return {
        Performer.EMPLOYEE: _("by an employee"),
        Performer.CUSTOMER: _("by the customer"),
        Performer.PARTNER: _("by a partner"),
        Performer.SYSTEM: _("by the system"),
    }[performer]


def _is_join(step: Step, process: Process) -> bool:
    """A step that only routes and leads to one other can be the join itself."""
    return not step.activity and len(targets(process, step)) < 2


def _split(step: Step) -> Shape:
    return Shape.FORK if step.split is Split.ALL else Shape.CHOICE


def _split_words(step: Step) -> str:
    return _("All of these follow") if step.split is Split.ALL else _("One of these follows")


def _caption(text: str) -> tuple[str, ...]:
    return wrapped(text, _CAPTION_WIDTH, NOTE_SIZE, _CAPTION_LINES)


def _head(lane: Lane, area: Area, head: int, width: int) -> LaneHead:
    lines = wrapped(lane.title, head - 2 * PAD, TITLE_SIZE, 3, bold=True) if head else ()
    return LaneHead(lane.role, lane.title, lines, Area(0, area.y, head + width, area.height))


def _moved(area: Area, by: int) -> Area:
    return Area(area.x + by, area.y, area.width, area.height)
