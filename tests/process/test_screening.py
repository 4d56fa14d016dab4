"""Screening: a sponsor, what success shall mean, and a second person's word, before a draft is put to work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.process.drafting import DraftingService
from desktop_crm.process.reads import versions
from desktop_crm.process.screening import ScreeningService, standing_named
from desktop_crm.process.screening_findings import check_screening
from desktop_crm.process.service import ModelService
from desktop_crm.process.standing import Standing
from desktop_crm.store.work import Store
from tests.process.owners import OWNED, Owners
from tests.process.small_model import a


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@dataclass
class Desk:
    """What one employee may do with versions."""

    model: ModelService
    drafting: DraftingService
    screening: ScreeningService


At = Callable[[str], Desk]


@pytest.fixture
def at(store: Store, owners: Owners) -> At:
    """The desk of Ingrid and Daan, who may change models, or of Anouk, who may not; Ingrid drafts version 2."""
    for login, role in (("ingrid", "claims"), ("daan", "claims"), ("anouk", "front")):
        owners.employ(login, role)

    def desk(login: str) -> Desk:
        who = owners.people[login]
        return Desk(ModelService(store, who), DraftingService(store, who), ScreeningService(store, who))

    desk("ingrid").model.import_model(replace(OWNED, name="Second"))
    return desk


def stands(store: Store, number: int = 2) -> Standing:
    with store.write(None) as work:
        return standing_named(work, number, versions(work)[0].id)


def lacks(store: Store) -> list[str]:
    return [one.code for one in check_screening(stands(store))]


def states(store: Store) -> list[str]:
    with store.read() as view:
        return [one.state for one in versions(view)]


def test_nothing_is_published_before_a_second_person_approved_it(store: Store, at: At) -> None:
    assert lacks(store) == ["not-approved", "no-sponsor", "no-success"]
    with pytest.raises(Refused, match="second person has to approve this version: daan"):
        at("ingrid").model.publish(number=2)
    with pytest.raises(Refused, match=r"who drafts does not screen; nothing was changed\. Ask daan"):
        at("ingrid").screening.approve(number=2)
    with pytest.raises(Refused, match="approve"):
        at("anouk").screening.approve(number=2)

    at("daan").screening.approve(number=2, remarks="Good for customers")

    approval = stands(store).approval
    assert approval is not None
    assert (approval.name, approval.remarks) == ("daan", "Good for customers")
    at("ingrid").model.publish(number=2)
    assert states(store) == ["retired", "published"]


def test_what_was_sent_back_says_by_whom_and_why(store: Store, at: At) -> None:
    with pytest.raises(Invalid):
        at("daan").screening.send_back(number=2, remarks=" ")
    at("daan").screening.send_back(number=2, remarks="Customers wait longer")
    assert "sent-back" in lacks(store)
    with pytest.raises(Refused, match="daan sent this version back: “Customers wait longer”"):
        at("ingrid").model.publish(number=2)
    at("daan").screening.approve(number=2)
    assert "sent-back" not in lacks(store)


def test_an_approval_is_of_the_model_as_it_stood(store: Store, at: At) -> None:
    at("daan").screening.approve(number=2)
    draft = stands(store).id
    at("ingrid").drafting.keep_draft(version=draft, revision=0, model=replace(OWNED, name="Third"))
    assert "approval-lapsed" in lacks(store)
    with pytest.raises(Refused, match="changed since daan approved it"):
        at("ingrid").model.publish(number=2)


def test_who_changed_a_draft_of_another_has_a_hand_in_it(store: Store, at: At) -> None:
    draft = stands(store).id
    at("daan").drafting.take_over_draft(version=draft)
    at("daan").screening.approve(number=2)  # taking it over changes nothing
    at("daan").drafting.keep_draft(version=draft, revision=0, model=replace(OWNED, name="Daan's"))
    assert "nobody-else" in lacks(store)
    at("daan").model.publish(number=2)  # nobody is left who could say it


def test_general_management_screens_without_the_power_over_models(store: Store, owners: Owners) -> None:
    owners.publish(a("roles", "front", may=("approve",))(OWNED))
    ingrid, boss = owners.employ("ingrid", "claims"), owners.employ("boss", "front")
    ModelService(store, ingrid).import_model(OWNED)
    ScreeningService(store, boss).approve(number=3)
    with pytest.raises(Refused, match="model"):
        ModelService(store, boss).publish(number=3)
    ModelService(store, ingrid).publish(number=3)


def test_where_nobody_else_could_screen_one_person_may_publish(store: Store, owners: Owners) -> None:
    alone = owners.employ("ada", all_roles=True)
    ModelService(store, alone).import_model(OWNED)
    assert lacks(store) == ["nobody-else", "no-sponsor", "no-success"]
    ModelService(store, alone).publish(number=2)
    assert states(store) == ["retired", "published"]


def test_a_sponsor_is_named_and_whoever_was_named_last_counts(store: Store, at: At) -> None:
    at("ingrid").screening.name_sponsor(number=2, name="Mw. Vos")
    at("ingrid").screening.name_sponsor(number=2, name=" Dhr. Prins ")
    assert stands(store).sponsor == "Dhr. Prins"
    assert "no-sponsor" not in lacks(store)
    with pytest.raises(Refused):
        at("anouk").screening.name_sponsor(number=2, name="Anouk")


def test_success_is_stated_before_publishing_and_moves_an_approval(store: Store, at: At) -> None:
    at("daan").screening.approve(number=2)
    at("ingrid").screening.state_success(number=2, ksf="settled", baseline=0.805, aim=0.9)
    at("ingrid").screening.state_success(number=2, ksf="settled", baseline=0.81, aim=0.95)
    (line,) = stands(store).success
    assert (line.ksf, line.baseline, line.aim) == ("settled", 0.81, 0.95)
    assert lacks(store) == ["approval-lapsed", "no-sponsor"]
    with pytest.raises(NotFound, match="nothing"):
        at("ingrid").screening.state_success(number=2, ksf="nothing", baseline=None, aim=0.9)
    with pytest.raises(Invalid):
        at("ingrid").screening.state_success(number=2, ksf="settled", baseline=None, aim=95)


def test_only_a_draft_is_screened_and_only_what_is_at_work_is_remarked_on(store: Store, at: At) -> None:
    with pytest.raises(Refused, match="published, not a draft"):
        at("daan").screening.approve(number=1)
    with pytest.raises(NotFound, match="no version 9"):
        at("daan").screening.approve(number=9)
    with pytest.raises(Refused, match="Nobody works by version 2"):
        at("anouk").screening.remark(number=2, text="Nice")
    at("anouk").screening.remark(number=1, text="I ask the same thing twice")
    assert [(one.name, one.remarks) for one in stands(store, 1).remarks] == [
        ("anouk", "I ask the same thing twice")
    ]


def test_a_second_draft_is_refused_with_whose_the_first_is(store: Store, at: At) -> None:
    with pytest.raises(Conflict, match="version 2, held by ingrid"):
        at("daan").model.import_model(OWNED)
    with pytest.raises(Conflict, match="version 2, held by ingrid"):
        at("daan").drafting.begin_draft(OWNED)
    assert states(store) == ["published", "draft"]
