"""Customers from elsewhere made ready to be written: checked, taken apart into rows, and what they are called.

That is most of the work of an import, and needs no store: another process can do it.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from desktop_crm.customers.data import CustomerData, checked, content_digest
from desktop_crm.customers.recognise import CARD, CONTENT, OWN, REFERENCE, Incoming, Name, Related, names_of
from desktop_crm.customers.sheet import Sheet, data_of, sheet_of
from desktop_crm.customers.terms import Match


class Ready(NamedTuple):
    """A customer who can be kept, as they came in.

    Attributes:
        sheet: what they say, as it is written. `digest` of it: see `content_digest`.
        names: by which they are recognised, the surest first. `all_names`: by which they may be asked for.
        own_id, number, card, related: as of `Incoming`.
    """

    sheet: Sheet
    digest: str
    names: list[Name]
    all_names: list[Name]
    own_id: UUID | None
    number: str
    card: str
    related: tuple[Related, ...]

    @property
    def data(self) -> CustomerData:
        """What they say; of who is new nobody asks."""
        return data_of(self.sheet)


def ready(incoming: Incoming, match: Match = Match.SURE) -> Ready:
    """Return a customer ready to be written under a rule of recognition; raise `Invalid` for one who can't be kept."""
    data = checked(incoming.data)
    digest = content_digest(data)
    names = names_of(incoming, data, digest, match)
    others = [(CONTENT, digest), (CARD, incoming.card), (REFERENCE, data.reference)]
    others += [(OWN, str(incoming.own_id))] if incoming.own_id else []
    return Ready(
        sheet_of(data),
        digest,
        names,
        names + [name for name in others if name[1] and name not in names],
        incoming.own_id,
        incoming.number,
        incoming.card,
        incoming.related,
    )
