"""How well customers are looked after: facts about them that still hold, and talks with those we meant to talk to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.sql import Select, Subquery

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Contact, Customer, PlannedContact
from desktop_crm.measures.months import begin_of, month_of
from desktop_crm.measures.statistics import wilson
from desktop_crm.process.model import Model, Scope
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Value

_LOOKED_AT = 10_000
MOST = 500
FACTS, TALKS = "facts", "talks"


@frozen
class Care:
    """A share of customers' facts, or of customers.

    Attributes:
        kind: ``facts`` (known facts that are still valid) or ``talks`` (customers with a two-way contact this month,
            of those with whom a contact was planned in it).
        good: how many, of `count`; both None where too few people are behind it to tell.
        drawn: whether not all customers were looked at, but every so many-th.
    """

    kind: str
    good: int | None
    count: int | None
    drawn: bool = False

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to share, or nothing told."""
        return self.good / self.count if self.good is not None and self.count else None

    @property
    def certain(self) -> tuple[float, float]:
        """The interval of the share, with 95 % certainty."""
        return wilson(self.good or 0, self.count or 0)


@frozen
class CareLine:
    """What is behind a share: a fact of a customer, or a customer whom somebody meant to talk to.

    Attributes:
        what: the name of the fact; empty of a talk. `at`: since when it is known; for when the talk was planned.
        good: whether it still holds; whether we spoke.
    """

    customer: CustomerId
    number: str
    name: str
    what: str
    at: datetime
    good: bool


@frozen
class _Facts:
    """The latest facts of the customers that are looked at: each with since when it is known, and if it holds."""

    latest: Subquery
    holds: ColumnElement[bool]
    drawn: bool


def valid_facts(view: Reading, model: Model, now: datetime) -> Care:
    """Return how many of the facts that are known of customers are still within the validity the model states.

    A fact is the latest value of an item on a customer's file; items without a stated validity don't age. Of more
    customers than can be looked at in a moment every so many-th is, in the order of their ids.
    """
    facts = _facts(view, model, now)
    if facts is None:
        return Care(FACTS, 0, 0)
    good = func.coalesce(func.sum(case((facts.holds, 1), else_=0)), 0)
    count, good = view.connection.execute(select(func.count(), good).select_from(facts.latest)).one()
    return Care(FACTS, int(good), int(count), drawn=facts.drawn)


def facts_behind(view: Reading, model: Model, now: datetime) -> tuple[CareLine, ...]:
    """Return the facts that `valid_facts` counts, those known longest first, which hold least; never what they say."""
    facts = _facts(view, model, now)
    if facts is None:
        return ()
    latest = facts.latest
    asked = (
        select(Customer.id, Customer.number, Customer.name, latest.c.item, latest.c.at, facts.holds)
        .join_from(latest, Customer, Customer.id == latest.c.customer)
        .order_by(facts.holds, latest.c.at, Customer.id, latest.c.item)
        .limit(MOST)
    )
    names = {item.code: item.name for item in model.items}
    return tuple(
        CareLine(CustomerId(customer), number, name, names[item], at, bool(holds))
        for customer, number, name, item, at, holds in view.connection.execute(asked)
    )


def _facts(view: Reading, model: Model, now: datetime) -> _Facts | None:
    """Return what facts are looked at; None where the model states no validity."""
    until = {
        item.code: now - timedelta(item.validity_days)
        for item in model.items
        if item.scope is Scope.CUSTOMER and item.validity_days
    }
    if not until:
        return None
    there = view.connection.execute(select(func.count()).select_from(Customer)).scalar_one()
    step = max(1, there // _LOOKED_AT)
    place = func.row_number().over(order_by=Customer.id).label("place")
    numbered = select(Customer.id.label("id"), place).subquery()
    # As a list of whom to look for: joined to them, SQLite reads every value there is.
    some = select(numbered.c.id).where(numbered.c.place % step == 0)
    latest = (
        select(
            Value.customer_id.label("customer"), Value.item.label("item"), func.max(Value.registered_at).label("at")
        )
        .where(Value.customer_id.in_(some), Value.item.in_(tuple(until)), Value.answer == "value")
        .group_by(Value.customer_id, Value.item)
        .subquery()
    )  # fmt: skip
    holds = or_(
        *(
            and_(latest.c.item == code, latest.c.at >= literal(since, Value.registered_at.type))
            for code, since in until.items()
        )
    )
    return _Facts(latest, holds, step > 1)


@frozen
class _Talks:
    """Customers with whom a contact was planned this month, the earliest of each, and whether we spoke."""

    asked: Subquery
    both: ColumnElement[bool]


def two_way_contacts(view: Reading, model: Model, now: datetime, fewest: int) -> Care:
    """Return with how many customers we spoke this month (UTC), of those with whom a contact was planned in it.

    Two-way is a contact in which both speak (a call, a visit), or one from them and one of ours. Nothing is told
    where fewer than `fewest` people had planned them.
    """
    talks = _talks(view, model, now, fewest)
    if talks is None:
        return Care(TALKS, None, None)
    good = func.coalesce(func.sum(case((talks.both, 1), else_=0)), 0)
    count, good = view.connection.execute(select(func.count(), good).select_from(talks.asked)).one()
    return Care(TALKS, int(good), int(count))


def talks_behind(view: Reading, model: Model, now: datetime, fewest: int) -> tuple[CareLine, ...]:
    """Return the customers whom `two_way_contacts` counts, those with whom nobody spoke first; never who meant to."""
    talks = _talks(view, model, now, fewest)
    if talks is None:
        return ()
    asked = talks.asked
    rows = view.connection.execute(
        select(Customer.id, Customer.number, Customer.name, asked.c.at, talks.both)
        .join_from(asked, Customer, Customer.id == asked.c.customer)
        .order_by(talks.both, asked.c.at, Customer.id)
        .limit(MOST)
    )
    return tuple(
        CareLine(CustomerId(customer), number, name, "", at, bool(spoke))
        for customer, number, name, at, spoke in rows
    )


def _talks(view: Reading, model: Model, now: datetime, fewest: int) -> _Talks | None:
    """Return what talks are looked at; None where too few people planned them."""
    since, until = begin_of(month_of(now)), begin_of(month_of(now) + 1)
    planned: tuple[Any, ...] = (PlannedContact.planned_at >= since, PlannedContact.planned_at < until)
    people = select(func.count(func.distinct(PlannedContact.employee_id))).where(*planned)
    if view.connection.execute(people).scalar_one() < fewest:
        return None
    asked = (
        select(PlannedContact.customer_id.label("customer"), func.min(PlannedContact.planned_at).label("at"))
        .where(*planned)
        .group_by(PlannedContact.customer_id)
        .subquery()
    )
    spoken = [one.code for one in model.channels if one.immediate]

    def had(*conditions: Any) -> Any:
        found: Select[Any] = select(Contact.id).where(
            Contact.customer_id == asked.c.customer, Contact.happened_at >= since, Contact.happened_at < until,
            Contact.party == "customer", Contact.by_person, *conditions,
        )  # fmt: skip
        return found.exists()

    return _Talks(
        asked,
        or_(
            had(Contact.channel.in_(spoken)),
            and_(had(Contact.direction == "in"), had(Contact.direction == "out")),
        ),
    )
