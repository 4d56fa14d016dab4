"""What the change log tells of one customer: who changed which of their rows, when, from what to what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.store.converting import id_to_bytes, instant_from_int
from desktop_crm.store.tables import PROFILE_TABLES
from desktop_crm.store.work import Reading

_LISTED = ", ".join(f"'{name}'" for name in PROFILE_TABLES)
_COLUMNS = "log.seq, log.at, log.actor, log.table_name, log.pk, log.op, log.old, log.new"
# `{key}` is how a row's id is written in the log, on either database. What was added is found by the rows that
# are there: an index over all that was ever added would be as long as they are.
LOGGED = (
    f"SELECT {_COLUMNS} FROM change_log AS log WHERE log.table_name = 'customer' AND log.pk = :written "
    f"UNION ALL SELECT {_COLUMNS} FROM change_log AS log "
    f"WHERE log.scope = :written AND log.op <> 'I' AND log.table_name IN ({_LISTED}) "
    + " ".join(
        f"UNION ALL SELECT {_COLUMNS} FROM {name} AS own "
        f"JOIN change_log AS log ON log.table_name = '{name}' AND log.pk = {{key}} "
        "WHERE own.customer_id = :whose AND log.op = 'I'"
        for name in PROFILE_TABLES
    )
    + " ORDER BY 1 DESC LIMIT :most"
)
_ON_FILE = LOGGED.format(key="lower(hex(own.id))")
_ON_SERVER = "SELECT * FROM crm_history(%(whose)s, %(most)s)"


@frozen
class LogEntry:
    """One change of one row.

    Attributes:
        actor: who did it; None for the system. `op`: ``I``, ``U`` or ``D``.
        old, new: of the columns that changed, as the log writes them; of a row that was added neither.
    """

    at: datetime
    actor: UUID | None
    table: str
    row: UUID
    op: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def logged_changes(view: Reading, customer: UUID, most: int) -> list[LogEntry]:
    """Return the `most` latest changes of what a customer is and how to reach them, newest first."""
    if view.dialect == "postgresql":
        found = view.driver.execute(_ON_SERVER, {"whose": customer, "most": most})
    else:
        values = {"written": customer.hex, "whose": id_to_bytes(customer), "most": most}
        found = view.driver.execute(_ON_FILE, values)
    return [_entry(*row) for row in found.fetchall()]


def _entry(
    _seq: int, at: int, actor: str | None, table: str, key: str, op: str, old: str | None, new: str | None
) -> LogEntry:
    moment = instant_from_int(at)
    assert moment is not None, "an entry has its time"
    return LogEntry(
        moment,
        UUID(actor) if actor else None,
        table,
        UUID(key),
        op,
        json.loads(old or "{}"),
        json.loads(new or "{}"),
    )
