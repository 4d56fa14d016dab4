"""Use cases on how long what is kept: state a period, look for who is past it, erase that, or put it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, delete, insert

from desktop_crm.access.check import require_any_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.service import Version
from desktop_crm.customers.writing import require_customer
from desktop_crm.privacy.erasing import erase_older_of, settle
from desktop_crm.privacy.held import head_of
from desktop_crm.privacy.periods import (
    MOST_MONTHS,
    Kept,
    Looked,
    Period,
    cut_of,
    days_of,
    is_past,
    look,
    people,
    periods,
)
from desktop_crm.privacy.record import READERS, Kind, put_on_record
from desktop_crm.privacy.service import PrivacyService
from desktop_crm.privacy.tables import RetentionRule
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store

_UNSTATED = Prepared(delete(RetentionRule).where(RetentionRule.kind == bindparam("what")))
_STATED = Prepared(insert(RetentionRule), [column.key for column in RetentionRule.__table__.columns])


@dataclass(frozen=True)
class RetentionService:
    """What an employee may do about what was kept for long enough. Nothing is erased by itself.

    Attributes:
        published: gives the version of the model that says what they may.
    """

    store: Store
    actor: Actor
    published: Version

    @use_case
    def periods(self) -> tuple[Period, ...]:
        """Return how long each kind is kept, for those who may read the record."""
        with self.store.read() as view:
            require_any_power(view, self.actor, READERS, self.published(view))
            return periods(view)

    @use_case
    def state_period(self, *, what: Kept, months: int | None) -> Changes:
        """State how long a kind is kept; None: always. Raises `Refused` without the power to administer."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.ADMINISTER, self.published(work))
            if months is not None and not 1 <= months <= MOST_MONTHS:
                raise Invalid(_("A period is between a month and a hundred years; nothing was changed."))
            work.run(_UNSTATED, what=str(what))
            work.run(
                _STATED, id=new_id(), kind=str(what), days=days_of(months), set_at=work.now, set_by=self.actor.id
            )  # fmt: skip
        return Changes.of("privacy", self.actor.id)

    @use_case
    def look(self, *, what: Kept, after: UUID | None = None) -> Looked:
        """Look at the next customers for what is past its period; raises `Refused` without the power to erase."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            return look(view, what, self.store.time.now(), after)

    @use_case
    def how_many(self) -> int:
        """Return how many customers a whole look goes through."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            return people(view)

    @use_case
    def erase_past(self, *, what: Kept, customer: CustomerId) -> Changes:
        """Erase what is past its period of one customer; it stands on the record.

        Raises `Conflict` when it is not past it any more, and what `PrivacyService.erase` raises.
        """
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            require_customer(view, customer)
            if not is_past(view, what, self.store.time.now(), customer):
                raise Conflict(_("Nothing of theirs is past its period any more; nothing was erased."))
        if what in (Kept.CUSTOMER, Kept.PROSPECT):
            return PrivacyService(self.store, self.actor, self.published).erase(customer=customer).changes
        return self._erase_older(what, customer)

    def _erase_older(self, what: Kept, customer: CustomerId) -> Changes:
        with self.store.write(self.actor.id) as work:
            before = cut_of(work, what, work.now)
            if before is None:
                raise Conflict(_("This kind is kept always now; nothing was erased."))
            erase_older_of(work, customer, str(what), before)
        settle(self.store, self.actor.id)
        return Changes.of("customer", customer) | Changes.of("privacy", customer)

    @use_case
    def postpone(self, *, what: Kept, customer: CustomerId, until_day: date, reason: str) -> Changes:
        """Keep what is past its period of a customer until a day, for a reason; it stands on the record."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.ERASE, self.published(work))
            require_customer(work, customer)
            if not reason.strip():
                raise Invalid(_("Say why it is kept; nothing was changed."), where="reason")
            if until_day <= work.now.date():
                raise Invalid(_("It is kept until a day to come; nothing was changed."), where="until")
            number, _name = head_of(work, customer)
            put_on_record(
                work, customer=customer, number=number, kind=Kind.POSTPONED, remark=reason.strip(),
                detail={"what": str(what), "until": until_day.isoformat()},
            )  # fmt: skip
        return Changes.of("privacy", customer)
