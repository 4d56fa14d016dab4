"""Walking through a drawing with four arrows, and what is said of the place where one stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Connection, Diagram, Figure, Shape


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one stands: on a figure, or with a `target` on the line to it."""

    source: str
    target: str = ""


class Walk:
    """The ways through one drawing.

    Attributes:
        figures: by their keys. `lines`: by the keys of their ends.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.figures: dict[str, Figure] = {one.key: one for one in diagram.figures}
        self.lines: dict[Spot, Connection] = {
            Spot(one.source, one.target): one for one in diagram.connections
        }
        self._out: dict[str, list[Spot]] = {key: [] for key in self.figures}
        self._in: dict[str, list[Spot]] = {key: [] for key in self.figures}
        for spot in self.lines:
            self._out[spot.source].append(spot)
            self._in[spot.target].append(spot)

    @property
    def first(self) -> Spot:
        """Where the process starts."""
        return Spot(self.diagram.figures[0].key)

    @property
    def last(self) -> Spot:
        """What stands furthest to the right."""
        return Spot(max(self.diagram.figures, key=lambda one: (one.area.x, -one.area.y)).key)

    def holds(self, spot: Spot) -> bool:
        """Whether it is in this drawing."""
        return spot in self.lines if spot.target else spot.source in self.figures

    def of_step(self, step: str) -> Spot:
        """Return where a step stands; the start when it isn't drawn."""
        return Spot(step) if step in self.figures else self.first

    def on(self, spot: Spot, *, by_line: bool = False) -> Spot:
        """Follow the flow: where it forks, or when asked to, onto the first of the lines."""
        return self._along(spot, self._out, forth=True, by_line=by_line)

    def back(self, spot: Spot, *, by_line: bool = False) -> Spot:
        """Go where the flow comes from: where several meet, or when asked to, onto the first of the lines."""
        return self._along(spot, self._in, forth=False, by_line=by_line)

    def _along(self, spot: Spot, linked: dict[str, list[Spot]], *, forth: bool, by_line: bool) -> Spot:
        if spot.target:
            return Spot(spot.target if forth else spot.source)
        lines = linked[spot.source]
        if not lines:
            return spot
        if len(lines) > 1 or by_line:
            return lines[0]
        return Spot(lines[0].target if forth else lines[0].source)

    def beside(self, spot: Spot, by: int) -> Spot:
        """Go up (-1) or down (1): from a line to its neighbour, from a figure to the nearest one there."""
        if spot.target:
            lines = self._out[spot.source]
            if len(lines) == 1:
                lines = self._in[spot.target]
            return lines[max(0, min(lines.index(spot) + by, len(lines) - 1))]
        x, y = self.figures[spot.source].area.middle
        near = [
            (abs(one.area.middle[1] - y) + 2 * abs(one.area.middle[0] - x), one.key)
            for one in self.diagram.figures
            if (one.area.middle[1] - y) * by > 0
        ]
        return Spot(min(near)[1]) if near else spot

    def step_of(self, spot: Spot) -> str:
        """Return the code of the step that a place belongs to; that of its target for a line; empty for the start."""
        if spot.target:
            return self.figures[spot.target].step
        return self.figures[spot.source].step

    def flow_of(self, spot: Spot) -> tuple[str, str] | None:
        """Return the steps whose flow a line is, the first empty for the start; None where it is no flow."""
        line = self.lines.get(spot)
        return (line.step, line.to) if line is not None and line.to else None

    def words(self, spot: Spot) -> str:
        """Return what one hears of a place: what it is, whose, and what follows."""
        if spot.target:
            line = self.lines[spot]
            ends = _("From {source} to {target}").format(
                source=self.figures[spot.source].title, target=self.figures[spot.target].title
            )
            return _parts([ends, line.words, _("leads back") if line.back else ""])
        figure = self.figures[spot.source]
        lane = self.diagram.lanes[figure.lane].title
        return _parts([_kind(figure), figure.title, *figure.notes, lane, self.follows(spot)])

    def follows(self, spot: Spot) -> str:
        """Return what comes after a figure, with the conditions."""
        lines = self._out[spot.source]
        if len(lines) == 1 and lines[0].target == f"split:{spot.source}":  # a step is heard with its own gate
            return self.follows(Spot(lines[0].target))
        told = []
        for line in lines:
            figure, words = self.figures[line.target], self.lines[line].words
            title = self.figures[figure.step].title if figure.key == f"join:{figure.step}" else figure.title
            told.append(f"{title} ({words})" if words else title)
        both = self.figures[spot.source].shape is Shape.FORK
        joined = (_(" and ") if both else _(" or ")).join(told)
        return _("then {steps}").format(steps=joined) if told else _("nothing follows")


def _parts(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _kind(figure: Figure) -> str:
    return {
        Shape.START: _("Start"),
        Shape.END: _("Conclusion"),
        Shape.STEP: _("Step"),
        Shape.CHOICE: _("Branch"),
        Shape.FORK: _("Parallel branch"),
        Shape.JOIN: _("Join"),
        Shape.ROUTE: _("Passage"),
    }[figure.shape]
