"""`bench`: one benchmark, compared with its own reference in the same run."""

from __future__ import annotations

import argparse
import importlib

from desktop_crm.cli.output import give
from desktop_crm.cli.parsing import SubParsers, add_noun
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

# Each is a module of `desktop_crm.bench` with `run(*, quick) -> Result`, imported when it is asked for.
BENCHMARKS: dict[str, str] = {
    "bpmn": "bringing in a drawing, beside its XML alone and beside a peer's parser",
    "start": "from process start to the log-in window and to a usable desk, and the memory, beside a bare window",
    "step": "completing a step, beside a replay of its own SQL and beside a peer engine",
    "window": "from Complete and next to the next window painted, beside a bare form",
    "model": "the Model screen, the check and publishing at several sizes, beside a plain table, Python and the driver",
    "team": "a team's tiles, process times and screen up to a million cases, and building the months behind them",
    "history": "contact history narrowed in every way, beside its own SQL, at several sizes; the page painted",
    "pdf": "a thousand contacts on paper, beside reportlab's own table of the same words",
    "log": "bringing in an event log and measuring it, beside its XML and its rows alone",
    "calendar": "a million elapsed times and the clocks of open cases, beside a walk from day to day",
    "promise": "promises on the cases of an event log (--log FILE) that follow in time, beside the plain percentile",
    "import": "customers in and out of CSV files and cards, beside the csv module and vobject",
    "customers": "search, file and duplicates one after the other: customers whole, in one table",
    "search": "search as one types, beside its own SQL, at several sizes; saving, telling, erasing; index and log",
    "file": "the customer file: its data beside their own SQL, the window painted, the time line scrolled",
    "scrolling": "every list that may be long, scrolled with a hundred thousand rows: worst frame, and memory",
    "duplicates": "finding customers who are in the store twice, beside reading them alone",
    "rights": "what row-level security costs an employee (--as) who reads a store on a server (--store)",
    "generate": "generating a company's customers with two years of history",
}
# Those whose `run` takes a number of customers.
_SIZED = frozenset({"customers", "duplicates", "file", "history", "search", "team"})
# That whose `run` takes a number of cases.
_OF_CASES = frozenset({"team"})
# Those that read an event log.
_OF_A_LOG = frozenset({"promise"})
# The rule that every `model.py` is free of SQL is for rooms; this one measures.
_MODULES = {"import": "importing", "model": "process_model"}


def add_parser(subparsers: SubParsers) -> None:
    """Add ``bench``."""
    parser = add_noun(subparsers, "bench")
    parser.add_argument("name", metavar="NAME", choices=list(BENCHMARKS), help=_names())
    parser.add_argument("--quick", action="store_true", help=_("a smaller run, of under a minute"))
    parser.add_argument(
        "--customers",
        type=int,
        metavar="N",
        help=_("so many customers ({names})").format(names=", ".join(sorted(_SIZED))),
    )
    parser.add_argument("--cases", type=int, metavar="N", help=_("so many cases (team)"))
    parser.add_argument("--log", metavar="FILE", help=_("the event log, .xes, .xes.gz or .csv (promise)"))
    parser.set_defaults(run=_run)


def _names() -> str:
    return "; ".join(f"{name}: {what}" for name, what in BENCHMARKS.items())


def _run(args: argparse.Namespace) -> None:
    chosen = _chosen(args)
    measured = importlib.import_module(f"desktop_crm.bench.{_MODULES.get(args.name, args.name)}")
    if args.name == "rights":  # of somebody, in a store
        with desk(args) as at:
            result = measured.run(at, quick=args.quick)
    else:
        result = measured.run(quick=args.quick, **chosen)
    lines = [
        f"{row['what']:<56} {row['size']:>8}  {row['median_ms']:>10.3f} ms  p95 {row['p95_ms']:>10.3f} ms"
        for row in result.rows
    ]
    for goal in result.goals:
        met = _("met") if goal["met"] else _("not met")
        lines.append(_("goal: {what}: {goal}, {value} ({met})").format(**{**goal, "met": met}))
    give(args, result.document(), [*lines, *result.notes, *result.skipped])


def _chosen(args: argparse.Namespace) -> dict[str, object]:
    """Return what a benchmark is told besides `quick`; raise `Invalid` for what it has no use for, or misses."""
    if args.customers is not None and args.name not in _SIZED:
        raise Invalid(
            _("The benchmark {name} has sizes of its own.").format(name=args.name), where="--customers"
        )
    if args.cases is not None and args.name not in _OF_CASES:
        raise Invalid(_("The benchmark {name} copies no cases.").format(name=args.name), where="--cases")
    if (args.log is None) is (args.name in _OF_A_LOG):
        raise Invalid(
            _("Name the event log: bench {name} --log FILE.").format(name=args.name)
            if args.log is None
            else _("The benchmark {name} reads no event log.").format(name=args.name),
            where="--log",
        )
    told = {"customers": args.customers, "cases": args.cases, "log": args.log}
    return {name: value for name, value in told.items() if value is not None}
