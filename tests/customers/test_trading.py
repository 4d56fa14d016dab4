"""Transactions of another system: taken in once, brought up to date, refused by row, costs for whom may see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.filing import FilingService
from desktop_crm.customers.reads import customer_head
from desktop_crm.customers.trading import TradingService, trades_of
from desktop_crm.exchange.trade_file import TradeReport, import_trades
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished

HEAD = "Klant;Omschrijving;Bedrag;Marge;Datum;Tot;Status;Polisnummer\n"


@pytest.fixture
def boss(store: Store) -> Actor:
    return an_employee(store, "boss", all_roles=True)


@pytest.fixture
def smit(store: Store, boss: Actor) -> CustomerId:
    (made,) = customers_of(store, boss).add_customer(data=CustomerData(name="Smit")).ids("customer")
    FilingService(store, boss, unpublished).identify(customer=CustomerId(made), system="policies", code="K-7")
    return CustomerId(made)


@pytest.fixture
def service(store: Store, boss: Actor) -> TradingService:
    return TradingService(store, boss, unpublished)


def bring(
    service: TradingService, path: Path, rows: str, *, head: str = HEAD, dry_run: bool = False
) -> TradeReport:
    path.write_text(head + rows, encoding="utf-8")
    return import_trades(service, path, system="policies", dry_run=dry_run)


def counts(report: TradeReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected_count


@pytest.mark.server_in_soak
def test_transactions_come_in_once_and_are_brought_up_to_date(
    service: TradingService, store: Store, smit: CustomerId, boss: Actor, tmp_path: Path
) -> None:
    rows = (
        "K-7;Car insurance;€ 1.250,50;250,50;01-03-2026;28-02-2027;active;P-1\nK-7;Fee;12,50;;02-03-2026;;;\n"
    )
    path = tmp_path / "a.csv"
    assert counts(bring(service, path, rows, dry_run=True)) == (2, 0, 0, 0)
    first = bring(service, path, rows)
    assert (counts(first), first.changes.ids("customer")) == ((2, 0, 0, 0), {smit})
    again = bring(service, path, rows)
    assert (counts(again), bool(again.changes)) == ((0, 0, 2, 0), False)
    assert counts(bring(service, path, rows.replace("active", "ended"))) == (0, 1, 1, 0)
    with store.read() as view:
        fee, policy = trades_of(view, smit, boss, None)
    assert (fee.data.cents, fee.data.cost_cents) == (1250, None)
    said = policy.data
    assert (said.status, said.reference, said.cents, said.cost_cents, said.margin_cents) == (
        "ended", "P-1", 125050, 100000, 25050,
    )  # fmt: skip


def test_a_row_that_cannot_be_kept_is_told_with_its_line_and_costs_its_neighbours_nothing(
    service: TradingService, smit: CustomerId, store: Store, tmp_path: Path
) -> None:
    (other,) = customers_of(store, service.actor).add_customer(data=CustomerData(name="Boer")).ids("customer")
    with store.read() as view:
        number = customer_head(view, CustomerId(other))[0].number
    path = tmp_path / "a.csv"
    bring(service, path, "K-7;Car;1;;2026-01-01;;;P-1\n")
    rows = (
        "nobody;Car;1;;2026-01-01;;;P-2\n"
        "K-7;Car;a lot;;2026-01-01;;;P-3\n"
        "K-7;Car;1;;someday;;;P-4\n"
        "K-7;;1;;2026-01-01;;;P-5\n"
        "K-7;Car;1;;2026-01-02;2026-01-01;;P-6\n"
        f"{number};Car;1;;2026-01-01;;;P-1\n"
        "K-7;Bike;2;;2026-01-01;;;P-7\n"
    )
    report = bring(service, path, rows)
    assert counts(report) == (1, 0, 0, 6)
    told = {one.line: one.reason for one in report.rejected}
    assert "Nobody here is called nobody" in told[2]
    assert "amount" in told[3]
    assert "not a date" in told[4]
    assert "needs its product" in told[5]
    assert "before the first" in told[6]
    assert "another customer's" in told[7]


def test_what_a_transaction_cost_is_for_whom_supervises(
    service: TradingService, smit: CustomerId, store: Store, tmp_path: Path
) -> None:
    bring(service, tmp_path / "a.csv", "K-7;Car;100;25;2026-01-01;;;P-1\n")
    clerk = an_employee(store, "clerk")
    with store.read() as view:
        (told,) = trades_of(view, smit, clerk, None)
    assert (told.sees_cost, told.data.cost_cents) == (False, None)


def test_a_file_without_its_columns_or_its_system_is_refused_and_so_is_who_may_not_import(
    service: TradingService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(Invalid, match="no column amount"):
        bring(service, path, "x;y\n", head="Klant;Product;Datum\n")
    path.write_text(HEAD + "K-7;Car;1;;2026-01-01;;;P-1\n", encoding="utf-8")
    with pytest.raises(Invalid, match="which system"):
        import_trades(service, path)
    with pytest.raises(Refused):
        import_trades(
            TradingService(store, an_employee(store, "clerk"), unpublished), path, system="policies"
        )
