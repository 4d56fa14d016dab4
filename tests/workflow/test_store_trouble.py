"""A disk that is full and a store that may not be written to: one sentence, and no half of an act is kept."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.verify import check_store
from desktop_crm.workflow.values import FileGiven
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.laws import require_laws

TABLES = (
    "crm_case",
    "work_item",
    "case_event",
    "case_token",
    "item_value",
    "contact",
    "question",
    "promise",
    "clock",
    "attachment",
    "draft",
    "change_log",
    "number_series",
)


@pytest.fixture
def dialect() -> str:
    """What is wrong here can be wrong with files only."""
    return "sqlite"


def all_rows(office: Office) -> dict[str, list[tuple[object, ...]]]:
    return {table: office.ask(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}


def set_on_the_writer(office: Office, pragma: str) -> Any:
    """Set something on the one connection that writes, outside a transaction; return the connection."""
    with office.store.write(None) as work:
        driver = work.driver
    driver.execute(f"PRAGMA {pragma}").fetchall()
    return driver


def at_a_parallel_step(office: Office) -> ACase:
    case = office.a_case(asks=["When?"]).at("register")
    office.desk("anouk").drafts.save(case.item("register").hex, "typed so far")
    return case


def test_a_step_on_a_full_disk_is_not_stored_at_all_and_can_be_done_again(office: Office) -> None:
    case = at_a_parallel_step(office)
    before = all_rows(office)
    set_on_the_writer(office, "max_page_count = 1")  # no page more than there are
    picture = FileGiven("large.png", bytes(3_000_000), "image/png")
    said = refused(lambda: case.done("register", photo=picture), StoreProblem)
    assert "full" in said.sentence
    assert all_rows(office) == before
    require_laws(case)
    set_on_the_writer(office, "max_page_count = 1073741823")
    case.done("register", photo=picture)
    require_laws(case)
    assert office.desk("anouk").drafts.all() == []


@pytest.mark.parametrize("step", ["receive", "register", "check", "assess", "tell"])
def test_a_step_in_a_store_that_may_not_be_written_leaves_no_trace(office: Office, step: str) -> None:
    case = office.a_case(asks=["When?"]).at(step)
    before = all_rows(office)
    writer = set_on_the_writer(office, "query_only = ON")
    said = refused(lambda: case.done(step), StoreProblem)
    assert "written" in said.sentence
    assert all_rows(office) == before
    writer.execute("PRAGMA query_only = OFF").fetchall()
    case.done(step)
    require_laws(case)


def test_the_store_is_whole_after_the_disk_was_full(office: Office) -> None:
    case = at_a_parallel_step(office)
    set_on_the_writer(office, "max_page_count = 1")
    refused(lambda: case.done("register", photo=FileGiven("a", bytes(3_000_000))), StoreProblem)
    office.store.close()
    assert check_store(office.store.location) == ()
