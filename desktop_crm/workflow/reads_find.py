"""Finding a case by what people call it: its number, or its id."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case

_BY_ID = Prepared(select(Case.id).where(Case.id == bindparam("wanted")))
_BY_NUMBER = Prepared(select(Case.id).where(Case.number == bindparam("wanted")).limit(2))


def find_case(view: Reading, named: str) -> CaseId:
    """Return the case with this id or number; raise `NotFound` when there is none, or more than one."""
    try:
        rows = view.rows(_BY_ID, wanted=UUID(named))
    except ValueError:
        rows = view.rows(_BY_NUMBER, wanted=named)
    if len(rows) != 1:
        raise NotFound(_("There is no case “{named}”; check its number.").format(named=named))
    return CaseId(rows[0][0])
