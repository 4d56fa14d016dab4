"""`log`: event logs into the store, out of it, and their figures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.cli.output import give, parse_id, parse_time
from desktop_crm.cli.parsing import SubParsers, WrongUsage, add_command, add_noun, add_verbs
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.exchange.eventlog.taking import ReadLog
    from desktop_crm.measures.log_figures import Amount, LogFigures

_SHOWN = 20
_MOST_VARIANTS = 100


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``log``."""
    verbs = add_verbs(add_noun(subparsers, "log"))
    bring = add_command(
        verbs, "import", _("bring an event log in from .xes, .xes.gz or .csv, and measure it"), import_log
    )
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--name", metavar="NAME", help=_("how to call it; else as the file is called"))
    bring.add_argument("--dry-run", action="store_true", help=_("only tell what it says, keep nothing"))
    bring.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="WHAT=HEADING",
        help=_("which column of a CSV file is the case, activity, time, start, resource, role, lifecycle"),
    )
    take = add_command(verbs, "export", _("write cases as an event log (.xes, .csv, also .gz)"), export_log)
    take.add_argument("file", metavar="FILE")
    take.add_argument("--process", default="", metavar="CODE", help=_("only cases of this process"))
    take.add_argument("--from", dest="since", metavar="T", help=_("only cases that began from then on"))
    take.add_argument("--to", dest="until", metavar="T", help=_("only cases that began before"))
    show = add_command(verbs, "figures", _("the figures of a log that was imported"), show_figures)
    show.add_argument("log", metavar="LOG", help=_("its name or id"))
    add_command(verbs, "list", _("the logs that were imported"), list_logs)
    drop = add_command(verbs, "remove", _("remove a log that was imported"), remove_log)
    drop.add_argument("log", metavar="LOG", help=_("its name or id"))


def import_log(args: argparse.Namespace) -> None:
    """Bring an event log in; what can't be measured is told line by line."""
    from desktop_crm.exchange.eventlog.reading import read_log
    from desktop_crm.measures.log_figures import log_figures

    path = Path(args.file)
    with desk(args) as at:
        read = read_log(path, now=at.store.time.now(), mapping=_mapping(args.map))
        name = args.name or path.name.partition(".")[0] or path.name
        kept = None if args.dry_run else at.measuring.logs.keep_log(read.log, name=name, file_name=path.name)
    figures = log_figures(read.log)
    told = {
        "rejected": [{"line": one.line, "reason": one.reason} for one in read.rejected],
        "rejected_count": read.rejected_count,
        "noted": [{"line": one.line, "reason": one.reason} for one in read.noted],
        "remarks": list(read.remarks),
    }
    lines = [*_lines(figures), *_told_lines(read)]
    give(args, {"log": kept, "name": name} | _document(figures) | told, lines)


def _mapping(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, is_there, heading = one.partition("=")
        if not is_there:
            raise WrongUsage(_("--map takes WHAT=HEADING, like --map case=Ticket."))
        found[name.strip()] = heading.strip()
    return found


def _told_lines(read: ReadLog) -> Iterator[str]:
    yield from read.remarks
    if read.rejected_count:
        yield ngettext(
            "{count} event was left out:", "{count} events were left out:", read.rejected_count
        ).format(count=read.rejected_count)
    for one in (*read.rejected[:_SHOWN], *read.noted[:_SHOWN]):
        yield _("  line {line}: {reason}").format(line=one.line, reason=one.reason)


def export_log(args: argparse.Namespace) -> None:
    """Write what happened to cases to a file."""
    path = Path(args.file)
    with desk(args) as at:
        taken = at.measuring.log_export.export_log(
            path=path,
            process=args.process,
            since=parse_time(args.since, "--from") if args.since else None,
            until=parse_time(args.until, "--to") if args.until else None,
        )
    told = _("{events} events of {cases} cases written to {file}; people stand there under pseudonyms.")
    give(
        args,
        {"file": path, "cases": taken.cases, "events": taken.events},
        [told.format(events=taken.events, cases=taken.cases, file=path)],
    )


def list_logs(args: argparse.Namespace) -> None:
    """List the logs that were imported."""
    with desk(args) as at:
        rows = at.measuring.logs.logs()
    lines = [f"{row.id}  {row.name}  {row.cases}  {row.events}" for row in rows]
    give(
        args, {"logs": rows}, lines or [_("No event log was imported yet; “log import FILE” brings one in.")]
    )


def show_figures(args: argparse.Namespace) -> None:
    """Show what an imported log says."""
    with desk(args) as at:
        figures = at.measuring.logs.figures(log=_log_named(at, args.log))
    give(args, _document(figures), _lines(figures))


def remove_log(args: argparse.Namespace) -> None:
    """Remove an imported log."""
    with desk(args) as at:
        log = _log_named(at, args.log)
        at.measuring.logs.remove_log(log=log)
    give(args, {"log": log}, [_("The log was removed with all its cases.")])


def _log_named(at: Desk, named: str) -> UUID:
    """Return the log of a name, the latest of several, or of an id."""
    found = [row.id for row in at.measuring.logs.logs() if row.name == named]
    return found[-1] if found else parse_id(named, "LOG")


def _amount(one: Amount) -> dict[str, Any]:
    return {"count": one.count, "total": one.total, "mean": one.mean, "median": one.median, "p90": one.p90}


def _document(figures: LogFigures) -> dict[str, Any]:
    return {
        "cases": figures.cases,
        "events": figures.events,
        "activities": figures.activities,
        "variants": len(figures.variants),
        "throughput": {
            "median": figures.throughput.median,
            "mean": figures.throughput.mean,
            "p90": figures.throughput.p90,
        },
        "per_activity": [
            {
                "activity": one.activity,
                "events": one.events,
                "waiting": _amount(one.waiting),
                "working": _amount(one.working),
            }
            for one in figures.per_activity
        ],
        "hand_overs": [
            {"from": one.origin, "to": one.to, "count": one.count, "seconds": one.seconds}
            for one in figures.hand_overs
        ],
        "changes_of_hands": figures.changes_of_hands,
        "waiting_share": figures.waiting_share,
        "most_common": [
            {"activities": list(one.activities), "cases": one.cases}
            for one in figures.variants[:_MOST_VARIANTS]
        ],
    }


def _lines(figures: LogFigures) -> Iterator[str]:
    yield _("{cases} cases, {events} events, {activities} activities, {variants} variants").format(
        cases=figures.cases,
        events=figures.events,
        activities=figures.activities,
        variants=len(figures.variants),
    )
    yield _("throughput: median {median} h, mean {mean} h, 90th percentile {p90} h").format(
        median=_hours(figures.throughput.median),
        mean=_hours(figures.throughput.mean),
        p90=_hours(figures.throughput.p90),
    )
    if figures.waiting_share is not None:
        yield _("waiting is {share:.0%} of waiting and working").format(share=figures.waiting_share)
    for one in figures.per_activity:
        yield _("  {activity}: waiting {waiting} h, working {working} h (medians)").format(
            activity=one.activity,
            waiting=_hours(one.waiting.median),
            working=_hours(one.working.median),
        )
    for hand in figures.hand_overs[:_SHOWN]:
        yield _("  {origin} → {to}: {count} times, {hours} h").format(
            origin=hand.origin, to=hand.to, count=hand.count, hours=_hours(hand.seconds)
        )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2f}"
