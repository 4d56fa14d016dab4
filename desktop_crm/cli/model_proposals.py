"""`model`: what customers say matters, proposed as key success factors from the contacts that show it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_id
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, ProposalId

if TYPE_CHECKING:
    from desktop_crm.workflow.reads_proposals import ProposalRow


def add_proposal_verbs(verbs: SubParsers) -> None:
    """Add proposing a key success factor, and deciding on it."""
    propose = add_command(verbs, "propose", _("propose a key success factor from a contact"), _propose)
    propose.add_argument(
        "contact", metavar="CONTACT", help=_("the contact in which a customer said it, by id")
    )
    propose.add_argument(
        "--words",
        metavar="TEXT",
        default="",
        help=_("the customer's own; else what they asked in that contact"),
    )
    propose.add_argument("--remark", metavar="TEXT", default="", help=_("what you have to say of it"))
    known = add_command(
        verbs, "proposals", _("what was proposed, and what became of it; your own, or all"), _proposals
    )
    known.add_argument("--open", action="store_true", help=_("only those that nobody decided on yet"))
    accept = add_command(verbs, "accept", _("take a proposal into the draft"), _accept)
    accept.add_argument("proposal", metavar="PROPOSAL", help=_("its id"))
    chosen = accept.add_mutually_exclusive_group()
    chosen.add_argument("--name", metavar="NAME", default="", help=_("of the new key success factor"))
    chosen.add_argument(
        "--ksf", metavar="CODE", default="", help=_("one that it becomes evidence of, instead of a new one")
    )
    decline = add_command(verbs, "decline", _("decline a proposal; whoever proposed it reads why"), _decline)
    decline.add_argument("proposal", metavar="PROPOSAL", help=_("its id"))
    decline.add_argument("--reason", metavar="TEXT", required=True)


def _propose(args: argparse.Namespace) -> None:
    contact = ContactId(parse_id(args.contact, "CONTACT"))
    with desk(args) as at:
        changes = at.proposing.propose(contact=contact, words=args.words, remark=args.remark)
    (made,) = changes.ids("proposal")
    give(args, {"proposal": made, "contact": contact}, [_("Proposal {id} is made.").format(id=made)])


def _proposals(args: argparse.Namespace) -> None:
    from desktop_crm.workflow.reads_proposals import proposals_for

    with desk(args) as at, at.store.read() as view:
        found = proposals_for(view, at.office.plans, at.actor)
    rows = [row for row in found.rows if not (args.open and row.state.value != "open")]
    document = {"decides": found.decides, "proposals": [_document(row) for row in rows]}
    give(args, document, [line for row in rows for line in _lines(row)] or [_("Nothing is proposed.")])


def _document(row: ProposalRow) -> dict[str, Any]:
    return {
        "proposal": row.id,
        "words": row.words,
        "remark": row.remark,
        "contact": row.contact,
        "customer": row.customer,
        "case": row.case,
        "channel": row.channel,
        "happened_at": row.happened_at,
        "proposed_by": row.proposer,
        "proposed_at": row.proposed_at,
        "state": row.state,
        "version": row.number or None,
        "version_state": row.version_state,
        "ksf": row.ksf_code,
        "decided_by": row.decider,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }


def _lines(row: ProposalRow) -> Iterator[str]:
    yield f"{row.id}  “{' '.join(row.words.split())}”"
    yield f"  {row.offered.evidence} · {row.proposer} · {row.proposed_at:%Y-%m-%d}"
    yield f"  {row.fate}"


def _accept(args: argparse.Namespace) -> None:
    proposal = ProposalId(parse_id(args.proposal, "PROPOSAL"))
    with desk(args) as at:
        done = at.proposing.accept(proposal=proposal, name=args.name, ksf=args.ksf)
    give(
        args,
        {"proposal": proposal, "state": "taken", "version": done.number, "ksf": done.ksf},
        [_("It stands in draft {number}, as {ksf}.").format(number=done.number, ksf=done.ksf)],
    )


def _decline(args: argparse.Namespace) -> None:
    proposal = ProposalId(parse_id(args.proposal, "PROPOSAL"))
    with desk(args) as at:
        at.proposing.decline(proposal=proposal, reason=args.reason)
    give(
        args,
        {"proposal": proposal, "state": "declined"},
        [_("It is declined; whoever proposed it reads why.")],
    )
