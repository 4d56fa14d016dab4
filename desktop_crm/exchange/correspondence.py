"""Whose an e-mail or an appointment is, and what is registered of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.reach import Reached, customers_at
from desktop_crm.exchange.calendar_file import Appointment
from desktop_crm.exchange.mail import MailFile
from desktop_crm.process.model import Channel, Family
from desktop_crm.store.work import Reading


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a message is. `known`: the customer has the address that it came from, or went to."""

    customer: CustomerId
    direction: Direction
    known: bool = True


def whose_mail(view: Reading, mail: MailFile, asked: CustomerId | None = None) -> Whose:
    """Return whose an e-mail is: the sender's, else a recipient's; `asked` is whose file it was put on.

    Raises `Invalid` when it is another customer's, or could be several's, `NotFound` when nobody has the address.
    """
    senders = customers_at(view, mail.sender)
    receivers = [one for address in mail.recipients for one in customers_at(view, address)]
    if asked is not None:
        return _of_asked(asked, senders, receivers)
    for found, direction in ((senders, Direction.IN), (receivers, Direction.OUT)):
        if len({one.id for one in found}) > 1:
            names = ", ".join(f"{one.number} {one.name}" for one in found)
            raise Invalid(
                _("Several customers have the address: {names}; say whose it is.").format(names=names)
            )
        if found:
            return Whose(found[0].id, direction)
    raise NotFound(
        _("Nobody here has the address {address}; say whose the e-mail is.").format(
            address=mail.sender or "–"
        )
    )


def _of_asked(asked: CustomerId, senders: Iterable[Reached], receivers: Iterable[Reached]) -> Whose:
    for found, direction in ((senders, Direction.IN), (receivers, Direction.OUT)):
        if any(one.id == asked for one in found):
            return Whose(asked, direction)
    for other in senders:
        raise Invalid(
            _("The e-mail is from {number} {name}, another customer; put it on their file.").format(
                number=other.number, name=other.name
            )
        )
    return Whose(asked, Direction.IN, known=False)


def mail_entry(mail: MailFile, whose: Whose, *, channel: str, now: datetime) -> ContactEntry:
    """Return the contact that an e-mail was; one that says no time, or one to come, happened now."""
    at = now if mail.sent_at is None or mail.sent_at > now else mail.sent_at
    text = mail.text
    if mail.left_out:
        text += "\n\n" + _("Not kept, too large or too many: {names}.").format(names=", ".join(mail.left_out))
    return ContactEntry(
        channel=channel,
        direction=whose.direction,
        happened_at=at,
        customer=whose.customer,
        subject=mail.subject,
        text=text.strip(),
    )


def whose_appointment(view: Reading, appointment: Appointment) -> CustomerId:
    """Return with whom an appointment is; raise `Invalid` for several, `NotFound` for nobody."""
    if appointment.customer is not None:
        return CustomerId(appointment.customer)
    found = {one.id for address in appointment.addresses for one in customers_at(view, address)}
    if len(found) > 1:
        raise Invalid(_("Several customers attend it; say whose it is."), where=appointment.subject)
    if not found:
        raise NotFound(
            _("No customer attends “{subject}”; say whose it is.").format(subject=appointment.subject)
        )
    return found.pop()


def channel_of(channels: Iterable[Channel], code: str, family: Family) -> str:
    """Return the channel of this code, else the first of the family; raise `Invalid` when there is neither."""
    known = list(channels)
    found = [one.code for one in known if one.code == code] + [
        one.code for one in known if one.family is family
    ]
    if not found:
        raise Invalid(_("The model has no channel for this; say which one it was."), where="channel")
    return found[0]
