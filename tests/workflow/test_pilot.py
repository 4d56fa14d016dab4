"""A team tries a version first: its new cases, powers and screens follow from it; all others' from the one before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.process.acts import acts_of
from desktop_crm.process.model import Model
from desktop_crm.process.reads import version_by_number, version_in_force, versions
from desktop_crm.process.screening import ScreeningService
from desktop_crm.process.service import ModelService
from desktop_crm.workflow.reads_queues import queues
from desktop_crm.workflow.reads_results import results_of
from desktop_crm.workflow.reads_start import start_options
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.claims_office import DUTIES, MODEL, ROLES


def at_first_hand() -> Model:
    """The next version: the front office checks the cover itself, and starts no yearly form."""
    return replace(
        MODEL,
        name="At first hand",
        roles=tuple(replace(one, may=("model", "supervise")) if one.code == "boss" else one for one in ROLES),
        responsibilities=tuple(
            replace(one, role="front") if one.activity == "check" else
            replace(one, role="senior") if one.activity == "send" else one
            for one in DUTIES
        ),
    )  # fmt: skip


@pytest.fixture
def piloted(office: Office) -> Office:
    """Anouk tries version 2; Mies, who administers, drafted it, and Otto, who may too, approved it."""
    office.employ("mies", "Mies Maas", [], all_roles=True)
    office.employ("otto", "Otto Prins", [], all_roles=True)
    model(office, "mies").import_model(at_first_hand())
    ScreeningService(office.store, office.people["otto"]).approve(number=2)
    model(office, "mies").pilot(number=2, employees=["anouk"])
    return office


def model(office: Office, login: str) -> ModelService:
    return ModelService(office.store, office.people[login])


def number(case: ACase) -> int:
    with case.office.looking() as view:
        return case.office.plans.of(view, case.head.version).number


def starts(office: Office, login: str) -> list[str]:
    with office.looking() as view:
        return [one.code for one in start_options(view, office.plans, office.people[login]).processes]


def states(office: Office) -> list[str]:
    with office.looking() as view:
        return [one.state for one in versions(view)]


def test_the_team_s_new_cases_start_under_it_and_the_others_under_the_one_before(piloted: Office) -> None:
    assert states(piloted) == ["published", "pilot"]
    tried, other = piloted.a_case(by="anouk"), piloted.a_case(by="tim")
    assert (number(tried), number(other)) == (2, 1)
    assert "form" in starts(piloted, "tim")
    assert "form" not in starts(piloted, "anouk")
    refused(lambda: piloted.a_case("form", by="anouk"), Refused)
    assert number(piloted.a_case("form", by="tim")) == 1


def test_rights_and_queues_of_a_case_are_those_of_its_version_for_both_groups(piloted: Office) -> None:
    tried, other = piloted.a_case(by="anouk").at("check"), piloted.a_case(by="tim").at("check")
    assert {row.item.role for row in tried.live.values()} == {"front"}
    assert {row.item.role for row in other.live.values()} == {"claims"}
    with piloted.looking() as view:
        rows = {row.role: row.waiting for row in queues(view, piloted.plans, piloted.now)}
    assert (rows["front"], rows["claims"]) == (1, 1)
    refused(lambda: tried.done("check", by="joost"), Refused)
    refused(lambda: other.done("check", by="anouk"), Refused)
    tried.done("check", by="tim")  # what a colleague began is done by its own rules
    other.done("check", by="joost")


def test_powers_follow_from_the_version_that_somebody_works_by(office: Office) -> None:
    office.employ("mies", "Mies Maas", [], all_roles=True)
    model(office, "mies").import_model(at_first_hand())
    model(office, "mies").pilot(number=2, roles=["boss"])

    def may(login: str) -> bool:
        with office.looking() as view:
            who = office.people[login]
            return has_power(view, who, Verb.MODEL, version_in_force(view, who.id))

    assert may("greet")
    assert not may("anouk")
    model(office, "greet").withdraw(number=2)
    assert not may("greet")


def test_it_is_rolled_out_to_all_or_withdrawn_and_cases_keep_theirs(piloted: Office) -> None:
    tried = piloted.a_case(by="anouk")
    model(piloted, "mies").withdraw(number=2)
    assert states(piloted) == ["published", "withdrawn"]
    assert number(tried) == 2
    assert number(piloted.a_case(by="anouk")) == 1
    tried.at("check").done("check", by="anouk")  # goes on by its own rules


def test_rolling_out_needs_no_second_approval_and_retires_the_one_before(piloted: Office) -> None:
    model(piloted, "mies").publish(number=2)
    assert states(piloted) == ["retired", "published"]
    assert number(piloted.a_case(by="tim")) == 2
    with piloted.looking() as view:
        version = version_by_number(view, 2)
        assert version is not None
        assert [str(one.kind) for one in acts_of(view, version)] == [
            "begun",
            "approved",
            "pilot",
            "published",
        ]
    model(piloted, "mies").withdraw(number=2)
    assert states(piloted) == ["published", "withdrawn"]
    assert number(piloted.a_case(by="anouk")) == 1


def test_while_a_team_tries_one_no_other_is_published_or_withdrawn(piloted: Office) -> None:
    model(piloted, "mies").import_model(MODEL)
    ScreeningService(piloted.store, piloted.people["otto"]).approve(number=3)
    for act in (
        lambda: model(piloted, "mies").publish(number=3),
        lambda: model(piloted, "mies").pilot(number=3, employees=["tim"]),
        lambda: model(piloted, "mies").withdraw(number=1),
    ):
        assert "A team tries version 2" in refused(act, Refused).sentence
    assert states(piloted) == ["published", "pilot", "draft"]


def test_a_team_is_named_and_known_and_works_here(office: Office) -> None:
    office.employ("mies", "Mies Maas", [], all_roles=True)
    service = model(office, "mies")
    service.import_model(at_first_hand())
    refused(lambda: service.pilot(number=2), Invalid)
    refused(lambda: service.pilot(number=2, employees=["nobody"]), NotFound)
    refused(lambda: service.pilot(number=2, employees=["lars"]), Refused)
    refused(lambda: service.pilot(number=2, roles=["king"]), Invalid)
    refused(lambda: model(office, "anouk").pilot(number=2, employees=["anouk"]), Refused)
    assert states(office) == ["published", "draft"]


def test_a_case_of_the_team_is_carried_back_by_who_works_by_the_one_before(piloted: Office) -> None:
    case = piloted.a_case(by="anouk")
    piloted.desk("greet").carrying.carry(case=case.id)
    assert number(case) == 1


def test_what_came_of_a_version_is_shown_of_a_team_never_of_few(piloted: Office) -> None:
    case = piloted.a_case("question", by="anouk", asks=["When?"])
    case.done("answer", by="anouk")
    with piloted.looking() as view:
        version = version_by_number(view, 2)
        assert version is not None
        few = results_of(view, version)
    assert (few.cases, few.people, few.withheld, few.ksfs) == (1, 1, True, {})

    logins = ["a", "b", "c", "d"]
    for login in logins:
        piloted.employ(login, login.upper(), ["front"])
    model(piloted, "mies").publish(number=2)
    for login in logins:
        other = piloted.a_case("question", by=login, asks=["When?"], channel="email")
        piloted.wait(days=7)
        other.done("answer", by=login)
    with piloted.looking() as view:
        team = results_of(view, version)
    assert (team.cases, team.people, team.withheld) == (5, 5, False)
    assert (team.ksfs["answers"].met, team.ksfs["answers"].missed) == (1, 4)
    assert team.ksfs["answers"].share == 0.2
