"""On what terms customers come in: by what one who is known already is recognised, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Match(StrEnum):
    """By what somebody who comes in is recognised as one who is here."""

    SURE = "sure"  # our id, the UID of a card, a reference, or the very same content
    NUMBER = "number"  # the customer number, which is ours
    REFERENCE = "reference"  # what another system calls them
    EMAIL = "email"  # any e-mail address of theirs
    PHONE = "phone"  # any telephone number of theirs, in whatever notation
    NAME = "name"  # family name, particle and given name, with the birth date


class Mode(StrEnum):
    """What may happen to customers."""

    BOTH = "both"  # who is new is added, who is known is brought up to date
    CREATE = "create"  # who is known stays as they are
    UPDATE = "update"  # who is not known is rejected


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one import."""

    match: Match = Match.SURE
    mode: Mode = Mode.BOTH


USUAL = Terms()
