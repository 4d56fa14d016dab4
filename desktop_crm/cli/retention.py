"""`privacy`: how long which kind of information is kept, who is past it, and what becomes of that."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from desktop_crm.cli.again import add_again
from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, WrongUsage, add_command, add_noun, add_verbs
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.privacy.periods import Past, Period

_KINDS = ("customer", "prospect", "documents", "words", "statements", "plans", "trades")
_PERIOD = re.compile(r"(\d{1,4})([ym])")
_MOST_SHOWN = 1_000


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``privacy``."""
    verbs = add_verbs(add_noun(subparsers, "privacy"))
    add_again(verbs)
    add_command(verbs, "overrides", _("how often went on without consent, by reason"), tell_overrides)
    stated = add_command(verbs, "periods", _("how long which kind is kept: told, or stated"), tell_periods)
    stated.add_argument("kind", nargs="?", choices=_KINDS)
    stated.add_argument("period", nargs="?", metavar="PERIOD", help=_("such as 7y or 18m; “always”"))
    past = add_command(verbs, "past", _("who is past a period; nothing is erased"), tell_past)
    past.add_argument("kind", choices=_KINDS)
    past.add_argument("--most", metavar="N", default=str(_MOST_SHOWN))
    gone = add_command(verbs, "erase-past", _("erase what is past its period of customers"), erase_past)
    gone.add_argument("kind", choices=_KINDS)
    gone.add_argument("customers", nargs="+", metavar="REF", help=_("id, number or reference"))
    kept = add_command(
        verbs, "postpone", _("keep what is past its period until a day, for a reason"), postpone
    )
    kept.add_argument("kind", choices=_KINDS)
    kept.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    kept.add_argument("--until", required=True, metavar="DATE")
    kept.add_argument("--reason", required=True, metavar="TEXT")


def tell_periods(args: argparse.Namespace) -> None:
    """Tell how long each kind is kept, or state it of one."""
    from desktop_crm.privacy.periods import Kept

    months = _months(args.period) if args.period else None
    if args.kind and not args.period:
        raise WrongUsage(_("Say how long it is kept, such as 7y, 18m or “always”."))
    with desk(args) as at:
        if args.period:
            at.privacy.retention.state_period(what=Kept(args.kind), months=months)
        found = at.privacy.retention.periods()
    give(args, {"periods": found}, _period_lines(found))


def _months(text: str) -> int | None:
    if text == "always":
        return None
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise WrongUsage(_("“{text}” is no period; say 7y, 18m or “always”.").format(text=text))
    return int(found[1]) * (12 if found[2] == "y" else 1)


def _period_lines(found: tuple[Period, ...]) -> Iterator[str]:
    from desktop_crm.privacy.periods import counted_from, months_in_words, what_in_words

    for one in found:
        kept = months_in_words(one.months)
        if one.months is not None:
            kept = _("{period} after {moment}").format(period=kept, moment=counted_from(one.what))
        said = "" if one.set_at is None else f"  ({one.set_by}, {one.set_at:%Y-%m-%d})"
        yield f"{one.what}  {what_in_words(one.what)}: {kept}{said}"


def tell_past(args: argparse.Namespace) -> None:
    """Tell who is past a period, with the reason; progress goes to standard error."""
    from desktop_crm.privacy.periods import in_words

    if not args.most.isdigit():
        raise WrongUsage(_("--most takes a whole number, not “{text}”.").format(text=args.most))
    with desk(args) as at:
        rows, postponed, more = _found(at, args.kind, int(args.most))
    lines = [f"{one.number}  {one.name}  {in_words(one)}" for one in rows]
    if more:
        lines.append(_("There are more; --most shows them."))
    document = {"past": rows, "postponed": postponed, "more": more}
    give(args, document, lines or [_("Nobody is past it.")])


def _found(at: Desk, kind: str, most: int) -> tuple[list[Past], int, bool]:
    from desktop_crm.privacy.periods import AT_ONCE, Kept

    of, postponed, after, done = at.privacy.retention.how_many(), 0, None, 0
    rows: list[Past] = []
    while True:
        found = at.privacy.retention.look(what=Kept(kind), after=after)
        rows += found.rows
        postponed += found.postponed
        after, done = found.after, done + AT_ONCE
        if after is None or len(rows) > most:
            return rows[:most], postponed, len(rows) > most or after is not None
        say(_("{done} of {of} customers").format(done=min(done, of), of=of))


def tell_overrides(args: argparse.Namespace) -> None:
    """Tell how often customers were reached without their consent, by reason."""
    from desktop_crm.privacy.record import override_in_words

    with desk(args) as at:
        found = at.privacy.overrides()
    total = sum(one.count for one in found)
    lines = [_("Reached without consent: {total}.").format(total=total), *map(override_in_words, found)]
    give(args, {"total": total, "overrides": found}, lines)


def erase_past(args: argparse.Namespace) -> None:
    """Erase what is past its period of some customers, one after another; each stands on the record."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.privacy.periods import Kept

    with desk(args) as at:
        with at.store.read() as view:
            customers = [find_reference(view, one) for one in args.customers]
        for customer in customers:
            at.privacy.retention.erase_past(what=Kept(args.kind), customer=customer)
    lines = [_("{name}: erased what is past its period.").format(name=name) for name in args.customers]
    give(args, {"erased": customers}, lines)


def postpone(args: argparse.Namespace) -> None:
    """Keep what is past its period for longer."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.privacy.periods import Kept

    try:
        day = date.fromisoformat(args.until)
    except ValueError:
        raise WrongUsage(_("“{text}” is no date; write it as 2030-12-31.").format(text=args.until)) from None
    with desk(args) as at:
        with at.store.read() as view:
            customer = find_reference(view, args.customer)
        at.privacy.retention.postpone(
            what=Kept(args.kind), customer=customer, until_day=day, reason=args.reason
        )
    told = _("{name} is kept until {day}.").format(name=args.customer, day=args.until)
    give(args, {"customer": customer, "until": args.until}, [told])
