"""A whole, consistent copy of a store while others work in it, verified after writing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.driver import connect, known_errors
from desktop_crm.store.files import file_errors, put_in_place, refuse_existing, scratch_beside


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was verified: where it is, its rows in all tables, its size in bytes.

    `noted`: the store remembers that there is this copy.
    """

    path: Path
    rows: int
    size: int
    noted: bool = False


def copy_store(source: Path, target: Path, key: bytes | None) -> Copied:
    """Copy the store at `source` to the new file `target`, under the same key; then read all of it back.

    The copy is of one moment, without stopping those who write. It gets its name only when it is whole.

    Raises `StoreProblem` when `target` exists, can't be written, or differs from the source.
    """
    refuse_existing(target)
    with scratch_beside(target) as scratch:
        rows = _copy(source, scratch, key, target)
        _to_disk(scratch)
        put_in_place(scratch, target)
        return Copied(target, sum(rows.values()), target.stat().st_size)


def row_counts(driver: Any) -> dict[str, int]:
    """Return the number of rows of every table, without the full-text indexes' own."""
    names = driver.execute(
        "SELECT name FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
    return {name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def damage(driver: Any) -> list[str]:
    """Return what SQLite finds wrong with the file behind a connection; empty when nothing is."""
    found = [row[0] for row in driver.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def _copy(source: Path, scratch: Path, key: bytes | None, target: Path) -> dict[str, int]:
    with known_errors(source):
        reading = connect(source, key, writes=False)
    try:
        with known_errors(target):
            writing = connect(scratch, key, writes=True)
            try:
                # Written once and thrown away if it fails: no log beside it that grows as long as the copy itself.
                writing.execute("PRAGMA journal_mode = OFF")
                # One read transaction around both, so that the count is of the very state that is copied.
                reading.execute("BEGIN")
                before = row_counts(reading)
                reading.backup(writing)
                reading.execute("COMMIT")
                if damage(writing) or row_counts(writing) != before:
                    raise StoreProblem(
                        _(
                            "The copy of {source} could not be read back as it was written, so it was thrown "
                            "away; the store was not changed. Check the disk of {target}, then try again."
                        ).format(source=source, target=target)
                    )
                return before
            finally:
                writing.close()
    finally:
        reading.close()


def _to_disk(path: Path) -> None:
    with file_errors(path), path.open("rb+") as file:
        os.fsync(file.fileno())
