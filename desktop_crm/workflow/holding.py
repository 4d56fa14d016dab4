"""What a decision on a case locks first, where many write at the same time: all that moves it goes in turn.

The case stands for its work items and joins too, so that two branches that end at the same moment see each
other. Others may go on to write what refers to it.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow.tables import Case, WorkItem

_CASE = Prepared(select(Case.id).where(Case.id == bindparam("of_case")).with_for_update(key_share=True))
_ITEM = Prepared(
    select(Case.id)
    .join(WorkItem, WorkItem.case_id == Case.id)
    .where(WorkItem.id == bindparam("item"))
    .with_for_update(key_share=True, of=Case)
)


def hold_case(view: Reading, case: CaseId) -> None:
    """Lock a case; who only reads waits for nobody."""
    if isinstance(view, Writing):
        view.hold(_CASE, of_case=case)


def hold_item(view: Reading, item: WorkItemId) -> None:
    """Lock the case of a work item."""
    if isinstance(view, Writing):
        view.hold(_ITEM, item=item)
