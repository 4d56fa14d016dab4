"""The people of the company as generated rows refer to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works here, by role and by name, and where things are registered: keys as 16 bytes."""

    by_role: dict[str, tuple[bytes, ...]]
    names: dict[bytes, str]
    store: bytes

    def of(self, role: str) -> tuple[bytes, ...]:
        """Return the employees of a role; of one that nobody holds, everybody."""
        return self.by_role.get(role) or self.everybody

    @property
    def everybody(self) -> tuple[bytes, ...]:
        """All employees, each once."""
        return tuple(dict.fromkeys(key for keys in self.by_role.values() for key in keys))


def monotonic(recorded: int) -> int:
    """Return the monotonic reading (nanoseconds) of the store's machine, which never stopped since 2020."""
    return (recorded - 1_577_836_800_000_000) * 1000
