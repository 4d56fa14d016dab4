"""A store with many cases: those of a generated one, copied under keys of their own.

A company's customers give it one case in six; a million cases by the generator would take six million customers. What
a team's figures rest on are cases, their steps, clocks and events, so these alone are copied, by the database itself;
of a copied case no more than its first events, as many as an average case has in a company with shorter processes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Table

from desktop_crm.bench.generator.sink import bulk
from desktop_crm.store.driver import connect
from desktop_crm.store.whole import whole_schema

EVENTS = 10  # of a copied case
# So many rows are copied by one statement: the database puts them aside before it writes them where it reads.
_CHUNK = 200_000
# Keys that are a copied row's own, or lead to one; the rest of a row stays as it is.
_OWN = {
    "crm_case": ("id",),
    "work_item": ("id", "case_id"),
    "clock": ("id", "case_id"),
    "case_event": ("id", "case_id", "work_item_id"),
}


def multiply_cases(path: Path, cases: int) -> None:
    """Copy the cases in the store at `path` until there are at least so many; nobody else may have it open."""
    driver = connect(path, None, writes=True)
    try:
        for setting in (
            "synchronous = OFF",
            "foreign_keys = OFF",
            # New pages are written once, where a write-ahead log would hold all of them a second time.
            "journal_mode = TRUNCATE",
            "cache_size = -131072",
            "temp_store = FILE",
        ):
            driver.execute(f"PRAGMA {setting}")
        (there,) = driver.execute("SELECT count(*) FROM crm_case").fetchone()
        copies = -(-cases // there) - 1
        if copies > 0:
            driver.execute("BEGIN IMMEDIATE")
            with bulk(driver):
                for name, own in _OWN.items():
                    _copy(driver, whole_schema().tables[name], own, copies)
            driver.execute("COMMIT")
            driver.execute("PRAGMA optimize")
        driver.execute("PRAGMA journal_mode = WAL")
    finally:
        driver.close()


def _copy(driver: Any, table: Table, own: tuple[str, ...], copies: int) -> None:
    columns = [column.name for column in table.columns]
    # Another version of UUID than any key has, and a number in place of the last two bytes, which were drawn by lot.
    key = "unhex(substr(hex(one.{name}), 1, 12) || 'F' || substr(hex(one.{name}), 14, 15) || printf('%04X', copy))"
    values = [key.format(name=name) if name in own else f"one.{name}" for name in columns]
    some = f" AND one.sequence <= {EVENTS}" if table.name == "case_event" else ""
    (last,) = driver.execute(f"SELECT coalesce(max(rowid), 0) FROM {table.name}").fetchone()
    originals = max(1, _CHUNK // copies)
    for first in range(1, last + 1, originals):
        driver.execute(
            "WITH RECURSIVE copies (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?) "
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM {table.name} AS one CROSS JOIN copies WHERE one.rowid BETWEEN ? AND ?{some}",
            (copies, first, min(last, first + originals - 1)),
        )
