"""What an estimate goes by is measured in the store: arrivals, durations, branches, people; of few, no times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop_crm.access.model import Actor
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Refused
from desktop_crm.core.ids import EmployeeId, WorkItemId, new_id
from desktop_crm.estimate.measured import FEWEST, measured, stated
from desktop_crm.estimate.model import Inputs, Source, inputs_of
from desktop_crm.estimate.question import read_question
from desktop_crm.process.service import write_draft
from desktop_crm.store.open import open_store
from tests.workflow.small_company import MODEL, Company, found

DAY = 86_400


@pytest.fixture
def company(store_path: Path, fake_time: FakeTime) -> Iterator[Company]:
    """A small company that answered six questions, one a working day, a quarter of an hour each."""
    store = open_store(store_path, time=fake_time)
    built = found(store)
    for day in range(6):
        if day:
            fake_time.advance(DAY * (3 if day == 5 else 1))
        _answer(built, fake_time)
    yield built
    store.close()


def _answer(company: Company, time: FakeTime) -> None:
    desk = company.desk("anouk")
    begun = desk.cases.start_case(process="question", channel="telephone", customer=company.customers["smit"])
    item: WorkItemId = begun.mine[0]
    desk.items.open(work_item=item)
    time.advance(900)
    desk.cases.conclude(case=begun.case, channel="telephone", delivered="An answer", text="Said so.")


def measure(company: Company) -> Inputs:
    with company.store.read() as view:
        return measured(view, MODEL, company.now)


def done_by_many(company: Company) -> None:
    """Let the same work have been done by as many people as are needed to tell its time."""
    with company.store.write(None) as work:
        items = work.connection.execute(text("SELECT id FROM work_item")).scalars().all()
        assert len(items) > FEWEST
        for item in items:
            work.connection.execute(
                text("UPDATE work_item SET ended_by = :who WHERE id = :item"),
                {"who": new_id().bytes, "item": item},
            )


def test_arrivals_are_counted_by_working_day(company: Company) -> None:
    rate = measure(company).arrivals["question"]
    assert rate.source is Source.MEASURED
    assert 6 / 70 < rate.per_day < 6 / 60  # a quarter has about 64 working days


def test_how_long_an_activity_takes_is_told_only_of_many_people(company: Company) -> None:
    assert measure(company).work == {}
    done_by_many(company)
    work = measure(company).work["answer"]
    assert (work.mean, work.source) == (900.0, Source.MEASURED)
    assert set(work.samples) == {900.0}


def test_people_are_shared_between_their_roles(company: Company) -> None:
    assert {role: one.people for role, one in measure(company).staff.items()} == {
        "front": 2,
        "claims": 1,
        "boss": 1,
    }


def test_what_is_stated_stands_in_place_of_what_was_measured(company: Company) -> None:
    inputs = stated(measure(company), arrivals={"question": 40}, work={"answer": 60}, staff={"front": 9})
    lines = {kind: {one.code: one for one in found} for kind, found in inputs_of(inputs, MODEL).items()}
    assert (lines["arrivals"]["question"].value, lines["work"]["answer"].value) == (40, 60)
    assert (lines["staff"]["front"].value, lines["staff"]["front"].source) == (9, Source.STATED)
    assert lines["arrivals"]["claim"].source is Source.ASSUMED


def test_a_branch_is_counted_by_what_followed(company: Company, fake_time: FakeTime) -> None:
    desk, claims = company.desk("anouk"), company.desk("joost")
    for covered in ("no", "no", "yes"):
        begun = company.claim()
        desk.cases.complete(work_item=begun.mine[0], outputs={"words": "Ouch"})
        item = company.open_items(begun.case)["register"]
        given = {
            "happened": "2026-11-23T08:00:00+01:00",
            "plate": "K-1",
            "kind": "glass",
            "other_known": "yes",
        }
        desk.cases.complete(work_item=item, outputs=given)
        item = company.open_items(begun.case)["check"]
        claims.cases.complete(work_item=item, outputs={"covered": covered})
    fake_time.advance(60)
    ways = measure(company).branches["claim", "check"]
    assert ways == {"tell": 2.0, "both": 1.0}


def test_only_who_may_change_models_asks_for_an_estimate(company: Company) -> None:
    with company.store.write(company.people["greet"].id) as work:
        write_draft(work, MODEL)
    with company.store.read() as view:
        asked = read_question(view, company.people["greet"], company.now)
        assert asked.draft == asked.today == MODEL
        with pytest.raises(Refused):
            read_question(view, company.people["anouk"], company.now)
        with pytest.raises(Refused):
            read_question(view, Actor(EmployeeId(new_id()), "nobody", "Nobody"), company.now)
