"""From *Complete and next* to the last field of the next window painted, beside a bare form of the same fields.

Steps of a case with twelve outputs, one of each type, are walked through in the real windows on a large store.
The time runs from the commit of a step. After each, plain Qt widgets for the same twelve fields are built and
painted in a window of the same size, so that noise strikes both alike. Windows are drawn into memory.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop_crm.access.accounts import insert_employee
from desktop_crm.access.reads import employee
from desktop_crm.bench.generator import cached_store
from desktop_crm.bench.result import Result
from desktop_crm.bench.step import line_of
from desktop_crm.bootstrap import Desk, Office
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Customer
from desktop_crm.process import model as spec
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.open import open_store

if TYPE_CHECKING:
    from desktop_crm.workflow.outcome import CaseOutcome

CUSTOMERS, QUICK_CUSTOMERS = 100_000, 2_000
STEPS = 12
CASES, QUICK_CASES = 10, 2
RATIO_GOAL, BLOCK_GOAL = 2.0, 50.0
LOGIN = "bench"
_CHOICES = tuple(spec.Choice(code, code.title()) for code in ("north", "east", "south", "west", "abroad"))


def forms_of(steps: int) -> spec.Model:
    """Return a model of one process of `steps` in a row; each registers one item of each type, all its own."""
    line = line_of(steps)
    items, uses = [], []
    for number in range(steps):
        for kind in spec.ItemType:
            code = f"i{number}-{kind}"
            choices = _CHOICES if kind is spec.ItemType.CHOICE else ()
            items.append(spec.Item(code, f"Its {kind}, step {number}", kind, choices=choices))
            uses.append(spec.Use(f"a{number}", code, spec.Direction.OUTPUT))
    return replace(line, name="Forms", items=tuple(items), uses=tuple(uses))


@contextmanager
def office_of(customers: int) -> Iterator[Office]:
    """Open a copy of a generated store on which the forms are published and one clerk may do them."""
    with tempfile.TemporaryDirectory() as name:
        office = Office(open_store(Path(shutil.copy(cached_store(customers), Path(name) / "window.store"))))
        try:
            with office.store.write(None) as work:
                publish_version(work, write_draft(work, forms_of(STEPS)))
                insert_employee(work, login=LOGIN, name="Bench Clerk", all_roles=False, roles=("front",))
            yield office
        finally:
            office.close()


def desk_in(office: Office) -> Desk:
    """Return the clerk's desk."""
    with office.store.read() as view:
        return office.desk_of(employee(view, LOGIN).actor)


def start_cases(desk: Desk, count: int) -> list[CaseOutcome]:
    """Start a case for each of `count` customers."""
    with desk.store.read() as view:
        found = view.connection.execute(select(Customer.id).order_by(Customer.number).limit(count))
        customers = [CustomerId(row.id) for row in found]
    return [
        desk.cases.start_case(process="line", channel="telephone", customer=one, asks=("When?",))
        for one in customers
    ]


def run(*, quick: bool = False) -> Result:
    """Walk cases through the windows; return the times of window and bare form, and the goals."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.walking import Walk

    result = Result("window")
    size = QUICK_CUSTOMERS if quick else CUSTOMERS
    with office_of(size) as office:
        desk = desk_in(office)
        cases = start_cases(desk, (QUICK_CASES if quick else CASES) + 1)
        walk = Walk(desk)
        try:
            # The first case loads what is loaded once, and is not timed.
            for number, case in enumerate(cases):
                walk.case(case.mine[0], STEPS, timed=number > 0)
        finally:
            walk.close()
    result.row("Complete and next, from the commit to the last field painted", size, walk.ours)
    result.row("bare form of the same twelve fields, built and painted", size, walk.bare)
    _judge(result, walk.blocks, walk.calls_on_gui_thread)
    return result


def _judge(result: Result, blocks: list[float], calls: int) -> None:
    ours, bare = result.rows
    ratio = ours["p95_ms"] / bare["p95_ms"]
    result.goal("95th percentile, times the bare form's", RATIO_GOAL, ratio, most=True)
    result.goal("store calls on the GUI thread", 0, calls, most=True)
    result.goal("longest block of the GUI thread, in ms", BLOCK_GOAL, max(blocks), most=True)
