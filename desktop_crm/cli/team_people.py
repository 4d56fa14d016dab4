"""`team`: who is away and who stands in, and the pulse: what employees say of the program, without their names."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop_crm.cli.output import give, parse_id, parse_time
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.measures.pulse import Pulse
    from desktop_crm.workflow.reads_absence import PlannedForAbsent
    from desktop_crm.workflow.reads_rows import AbsenceLine


def add_commands(verbs: SubParsers) -> None:
    """Add the verbs on absence and on the pulse."""
    away = add_command(verbs, "away", _("say that somebody is away, oneself unless said"), say_away)
    away.add_argument("--from", dest="since", required=True, metavar="T")
    away.add_argument("--till", dest="until", required=True, metavar="T")
    away.add_argument("--employee", metavar="LOGIN", help=_("who is away"))
    away.add_argument("--deputy", metavar="LOGIN", help=_("who stands in; else whoever has the role"))
    back = add_command(verbs, "back", _("an absence ends now; one that has not begun never was"), come_back)
    back.add_argument("absence", metavar="ABSENCE")
    add_command(verbs, "absences", _("who is away, and what comes up with me meanwhile"), show_absences)
    pulse = add_command(
        verbs, "pulse", _("what employees say of the program; an ANSWER is counted"), show_pulse
    )
    pulse.add_argument("answer", nargs="?", choices=("yes", "partly", "no"), metavar="ANSWER")
    pulse.add_argument("--every", type=int, metavar="N", help=_("ask every N quarters of a year; 0: never"))


def say_away(args: argparse.Namespace) -> None:
    """Say that somebody is away."""
    from desktop_crm.cli.case_named import employee_named

    with desk(args) as at:
        changes = at.absences.be_away(
            since=parse_time(args.since, "--from"),
            until=parse_time(args.until, "--till"),
            employee=employee_named(at, args.employee) if args.employee else None,
            deputy=employee_named(at, args.deputy) if args.deputy else None,
        )
        (key,) = changes.ids("absence")
        found = [one for one in at.absences.absences() if one.id == key]
    give(args, {"absence": key}, [_line(one) for one in found])


def come_back(args: argparse.Namespace) -> None:
    """End an absence now."""
    with desk(args) as at:
        key = parse_id(args.absence, "ABSENCE")
        at.absences.come_back(absence=key)
    give(args, {"absence": key}, [_("The absence is over.")])


def show_absences(args: argparse.Namespace) -> None:
    """Show who is away, now and later, and the planned contacts that come up with who asks."""
    with desk(args) as at:
        found, planned = at.absences.absences(), at.absences.planned()
    give(args, {"absences": found, "planned": planned}, _absence_lines(found, planned))


def _absence_lines(found: tuple[AbsenceLine, ...], planned: tuple[PlannedForAbsent, ...]) -> Iterator[str]:
    if not found:
        yield _("Nobody is away.")
    yield from map(_line, found)
    for one in planned:
        yield _("  {at:%Y-%m-%d %H:%M} {channel} with {customer}: {subject} (for {who})").format(
            at=one.at, channel=one.channel, customer=one.customer_name, subject=one.subject, who=one.of
        )


def _line(one: AbsenceLine) -> str:
    told = _("{who} is away from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC; {deputy} ({id})")
    deputy = (
        _("{who} stands in").format(who=one.deputy_name)
        if one.deputy_name
        else _("whoever has the role stands in")
    )
    return told.format(who=one.name, begin=one.begins, end=one.ends, deputy=deputy, id=one.id)


def show_pulse(args: argparse.Namespace) -> None:
    """Count an answer, set how seldom employees are asked, and show what was answered."""
    with desk(args) as at:
        if args.every is not None:
            at.measuring.pulse.set_quarters(quarters=args.every)
        if args.answer:
            at.measuring.pulse.ask()
            at.measuring.pulse.answer(answer=args.answer)
        pulse = at.measuring.pulse.pulse()
    document = {
        "every_quarters": pulse.quarters,
        "fewest": pulse.fewest,
        "quarters": [
            {"quarter": one.name, "yes": one.yes, "partly": one.partly, "no": one.no} for one in pulse.told
        ],
    }
    give(args, document, _pulse_lines(pulse))


def _pulse_lines(pulse: Pulse) -> Iterator[str]:
    yield (
        _("Every {count} quarters of a year employees are asked whether this helps them serve.").format(
            count=pulse.quarters
        )
        if pulse.quarters
        else _("Employees are not asked.")
    )
    for one in pulse.told:
        yield _("{quarter}: {yes} yes, {partly} partly, {no} no").format(
            quarter=one.name, yes=one.yes, partly=one.partly, no=one.no
        )
    if not pulse.told:
        yield _("No quarter that is over has {count} answers, so none is told.").format(count=pulse.fewest)
