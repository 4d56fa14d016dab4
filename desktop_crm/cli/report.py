"""`report`: what the screens show, as PDF on paper; under ``--json`` the same figures besides."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.cli.report_file import pdf
from desktop_crm.cli.reports import add_looking_back
from desktop_crm.cli.session import desk
from desktop_crm.cli.version_choice import chosen_version
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.dossier.rows import CustomerFile

_ROWS = 1_000


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``report``."""
    verbs = add_verbs(add_noun(subparsers, "report"))
    sheet = add_command(verbs, "customer", _("the contact sheet of one customer"), report_customer)
    sheet.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    sheet.add_argument("--out", required=True, metavar="FILE.pdf")
    sheet.add_argument("--rows", type=int, default=_ROWS, metavar="N", help=_("of the history, at most"))
    book = add_command(verbs, "model", _("a version of the process model, drawn and in full"), report_model)
    book.add_argument("--out", required=True, metavar="FILE.pdf")
    book.add_argument("--version", dest="number", type=int, metavar="N", help=_("else the published one"))
    add_looking_back(verbs)


def report_model(args: argparse.Namespace) -> None:
    """Write a version of the process model, with its drawings and matrices."""
    from desktop_crm.reports.model_book import model_book

    out = pdf(args)
    row, model = chosen_version(args, args.number)
    model_book(model, out, row=row)
    counts = {
        kind: len(getattr(model, kind)) for kind in ("ksfs", "processes", "activities", "roles", "items")
    }
    told = _("Version {number} of the process model is in {file}.").format(number=row.number, file=out)
    give(args, {"file": out, "version": row.number, "state": row.state, "name": row.name, **counts}, [told])


def report_customer(args: argparse.Namespace) -> None:
    """Write the contact sheet of a customer."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.dossier.whole import whole_customer_file
    from desktop_crm.reports.customer_sheet import customer_sheet

    out = pdf(args)
    with desk(args) as at, at.store.read() as view:
        file, more = whole_customer_file(
            view,
            find_reference(view, args.customer),
            plans=at.office.plans,
            actor=at.actor,
            now=at.store.time.now(),
            rows=args.rows,
        )
        customer_sheet(file, out, more=more, asked_by=at.actor.name)
    told = _("The contact sheet of {name} is in {file}.").format(name=file.head.name, file=out)
    give(args, {"file": out, **_figures(file)}, [told])


def _figures(file: CustomerFile) -> dict[str, Any]:
    counts = file.counts
    return {
        "customer": file.head.id,
        "number": file.head.number,
        "name": file.head.name,
        "counts": {
            "contacts": counts.contacts,
            "cases": counts.cases,
            "trades": counts.trades,
            "documents": counts.documents,
            "planned": counts.planned,
        },
        "open_cases": [
            {
                "case": one.case.case,
                "number": one.case.number,
                "process": one.process,
                "clocks": [
                    {"ksf": told.clock.ksf, "state": told.clock.state, "due": told.clock.due_at}
                    for told in one.clocks
                ],
            }
            for one in file.open_cases
        ],
        "facts": [
            {
                "item": fact.item,
                "value": fact.content,
                "answer": fact.answer,
                "age_seconds": fact.age_seconds,
                "source": fact.source,
                "ask_again": fact.ask_again,
            }
            for fact in file.facts
        ],
    }
