"""Names of persons: particles of the surname, the name as shown, and what lists are sorted by."""

from __future__ import annotations

import re
from functools import lru_cache

from desktop_crm.store.search import fold

# Particles that Dutch lists pass over when sorting (NEN 1888: "voorvoegsels"); combinations are found by
# taking words from the left while they are one of these. Single letters are far more often initials.
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        """
        's 's- 't aan af al am am- aus bij bin boven d' da dal dal' dalla das de degli dei del dela della den
        der des deur di die do don dos du el im in l' la las le les li lo los of onder op over s' te ten ter
        tho thoe thor to toe tot uijt uit unter van vanden vander ver vom von voor vor ben ibn zu zum zur
        """,
    )
)


def split_surname(surname: str) -> tuple[str, str]:
    """Return particle and family name of a surname: ``van den Berg`` → ``("van den", "Berg")``.

    Particles are in small letters, the first one perhaps with a capital; the last word never is one.
    """
    words = surname.split(" ")
    count = 0
    while count < len(words) - 1 and _is_particle(words[count], first=count == 0):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _is_particle(word: str, *, first: bool) -> bool:
    lower = word.lower()
    if lower not in _PARTICLES:
        return False
    return word == lower or (first and word == lower.capitalize())


def join_surname(particle: str, family: str) -> str:
    """Return the surname as it is written: particle first."""
    return f"{particle} {family}" if particle and family else particle or family


def split_full_name(name: str) -> tuple[str, str, str]:
    """Return given names, particle and family name of a name written out: ``Jan de Vries``.

    The surname begins at the first particle after the first word, else it is the last word.
    """
    words = name.split()
    if len(words) < 2:
        return "", "", name.strip()
    start = next(
        (
            place
            for place in range(1, len(words) - 1)
            if words[place] == words[place].lower() and _is_particle(words[place], first=False)
        ),
        len(words) - 1,
    )
    particle, family = split_surname(" ".join(words[start:]))
    return " ".join(words[:start]), particle, family


def display_name(
    *,
    prefix: str = "",
    given: str = "",
    additional: str = "",
    particle: str = "",
    family: str = "",
    suffix: str = "",
) -> str:
    """Return a person's name as it is shown: ``Mr. Jan P. de Vries Jr.``."""
    parts = (prefix, given, additional, join_surname(particle, family), suffix)
    return " ".join(part.strip() for part in parts if part.strip())


def sort_key(*, family: str = "", particle: str = "", given: str = "", name: str = "") -> str:
    """Return what lists are sorted by, folded: ``vries, de, jan`` for a person, else the name as shown.

    A name without a single letter or digit is sorted as it is written.
    """
    parts = (family, particle, given) if family else (name,)
    folded = ", ".join([key for part in parts if (key := _folded(part))])
    return folded or (name or family).casefold().strip()


@lru_cache(maxsize=4096)
def _folded(part: str) -> str:
    """Names are many people's: in a file of them nine in ten were folded before."""
    return fold(part)
