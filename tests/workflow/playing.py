"""Programs of their own that play cases on a store, for tests that kill them or let them race.

Run as ``python -m tests.workflow.playing WALK|TAKE|CLAIM STORE LOGIN``; each act is printed once its commit is done.
"""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee
from desktop_crm.core.clock import SystemTime
from desktop_crm.core.errors import Known
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.customers.tables import Customer
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from tests.workflow.builders import Office

CASES = 10_000


def say(*words: object) -> None:
    """Print one confirmed act, at once."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def office_of(store: Store) -> Office:
    """Return an office on a store that exists, with the people and customers found in it."""
    office = Office(store, SystemTime())  # type: ignore[arg-type]
    with store.read() as view:
        for who, login, name in view.connection.execute(select(Employee.id, Employee.login, Employee.name)):
            office.people[login] = Actor(EmployeeId(who), login, name)
        for who, name in view.connection.execute(select(Customer.id, Customer.name)):
            office.customers[name] = who
    return office


def walk(office: Office) -> None:
    """Play case after case from the start to its conclusion."""
    for _case in range(CASES):
        case = office.a_case(asks=["When?"], customer="Anna")
        say("started", case.id.hex)
        while case.live:
            step, row = next(iter(case.live.items()))
            case.done(step)
            say("completed", row.item.id.hex)


def take(office: Office, login: str) -> None:
    """Take the next work item until nothing waits."""
    items = office.desk(login).items
    while (taken := items.take_next()) is not None:
        say("took", taken.hex)


def claim(office: Office, login: str) -> None:
    """Try to claim every work item that is offered, in the order in which they are found."""
    items = office.desk(login).items
    for (item,) in office.ask("SELECT id FROM work_item ORDER BY id"):
        work_item = WorkItemId(UUID(bytes=item))
        try:
            items.claim(work_item=work_item)
        except Known as refusal:
            say("refused", work_item.hex, type(refusal).__name__)
        else:
            say("took", work_item.hex)


def main(what: str, path: str, login: str) -> None:
    """Open the store and play; `what` is WALK, TAKE or CLAIM."""
    store = open_store(Path(path))
    office = office_of(store)
    say("ready")
    sys.stdin.readline()  # all start together
    match what:
        case "WALK":
            walk(office)
        case "TAKE":
            take(office, login)
        case "CLAIM":
            claim(office, login)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
