"""How fast a step completes: against a replay of its own SQL on the bare driver, and against a peer engine."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.bench import peer
from desktop_crm.bench.result import Result
from desktop_crm.core.ids import CustomerId, EmployeeId, new_id
from desktop_crm.customers.tables import Customer
from desktop_crm.process import model as spec
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.create import create_store
from desktop_crm.store.driver import connect
from desktop_crm.store.links import SqliteLink
from desktop_crm.store.work import Store, Writing
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.service import CaseService

SIZES = (10, 20, 40)
RATE_GOAL = 0.6
GROWTH_GOAL = 1.1
ONE_OUTPUT = "value of step {number}"

_EMPLOYEE = Actor(EmployeeId(new_id()), "bench", "Bench Clerk")
_CUSTOMER = CustomerId(new_id())


@dataclass
class Statement:
    """One call of the driver: its text, its parameters, and how it was made."""

    text: str
    values: Any
    how: str


@dataclass
class Recorder:
    """Stands for the driver's connection and notes each call that goes through it."""

    connection: Any
    statements: list[Statement] = field(default_factory=list)

    def execute(self, text: str, values: Any = ()) -> Any:
        """Note and pass on one statement."""
        how = "rows" if text.lstrip().startswith("SELECT") else "run"
        self.statements.append(Statement(text, values, how))
        return self.connection.execute(text, values)

    def executemany(self, text: str, rows: Any) -> Any:
        """Note and pass on one statement for many rows."""
        self.statements.append(Statement(text, rows, "many"))
        return self.connection.executemany(text, rows)


class _RecordedWriting(Writing):
    """A transaction whose statements are noted, in the order in which the driver got them."""

    taken: list[list[Statement]] = []  # noqa: RUF012  # one list a transaction, emptied by the benchmark

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        recorder = Recorder(self.driver)
        self.driver = recorder
        self._link = SqliteLink(recorder)  # what is sent for many rows goes through the link
        self.taken.append(recorder.statements)


class _RecordedStore(Store):
    writing = _RecordedWriting


def line_of(tasks: int) -> spec.Model:
    """Return a model of one process with `tasks` steps in a row, each a contact with one required output."""
    numbers = range(tasks)
    week: dict[str, tuple[tuple[str, str], ...]] = dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (("00:00", "24:00"),)
    )
    measures = (("reaction", "reaction"), ("response", "response"), ("throughput", "throughput"))
    return spec.Model(
        name=f"A line of {tasks}",
        ksfs=tuple(
            spec.Ksf(code, code, code, measure, norm_seconds=14_400, calendar="always")
            for code, measure in measures
        ),
        processes=(
            spec.Process(
                "line",
                "Line",
                spec.Event("Asked"),
                spec.Event("Answered", "out"),
                ("s0",),
                tuple(
                    spec.Step(
                        f"s{number}",
                        f"a{number}",
                        flows=(spec.Flow(f"s{number + 1}"),) if number < tasks - 1 else (),
                        concluding=number == tasks - 1,
                    )
                    for number in numbers
                ),
            ),
        ),
        activities=tuple(
            spec.Activity(f"a{number}", f"Task {number}", contact=spec.ContactRule("out", "telephone"))
            for number in numbers
        ),
        roles=(spec.Role("front", "Front office"),),
        items=tuple(spec.Item(f"i{number}", f"Item {number}", spec.ItemType.TEXT) for number in numbers),
        channels=(spec.Channel("telephone", "Telephone", spec.Family.TELEPHONY, immediate=True),),
        calendars=(spec.CalendarSpec("always", "Always", "UTC", week),),
        measurements=tuple(spec.Measurement(code, "line") for code, _measure in measures),
        responsibilities=tuple(
            spec.Responsibility("front", f"a{number}", spec.Duty.RESPONSIBLE) for number in numbers
        ),
        uses=tuple(
            spec.Use(f"a{number}", f"i{number}", spec.Direction.OUTPUT, required=True) for number in numbers
        ),
    )


def build(path: Path, tasks: int) -> None:
    """Create a store with the line published, a clerk who may do it, and a customer."""
    store = create_store(path)
    with store.write(None) as work:
        publish_version(work, write_draft(work, line_of(tasks)))
        work.connection.execute(
            insert(Employee).values(
                id=_EMPLOYEE.id, login="bench", name=_EMPLOYEE.name, state="active", all_roles=False,
                created_at=work.now,
            )
        )  # fmt: skip
        work.connection.execute(
            insert(EmployeeRole).values(id=new_id(), employee_id=_EMPLOYEE.id, role="front", since=work.now)
        )
        work.connection.execute(
            insert(Customer).values(
                id=_CUSTOMER, customer_id=_CUSTOMER, number="000001", kind="person", name="Vries, Jan de",
                sort_key="vries jan de", created_at=work.now,
            )
        )  # fmt: skip
    store.close()


def walk(cases: CaseService, tasks: int) -> Iterator[float]:
    """Walk one case from start to end, yielding the seconds of each step that is neither first nor last."""
    outcome = cases.start_case(process="line", channel="telephone", customer=_CUSTOMER, asks=("When?",))
    for number in range(tasks - 1):
        begun = time.perf_counter()
        outcome = cases.complete(
            work_item=outcome.mine[0],
            outputs={f"i{number}": ONE_OUTPUT.format(number=number)},
            contact=ContactGiven("telephone", "We are on it and shall call you back."),
        )
        took = time.perf_counter() - begun
        if number:
            yield took


@contextmanager
def _as_it_comes() -> Iterator[None]:
    """Let the driver bind values as it does for everybody: what `store.driver` spares it is part of our step."""
    known = {key: adapt for key, adapt in driver.adapters.items() if key[0] in {bytes, type(None)}}
    for key in known:
        del driver.adapters[key]
    try:
        yield
    finally:
        driver.adapters.update(known)


def replay(connection: Any, transactions: list[list[Statement]], *, bare: bool = True) -> Iterator[float]:
    """Send recorded transactions to a driver connection, yielding the seconds of each.

    Args:
        bare: by the driver as it comes; otherwise it binds values as quickly as it does for us.
    """
    for statements in transactions:
        with _as_it_comes() if bare else nullcontext():
            seconds = _send(connection, statements)
        yield seconds


def _send(connection: Any, statements: list[Statement]) -> float:
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement in statements:
        if statement.how == "many":
            connection.executemany(statement.text, statement.values)
        elif statement.how == "rows":
            connection.execute(statement.text, statement.values).fetchall()
        else:
            connection.execute(statement.text, statement.values)
    connection.execute("COMMIT")
    return time.perf_counter() - begun


class _Bench:
    """One length of process: our store, a copy for the replay, and a copy whose statements are recorded."""

    def __init__(self, folder: Path, tasks: int, sync: str) -> None:
        self.tasks = tasks
        template = folder / f"line-{tasks}.store"
        if not template.exists():
            build(template, tasks)
        copies = [folder / f"{name}-{tasks}-{sync}.store" for name in ("ours", "replay", "record")]
        for path in copies:
            shutil.copy(template, path)
        self._stores = Store(copies[0], sync=sync), _RecordedStore(copies[2], sync="OFF")
        self._ours, self._recorded = (
            CaseService(Acting(store, _EMPLOYEE, Plans())) for store in self._stores
        )
        self._bare = connect(copies[1], None, writes=True, sync=sync)  # as the store opens it
        self.ours: list[float] = []
        self.theirs: list[float] = []
        self.bound_as_ours: list[float] = []
        self._rounds = 0
        self.statements = 0

    def round(self) -> None:
        """Walk one case, each of our steps right beside a replay of one, so that noise strikes both alike."""
        _RecordedWriting.taken.clear()
        for _seconds in walk(self._recorded, self.tasks):
            pass
        # The first transaction starts the case, the second is its first step: both are replayed, not timed.
        bare, self._rounds = self._rounds % 2 == 0, self._rounds + 1
        took = self.theirs if bare else self.bound_as_ours
        replayed = replay(self._bare, _RecordedWriting.taken, bare=bare)
        next(replayed), next(replayed)
        for ours, theirs in zip(walk(self._ours, self.tasks), replayed, strict=True):
            self.ours.append(ours)
            took.append(theirs)
        self.statements = len(_RecordedWriting.taken[-1]) + 2  # BEGIN and COMMIT

    def close(self) -> None:
        """Close all connections."""
        for store in self._stores:
            store.close()
        self._bare.close()


def _measure(folder: Path, sizes: tuple[int, ...], steps: int, sync: str) -> dict[int, _Bench]:
    """Return about `steps` timed steps of each length, the lengths taken in turns."""
    benches = {tasks: _Bench(folder, tasks, sync) for tasks in sizes}
    longest = max(sizes)
    for _round in range(max(3, steps // longest)):
        for tasks, bench in benches.items():
            for _again in range(longest // tasks):
                bench.round()
    for bench in benches.values():
        bench.close()
    return benches


def run(*, quick: bool = False) -> Result:
    """Measure steps of processes of several lengths; return rows and the goals of the main job."""
    result = Result("step")
    steps = 400 if quick else 4_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        medians: dict[int, float] = {}
        for tasks, bench in _measure(folder, SIZES, steps, "OFF").items():
            medians[tasks] = result.row(
                "step, synchronous OFF", tasks, bench.ours, statements=bench.statements
            )
            bare = result.row("replay of its SQL, bare driver", tasks, bench.theirs)
            result.row("the same, values bound as ours", tasks, bench.bound_as_ours)
            result.goal(
                f"rate against the replay, {tasks} tasks", RATE_GOAL, bare / medians[tasks], most=False
            )
        growth = medians[40] / medians[10]
        result.goal("a step of forty tasks against one of ten", GROWTH_GOAL, growth, most=True)
        for tasks, bench in _measure(folder, (10, 40), steps // 4, "FULL").items():
            full = result.row("step, synchronous FULL", tasks, bench.ours)
            result.row("replay of its SQL, synchronous FULL", tasks, bench.theirs)
            _against_peer(result, folder, tasks, 1.0 if tasks == 10 else 2.0, full, quick=quick)
    return result


def _against_peer(
    result: Result, folder: Path, tasks: int, factor: float, ours: float, *, quick: bool
) -> None:
    if not peer.installed():
        result.skip(
            "SpiffWorkflow is not installed, so it was not compared; install the development requirements."
        )
        return
    seconds = list(peer.steps(folder / f"peer-{tasks}.db", tasks, 3 if quick else 20))
    median = result.row("SpiffWorkflow: load, run, serialise, store one task", tasks, seconds)
    result.goal(f"times as fast as SpiffWorkflow, {tasks} tasks", factor, median / ours, most=False)
