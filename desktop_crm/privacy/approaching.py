"""Use cases that go up to a customer unasked: a contact planned, a letter, a mail; their consent is asked first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal, or_, select

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.data import FileData
from desktop_crm.customers.model import ContactEntry
from desktop_crm.customers.permitted import Said, Word, said_of
from desktop_crm.customers.reads import customer_profile
from desktop_crm.customers.service import CustomerService, Version
from desktop_crm.customers.tables import Customer, Question
from desktop_crm.customers.writing import require_customer
from desktop_crm.privacy.held import head_of
from desktop_crm.privacy.record import Kind, put_on_record
from desktop_crm.process.model import Channel, Family
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing
from desktop_crm.workflow.tables import Case

# Who comes to us, and who is no customer, is not reached.
_UNASKED = frozenset({Family.OUTLET, Family.INTERNAL, Family.PARTNER})
_POST, _MAIL, _CALL = (
    frozenset({"post", "letter"}),
    frozenset({"email", "e-mail", "mail"}),
    frozenset({"telephone"}),
)
_SERVED = Prepared(
    select(literal(1)).where(
        Customer.id == bindparam("whose"),
        or_(
            select(Case.id).where(Case.customer_id == bindparam("whose"), Case.status == "running").exists(),
            select(Question.id)
            .where(
                Question.customer_id == bindparam("whose"),
                Question.raised_by == "customer",
                Question.answered_at.is_(None),
            )
            .exists(),
        ),
    )
)


@frozen
class Way:
    """How a customer is to be reached.

    Attributes:
        word: what people call it. `names`: under which consent is kept for it; none where nobody has to ask.
    """

    word: str
    names: frozenset[str]


def way_of(channel: Channel) -> Way:
    """Return how a channel reaches a customer."""
    code = channel.code.casefold()
    if channel.family in _UNASKED:
        return Way(channel.name, frozenset())
    names = frozenset({code}) | (_CALL if channel.family is Family.TELEPHONY else frozenset())
    for kept in (_POST, _MAIL):
        if code in kept:
            names |= kept
    return Way(channel.name, names)


def letter_way() -> Way:
    """Return how a letter reaches a customer, whatever channel it is registered under."""
    return Way(_("Post"), _POST)


def mail_way() -> Way:
    """Return how an e-mail reaches a customer."""
    return Way(_("E-mail"), _MAIL)


class Unwanted(Refused):
    """The customer said no, or was never asked: with a reason it is done all the same."""


@dataclass(frozen=True)
class ApproachService:
    """What an employee may do to reach customers of their own accord.

    Each verb raises `Unwanted` unless the customer's consent allows it or says why it is done `despite` that; the
    reason stands on the record then.

    Attributes:
        published: gives the version of the model that says what they may.
    """

    store: Store
    actor: Actor
    published: Version

    @use_case
    def look(self, *, customer: CustomerId, how: Way, purpose: str = "", despite: str = "") -> Said:
        """Return what the customer said of being reached so, before anything is made for it."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, self.published(view))
            require_customer(view, customer)
            said = _said(view, customer, how, purpose)
            _heed(said, how, despite)
            return said

    @use_case
    def plan(
        self,
        *,
        customer: CustomerId,
        by: Channel,
        subject: str,
        at: datetime,
        purpose: str = "",
        despite: str = "",
        employee: EmployeeId | None = None,
    ) -> Changes:
        """Plan a contact with a customer; raises what `CustomerService.plan_contact` raises too."""
        self._serves()
        customers = CustomerService(self.store, self.actor, self.published)
        return customers.plan_contact(
            customer=customer, channel=by.code, subject=subject, at=at, employee=employee,
            guard=lambda work: _ask(work, customer, way_of(by), purpose, despite),
        )  # fmt: skip

    @use_case
    def send(
        self,
        *,
        contact: ContactEntry,
        how: Way,
        files: Sequence[FileData] = (),
        purpose: str = "",
        despite: str = "",
    ) -> Changes:
        """Register what is sent to a customer, with its files; raises what `ContactService.add_contact` raises too."""
        self._serves()
        customer = contact.customer
        if customer is None:
            raise Invalid(_("Say whose contact this is, or start a case for it."), where="customer")
        contacts = ContactService(self.store, self.actor, self.published)
        return contacts.add_contact(
            contact=contact, files=files, guard=lambda work: _ask(work, customer, how, purpose, despite)
        )

    @use_case
    def begin(self, *, customer: CustomerId, how: Way, purpose: str = "", despite: str = "") -> Changes:
        """Go up to a customer in a way that this program doesn't see the end of, as a mail in another one."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            require_customer(work, customer)
            _ask(work, customer, how, purpose, despite)
        return Changes.of("privacy", customer)

    def _serves(self) -> None:
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, self.published(view))


def _said(view: Reading, customer: CustomerId, way: Way, purpose: str) -> Said:
    if not way.names:
        return Said(Word.SERVICE)
    served = view.row(_SERVED, whose=customer) is not None
    return said_of(
        customer_profile(view, customer).consents, way.names, purpose=purpose.strip(), served=served
    )


def _heed(said: Said, way: Way, despite: str) -> None:
    if not said.may and not despite.strip():
        raise Unwanted(in_words(said, way))


def _ask(work: Writing, customer: CustomerId, way: Way, purpose: str, despite: str) -> None:
    """Refuse it, let it pass, or put on the record why it is done all the same."""
    said = _said(work, customer, way, purpose)
    _heed(said, way, despite)
    if not said.may:
        number, _name = head_of(work, customer)
        put_on_record(
            work, customer=customer, number=number, kind=Kind.OVERRIDE, form=way.word, remark=despite.strip(),
            detail={"word": str(said.word)},
        )  # fmt: skip


def in_words(said: Said, way: Way) -> str:
    """Return why somebody is not to be reached so, and what can be done, in a sentence."""
    on = _("choose another channel, register what they say now, or give a reason to do it all the same.")
    if said.consent is None:
        told = _("The customer never said whether they may be reached ({channel}); nothing was done:")
        return f"{told.format(channel=way.word)} {on}"
    told = _("The customer does not want this ({channel}, said on {day}); nothing was done:")
    return f"{told.format(channel=way.word, day=f'{said.consent.happened_at:%d-%m-%Y}')} {on}"
