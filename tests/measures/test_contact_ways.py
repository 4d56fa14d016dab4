"""Contact history is the same whichever way it is found, and each way begins with what there is least of."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, update

from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import Contact
from desktop_crm.measures import contact_history, contact_ways
from desktop_crm.workflow.tables import Case, WorkItem
from tests.measures.test_contact_words import found
from tests.workflow.small_company import Company

_TEAMS = {"anouk": "front", "tim": "front", "joost": "claims", "greet": "boss"}
_ASKED: dict[str, tuple[str, ...]] = {
    "channel": ("telephone", "letter"),
    "process": ("claim", "question"),
    "activity": ("register", "answer", "assess"),
    "outcome": ("running", "cancelled", "concluded"),
    "team": ("front", "claims", "back"),
    "words": ("roof", "roof leak", "zzz", "!"),
}


@pytest.fixture
def talked(company: Company) -> tuple[Company, list[dict[str, Any]]]:
    """Cases of two processes, one cancelled, and contacts in and beside them; the newest is said first."""
    chance = Random(7)
    desk = company.desk("anouk")
    cases = {
        desk.cases.start_case(
            process=process, channel="telephone", customer=company.customers[customer], text="Begins."
        ).case: (process, outcome)
        for process, customer, outcome in (
            ("claim", "smit", "running"), ("claim", "vries", "cancelled"), ("question", "smit", "running"),
        )
    }  # fmt: skip
    contacts: list[dict[str, Any]] = []
    with company.store.write(None) as work:
        steps = work.connection.execute(WorkItem.__table__.select()).mappings().all()
        for case, (_process, outcome) in cases.items():
            if outcome == "cancelled":
                work.connection.execute(update(Case).where(Case.id == case).values(status=outcome))
        for number in range(40):
            case = chance.choice([None, *cases])
            # After two cases were joined, a contact may be in another case than the step in which it was.
            step = chance.choice([None, *steps])
            login = chance.choice([*_TEAMS])
            row = {
                "id": new_id(), "case_id": case, "work_item_id": step and step["id"],
                "employee_id": company.people[login].id, "channel": chance.choice(("telephone", "letter")),
                "direction": "in", "recorded_at": work.now,
                "happened_at": work.now + timedelta(seconds=1 + number // 2),
                "text": chance.choice(("roof", "a leak in the roof!", "none")),
            }  # fmt: skip
            work.connection.execute(insert(Contact).values(**row))
            process, outcome = cases.get(case, ("", "")) if case else ("", "")
            told = {"process": process, "outcome": outcome, "activity": step and step["activity"]}
            contacts.append(row | told | {"team": _TEAMS[login]})
    return company, sorted(contacts, key=lambda one: (one["happened_at"], one["id"]), reverse=True)


def _is_meant(contact: dict[str, Any], asked: dict[str, str]) -> bool:
    return all(
        all(word in contact["text"] for word in value.split()) if name == "words" else contact[name] == value
        for name, value in asked.items()
    )


@pytest.mark.server_in_soak
def test_every_way_finds_the_same_contacts(
    talked: tuple[Company, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    company, contacts = talked
    chance = Random(11)
    pairs = [
        {one: value, other: chance.choice(_ASKED[other])}
        for one, other in product(_ASKED, _ASKED)
        for value in _ASKED[one]
    ]
    for asked in chance.sample(pairs, 30):
        expected = [one["id"] for one in contacts if _is_meant(one, asked)]
        for few, at_once in ((0, 1_000), (5, 2), (1_000, 3)):
            monkeypatch.setattr(contact_history, "FEW", few)
            monkeypatch.setattr(contact_history, "_FEW_TEXTS", few)
            monkeypatch.setattr(contact_history, "_AT_ONCE", at_once)
            shown = found(company, **{"since": company.now + timedelta(seconds=1), **asked})
            assert shown == expected, (asked, few)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("source", "first", "then"),
    [
        ("process", "crm_case USING INDEX ix_crm_case_process", "ix_contact_case_id_happened_at"),
        ("outcome", "SCAN crm_case", "ix_contact_case_id_happened_at"),
        ("activity", "work_item USING INDEX ix_work_item_activity", "ix_contact_work_item_id"),
        ("team", "employee_role USING INDEX ix_employee_role_role", "ix_contact_employee_id_happened_at"),
    ],
)
def test_what_is_found_from_few_begins_with_them(
    company: Company, source: str, first: str, then: str
) -> None:
    names = frozenset({"process", "outcome", "activity", "team"})
    compiled = contact_ways.from_few(source, names, 0).compiled("sqlite")
    with company.store.read() as view:
        plan = view.driver.execute(f"EXPLAIN QUERY PLAN {compiled.text}", compiled.bind({})).fetchall()
    steps = [row[3] for row in plan]
    assert first in steps[1], steps
    assert then in steps[2], steps


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_what_is_common_is_found_by_time(company: Company) -> None:
    names = frozenset({"process", "outcome", "activity", "team"})
    compiled = contact_ways.by_time(names, 0).compiled("sqlite")
    with company.store.read() as view:
        plan = view.driver.execute(f"EXPLAIN QUERY PLAN {compiled.text}", compiled.bind({})).fetchall()
    assert "contact USING INDEX ix_contact_happened_at" in plan[0][3]
