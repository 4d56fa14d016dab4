"""Contact history: contacts, questions and their answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import CaseId, CustomerId, QuestionId, new_id
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.model import Asker, ContactEntry, Direction, Party
from desktop_crm.customers.record import (
    answer_questions,
    case_of,
    identify_case,
    insert_contact,
    raise_questions,
)
from desktop_crm.customers.tables import Contact, Question
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, contacts_of, customers_of


@pytest.fixture
def customer(store: Store) -> CustomerId:
    (made,) = customers_of(store).add_customer(data=CustomerData(family="Vries")).ids("customer")
    return CustomerId(made)


def a_contact(fake_time: FakeTime, customer: CustomerId | None, **values: Any) -> ContactEntry:
    given = {"channel": "telephone", "direction": Direction.IN, "happened_at": fake_time.now()}
    return ContactEntry(customer=customer, **(given | values))


def only(store: Store, table: Any) -> Any:
    with store.read() as view:
        return view.connection.execute(table.__table__.select()).one()


def test_a_contact_is_kept_as_said_and_recorded_now(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    arrived = fake_time.now() - timedelta(hours=3)
    with store.write(None) as work:
        made = insert_contact(
            work,
            contact=a_contact(fake_time, customer, happened_at=arrived, text="Línea\nñ"),
            replica=store.replica,
        )
    row = only(store, Contact)
    assert (row.id, row.happened_at, row.recorded_at) == (made, arrived, fake_time.now())
    assert (row.text, row.replica, row.direction, row.party) == ("Línea\nñ", store.replica, "in", "customer")


def test_a_question_runs_from_when_the_contact_arrived_until_its_answer_was_received(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    arrived = fake_time.now() - timedelta(hours=3)
    received = fake_time.now() + timedelta(minutes=5)
    with store.write(None) as work:
        asked = a_contact(fake_time, customer, happened_at=arrived)
        first = insert_contact(work, contact=asked)
        questions = raise_questions(work, contact_id=first, contact=asked, texts=["  When?  "])
        letter = a_contact(fake_time, customer, direction=Direction.OUT, received_at=received)
        second = insert_contact(work, contact=letter)
        answer_questions(work, contact_id=second, contact=letter, questions=questions)
    row = only(store, Question)
    assert (row.text, row.raised_at, row.answered_at) == ("When?", arrived, received)
    assert (row.answer_contact_id, row.answer_recorded_at) == (second, fake_time.now())


def refused_answer(
    store: Store, fake_time: FakeTime, asked: ContactEntry, answer: ContactEntry, by: Asker = Asker.CUSTOMER
) -> type[Exception] | None:
    with store.write(None) as work:
        first = insert_contact(work, contact=asked)
        questions = raise_questions(work, contact_id=first, contact=asked, texts=["Why?"], raised_by=by)
        second = insert_contact(work, contact=answer)
        try:
            answer_questions(work, contact_id=second, contact=answer, questions=questions)
        except (Invalid, Refused, Conflict) as error:
            return type(error)
    return None


def test_only_a_contact_with_the_customer_answers_a_customers_question(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    asked = a_contact(fake_time, customer)
    note = a_contact(fake_time, customer, party=Party.INTERNAL)
    partner = a_contact(fake_time, customer, party=Party.PARTNER)
    assert refused_answer(store, fake_time, asked, note) is Refused
    assert refused_answer(store, fake_time, asked, partner) is Refused
    assert refused_answer(store, fake_time, asked, partner, Asker.US) is None
    assert refused_answer(store, fake_time, asked, asked) is None


def test_an_answer_does_not_come_before_its_question_or_to_somebody_else(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    asked = a_contact(fake_time, customer)
    early = a_contact(fake_time, customer, happened_at=fake_time.now() - timedelta(seconds=1))
    (other,) = (
        customers_of(store, an_employee(store, "bas"))
        .add_customer(data=CustomerData(family="Smit"))
        .ids("customer")
    )
    assert refused_answer(store, fake_time, asked, early) is Invalid
    assert refused_answer(store, fake_time, asked, a_contact(fake_time, CustomerId(other))) is Refused


def test_a_question_is_answered_once(store: Store, fake_time: FakeTime, customer: CustomerId) -> None:
    with store.write(None) as work:
        entry = a_contact(fake_time, customer)
        made = insert_contact(work, contact=entry)
        questions = raise_questions(work, contact_id=made, contact=entry, texts=["Why?"])
        assert answer_questions(work, contact_id=made, contact=entry, questions=questions * 2) == questions
        with pytest.raises(Conflict, match="first answer is kept"):
            answer_questions(work, contact_id=made, contact=entry, questions=questions)


def test_a_question_that_is_not_there_cannot_be_answered(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    entry = a_contact(fake_time, customer)
    with store.write(None) as work:
        made = insert_contact(work, contact=entry)
        with pytest.raises(NotFound):
            answer_questions(work, contact_id=made, contact=entry, questions=[QuestionId(new_id())])


@pytest.mark.parametrize("text", ["NUL \0 inside", "half a pair \ud83d"])
def test_text_that_no_store_gives_back_is_refused_in_a_sentence(
    store: Store, fake_time: FakeTime, customer: CustomerId, text: str
) -> None:
    with store.write(None) as work, pytest.raises(Invalid, match="was not stored"):
        insert_contact(work, contact=a_contact(fake_time, customer, text=text))


def test_an_anonymous_case_gives_its_contacts_to_the_customer_who_turns_up(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    case = CaseId(new_id())
    with store.write(None) as work:
        entry = a_contact(fake_time, None, case=case)
        made = insert_contact(work, contact=entry)
        (question,) = raise_questions(work, contact_id=made, contact=entry, texts=["Why?"])
        identify_case(work, case=case, customer=customer)
        assert case_of(work, [question]) == case
    assert only(store, Contact).customer_id == only(store, Question).customer_id == customer


def test_a_contact_without_a_case_is_added_with_its_questions(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    service = contacts_of(store, an_employee(store, "bas"))
    changes = service.add_contact(contact=a_contact(fake_time, customer), asks=["Why?"])
    (question,) = changes.ids("question")
    answered = service.add_contact(
        contact=a_contact(fake_time, customer, direction=Direction.OUT), answers=[QuestionId(question)]
    )
    assert answered.ids("question") == {question}
    assert only(store, Question).answered_at == fake_time.now()


def test_a_case_question_is_answered_in_its_case(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    with store.write(None) as work:
        entry = a_contact(fake_time, customer, case=CaseId(new_id()))
        made = insert_contact(work, contact=entry)
        questions = raise_questions(work, contact_id=made, contact=entry, texts=["Why?"])
    service = contacts_of(store, an_employee(store, "bas"))
    with pytest.raises(Refused, match="in that case"):
        service.add_contact(contact=a_contact(fake_time, customer), answers=questions)
    assert only(store, Question).answered_at is None


def test_a_contact_of_tomorrow_is_refused(store: Store, fake_time: FakeTime, customer: CustomerId) -> None:
    tomorrow = fake_time.now() + timedelta(days=1)
    with pytest.raises(Invalid, match="future"):
        contacts_of(store, an_employee(store, "bas")).add_contact(
            contact=a_contact(fake_time, customer, happened_at=tomorrow)
        )


def test_somebody_without_a_role_adds_no_contact(
    store: Store, fake_time: FakeTime, customer: CustomerId
) -> None:
    nobody = an_employee(store, "nobody", role="")
    with pytest.raises(Refused):
        contacts_of(store, nobody).add_contact(contact=a_contact(fake_time, customer))
