"""Charts on paper: shares with their certainty, a control chart of weeks, and where a process spends its time.

Each stands above a table with the same figures, so that nothing is told by a drawing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from desktop_crm.core.i18n import _
from desktop_crm.measures.ksf_figures import Figures, KsfTile
from desktop_crm.measures.process_times import StepTimes
from desktop_crm.reports.fonts import BOLD, REGULAR, one_line, runs, signs_of
from desktop_crm.reports.page import PADDING, WIDTH, palette

MOST_BARS = 35  # rows of a chart; a page has room for so many
_SMALL = 7.5
_CHART, _LABEL = 110.0, 84.0
_BAR_ROW, _BAR = 17.0, 9.0
_NAME, _ROLE, _LAST = 0.25, 0.15, 0.14
_SHARE_NAME, _SHARE_LABEL = 0.36, 62  # of the width, and points, beside the shares
_PHASES = ("chart_waiting", "chart_holding", "chart_working")
_LINES = {"norm": ("chart_norm", (4, 3)), "centre": ("muted", None), "limit": ("border", (1, 2))}


class _Chart(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """What all charts share: the page's width, and words in any script."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.width, self.height = WIDTH, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the room it takes, in points."""
        return self.width, self.height

    def _say(self, x: float, y: float, words: str, ink: str = "muted", *, right: bool = False) -> None:
        """Write one line; `x` is where it begins, or where it ends."""
        canvas = self.canv
        canvas.setFillColor(palette()[ink])
        pieces = runs(words)
        if right:
            x -= sum(canvas.stringWidth(signs, font, _SMALL) for font, signs in pieces)
        for font, signs in pieces:
            canvas.setFont(font, _SMALL)
            canvas.drawString(x, y, signs)
            x += canvas.stringWidth(signs, font, _SMALL)

    def _line(self, x: float, y: float, to_x: float, to_y: float, kind: str) -> None:
        ink, dash = _LINES[kind]
        self.canv.setStrokeColor(palette()[ink])
        self.canv.setLineWidth(0.8)
        self.canv.setDash(*([list(dash)] if dash else [[]]))
        self.canv.line(x, y, to_x, to_y)
        self.canv.setDash([])

    def _cut(self, words: str, width: float) -> str:
        """Return as much of one line as has room."""
        words = one_line(words, 200)
        while len(words) > 1 and self.canv.stringWidth(words, REGULAR, _SMALL) > width:
            words = words[:-2].rstrip() + "…"
        return words


class ControlChart(_Chart):
    """The share met week by week, between the limits within which chance alone moves it."""

    def __init__(self, tile: KsfTile) -> None:
        super().__init__(_CHART + 24)
        self._tile = tile

    def draw(self) -> None:
        """Draw limits, centre, norm and points; a point beyond the limits is a red square."""
        signs_of(BOLD)
        tile, limits = self._tile, self._tile.limits
        values = [point.share for point in tile.points]
        lines = [(tile.norm, "norm", _("norm"))]
        if limits is not None:
            lines += [
                (limits.upper, "limit", _("upper limit")), (limits.centre, "centre", _("mean")),
                (limits.lower, "limit", _("lower limit")),
            ]  # fmt: skip
        marks = [*values, *(value for value, _kind, _words in lines)]
        least, most = max(0.0, min(marks) - 0.02), min(1.0, max(marks) + 0.02)
        left, right, bottom, top = float(PADDING), self.width - _LABEL, 20.0, _CHART + 14

        def height(value: float) -> float:
            return bottom + (value - least) / max(most - least, 0.01) * (top - bottom)

        for value, kind, _words in lines:
            self._line(left, height(value), right, height(value), kind)
        told = [(height(value), f"{words} {value:.0%}") for value, _kind, words in lines]
        for y, words in _apart(told):
            self._say(right + 5, y - 2.5, words)
        step = (right - left) / max(1, len(values) - 1)
        points = [(left + place * step, height(value)) for place, value in enumerate(values)]
        self._points(points, limits.outside if limits is not None else ())
        if tile.points:
            self._say(left, 6, f"{tile.points[0].monday:%d-%m-%Y}")
        if len(tile.points) > 1:
            self._say(right, 6, f"{tile.points[-1].monday:%d-%m-%Y}", right=True)

    def _points(self, points: Sequence[tuple[float, float]], outside: Sequence[int]) -> None:
        canvas, colours = self.canv, palette()
        canvas.setStrokeColor(colours["chart_working"])
        canvas.setLineWidth(1.2)
        path = canvas.beginPath()
        for place, point in enumerate(points):
            (path.lineTo if place else path.moveTo)(*point)
        canvas.drawPath(path)
        for place, (x, y) in enumerate(points):
            canvas.setFillColor(colours["overdue_shape" if place in outside else "chart_working"])
            if place in outside:
                canvas.rect(x - 3, y - 3, 6, 6, stroke=0, fill=1)
            else:
                canvas.circle(x, y, 2, stroke=0, fill=1)


def _apart(labels: list[tuple[float, str]], least: float = 8.5) -> list[tuple[float, str]]:
    """Return labels at heights where none covers another, as near to their own as that lets."""
    placed: list[tuple[float, str]] = []
    for y, words in sorted(labels):
        placed.append((max(y, placed[-1][0] + least) if placed else y, words))
    return placed


class Shares(_Chart):
    """Shares met, one a row: a dot within the interval that is 95 % certain, and the norm as a stroke.

    Args:
        rows: of each its name, figures and norm.
    """

    def __init__(self, rows: Sequence[tuple[str, Figures, float]]) -> None:
        super().__init__(len(rows) * _BAR_ROW + 16)
        self._rows = rows

    def draw(self) -> None:
        """Draw the rows between 0 and 100 %."""
        signs_of(BOLD)
        canvas, colours = self.canv, palette()
        name = WIDTH * _SHARE_NAME
        for part in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = self._at(part)
            canvas.setStrokeColor(colours["separator"])
            canvas.setLineWidth(0.5)
            canvas.line(x, 12, x, self.height)
            self._say(x + (8 if part else 4), 2, f"{part:.0%}", right=True)
        for place, (words, figures, norm) in enumerate(self._rows):
            y = self.height - (place + 0.5) * _BAR_ROW
            self._say(PADDING, y - 2.5, self._cut(words, name - 12), "text")
            canvas.setStrokeColor(colours["chart_holding"])
            canvas.setLineWidth(4)
            canvas.line(self._at(figures.low), y, max(self._at(figures.high), self._at(figures.low) + 1), y)
            canvas.setStrokeColor(colours["chart_norm"])
            canvas.setLineWidth(1.2)
            canvas.line(self._at(norm), y - 5, self._at(norm), y + 5)
            canvas.setFillColor(colours["chart_working"])
            canvas.circle(self._at(figures.share), y, 3, stroke=0, fill=1)
            self._say(self.width - PADDING, y - 2.5, f"{figures.share:.1%}", "text", right=True)

    def _at(self, share: float) -> float:
        left, right = WIDTH * _SHARE_NAME, WIDTH - _SHARE_LABEL
        return left + share * (right - left)


class StepBars(_Chart):
    """A bar for each step: waiting, holding and working at their medians.

    Args:
        rows: of each the step and how its sum is said. `longest`: the sum that fills the width, in seconds.
    """

    def __init__(self, rows: Sequence[tuple[StepTimes, str]], longest: float) -> None:
        super().__init__(len(rows) * _BAR_ROW + 18)
        self._rows, self._longest = rows, longest

    def draw(self) -> None:
        """Draw what the three parts are, then the rows."""
        signs_of(BOLD)
        x, y = PADDING, self.height - 10
        for phase, words in zip(_PHASES, (_("waiting"), _("holding"), _("working")), strict=True):
            self._box(phase, x, y - 1, 10, 7)
            self._say(x + 14, y, words)
            x += 64
        for place, (step, told) in enumerate(self._rows):
            self._row(self.height - 18 - (place + 0.5) * _BAR_ROW, step, told, self._longest)

    def _row(self, y: float, step: StepTimes, told: str, longest: float) -> None:
        name, role = self.width * _NAME, self.width * _ROLE
        self._say(PADDING, y - 2.5, self._cut(step.name, name - 8), "text")
        self._say(PADDING + name, y - 2.5, self._cut(step.role, role - 8))
        left, right = PADDING + name + role, self.width * (1 - _LAST)
        if step.times is None:
            self._say(left, y - 2.5, told)
            return
        x = left
        for phase, seconds in zip(_PHASES, step.times, strict=True):
            wide = seconds / longest * (right - left) if longest else 0.0
            if wide > 0:
                self._box(phase, x, y - _BAR / 2, max(0.8, wide), _BAR)
            x += wide
        self._say(self.width - PADDING, y - 2.5, told, "text", right=True)

    def _box(self, phase: str, x: float, y: float, wide: float, high: float) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(palette()[phase])
        canvas.setStrokeColor(palette()["border"])
        canvas.setLineWidth(0.4)
        canvas.rect(x, y, wide, high, stroke=1 if phase == "chart_waiting" else 0, fill=1)
