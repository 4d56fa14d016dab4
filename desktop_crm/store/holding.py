"""What a decision on the whole company locks first, where many write at the same time."""

from __future__ import annotations

from sqlalchemy import select

from desktop_crm.store.prepared import Prepared
from desktop_crm.store.tables import StoreFact
from desktop_crm.store.work import Reading, Writing

_COMPANY = Prepared(select(StoreFact.name).where(StoreFact.name == "store").with_for_update())


def hold_company(view: Reading) -> None:
    """Let one at a time change employees or the model; who only reads waits for nobody."""
    if isinstance(view, Writing):
        view.hold(_COMPANY)
