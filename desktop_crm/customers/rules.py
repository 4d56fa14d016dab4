"""When two customers count as one: rules that may act alone, and rules that ask."""

from __future__ import annotations

from enum import StrEnum

from desktop_crm.customers.evidence import Commonness, Field, How
from desktop_crm.customers.likeness import Match


class Rules(StrEnum):
    """Strict rules may act alone; broad rules ask a person."""

    STRICT = "strict"
    BROAD = "broad"


# In bits, the odds that two are one: twice as likely as not, and 16,000 times.
BROAD_FROM = 1.0
STRICT_FROM = 14.0
_NAMES = frozenset({Field.GIVEN, Field.FAMILY, Field.ORGANISATION})
# What belongs to one person. Houses, and often telephones, are shared by a family with one name.
_ONE_S_OWN = frozenset({Field.BORN, Field.EMAIL})


def least(rules: Rules, common: Commonness) -> float:
    """Return the bits below which the rules call no pair one customer."""
    return (BROAD_FROM if rules is Rules.BROAD else STRICT_FROM) - common.before


def holds(rules: Rules, match: Match, common: Commonness) -> bool:
    """Tell whether the rules call this pair one customer.

    Strict rules want more than a high score, since a father and a son may share name, house and telephone:
    a name and something of one's own must be the same, and neither may differ anywhere.
    """
    odds = match.bits + common.before
    if rules is Rules.BROAD:
        return odds >= BROAD_FROM
    if odds < STRICT_FROM:
        return False
    same = {piece.field for piece in match.evidence if piece.how is How.EQUAL}
    differs = any(
        piece.how in (How.DIFFERENT, How.ALIKE)
        for piece in match.evidence
        if piece.field in _NAMES or piece.field in _ONE_S_OWN
    )
    return not differs and bool(same & _NAMES) and bool(same & _ONE_S_OWN)
