"""Building offices, people, customers and cases for tests, in sentences: `office.a_case().at("assess")`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import insert, update

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Known
from desktop_crm.core.ids import CaseId, CustomerId, WorkItemId, new_id
from desktop_crm.customers.tables import Customer
from desktop_crm.process.model import ItemType, Model
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.work import Reading, Store
from desktop_crm.timing.clock import Clock
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.carrying import CarryingService
from desktop_crm.workflow.changing import ChangingService
from desktop_crm.workflow.clocks import clocks_of
from desktop_crm.workflow.drafts import DraftService
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.handing import WorkItemService
from desktop_crm.workflow.ledger import Head, Row, read_case, read_events, read_items, read_tokens
from desktop_crm.workflow.outcome import CaseOutcome
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.service import CaseService
from desktop_crm.workflow.steering import SteeringService
from tests import asking
from tests.employees import employ
from tests.workflow.claims_office import MODEL

STAFF: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("anouk", "Anouk Jansen", ("front",)),
    ("tim", "Tim Visser", ("front",)),
    ("joost", "Joost van den Berg", ("claims",)),
    ("saar", "Saar de Wit", ("claims", "senior")),
    ("greet", "Greet Mulder", ("boss",)),
    ("nora", "Nora Newcomer", ()),
    ("lars", "Lars Left", ("front", "claims", "senior", "boss")),
)
ANSWERS: dict[ItemType, str] = {
    ItemType.TEXT: "text",
    ItemType.COMMENT: "words",
    ItemType.NUMBER: "3",
    ItemType.DATE: "2026-11-20",
    ItemType.DATETIME: "2026-11-20T10:00:00+00:00",
    ItemType.MONEY: "800.00 EUR",
    ItemType.YES_NO: "no",
    ItemType.PHONE: "+31384217706",
    ItemType.EMAIL: "anna@example.nl",
}


# Where the way through the claim is meant to be the long one.
USUAL = {"covered": "yes"}


@dataclass
class Desk:
    """The services bound to one employee, as windows and command line have them."""

    actor: Actor
    cases: CaseService
    items: WorkItemService
    steering: SteeringService
    drafts: DraftService
    carrying: CarryingService
    changing: ChangingService


@dataclass
class Office:
    """A store with a published model, its employees by log-in and its customers by name."""

    store: Store
    time: FakeTime
    plans: Plans = field(default_factory=Plans)
    people: dict[str, Actor] = field(default_factory=dict)
    customers: dict[str, CustomerId] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.time.now()

    def desk(self, login: str) -> Desk:
        acting = Acting(self.store, self.people[login], self.plans)
        return Desk(
            acting.actor,
            CaseService(acting),
            WorkItemService(acting),
            SteeringService(acting),
            DraftService(acting),
            CarryingService(acting),
            ChangingService(acting),
        )

    def publish(self, model: Model) -> None:
        with self.store.write(None) as work:
            publish_version(work, write_draft(work, model))

    def employ(self, login: str, name: str, roles: Iterable[str], *, all_roles: bool = False) -> Actor:
        self.people[login] = employ(self.store, login, name, roles, all_roles=all_roles)
        return self.people[login]

    def dismiss(self, login: str) -> None:
        """Let an employee leave."""
        with self.store.write(None) as work:
            who = self.people[login].id
            work.connection.execute(update(Employee).where(Employee.id == who).values(state="disabled"))

    def welcome(self, name: str, segment: str = "private") -> CustomerId:
        who = CustomerId(new_id())
        number = f"{100_000 + len(self.customers)}"
        with self.store.write(None) as work:
            work.connection.execute(
                insert(Customer).values(
                    id=who,
                    customer_id=who,
                    number=number,
                    kind="person",
                    name=name,
                    sort_key=name.lower(),
                    segment=segment,
                    created_at=work.now,
                )
            )
        self.customers[name] = who
        return who

    def a_case(self, process: str = "claim", **more: Any) -> ACase:
        """Start a case by telephone; Anna's, by Anouk, unless said otherwise."""
        by = more.pop("by", "anouk")
        whose = more.pop("customer", "Anna")
        given = {"channel": "telephone", "customer": whose and self.customers[whose]} | more
        return ACase(self, self.desk(by).cases.start_case(process=process, **given).case)

    @contextmanager
    def looking(self) -> Iterator[Reading]:
        with self.store.read() as view:
            yield view

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of plain SQL, for what no read shows."""
        with self.store.read() as view:
            return asking.ask(view, sql, **values)

    def wait(self, **span: float) -> None:
        """Let time pass: ``hours=2, days=1``."""
        self.time.advance(timedelta(**span).total_seconds())


@dataclass
class ACase:
    """One case and what can be said of it; acts return the case, so that they read as one sentence."""

    office: Office
    id: CaseId

    @property
    def head(self) -> Head:
        with self.office.looking() as view:
            return read_case(view, self.id)

    @property
    def rows(self) -> dict[WorkItemId, Row]:
        with self.office.looking() as view:
            return read_items(view, self.id)

    @property
    def tokens(self) -> tuple[tuple[str, str], ...]:
        with self.office.looking() as view:
            return read_tokens(view, self.id)

    @property
    def events(self) -> list[Event]:
        with self.office.looking() as view:
            return read_events(view, self.id)

    @property
    def live(self) -> dict[str, Row]:
        """The live work items by step; an activity from outside under its activity."""
        return {row.item.step or row.item.activity: row for row in self.rows.values() if row.item.live}

    @property
    def clocks(self) -> dict[str, Clock]:
        """The clocks as they stand now by KSF, with the kind of subject where it isn't the case."""
        with self.office.looking() as view:
            plan = self.office.plans.of(view, read_case(view, self.id).version)
            found = clocks_of(view, plan, self.id, self.office.now)
        return {
            clock.ksf if clock.subject.kind == "case" else f"{clock.ksf}/{clock.subject.kind}": clock
            for clock in found
        }

    def item(self, step: str) -> WorkItemId:
        return self.live[step].item.id

    def state(self, step: str) -> str:
        """The state of the step's latest work item."""
        return [str(row.item.state) for row in self.rows.values() if row.item.step == step][-1]

    def who_can(self, step: str) -> str:
        """Somebody whose role has the step."""
        row = self.live[step]
        for login, actor in self.office.people.items():
            if row.item.holder == actor.id:
                return login
        role = row.item.role
        return next(login for login, _name, roles in STAFF if role in roles)

    def outputs(self, activity: str) -> dict[str, str]:
        """An answer for every field of an activity that takes plain text."""
        with self.office.looking() as view:
            model = self.office.plans.of(view, read_case(view, self.id).version).model
        items = [model.item[use.item] for use in model.outputs[activity]]
        return {
            one.code: USUAL.get(one.code) or (one.choices[-2].code if one.choices else ANSWERS[one.type])
            for one in items
            if not one.master and (one.choices or one.type in ANSWERS)
        }

    def done(self, step: str, *, by: str = "", **more: Any) -> CaseOutcome:
        """Complete a step; fields that `more` doesn't name get an answer that fits."""
        named = {
            name: more.pop(name) for name in ("contact", "happened", "grade", "graded_by") if name in more
        }
        item = self.live[step].item
        answers = {name: more.pop(name) for name in [*more] if not isinstance(more[name], str)}
        outputs = {
            code: value
            for code, value in (self.outputs(item.activity) | more).items()
            if value != "" and code not in answers
        }
        cases = self.office.desk(by or self.who_can(step)).cases
        return cases.complete(work_item=item.id, outputs=outputs, answers=answers, **named)

    def at(self, step: str, **more: str) -> ACase:
        """Walk on until the step is live; fields that are asked for on the way are answered from `more`."""
        for _turn in range(20):
            if step in self.live:
                return self
            code, row = next(iter(self.live.items()))
            asked = self.outputs(row.item.activity)
            self.done(code, **{name: value for name, value in more.items() if name in asked})
        raise AssertionError(f"the case never came to {step}")

    def waiting_for_customer(self, days: float = 3, by: str = "anouk", **more: Any) -> ACase:
        self.office.desk(by).items.pause(
            **{
                "case": self.id,
                "reason": "customer",
                "party": "Anna",
                "until": self.office.now + timedelta(days),
            }
            | more
        )
        return self

    def concluded(self, by: str = "anouk", **more: Any) -> ACase:
        """Walk to the last step and complete it."""
        self.at(
            "tell"
            if self.head.process == "claim"
            else "answer"
            if self.head.process == "question"
            else "thank"
        )
        self.done(next(iter(self.live)), by=by, **more)
        return self

    def contact(
        self, direction: str = "in", channel: str = "email", by: str = "anouk", **more: Any
    ) -> CaseOutcome:
        cases = self.office.desk(by).cases
        return cases.register_contact(case=self.id, channel=channel, direction=direction, **more)

    def row(self, columns: str) -> tuple[Any, ...]:
        return self.office.ask(f"SELECT {columns} FROM crm_case WHERE id = :id", id=self.id.bytes)[0]

    def values(self, item: str) -> list[tuple[Any, ...]]:
        """All registered rows of an item in this case, oldest first: content and kind of answer."""
        return self.office.ask(
            "SELECT content, answer FROM item_value WHERE case_id = :id AND item = :item ORDER BY registered_at, id",
            id=self.id.bytes,
            item=item,
        )

    def stored_clocks(self, ksf: str) -> list[tuple[Any, ...]]:
        """The stored verdicts of a KSF: subject and state."""
        return self.office.ask(
            "SELECT subject, state FROM clock WHERE case_id = :id AND ksf = :ksf ORDER BY started_at, id",
            id=self.id.bytes,
            ksf=ksf,
        )

    def kinds(self) -> list[str]:
        """The kinds of all events, in order."""
        return [type(event).__name__ for event in self.events]


def an_office(store: Store, model: Model = MODEL) -> Office:
    """Publish the model in an empty store, let the staff in and welcome two customers."""
    office = Office(store, cast(FakeTime, store.time))
    office.publish(model)
    for login, name, roles in STAFF:
        office.employ(login, name, roles)
    office.dismiss("lars")
    office.welcome("Anna")
    office.welcome("Firm", segment="business")
    return office


def refused(act: Callable[[], object], kind: type[Known] = Known) -> Known:
    """Return the known error that an act raises: one sentence, and nothing but a sentence."""
    with pytest.raises(kind) as caught:
        act()
    sentence = caught.value.sentence
    assert sentence
    assert "\n" not in sentence
    assert sentence.rstrip("”").endswith((".", "!"))
    return caught.value


def utc(words: str) -> datetime:
    """Return an instant written as ``2026-11-23 08:00``."""
    return datetime.fromisoformat(words).replace(tzinfo=UTC)
