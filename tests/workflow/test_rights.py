"""Nobody acts without a right: every verb of every service, found by looking, for somebody without a role."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import desktop_crm
from desktop_crm.access.check import use_case
from desktop_crm.access.model import Actor, Catalogue
from desktop_crm.access.passwords import Passwords
from desktop_crm.core.errors import Known, NotFound, Refused
from desktop_crm.core.ids import new_id
from desktop_crm.customers.data import AddressData, ConsentData, CustomerData, PointData
from desktop_crm.customers.editing import FieldEdit
from desktop_crm.customers.intake import Tally
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.rules import Rules
from desktop_crm.measures.contact_history import HistoryFilter
from desktop_crm.measures.ksf_figures import Choice as Figures
from desktop_crm.measures.stated import StatedPart
from desktop_crm.privacy.approaching import mail_way
from desktop_crm.privacy.periods import Kept
from desktop_crm.process.model import Channel, Family
from desktop_crm.process.reads import published_version
from desktop_crm.store.server.address import Address
from desktop_crm.workflow.acting import Acting
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.claims_office import MODEL

# Verbs by which somebody becomes an actor, or changes what is their own alone.
ANYBODYS = {
    ("LogInService", "log_in"),
    ("LogInService", "make_first_administrator"),
    ("LogInService", "recover_administrator"),
    ("DraftService", "save"),
    ("DraftService", "discard"),
    ("EmployeeService", "change_password"),
}


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(desktop_crm.__path__, "desktop_crm."):
        if not found.name.startswith(("desktop_crm.ui", "desktop_crm.bench", "desktop_crm.__main__")):
            yield importlib.import_module(found.name)


def services() -> dict[str, type[Any]]:
    """All classes of the program with a verb marked as a use case."""
    return {
        kind.__name__: kind
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and kind.__module__ == module.__name__
        and any(hasattr(verb, "__is_use_case__") for verb in vars(kind).values())
    }


SERVICES = services()
VERBS = [
    (name, verb)
    for name, kind in sorted(SERVICES.items())
    for verb, function in vars(kind).items()
    if hasattr(function, "__is_use_case__") and (name, verb) not in ANYBODYS
]


def make(name: str, office: Office, actor: Actor) -> Any:
    """Return a service for an actor; each kind of service says what it is made from by its fields."""
    acting = Acting(office.store, actor, office.plans)
    given = {
        "acting": acting,
        "store": office.store,
        "actor": actor,
        "passwords": Passwords(),
        "published": published_version,
        "plans": office.plans,
        "catalogue": lambda _view: Catalogue(),
    }
    kind = SERVICES[name]
    return kind(**{field.name: given[field.name] for field in fields(kind) if field.name in given})


def arguments(verb: Any, office: Office, case: ACase) -> dict[str, Any]:
    """Arguments that would do for somebody who has the right, by the names that all services use alike."""
    customer, now = office.customers["Anna"], office.now
    entry = ContactEntry(channel="email", direction=Direction.IN, happened_at=now, customer=customer)
    known: dict[str, Any] = {
        "process": "claim",
        "priority": "urgent",
        "minutes": 10,
        "work_item": case.item("receive"),
        "case": case.id,
        "into": case.id,
        "channel": "telephone",
        "direction": "in",
        "until": now + timedelta(days=1),
        "employee": office.people["tim"].id,
        "colleague": office.people["tim"].id,
        "customer": customer,
        "one": customer,
        "rules": Rules.STRICT,
        "other": office.customers["Firm"],
        "owner": office.people["tim"].id,
        "reason": "customer" if verb.__name__ == "pause" else "because",
        "party": "Anna",
        "step": "receive",
        "activity": "visit",
        "item": "words",
        "value": "other words",
        "text": "hello",
        "contact": new_id() if verb.__name__ == "propose" else entry,
        "proposal": new_id(),
        "data": CustomerData(name="New", family="New"),
        "changes": {"note": "x"},
        "point": PointData("phone", "+31384217706") if verb.__name__.startswith("add") else new_id(),
        "address": AddressData(town="Zwolle") if verb.__name__.startswith("add") else new_id(),
        "consent": new_id() if verb.__name__ == "take_consent_back" else ConsentData("email", True, now),
        "kind": "household",
        "relation": new_id(),
        "identifier": new_id(),
        "trades": [],
        "plan": new_id(),
        "at": now + timedelta(days=1),
        "subject": "x",
        "model": MODEL,
        "starter": MODEL,
        "version": new_id(),
        "revision": 1,
        "number": 1,
        "kept": customer,
        "others": [office.customers["Firm"]],
        "merge": new_id(),
        "row": new_id(),
        "ksf": "settles",
        "baseline": 0.8,
        "aim": 0.9,
        "remarks": "because",
        "login": "tim",
        "name": "Tim",
        "roles": ["front"],
        "role": "front",
        "password": "correct horse battery staple",
        "file_name": "customers.csv",
        "run": new_id(),
        "customers": [],
        "tally": Tally(),
        "path": Path("never.csv" if verb.__name__ == "export_log" else "never.vcf"),
        "edits": [FieldEdit("note", "", "x")],
        "tag": "x",
        "system": "till",
        "code": "7",
        "content": b"x",
        "headings": "Name",
        "layout": "{}",
        "log": new_id(),
        "narrowed": HistoryFilter(now - timedelta(days=1), now),
        "choice": Figures(0, 1, {}),
        "part": StatedPart("settles", "", "", "", "", 0, 0, ()),
        "way": "channel",
        "fewest": 5,
        "since": now,
        "absence": new_id(),
        "answer": "yes",
        "quarters": 2,
        "form": "json",
        "private": True,
        "by": Channel("telephone", "Telephone", Family.TELEPHONY),
        "how": mail_way(),
        "what": Kept.CUSTOMER,
        "months": 12,
        "until_day": (now + timedelta(days=9)).date(),
        "statement": new_id(),
    }
    names = [
        one.name
        for one in list(inspect.signature(verb).parameters.values())[1:]
        if one.default is inspect.Parameter.empty or (verb.__name__, one.name) in OPTIONAL
    ]
    return {name: known[name] for name in names}


# Of several optional arguments these verbs want one.
OPTIONAL = {("hand_over", "employee"), ("correct", "value")}


def at_every_table(office: Office) -> list[int]:
    """How much has been written: nothing is added where an act was refused."""
    return [count for (count,) in office.ask("SELECT count(*) FROM change_log")]


@pytest.mark.server_in_soak
@pytest.mark.parametrize("login", ["nora", "lars"])
@pytest.mark.parametrize(("service", "verb"), VERBS)
def test_without_a_role_or_after_leaving_every_verb_is_refused(
    office: Office, service: str, verb: str, login: str
) -> None:
    actor = office.people[login]
    act = getattr(make(service, office, actor), verb)
    given = arguments(getattr(SERVICES[service], verb), office, office.a_case(by="anouk"))
    before = at_every_table(office)
    said = refused(lambda: act(**given))
    assert because_of_who_asks(said, actor, office), f"refused for another reason: {said.sentence}"
    assert at_every_table(office) == before


def because_of_who_asks(said: Known, actor: Actor, office: Office) -> bool:
    """Whether an act was refused for who asks.

    A server refuses by itself, and before a service asks: what somebody may not see isn't there for them, and
    who has left is nobody.
    """
    if isinstance(said, Refused) and actor.name in said.sentence:
        return True
    on_server = isinstance(office.store.location, Address)
    return on_server and (isinstance(said, NotFound) or "nobody's who works here" in said.sentence)


def test_all_rooms_services_are_found() -> None:
    assert {"CaseService", "WorkItemService", "SteeringService", "CustomerService", "ModelService"} <= set(
        SERVICES
    )
    assert len(VERBS) > 40


def test_drafts_are_each_employee_s_own(office: Office) -> None:
    anouk, nora = office.desk("anouk").drafts, office.desk("nora").drafts
    anouk.save("event", "half a sentence")
    nora.save("event", "another")
    nora.discard("event")
    kept = anouk.load("event")
    assert kept is not None
    assert kept.content == "half a sentence"
    assert nora.load("event") is None


def test_all_roles_are_every_role(office: Office) -> None:
    eva = office.employ("eva", "Eva Erybody", [], all_roles=True)
    case = office.a_case(by="eva")
    while case.live:
        case.done(next(iter(case.live)), by="eva")
    assert case.head.owner == eva.id


def test_a_use_case_that_forgets_to_ask_for_a_right_is_a_bug_that_shows() -> None:
    @use_case
    def forgetful() -> None:
        """Ask for nothing."""

    with pytest.raises(AssertionError, match="without asking for a right"):
        forgetful()


def test_rights_are_looked_up_at_each_act(office: Office) -> None:
    case = office.a_case()
    office.dismiss("anouk")
    refused(lambda: case.done("receive", by="anouk"), Refused)
    case.done("receive", by="tim")


def test_the_change_log_says_who_acted(office: Office) -> None:
    office.a_case(by="tim").done("receive", by="anouk")
    log = office.ask(
        "SELECT DISTINCT table_name, actor FROM change_log WHERE table_name IN ('crm_case', 'item_value') ORDER BY 1"
    )
    assert log == [
        ("crm_case", office.people["tim"].id.hex),
        ("item_value", office.people["anouk"].id.hex),
    ]


def parts(office: Office) -> dict[str, ACase]:
    """A case of Anouk's in which a step of the claims department is open, for each who tries."""
    return {who: office.a_case().at("check") for who in ("anouk", "joost", "greet", "tim")}


@pytest.mark.parametrize("who", ["anouk", "joost", "greet"], ids=["owner", "responsible", "supervisor"])
def test_whoever_has_a_part_in_a_case_lets_it_wait_and_takes_it_up_again(office: Office, who: str) -> None:
    case = parts(office)[who].waiting_for_customer(by=who)
    assert case.head.paused_until is not None
    office.desk(who).items.resume(case=case.id)
    assert case.head.paused_until is None


def test_whoever_has_no_part_in_a_case_neither_stops_nor_starts_it_and_is_told_why(office: Office) -> None:
    case = parts(office)["tim"]
    tim = office.desk("tim")
    said = refused(lambda: case.waiting_for_customer(by="tim"), Refused).sentence
    for words in ("Tim Visser", "Anouk Jansen", "Check cover", "Claims", "version 1"):
        assert words in said
    case.waiting_for_customer(by="anouk")
    refused(lambda: tim.items.resume(case=case.id), Refused)
    assert case.head.paused_until is not None


def test_a_case_is_concluded_directly_by_whoever_has_a_part_in_it(office: Office) -> None:
    def conclude(who: str) -> None:
        case = office.a_case("idea", by="anouk")
        office.desk(who).cases.conclude(case=case.id, channel="telephone")

    office.employ("eva", "Eva Erybody", [], all_roles=True)
    office.employ("sofie", "Sofie Senior", ["senior"])
    for who in ("anouk", "tim", "joost", "greet", "eva"):
        conclude(who)
    said = refused(lambda: conclude("sofie"), Refused).sentence
    assert "Register the damage" in said
    assert "Visit the site" in said


def test_who_has_the_step_in_hand_has_a_part_in_the_case(office: Office) -> None:
    case = office.a_case().at("assess")
    item = case.item("assess")
    office.desk("joost").items.delegate(work_item=item, employee=office.people["tim"].id)
    case.waiting_for_customer(by="tim")
    assert case.head.paused_until is not None
