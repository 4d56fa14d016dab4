"""Filling a store with generated customers and two years of their history, in one transaction."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import Connection, func, insert, select

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.bench.generator.chunk import (
    CHUNK,
    FIRST_NUMBER,
    Chunks,
    Job,
    Made,
    make_in_worker,
    set_up,
    unpacked,
)
from desktop_crm.bench.generator.plan import Planned, plan_cases
from desktop_crm.bench.generator.sink import bulk
from desktop_crm.bench.generator.staff import Staff
from desktop_crm.core.clock import SystemTime, to_micros
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.customers.tables import Customer
from desktop_crm.store import said
from desktop_crm.store.driver import known_errors
from desktop_crm.store.engine import make_engine
from desktop_crm.store.identity import verified
from desktop_crm.store.links import SqliteLink
from desktop_crm.store.search import put_many
from desktop_crm.store.tables import NumberSeries
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Writing
from desktop_crm.workflow.plans import Plans

MOST_CUSTOMERS = 1_000_000
# Below this a second process takes longer to start than it saves.
ALONE = 4 * CHUNK

Progress = Callable[[int, int], None]


def fill(
    path: Path,
    key: bytes | None = None,
    *,
    customers: int,
    seed: int = 1999,
    anchor: datetime | None = None,
    talk: float = 1.0,
    progress: Progress | None = None,
) -> int:
    """Add generated customers to a store that has employees and a published model, but no customers yet.

    All of it is one transaction: a store that is killed half-way is as it was before. Nobody else may have
    the store open. The rows depend on `customers`, `seed`, `anchor`, `talk`, the store's employees and its model.

    Args:
        anchor: the instant (aware) at which the two years of history end; the present by default.
        talk: how many times the usual three everyday contacts a customer has, on average.
        progress: told how many customers are written, and of how many.

    Returns the number of rows. Raises `Refused` when there are customers already, when nobody works there yet
    or nothing is published; `Invalid` for a number of customers that is out of bounds.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise Invalid(_("Between 1 and 1,000,000 customers can be generated."), where="customers")
    whole_schema()
    now = anchor or SystemTime().now()
    engine = make_engine(path, key, writes=True, sync="OFF")
    try:
        with known_errors(path), engine.connect() as connection, _prepared(connection), connection.begin():
            work = _writing(connection, path, now)
            job = _job(work, seed, to_micros(now), talk)
            return _write(work, job, customers, progress)
    finally:
        engine.dispose()


@contextmanager
def _prepared(connection: Connection) -> Iterator[None]:
    """Set the connection up for bulk: a rollback journal, so that new pages are written once, not twice."""
    driver = connection.connection.driver_connection
    assert driver is not None
    # Temporary files keep the sorting of large indexes out of memory.
    for setting in (
        "foreign_keys = OFF",
        "journal_mode = TRUNCATE",
        "cache_size = -131072",
        "temp_store = FILE",
    ):
        driver.execute(f"PRAGMA {setting}")
    try:
        yield
    finally:
        driver.execute("PRAGMA journal_mode = WAL")


def _writing(connection: Connection, path: Path, now: datetime) -> Writing:
    # Through SQLAlchemy first, which begins the transaction.
    if connection.execute(select(func.count()).select_from(Customer)).scalar_one():
        raise Refused(_("This store has customers already; nothing was added. Use a store without any."))
    driver = connection.connection.driver_connection
    replica, clock = verified(driver, path), SystemTime()
    return Writing(SqliteLink(driver, connection), now, None, replica, clock.monotonic_ns())


def _job(work: Writing, seed: int, now: int, talk: float) -> Job:
    plan = Plans().published(work)
    return Job(plan.model, plan.version, plan.number, _staff(work), seed, now, talk)


def _staff(work: Writing) -> Staff:
    """Return who works here; in the order of their log-ins, so that the same seed picks the same people."""
    rows = work.connection.execute(
        select(EmployeeRole.role, Employee.id, Employee.name)
        .join(Employee, Employee.id == EmployeeRole.employee_id)
        .where(Employee.state == "active")
        .order_by(EmployeeRole.role, Employee.login)
    ).all()
    if not rows:
        raise Refused(_("Nobody works in this store yet; add employees with roles, then generate customers."))
    by_role: dict[str, list[bytes]] = {}
    for role, employee, _name in rows:
        by_role.setdefault(role, []).append(employee.bytes)
    names = {employee.bytes: name for _role, employee, name in rows}
    return Staff({role: tuple(keys) for role, keys in by_role.items()}, names, work.replica.bytes)


def _write(work: Writing, job: Job, customers: int, progress: Progress | None) -> int:
    chunks = Chunks(job)
    agenda = chunks.agenda.drawing_from(Random(job.seed))
    planned = plan_cases(agenda, customers, chunks.processes)
    written = 0
    with bulk(work.driver):
        made = (
            _one_by_one(chunks, customers, planned)
            if customers < ALONE
            else _together(job, customers, planned)
        )
        for index, chunk in enumerate(made):
            for statement, waiting in chunk.rows:
                work.driver.executemany(statement, waiting)
                written += len(waiting)
            put_many(work, chunk.documents)
            if progress is not None:
                progress(min(customers, (index + 1) * CHUNK), customers)
        said.rebuild(work.driver)
        _number_series(work, customers, planned)
    return written


_Plan = dict[int, list[Planned]]


def _one_by_one(chunks: Chunks, customers: int, planned: _Plan) -> Iterator[Made]:
    for task in _tasks(customers, planned):
        yield chunks.make(*task)


def _together(job: Job, customers: int, planned: _Plan) -> Iterator[Made]:
    """Yield the chunks in order while other processes make the next ones; few of them wait in memory."""
    workers = max(1, os.cpu_count() or 1)
    # Spawned, not forked: this process may have threads and windows.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=set_up, initargs=(job,)) as pool:
        ahead: deque[Future[bytes]] = deque()
        for task in _tasks(customers, planned):
            ahead.append(pool.submit(make_in_worker, *task))
            if len(ahead) > 2 * workers:
                yield unpacked(ahead.popleft().result())
        while ahead:
            yield unpacked(ahead.popleft().result())


def _tasks(customers: int, planned: _Plan) -> Iterator[tuple[int, int, _Plan]]:
    """Yield the number of each chunk, how many customers it has, and their cases by position within it."""
    for index, first in enumerate(range(0, customers, CHUNK)):
        count = min(CHUNK, customers - first)
        mine = {
            position: planned[first + position] for position in range(count) if first + position in planned
        }
        yield index, count, mine


def _number_series(work: Writing, customers: int, planned: _Plan) -> None:
    """Let customers and cases that are added later be numbered on from here."""
    following = {"customer": FIRST_NUMBER + customers}
    for cases in planned.values():
        for one in cases:
            year, count = one.number.split("-")
            series = f"case-{year}"
            following[series] = max(following.get(series, 1), int(count) + 1)
    work.connection.execute(
        insert(NumberSeries),
        [{"series": series, "next_number": number} for series, number in following.items()],
    )
