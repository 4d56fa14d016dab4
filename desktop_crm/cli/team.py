"""`team`: the figures of key success factors, of processes and of care, and on how many people they rest."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_time
from desktop_crm.cli.parsing import Run, SubParsers, add_command, add_noun, add_verbs
from desktop_crm.cli.session import desk
from desktop_crm.cli.team_people import add_commands
from desktop_crm.cli.team_stated import show_stated
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.measures.care import Care
    from desktop_crm.measures.ksf_figures import Choice, KsfTile
    from desktop_crm.measures.process_times import ProcessTimes
    from desktop_crm.measures.promised import PromiseReport

_MONTHS = 3


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``team``."""
    verbs = add_verbs(add_noun(subparsers, "team"))
    tiles = add_command(verbs, "figures", _("how each key success factor was met"), show_figures)
    tiles.add_argument("--team", default="", metavar="ROLE", help=_("only of this role"))
    times = add_command(verbs, "times", _("where a process lost its time, step by step"), show_times)
    times.add_argument("process", metavar="PROCESS")
    add_period(tiles, times)
    add_promises(verbs, show_promises)
    fewest = add_command(verbs, "fewest", _("on how many people figures rest; N sets it"), say_fewest)
    fewest.add_argument("fewest", type=int, nargs="?", metavar="N")
    stated = add_command(
        verbs, "stated", _("what customers did after norms were met, and after they were missed"), show_stated
    )
    stated.add_argument("--months", type=int, default=12, metavar="N", help=_("verdicts of so many months"))
    stated.add_argument("--days", type=int, default=180, metavar="N", help=_("for so many days after each"))
    add_commands(verbs)


def add_period(*commands: argparse.ArgumentParser) -> None:
    """Add what `choice_of` reads of a period."""
    for one in commands:
        one.add_argument("--months", type=int, default=_MONTHS, metavar="N", help=_("so many months back"))
        one.add_argument("--month", metavar="YYYY-MM", help=_("of this month alone"))


def add_promises(verbs: SubParsers, run: Run) -> argparse.ArgumentParser:
    """Add a verb on the promises that run out, with what `promises_of` reads; return its parser."""
    promised: argparse.ArgumentParser = add_command(
        verbs, "promises", _("which promises will break today"), run
    )
    promised.add_argument("--team", default="", metavar="ROLE", help=_("only of this role"))
    promised.add_argument("--until", metavar="T", help=_("that run out before; else before tomorrow"))
    return promised


def choice_of(at: Desk, args: argparse.Namespace) -> Choice:
    """Return what is looked at: one month, or so many back, of one role where it is named."""
    from desktop_crm.measures.ksf_figures import Choice
    from desktop_crm.measures.months import month_of
    from desktop_crm.measures.periods import read_month

    team = getattr(args, "team", "")
    only = {"team": team} if team else {}
    if args.month:
        month = read_month(args.month, "--month")
        return Choice(month, month, only)
    last = month_of(at.store.time.now())
    return Choice(last - max(0, args.months), last, only)


def show_figures(args: argparse.Namespace) -> None:
    """Show how each key success factor was met."""
    with desk(args) as at:
        at.measuring.team.follow()
        tiles = at.measuring.team.tiles(choice_of(at, args))
        care = at.measuring.team.care()
    document = {"ksfs": [tile_figures(one) for one in tiles], "care": {one.kind: _care(one) for one in care}}
    give(args, document, [*map(_line, tiles), *map(_care_line, care)])


def _care(care: Care) -> dict[str, Any]:
    low, high = care.certain
    return {
        "count": care.count, "good": care.good, "share": care.share, "low": low, "high": high,
        "drawn": care.drawn,
    }  # fmt: skip


def _care_line(care: Care) -> str:
    told = {
        "facts": _("Facts about customers that still hold: {share} of {count}"),
        "talks": _("Customers we spoke with this month, of those we meant to: {share} of {count}"),
    }[care.kind]
    share = _("not shown") if care.count is None else _("none") if care.share is None else f"{care.share:.1%}"
    return told.format(share=share, count=care.count or 0)


def tile_figures(tile: KsfTile) -> dict[str, Any]:
    """Return what JSON tells of a key success factor."""
    return {
        "ksf": tile.ksf,
        "name": tile.name,
        "verdict": tile.verdict,
        "norm": tile.norm,
        "norm_seconds": tile.norm_seconds,
        "figures": tile.figures,
        "withheld": tile.withheld,
        "weeks": tile.points,
        "limits": tile.limits,
    }


def _line(tile: KsfTile) -> str:
    if tile.figures is None:
        return _("{name}: not shown, {count} verdicts rest on too few people").format(
            name=tile.name, count=tile.withheld
        )
    return _("{name}: {share:.1%} of {count} (95 % certain: {low:.1%} to {high:.1%}), norm {norm:.0%}").format(
        name=tile.name, share=tile.figures.share, count=tile.figures.count, low=tile.figures.low,
        high=tile.figures.high, norm=tile.norm,
    )  # fmt: skip


def show_times(args: argparse.Namespace) -> None:
    """Show where a process lost its time."""
    with desk(args) as at:
        times = at.measuring.team.times(choice_of(at, args), process=args.process)
    give(args, times, _time_lines(times))


def _time_lines(times: ProcessTimes) -> Iterator[str]:
    yield _("{name}: {cases} cases").format(name=times.name, cases=times.cases)
    for one in times.steps:
        told = (
            _("not shown")
            if one.times is None
            else " / ".join(f"{seconds / 3600:.2f} h" for seconds in one.times)
        )
        yield _("  {step}, {count} times: {told}").format(step=one.name, count=one.count, told=told)
    for hand in times.hand_overs:
        yield _("  {origin} → {to}: {count} times, {hours:.2f} h at the median").format(
            origin=hand.origin, to=hand.to, count=hand.count, hours=hand.median / 3600
        )


def promises_of(at: Desk, args: argparse.Namespace) -> PromiseReport:
    """Return the promises that run out before the moment that was named, else before tomorrow."""
    from desktop_crm.measures.periods import tomorrow

    now = at.store.time.now()
    until = parse_time(args.until, "--until") if args.until else tomorrow(now)
    return at.measuring.team.promises(until=until, role=args.team)


def show_promises(args: argparse.Namespace) -> None:
    """Show which promises are broken, will break today, or are on course."""
    with desk(args) as at:
        report = promises_of(at, args)
    words = {"broken": _("broken"), "will_break": _("will break"), "on_course": _("on course")}
    lines = [
        _("{state}: {number}, {customer}, promised for {until}").format(
            state=words[one.outlook], number=one.number, customer=one.customer or _("anonymous"),
            until=one.until.isoformat(timespec="minutes"),
        )
        for one in report.promises
    ]  # fmt: skip
    give(args, report, lines or [_("No promise runs out today, and none is overdue.")])


def say_fewest(args: argparse.Namespace) -> None:
    """Say, or set, on how many people figures rest at least."""
    with desk(args) as at:
        if args.fewest is not None:
            at.measuring.team.set_fewest(args.fewest)
        fewest = at.measuring.team.fewest()
    give(
        args,
        {"fewest": fewest},
        [_("A team's figures rest on {count} people at least.").format(count=fewest)],
    )
