"""What is filed with a customer, as frozen values: tags, statements of theirs, names in other systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STATEMENT_KINDS = frozenset({"need", "wish", "attitude"})


@dataclass(frozen=True, slots=True)
class StatementData:
    """What a customer said they need or wish, or think of us (``need``, ``wish``, ``attitude``), and when."""

    kind: str
    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class IdentifierData:
    """What a customer is called in another system."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Filed:
    """What is filed with a customer: tags, statements of theirs, names in other systems."""

    tags: tuple[str, ...] = ()
    statements: tuple[StatementData, ...] = ()
    identifiers: tuple[IdentifierData, ...] = ()


NOTHING_FILED = Filed()
