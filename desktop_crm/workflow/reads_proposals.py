"""Reading proposals of key success factors: where each comes from, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, ProposalId, VersionId
from desktop_crm.customers.tables import Contact, Customer, Question
from desktop_crm.process.model import Channel, Model
from desktop_crm.process.proposals import Offered, State, holder
from desktop_crm.process.reads import load_model, published_version, version_in_force
from desktop_crm.process.tables import KsfProposal, ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.tables import Case

_proposer, _decider = aliased(Employee), aliased(Employee)
# Where portfolios are private the contact may be one that the process owner doesn't see; the words are theirs to read.
_rows = (
    select(
        KsfProposal.id,
        KsfProposal.contact_id,
        KsfProposal.words,
        KsfProposal.remark,
        KsfProposal.proposed_by,
        func.coalesce(_proposer.name, ""),
        KsfProposal.proposed_at,
        KsfProposal.state,
        KsfProposal.version_id,
        func.coalesce(ModelVersion.number, 0),
        func.coalesce(ModelVersion.state, ""),
        func.coalesce(_decider.name, ""),
        KsfProposal.decided_at,
        KsfProposal.reason,
        func.coalesce(Contact.channel, ""),
        Contact.happened_at,
        Contact.case_id,
        func.coalesce(Case.number, ""),
        KsfProposal.customer_id,
        func.coalesce(Customer.name, ""),
    )
    .outerjoin(_proposer, _proposer.id == KsfProposal.proposed_by)
    .outerjoin(_decider, _decider.id == KsfProposal.decided_by)
    .outerjoin(ModelVersion, ModelVersion.id == KsfProposal.version_id)
    .outerjoin(Contact, Contact.id == KsfProposal.contact_id)
    .outerjoin(Case, Case.id == Contact.case_id)
    .outerjoin(Customer, Customer.id == KsfProposal.customer_id)
)
_ONE = Prepared(_rows.where(KsfProposal.id == bindparam("proposal")))
_ALL = Prepared(_rows.order_by(KsfProposal.id.desc()))
_OF = Prepared(_rows.where(KsfProposal.proposed_by == bindparam("who")).order_by(KsfProposal.id.desc()))


_OF_CONTACT = Prepared(
    _rows.where(
        KsfProposal.contact_id == bindparam("contact"), KsfProposal.proposed_by == bindparam("who")
    ).order_by(KsfProposal.id.desc())
)
_CONTACT = Prepared(
    select(
        Contact.customer_id,
        Contact.party,
        Contact.direction,
        Contact.text,
        Contact.channel,
        Contact.happened_at,
        func.coalesce(Case.number, ""),
    )
    .outerjoin(Case, Case.id == Contact.case_id)
    .where(Contact.id == bindparam("contact"))
)
_ASKED = Prepared(
    select(Question.text)
    .where(Question.contact_id == bindparam("contact"), Question.raised_by == "customer")
    .order_by(Question.id)
)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal with where it comes from and what became of it.

    Attributes:
        words: the customer's own. `remark`: what the proposer has to say of it.
        number: of the version that it was taken into, 0 for none; `version_state` is that version's.
        ksf: the name of the factor that it was taken into there; `ksf_code` its code.
        happened_at: when the contact took place; None where whoever asks doesn't see the contact.
    """

    id: ProposalId
    contact: ContactId
    words: str
    remark: str
    proposed_by: UUID | None
    proposer: str
    proposed_at: datetime
    state: State
    version: VersionId | None
    number: int
    version_state: str
    decider: str
    decided_at: datetime | None
    reason: str
    channel: str
    happened_at: datetime | None
    case: CaseId | None
    case_number: str
    customer: CustomerId | None
    customer_name: str
    channel_name: str = ""
    ksf: str = ""
    ksf_code: str = ""

    @property
    def standing(self) -> bool:
        """Whether a version that is worked on, or by, holds it."""
        return self.state is State.TAKEN and self.version_state in ("draft", "pilot", "published")

    @property
    def fate(self) -> str:
        """What became of it, in a sentence."""
        if self.state is State.OPEN:
            return _("Nobody decided on it yet.")
        if self.state is State.DECLINED:
            return _("{who} declined it: “{reason}”").format(who=self.decider, reason=self.reason)
        words = {
            "draft": _("{who} took it into draft {number}, as “{ksf}”."),
            "pilot": _("A team tries it in version {number}, as “{ksf}”."),
            "published": _("It is at work since version {number}, as “{ksf}”."),
            "retired": _("It came to work with version {number}, as “{ksf}”."),
        }.get(self.version_state, _("{who} took it into version {number}, which was withdrawn."))
        return words.format(who=self.decider, number=self.number, ksf=self.ksf)

    @property
    def offered(self) -> Offered:
        """What a model takes in: the words, and as evidence how, when and in which case they were said."""
        return Offered(self.id, self.words, _evidence(self.channel_name, self.happened_at, self.case_number))


def _evidence(channel: str, happened_at: datetime | None, case: str) -> str:
    day = "" if happened_at is None else f"{happened_at:%Y-%m-%d}"
    number = _("case {number}").format(number=case) if case else ""
    return ", ".join(filter(None, (channel, day, number)))


@dataclass(frozen=True, slots=True)
class Said:
    """What a contact has to offer: what the customer asked in it, else what was noted of what they said.

    Attributes:
        by_customer: whether a customer was in it. `evidence`: how, when and in which case it took place.
        proposed: what somebody proposed from it before.
    """

    customer: CustomerId | None
    by_customer: bool
    words: str
    evidence: str
    proposed: tuple[ProposalRow, ...]


def said_in(view: Reading, plans: Plans, contact: ContactId, who: UUID) -> Said:
    """Return what an employee may propose from a contact, and did; raise `NotFound`."""
    found = view.row(_CONTACT, contact=contact)
    if found is None:
        raise NotFound(_("This contact isn't in the store; nothing was proposed."))
    customer, party, direction, text, channel, happened_at, case = found
    asked = "\n".join(question for (question,) in view.rows(_ASKED, contact=contact))
    mine = _told(view, plans, view.rows(_OF_CONTACT, contact=contact, who=who))
    words = asked or (text if direction == "in" else "")  # of our own words none is the customer's
    evidence = _evidence(_channel_name(_channels(view, plans), channel), happened_at, case)
    return Said(customer, party == "customer", words, evidence, mine)


@dataclass(frozen=True, slots=True)
class Proposals:
    """What somebody may read of all that was proposed; `decides`: whether they decide on it."""

    decides: bool
    rows: tuple[ProposalRow, ...]


def proposals_for(view: Reading, plans: Plans, who: Actor) -> Proposals:
    """Return all proposals for whoever may change models, their own for everybody else; the latest first."""
    decides = has_power(view, who, Verb.MODEL, version_in_force(view, who.id))
    found = view.rows(_ALL) if decides else view.rows(_OF, who=who.id)
    return Proposals(decides, _told(view, plans, found))


def read_proposal(view: Reading, plans: Plans, proposal: UUID) -> ProposalRow:
    """Return one proposal; raise `NotFound`."""
    found = _told(view, plans, view.rows(_ONE, proposal=proposal))
    if not found:
        raise NotFound(_("There is no such proposal; nothing was changed."))
    return found[0]


def _told(view: Reading, plans: Plans, found: Iterable[tuple[object, ...]]) -> tuple[ProposalRow, ...]:
    """Return rows with the names that people gave channels and factors."""
    rows = [_row(*one) for one in found]
    if not rows:
        return ()
    channels = _channels(view, plans)
    held = {row.version for row in rows if row.version is not None}
    models = {version: load_model(view, version) for version in held}
    return tuple(_named(row, channels, models) for row in rows)


def _channels(view: Reading, plans: Plans) -> Mapping[str, Channel]:
    published = published_version(view)
    return plans.of(view, published).model.channel if published is not None else {}


def _channel_name(channels: Mapping[str, Channel], code: str) -> str:
    return channels[code].name if code in channels else code


def _row(*values: Any) -> ProposalRow:
    row = ProposalRow(*values)
    return replace(row, state=State(row.state))


def _named(
    row: ProposalRow, channels: Mapping[str, Channel], models: Mapping[VersionId, Model]
) -> ProposalRow:
    taken = holder(models[row.version], row.id) if row.version is not None else None
    return replace(
        row,
        channel_name=_channel_name(channels, row.channel),
        ksf=taken.name if taken is not None else "",
        ksf_code=taken.code if taken is not None else "",
    )
