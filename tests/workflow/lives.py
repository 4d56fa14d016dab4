"""A customer with something in every table that may hold a person, and words planted in all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, insert

from desktop_crm.access.model import Actor
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.data import AddressData, ConsentData, CustomerData, FileData, PointData
from desktop_crm.customers.fields import StatementKind
from desktop_crm.customers.filing import FilingService
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.service import CustomerService
from desktop_crm.customers.tables import Identifier, ImportRun, ToldApart, Trade
from desktop_crm.measures.tables import CoachingNote, ContactLook
from desktop_crm.privacy.service import PrivacyService
from desktop_crm.process.reads import published_version
from desktop_crm.process.tables import KsfProposal
from desktop_crm.store.personal import HOLDINGS, TYPED_INTO_EVENTS, place_on_file
from desktop_crm.store.whole import whole_schema
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.drafts import DraftService
from desktop_crm.workflow.merging import MergeService
from desktop_crm.workflow.tables import Promise
from tests.workflow.builders import Office

MARK = "zqxj"
ANY_JSON = {"extra", "before", "after"}


class Life:
    """One customer and the services of who keeps them.

    Attributes:
        words: everything that was planted.
    """

    def __init__(self, office: Office, login: str = "eva") -> None:
        if login not in office.people:
            office.employ(login, "Eva Erybody", [], all_roles=True)
        self.office = office
        self.actor: Actor = office.people[login]
        given = (office.store, self.actor, published_version)
        self.customers = CustomerService(*given)
        self.filing = FilingService(*given)
        self.contacts = ContactService(*given)
        self.privacy = PrivacyService(*given)
        self.merges = MergeService(Acting(office.store, self.actor, office.plans))
        self.drafts = DraftService(Acting(office.store, self.actor, office.plans))
        self.words: set[str] = set()

    def word(self, about: str) -> str:
        """A word that stands nowhere else."""
        made = f"{MARK}{about.replace('_', '')}{len(self.words)}"
        self.words.add(made)
        return made

    def person(self, name: str) -> CustomerId:
        """Add somebody with everything that use cases give them."""
        word, now = self.word, self.office.now
        data = CustomerData(
            given=word("given"), family=word("family"), note=word("note"),
            points=(PointData(PointKind.EMAIL, f"{word('mail')}@example.nl"),),
            addresses=(AddressData(word("street"), "8011 AB", word("town")),),
            consents=(ConsentData("email", True, now, proof=word("proof")),),
        )  # fmt: skip
        (made,) = self.customers.add_customer(data=data).ids("customer")
        whose = self.office.customers[name] = CustomerId(made)
        self.filing.add_tag(customer=whose, tag=word("tag"))
        self.filing.register_statement(customer=whose, kind=StatementKind.NEED, text=word("need"))
        self.filing.identify(customer=whose, system="till", code=word("code"))
        self.filing.add_document(customer=whose, name=word("file"), content=word("inside").encode() * 2_000)
        self.customers.relate(customer=whose, other=self.office.customers["Firm"], kind=word("director"))
        self._contacts(whose)
        self._case(name)
        self._rows(whose)
        return whose

    def plain_person(self) -> CustomerId:
        """Add somebody with nothing but what one looks for them by."""
        word = self.word
        data = CustomerData(
            given=word("given"), family=word("family"),
            points=(PointData(PointKind.EMAIL, f"{word('mail')}@example.nl"),),
            addresses=(AddressData(word("street"), "8011 AB", word("town")),),
        )  # fmt: skip
        (made,) = self.customers.add_customer(data=data).ids("customer")
        return CustomerId(made)

    def _contacts(self, whose: CustomerId) -> None:
        word, now = self.word, self.office.now
        entry = ContactEntry(
            "email", Direction.IN, now, customer=whose, subject=word("subject"), text=word("text") * 900
        )
        made = self.contacts.add_contact(
            contact=entry, asks=[word("question")], files=[FileData(word("sent"), "text/plain", b"sent")]
        )
        (self.contact,) = made.ids("contact")
        plan = self.customers.plan_contact(
            customer=whose, channel="telephone", subject=word("called off"), at=now + timedelta(days=1)
        )
        self.customers.cancel_plan(customer=whose, plan=next(iter(plan.ids("plan"))))
        self.customers.plan_contact(
            customer=whose, channel="telephone", subject=word("planned"), at=now + timedelta(days=1)
        )
        self.customers.change_customer(customer=whose, changes={"note": word("later")})
        self.drafts.save(f"customer/{whose}", word("draft"))

    def _case(self, name: str) -> None:
        case = self.office.a_case(
            customer=name, asks=[self.word("asked")], expects=self.word("expected"), text=self.word("said")
        )
        case.at("check").waiting_for_customer()
        self.office.desk("anouk").items.resume(case=case.id)
        self.put(
            Promise, id=new_id(), customer_id=self.office.customers[name], case_id=case.id, until=self.office.now,
            made_at=self.office.now, recorded_at=self.office.now, channel="telephone", words=self.word("promised"),
        )  # fmt: skip
        self.office.desk("anouk").steering.cancel(case=case.id, reason=self.word("cancelled"))
        self.case = case.id

    def _rows(self, whose: CustomerId) -> None:
        """What comes in by imports and from other rooms."""
        word, now = self.word, self.office.now
        me = self.actor.id
        run = new_id()
        self.put(
            ImportRun, id=run, file_name=word("import"), happened_at=now, employee_id=me,
            created=1, updated=0, unchanged=0, rejected=0,
        )  # fmt: skip
        self.put(
            Identifier,
            id=new_id(),
            customer_id=whose,
            system="card",
            code=word("card"),
            import_id=run,
            recorded_at=now,
        )
        self.put(
            Trade, id=new_id(), customer_id=whose, kind="premium", product="Van", reference=word("policy"), cents=4200,
            happened_at=now, master="Policies",
        )  # fmt: skip
        self.put(
            KsfProposal, id=new_id(), customer_id=whose, contact_id=self.contact, words=word("words"),
            remark=word("remark"), proposed_by=me, proposed_at=now,
        )  # fmt: skip
        self.put(
            ToldApart, id=new_id(), customer_id=whose, other_id=self.office.customers["Firm"], recorded_at=now
        )
        self.put(ContactLook, id=new_id(), contact_id=self.contact, reader_id=me, author_id=me, looked_at=now)
        self.put(
            CoachingNote, id=new_id(), contact_id=self.contact, author_id=me, about_id=me, text=word("lesson"),
            made_at=now,
        )  # fmt: skip

    def put(self, table: Any, **values: Any) -> None:
        """Write a row as it is."""
        with self.office.store.write(None) as work:
            work.connection.execute(insert(table).values(**values))

    def plant(self, people: list[UUID]) -> None:
        """Write a word into every text that an erasure is to take, past guards and log (in a file alone)."""
        place = place_on_file(people)
        with self.office.store.write(None) as work:
            work.driver.execute("UPDATE write_context SET silent = 2")
            for name, holding in HOLDINGS.items():
                if not holding.found or name == "search_doc":
                    continue
                for column in whole_schema().tables[name].columns:
                    if not isinstance(column.type, Text) or column.name in holding.stays:
                        continue
                    if (name, column.name) in {
                        ("case_event", "detail"),
                        ("draft", "subject"),
                        ("draft", "content"),
                    }:
                        continue
                    word = self.word(f"{name}{column.name}")
                    text = f'{{"x": "{word}"}}' if column.name in ANY_JSON else word
                    done = work.driver.execute(
                        f'UPDATE {name} SET "{column.name}" = ? WHERE {place.fitted(holding.found)}', (text,)
                    ).rowcount
                    assert done > 0, f"nothing of theirs is in {name}"
            for kind, fields in TYPED_INTO_EVENTS.items():
                for field in fields:
                    work.driver.execute(
                        f"UPDATE case_event SET detail = json_set(detail, '$.{field}', ?) WHERE kind = ?",
                        (self.word(f"event{kind}"), kind),
                    )
            work.driver.execute("UPDATE write_context SET silent = 0")
