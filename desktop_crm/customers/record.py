"""Writing contact history inside somebody's transaction: contacts, the questions they raise and answer.

The workflow registers contacts in its own transaction, so these functions ask for no right and open nothing:
the use case that calls them does. Statements are prepared, since a step registers a contact as often as not.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, QuestionId, new_id
from desktop_crm.customers.model import (
    Asker,
    ContactEntry,
    QuestionState,
    check_answer,
    check_entry,
    check_question,
)
from desktop_crm.customers.tables import Attachment, Contact, PlannedContact, Question
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

_INSERT_CONTACT = Prepared(insert(Contact), [column.key for column in Contact.__table__.columns])
_INSERT_QUESTION = Prepared(insert(Question), [column.key for column in Question.__table__.columns])
_READ_QUESTION = Prepared(
    select(
        Question.customer_id,
        Question.case_id,
        Question.raised_by,
        Question.raised_at,
        Question.answer_contact_id,
    ).where(Question.id == bindparam("question"))
)
_RAISED = Prepared(
    select(Question.id).where(Question.contact_id == bindparam("contact")).order_by(Question.id)
)
_ANSWER = Prepared(
    update(Question)
    .where(Question.id == bindparam("question"), Question.answer_contact_id.is_(None))
    .values(
        answer_contact_id=bindparam("contact"),
        answered_at=bindparam("received"),
        answer_recorded_at=bindparam("recorded"),
    )
)
_PLAN_DONE = Prepared(
    update(PlannedContact)
    .where(PlannedContact.id == bindparam("plan"), PlannedContact.done_contact_id.is_(None))
    .values(done_contact_id=bindparam("contact"))
)
_IDENTIFY = tuple(
    Prepared(
        update(table)
        .where(table.case_id == bindparam("of_case"), table.customer_id.is_(None))
        .values(customer_id=bindparam("whose"))
    )
    for table in (Contact, Question, Attachment)
)


def insert_contact(
    work: Writing, *, contact: ContactEntry, replica: UUID | None = None, monotonic_ns: int | None = None
) -> ContactId:
    """Insert one entry of contact history, recorded at `work.now`; return its id.

    `replica` is the store in which it is registered, `monotonic_ns` that device's monotonic reading.
    Raises `Invalid` for an entry that `check_entry` refuses.
    """
    check_entry(contact)
    made = ContactId(new_id())
    work.run(
        _INSERT_CONTACT,
        id=made,
        customer_id=contact.customer,
        case_id=contact.case,
        channel=contact.channel,
        direction=str(contact.direction),
        party=str(contact.party),
        by_person=contact.by_person,
        employee_id=contact.employee,
        happened_at=contact.happened_at,
        received_at=contact.received_at,
        recorded_at=work.now,
        subject=contact.subject,
        text=contact.text,
        work_item_id=contact.work_item,
        replica=replica,
        monotonic_ns=monotonic_ns,
    )
    return made


def raise_questions(
    work: Writing,
    *,
    contact_id: ContactId,
    contact: ContactEntry,
    texts: Iterable[str],
    raised_by: Asker = Asker.CUSTOMER,
) -> tuple[QuestionId, ...]:
    """Insert the questions that a contact raises, at the instant the contact happened; return their ids."""
    made: list[QuestionId] = []
    for text in texts:
        question = QuestionId(new_id())
        work.run(
            _INSERT_QUESTION,
            id=question,
            customer_id=contact.customer,
            case_id=contact.case,
            contact_id=contact_id,
            raised_by=str(raised_by),
            text=check_question(text),
            raised_at=contact.happened_at,
            recorded_at=work.now,
            answer_contact_id=None,
            answered_at=None,
            answer_recorded_at=None,
        )
        made.append(question)
    return tuple(made)


def answer_questions(
    work: Writing, *, contact_id: ContactId, contact: ContactEntry, questions: Iterable[QuestionId]
) -> tuple[QuestionId, ...]:
    """Let a contact be the answer to `questions`, received when the contact reached the other side.

    Raises `NotFound`, `Conflict` (answered already), `Refused` (another customer's, or a contact that nobody
    who asked perceives) or `Invalid` (before its question).
    """
    answered = tuple(dict.fromkeys(questions))
    for question in answered:
        check_answer(_question(work, question), contact)
        touched = work.run(
            _ANSWER,
            question=question,
            contact=contact_id,
            received=contact.reached_customer_at,
            recorded=work.now,
        )
        if touched != 1:
            raise Conflict(_("This question has been answered already; its first answer is kept."))
    return answered


def _question(work: Writing, question: QuestionId) -> QuestionState:
    found = work.row(_READ_QUESTION, question=question)
    if found is None:
        raise NotFound(_("There is no question {id}; nothing was stored.").format(id=question))
    customer, case, raised_by, raised_at, answered_by = found
    return QuestionState(question, customer, case, Asker(raised_by), raised_at, answered_by)


def case_of(view: Reading, questions: Iterable[QuestionId]) -> CaseId | None:
    """Return the case that one of `questions` belongs to; None when none does."""
    for question in questions:
        found = view.row(_READ_QUESTION, question=question)
        if found is not None and found[1] is not None:
            return CaseId(found[1])
    return None


def questions_of(view: Reading, contact: ContactId) -> tuple[QuestionId, ...]:
    """Return the questions that a contact raised, in their order."""
    return tuple(QuestionId(row[0]) for row in view.rows(_RAISED, contact=contact))


def carry_out_plan(work: Writing, *, plan: UUID, contact_id: ContactId) -> None:
    """State that a planned contact took place as `contact_id`; raises `Conflict` when it did already."""
    if work.run(_PLAN_DONE, plan=plan, contact=contact_id) != 1:
        raise Conflict(_("This planned contact is not open any more; nothing was stored."))


def identify_case(work: Writing, *, case: CaseId, customer: CustomerId) -> None:
    """Give the anonymous contacts, questions and attachments of a case to the customer who turned up."""
    for statement in _IDENTIFY:
        work.run(statement, of_case=case, whose=customer)
