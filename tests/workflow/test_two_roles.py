"""An activity that two roles answer for without limits waits for both, and whoever is first has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.access.model import Actor
from desktop_crm.process.model import Duty, Responsibility
from desktop_crm.store.prepared import Statement
from desktop_crm.workflow import handing, queries
from desktop_crm.workflow.reads import queue
from desktop_crm.workflow.reads_queues import queues, role_queue
from tests.workflow.builders import ACase, Office
from tests.workflow.claims_office import DUTIES, MODEL

TWO = replace(MODEL, responsibilities=(*DUTIES, Responsibility("back", "check", Duty.RESPONSIBLE)))


@pytest.fixture
def case(office: Office) -> ACase:
    """A case whose cover is to be checked: offered to the claims department, which the back office may do too."""
    office.publish(
        replace(TWO, roles=(*MODEL.roles, replace(MODEL.roles[0], code="back", name="Back office"))),
    )
    office.employ("bea", "Bea Back", ["back"])
    return office.a_case().at("check")


def waiting(office: Office, actor: Actor) -> list[str]:
    with office.store.read() as view:
        return [row.number for row in queue(view, office.plans, actor.id, office.now).rows]


def counts(office: Office) -> dict[str, int]:
    """How much waits for each role; under no name: all together."""
    with office.store.read() as view:
        return {row.role: row.waiting for row in queues(view, office.plans, office.now)}


def test_it_waits_in_both_queues_and_in_no_third(office: Office, case: ACase) -> None:
    for login, seen in (("joost", True), ("bea", True), ("anouk", False), ("nora", False)):
        assert waiting(office, office.people[login]) == [case.head.number] * seen


def test_whoever_takes_the_next_gets_it_and_the_other_role_no_longer_sees_it(
    office: Office, case: ACase
) -> None:
    assert office.desk("bea").items.take_next() == case.item("check")
    assert waiting(office, office.people["joost"]) == []
    assert waiting(office, office.people["bea"]) == []
    case.done("check", by="bea")


def test_given_back_it_waits_for_both_again(office: Office, case: ACase) -> None:
    item = case.item("check")
    office.desk("bea").items.claim(work_item=item)
    office.desk("bea").items.release(work_item=item)
    assert office.desk("joost").items.take_next() == item


def test_a_supervisor_sees_it_in_both_queues_and_counts_it_once(office: Office, case: ACase) -> None:
    found = counts(office)
    assert (found["claims"], found["back"], found["front"], found[""]) == (1, 1, 0, 1)
    with office.store.read() as view:
        for role, rows in (("claims", 1), ("back", 1), ("front", 0), ("", 1)):
            assert len(role_queue(view, office.plans, role, office.now).rows) == rows, role
    office.desk("bea").items.claim(work_item=case.item("check"))
    assert set(counts(office).values()) == {0}


def test_who_has_authority_without_limits_is_offered_what_waits_for_who_has_limits_and_not_the_other_way(
    office: Office,
) -> None:
    senior = office.employ("sofie", "Sofie Senior", ["senior"])
    small = office.a_case().at("assess", damage="800.00 EUR")
    assert small.live["assess"].item.role == "claims"
    assert waiting(office, senior) == [small.head.number]
    office.desk("sofie").items.claim(work_item=small.item("assess"))
    large = office.a_case().at("assess", damage="9000.00 EUR")
    assert large.live["assess"].item.role == "senior"
    assert waiting(office, senior) == [large.head.number]
    assert large.head.number not in waiting(office, office.people["joost"])


@pytest.mark.parametrize(
    "statement",
    [
        queries.WAITING, queries.WAITING_FIGURES, queries.QUEUE, queries.QUEUE_FIGURES, queries.QUEUES,
        queries.QUEUES_TOO, handing._NEXT,
    ],
    ids=["waiting", "figures", "role", "role-figures", "queues", "queues-too", "next"],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_no_queue_reads_a_whole_table(office: Office, statement: Statement) -> None:
    text = statement.compiled("sqlite").text
    with office.store.read() as view:
        plan = view.driver.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?")).fetchall()
    steps = [step for _id, _parent, _unused, step in plan]
    assert any("work_item USING INDEX" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and "USING INDEX" not in step] == []
