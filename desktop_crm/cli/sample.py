"""The sample company put into a new store: its model published, its people hired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.core import paths

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk


def settle_sample(administrator: Desk, password: str) -> None:
    """Publish the sample model and add its people, who all log in with the administrator's `password`."""
    from desktop_crm.bench.generator.company import sample_colleagues, sample_model
    from desktop_crm.process.reads import versions

    administrator.model.import_model(sample_model())
    with administrator.store.read() as view:
        newest = versions(view)[-1].number
    administrator.model.publish(number=newest)
    for one in sample_colleagues():
        administrator.employees.add_employee(
            login=one.login, name=one.name, roles=one.roles, password=password
        )


def sample_location() -> Path:
    """Return where the sample company's own store is, apart from the user's."""
    return paths.data_folder() / "sample.store"


def make_sample(
    path: Path,
    password: str,
    customers: int,
    progress: Callable[[int, int], None] | None = None,
    anchor: datetime | None = None,
) -> None:
    """Make a store of the sample company at `path`: model, people, and generated customers.

    Everybody, the administrator ``admin`` too, logs in with `password`. `anchor` is the instant (aware) at which
    the customers' history ends, the present by default. Raises `StoreProblem` when something is at `path`.
    """
    from desktop_crm.bench.generator import fill
    from desktop_crm.bootstrap import file_of
    from desktop_crm.core.clock import FakeTime
    from desktop_crm.founding import making_office

    path.parent.mkdir(parents=True, exist_ok=True)
    # Employees and the model are there before the history begins.
    time = None if anchor is None else FakeTime(anchor)
    with making_office(path, time=time) as office:
        office.make_first_administrator(name="Ada Winter", login="admin", password=password)
        settle_sample(office.log_in("admin", password), password)
        office.close()
        fill(file_of(office.store.location), customers=customers, anchor=anchor, progress=progress)
