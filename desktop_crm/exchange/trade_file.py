"""Transactions from a CSV file of another system: its columns found by their headings, its rows brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import parse_money
from desktop_crm.customers.taking import Fate
from desktop_crm.customers.trading import TradeData, TradingService, changes_of
from desktop_crm.exchange.csv_rows import Row, open_table
from desktop_crm.exchange.dates import parse_day
from desktop_crm.exchange.importing import MOST_TOLD, Rejection
from desktop_crm.exchange.sources import opened
from desktop_crm.process.amounts import parse_amount
from desktop_crm.store.search import fold

# Some at a time, so that a colleague's act never waits longer than it takes to write these.
CHUNK = 100
# What columns are called by systems that people have; of several the first that a file has counts.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "customer": ("customer", "customer number", "klant", "klantnummer", "relatie", "relatienummer", "kunde",
                 "kundennummer", "client", "account"),
    "product": ("product", "description", "omschrijving", "produkt", "article", "artikel", "item"),
    "amount": ("amount", "bedrag", "betrag", "montant", "total", "totaal", "premium", "premie", "price", "prijs"),
    "cost": ("cost", "costs", "kosten", "kostprijs", "cost price"),
    "margin": ("margin", "marge", "profit", "winst"),
    "currency": ("currency", "valuta", "waehrung", "devise"),
    "kind": ("kind", "type", "soort", "art"),
    "status": ("status", "state", "toestand"),
    "from": ("date", "datum", "from", "van", "start", "first day", "ingangsdatum", "booked"),
    "until": ("until", "tot", "end", "einde", "last day", "einddatum", "expires"),
    "number": ("number", "nummer", "reference", "referentie", "transaction", "invoice", "factuur", "policy", "polis",
               "polisnummer", "id"),
    "system": ("system", "systeem", "source", "bron", "master"),
}  # fmt: skip
_NEEDED = ("customer", "product", "amount", "from")
# A day without a time is its noon: so it is the same day wherever it is read.
_NOON = time(12, tzinfo=UTC)


@dataclass
class TradeReport:
    """What an import of transactions did, or a trial would do.

    Attributes:
        rejected: the first ten thousand; `rejected_count` counts all.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected_count: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    cancelled: bool = False
    changes: Changes = field(default_factory=Changes)

    def reject(self, line: int, reason: str) -> None:
        """Count a row that was refused."""
        self.rejected_count += 1
        if len(self.rejected) < MOST_TOLD:
            self.rejected.append(Rejection(line, reason))


def import_trades(
    service: TradingService,
    path: Path,
    *,
    system: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TradeReport:
    """Bring the transactions of a .csv file in; the same file again changes nothing.

    Args:
        system: which system keeps them up, for rows that don't say so themselves.
        dry_run: only tell what would happen.
        cancelled: asked after each few; what came in so far stays, and is recognised next time.

    Raises `Invalid` (the file can't be read, or a column is missing), `Refused` (no right to import).
    """
    report = TradeReport()
    take = service.try_trades if dry_run else service.take_trades
    with opened(path) as stream:
        table = open_table(stream)
        places = _places(table.headings, path.name)
        if "system" not in places and not system.strip():
            raise Invalid(_("Say which system these come from; no column does."), where="system")
        count = 0
        while rows := list(islice(table.rows, CHUNK)):
            read = [
                (row.line, one) for row in rows if (one := _read(row, places, system, report)) is not None
            ]
            taken = take(trades=[one for _line, one in read])
            for (line, _one), fate in zip(read, taken, strict=True):
                if fate.fate is Fate.REJECTED:
                    report.reject(line, fate.reason)
                else:
                    setattr(report, str(fate.fate), getattr(report, str(fate.fate)) + 1)
            if not dry_run:
                report.changes |= changes_of(taken)
            report.rejected.sort(key=lambda one: one.line)
            count += len(rows)
            if progress is not None:
                progress(count)
            if cancelled():
                report.cancelled = True
                break
    return report


def _places(headings: Sequence[str], name: str) -> dict[str, int]:
    folded = [fold(heading) for heading in headings]
    places = {
        what: folded.index(words)
        for what, known in _HEADINGS.items()
        if (words := next((word for word in known if word in folded), None)) is not None
    }
    missing = [_HEADINGS[what][0] for what in _NEEDED if what not in places]
    if missing:
        raise Invalid(
            _(
                "There is no column {missing}; nothing was imported. Give the columns headings such as {known}."
            ).format(missing=", ".join(missing), known=", ".join(words[0] for words in _HEADINGS.values())),
            where=name,
        )
    return places


def _read(row: Row, places: dict[str, int], system: str, report: TradeReport) -> TradeData | None:
    """Return what a row says; None for one that was refused, which the report then tells."""
    if row.broken:
        report.reject(row.line, row.broken)
        return None

    def text(what: str) -> str:
        place = places.get(what, len(row.texts))
        return row.texts[place].strip() if place < len(row.texts) else ""

    try:
        return _trade(text, system)
    except Invalid as problem:
        report.reject(row.line, problem.sentence)
        return None


def _trade(text: Callable[[str], str], system: str) -> TradeData:
    currency = text("currency").upper()
    amount = parse_money(parse_amount(text("amount")))
    cost = _cents(text("cost"))
    margin = _cents(text("margin"))
    if cost is None and margin is not None:
        cost = amount.cents - margin
    until = text("until")
    return TradeData(
        customer=text("customer"),
        product=text("product"),
        cents=amount.cents,
        cost_cents=cost,
        currency=currency or amount.currency,
        kind=text("kind") or "transaction",
        status=text("status"),
        reference=text("number"),
        happened_at=datetime.combine(parse_day(text("from"), field="from"), _NOON),
        until=datetime.combine(parse_day(until, field="until"), _NOON) if until else None,
        master=text("system") or system.strip(),
    )


def _cents(text: str) -> int | None:
    return parse_money(parse_amount(text)).cents if text else None


def lines_of(report: TradeReport, most: int = 20) -> Iterator[str]:
    """Yield a report for people: what was done in one line, then what was refused."""
    yield _("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected").format(
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected_count,
    )
    for one in report.rejected[:most]:
        yield _("  line {line}: {reason}").format(line=one.line, reason=one.reason)
