"""Whether a customer may be reached, by what they said of it: the rule, of plain values alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from desktop_crm.core.frozen import frozen
from desktop_crm.customers.rows import ConsentRow


class Word(StrEnum):
    """What a customer said of being reached in a way, for a purpose."""

    GIVEN = "given"
    REFUSED = "refused"
    UNSAID = "unsaid"
    SERVICE = "service"  # nothing was said, and nothing needs to be: they are answered


@frozen
class Said:
    """The word that counts, and where it stands; no row for what was never said."""

    word: Word
    consent: ConsentRow | None = None

    @property
    def may(self) -> bool:
        """Tell whether nobody needs to be asked first."""
        return self.word in (Word.GIVEN, Word.SERVICE)


def said_of(
    consents: Iterable[ConsentRow], channels: Collection[str], *, purpose: str = "", served: bool = False
) -> Said:
    """Return what a customer said of being reached through a channel for a purpose (empty: for none in particular).

    The newest word for this very purpose counts, unless a newer no to the channel as a whole does; else the newest
    for the channel as a whole. A yes to one purpose is none to another. Where nothing was said of the channel as a
    whole, a no to any purpose forbids what names none.

    Args:
        channels: the names under which consent is kept for it, in small letters.
        served: they have a case that runs or a question that is open. Answering those is service: it needs no
            consent, but a no to the channel as a whole is heeded there too. Whoever names a purpose doesn't answer.
    """
    told = [one for one in consents if one.channel.casefold() in channels]
    counts = whole = _newest(one for one in told if not one.purpose)
    if purpose:
        named = _newest(one for one in told if one.purpose.casefold() == purpose.casefold())
        if named is not None and not (named.given and _withdrawn_after(whole, named)):
            counts = named
    elif whole is None and not served:
        counts = _newest(one for one in told if not one.given)
    if counts is not None:
        return Said(Word.GIVEN if counts.given else Word.REFUSED, counts)
    return Said(Word.SERVICE if served and not purpose else Word.UNSAID)


def _newest(told: Iterable[ConsentRow]) -> ConsentRow | None:
    return max(told, key=lambda one: (one.happened_at, one.id), default=None)


def _withdrawn_after(whole: ConsentRow | None, named: ConsentRow) -> bool:
    return whole is not None and not whole.given and whole.happened_at > named.happened_at
