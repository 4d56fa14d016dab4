"""Codes for what a drawing only names; the thousandth “Task” gets its code as fast as the first."""

from __future__ import annotations

from desktop_crm.process.codes import LONGEST, code_from


class Codes:
    """Gives each name a code of its own."""

    def __init__(self, taken: frozenset[str] = frozenset(), *, instead: str) -> None:
        self.taken = set(taken)
        self.instead = instead
        self._next: dict[str, int] = {}

    def give(self, name: str) -> str:
        """Return a code that reads like a name and was not given before."""
        stem = code_from(name[: 2 * LONGEST], instead=self.instead)
        code = stem
        while code in self.taken:
            number = self._next.get(stem, 1) + 1
            self._next[stem] = number
            tail = f"_{number}"
            code = stem[: LONGEST - len(tail)].rstrip("_") + tail
        self.taken.add(code)
        return code
