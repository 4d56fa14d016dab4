"""The Model screen, the check and publishing on models of growing size, each beside the least it could take.

Opening: from asking for the screen to its sheet and its findings painted, beside a plain table of the same
activities and roles in a window of the same size. An edit: from a key in the responsibility matrix to the
findings painted again, beside a plain table that changes a cell. Checking on the command line, beside the start
of Python alone. Publishing, beside the same rows written by the bare driver into a file of the same kind.
Blocks: how long the GUI thread was kept from its events at most while the widest matrices were worked on, in
light and in dark.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from desktop_crm.access.accounts import insert_employee
from desktop_crm.access.reads import employee
from desktop_crm.bench.large_model import OF_THE_GOAL, SIZES, Size, model_of
from desktop_crm.bench.result import Result
from desktop_crm.bootstrap import Desk, Office
from desktop_crm.process.findings import check
from desktop_crm.process.rows import to_rows
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.process.toml_write import write
from desktop_crm.store.create import create_store

LOGIN = "bench"
OPEN_GOAL, EDIT_GOAL, CHECK_GOAL, PUBLISH_GOAL, BLOCK_GOAL = 300.0, 100.0, 1_000.0, 1_000.0, 50.0
ROUNDS, QUICK_ROUNDS = 12, 3


@contextmanager
def office_of(size: Size, *, drafted: bool = True) -> Iterator[Office]:
    """A new store in which a model of a size is published, and drafted by a process owner who may change it."""
    with tempfile.TemporaryDirectory() as name:
        office = Office(create_store(Path(name) / "model.store"))
        try:
            with office.store.write(None) as work:
                publish_version(work, write_draft(work, model_of(size)))
                insert_employee(work, login=LOGIN, name="Bench Owner", all_roles=True, roles=())
            if drafted:
                desk_in(office).drafting.begin_draft(model_of(size))
            yield office
        finally:
            office.close()


def desk_in(office: Office) -> Desk:
    """Return the process owner's desk."""
    with office.store.read() as view:
        return office.desk_of(employee(view, LOGIN).actor)


def run(*, quick: bool = False) -> Result:
    """Open, edit, check and publish models; return the times beside their references, and the goals."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop_crm.bench.modelling import Modelling

    result = Result("model")
    rounds = QUICK_ROUNDS if quick else ROUNDS
    for size in SIZES[2:3] if quick else SIZES:
        with office_of(size) as office:
            bench = Modelling(desk_in(office), size)
            try:
                bench.measure(rounds)
            finally:
                bench.close()
        of = size.activities
        rows = [
            ("opening the Model screen, to its findings painted", bench.opened),
            ("plain table of the same activities and roles, painted", bench.bare_opened),
            ("an edit in a matrix, to the findings painted", bench.edited),
            ("plain table with one cell changed, painted", bench.bare_edited),
            ("findings alone, in memory", _checks(size, rounds)),
            *_command_line(size, rounds),
            *_publishing(size, rounds),
            ("longest block of the GUI thread", [max(bench.blocks.values()) / 1_000]),
        ]
        medians = {what: result.row(what, of, seconds) for what, seconds in rows}
        if size == OF_THE_GOAL:
            _judge(result, medians)
            result.goal("store calls on the GUI thread", 0, float(bench.calls_on_gui_thread), most=True)
            for what, longest in bench.blocks.items():
                result.goal(f"longest block of the GUI thread: {what}, in ms", BLOCK_GOAL, longest, most=True)
    return result


def _judge(result: Result, found: dict[str, float]) -> None:
    size = OF_THE_GOAL
    of = f"{size.processes} processes, {size.activities} activities, {size.roles} roles, {size.items} items"
    for what, goal in (
        ("opening the Model screen, to its findings painted", OPEN_GOAL),
        ("an edit in a matrix, to the findings painted", EDIT_GOAL),
        ("model check, with its start", CHECK_GOAL),
        ("publishing", PUBLISH_GOAL),
    ):
        result.goal(f"{what}, in ms ({of})", goal, found[what], most=True)


def _checks(size: Size, rounds: int) -> list[float]:
    model = model_of(size)
    return [_timed(partial(check, model)) for _round in range(rounds)]


def _command_line(size: Size, rounds: int) -> list[tuple[str, list[float]]]:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "model.toml"
        file.write_text(write(model_of(size)), "utf-8")
        ours = [sys.executable, "-m", "desktop_crm", "model", "check", str(file)]
        bare = [sys.executable, "-c", "pass"]
        times: list[list[float]] = [[], []]
        for _round in range(rounds):  # in turns, so that noise strikes both alike
            for kept, command in zip(times, (ours, bare), strict=True):
                kept.append(_timed(partial(_run, command)))
    return [("model check, with its start", times[0]), ("the start of Python alone", times[1])]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _publishing(size: Size, rounds: int) -> list[tuple[str, list[float]]]:
    """Publish drafts of one store in turn, and write as many rows of the same length with the driver alone."""
    ours, bare = [], []
    model = model_of(size)
    count = sum(1 for _row in to_rows(model))
    with office_of(size, drafted=False) as office:
        service = desk_in(office).model
        for number in range(2, rounds + 2):
            service.import_model(model)
            ours.append(_timed(partial(service.publish, number=number)))
            bare.append(_bare_rows(count))
    return [("publishing", ours), ("as many rows, by the bare driver", bare)]


def _bare_rows(count: int) -> float:
    from sqlcipher3 import dbapi2

    with tempfile.TemporaryDirectory() as name:
        connection = dbapi2.connect(str(Path(name) / "bare.db"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE row (id BLOB PRIMARY KEY, content TEXT)")
        rows = [(os.urandom(16), "x" * 120) for _row in range(count)]

        def go() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO row VALUES (?, ?)", rows)
            connection.execute("COMMIT")

        try:
            return _timed(go)
        finally:
            connection.close()


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
