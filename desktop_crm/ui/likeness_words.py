"""How alike two customers are, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop_crm.core.i18n import _
from desktop_crm.customers.evidence import Evidence, How, in_words

_MOST = 4


def percent(score: float) -> str:
    """Return a probability as people read it; nobody is ever quite sure."""
    return f"{min(99, round(score * 100))} %" if score >= 0.01 else "< 1 %"


def reasons_line(score: float, evidence: Sequence[Evidence]) -> str:
    """Return how likely it is, and the strongest reasons for and against."""
    return _("{percent} likely · {reasons}").format(
        percent=percent(score), reasons=", ".join(strongest(evidence))
    )


def strongest(evidence: Iterable[Evidence], most: int = _MOST) -> list[str]:
    """Return the strongest reasons, those against at the end."""
    told = sorted(evidence, key=lambda piece: -abs(piece.bits))[:most]
    told.sort(key=lambda piece: piece.how is How.DIFFERENT)
    return [in_words(piece) for piece in told]
