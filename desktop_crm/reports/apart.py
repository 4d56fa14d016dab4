"""Writing a report in a process of its own, so that the windows go on meanwhile: a model takes some seconds."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from desktop_crm.process.model import Model
from desktop_crm.process.reads import VersionRow


def write_apart(model: Model, out: Path, row: VersionRow) -> Path:
    """Write a version of the model as PDF; return where it is. Raises `Invalid` when the place can't be written."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(_write, model, out, row).result()
    return out


def _write(model: Model, out: Path, row: VersionRow) -> None:
    from desktop_crm.reports.model_book import model_book

    model_book(model, out, row=row)
