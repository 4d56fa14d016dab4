"""Contacts that an act brings with it, and what the system does by itself: written with the act's events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId, EmployeeId, QuestionId, WorkItemId
from desktop_crm.core.text import is_storable
from desktop_crm.customers.model import ContactEntry, Direction, Party
from desktop_crm.customers.record import answer_questions, insert_contact, raise_questions
from desktop_crm.customers.tables import Question
from desktop_crm.process.model import ContactRule, ItemType, Performer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.model import Automatic
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plan import ActivityPlan, Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.same_contact import require_nothing_new, require_open
from desktop_crm.workflow.values import check_given, register

MOST_WORDS = 20_000

_OPEN_QUESTIONS = Prepared(
    select(Question.id)
    .where(
        Question.case_id == bindparam("of_case"),
        Question.raised_by == "customer",
        Question.answer_contact_id.is_(None),
    )
    .order_by(Question.raised_at, Question.id)
)
_DIRECTION = {str(one): one for one in Direction}
_PARTY = {str(one): one for one in Party}


class StepContact(NamedTuple):
    """The contact that a step was: its id, whether it was the customer's, raised or answered questions."""

    id: ContactId
    asked: bool = False
    answered: bool = False
    inbound: bool = False


class Circumstance(NamedTuple):
    """When a contact of an act took place, with whom, and which step it was."""

    at: datetime
    employee: UUID | None
    subject: str
    party: str = "customer"
    work_item: WorkItemId | None = None


def storable(text: str, where: str) -> str:
    """Return a free text, or raise `Invalid` when the store could not give it back unchanged."""
    if len(text) > MOST_WORDS:
        raise Invalid(_("This text is too long; use at most 20,000 characters."), where=where)
    if not is_storable(text):
        raise Invalid(
            _("The text holds a NUL or half a character, which can't be kept; remove it."), where=where
        )
    return text


def require_channel(plan: Plan, channel: str) -> None:
    """Raise `Invalid` for a channel that the model doesn't know."""
    if channel not in plan.model.channel:
        raise Invalid(_("There is no channel “{code}” in the model.").format(code=channel), where="channel")


def entry_of(
    head: Head,
    channel: str,
    direction: str,
    about: Circumstance,
    *,
    text: str = "",
    received: datetime | None = None,
) -> ContactEntry:
    """Return an entry of contact history in a case; without an employee it was not a person's contact."""
    return ContactEntry(
        channel=channel,
        direction=_DIRECTION[direction],
        happened_at=about.at,
        customer=None if head.customer is None else CustomerId(head.customer),
        case=head.id,
        party=_PARTY[about.party],
        by_person=about.employee is not None,
        employee=None if about.employee is None else EmployeeId(about.employee),
        received_at=received,
        subject=about.subject,
        text=storable(text, "text"),
        work_item=about.work_item,
    )


def put_contact(
    work: Writing, entry: ContactEntry, asks: Sequence[str] = (), answers: Sequence[QuestionId] = ()
) -> ContactId:
    """Insert a contact with the questions it raises and those it answers; return its id."""
    contact = insert_contact(work, contact=entry, replica=work.replica, monotonic_ns=work.monotonic_ns)
    if asks:
        raise_questions(work, contact_id=contact, contact=entry, texts=asks)
    if answers:
        answer_questions(work, contact_id=contact, contact=entry, questions=answers)
    return contact


def contact_of_step(
    work: Writing, plan: Plan, head: Head, rule: ContactRule, given: ContactGiven | None, about: Circumstance
) -> StepContact:
    """Register the contact that a step was. It answers what is said, or all open questions by the rule.

    A step that was done in a contact that goes on registers none: its questions and answers are that one's.
    """
    given = given or ContactGiven()
    chosen = given.answers
    if chosen is None and rule.answers and about.party == "customer":
        # Before its own questions are raised: a contact doesn't answer what it asks.
        chosen = tuple(QuestionId(question) for (question,) in work.rows(_OPEN_QUESTIONS, of_case=head.id))
    if given.within is not None:
        _go_on_within(work, plan, head, given, given.within, about, chosen or ())
        return StepContact(given.within, bool(given.asks), bool(chosen))
    channel = given.channel or rule.channel
    require_channel(plan, channel)
    entry = entry_of(head, channel, rule.direction, about, text=given.text, received=given.received)
    contact = put_contact(work, entry, given.asks, chosen or ())
    return StepContact(contact, bool(given.asks), bool(chosen), rule.direction == "in")


def _go_on_within(
    work: Writing,
    plan: Plan,
    head: Head,
    given: ContactGiven,
    contact: ContactId,
    about: Circumstance,
    answers: Sequence[QuestionId],
) -> None:
    """Let what a step asks and answers belong to the contact in which it was done, at the time of the step."""
    found = require_open(work, plan, head.id, contact, about.at)
    require_nothing_new(found, given.channel, given.text, given.received)
    if about.party != "customer":
        raise Invalid(
            _("This step is a contact with a partner; it can't be done in one with the customer."),
            where="channel",
        )
    entry = entry_of(head, found.channel, found.direction, about)
    raise_questions(work, contact_id=contact, contact=entry, texts=given.asks)
    answer_questions(work, contact_id=contact, contact=entry, questions=answers)


def party_of(activity: ActivityPlan) -> str:
    """Return with whom an activity's contact is."""
    return "partner" if activity.spec.performer is Performer.PARTNER else "customer"


def office_time(plan: Plan, at: datetime) -> datetime:
    """Return an instant on the office's wall: in the zone of the model's first calendar."""
    calendars = plan.model.calendars
    return at.astimezone(ZoneInfo(calendars[0].timezone)) if calendars else at


def automatic(at: datetime) -> Automatic:
    """Return what the system registers for an activity that it does itself: that it is done, and when.

    `at` is the office's time (`office_time`), since the date there may be another than in Greenwich. What
    another system keeps up is not registered here.
    """

    def of(activity: ActivityPlan) -> dict[str, str]:
        values = {
            ItemType.YES_NO: "yes",
            ItemType.DATE: at.date().isoformat(),
            ItemType.DATETIME: at.isoformat(),
        }
        return {
            one.item.code: values[one.item.type]
            for one in activity.outputs
            if one.item.type in values and not one.item.master
        }

    return of


def automatic_in_office(plan: Plan, at: datetime) -> Automatic:
    """Return what the system registers as `automatic`, on the office's wall; worked out if it does anything."""

    def of(activity: ActivityPlan) -> Mapping[str, str]:
        return automatic(office_time(plan, at))(activity)

    return of


def write_events(projection: Projection, plan: Plan, happenings: Sequence[Event]) -> None:
    """Write an act's events; what the system did by itself registers its values and its contact too."""
    offered: dict[WorkItemId, fact.ItemOffered] = {}
    written: list[Event] = []
    for event in happenings:
        if isinstance(event, fact.ItemOffered):
            offered[event.item] = event
        elif offered and isinstance(event, fact.ItemCompleted) and event.item in offered:
            event = _by_itself(projection, plan, offered[event.item])
        written.append(event)
    if written:
        projection.write(written)


def _by_itself(projection: Projection, plan: Plan, event: fact.ItemOffered) -> fact.ItemCompleted:
    work, head, at = projection.work, projection.head, projection.happened
    activity = plan.activities[event.activity]
    values = automatic_in_office(plan, at)(activity)
    outputs = check_given(plan.model, values, values)
    ids = register(work, head, outputs, happened=work.now, work_item=event.item, source=event.activity)
    contact = None
    if activity.spec.contact is not None:
        about = Circumstance(at, None, activity.spec.name, work_item=event.item)
        contact = contact_of_step(work, plan, head, activity.spec.contact, None, about).id
    return fact.ItemCompleted(event.item, tuple(ids), contact)


def with_contact(happenings: Sequence[Event], item: WorkItemId | None, contact: ContactId) -> list[Event]:
    """Return the events with the contact noted on the completion of its step."""
    return [
        replace(event, contact=contact)
        if isinstance(event, fact.ItemCompleted) and event.item == item
        else event
        for event in happenings
    ]
