"""`model estimate`: what a draft would do to throughput and waiting, beside the version in use."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.estimate.model import Comparison, Estimate, Figure, Inputs, ProcessFigures
    from desktop_crm.process.model import Model

_T = TypeVar("_T")
_MOST_DAYS, _MOST_RUNS = 365, 50


def add_estimate(verbs: SubParsers) -> None:
    """Add ``estimate`` to the verbs of ``model``, and ``simulate``, which is another name for it."""
    for verb in ("estimate", "simulate"):
        parser = add_command(
            verbs,
            verb,
            _("what a draft would do to throughput and waiting, beside today's version"),
            _estimate,
        )
        parser.add_argument(
            "number", metavar="VERSION", nargs="?", type=int, help=_("else the draft in hand")
        )
        for name, words in (
            ("--arrivals", _("cases of a process a working day: PROCESS=NUMBER")),
            ("--work", _("how long an activity takes on average: ACTIVITY=15 min")),
            ("--staff", _("how many people of a role work at a time: ROLE=NUMBER")),
        ):
            parser.add_argument(name, metavar="CODE=VALUE", action="append", default=[], help=words)
        for name, value, words in (
            ("--days", 60, _("days in which cases arrive")),
            ("--replications", 8, _("independent runs")),
            ("--seed", 1, _("the same seed gives the same figures")),
        ):
            parser.add_argument(name, metavar="N", type=int, default=value, help=f"{words} ({value})")

    practice = add_command(
        verbs, "practice", _("play a draft in the real windows, on a throw-away store"), _practice
    )
    practice.add_argument("number", metavar="VERSION", nargs="?", type=int, help=_("else the draft in hand"))


def _practice(args: argparse.Namespace) -> int:
    from desktop_crm.cli.window import practise

    return practise(args)


def _estimate(args: argparse.Namespace) -> None:
    from desktop_crm.estimate.figures import compare
    from desktop_crm.estimate.measured import stated
    from desktop_crm.estimate.model import Scope
    from desktop_crm.estimate.question import read_question

    for name, most in (("days", _MOST_DAYS), ("replications", _MOST_RUNS)):
        if not 1 <= getattr(args, name) <= most:
            raise Invalid(
                _("Type a whole number from {low} to {high}.").format(low=1, high=most), where=f"--{name}"
            )
    with desk(args) as at, at.store.read() as view:
        asked = read_question(view, at.actor, at.store.time.now(), args.number)
    known = [one for one in (asked.draft, asked.today) if one is not None]
    inputs = stated(
        asked.inputs,
        arrivals=_stated(args.arrivals, "--arrivals", {p.code for m in known for p in m.processes}, _number),
        work=_stated(args.work, "--work", {a.code for m in known for a in m.activities}, _seconds),
        staff=_stated(args.staff, "--staff", {r.code for m in known for r in m.roles}, _people),
    )
    scope = Scope(
        days=args.days, warm_up=max(1, args.days // 6), replications=args.replications, seed=args.seed
    )
    found = compare(
        asked.draft, asked.today, inputs, scope,
        progress=lambda done, of: say(_("Run {done} of {of}").format(done=done, of=of)),
    )  # fmt: skip
    give(args, {"draft": found.draft, "today": found.today, "inputs": _given(inputs, known), "scope": scope},
         _lines(found))  # fmt: skip


def _stated(given: Iterable[str], option: str, known: set[str], read: Callable[[str], _T]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for one in given:
        code, equals, value = one.partition("=")
        if not equals or code not in known:
            raise Invalid(
                _("“{value}” is not CODE=VALUE with one of {words}.").format(
                    value=one, words=", ".join(sorted(known))
                ),
                where=option,
            )
        try:
            found[code] = read(value)
        except ValueError:
            raise Invalid(_("“{value}” can't be read.").format(value=value), where=option) from None
    return found


def _number(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100_000:  # which no comparison with "nan" is
        raise ValueError(text)
    return value


def _people(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 10_000:
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    from desktop_crm.process.durations import read_duration

    return float(read_duration(text, None, "--work"))


def _given(inputs: Inputs, known: list[Model]) -> dict[str, Any]:
    """Return what the estimate went by, with the source of each figure; samples are too many to print."""
    from desktop_crm.estimate.model import inputs_of

    return {
        kind: [{"code": one.code, "value": one.value, "source": one.source} for one in lines]
        for kind, lines in inputs_of(inputs, *known).items()
    }


def _lines(found: Comparison) -> Iterator[str]:
    for title, one in ((_("The draft"), found.draft), (_("Today"), found.today)):
        if one is not None:
            yield from _version(title, one)


def _version(title: str, found: Estimate) -> Iterator[str]:
    yield title
    for one in found.processes:
        yield f"  {one.name}: {_process(one) if one.cases else _('no case was concluded')}"
    for role in found.roles:
        yield "  " + _("{role} ({people}): busy {busy}, work waits {wait} on average").format(
            role=role.name, people=role.people, busy=_share(role.busy), wait=_hours(role.wait)
        )


def _process(one: ProcessFigures) -> str:
    words = _(
        "{day} a day; half within {median}, nine in ten within {p90}; waiting {waiting}, outside {outside}"
    )
    return words.format(
        day=f"{one.per_day.value:.1f} ±{one.per_day.within:.1f}", median=_hours(one.median),
        p90=_hours(one.p90), waiting=_share(one.waiting), outside=_share(one.outside),
    )  # fmt: skip


def _hours(figure: Figure) -> str:
    return f"{figure.value / 3_600:.1f} ±{figure.within / 3_600:.1f} h"


def _share(figure: Figure) -> str:
    return f"{figure.value * 100:.0f} ±{figure.within * 100:.0f} %"
