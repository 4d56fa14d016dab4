"""`contact letter`: a letter from a template, on paper and in the customer's history."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_crm.cli.approaching import add_consent
from desktop_crm.cli.output import give, read_text
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _


def add_letter(verbs: SubParsers) -> None:
    """Add ``letter``."""
    parser = add_command(verbs, "letter", _("write a letter from a template as PDF, and register it"), write)
    parser.add_argument("--customer", required=True, metavar="REF", help=_("id, number or reference"))
    parser.add_argument(
        "--template", required=True, metavar="FILE.txt", help=_("plain text with words like {name}")
    )
    parser.add_argument("--out", required=True, metavar="FILE.pdf")
    add_consent(parser)
    parser.add_argument("--subject", default="", metavar="TEXT")
    parser.add_argument("--draft", action="store_true", help=_("write it only; nothing is registered"))


def write(args: argparse.Namespace) -> None:
    """Write a letter, unless the customer wants none; it stands in their history with the PDF."""
    from desktop_crm.customers.data import FileData
    from desktop_crm.customers.model import ContactEntry, Direction
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.exchange.correspondence import channel_of
    from desktop_crm.privacy.approaching import letter_way
    from desktop_crm.process.model import Family
    from desktop_crm.reports.letter import words_to, write_letter

    template, out = read_text(args.template), Path(args.out)
    if out.suffix.lower() != ".pdf":
        raise Invalid(_("A letter is a PDF; give it a name that ends in .pdf."), where="--out")
    with desk(args) as at:
        now = at.store.time.now()
        with at.store.read() as view:
            customer = find_reference(view, args.customer)
            channels = at.office.plans.in_force(view, at.actor.id).model.channels
            channel = channel_of(channels, "letter", Family.DIRECT_MARKETING)
        asked = {"how": letter_way(), "purpose": args.purpose, "despite": args.despite}
        at.privacy.approach.look(customer=customer, **asked)
        with at.store.read() as view:
            words = words_to(view, customer, employee=at.actor.name, day=now.date())
        text = write_letter(template, words, out)
        made = None
        if not args.draft:
            entry = ContactEntry(
                channel=channel, direction=Direction.OUT, happened_at=now, customer=customer,
                subject=args.subject, text=text,
            )  # fmt: skip
            pdf = FileData(out.name, "application/pdf", out.read_bytes())
            (made,) = at.privacy.approach.send(contact=entry, files=[pdf], **asked).ids("contact")
    told = _("The letter to {name} is in {file}.").format(name=words["name"], file=out)
    give(args, {"file": out, "customer": customer, "contact": made}, [told])
