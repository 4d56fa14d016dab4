"""What a repair is, and where it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_crm.process.model import Model, Process, Step
from desktop_crm.process.severity import Finding


@dataclass(frozen=True, slots=True)
class Repair:
    """What one key would do.

    Attributes:
        words: what it does, as an order: “Take “Mood” out”.
        edit: does it.
    """

    words: str
    edit: Callable[[Model], Model]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands and what it tells of, taken apart."""

    named: dict[str, str]
    about: tuple[str, ...]

    @classmethod
    def of(cls, finding: Finding) -> Spot:
        """Take the place of a finding apart."""
        parts = (part.partition(" ") for part in finding.place.split(", "))
        return cls({kind: code for kind, _space, code in parts}, finding.about)

    def __getattr__(self, kind: str) -> str:
        """Return the code of a kind of thing in the place; empty where it names none."""
        return self.named.get(kind, "")

    def the_process(self, model: Model) -> Process | None:
        """Return the process of the place."""
        return model.process.get(self.process)

    def the_step(self, model: Model) -> Step | None:
        """Return the step of the place."""
        process = self.the_process(model)
        return None if process is None else process.by_code.get(self.step)
