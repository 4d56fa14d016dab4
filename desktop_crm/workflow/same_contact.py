"""The contact in which somebody is still talking with the customer: what is done in it needs no second one.

A question that is answered, or a case that is concluded, in the call that raised it is resolved at first contact
(`clocks.md`, response time): the call is one contact, and both are linked to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId
from desktop_crm.customers.tables import Contact
from desktop_crm.process.model import ContactRule
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan

# A visit may take a working day; whatever happened later than that is another contact.
LONGEST = timedelta(hours=8)
# So long after its beginning, windows take it that a contact still goes on.
USUAL = timedelta(minutes=30)

_NEWEST = Prepared(
    select(Contact.id, Contact.channel, Contact.direction, Contact.happened_at, Contact.employee_id)
    .where(
        Contact.case_id == bindparam("of_case"),
        Contact.party == "customer",
        Contact.by_person,
        Contact.happened_at <= bindparam("at"),
    )
    .order_by(Contact.happened_at.desc(), Contact.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class OpenContact:
    """A call or visit of a case that may still go on; `began` is when it happened."""

    id: ContactId
    channel: str
    direction: str
    began: datetime
    employee: UUID | None

    def is_young(self, now: datetime) -> bool:
        """Whether it began no longer ago than a contact usually lasts."""
        return now - self.began <= USUAL

    def usual(self, employee: UUID, rule: ContactRule | None, now: datetime) -> bool:
        """Whether a step that asks for a contact by `rule` is most likely done in this one.

        That is so in the employee's own contact, minutes after it began, through the channel of the rule.
        """
        return (
            self.employee == employee
            and self.is_young(now)
            and rule is not None
            and rule.channel in {"", self.channel}
        )


def open_contact(view: Reading, plan: Plan, case: CaseId, at: datetime) -> OpenContact | None:
    """Return the contact of a case that may have gone on until `at`; None where there is none.

    It is the latest in which a person of ours took part, through a channel on which both are there at once.
    """
    found: tuple[Any, ...] | None = view.row(_NEWEST, of_case=case, at=at)
    if found is None:
        return None
    newest = OpenContact(ContactId(found[0]), *found[1:])
    known = plan.model.channel.get(newest.channel)
    talks = known is not None and known.immediate
    return newest if talks and at - newest.began <= LONGEST else None


def require_open(view: Reading, plan: Plan, case: CaseId, contact: ContactId, at: datetime) -> OpenContact:
    """Return the contact in which an act is said to have happened, or raise `Refused` when it can't have."""
    found = open_contact(view, plan, case, at)
    if found is None or found.id != contact:
        raise Refused(
            _(
                "This did not happen in the same contact: it was a message, another contact followed it, or it "
                "is over since long. Nothing was changed; give the channel of the new contact."
            )
        )
    return found


def latest_open(view: Reading, plan: Plan, case: CaseId, at: datetime) -> ContactId:
    """Return the contact in which somebody is talking with the customer; raise `Refused` when nobody is."""
    found = open_contact(view, plan, case, at)
    if found is None:
        raise Refused(
            _(
                "No call or visit goes on in this case; give the channel of the contact in which this happened."
            )
        )
    return found.id


def require_nothing_new(found: OpenContact, channel: str, text: str, received: datetime | None) -> None:
    """Raise `Invalid` for what would change the contact: it is written down already."""
    if channel not in {"", found.channel}:
        raise Invalid(
            _("The same contact goes through the same channel; leave the channel out."), where="channel"
        )
    if text or received is not None:
        raise Invalid(
            _(
                "What was said in this contact is written down already; nothing was changed. "
                "Say what came of it as delivered, or register a contact of its own."
            ),
            where="text",
        )
