"""What other desks are told when a row changes: the kind of thing, as screens know it, and which one it was.

One list for both databases: a server's triggers tell it as they write the log, of a file the log is read.
"""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from desktop_crm.store.triggers import UNLOGGED_TABLES

# A row of these is itself such a thing.
_ITSELF = {
    "absence": "absence",
    "coaching_note": "coaching_note",
    "crm_case": "case",
    "crowd_rule": "crowd_rule",
    "customer": "customer",
    "employee": "employee",
    "ksf_proposal": "proposal",
    "model_version": "model",
    "privacy_act": "privacy",
    "pulse_rule": "pulse_rule",
    "retention_rule": "privacy",
}
# A row with one of these columns belongs to such a thing.
_BELONGS = {"case_id": "case", "customer_id": "customer"}
_BELONGS_TOO = {
    "access_right": {"version_id": "model"},
    "customer_merge": {"kept_id": "customer", "gone_id": "customer"},
    "employee_role": {"employee_id": "employee"},
    "model_act": {"version_id": "model"},
    "model_pilot": {"version_id": "model"},
    "model_row": {"version_id": "model_draft"},
    "model_success": {"version_id": "model"},
    "relation": {"other_id": "customer"},
    "told_apart": {"other_id": "customer"},
}
# No other desk shows these while they change.
QUIET = frozenset(
    {
        "contact_look", "credential", "event_log", "import_layout", "import_run", "logged_case", "recovery_key",
    }
)  # fmt: skip


def told_by(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the kinds of thing that a changed row of `table` is told as, each with the column of its id."""
    if table.name in UNLOGGED_TABLES or table.name in QUIET:
        return ()
    belongs = {**_BELONGS, **_BELONGS_TOO.get(table.name, {})}
    columns = {column: kind for column, kind in belongs.items() if column in table.columns}
    itself = _ITSELF.get(table.name)
    if itself is not None:
        columns = {"id": itself, **columns}
    if table.name == "customer":  # its `customer_id` is its own id
        del columns["customer_id"]
    return tuple((kind, column) for column, kind in columns.items())


def kinds(metadata: MetaData) -> frozenset[str]:
    """Return all kinds that anything is told as."""
    return frozenset(kind for table in metadata.tables.values() for kind, _column in told_by(table))
