"""`contact plan`: a contact that we mean to have, as the customer agreed to."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop_crm.cli.output import give, parse_time
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.process.model import Channel


def add_plan(verbs: SubParsers) -> None:
    """Add ``plan``."""
    parser = add_command(verbs, "plan", _("plan a contact, as the customer agreed to"), plan)
    parser.add_argument("--customer", required=True, metavar="REF", help=_("id, number or reference"))
    parser.add_argument("--channel", required=True, metavar="C")
    parser.add_argument("--at", required=True, metavar="T", help=_("when, ISO 8601 with an offset"))
    parser.add_argument("--subject", required=True, metavar="TEXT")
    add_consent(parser)


def add_consent(parser: argparse.ArgumentParser) -> None:
    """Add what every command says that reaches a customer unasked."""
    parser.add_argument("--purpose", default="", metavar="TEXT", help=_("what consent is asked for"))
    parser.add_argument("--despite", default="", metavar="TEXT", help=_("why, though they don’t agree"))


def plan(args: argparse.Namespace) -> None:
    """Plan a contact with a customer for oneself, unless they don't want it."""
    from desktop_crm.customers.reads import find_reference

    moment = parse_time(args.at, "--at")
    with desk(args) as at:
        with at.store.read() as view:
            customer = find_reference(view, args.customer)
        by = require_channel(at, args.channel)
        changes = at.privacy.approach.plan(
            customer=customer, by=by, subject=args.subject, at=moment,
            purpose=args.purpose, despite=args.despite,
        )  # fmt: skip
    (made,) = changes.ids("plan")
    document = {"plan": made, "customer": customer, "at": moment}
    give(args, document, [_("The contact is planned for {time}.").format(time=f"{moment:%Y-%m-%d %H:%M}")])


def require_channel(at: Desk, channel: str) -> Channel:
    """Return a channel of the published model; raise `Invalid` for one that it does not have."""
    with at.store.read() as view:
        known = at.office.plans.in_force(view, at.actor.id).model.channel
    if channel not in known:
        raise Invalid(
            _("There is no channel “{code}” in the model; choose one of {known}.").format(
                code=channel, known=", ".join(known)
            ),
            where="--channel",
        )
    return known[channel]
