"""When a store was last backed up, as it remembers of itself, and whether that is too long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop_crm.core.clock import from_micros
from desktop_crm.core.frozen import frozen
from desktop_crm.store.identity import read_facts
from desktop_crm.store.work import Reading

# What a week of work is worth nobody wants to lose.
LONGEST = timedelta(days=7)
_LAST = "SELECT max(made_at) FROM store_copy"


@frozen
class LastBackup:
    """The last backup that a store remembers; `at` None: there is none. `overdue`: one is to be made."""

    at: datetime | None
    overdue: bool


def last_backup(view: Reading, now: datetime) -> LastBackup:
    """Return when the store was last backed up; a store without a backup counts from when it was made."""
    (made,) = view.driver.execute(_LAST).fetchone()
    at = None if made is None else from_micros(made)
    since = at or datetime.fromisoformat(read_facts(view.driver)["created"])
    return LastBackup(at, now - since > LONGEST)
