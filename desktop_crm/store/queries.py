"""Statements of the store itself that are kept compiled (see `prepared`)."""

from __future__ import annotations

from sqlalchemy import bindparam, case, delete, insert, select, update

from desktop_crm.store.prepared import Prepared
from desktop_crm.store.tables import SearchDoc, WriteContext

# The hybrid logical clock's next stamp: 48 bits of milliseconds, 16 bits that count. Never less than the last
# one, never behind the wall clock (Kulkarni et al., 2014, section 3).
SET_CONTEXT = Prepared(
    update(WriteContext).values(
        xid=WriteContext.xid + 1,
        at=bindparam("now"),
        actor=bindparam("who"),
        hlc=case((WriteContext.hlc < bindparam("wall"), bindparam("wall")), else_=WriteContext.hlc + 1),
    )
)
SEARCH_ROW = Prepared(select(SearchDoc).where(SearchDoc.customer_id == bindparam("customer")))
SEARCH_ADD = Prepared(
    insert(SearchDoc).returning(SearchDoc.rid), ["customer_id", "sort_key", "bare_key", "words", "digits"]
)
SEARCH_CHANGE = Prepared(
    update(SearchDoc)
    .where(SearchDoc.rid == bindparam("row"))
    .values({name: bindparam(name) for name in ("sort_key", "bare_key", "words", "digits")})
)
SEARCH_REMOVE = Prepared(delete(SearchDoc).where(SearchDoc.rid == bindparam("row")))
