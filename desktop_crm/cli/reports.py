"""`report history`, `ksf`, `process` and `promises`: the screens of who looks back, on paper and in figures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_time
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.report_file import pdf
from desktop_crm.cli.session import desk
from desktop_crm.cli.team import add_period, add_promises, choice_of, promises_of, tile_figures
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.measures.contact_history import HistoryFilter
    from desktop_crm.measures.looking_back import WholeContact

_ROWS = 1_000
_WAYS = ("channel", "direction", "process", "activity", "outcome", "team", "words")


def add_looking_back(verbs: SubParsers) -> None:
    """Add these verbs of ``report``."""
    history = add_command(verbs, "history", _("contact history of a customer or a selection"), report_history)
    history.add_argument("--customer", metavar="REF", help=_("id, number or reference"))
    history.add_argument(
        "--month", metavar="YYYY-MM", help=_("of this month; else --from and --to, else all")
    )
    history.add_argument("--from", dest="since", metavar="T")
    history.add_argument("--to", dest="until", metavar="T")
    for way in _WAYS:
        history.add_argument(f"--{way}", default="", metavar=way.upper())
    history.add_argument("--rows", type=int, default=_ROWS, metavar="N", help=_("the newest N, at most"))
    ksf = add_command(verbs, "ksf", _("key success factors of a period, with charts"), report_ksf)
    ksf.add_argument("--team", default="", metavar="ROLE", help=_("only of this role"))
    ksf.add_argument("--ksf", default="", metavar="KSF", help=_("only this one"))
    process = add_command(verbs, "process", _("where a process lost its time in a period"), report_process)
    process.add_argument("process", metavar="PROCESS")
    add_period(ksf, process)
    promised = add_promises(verbs, report_promises)
    for one in (history, ksf, process, promised):
        one.add_argument("--out", required=True, metavar="FILE.pdf")


def report_history(args: argparse.Namespace) -> None:
    """Write contact history, narrowed as the screen narrows it; that colleagues' contacts were read is kept."""
    from desktop_crm.reports.history_book import history_book

    out = pdf(args)
    with desk(args) as at:
        report = at.measuring.history.take_out(_narrowed(at, args), most=max(1, args.rows))
        history_book(report, out, asked_by=at.actor.name)
    told = _("{count} contacts are in {file}.").format(count=len(report.contacts), file=out)
    document = {
        "file": out,
        "customer": report.customer,
        "more": report.more,
        "contacts": [_contact(one) for one in report.contacts],
    }
    give(args, document, [told])


def _narrowed(at: Desk, args: argparse.Namespace) -> HistoryFilter:
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.measures.contact_history import HistoryFilter
    from desktop_crm.measures.periods import EVER, month_span, read_month

    since, until = EVER, at.store.time.now()
    if args.month:
        since, until = month_span(read_month(args.month, "--month"))
    since = parse_time(args.since, "--from") if args.since else since
    until = parse_time(args.until, "--to") if args.until else until
    customer = None
    if args.customer:
        with at.store.read() as view:
            customer = find_reference(view, args.customer)
    return HistoryFilter(since, until, customer, **{way: getattr(args, way) for way in _WAYS})


def _contact(one: WholeContact) -> dict[str, Any]:
    line = one.line
    return {
        "contact": line.id, "at": line.at, "channel": line.channel, "direction": line.direction,
        "subject": line.subject, "text": line.text, "who": line.who, "customer": line.customer,
        "customer_name": line.customer_name, "case": line.case, "number": line.number, "zone": one.zone,
        "questions": one.questions,
    }  # fmt: skip


def report_ksf(args: argparse.Namespace) -> None:
    """Write the key success factors of a period."""
    from desktop_crm.measures.reporting import ksf_report
    from desktop_crm.reports.ksf_book import ksf_book

    out = pdf(args)
    with desk(args) as at:
        at.measuring.team.follow()
        report = ksf_report(at.measuring.team, choice_of(at, args), team_name=args.team, only=args.ksf)
        ksf_book(report, out, asked_by=at.actor.name)
    document = {
        "file": out,
        "ksfs": [{**tile_figures(one), "parts": report.parts.get(one.ksf, {})} for one in report.tiles],
    }
    give(args, document, [_("{count} key success factors are in {file}.").format(
        count=len(report.tiles), file=out
    )])  # fmt: skip


def report_process(args: argparse.Namespace) -> None:
    """Write where a process lost its time."""
    from desktop_crm.measures.reporting import process_report
    from desktop_crm.reports.process_book import process_book

    out = pdf(args)
    with desk(args) as at:
        report = process_report(at.measuring.team, choice_of(at, args), process=args.process)
        process_book(report, out, asked_by=at.actor.name)
    told = _("Where “{process}” lost its time is in {file}.").format(process=report.times.name, file=out)
    give(args, {"file": out, "times": report.times}, [told])


def report_promises(args: argparse.Namespace) -> None:
    """Write which promises are broken, will break today, or are on course."""
    from desktop_crm.reports.promise_list import promise_list

    out = pdf(args)
    with desk(args) as at:
        report = promises_of(at, args)
        promise_list(report, out, asked_by=at.actor.name)
    told = _("{count} promises are in {file}.").format(count=len(report.promises), file=out)
    give(args, {"file": out, "promises": report.promises}, [told])
