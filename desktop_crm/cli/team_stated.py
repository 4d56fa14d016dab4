"""`team stated`: what customers did after their norms were met, and after they were missed; in JSON and in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.measures.stated import Comparison, Stated, StatedPart


def show_stated(args: argparse.Namespace) -> None:
    """Show what came of norms that were met and missed."""
    with desk(args) as at:
        stated = at.measuring.team.stated(months=args.months, days=args.days)
    give(args, _document(stated), _lines(stated))


def _document(stated: Stated) -> dict[str, Any]:
    return {
        "first": stated.first,
        "last": stated.last,
        "days": stated.days,
        "customers": stated.customers,
        "drawn": stated.drawn,
        "parts": [
            {
                "ksf": one.ksf,
                "process": one.process,
                "met": one.met,
                "missed": one.missed,
                "comparisons": [
                    {"what": two.what, "met": two.met, "missed": two.missed,
                     "difference": two.missed - two.met, "low": two.low, "high": two.high,
                     "verdict": two.verdict}
                    for two in one.comparisons
                ],
            }
            for one in stated.parts
        ],
    }  # fmt: skip


def _lines(stated: Stated) -> Iterator[str]:
    yield _("Verdicts of {first} to {last}, and what customers did in the {days} days after.").format(
        first=stated.first, last=stated.last, days=stated.days
    )
    if stated.drawn:
        yield _("{count} customers were drawn from more.").format(count=stated.customers)
    for part in stated.parts:
        yield _("{ksf}{process}: {met} customers met, {missed} missed").format(
            ksf=part.name, process=f" · {part.process_name}" if part.process else "", met=part.met,
            missed=part.missed,
        )  # fmt: skip
        yield from _part(part, stated.fewest)
    if not stated.parts:
        yield _("No verdict is that old yet, so nothing can be said.")


def _part(part: StatedPart, fewest: int) -> Iterator[str]:
    if not part.comparisons:
        yield _("  too few to say anything: {count} are needed in each group").format(count=fewest)
    for one in part.comparisons:
        yield "  " + _comparison(one)


def _comparison(one: Comparison) -> str:
    words = {"stayed": _("stayed"), "bought": _("bought"), "contacts": _("contacts per customer")}
    told = {"less": _("less after a miss"), "more": _("more after a miss"), "open": _("may be chance")}
    form = "{:.2f}" if one.what == "contacts" else "{:.1%}"
    met, missed, low, high = (form.format(value) for value in (one.met, one.missed, one.low, one.high))
    return _("{what}: {met} met, {missed} missed; difference {low} to {high} (95 %), {verdict}").format(
        what=words[one.what], met=met, missed=missed, low=low, high=high, verdict=told[one.verdict]
    )
