"""What a benchmark prints: rows of timings, and goals that are met or not."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    """The figures of one benchmark run, printed as one JSON document; `notes` say in words what they come to."""

    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    goals: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def row(self, what: str, size: int, seconds: Sequence[float], **more: Any) -> float:
        """Add the median and 95th percentile of timings in seconds; return the median in milliseconds."""
        ordered = sorted(seconds)
        median = statistics.median(ordered) * 1e3
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1e3
        self.rows.append(
            {
                "what": what,
                "size": size,
                "median_ms": round(median, 4),
                "p95_ms": round(p95, 4),
                "n": len(ordered),
            }
            | more
        )
        return median

    def goal(self, what: str, goal: float, value: float, *, most: bool) -> None:
        """Add a goal: `value` is to be at most (or at least) `goal`."""
        met = value <= goal if most else value >= goal
        word = "at most" if most else "at least"
        self.goals.append({"what": what, "goal": f"{word} {goal:g}", "value": round(value, 4), "met": met})

    def skip(self, sentence: str) -> None:
        """Say what was left out and why; a peer that isn't installed is no failure."""
        self.skipped.append(sentence)

    def document(self) -> dict[str, Any]:
        """Return the result as the JSON document of the command line."""
        document: dict[str, Any] = {
            "name": self.name,
            "machine": machine(),
            "rows": self.rows,
            "goals": self.goals,
        }
        if self.skipped:
            document["skipped"] = self.skipped
        if self.notes:
            document["notes"] = self.notes
        return document


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }
