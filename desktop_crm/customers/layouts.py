"""How files with certain headings are read, as somebody settled it once for everybody."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import ImportLayout
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

_LAYOUT = Prepared(select(ImportLayout.layout).where(ImportLayout.headings == bindparam("digest")))
_CHANGE = Prepared(
    update(ImportLayout)
    .where(ImportLayout.headings == bindparam("digest"))
    .values(layout=bindparam("text"), changed_at=bindparam("moment"), employee_id=bindparam("who"))
)
_REMEMBER = Prepared(insert(ImportLayout), [column.key for column in ImportLayout.__table__.columns])


def layout_of(view: Reading, headings: str) -> str:
    """Return how files with these headings (their digest) are read, as JSON; empty when nobody settled it."""
    found = view.row(_LAYOUT, digest=headings)
    return "" if found is None else str(found[0])


def remember(work: Writing, headings: str, layout: str) -> None:
    """Keep how files with these headings (their digest) are read."""
    said = {"digest": headings, "text": layout, "moment": work.now, "who": work.actor}
    if layout_of(work, headings) == layout or work.run(_CHANGE, **said):
        return
    work.run(
        _REMEMBER,
        id=new_id(),
        headings=headings,
        layout=layout,
        changed_at=work.now,
        employee_id=work.actor,
    )
