"""What customers asked of us in a case, and what is still unanswered: no question gets lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop_crm.timing import facts as said
from desktop_crm.timing.case_history import History
from desktop_crm.timing.clock import Subject, SubjectKind


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or message of the customer, when it arrived, and when it was settled (None: not yet)."""

    subject: Subject
    arrived: datetime
    settled: datetime | None


def unanswered(facts: Iterable[said.Fact], now: datetime) -> list[Asked]:
    """Return the customer's questions and messages that nobody settled by `now`, the oldest first."""
    history = History(facts, now)
    waiting = [one for one in (*questions(history), *messages(history)) if one.settled is None]
    return sorted(waiting, key=lambda one: one.arrived)


def questions(history: History) -> Iterator[Asked]:
    """Yield the customer's questions: each begins with the contact that raised it and ends with its answer.

    An answer that was received before its question arrived, by a wrong clock, settles it at once.
    """
    arrivals = {one.contact: one.happened for one in history.contacts}
    receipts = receipts_of(history)
    for question in history.of(said.QuestionRaised):
        if question.by is not said.Party.CUSTOMER:
            continue
        arrived = question.happened
        if question.contact is not None:
            arrived = min(arrived, arrivals.get(question.contact, arrived))
        settled = receipts.get(question.question)
        subject = Subject(SubjectKind.QUESTION, question.question)
        yield Asked(subject, arrived, settled and max(settled, arrived))


def messages(history: History) -> Iterator[Asked]:
    """Yield the customer's messages that raise no question and answer none of ours.

    Our next contact in person settles one; a question only its answer does.
    """
    spoken_for = {one.contact for one in history.of(said.QuestionRaised)}
    spoken_for |= {one.contact for one in history.of(said.QuestionAnswered)}
    for message in history.inbound:
        if not message.in_person and message.contact not in spoken_for:
            settled = next_in_person(history, message.happened)
            yield Asked(Subject(SubjectKind.MESSAGE, message.contact), message.happened, settled)


def receipts_of(history: History) -> dict[UUID, datetime]:
    """Return when the first answer to each question was received: a call at once, a message when known."""
    received = {one.contact: one.received for one in history.contacts}
    found: dict[UUID, datetime] = {}
    for answer in history.of(said.QuestionAnswered):
        at = answer.received or answer.happened
        if answer.received is None and answer.contact is not None:
            at = received.get(answer.contact, at)
        if at <= history.now:
            found[answer.question] = min(at, found.get(answer.question, at))
    return found


def next_in_person(history: History, after: datetime) -> datetime | None:
    """Return when the customer next heard or saw a person of ours."""
    found = [one.received for one in history.contacts if one.in_person and one.received > after]
    return min((at for at in found if at <= history.now), default=None)
