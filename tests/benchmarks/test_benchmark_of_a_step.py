"""The replay that a step is measured against does all that the step did."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_crm.bench import step

TABLES = ("work_item", "item_value", "contact", "case_event", "clock", "change_log")


def _counted(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as store:
        return {table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def test_the_replay_writes_every_row_that_the_steps_wrote(tmp_path: Path) -> None:
    bench = step._Bench(tmp_path, 5, "OFF")
    bench.round()
    bench.close()
    ours, replayed, recorded = (
        _counted(tmp_path / f"{name}-5-OFF.store") for name in ("ours", "replay", "record")
    )

    assert all(count > 1 for count in ours.values())
    assert replayed == ours == recorded
