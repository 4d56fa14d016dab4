"""A small company for tests: a model of two processes, four employees, a few customers, all made in code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId, new_id
from desktop_crm.customers.tables import Address, ContactPoint, Customer
from desktop_crm.process.model import (
    Activity,
    CalendarSpec,
    Channel,
    Choice,
    Condition,
    ContactRule,
    Direction,
    Duty,
    Event,
    Family,
    Flow,
    Item,
    ItemType,
    Join,
    Ksf,
    Measurement,
    Model,
    Operator,
    Performer,
    Process,
    Responsibility,
    Role,
    Scope,
    Split,
    Step,
    Use,
)
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.work import Store, Writing
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.drafts import DraftService
from desktop_crm.workflow.handing import WorkItemService
from desktop_crm.workflow.outcome import CaseOutcome
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.service import CaseService
from desktop_crm.workflow.steering import SteeringService

_WEEK: tuple[tuple[str, str], ...] = (("08:30", "17:00"),)


def _item(code: str, name: str, kind: ItemType, **more: object) -> Item:
    return Item(code, name, kind, **more)  # type: ignore[arg-type]


ITEMS = (
    _item("words", "In the customer's words", ItemType.COMMENT),
    _item("plate", "Licence plate", ItemType.TEXT, scope=Scope.CUSTOMER, validity_days=365),
    _item("mobile", "Mobile number", ItemType.PHONE, scope=Scope.CUSTOMER, validity_days=730),
    _item("email", "E-mail address", ItemType.EMAIL, scope=Scope.CUSTOMER),
    _item("happened", "When did it happen", ItemType.DATETIME),
    _item("bought", "Bought on", ItemType.DATE),
    _item("damage", "Estimated damage", ItemType.MONEY),
    _item("passengers", "People in the car", ItemType.NUMBER),
    _item("other_known", "Other party known", ItemType.YES_NO),
    _item("police", "Police informed", ItemType.YES_NO),
    _item(
        "kind", "Kind of damage", ItemType.CHOICE,
        choices=(Choice("glass", "Glass"), Choice("collision", "Collision"), Choice("theft", "Theft")),
    ),
    _item("photo", "Photograph", ItemType.FILE),
    _item("sketch", "Sketch of the situation", ItemType.DRAWING),
    _item("covered", "Is it covered", ItemType.YES_NO),
    _item("health", "State of health", ItemType.TEXT, scope=Scope.CUSTOMER, sensitive=True),
    _item("premium", "Premium", ItemType.MONEY, scope=Scope.CUSTOMER, master="Policy administration"),
    _item("repairer", "Repairer", ItemType.TEXT),
    _item("outcome", "Outcome", ItemType.TEXT),
)  # fmt: skip

CHANNELS = (
    Channel("telephone", "Telephone", Family.TELEPHONY, immediate=True),
    Channel("desk", "Counter", Family.OUTLET, immediate=True),
    Channel("visit", "Visit", Family.SALES_FORCE, immediate=True),
    Channel("letter", "Letter", Family.DIRECT_MARKETING),
    Channel("email", "E-mail", Family.E_COMMERCE),
    Channel("text", "Text message", Family.MOBILE),
    Channel("colleague", "Colleague", Family.INTERNAL, immediate=True),
)

ROLES = (
    Role("front", "Front office"),
    Role("claims", "Claims"),
    Role("boss", "Process owner", may=("supervise", "administer", "model", "import", "export")),
)

ACTIVITIES = (
    Activity("receive", "Receive claim report", contact=ContactRule("in", "telephone")),
    Activity("register", "Register the damage", purpose="Know exactly what happened, once."),
    Activity("check", "Check cover"),
    Activity("appoint", "Appoint repairer", performer=Performer.PARTNER),
    Activity("assess", "Assess the damage"),
    Activity("tell", "Tell customer the outcome", contact=ContactRule("out", "telephone", answers=True)),
    Activity("answer", "Answer the question", contact=ContactRule("out", "telephone", answers=True)),
    Activity("visit_site", "Visit the site", outside=True),
)

_NO = (Condition("other_known", Operator.IS, ("no",)),)
CLAIM = Process(
    "claim", "Motor claim", Event("Customer reports damage"), Event("Customer has the outcome", "out", ("telephone",)),
    ("receive",),
    (
        Step("receive", "receive", flows=(Flow("register"),)),
        Step("register", "register", flows=(Flow("check"),), needs_customer=True),
        Step("check", "check", flows=(Flow("tell", (Condition("covered", Operator.IS, ("no",)),)), Flow("both"))),
        Step("both", split=Split.ALL, flows=(Flow("appoint"), Flow("assess"))),
        Step("appoint", "appoint", flows=(Flow("joined"),), skippable=True),
        Step("assess", "assess", flows=(Flow("joined"),)),
        Step("joined", join=Join.ALL, flows=(Flow("tell"),)),
        Step("tell", "tell", concluding=True),
    ),
    purpose="Settle damage quickly and by the policy.",
)  # fmt: skip
QUESTION = Process(
    "question", "Information request", Event("Customer asks"), Event("Customer has the answer", "out"),
    ("answer",), (Step("answer", "answer", concluding=True),),
)  # fmt: skip

_OUT, _IN = Direction.OUTPUT, Direction.INPUT
USES = (
    Use("receive", "words", _OUT, required=True),
    Use("receive", "mobile", _OUT),
    Use("register", "words", _IN),
    Use("register", "mobile", _IN),
    Use("register", "premium", _IN),
    Use("register", "happened", _OUT, required=True),
    Use("register", "plate", _OUT, required=True),
    Use("register", "kind", _OUT, required=True),
    Use("register", "other_known", _OUT, required=True),
    Use("register", "police", _OUT, required=True, when=_NO),
    Use("register", "damage", _OUT),
    Use("register", "passengers", _OUT),
    Use("register", "bought", _OUT),
    Use("register", "email", _OUT),
    Use("register", "photo", _OUT),
    Use("register", "sketch", _OUT),
    Use("check", "kind", _IN),
    Use("check", "damage", _IN),
    Use("check", "covered", _OUT, required=True),
    Use("check", "health", _OUT),
    Use("appoint", "repairer", _OUT, required=True),
    Use("assess", "damage", _OUT, required=True),
    Use("tell", "damage", _IN),
    Use("tell", "health", _IN),
    Use("tell", "outcome", _OUT, required=True),
)

_LIMIT = (Condition("damage", Operator.AT_MOST, ("5000.00 EUR",)),)
DUTIES = (
    *(Responsibility("front", code, Duty.RESPONSIBLE) for code in ("receive", "register", "answer", "tell")),
    Responsibility("claims", "check", Duty.RESPONSIBLE),
    Responsibility("claims", "assess", Duty.RESPONSIBLE),
    Responsibility("front", "appoint", Duty.RESPONSIBLE),
    Responsibility("front", "check", Duty.INFORMED),
    Responsibility("claims", "visit_site", Duty.RESPONSIBLE),
    Responsibility("front", "assess", Duty.DELEGATE, _LIMIT),
)

KSFS = (
    Ksf("reached", "First answer", "Answer my question the same morning.", "response", norm_seconds=4 * 3600,
        calendar="office"),
    Ksf("reaction", "Somebody reacts", "Let me know that you heard me.", "reaction", norm_seconds=3600,
        calendar="office"),
    Ksf("settled", "Settled in 10 days", "Settle my claim in ten days.", "throughput", norm_seconds=306_000,
        calendar="office"),
    Ksf("kept", "Promise", "Do what you said, when you said it.", "promise_kept"),
    Ksf("friendly", "Friendly", "Be friendly to me.", "grade", norm_grade=7.5),
)  # fmt: skip

MODEL = Model(
    "A small company",
    ksfs=KSFS,
    processes=(CLAIM, QUESTION),
    activities=ACTIVITIES,
    roles=ROLES,
    items=ITEMS,
    channels=CHANNELS,
    calendars=(
        CalendarSpec("office", "The office", "Europe/Amsterdam",
                     dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _WEEK)),
    ),
    measurements=tuple(Measurement(ksf.code, process) for process in ("claim", "question") for ksf in KSFS),
    responsibilities=DUTIES,
    uses=USES,
)  # fmt: skip


@dataclass
class Desk:
    """The services bound to one employee, as the windows and these tests use them."""

    actor: Actor
    cases: CaseService
    items: WorkItemService
    steering: SteeringService
    drafts: DraftService


@dataclass
class Company:
    """A store with the model published, and its people."""

    store: Store
    plans: Plans = field(default_factory=Plans)
    people: dict[str, Actor] = field(default_factory=dict)
    customers: dict[str, CustomerId] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.store.time.now()

    def desk(self, login: str) -> Desk:
        acting = Acting(self.store, self.people[login], self.plans)
        return Desk(
            acting.actor,
            CaseService(acting),
            WorkItemService(acting),
            SteeringService(acting),
            DraftService(acting),
        )

    def claim(self, who: str = "anouk", customer: str | None = "smit", **more: object) -> CaseOutcome:
        """Start a claim by telephone."""
        whose = None if customer is None else self.customers[customer]
        return self.desk(who).cases.start_case(
            process="claim",
            channel="telephone",
            customer=whose,
            text="A van hit me.",
            **more,  # type: ignore[arg-type]
        )

    def open_items(self, case: CaseId) -> dict[str, WorkItemId]:
        """Return the open work items of a case by their activities."""
        from desktop_crm.workflow.ledger import read_items

        with self.store.read() as view:
            return {row.item.activity: item for item, row in read_items(view, case).items() if row.item.live}


def found(store: Store, model: Model = MODEL) -> Company:
    """Publish the model in an empty store and let its people in."""
    company = Company(store)
    with store.write(None) as work:
        publish_version(work, write_draft(work, model))
        for login, name, roles in (
            ("anouk", "Anouk Jansen", ("front",)),
            ("tim", "Tim Visser", ("front",)),
            ("joost", "Joost van den Berg", ("claims",)),
            ("greet", "Greet Mulder", ("boss",)),
        ):
            company.people[login] = _employ(work, login, name, roles)
        for key, number, name, town, phone in (
            ("smit", "104233", "Bakkerij Smit B.V.", "Zwolle", "+31384217706"),
            ("vries", "112074", "Fam. De Vries", "Hattem", "+31384441290"),
            ("yilmaz", "097415", "Mw. F. Yılmaz", "Zwolle", "+31384556318"),
        ):
            company.customers[key] = _welcome(work, number, name, town, phone)
    return company


def _employ(work: Writing, login: str, name: str, roles: tuple[str, ...]) -> Actor:
    who = EmployeeId(new_id())
    work.connection.execute(insert(Employee).values(id=who, login=login, name=name, created_at=work.now))
    for role in roles:
        work.connection.execute(
            insert(EmployeeRole).values(id=new_id(), employee_id=who, role=role, since=work.now)
        )
    return Actor(who, login, name)


def _welcome(work: Writing, number: str, name: str, town: str, phone: str) -> CustomerId:
    from desktop_crm.customers.search import index_customer

    who: UUID = new_id()
    work.connection.execute(
        insert(Customer).values(
            id=who, customer_id=who, number=number, kind="organisation", name=name, sort_key=name.casefold(),
            organisation=name, status="customer", since=date(2011, 1, 1), created_at=work.now,
        )
    )  # fmt: skip
    work.connection.execute(insert(Address).values(id=new_id(), customer_id=who, street="Markt 1", town=town))
    work.connection.execute(
        insert(ContactPoint).values(id=new_id(), customer_id=who, kind="phone", content=phone, normal=phone)
    )
    index_customer(work, CustomerId(who))
    return CustomerId(who)
