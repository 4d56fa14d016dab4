"""Registering a contact from the customer's file in one line: what was said, and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

KEY = "Ctrl+J"


def note_spec(customer: CustomerId, channels: Sequence[Channel], desk: Desk, at: datetime) -> ActSpec:
    """Return what registering a contact asks; it happened at `at`, when the panel was opened."""

    def act(given: Answers) -> Act:
        entry = ContactEntry(
            channel=given["channel"],
            direction=Direction(given["direction"]),
            happened_at=at,
            customer=customer,
            text=given["said"],
        )
        return lambda: desk.contacts.add_contact(contact=entry)

    outside = [one for one in channels if one.family not in (Family.INTERNAL, Family.PARTNER)]
    return ActSpec(
        "note",
        _("Register a contact"),
        _(
            "Outside of any case; it happened when you opened this. For what has to be done, begin a new event."
        ),
        _("Register"),
        (
            text_item("said", _("What was said")),
            choice_item("channel", _("How"), tuple((one.code, one.name) for one in outside)),
            choice_item("direction", _("Who"), (("in", _("The customer")), ("out", _("We")))),
        ),
        act,
        closes=False,
    )


def usual_answers(channels: Sequence[Channel]) -> Answers:
    """Return what stands in the panel when it opens: a call by the customer."""
    usual = next((one.code for one in channels if one.family is Family.TELEPHONY), "")
    return {"direction": "in"} | ({"channel": usual} if usual else {})
