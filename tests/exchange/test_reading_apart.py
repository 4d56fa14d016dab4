"""A file read by another process while this one writes: the same customers, the same refusals, in the same order."""

from __future__ import annotations

from multiprocessing import Pipe
from pathlib import Path

import pytest
from hypothesis import given, settings

from desktop_crm.core.errors import Invalid
from desktop_crm.customers.data import CustomerData, checked
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.ready import ready
from desktop_crm.customers.recognise import Incoming
from desktop_crm.customers.stored import all_customers
from desktop_crm.customers.terms import Match
from desktop_crm.exchange import reading
from desktop_crm.exchange.importing import ImportReport, import_file
from desktop_crm.exchange.sources import opened, source_of
from desktop_crm.store.work import Store
from tests.exchange.strategies import customers
from tests.sampling import examples

ROWS = 2 * reading.CHUNK + 7


def a_list(folder: Path) -> Path:
    """Rows of which every fiftieth can't be read, and every sixtieth comes a second time."""
    path = folder / "many.csv"
    rows = [
        f"R{number - (number % 60 == 59)};Jan;Vries{number};{'x;' * 9 if number % 50 == 0 else '0384217706'}"
        for number in range(ROWS)
    ]
    path.write_text("\n".join(["Reference;Given name;Family name;Phone", *rows]), encoding="utf-8")
    return path


def counts(report: ImportReport) -> tuple[object, ...]:
    return report.created, report.updated, report.unchanged, report.rejected


def test_an_import_is_the_same_whoever_reads(
    intake: IntakeService, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_list(tmp_path)
    trial = import_file(intake, path, dry_run=True)
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(reading, "PATIENCE", 60.0)  # the first chunk is read here, all others there
    report = import_file(intake, path)
    assert counts(report) == counts(trial)
    assert report.rejected_count == len(range(0, ROWS, 50))
    with store.read() as view:
        stored = list(all_customers(view))
    assert [one.id for one in stored] == report.ids
    assert [int(one.number) for one in stored] == list(range(1, report.created + 1))


def test_a_file_that_ends_too_soon_is_told(tmp_path: Path) -> None:
    path = a_list(tmp_path)
    here, there = Pipe()
    there.send(None)
    there.close()
    with opened(path) as stream, pytest.raises(Invalid, match="not be read to its end"):
        list(reading._together(here, source_of(stream, path), Match.SURE))


@settings(max_examples=examples(30, soak=500), deadline=None)
@given(customers())
def test_a_sheet_says_all_that_a_customer_does(data: CustomerData) -> None:
    assert ready(Incoming(data)).data == checked(data)
