"""`contacts import-transactions` and `transactions`: what another system keeps up of what customers bought."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _


def add_trades(verbs: SubParsers) -> None:
    """Add ``transactions`` and ``import-transactions`` to ``contacts``."""
    bring = add_command(
        verbs, "import-transactions", _("bring transactions in from another system's .csv file"), import_file
    )
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--system", default="", metavar="NAME", help=_("which system keeps them up"))
    bring.add_argument("--dry-run", action="store_true", help=_("only tell what would happen"))
    told = add_command(verbs, "transactions", _("what a customer bought, from other systems"), show)
    told.add_argument("customer", metavar="REF", help=_("id, number or reference"))


def import_file(args: argparse.Namespace) -> None:
    """Bring transactions in."""
    from desktop_crm.exchange.trade_file import import_trades, lines_of

    with desk(args) as at:
        report = import_trades(
            at.trading,
            Path(args.file),
            system=args.system,
            dry_run=args.dry_run,
            progress=lambda count: (
                say(_("{count} read so far").format(count=count)) if count % 10_000 == 0 else None
            ),
        )
    document = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "rejected_count": report.rejected_count,
    }
    give(args, document, list(lines_of(report)))


def show(args: argparse.Namespace) -> None:
    """Tell a customer's transactions; what they cost us only to whom supervises."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.core.money import Money
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.customers.trading import trades_of
    from desktop_crm.process.reads import version_in_force

    with desk(args) as at, at.store.read() as view:
        version = version_in_force(view, at.actor.id)
        require_power(view, at.actor, Verb.SERVE, version)
        customer = find_reference(view, args.customer)
        found = trades_of(view, customer, at.actor, version)
    rows: list[dict[str, Any]] = []
    for one in found:
        data = one.data
        row = {
            "id": one.id, "product": data.product, "kind": data.kind, "amount": str(Money(data.cents, data.currency)),
            "status": data.status, "from": data.happened_at, "until": data.until,
            "system": data.master, "number": data.reference,
        }  # fmt: skip
        if one.sees_cost:
            cost, margin = data.cost_cents, data.margin_cents
            row["cost"] = None if cost is None else str(Money(cost, data.currency))
            row["margin"] = None if margin is None else str(Money(margin, data.currency))
        rows.append(row)
    lines = [
        "  ".join(
            str(part)
            for part in (
                f"{row['from']:%Y-%m-%d}",
                row["product"],
                row["amount"],
                row["status"],
                row["system"],
            )
            if part
        )
        for row in rows
    ]
    give(args, {"customer": customer, "transactions": rows}, lines or [_("No transaction is known.")])
