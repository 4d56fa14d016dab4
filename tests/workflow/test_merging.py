"""Two customers made one and two again: nothing is lost, nothing stays behind, and cases stay true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId, QuestionId, new_id
from desktop_crm.customers.belongings import Kind
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.data import AddressData, ConsentData, CustomerData, PointData
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.reads import find_customers, find_reference
from desktop_crm.customers.search import rebuild
from desktop_crm.customers.service import CustomerService
from desktop_crm.customers.stored import read_customer, read_relations
from desktop_crm.customers.survivors import merges_of, survivor
from desktop_crm.process.reads import published_version
from desktop_crm.store.whole import whole_schema
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.merging import MergeService, since
from tests.workflow.builders import Office, refused
from tests.workflow.laws import require_laws

JAN = CustomerData(
    given="Jan",
    family="Wijnalda",
    birth_date=date(1970, 2, 3),
    reference="a1",
    note="likes the sea",
    points=(PointData(PointKind.PHONE, "038 421 77 06"), PointData(PointKind.EMAIL, "jan@wijnalda.nl")),
    addresses=(AddressData("Kade 8", "8011 AB", "Zwolle"),),
)
AGAIN = CustomerData(
    given="J.",
    family="Wijnada",
    reference="b7",
    language="nl",
    note="has a boat",
    points=(PointData(PointKind.EMAIL, "JAN@wijnalda.nl"), PointData(PointKind.MOBILE, "06 12345678")),
    addresses=(AddressData("Gracht 1", "8011 CD", "Zwolle"),),
)
THIRD = CustomerData(given="Johan", family="Wijnalda", segment="business", extra='{"X":["y"]}')


class Town:
    """An office with customers who may be one, and the services of whoever acts."""

    def __init__(self, office: Office, login: str = "anouk") -> None:
        self.office = office
        self.actor: Actor = office.people[login]
        self.customers = CustomerService(office.store, self.actor, published_version)
        self.contacts = ContactService(office.store, self.actor, published_version)
        self.merges = MergeService(Acting(office.store, self.actor, office.plans))

    def add(self, data: CustomerData, name: str) -> CustomerId:
        (made,) = self.customers.add_customer(data=data).ids("customer")
        self.office.customers[name] = CustomerId(made)
        return CustomerId(made)

    def contact(self, customer: CustomerId, text: str, **more: Any) -> Any:
        entry = ContactEntry("email", Direction.IN, self.office.now, customer=customer, text=text)
        return self.contacts.add_contact(contact=entry, **more)

    def merge(self, kept: CustomerId, *others: CustomerId, **more: Any) -> list[Any]:
        made = self.merges.merge(kept=kept, others=others, **more)
        return sorted(made.ids("merge"))

    def data(self, customer: CustomerId) -> CustomerData:
        with self.office.looking() as view:
            return read_customer(view, customer).data

    def everything(self) -> dict[str, Any]:
        """Every row that names a customer, save what the merges themselves are remembered by."""
        notes = {"change_log", "customer_merge", "merged_row", "told_apart", "case_event", "search_doc"}
        found: dict[str, Any] = {}
        for name, table in sorted(whole_schema().tables.items()):
            if "customer_id" in table.columns and name not in notes:
                columns = ", ".join(column.name for column in table.columns)
                found[name] = sorted(map(str, self.office.ask(f"SELECT {columns} FROM {name}")))
        found["search"] = sorted(
            self.office.ask("SELECT customer_id, sort_key, bare_key, words, digits FROM search_doc"), key=str
        )
        found["facts"] = sorted(
            map(
                str, self.office.ask("SELECT id, customer_id FROM case_event WHERE kind <> 'CustomerChanged'")
            )
        )
        return found


@pytest.fixture
def town(office: Office) -> Town:
    """Jan twice, with a case, a contact, a question, a plan, a relation and a consent each."""
    made = Town(office)
    for data, name in ((JAN, "jan"), (AGAIN, "again")):
        who = made.add(data, name)
        office.a_case(customer=name)
        made.contact(who, f"hello from {name}", asks=[f"why, asks {name}"])
        made.customers.plan_contact(
            customer=who, channel="telephone", subject=f"call {name}", at=office.now + timedelta(days=1)
        )
        made.customers.relate(customer=who, other=office.customers["Firm"], kind="employer")
        made.customers.relate(customer=office.customers["Anna"], other=who, kind="neighbour")
        made.customers.register_consent(
            customer=who, consent=ConsentData("email", name == "jan", office.now - timedelta(days=2))
        )
    return made


@pytest.fixture
def jan(town: Town) -> CustomerId:
    return town.office.customers["jan"]


@pytest.fixture
def again(town: Town) -> CustomerId:
    return town.office.customers["again"]


def test_a_merge_keeps_everything_of_both(town: Town, jan: CustomerId, again: CustomerId) -> None:
    town.merge(jan, again)
    data = town.data(jan)
    assert (data.name, data.birth_date, data.reference, data.language) == (
        "Jan Wijnalda", date(1970, 2, 3), "a1", "nl",
    )  # fmt: skip
    assert data.note == "likes the sea\n\nhas a boat"
    # The same address in other letters is one address, and the own ones stand first.
    assert [point.content for point in data.points] == ["038 421 77 06", "jan@wijnalda.nl", "06 12345678"]
    assert [address.street for address in data.addresses] == ["Kade 8", "Gracht 1"]
    assert len(data.consents) == 2
    for table, count in (("crm_case", 2), ("contact", 4), ("planned_contact", 2), ("question", 2)):
        found = town.office.ask(f"SELECT count(*) FROM {table} WHERE customer_id = :who", who=jan.bytes)
        assert found == [(count,)], table
    with town.office.looking() as view:
        # Both had the same employer and the same neighbour.
        assert [one.kind for one in read_relations(view, jan)] == ["employer"]
        assert [one.other for one in read_relations(view, town.office.customers["Anna"])] == [
            f"urn:uuid:{jan}"
        ]


def test_what_the_other_one_is_right_in_is_taken(town: Town, jan: CustomerId, again: CustomerId) -> None:
    take = {"name": again, "reference": again, "points": again, "addresses": again}
    town.merge(jan, again, take=take)
    data = town.data(jan)
    assert (data.name, data.given, data.family, data.reference) == ("J. Wijnada", "J.", "Wijnada", "b7")
    assert data.points[0].content == "06 12345678"
    assert [address.street for address in data.addresses] == ["Gracht 1", "Kade 8"]


def test_the_other_s_id_number_reference_and_name_lead_to_the_one_who_was_kept(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    with town.office.looking() as view:
        number = read_customer(view, again).number
    town.merge(jan, again)
    with town.office.looking() as view:
        for named in (str(again), number, "b7"):
            assert find_reference(view, named) == jan
        assert survivor(view, again) == jan
        for words in ("Wijnada", number, "0612345678"):
            assert [one.customer.id for one in find_customers(view, words)] == [jan], words
    error = refused(lambda: town.contact(again, "too late"), Conflict)
    assert "Jan Wijnalda" in error.sentence


def test_who_merged_whom_and_when_stays_on_the_record(town: Town, jan: CustomerId, again: CustomerId) -> None:
    (merge,) = town.merge(jan, again)
    town.office.wait(hours=1)
    town.merges.unmerge(merge=merge)
    with town.office.looking() as view:
        (row,) = merges_of(view, jan)
        assert merges_of(view, again) == (row,)
    assert (row.kept_name, row.gone_name, row.merged_by, row.undone_by) == (
        "Jan Wijnalda", "J. Wijnada", "Anouk Jansen", "Anouk Jansen",
    )  # fmt: skip
    assert row.undone_at == town.office.now
    logged = town.office.ask("SELECT count(*) FROM change_log WHERE table_name = 'customer_merge'")
    assert logged == [(2,)]


def test_cases_of_merged_customers_stay_true_and_their_clocks_stay_as_they_were(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    running = town.office.a_case(customer="again")
    done = town.office.a_case(customer="again", process="question").concluded()
    clocks = {one: (str(clock.state), clock.started) for one, clock in running.clocks.items()}
    (merge,) = town.merge(jan, again)
    for case in (running, done):
        assert case.head.customer == jan
        require_laws(case)
    town.office.wait(hours=2)
    town.merges.unmerge(merge=merge)
    for case in (running, done):
        assert case.head.customer == again
        assert case.kinds().count("CustomerChanged") == 2
        require_laws(case)
    assert {one: (str(clock.state), clock.started) for one, clock in running.clocks.items()} == clocks


def test_a_merge_that_is_taken_back_leaves_the_two_as_they_were(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    before = town.everything()
    (merge,) = town.merge(jan, again, take={"name": again, "addresses": again})
    assert town.everything() != before
    parted = town.merges.unmerge(merge=merge)
    assert (parted.stayed, parted.left) == ((), ())
    assert town.everything() == before
    assert "taken apart already" in refused(lambda: town.merges.unmerge(merge=merge), Conflict).sentence


def test_what_hangs_on_a_case_goes_with_it_however_late_it_came(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    case = town.office.a_case(customer="again")
    (merge,) = town.merge(jan, again)
    case.contact(text="after the merge", asks=["and when?"])
    case.done(next(iter(case.live)))
    parted = town.merges.unmerge(merge=merge)
    assert parted.left == ()
    for table in ("contact", "question", "work_item", "item_value", "clock", "case_event"):
        found = town.office.ask(
            f"SELECT DISTINCT customer_id FROM {table} WHERE case_id = :case", case=case.id.bytes
        )
        assert [who for (who,) in found] == [again.bytes], table
    require_laws(case)


def test_the_answer_to_a_question_goes_with_the_question(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    ((question,),) = town.office.ask("SELECT id FROM question WHERE text = 'why, asks again'")
    (merge,) = town.merge(jan, again)
    entry = ContactEntry("email", Direction.OUT, town.office.now, customer=jan, text="because")
    town.contacts.add_contact(contact=entry, answers=[QuestionId(as_id(question))])
    assert town.merges.unmerge(merge=merge).left == ()
    assert town.office.ask("SELECT customer_id FROM contact WHERE text = 'because'") == [(again.bytes,)]


def as_id(stored: Any) -> Any:
    return stored if isinstance(stored, UUID) else UUID(bytes=stored)


def test_what_was_added_since_is_asked_about_and_goes_where_one_says(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    (merge,) = town.merge(jan, again)
    (kept_here,) = town.contact(jan, "for jan").ids("contact")
    (given,) = town.contact(jan, "for the other").ids("contact")
    town.office.customers["jan"] = jan
    case = town.office.a_case(customer="jan")
    with town.office.looking() as view:
        (row,) = merges_of(view, jan)
        asked = {one.id: one.title for one in since(view, row)}
    assert set(asked) == {kept_here, given, case.id}
    assert asked[given] == "for the other"
    parted = town.merges.unmerge(merge=merge, give=[given, case.id])
    assert [one.id for one in parted.left] == [kept_here]
    found = dict(town.office.ask("SELECT text, customer_id FROM contact WHERE text LIKE 'for %'"))
    assert found == {"for jan": jan.bytes, "for the other": again.bytes}
    assert case.head.customer == again
    require_laws(case)


def test_what_was_entered_for_the_one_who_went_goes_with_them(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    (merge,) = town.merge(jan, again)
    (contact,) = town.contact(jan, "called by the old number").ids("contact")
    town.merges.belongs_to(merge=merge, kind=Kind.CONTACT, row=contact)
    assert town.merges.unmerge(merge=merge).left == ()
    found = town.office.ask("SELECT customer_id FROM contact WHERE text LIKE 'called%'")
    assert found == [(again.bytes,)]


def test_a_field_that_was_changed_since_the_merge_stays_changed(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    (merge,) = town.merge(jan, again)
    town.customers.change_customer(customer=jan, changes={"language": "fy"})
    parted = town.merges.unmerge(merge=merge)
    assert parted.stayed == ("language",)
    assert (town.data(jan).language, town.data(jan).note) == ("fy", "likes the sea")
    assert (town.data(again).name, town.data(again).language) == ("J. Wijnada", "nl")


def test_points_that_came_along_go_back_though_others_were_edited(
    town: Town, jan: CustomerId, again: CustomerId
) -> None:
    (merge,) = town.merge(jan, again)
    points = (*town.data(jan).points, PointData(PointKind.WEB, "wijnalda.nl"))
    town.customers.change_customer(customer=jan, changes={"points": points})
    parted = town.merges.unmerge(merge=merge)
    assert [one.title for one in parted.left] == ["wijnalda.nl"]
    assert [one.content for one in town.data(again).points] == ["JAN@wijnalda.nl", "06 12345678"]
    assert [one.content for one in town.data(jan).points][-1] == "wijnalda.nl"


def test_a_merge_needs_two_who_are_there_and_somebody_who_may(town: Town, jan: CustomerId) -> None:
    nobody = CustomerId(new_id())
    refused(lambda: town.merge(jan, nobody), NotFound)
    refused(lambda: town.merge(jan, jan), Invalid)
    refused(lambda: town.merge(jan), Invalid)
    refused(lambda: town.merge(jan, nobody, take={"shoe size": nobody}), Invalid)
    refused(lambda: town.merge(jan, nobody, take={"name": CustomerId(new_id())}), Invalid)
    refused(lambda: town.merges.unmerge(merge=new_id()), NotFound)
    stranger = Town(town.office, "nora")
    refused(lambda: stranger.merge(jan, nobody), Refused)
    refused(lambda: stranger.merges.unmerge(merge=new_id()), Refused)


@pytest.mark.server_in_soak
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    acts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=9),
    order=st.randoms(),
)
def test_several_merges_taken_back_in_any_order_leave_everybody_as_they_were(
    town: Town, acts: list[tuple[int, int, bool]], order: Any
) -> None:
    people = [town.office.customers[name] for name in ("jan", "again", "Anna", "Firm")]
    if "third" not in town.office.customers:
        town.add(THIRD, "third")
        with town.office.store.write(None) as work:
            rebuild(work)  # the office's own customers never were in it
    people.append(town.office.customers["third"])
    before = town.everything()
    merges: list[Any] = []
    for one, other, taken in acts:
        with town.office.looking() as view:
            kept, gone = (survivor(view, people[number % 5]) for number in (one, other))
        if kept == gone:
            if merges and taken:
                town.merges.unmerge(merge=merges.pop(order.randrange(len(merges))))
            continue
        take = {"name": gone, "points": gone, "language": gone} if taken else {}
        merges += town.merge(kept, gone, take=take)
    order.shuffle(merges)
    for merge in merges:
        town.merges.unmerge(merge=merge)
    assert town.everything() == before
