"""What customers were told to expect: promises recorded and revised, and a promised contact that took place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.timing.case_history import History
from desktop_crm.timing.facts import Promised
from desktop_crm.timing.runs import standing_promise
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.clock_facts import facts_of
from desktop_crm.workflow.contacting import storable
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.tables import Case, CaseEvent, Promise

_PROMISE = Prepared(insert(Promise), [column.key for column in Promise.__table__.columns])
_PROMISED = Prepared(
    update(Case).where(Case.id == bindparam("of_case")).values(promised_until=bindparam("until"))
)
_MADE = Prepared(select(Promise.id).where(Promise.case_id == bindparam("of_case")).limit(1))
_OF_CONTACT = Prepared(
    select(CaseEvent.id)
    .where(
        CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "PromiseMade",
        CaseEvent.detail.contains(f'"{Promised.CONTACT}"'),
    )
    .limit(1)
)  # fmt: skip


@frozen
class Told:
    """What a customer is told: until when, and what will have happened by then.

    Attributes:
        words: in which words. `basis` and `cases`: of a taken offer (`promises.PromiseOffer`), what it rested on.
    """

    until: datetime
    words: str = ""
    about: Promised = Promised.CONCLUSION
    basis: str = ""
    cases: int = 0


def told_of(promise: datetime | Told, words: str = "") -> Told:
    """Return what a customer is told, of a time alone that they will have the conclusion."""
    if isinstance(promise, Told):
        return replace(promise, words=words) if words else promise
    return Told(promise, words)


def record_promise(
    work: Writing,
    head: Head,
    told: Told,
    *,
    channel: str,
    at: datetime,
    by: UUID,
    contact: UUID | None = None,
) -> None:
    """Record what a customer was told at `at`, in `contact` where that is known; earlier promises are kept.

    Raises `Invalid` for a promise of a time that had passed when it was made.
    """
    if told.until < at:
        raise Invalid(_("A promise lies after the moment it is made; correct the time."), where="promise")
    made = new_id()
    work.run(
        _PROMISE,
        id=made,
        customer_id=head.customer,
        case_id=head.id,
        contact_id=contact,
        until=told.until,
        made_at=at,
        recorded_at=work.now,
        channel=channel,
        made_by=by,
        words=storable(told.words, "words"),
    )
    _stands(work, head, told.until)
    about = "" if told.about is Promised.CONCLUSION else str(told.about)
    Projection(work, head, {}, at).write([fact.PromiseMade(made, about, told.basis, told.cases)])


def keep_promised_contact(work: Writing, plan: Plan, head: Head) -> None:
    """Note that a person of ours was in contact with the customer: no contact promised before is due any more."""
    if head.promised is not None and work.row(_OF_CONTACT, of_case=head.id) is not None:
        settle_promises(work, plan, head)


def settle_promises(work: Writing, plan: Plan, head: Head) -> None:
    """Write what counts of all that a customer was told: the latest promise that still stands, or none.

    It is derived from what happened, whatever was entered late, reopened or merged.
    """
    if head.promised is None and work.row(_MADE, of_case=head.id) is None:
        return
    standing = standing_promise(History(facts_of(work, plan, head).facts, work.now))
    _stands(work, head, None if standing is None else standing.until)


def _stands(work: Writing, head: Head, until: datetime | None) -> None:
    head.promised = until
    work.run(_PROMISED, of_case=head.id, until=until)
