"""Waits that came to their expected end: the case goes on by itself, with nobody's doing (`clocks.md`, pause).

Clocks know that a wait ended from its facts; work lists and screens read rows, so the rows are brought up to date
here: before a command reads, and in windows as often as clocks are read. The next act on a case does the same.
"""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select

from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import CaseId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store
from desktop_crm.workflow.acting import changed, settle_pause
from desktop_crm.workflow.ledger import read_case
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.tables import Case

# Written out so that SQLite recognises the condition of the index on running cases.
_DUE = Prepared(
    select(Case.id)
    .where(literal_column("crm_case.status = 'running'"), Case.paused_until <= bindparam("now"))
    .order_by(Case.paused_until, Case.id)
)


def end_expired_waits(store: Store, plans: Plans) -> Changes:
    """End every wait whose expected end has passed, as of that end; return what changed.

    Nothing is written where none has, and each wait is ended once, whoever comes first: a case is looked at
    again in its own transaction. It is an act of the system, so no right is asked for.
    """
    with store.read() as view:
        due = [CaseId(found[0]) for found in view.rows(_DUE, now=store.time.now())]
    changes = Changes()
    for case in due:
        with store.write(None) as work:
            head = read_case(work, case)
            if settle_pause(work, plans.of(work, head.version), head):
                changes |= changed(head)
    return changes
