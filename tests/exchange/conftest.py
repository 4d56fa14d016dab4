"""Fixtures of the exchange tests: services, and where the sample files are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop_crm.customers.intake import IntakeService
from desktop_crm.exchange.exporting import ExportService
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, intake_of, unpublished

DATA = Path(__file__).parent / "data"


@pytest.fixture
def intake(store: Store) -> IntakeService:
    return intake_of(store)


@pytest.fixture
def export(store: Store) -> ExportService:
    return ExportService(store, an_employee(store, "exporter", all_roles=True), unpublished)


@pytest.fixture
def data() -> Path:
    """The folder of our own small files."""
    return DATA


def sample_folder(name: str) -> Path | None:
    """A folder of the shared samples, None where they are not at hand."""
    samples = os.environ.get("DESKTOP_CRM_SAMPLES")
    folder = Path(samples) / name if samples else None
    return folder if folder is not None and folder.is_dir() else None
