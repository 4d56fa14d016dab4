"""`contacts`: customers into the store, out of it, and found in it."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.filing import add_filing
from desktop_crm.cli.importing import add_importing, add_terms, layout_of, terms_of
from desktop_crm.cli.keeping import add_keeping
from desktop_crm.cli.merging import add_merging
from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.cli.privacy import add_privacy
from desktop_crm.cli.session import desk
from desktop_crm.cli.trading import add_trades
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.ids import CustomerId
    from desktop_crm.customers.rows import CustomerName
    from desktop_crm.exchange.importing import ImportReport

_TOLD_EVERY = 1_000
_SHOWN = 20


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``contacts``."""
    verbs = add_verbs(add_noun(subparsers, "contacts"))
    bring = add_command(
        verbs, "import", _("bring customers in from a .vcf, .csv or .json file"), import_contacts
    )
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help=_("only tell what would happen"))
    add_terms(bring)
    bring.add_argument(
        "--duplicates",
        choices=("strict", "broad"),
        help=_(
            "of those who are new, merge who is certainly here twice (strict), or list who may be (broad)"
        ),
    )
    add_importing(verbs)
    take = add_command(verbs, "export", _("write customers to a .vcf, .csv or .json file"), export_contacts)
    take.add_argument("file", metavar="FILE")
    take.add_argument("--customer", action="append", metavar="REF", help=_("only this one; may be repeated"))
    take.add_argument("--vcard", choices=("4.0", "3.0"), default="4.0", help=_("version of the cards"))
    search = add_command(verbs, "find", _("the same search as the search box"), find_contacts)
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--limit", type=int, default=50, metavar="N")
    doubles = add_command(verbs, "duplicates", _("customers who may be in the store twice"), find_duplicates)
    doubles.add_argument(
        "--rules",
        choices=("strict", "broad"),
        default="broad",
        help=_("strict: certain enough to act on; broad: to be looked at (default)"),
    )
    add_merging(verbs)
    add_filing(verbs)
    add_keeping(verbs)
    add_privacy(verbs)
    add_trades(verbs)
    apart = add_command(verbs, "tell-apart", _("remember that two customers are two"), tell_apart)
    apart.add_argument("customers", nargs=2, metavar="REF")
    apart.add_argument("--undo", action="store_true", help=_("they may be one after all"))


def import_contacts(args: argparse.Namespace) -> None:
    """Bring a file of customers in."""
    from desktop_crm.exchange.importing import import_file

    with desk(args) as at:
        report = import_file(
            at.intake,
            Path(args.file),
            terms=terms_of(args),
            layout=layout_of(args),
            dry_run=args.dry_run,
            progress=_progress,
        )
        doubles = _doubles(at, report.ids, args.duplicates) if args.duplicates and report.ids else []
    found = {"duplicates": [row for row, _line in doubles]} if args.duplicates else {}
    lines = [*_report_lines(report), *(line for _row, line in doubles)]
    give(args, report.as_json() | found, lines)


def _doubles(at: Desk, new: Collection[CustomerId], chosen: str) -> list[tuple[dict[str, Any], str]]:
    """Return who of those who are new is here twice; by strict rules they are one now."""
    from desktop_crm.customers.evidence import in_words
    from desktop_crm.customers.reads import customer_names
    from desktop_crm.customers.rules import Rules
    from desktop_crm.customers.survivors import survivor

    brought, found = frozenset(new), []
    for pair in at.duplicates.find_duplicates(rules=Rules(chosen), progress=_compared):
        if not {pair.one, pair.other} & brought:
            continue
        with at.store.read() as view:
            kept, gone = survivor(view, pair.one), survivor(view, pair.other)
            names = customer_names(view, (kept, gone))
        if kept == gone:
            continue  # through a third
        made = at.merges.merge(kept=kept, others=[gone]) if chosen == "strict" else None
        row = {
            "a": kept,
            "b": gone,
            "score": round(pair.score, 6),
            "reasons": [in_words(piece) for piece in pair.evidence],
            "merge": next(iter(made.ids("merge"))) if made is not None else None,
        }
        told = _("merged: {one} = {other}") if made is not None else _("may be one: {one} = {other}")
        found.append((row, told.format(one=_named(names[kept]), other=_named(names[gone]))))
    return found


def _progress(count: int) -> None:
    if count % _TOLD_EVERY == 0:
        say(_("{count} read so far").format(count=count))


def _report_lines(report: ImportReport) -> Iterator[str]:
    yield _("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected").format(
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected_count,
    )
    for one in report.rejected[:_SHOWN]:
        yield _("  line {line}: {reason}").format(line=one.line, reason=one.reason)
    for one in report.noted[:_SHOWN]:
        yield _("  line {line} came in, but {reason}").format(line=one.line, reason=one.reason)
    if report.rejected_count > _SHOWN:
        yield _("  … and {count} more").format(count=report.rejected_count - _SHOWN)
    if report.rejected_file is not None:
        yield _("What was rejected is in {file}.").format(file=report.rejected_file)


def export_contacts(args: argparse.Namespace) -> None:
    """Write customers to a file."""
    from desktop_crm.customers.reads import find_reference

    path = Path(args.file)
    with desk(args) as at:
        chosen = None
        if args.customer:
            with at.store.read() as view:
                chosen = [find_reference(view, named) for named in args.customer]
        count = at.exports.export_customers(path=path, customers=chosen, version=args.vcard)
    told = ngettext("{count} customer written to {file}", "{count} customers written to {file}", count)
    give(args, {"file": path, "customers": count}, [told.format(count=count, file=path)])


def find_contacts(args: argparse.Namespace) -> None:
    """Find customers by what is known of them."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.reads import find_customers

    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        words, limit = " ".join(args.words), max(1, min(args.limit, 1_000))
        found = find_customers(view, words, limit=limit, employee=at.actor.id)
    rows = [
        {
            "id": one.customer.id,
            "number": one.customer.number,
            "name": one.customer.name,
            "matched": one.matched,
            "edits": one.edits,
        }
        for one in found
    ]
    lines = [f"{row['number']}  {row['name']}  ({row['matched']})" for row in rows]
    give(args, {"customers": rows}, lines or [_("Nobody was found; try fewer letters, or a number.")])


def find_duplicates(args: argparse.Namespace) -> None:
    """List pairs of customers who may be one, most certain first, with the reasons."""
    from desktop_crm.customers.evidence import in_words
    from desktop_crm.customers.reads import customer_names
    from desktop_crm.customers.rules import Rules

    with desk(args) as at:
        pairs = at.duplicates.find_duplicates(rules=Rules(args.rules), progress=_compared)
        with at.store.read() as view:
            known = customer_names(view, {who for pair in pairs for who in (pair.one, pair.other)})
    rows = [
        {
            "a": pair.one,
            "b": pair.other,
            "reference_a": known[pair.one].reference,
            "reference_b": known[pair.other].reference,
            "score": round(pair.score, 6),
            "bits": round(pair.bits, 2),
            "reasons": [in_words(piece) for piece in pair.evidence],
            "through": pair.through,
        }
        for pair in pairs
    ]
    lines = [f"{pair.score:.1%}  {_named(known[pair.one])}  =  {_named(known[pair.other])}" for pair in pairs]
    give(args, {"pairs": rows}, lines or [_("Nobody seems to be in the store twice.")])


def _named(one: CustomerName) -> str:
    return f"{one.number} {one.name}"


def _compared(done: int, total: int) -> None:
    if total > _TOLD_EVERY:
        say(_("{done} of {total} pairs compared").format(done=done, total=total))


def tell_apart(args: argparse.Namespace) -> None:
    """Remember, or forget, that two customers who look alike are two."""
    from desktop_crm.customers.reads import find_reference

    with desk(args) as at:
        with at.store.read() as view:
            one, other = (find_reference(view, named) for named in args.customers)
        say_so = at.duplicates.doubt_again if args.undo else at.duplicates.tell_apart
        say_so(one=one, other=other)
    told = _("They may be one again.") if args.undo else _("These are two; nobody is asked again.")
    give(args, {"customers": [one, other], "apart": not args.undo}, [told])
