"""Who may be meant: the customers in the store who look like one that somebody is typing, in milliseconds.

Looking through all customers (`scanning`) knows how common every value is. Here it is estimated: the family
name's share is counted where the index gives it cheaply, the rest is taken as common as such values usually are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from sqlalchemy import bindparam, func, select

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.evidence import FEWEST, Commonness, Evidence, Field
from desktop_crm.customers.likeness import Traits, compare
from desktop_crm.customers.reads import customer_names
from desktop_crm.customers.rows import CustomerName
from desktop_crm.customers.stored import read_customers
from desktop_crm.customers.tables import ContactPoint, Customer
from desktop_crm.customers.traits import traits_of
from desktop_crm.store.find import find
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import fold
from desktop_crm.store.tables import SearchDoc
from desktop_crm.store.work import Reading

SHOWN = 5
# In bits: whoever types can see at a glance what is not so, so that one in five is worth showing.
SHOWN_FROM = -2.0
_MOST = 40
_AFTER_ALL = "\U0010ffff"
# How large a part of all customers usually shares a value.
_USUALLY = {Field.GIVEN: 0.005, Field.HOST: 0.1, Field.TOWN: 0.01, Field.STREET: 0.0005, Field.NUMBER: 0.02}

_REACHED = Prepared(
    select(ContactPoint.customer_id)
    .join(Customer, Customer.id == ContactPoint.customer_id)
    .where(ContactPoint.normal == bindparam("reached"), Customer.deleted_at.is_(None))
    .limit(_MOST)
)
_COUNT = Prepared(select(func.count()).select_from(SearchDoc))
_SAME_NAME = Prepared(
    select(func.count()).select_from(
        select(Customer.id)
        .where(Customer.sort_key >= bindparam("first"), Customer.sort_key < bindparam("last"))
        .limit(5_000)
        .subquery()
    )
)


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer who may be the one that is typed.

    Attributes:
        bits: the evidence and the odds from before, as of `scanning.Pair`.
    """

    customer: CustomerName
    bits: float
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """The probability (0 to 1) that the two are one."""
        return 1 / (1 + exp(-log(2) * max(-60.0, min(60.0, self.bits))))


def likely_doubles(
    view: Reading, data: CustomerData, *, but: CustomerId | None = None, shown: int = SHOWN
) -> tuple[Likely, ...]:
    """Return who may be the customer that `data` describes, the most likely first; `but` is themselves."""
    mine = traits_of(data)
    candidates = {customer for customer in _candidates(view, data, mine) if customer != but}
    if not candidates:
        return ()
    common = _commonness(view, mine)
    matches = {
        one.id: compare(mine, traits_of(one.data), common)
        for one in read_customers(view, sorted(candidates), files=False)
    }
    found = {who: match for who, match in matches.items() if match.bits + common.before >= SHOWN_FROM}
    names = customer_names(view, found)
    likely = [Likely(names[who], match.bits + common.before, match.evidence) for who, match in found.items()]
    return tuple(sorted(likely, key=lambda one: (-one.bits, one.customer.id))[:shown])


def _candidates(view: Reading, data: CustomerData, mine: Traits) -> Iterable[CustomerId]:
    """Yield whoever shares a number or an address to be reached by, or is found by name or street."""
    for reached in (*mine.emails, *mine.phones):
        yield from (CustomerId(row[0]) for row in view.rows(_REACHED, reached=reached))
    person = f"{data.given} {data.family}".strip() or data.name
    sought = [person, data.family, data.organisation]
    sought += [f"{one.street} {one.postcode or one.town}" for one in data.addresses if one.street]
    for words in dict.fromkeys(" ".join(one.split()) for one in sought):
        if len(fold(words)) > 2:
            yield from (CustomerId(match.customer) for match in find(view, words, _MOST))


def _commonness(view: Reading, mine: Traits) -> Commonness:
    row = view.row(_COUNT)
    customers = max(FEWEST, int(row[0]) if row else 0)
    counts: dict[Field, dict[str, int]] = {}

    def usually(field: Field, *texts: str) -> None:
        counts[field] = {text: max(1, round(_USUALLY[field] * customers)) for text in texts if text}

    usually(Field.GIVEN, mine.given)
    usually(Field.HOST, *(email.rpartition("@")[2] for email in mine.emails))
    usually(Field.TOWN, *(place.town for place in mine.places))
    usually(Field.STREET, *(place.street for place in mine.places))
    usually(Field.NUMBER, *(place.number for place in mine.places))
    if mine.family:
        namesakes = view.row(_SAME_NAME, first=mine.family, last=mine.family + _AFTER_ALL)
        counts[Field.FAMILY] = {mine.family: max(1, int(namesakes[0]) if namesakes else 1)}
    return Commonness(customers, counts)
