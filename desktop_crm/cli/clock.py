"""`clock`: working-time arithmetic on a calendar file."""

from __future__ import annotations

import argparse

from desktop_crm.cli.output import give, parse_seconds, parse_time, read_text
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.core.i18n import _


def add_parser(subparsers: SubParsers) -> None:
    """Add ``clock elapsed`` and ``clock add``."""
    verbs = add_verbs(add_noun(subparsers, "clock"))
    elapsed = add_command(verbs, "elapsed", _("the seconds that count between two times"), _elapsed)
    add = add_command(
        verbs, "add", _("when so many counting seconds have passed; 0: the next open instant"), _add
    )
    for parser in (elapsed, add):
        parser.add_argument(
            "--calendar", required=True, metavar="FILE", help=_("a calendar as one JSON object")
        )
        parser.add_argument(
            "--from", required=True, metavar="T", dest="start", help=_("ISO 8601 with an offset")
        )
    elapsed.add_argument("--to", required=True, metavar="T", dest="end", help=_("ISO 8601 with an offset"))
    add.add_argument("--seconds", required=True, metavar="N", help=_("negative ones subtract"))


def _elapsed(args: argparse.Namespace) -> None:
    from desktop_crm.timing.calendar_file import read_calendar

    start, end = parse_time(args.start, "--from"), parse_time(args.end, "--to")
    seconds = read_calendar(read_text(args.calendar), args.calendar).elapsed(start, end)
    shown = int(seconds) if seconds == int(seconds) else seconds
    give(args, {"seconds": shown}, [_("{seconds} seconds").format(seconds=shown)])


def _add(args: argparse.Namespace) -> None:
    from desktop_crm.timing.calendar_file import read_calendar

    start, seconds = parse_time(args.start, "--from"), parse_seconds(args.seconds, "--seconds")
    calendar = read_calendar(read_text(args.calendar), args.calendar)
    at = calendar.add(start, seconds).astimezone(calendar.zone)
    give(args, {"at": at}, [at.isoformat()])
