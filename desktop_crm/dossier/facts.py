"""Known facts: what any process registered about a customer, how old it is, and whether to ask again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from desktop_crm.core.i18n import _
from desktop_crm.dossier.rows import Fact
from desktop_crm.dossier.time_line import process_name
from desktop_crm.process.model import Item, Model
from desktop_crm.process.values import show_value
from desktop_crm.workflow.customer_reads import FactRow


def readable_items(model: Model, roles: Collection[str] | None) -> frozenset[str]:
    """Return the items that the holders of `roles` may read (None: all roles).

    A sensitive item is for those whose activities use it: responsible, informed or delegated to.
    """
    if roles is None:
        return frozenset(model.item)
    mine = {duty.activity for duty in model.responsibilities if duty.role in roles}
    used = {use.item for use in model.uses if use.activity in mine}
    return frozenset(item.code for item in model.items if not item.sensitive or item.code in used)


def facts_of(
    rows: list[FactRow], *, model: Model, roles: Collection[str] | None, now: datetime
) -> tuple[Fact, ...]:
    """Return the facts in the order of the model's items; those of items it no longer knows are left out.

    Args:
        rows: the newest value of each item.
        model: the published model, which says how long a value stays valid.
        roles: of the reader; None for all.
        now: against which age is told.
    """
    readable = readable_items(model, roles)
    newest = {row.item: row for row in rows}
    return tuple(
        _fact(newest[item.code], item, model, item.code in readable, now)
        for item in model.items
        if item.code in newest
    )


def _fact(row: FactRow, item: Item, model: Model, readable: bool, now: datetime) -> Fact:
    age = max(timedelta(0), now - row.registered_at)
    lasting = item.validity_days is None
    content = row.content if readable else None
    return Fact(
        item=item.code,
        name=item.name,
        type=item.type,
        content=content,
        shown=_shown(row, item) if readable else _("not for your roles"),
        answer=row.answer,
        reason=row.reason if readable else "",
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        age_seconds=int(age.total_seconds()),
        source=row.source or (process_name(model, row.process) if row.process else ""),
        case=row.case,
        ask_again=item.validity_days is not None and age > timedelta(days=item.validity_days),
        lasting=lasting,
        hidden=not readable,
    )


def _shown(row: FactRow, item: Item) -> str:
    if row.answer == "value":
        return show_value(item, row.content or "")
    return {
        "unknown": _("unknown"),
        "refused": _("refused to say"),
        "not-applicable": _("not applicable"),
        "later": _("will be told later"),
    }.get(row.answer, row.answer)
