"""Who plays the customers: people of the sample company's store who have no case open yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.customers.reads import customer_profile
from desktop_crm.store.work import Reading
from desktop_crm.workflow.customer_reads import known_facts
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hits

_NAMES = ("de Vries", "Jansen", "Bakker", "Visser", "Smit", "de Boer", "Mulder", "Bos", "Vos", "Meijer")
_MOST, _PARTS = 50, 3


@dataclass(frozen=True, slots=True)
class Cast:
    """The names, as they are typed, of who reports damage, who leaves and who changes a policy."""

    claimant: str
    leaver: str
    mover: str
    address: str = "Thorbeckegracht 12, 8011 VL Zwolle"


def find_cast(view: Reading) -> Cast:
    """Return three customers whom their name alone finds; raise `NotFound` in a store that has no such three."""
    free = list(_free(view))
    # Whoever reports damage to a car preferably has one insured here; the others are whoever is left.
    free.sort(key=lambda hit: not _insures(view, hit, "motor"))
    if len(free) >= _PARTS:
        return Cast(*(hit.name for hit in free[:_PARTS]))
    raise NotFound(_("The tour needs three customers who can be told apart by name; this store has too few."))


def _free(view: Reading) -> Iterator[CustomerHit]:
    for name in _NAMES:
        for hit in customer_hits(view, name, _MOST):
            people = " " in hit.name and hit.name.isascii() and name in hit.name
            if people and not hit.open_cases and hit.phone and _first(view, hit) and _reachable(view, hit):
                yield hit


def _first(view: Reading, hit: CustomerHit) -> bool:
    found = customer_hits(view, hit.name, 2)
    return found[0].id == hit.id


def _insures(view: Reading, hit: CustomerHit, what: str) -> bool:
    facts = known_facts(view, hit.id)
    return any(fact.item == "cover" and what in (fact.content or "") for fact in facts)


def _reachable(view: Reading, hit: CustomerHit) -> bool:
    """Whether we have all that a believable file holds: an address, and more than one way to reach them."""
    profile = customer_profile(view, hit.id)
    return bool(profile.addresses) and len(profile.points) > 1
