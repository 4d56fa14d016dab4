"""Filling a store with generated customers and two years of their history, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, func, insert, select

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.bench.generator.agenda import Agenda
from desktop_crm.bench.generator.answers import Answerer
from desktop_crm.bench.generator.case_rows import CaseWriter
from desktop_crm.bench.generator.files import FileWriter, Staff
from desktop_crm.bench.generator.keys import key_maker
from desktop_crm.bench.generator.people import Person, Town
from desktop_crm.bench.generator.plan import Planned, plan_cases
from desktop_crm.bench.generator.sink import BATCH, Sink, bulk
from desktop_crm.bench.generator.walk import Walk
from desktop_crm.bench.generator.world import World
from desktop_crm.core.clock import SystemTime, to_micros
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.customers.search import rebuild
from desktop_crm.customers.tables import Customer
from desktop_crm.store.engine import known_errors, make_engine
from desktop_crm.store.identity import verified
from desktop_crm.store.tables import NumberSeries
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Writing
from desktop_crm.workflow.clocks import norm_calendar
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans

HISTORY_DAYS = 731
FIRST_NUMBER = 100_001
_STEP = 250

Progress = Callable[[int, int], None]


def fill(
    path: Path,
    key: bytes | None = None,
    *,
    customers: int,
    seed: int = 1999,
    anchor: datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """Add generated customers to a store that has employees and a published model, but no customers yet.

    All of it is one transaction: a store that is killed half-way is as it was before. Nobody else may have the
    store open. The rows depend on `customers`, `seed`, `anchor` and the store's employees and model alone.

    Args:
        anchor: the instant (aware) at which the two years of history end; the present by default.
        progress: told how many customers are written, and of how many.

    Returns the number of rows. Raises `Refused` when there are customers already or nothing is published.
    """
    whole_schema()
    now = anchor or SystemTime().now()
    engine = make_engine(path, key, writes=True, sync="OFF")
    try:
        with known_errors(path), engine.connect() as connection, _prepared(connection):
            with connection.begin():
                work = _writing(connection, path, now)
                _refuse_filled(connection)
                return _write(work, Plans().published(work), customers, seed, now, progress)
    finally:
        engine.dispose()


@contextmanager
def _prepared(connection: Connection) -> Iterator[None]:
    """Set the connection up for bulk: a rollback journal, so that new pages are written once, not twice."""
    driver = connection.connection.driver_connection
    assert driver is not None
    # Temporary files keep the sorting of large indexes out of memory.
    for setting in ("foreign_keys = OFF", "journal_mode = TRUNCATE", "cache_size = -131072", "temp_store = FILE"):
        driver.execute(f"PRAGMA {setting}")
    try:
        yield
    finally:
        for setting in ("journal_mode = WAL", "foreign_keys = ON"):
            driver.execute(f"PRAGMA {setting}")


def _writing(connection: Connection, path: Path, now: datetime) -> Writing:
    driver = connection.connection.driver_connection
    return Writing(connection, now, None, verified(driver, path), SystemTime().monotonic_ns())


def _refuse_filled(connection: Connection) -> None:
    if connection.execute(select(func.count()).select_from(Customer)).scalar_one():
        raise Refused(
            _("This store has customers already; nothing was added. Generate customers into a store of their own.")
        )


def _write(
    work: Writing, plan: Plan, customers: int, seed: int, now: datetime, progress: Progress | None
) -> int:
    sink = Sink(work.driver)
    with bulk(work.driver):
        _populate(work, sink, plan, customers, seed, now, progress)
    rebuild(work)
    return sink.written


def _populate(
    work: Writing, sink: Sink, plan: Plan, customers: int, seed: int, now: datetime, progress: Progress | None
) -> None:
    """Write customer after customer, so that memory does not grow with their number."""
    random = Random(seed)
    agenda = _agenda(plan, random, now)
    staff = _staff(work)
    new_key = key_maker(to_micros(now), random)
    world = World(plan, random, agenda, staff, Answerer(plan.model, random, agenda), new_key)
    town = Town(random, agenda.day_of(agenda.last))
    files = FileWriter(sink, random, agenda, staff, new_key)
    cases = CaseWriter(sink, plan, staff, new_key)
    planned = plan_cases(random, agenda, customers, list(plan.processes))
    before: Person | None = None
    for index in range(customers):
        person = town.next()
        files.write(person, str(FIRST_NUMBER + index), before)
        _walk(world, cases, person, planned.get(index, ()))
        before = person
        if index % _STEP == _STEP - 1:
            sink.flush(BATCH)
            if progress is not None:
                progress(index + 1, customers)
    sink.flush()
    _number_series(work, customers, planned)
    if progress is not None:
        progress(customers, customers)


def _walk(world: World, cases: CaseWriter, person: Person, planned: Sequence[Planned]) -> None:
    known: dict[str, tuple[str, int]] = {}
    for one in planned:
        walked = Walk(world, person, world.plan.processes[one.process], one.number, one.starts, known).run()
        if walked is not None:
            cases.write(walked)


def _agenda(plan: Plan, random: Random, now: datetime) -> Agenda:
    first = now - timedelta(days=HISTORY_DAYS)
    calendars = [one.code for one in plan.model.calendars]
    office = norm_calendar(plan, calendars[0] if calendars else "")
    desk = norm_calendar(plan, calendars[1] if len(calendars) > 1 else office.code)
    return Agenda(office, desk, to_micros(first), to_micros(now), random)


def _staff(work: Writing) -> Staff:
    """Return who works here; in the order of their log-ins, so that the same seed picks the same people."""
    rows = work.connection.execute(
        select(EmployeeRole.role, Employee.id)
        .join(Employee, Employee.id == EmployeeRole.employee_id)
        .where(Employee.state == "active")
        .order_by(EmployeeRole.role, Employee.login)
    ).all()
    if not rows:
        raise Refused(_("Nobody works in this store yet; add employees with roles, then generate customers."))
    by_role: dict[str, list[bytes]] = {}
    for role, employee in rows:
        by_role.setdefault(role, []).append(employee.bytes)
    return Staff({role: tuple(keys) for role, keys in by_role.items()}, work.replica.bytes)


def _number_series(work: Writing, customers: int, planned: dict[int, list[Planned]]) -> None:
    """Let customers and cases that are added later be numbered on from here."""
    following = {"customer": FIRST_NUMBER + customers}
    for cases in planned.values():
        for one in cases:
            year, count = one.number.split("-")
            series = f"case-{year}"
            following[series] = max(following.get(series, 1), int(count) + 1)
    work.connection.execute(
        insert(NumberSeries), [{"series": series, "next_number": number} for series, number in following.items()]
    )
