"""What the check of a store finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a store.

    Attributes:
        kind: ``pages``, ``references``, ``schema``, ``triggers``, ``search``, ``context``.
    """

    kind: str
    sentence: str
