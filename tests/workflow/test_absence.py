"""Somebody is away: their work waits for whoever stands in, and all of it ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import new_id
from desktop_crm.customers.service import CustomerService
from desktop_crm.process.reads import published_version
from desktop_crm.workflow.absences import AbsenceService
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.events import ItemDelegated, ItemReturned
from desktop_crm.workflow.reads import absences_of, queue, work_list
from desktop_crm.workflow.reads_rows import WorkList
from desktop_crm.workflow.returning import return_what_was_lent
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.laws import require_laws


def absence(office: Office, by: str = "anouk") -> AbsenceService:
    return AbsenceService(Acting(office.store, office.people[by], office.plans))


def away(
    office: Office, who: str, *, deputy: str | None = None, by: str = "", days: float = 5, **more: Any
) -> Any:
    """Let somebody be away from now on; return the absence's id."""
    given = {"since": office.now, "until": office.now + timedelta(days)} | more
    changes = absence(office, by or who).be_away(
        employee=office.people[who].id, deputy=None if deputy is None else office.people[deputy].id, **given
    )
    (key,) = changes.ids("absence")
    return key


def held(office: Office, by: str = "anouk") -> ACase:
    """A case whose first step somebody holds."""
    case = office.a_case(by=by)
    office.desk(by).items.claim(work_item=case.item("receive"))
    return case


def waiting(office: Office, who: str) -> WorkList:
    with office.looking() as view:
        return queue(view, office.plans, office.people[who].id, office.now)


def mine(office: Office, who: str) -> WorkList:
    with office.looking() as view:
        return work_list(view, office.plans, office.people[who].id, office.now)


@pytest.mark.server_in_soak
def test_what_the_absent_hold_waits_for_the_deputy_alone_and_comes_back_by_itself(office: Office) -> None:
    case = held(office)
    office.employ("mia", "Mia Front", ["front"])
    away(office, "anouk", deputy="tim")
    assert [row.case for row in waiting(office, "tim").rows] == [case.id]
    assert waiting(office, "tim").total == 1
    assert [waiting(office, who).total for who in ("mia", "joost")] == [0, 0]
    office.wait(days=5)
    assert waiting(office, "tim").total == 0
    assert [row.case for row in mine(office, "anouk").rows] == [case.id]


def test_without_a_deputy_it_shows_to_whoever_has_the_role(office: Office) -> None:
    case = held(office)
    away(office, "anouk", by="greet")
    assert [row.case for row in waiting(office, "tim").rows] == [case.id]
    assert waiting(office, "joost").total == 0
    said = refused(lambda: office.desk("joost").items.claim(work_item=case.item("receive")), Refused)
    assert "Joost" in said.sentence


@pytest.mark.server_in_soak
def test_a_deputy_who_is_away_too_leaves_it_to_the_role(office: Office) -> None:
    case = held(office)
    office.employ("mia", "Mia Front", ["front"])
    away(office, "anouk", deputy="tim")
    assert waiting(office, "mia").total == 0
    away(office, "tim", days=1)
    assert [row.case for row in waiting(office, "mia").rows] == [case.id]
    office.wait(days=1)
    assert waiting(office, "mia").total == 0


def test_who_takes_it_has_it_lent_and_it_returns_when_the_absence_is_over(office: Office) -> None:
    case = held(office)
    away(office, "anouk", deputy="tim")
    tim = office.desk("tim").items
    tim.claim(work_item=case.item("receive"))
    assert ItemDelegated(case.item("receive"), tim.acting.actor.id, office.people["anouk"].id) in case.events
    assert not return_what_was_lent(office.store)
    office.wait(days=5)
    assert return_what_was_lent(office.store).ids("work_item") == {case.item("receive")}
    assert ItemReturned(case.item("receive"), office.people["anouk"].id) in case.events
    assert case.live["receive"].item.holder == office.people["anouk"].id
    assert not return_what_was_lent(office.store)
    require_laws(case)


@pytest.mark.server_in_soak
def test_what_is_open_on_a_screen_is_not_taken_out_of_anybodys_hands(office: Office) -> None:
    case = held(office)
    away(office, "anouk", deputy="tim", days=1)
    office.desk("tim").items.open(work_item=case.item("receive"))
    office.wait(days=1)
    assert not return_what_was_lent(office.store)
    case.done("receive", by="tim")
    require_laws(case)


@pytest.mark.server_in_soak
def test_what_the_absent_lent_by_their_own_hand_stays_lent(office: Office) -> None:
    case = held(office)
    office.desk("anouk").items.delegate(work_item=case.item("receive"), employee=office.people["tim"].id)
    away(office, "anouk", deputy="tim", days=1)
    office.wait(days=2)
    assert not return_what_was_lent(office.store)


@pytest.mark.server_in_soak
def test_what_was_lent_to_the_absent_still_returns_to_its_lender(office: Office) -> None:
    case = held(office)
    office.employ("mia", "Mia Front", ["front"])
    office.desk("anouk").items.delegate(work_item=case.item("receive"), employee=office.people["tim"].id)
    away(office, "tim", deputy="mia")
    mia = office.desk("mia").items
    mia.claim(work_item=case.item("receive"))
    mia.give_back(work_item=case.item("receive"))
    assert case.live["receive"].item.holder == office.people["anouk"].id


@pytest.mark.server_in_soak
def test_the_most_urgent_of_both_is_taken_next_and_steps_are_completed_for_them(office: Office) -> None:
    left = held(office)
    office.wait(hours=1)
    later = office.a_case()
    away(office, "anouk", deputy="tim")
    tim = office.desk("tim").items
    assert tim.take_next() == left.item("receive")
    assert tim.take_next() == later.item("receive")
    another = held(office)
    another.done("receive", by="tim")
    assert another.state("receive") == "completed"


@pytest.mark.server_in_soak
def test_no_clock_moves_by_an_absence(office: Office) -> None:
    case = held(office)
    before = case.clocks
    away(office, "anouk", deputy="tim")
    office.desk("tim").items.claim(work_item=case.item("receive"))
    assert case.clocks == before


@pytest.mark.server_in_soak
def test_planned_contacts_of_the_time_away_come_up_with_the_deputy(office: Office) -> None:
    customers = CustomerService(office.store, office.people["anouk"], published_version)
    for days, subject in ((1, "Renew"), (9, "Later")):
        customers.plan_contact(
            customer=office.customers["Anna"], channel="telephone", subject=subject,
            at=office.now + timedelta(days),
        )  # fmt: skip
    away(office, "anouk", deputy="tim")
    assert [(one.subject, one.of) for one in absence(office, "tim").planned()] == [("Renew", "Anouk Jansen")]
    assert absence(office, "joost").planned() == ()
    office.wait(days=5)
    assert absence(office, "tim").planned() == ()


@pytest.mark.server_in_soak
def test_both_are_told_and_nobody_else(office: Office) -> None:
    away(office, "anouk", deputy="tim")

    def told(who: str) -> list[tuple[str, str | None]]:
        with office.looking() as view:
            found = absences_of(view, office.people[who].id, office.now)
        return [(one.name, one.deputy_name) for one in found]

    both = [("Anouk Jansen", "Tim Visser")]
    assert [told(who) for who in ("anouk", "tim", "joost")] == [both, both, []]
    office.wait(days=5)
    assert told("anouk") == []


@pytest.mark.server_in_soak
def test_who_comes_back_sooner_has_their_work_again(office: Office) -> None:
    held(office)
    key = away(office, "anouk", deputy="tim")
    office.wait(days=1)
    absence(office).come_back(absence=key)
    assert waiting(office, "tim").total == 0
    assert absence(office).absences() == ()
    refused(lambda: absence(office).come_back(absence=key), Conflict)
    refused(lambda: absence(office).come_back(absence=new_id()), NotFound)


def test_one_says_it_for_oneself_and_a_supervisor_for_anybody(office: Office) -> None:
    said = refused(lambda: away(office, "anouk", by="tim"), Refused)
    assert "Tim Visser" in said.sentence
    key = away(office, "anouk", by="greet")
    refused(lambda: absence(office, "tim").come_back(absence=key), Refused)
    assert [one.name for one in absence(office, "tim").absences()] == ["Anouk Jansen"]


@pytest.mark.server_in_soak
def test_what_cannot_be_is_said(office: Office) -> None:
    now = office.now
    for more in (
        {"until": now},
        {"since": now - timedelta(3), "until": now - timedelta(1)},
        {"until": now + timedelta(1_000)},
        {"deputy": "anouk"},
    ):
        refused(lambda more=more: away(office, "anouk", **more), Invalid)
    away(office, "tim", days=2)
    assert "Tim Visser" in refused(lambda: away(office, "anouk", deputy="tim"), Conflict).sentence
    refused(lambda: away(office, "tim", since=now + timedelta(1)), Conflict)
    refused(lambda: away(office, "anouk", deputy="lars"), Refused)
    away(office, "anouk", deputy="tim", since=now + timedelta(2))
