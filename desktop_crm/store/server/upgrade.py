"""Bringing a shared store up to date and checking it, while others may work in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.findings import Finding
from desktop_crm.store.identity import HEAD, REVISIONS, read_facts, refuse_revision
from desktop_crm.store.migrate import differences
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.engine import make_engine
from desktop_crm.store.server.identity import revision_of, verified
from desktop_crm.store.server.migrate import bring_to
from desktop_crm.store.server.problems import server_errors
from desktop_crm.store.server.schema import rights_digest, texts_digest, trigger_digest
from desktop_crm.store.tables import WriteContext

_UNVALIDATED = "SELECT conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated ORDER BY 1"
_BROKEN_INDEXES = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"


def upgrade_server_store(address: Address) -> tuple[str, str]:
    """Bring a shared store to this release's schema, make its triggers again; return the revisions.

    One transaction: a failure leaves the store as it was. One that is up to date and whole is not touched.

    Raises `StoreProblem` when it is newer, or somebody keeps what has to change locked.
    """
    with server_errors(address):
        with closing(connect(address, writes=False)) as there:
            before = revision_of(there, address)
            if before not in REVISIONS:
                refuse_revision(before, address)
            if before == HEAD and _is_whole(there, address):
                return before, before
        bring_to(address)
        with closing(connect(address, writes=False)) as there:
            verified(there, address)
    return before, HEAD


def _is_whole(there: Any, address: Address) -> bool:
    try:
        verified(there, address)
    except StoreProblem:
        return False
    facts = read_facts(there)
    return facts.get("trigger_texts") == texts_digest() and facts.get("rights") == rights_digest(there)


def check_server_store(address: Address) -> tuple[Finding, ...]:
    """Return what is wrong with a shared store; its pages are the server's to check."""
    with server_errors(address):
        with closing(connect(address, writes=False)) as there:
            refuse_revision(revision_of(there, address), address)
            found = [
                *_references(there),
                *_triggers(there),
                *_rights(there),
                *_context(there),
                *_indexes(there),
            ]
        return (*found, *_schema(address))


def _references(there: Any) -> Iterator[Finding]:
    for (table,) in there.execute(_UNVALIDATED).fetchall():
        yield Finding(
            "references",
            _("The references of {table} were never checked by the server. Restore a backup.").format(
                table=table
            ),
        )


def _triggers(there: Any) -> Iterator[Finding]:
    facts = read_facts(there)
    if trigger_digest(there) != facts.get("triggers") or facts.get("trigger_texts") != texts_digest():
        yield Finding(
            "triggers",
            _("Triggers are missing, changed or of an earlier release. Run “desktop-crm store upgrade”."),
        )


def _rights(there: Any) -> Iterator[Finding]:
    facts = read_facts(there)
    if rights_digest(there) != facts.get("rights"):
        yield Finding(
            "rights",
            _("Policies or grants are missing or changed. Run “desktop-crm store upgrade”."),
        )
    if facts.get("time") == "made up":
        yield Finding(
            "time",
            _("This store records the time that desks tell, as for practice. Do not work in it."),
        )


def _context(there: Any) -> Iterator[Finding]:
    rows = there.execute(f"SELECT silent FROM {WriteContext.__tablename__}").fetchall()
    if rows != [(0,)]:
        yield Finding(
            "context",
            _(
                "The row that says who is writing is missing, doubled or silent, so changes go unlogged. "
                "Restore a backup."
            ),
        )


def _indexes(there: Any) -> Iterator[Finding]:
    for (index,) in there.execute(_BROKEN_INDEXES).fetchall():
        yield Finding(
            "search",
            _("The index {index} was not finished. Run “REINDEX INDEX {index}” on the server.").format(
                index=index
            ),
        )


def _schema(address: Address) -> Iterator[Finding]:
    engine = make_engine(address, writes=False)
    try:
        with engine.connect() as connection:
            for difference in differences(connection):
                yield Finding(
                    "schema", _("The tables differ from this release's: {what}.").format(what=difference)
                )
    finally:
        engine.dispose()
