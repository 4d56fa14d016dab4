"""What employees say is counted without their names, and told once nobody can be told apart."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from desktop_crm.access.model import Actor
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.measures.pulse import PulseQuarter, PulseService, quarter_of
from desktop_crm.measures.team import TeamService
from tests.measures.team import staff
from tests.workflow.builders import refused
from tests.workflow.small_company import Company

QUARTER = 92 * 86_400


def pulse(company: Company, who: Actor | str = "anouk") -> PulseService:
    actor = company.people[who] if isinstance(who, str) else who
    return PulseService(company.store, actor, company.plans)


def say(company: Company, who: Actor, answer: str) -> None:
    one = pulse(company, who)
    assert one.ask()
    one.answer(answer=answer)


def test_a_quarter_is_told_once_it_is_over_and_enough_answered(company: Company, fake_time: FakeTime) -> None:
    this = quarter_of(company.now)
    for who, answer in zip(staff(company, 5), ("yes", "yes", "partly", "no", "yes"), strict=True):
        assert pulse(company).pulse().told == ()
        say(company, who, answer)
    assert pulse(company).pulse().told == ()
    fake_time.advance(QUARTER)
    assert pulse(company, "joost").pulse().told == (PulseQuarter(this, 3, 1, 1),)
    assert (PulseQuarter(this, 3, 1, 1).count, PulseQuarter(8107, 0, 0, 0).name) == (5, "2026 Q4")


@pytest.mark.server_in_soak
def test_fewer_than_the_rule_says_are_never_told(company: Company, fake_time: FakeTime) -> None:
    for who in staff(company, 4):
        say(company, who, "no")
    fake_time.advance(QUARTER)
    assert pulse(company).pulse().told == ()
    TeamService(company.store, company.people["greet"], company.plans).set_fewest(3)
    assert [one.no for one in pulse(company).pulse().told] == [4]


def test_nobody_is_asked_twice_whether_they_answer_or_not(company: Company, fake_time: FakeTime) -> None:
    assert pulse(company).ask()
    assert not pulse(company).ask()
    fake_time.advance(QUARTER)
    assert not pulse(company).ask()
    fake_time.advance(QUARTER)
    again = pulse(company)
    assert again.ask()
    again.answer(answer="yes")
    refused(lambda: again.answer(answer="yes"), Conflict)
    refused(lambda: pulse(company, "tim").answer(answer="yes"), Conflict)


@pytest.mark.server_in_soak
def test_how_seldom_is_said_by_who_administers_and_kept(company: Company, fake_time: FakeTime) -> None:
    refused(lambda: pulse(company).set_quarters(quarters=1), Refused)
    boss = pulse(company, "greet")
    for wrong in (-1, 9):
        refused(lambda wrong=wrong: boss.set_quarters(quarters=wrong), Invalid)
    boss.set_quarters(quarters=0)
    assert not pulse(company).ask()
    fake_time.advance(1)
    boss.set_quarters(quarters=1)
    assert pulse(company).ask()
    fake_time.advance(QUARTER)
    assert pulse(company).ask()
    assert pulse(company).pulse().quarters == 1


def everything(company: Company) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the store but the counts: what somebody has who looks for a name behind an answer."""
    tables = ("change_log", "write_context", "pulse_asked", "pulse_rule", "case_event", "draft", "store_fact")
    with company.store.read() as view:
        run = view.connection.execute
        return {
            name: sorted(map(tuple, run(text(f"SELECT * FROM {name}")).all()), key=repr) for name in tables
        }


@pytest.mark.server_in_soak
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nothing_in_the_store_tells_who_answered_or_what(company: Company, answer: str) -> None:
    """Of two who were asked one answers: before and after, no row that knows of people is another."""
    one, other = pulse(company, "anouk"), pulse(company, "tim")
    assert one.ask()
    assert other.ask()
    before = everything(company)
    one.answer(answer=answer)
    after = everything(company)
    for told in (before, after):
        # The context of a transaction knows when the last one was, and that it was nobody's.
        context = told.pop("write_context")
        assert len(context) == 1
    assert "change_log" in after
    assert after == before
    assert company.people["anouk"].id.hex not in repr(context)


@pytest.mark.server_in_soak
def test_the_counts_have_no_row_time_or_order_of_their_own(company: Company) -> None:
    first, second = staff(company, 2)
    say(company, first, "yes")
    say(company, second, "yes")
    with company.store.read() as view:
        found = view.connection.execute(text("SELECT * FROM pulse_count")).all()
    assert [tuple(row) for row in found] == [(quarter_of(company.now), "yes", 2)]
