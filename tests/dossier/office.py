"""A small office to read from: rows written straight into the tables, as a history leaves them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from desktop_crm.access.tables import Employee
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, EmployeeId, new_id
from desktop_crm.customers.tables import (
    Attachment,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    PlannedContact,
    Question,
    Relation,
    Trade,
)
from desktop_crm.process.model import (
    Activity,
    Channel,
    Duty,
    Event,
    Family,
    Item,
    ItemType,
    Ksf,
    Model,
    Process,
    Responsibility,
    Role,
    Scope,
    Segment,
    Step,
    Use,
)
from desktop_crm.process.model import Direction as Side
from desktop_crm.process.tables import ModelVersion
from desktop_crm.store.work import Store
from desktop_crm.workflow.tables import Case, ClockRow, Value, WorkItem

MODEL = Model(
    name="Test office",
    ksfs=(Ksf("quick", "Quick answer", "I want to know where I stand", "response"),),
    processes=(
        Process(
            "claim",
            "Report a claim",
            Event("The customer reports damage"),
            Event("The customer knows the outcome", "out"),
            ("check",),
            (Step("check", "check_cover", concluding=True),),
        ),
    ),
    activities=(Activity("check_cover", "Check cover"),),
    roles=(Role("claims", "Claims"), Role("front", "Front office")),
    items=(
        Item("turnover", "Turnover", ItemType.MONEY, Scope.CUSTOMER, validity_days=365),
        Item("coc", "Chamber of Commerce", ItemType.TEXT, Scope.CUSTOMER),
        Item("health", "Health", ItemType.TEXT, Scope.CUSTOMER, sensitive=True),
    ),
    channels=(Channel("telephone", "Telephone", Family.TELEPHONY, immediate=True),),
    segments=(Segment("small", "Small business"),),
    responsibilities=(Responsibility("claims", "check_cover", Duty.RESPONSIBLE),),
    uses=(Use("check_cover", "health", Side.INPUT),),
)


@dataclass
class Office:
    """Writes rows of one store; every method returns the id of what it made."""

    store: Store
    now: datetime

    def __post_init__(self) -> None:
        self.version = new_id()
        self.put(ModelVersion, id=self.version, number=1, name="Test", state="draft", made_at=self.now)
        self.put(ModelVersion, id=new_id(), number=2, name="Other", state="draft", made_at=self.now)

    def put(self, table: Any, **values: Any) -> None:
        with self.store.write(None) as work:
            work.connection.execute(insert(table).values(**values))

    def put_many(self, table: Any, rows: list[dict[str, Any]]) -> None:
        with self.store.write(None) as work:
            work.connection.execute(insert(table), rows)

    def employee(self, name: str) -> EmployeeId:
        made = EmployeeId(new_id())
        self.put(Employee, id=made, login=name.lower(), name=name, created_at=self.now)
        return made

    def customer(self, name: str, **values: Any) -> CustomerId:
        made = CustomerId(new_id())
        given = {"number": "000001", "kind": "person", "sort_key": name.lower(), "created_at": self.now}
        self.put(Customer, id=made, customer_id=made, name=name, **(given | values))
        return made

    def contact(self, customer: CustomerId | None, ago: float, **values: Any) -> ContactId:
        made = ContactId(new_id())
        self.put(Contact, **self.contact_row(customer, ago, id=made, **values))
        return made

    def contact_row(self, customer: CustomerId | None, ago: float, **values: Any) -> dict[str, Any]:
        given = {"id": new_id(), "channel": "telephone", "direction": "in", "recorded_at": self.now}
        return given | {"customer_id": customer, "happened_at": self.now - timedelta(seconds=ago)} | values

    def question(self, customer: CustomerId, contact: ContactId, case: CaseId | None, text: str) -> UUID:
        made = new_id()
        self.put(
            Question,
            id=made,
            customer_id=customer,
            contact_id=contact,
            case_id=case,
            text=text,
            raised_at=self.now,
            recorded_at=self.now,
        )
        return made

    def case(self, customer: CustomerId, owner: EmployeeId, ago: float, **values: Any) -> CaseId:
        made = CaseId(new_id())
        started = self.now - timedelta(seconds=ago)
        given = {
            "number": "2026-0001",
            "process": "claim",
            "version_id": self.version,
            "channel": "telephone",
        }
        self.put(
            Case,
            id=made,
            customer_id=customer,
            owner_id=owner,
            started_at=started,
            recorded_at=started,
            **(given | values),
        )
        return made

    def item(self, customer: CustomerId, case: CaseId, **values: Any) -> UUID:
        made = new_id()
        given = {"step": "check", "activity": "check_cover", "role": "claims", "state": "offered"}
        self.put(
            WorkItem,
            id=made,
            customer_id=customer,
            case_id=case,
            offered_at=self.now,
            **(given | values),
        )
        return made

    def clock(self, customer: CustomerId, case: CaseId, state: str, **values: Any) -> UUID:
        made = new_id()
        given = {"ksf": "quick", "measure": "response", "target": json.dumps({})}
        self.put(ClockRow, id=made, customer_id=customer, case_id=case, state=state, **(given | values))
        return made

    def fact(self, customer: CustomerId, item: str, content: str | None, ago: float, **values: Any) -> UUID:
        made = new_id()
        at = self.now - timedelta(seconds=ago)
        given = {"scope": "customer", "process": "claim", "registered_at": at}
        self.put(Value, id=made, customer_id=customer, item=item, content=content, **(given | values))
        return made

    def trade(self, customer: CustomerId, ago: float, **values: Any) -> UUID:
        made = new_id()
        given = {"kind": "premium", "product": "Van", "cents": 41260, "master": "Policy system"}
        at = self.now - timedelta(seconds=ago)
        self.put(Trade, id=made, customer_id=customer, happened_at=at, **(given | values))
        return made

    def document(self, customer: CustomerId, ago: float, **values: Any) -> UUID:
        made = new_id()
        given = {"name": "photo.png", "media_type": "image/png", "size": 3, "sha256": "0", "content": b"abc"}
        at = self.now - timedelta(seconds=ago)
        self.put(Attachment, id=made, customer_id=customer, recorded_at=at, **(given | values))
        return made

    def plan(self, customer: CustomerId, ahead: float, subject: str) -> UUID:
        made = new_id()
        at = self.now + timedelta(seconds=ahead)
        self.put(
            PlannedContact, id=made, customer_id=customer, channel="telephone", subject=subject, planned_at=at
        )
        return made

    def point(self, customer: CustomerId, kind: str, content: str, position: int = 0) -> UUID:
        made = new_id()
        self.put(ContactPoint, id=made, customer_id=customer, kind=kind, content=content, position=position)
        return made

    def consent(self, customer: CustomerId, channel: str, given: bool, ago: float) -> UUID:
        made = new_id()
        at = self.now - timedelta(seconds=ago)
        self.put(Consent, id=made, customer_id=customer, channel=channel, given=given, happened_at=at)
        return made

    def relation(self, customer: CustomerId, other: CustomerId, kind: str) -> UUID:
        made = new_id()
        self.put(Relation, id=made, customer_id=customer, other_id=other, kind=kind)
        return made
