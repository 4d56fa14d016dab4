"""Writing a report in a process of its own, so that the windows go on meanwhile: a long one takes some seconds."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _


@frozen
class Book:
    """A report that is to be written.

    Attributes:
        kind: the module of this room that writes it, by a function of the same name: ``ksf_book``.
        what: what it tells. `options`: the function's own.
    """

    kind: str
    what: Any
    options: Mapping[str, Any]


def write_apart(book: Book) -> bytes:
    """Return a report as PDF; nothing of it is left behind on the disk.

    Raises `Invalid` when its process is ended from outside.
    """
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            return pool.submit(written, book).result()
    except BrokenExecutor as error:  # somebody ended it, or the memory is full
        raise Invalid(
            _("The report was broken off from outside, and nothing was written; ask for it again.")
        ) from error


def written(book: Book) -> bytes:
    """Return a report as PDF, written here and now."""
    write = getattr(importlib.import_module(f"desktop_crm.reports.{book.kind}"), book.kind)
    with TemporaryDirectory(prefix="desktop-crm-") as folder:
        out = Path(folder) / "report.pdf"
        write(book.what, out, **book.options)
        return out.read_bytes()
