"""`contact`: one entry of contact history, with the questions it raises and answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.approaching import add_plan, require_channel
from desktop_crm.cli.letters import add_letter
from desktop_crm.cli.merging import note_for
from desktop_crm.cli.output import give, parse_id, parse_time
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, QuestionId

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.changes import Changes


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``contact``."""
    verbs = add_verbs(add_noun(subparsers, "contact"))
    add = add_command(verbs, "add", _("register a contact"), add_contact)
    add.add_argument("--customer", metavar="REF", help=_("id, number or reference; a case knows its own"))
    add.add_argument("--case", metavar="CASE", help=_("the case it belongs to, by number or id"))
    add.add_argument("--channel", required=True, metavar="C")
    add.add_argument(
        "--direction", required=True, choices=("in", "out"), help=_("from the customer, or by us")
    )
    add.add_argument("--party", choices=("customer", "partner", "internal"), default="customer")
    add.add_argument("--automatic", action="store_true", help=_("no person of ours was in it"))
    add.add_argument("--asks", action="append", default=[], metavar="TEXT", help=_("a question it raises"))
    add.add_argument(
        "--answers", action="append", default=[], metavar="QUESTION", help=_("a question it answers")
    )
    add.add_argument("--subject", default="", metavar="TEXT")
    add.add_argument("--text", default="", metavar="TEXT", help=_("what was said"))
    add.add_argument(
        "--at", metavar="T", help=_("when it happened, ISO 8601 with an offset; it is recorded now")
    )
    attach = add_command(
        verbs,
        "attach",
        _("register e-mail files (.eml), plan appointments of calendar files (.ics)"),
        attach_files,
    )
    attach.add_argument("files", nargs="+", metavar="FILE")
    attach.add_argument(
        "--customer", metavar="REF", help=_("whose it is; without it, whoever has the address in the file")
    )
    attach.add_argument("--channel", metavar="C", help=_("instead of the usual one for such a file"))
    add_letter(verbs)
    add_plan(verbs)
    out = add_command(verbs, "calendar", _("write planned contacts to a calendar file"), write_calendar)
    out.add_argument("file", metavar="FILE.ics")
    out.add_argument("--customer", metavar="REF", help=_("with this customer; without it, one's own"))


def add_contact(args: argparse.Namespace) -> None:
    """Register a contact, in its case when it has one."""
    from desktop_crm.customers.record import questions_of

    answers = tuple(QuestionId(parse_id(one, "--answers")) for one in args.answers)
    happened = None if args.at is None else parse_time(args.at, "--at")
    with desk(args) as at:
        customer, case = _whose(at, args, answers)
        if case is not None:
            changes = _in_case(at, args, case, answers, happened)
        elif customer is not None:
            changes = _outside_cases(at, args, customer, answers, happened)
        else:
            raise Invalid(_("Say whose contact this is with --customer, or of which case with --case."))
        (made,) = changes.ids("contact")
        if case is None:
            note_for(at, args.customer, kind="contact", row=made)
        with at.store.read() as view:
            asked = questions_of(view, ContactId(made))
    document = {
        "contact": made,
        "customer": customer,
        "case": case,
        "questions": list(asked),
        "answered": list(answers),
    }
    give(args, document, [_("Contact {id} is registered.").format(id=made)])


def _whose(
    at: Desk, args: argparse.Namespace, answers: tuple[QuestionId, ...]
) -> tuple[CustomerId | None, CaseId | None]:
    """Return customer and case; a question that belongs to a case is answered in that case."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.customers.record import case_of
    from desktop_crm.workflow.customer_reads import customer_of
    from desktop_crm.workflow.reads_find import find_case

    with at.store.read() as view:
        case = find_case(view, args.case) if args.case else case_of(view, answers)
        customer = find_reference(view, args.customer) if args.customer else None
        if case is None:
            return customer, None
        owner = customer_of(view, case)
    if customer is not None and owner is not None and owner != customer:
        raise Invalid(_("This case is another customer's; nothing was stored."), where="--customer")
    return owner, case


def _in_case(
    at: Desk,
    args: argparse.Namespace,
    case: CaseId,
    answers: tuple[QuestionId, ...],
    happened: datetime | None,
) -> Changes:
    return at.cases.register_contact(
        case=case,
        channel=args.channel,
        direction=args.direction,
        text=args.text,
        asks=args.asks,
        answers=answers,
        happened=happened,
        by_person=not args.automatic,
        party=args.party,
        subject=args.subject,
    ).changes


def _outside_cases(
    at: Desk,
    args: argparse.Namespace,
    customer: CustomerId,
    answers: tuple[QuestionId, ...],
    happened: datetime | None,
) -> Changes:
    from desktop_crm.customers.model import ContactEntry, Direction, Party

    require_channel(at, args.channel)
    entry = ContactEntry(
        channel=args.channel,
        direction=Direction(args.direction),
        happened_at=happened or at.store.time.now(),
        customer=customer,
        party=Party(args.party),
        by_person=not args.automatic,
        subject=args.subject,
        text=args.text,
    )
    return at.contacts.add_contact(contact=entry, asks=args.asks, answers=answers)


def attach_files(args: argparse.Namespace) -> None:
    """Register e-mails and appointments; each file by itself, in the order in which they are named."""
    from desktop_crm.customers.reads import find_reference

    told: list[dict[str, Any]] = []
    with desk(args) as at:
        with at.store.read() as view:
            asked = find_reference(view, args.customer) if args.customer else None
        for name in args.files:
            path = Path(name)
            attach = _attach_calendar if path.suffix.lower() in {".ics", ".ical"} else _attach_mail
            told += [{"file": name, **one} for one in attach(at, path, asked, args.channel)]
    lines = [_("{file}: {what}").format(file=one["file"], what=one["subject"] or one["kind"]) for one in told]
    give(args, {"attached": told}, lines)


def _attach_mail(
    at: Desk, path: Path, asked: CustomerId | None, channel: str | None
) -> Iterator[dict[str, Any]]:
    from desktop_crm.exchange.correspondence import channel_of, mail_entry, whose_mail
    from desktop_crm.exchange.mail import read_mail
    from desktop_crm.process.model import Family

    mail = read_mail(path)
    with at.store.read() as view:
        whose = whose_mail(view, mail, asked)
        channels = at.office.plans.in_force(view, at.actor.id).model.channels
    by = _named_channel(at, channel) or channel_of(channels, "email", Family.E_COMMERCE)
    entry = mail_entry(mail, whose, channel=by, now=at.store.time.now())
    changes = at.contacts.add_contact(contact=entry, files=mail.files, once=True)
    yield {
        "kind": "contact",
        "id": next(iter(changes.ids("contact"))),
        "customer": whose.customer,
        "direction": str(whose.direction),
        "subject": mail.subject,
        "files": [one.name for one in mail.files],
        "left_out": list(mail.left_out),
    }


def _attach_calendar(
    at: Desk, path: Path, asked: CustomerId | None, channel: str | None
) -> Iterator[dict[str, Any]]:
    from zoneinfo import ZoneInfo

    from desktop_crm.exchange.calendar_file import read_calendar
    from desktop_crm.exchange.correspondence import channel_of, whose_appointment
    from desktop_crm.process.model import Family
    from desktop_crm.process.moments import LOCAL_ZONE

    found = read_calendar(path, ZoneInfo(LOCAL_ZONE))
    with at.store.read() as view:
        whose = [asked or whose_appointment(view, one) for one in found]
        channels = at.office.plans.in_force(view, at.actor.id).model.channels
    by = _named_channel(at, channel) or channel_of(channels, "visit", Family.SALES_FORCE)
    for one, customer in zip(found, whose, strict=True):
        changes = at.customers.plan_contact(
            customer=customer, channel=by, subject=one.subject, at=one.at, once=True
        )
        yield {
            "kind": "plan",
            "id": next(iter(changes.ids("plan"))),
            "customer": customer,
            "subject": one.subject,
            "at": one.at,
            "repeats": one.repeats,
        }


def _named_channel(at: Desk, channel: str | None) -> str:
    if channel:
        require_channel(at, channel)
    return channel or ""


def write_calendar(args: argparse.Namespace) -> None:
    """Write what is planned, one's own or with a customer, to a file that calendars open."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.reach import open_plans
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.exchange.calendar_file import Planned, calendar_of
    from desktop_crm.exchange.exporting import write_whole

    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        asked = find_reference(view, args.customer) if args.customer else None
        planned = [Planned(*row) for row in open_plans(view, customer=asked, employee=at.actor.id)]
        content = calendar_of(planned, at.store.time.now())
    write_whole(Path(args.file), content)
    told = ngettext(
        "{count} appointment written to {file}", "{count} appointments written to {file}", len(planned)
    )
    give(
        args, {"file": args.file, "planned": len(planned)}, [told.format(count=len(planned), file=args.file)]
    )
