"""How well customers are looked after: facts about them that still hold, and talks with those we meant to talk to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.sql import Select

from desktop_crm.core.frozen import frozen
from desktop_crm.customers.tables import Contact, Customer, PlannedContact
from desktop_crm.measures.months import begin_of, month_of
from desktop_crm.measures.statistics import wilson
from desktop_crm.process.model import Model, Scope
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Value

_LOOKED_AT = 10_000


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


def valid_facts(view: Reading, model: Model, now: datetime) -> Care:
    """Return how many of the facts that are known of customers are still within the validity the model states.

    A fact is the latest value of an item on a customer's file; items without a stated validity don't age. Of more
    customers than can be looked at in a moment every so many-th is, in the order of their ids.
    """
    until = {
        item.code: now - timedelta(item.validity_days)
        for item in model.items
        if item.scope is Scope.CUSTOMER and item.validity_days
    }
    if not until:
        return Care("facts", 0, 0)
    there = view.connection.execute(select(func.count()).select_from(Customer)).scalar_one()
    step = max(1, there // _LOOKED_AT)
    place = func.row_number().over(order_by=Customer.id).label("place")
    numbered = select(Customer.id.label("id"), place).subquery()
    # As a list of whom to look for: joined to them, SQLite reads every value there is.
    some = select(numbered.c.id).where(numbered.c.place % step == 0)
    latest = (
        select(Value.item.label("item"), func.max(Value.registered_at).label("at"))
        .where(Value.customer_id.in_(some), Value.item.in_(tuple(until)), Value.answer == "value")
        .group_by(Value.customer_id, Value.item)
        .subquery()
    )
    holds = or_(
        *(
            and_(latest.c.item == code, latest.c.at >= literal(since, Value.registered_at.type))
            for code, since in until.items()
        )
    )
    counted = select(func.count(), func.coalesce(func.sum(case((holds, 1), else_=0)), 0)).select_from(latest)
    count, good = view.connection.execute(counted).one()
    return Care("facts", int(good), int(count), drawn=step > 1)


def two_way_contacts(view: Reading, model: Model, now: datetime, fewest: int) -> Care:
    """Return with how many customers we spoke this month (UTC), of those with whom a contact was planned in it.

    Two-way is a contact in which both speak (a call, a visit), or one from them and one of ours. Nothing is told
    where fewer than `fewest` people had planned them.
    """
    since, until = begin_of(month_of(now)), begin_of(month_of(now) + 1)
    planned: tuple[Any, ...] = (PlannedContact.planned_at >= since, PlannedContact.planned_at < until)
    people = select(func.count(func.distinct(PlannedContact.employee_id))).where(*planned)
    if view.connection.execute(people).scalar_one() < fewest:
        return Care("talks", None, None)
    asked = select(PlannedContact.customer_id.label("customer")).where(*planned).distinct().subquery()
    spoken = [one.code for one in model.channels if one.immediate]

    def had(*conditions: Any) -> Any:
        found: Select[Any] = select(Contact.id).where(
            Contact.customer_id == asked.c.customer, Contact.happened_at >= since, Contact.happened_at < until,
            Contact.party == "customer", Contact.by_person, *conditions,
        )  # fmt: skip
        return found.exists()

    both = or_(
        had(Contact.channel.in_(spoken)),
        and_(had(Contact.direction == "in"), had(Contact.direction == "out")),
    )
    counted = select(func.count(), func.coalesce(func.sum(case((both, 1), else_=0)), 0)).select_from(asked)
    count, good = view.connection.execute(counted).one()
    return Care("talks", int(good), int(count))
