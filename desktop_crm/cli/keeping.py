"""`contacts consent`, `reach`, `unreach`, `relate` and `hand-over`: what a file tells of a customer, kept up."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_id, parse_time, say
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from uuid import UUID

    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.ids import CustomerId

_KINDS = ("phone", "mobile", "fax", "email", "web", "other")
_PLACES = ("street", "postcode", "town", "region", "country")


def add_keeping(verbs: SubParsers) -> None:
    """Add these verbs to ``contacts``."""
    agreed = _about(
        add_command(verbs, "consent", _("what a customer agrees to: told, or registered"), consent)
    )
    agreed.add_argument("--channel", metavar="C", help=_("telephone, email, post, or another"))
    said = agreed.add_mutually_exclusive_group()
    said.add_argument("--yes", action="store_true", dest="given", default=None)
    said.add_argument("--no", action="store_false", dest="given", default=None)
    agreed.add_argument("--purpose", default="", metavar="TEXT", help=_("for what; left out: for anything"))
    agreed.add_argument("--proof", default="", metavar="TEXT")
    agreed.add_argument("--document", metavar="ID", help=_("the document of theirs that proves it"))
    agreed.add_argument("--contact", metavar="ID", help=_("the contact in which they said it"))
    agreed.add_argument("--at", metavar="T", help=_("when they said it, ISO 8601 with an offset"))
    reached = _about(
        add_command(verbs, "reach", _("add a number, an e-mail or a postal address to a customer"), reach)
    )
    reached.add_argument("kind", choices=(*_KINDS, "address"))
    reached.add_argument("content", nargs="?", default="", metavar="NUMBER")
    for name in ("label", "since", "until", *_PLACES):
        reached.add_argument(
            f"--{name}", default="", metavar="DATE" if name in ("since", "until") else "TEXT"
        )
    reached.add_argument("--preferred", action="store_true")
    gone = _about(add_command(verbs, "unreach", _("take a number or address off a customer"), unreach))
    gone.add_argument("row", metavar="ID")
    related = _about(add_command(verbs, "relate", _("say whom a customer belongs with"), relate))
    related.add_argument("other", metavar="OTHER")
    related.add_argument("kind", metavar="KIND", help=_("what the other is: household, employer, director"))
    related.add_argument("--remove", action="store_true", help=_("take the relation off both files"))
    handed = add_command(verbs, "hand-over", _("give one employee's customers to another"), hand_over)
    handed.add_argument("owner", metavar="FROM", help=_("log-in"))
    handed.add_argument("employee", metavar="TO", help=_("log-in"))


def _about(parser: Any) -> Any:
    parser.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    return parser


def consent(args: argparse.Namespace) -> None:
    """Register a consent, or tell all that was said."""
    from desktop_crm.customers.data import ConsentData

    if (args.channel is None) != (args.given is None):
        raise Invalid(_("Name a channel, and say --yes or --no; or neither."), where="--channel")
    with desk(args) as at:
        customer = _found(at, args.customer)
        if args.channel is not None:
            happened = at.store.time.now() if args.at is None else parse_time(args.at, "--at")
            at.customers.register_consent(
                customer=customer,
                consent=ConsentData(args.channel, args.given, happened, args.purpose, args.proof),
                document=_row(args.document, "--document"),
                contact=_row(args.contact, "--contact"),
            )
        _tell_consents(args, at, customer)


def _tell_consents(args: argparse.Namespace, at: Desk, customer: CustomerId) -> None:
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.consents import consent_history

    with at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        words = consent_history(view, customer)
    lines = [
        f"{one.consent.happened_at:%Y-%m-%d %H:%M}  {'yes' if one.consent.given else 'no':3}  "
        + "  ".join(part for part in (one.consent.channel, one.consent.purpose, one.proven_by) if part)
        for one in words
    ]
    give(args, {"customer": customer, "consents": words}, lines or [_("They were not asked yet.")])


def _row(text: str | None, where: str) -> UUID | None:
    return None if text is None else parse_id(text, where)


def reach(args: argparse.Namespace) -> None:
    """Add a number or address; what is doubtful of it is said, and it is kept."""
    from desktop_crm.customers.data import AddressData, PointData
    from desktop_crm.customers.doubts import doubt_of
    from desktop_crm.customers.fields import Place, fields_at, value_of
    from desktop_crm.customers.points import PointKind

    known = {field.name: field for field in fields_at(Place.ADDRESS)}
    days = {name: value_of(known[name], getattr(args, name)) for name in ("since", "until")}
    with desk(args) as at:
        customer = _found(at, args.customer)
        if args.kind == "address":
            places = {name: getattr(args, name) for name in _PLACES}
            address = AddressData(label=args.label, **places, **days)
            changes = at.customers.add_address(customer=customer, address=address)
        else:
            kind = PointKind(args.kind)
            point = PointData(kind, args.content, args.label, args.preferred, **days)
            changes = at.customers.add_contact_point(customer=customer, point=point)
            if doubt := doubt_of(kind, args.content):
                say(doubt)
    (made,) = changes.ids("address") | changes.ids("contact_point")
    give(args, {"customer": customer, "row": made}, [_("Added: {id}.").format(id=made)])


def unreach(args: argparse.Namespace) -> None:
    """Remove a number or address."""
    from desktop_crm.customers.reads import customer_profile

    row = parse_id(args.row, "ID")
    with desk(args) as at:
        customer = _found(at, args.customer)
        with at.store.read() as view:
            addresses = {one.id for one in customer_profile(view, customer).addresses}
        if row in addresses:
            at.customers.remove_address(customer=customer, address=row)
        else:
            at.customers.remove_contact_point(customer=customer, point=row)
    give(args, {"customer": customer, "row": row}, [_("Removed.")])


def relate(args: argparse.Namespace) -> None:
    """Relate a customer to another, or take that back."""
    from desktop_crm.customers.reads import customer_profile

    with desk(args) as at:
        customer, other = _found(at, args.customer), _found(at, args.other)
        if not args.remove:
            at.customers.relate(customer=customer, other=other, kind=args.kind)
        else:
            with at.store.read() as view:
                relations = customer_profile(view, customer).relations
            found = [
                one for one in relations if (one.other_id, one.kind) == (other, args.kind) and one.forward
            ]
            if not found:
                raise Invalid(_("There is no such relation; nothing was changed."), where="KIND")
            at.customers.unrelate(customer=customer, relation=found[0].id)
    told = _("No longer related.") if args.remove else _("Related.")
    give(args, {"customer": customer, "other": other, "kind": args.kind}, [told])


def hand_over(args: argparse.Namespace) -> None:
    """Hand a portfolio over."""
    from desktop_crm.access.reads import employee

    with desk(args) as at:
        with at.store.read() as view:
            owner, to = employee(view, args.owner), employee(view, args.employee)
        changes = at.portfolios.hand_over_portfolio(owner=owner.id, employee=to.id)
    count = len(changes.ids("customer"))
    give(
        args,
        {"owner": owner.id, "employee": to.id, "customers": count},
        [
            _("{count} customers of {one} are {other}'s now.").format(
                count=count, one=owner.name, other=to.name
            )
        ],
    )


def _found(at: Desk, named: str) -> CustomerId:
    from desktop_crm.customers.reads import find_reference

    with at.store.read() as view:
        return find_reference(view, named)
