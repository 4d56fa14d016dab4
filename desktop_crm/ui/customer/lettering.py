"""A letter from the customer's file: written from a text, seen as it will be printed, then registered with its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from desktop_crm.core.changes import Changes
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import FileData
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.exchange.correspondence import channel_of
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, text_item
from desktop_crm.ui.customer.agreeing import CONSENT, consent_answers, consent_asks
from desktop_crm.ui.customer.undoing import Doubtful

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

KEY = "Ctrl+L"
_HIGH = 760  # so that it can be read
_LINES = 12


def usual_letter() -> Answers:
    """Return what stands in the panel when it opens."""
    return {"text": _("Dear {name},\n\n\n\nKind regards,\n{employee}")}


def letter_spec(customer: CustomerId, desk: Desk, channels: Sequence[Channel]) -> ActSpec:
    """Return what a letter asks: its subject, its text, and for what the customer's consent is asked.

    Confirmed once it is shown, and confirmed again, unchanged, it is registered.
    """
    seen: list[Answers] = []

    def act(given: Answers) -> Act:
        def write() -> Changes:
            channel = channel_of(channels, "letter", Family.DIRECT_MARKETING)
            desk.privacy.approach.look(customer=customer, **_asked(given))
            text, pdf = _written(desk, customer, given)
            if seen[-1:] != [given]:
                seen.append(dict(given))
                raise _shown(pdf)
            entry = ContactEntry(
                channel=channel,
                direction=Direction.OUT,
                happened_at=desk.store.time.now(),
                customer=customer,
                subject=given.get("subject", ""),
                text=text,
            )
            name = f"{given.get('subject') or _('Letter')}.pdf".replace("/", "-")
            return desk.privacy.approach.send(
                contact=entry, files=[FileData(name, "application/pdf", pdf)], **_asked(given)
            )

        return write

    return ActSpec(
        "letter",
        _("Write a letter"),
        _(
            "Words between braces stand for what is known: {words}. Whether they agreed to post is asked first."
        ).format(words="{name} {given} {family} {street} {postcode} {town} {number} {date} {employee}"),
        _("Preview"),
        (
            text_item("subject", _("Subject")),
            text_item("text", _("Text"), long=True),
            *consent_asks(),
        ),
        act,
        closes=False,
        optional=frozenset({"subject", *CONSENT}),
        lines=_LINES,
    )


def _asked(given: Answers) -> dict[str, Any]:
    from desktop_crm.privacy.approaching import letter_way

    return {"how": letter_way(), **consent_answers(given)}


def _written(desk: Desk, customer: CustomerId, given: Answers) -> tuple[str, bytes]:
    """Return the text of the letter and its PDF."""
    from desktop_crm.reports.letter import words_to, write_letter

    with desk.store.read() as view:
        words = words_to(
            view,
            customer,
            employee=desk.actor.name,
            day=desk.store.time.now().date(),
        )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "letter.pdf"
        text = write_letter(given["text"], words, out)
        return text, out.read_bytes()


def _shown(pdf: bytes) -> Doubtful:
    from desktop_crm.ui.paper.pages import first_page

    told = _("This is the letter. Register it as it stands, or change the text and look again.")
    return Doubtful(told, again=_("Register the letter"), picture=first_page(pdf, _HIGH))
