"""What the command line promises: a time that was told, or what can honestly be promised now."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.case_named import case_named
from desktop_crm.cli.output import give, parse_time, say
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.workflow.promises import PromiseOffer
    from desktop_crm.workflow.told import Told


def tell_offer(args: argparse.Namespace) -> None:
    """Tell what can be promised now in a case."""
    with desk(args) as at:
        offer = _offer_in_case(at, case_named(at, args.case))
        give(args, {"offer": _as_json(offer)}, [in_words(offer)])


def told_in_case(args: argparse.Namespace, at: Desk, case: CaseId) -> Told:
    """Return what a customer was told in a running case: a time of the conclusion or contact, or what is offered."""
    from desktop_crm.timing.facts import Promised
    from desktop_crm.workflow.told import Told

    if args.until is not None:
        if args.offered:
            raise Invalid(_("Give a time or --offered, not both."), where="--offered")
        about = Promised.CONTACT if args.contact else Promised.CONCLUSION
        return Told(parse_time(args.until, "T"), about=about)
    return _taken(_offer_in_case(at, case))


def told_on_opening(args: argparse.Namespace, at: Desk, customer: CustomerId | None) -> Told:
    """Return what is promised to a customer whose case opens without a time, and say so."""
    with at.store.read() as view:
        plan = at.office.plans.in_force(view, at.actor.id)
        now = at.store.time.now()
        return _taken(
            at.office.promises.offer_on_opening(view, plan, args.process, args.channel, customer, now)
        )


def _taken(offer: PromiseOffer) -> Told:
    say(_("Promised: {words}").format(words=in_words(offer)))
    return offer.told


def _offer_in_case(at: Desk, case: CaseId) -> PromiseOffer:
    from desktop_crm.workflow.reads_case import read_head

    with at.store.read() as view:
        plan = at.office.plans.of(view, read_head(view, case).version)
        return at.office.promises.offer_in_case(view, plan, case, at.store.time.now())


def in_words(offer: PromiseOffer) -> str:
    """Return what an offer says, and what it rests on."""
    if offer.basis == "cases":
        words = _("done by {until}: {share} of comparable cases are by then; this rests on {count} of them.")
    elif offer.basis == "norm":
        words = _("done by {until}: this is the norm; too few cases tell how long it takes.")
    else:
        words = _("to hear from us by {until}: one working day; too few cases tell, and no norm does.")
    until = offer.until.isoformat()
    return words.format(until=until, share=f"{offer.share:.0%}", count=offer.cases)


def _as_json(offer: PromiseOffer) -> dict[str, Any]:
    return {
        "until": offer.until.isoformat(),
        "share": offer.share,
        "cases": offer.cases,
        "basis": str(offer.basis),
        "about": str(offer.about),
    }
