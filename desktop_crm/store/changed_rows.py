"""What the change log says of one table since an entry: for what is derived from its rows and follows them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.tables import ChangeLog
from desktop_crm.store.work import Reading

# On a server nobody reads the log; a function tells of it what those may know who measure (`server.measuring`).
_FUNCTION = "SELECT * FROM crm_changed_clocks(%(after)s::bigint)"
_END = "SELECT crm_changes_end()"
_LAST = Prepared(select(func.coalesce(func.max(ChangeLog.seq), 0)))
_CLOCKS = Prepared(
    select(ChangeLog.pk, ChangeLog.old).where(
        ChangeLog.seq > bindparam("after"), ChangeLog.table_name == "clock"
    )
)

_CASES_FUNCTION = "SELECT * FROM crm_changed_cases(%(after)s::bigint)"
# Cases whose row or whose work changed: keys in the log are hexadecimal.
_CASES = """
SELECT unhex(pk) FROM change_log WHERE seq > :after AND table_name = 'crm_case'
UNION
SELECT work_item.case_id FROM change_log JOIN work_item ON work_item.id = unhex(change_log.pk)
WHERE change_log.seq > :after AND change_log.table_name = 'work_item'
"""

_STATUS_FUNCTION = "SELECT * FROM crm_status_changes(%(since)s::bigint)"
_STATUS = Prepared(
    select(ChangeLog.pk, ChangeLog.at, ChangeLog.old)
    .where(
        ChangeLog.table_name == "customer", ChangeLog.op == "U", ChangeLog.at >= bindparam("since"),
        ChangeLog.old.like('%"status"%'),
    )
    .order_by(ChangeLog.seq)
)  # fmt: skip


def last_change(view: Reading) -> int:
    """Return the number of the latest entry."""
    if view.dialect == "postgresql":
        return int(view.driver.execute(_END).fetchone()[0])
    found = view.row(_LAST)
    assert found is not None, "a count has a row"
    return int(found[0])


def changed_clocks(view: Reading, after: int) -> list[tuple[str, dict[str, Any]]]:
    """Return the clocks that changed after an entry, with the old values of each change; ids are hexadecimal."""
    if view.dialect == "postgresql":
        rows = view.driver.execute(_FUNCTION, {"after": after}).fetchall()
    else:
        rows = view.rows(_CLOCKS, after=after)
    return [(pk, json.loads(old) if old else {}) for pk, old in rows]


def changed_cases(view: Reading, after: int) -> list[UUID]:
    """Return the cases that changed after an entry, or on which somebody worked."""
    if view.dialect == "postgresql":
        return [case for (case,) in view.driver.execute(_CASES_FUNCTION, {"after": after})]
    return [UUID(bytes=case) for (case,) in view.driver.execute(_CASES, {"after": after})]


def status_changes(view: Reading, since: datetime) -> dict[UUID, list[tuple[datetime, str]]]:
    """Return, for each customer whose status changed since an instant, when it did and what it was before."""
    if view.dialect == "postgresql":
        found = view.driver.execute(_STATUS_FUNCTION, {"since": to_micros(since)}).fetchall()
        rows = [(pk, from_micros(at), old) for pk, at, old in found]
    else:
        rows = view.rows(_STATUS, since=since)
    changes: dict[UUID, list[tuple[datetime, str]]] = {}
    for pk, at, old in rows:
        before = json.loads(old).get("status")
        if before is not None:
            changes.setdefault(UUID(pk), []).append((at, before))
    return changes
