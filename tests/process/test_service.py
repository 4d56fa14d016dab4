"""Versions of the model in a store: kept as drafts, put to work with the rights that follow, taken back."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select

from desktop_crm.access.check import grants
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import EmployeeId, VersionId, new_id
from desktop_crm.process.model import Duty, Model, Responsibility
from desktop_crm.process.reads import (
    load_model,
    published_version,
    version_by_number,
    version_number,
    versions,
)
from desktop_crm.process.service import ModelService, publish_version, write_draft
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write
from desktop_crm.store.work import Store
from tests.process.small_model import SMALL, a, a_step, steps
from tests.process.strategies import sound_models
from tests.process.wild import readable_models
from tests.sampling import examples

OWNED = a("roles", "claims", may=("model",))(read(SMALL))
"""The small model, in which the role Claims may change models."""


@pytest.fixture
def owner(store: Store) -> ModelService:
    """The service of an employee with the role Claims, under a published first version."""
    with store.write(None) as work:
        publish_version(work, write_draft(work, OWNED))
    return ModelService(store, employee(store, "claims"))


def employee(store: Store, role: str) -> Actor:
    who = EmployeeId(new_id())
    with store.write(None) as work:
        work.connection.execute(insert(Employee).values(id=who, login=role, name=role, created_at=work.now))
        work.connection.execute(
            insert(EmployeeRole).values(id=new_id(), employee_id=who, role=role, since=work.now)
        )
    return Actor(who, role, role)


def states(store: Store) -> list[tuple[int, str]]:
    with store.read() as view:
        return [(one.number, one.state) for one in versions(view)]


def rights(store: Store) -> list[tuple[str, str, str, str]]:
    """Role, verb, object and limits of each right of the published version, in order."""
    with store.read() as view:
        wanted = select(AccessRight.role, AccessRight.verb, AccessRight.object_code, AccessRight.limits)
        rows = view.connection.execute(
            wanted.where(AccessRight.version_id == published_version(view)).order_by(AccessRight.position)
        )
        return [tuple(row) for row in rows]


def test_a_draft_is_kept_with_the_next_number_and_nobody_works_by_it(
    store: Store, owner: ModelService
) -> None:
    version, changes = owner.import_model(replace(OWNED, name="Second"))

    assert changes.ids("model") == {version}
    assert states(store) == [(1, "published"), (2, "draft")]
    with store.read() as view:
        assert load_model(view, version) == replace(OWNED, name="Second")
        assert version_number(view, version) == 2
        assert version_by_number(view, 2) == version


def test_publishing_retires_the_version_before_and_gives_the_rights_of_the_matrices(
    store: Store, owner: ModelService
) -> None:
    informed = Responsibility("claims", "take", Duty.INFORMED)
    lent = Responsibility("front", "tell", Duty.DELEGATE)
    more = replace(OWNED, responsibilities=(*OWNED.responsibilities, informed, lent))
    owner.import_model(more)
    owner.publish(number=2)

    assert states(store) == [(1, "retired"), (2, "published")]
    assert rights(store) == [
        ("front", "perform", "take", "[]"),
        ("claims", "perform", "assess", '[["damage", "at-most", "500.00 EUR"]]'),
        ("front", "perform", "assess", "[]"),
        ("front", "perform", "tell", "[]"),
        ("claims", "inform", "take", "[]"),
        ("front", "receive", "tell", "[]"),
        ("front", "start", "claim", "[]"),
        ("claims", "model", "", "[]"),
    ]


def test_a_process_is_started_by_who_does_its_first_work_behind_steps_that_only_route(store: Store) -> None:
    routed = steps(
        a_step("fork", "take", "assess", activity="", split="all"),
        a_step("take", "tell"),
        start=("fork",),
    )(OWNED)
    with store.write(None) as work:
        publish_version(work, write_draft(work, routed))

    assert [row[0] for row in rights(store) if row[1] == "start"] == ["claims", "front"]


def test_a_model_with_errors_may_be_kept_and_is_never_published(store: Store, owner: ModelService) -> None:
    owner.import_model(steps(a_step("assess"))(OWNED))

    before = rights(store)
    with pytest.raises(Refused, match="process claim, step assess: Nothing follows"):
        owner.publish(number=2)
    assert states(store) == [(1, "published"), (2, "draft")]
    assert rights(store) == before


def test_a_withdrawn_version_gives_way_to_the_one_before_it(store: Store, owner: ModelService) -> None:
    owner.import_model(OWNED)
    owner.publish(number=2)
    owner.withdraw(number=2)

    assert states(store) == [(1, "published"), (2, "withdrawn")]
    assert ("claims", "model", "", "[]") in rights(store)
    owner.withdraw(number=1)
    assert states(store) == [(1, "withdrawn"), (2, "withdrawn")]


@pytest.mark.parametrize(
    ("verb", "number"), [("publish", 1), ("withdraw", 2), ("publish", 9), ("withdraw", 9)]
)
def test_a_version_in_another_state_is_refused(
    store: Store, owner: ModelService, verb: str, number: int
) -> None:
    owner.import_model(OWNED)
    with pytest.raises((Refused, NotFound)):
        getattr(owner, verb)(number=number)
    assert states(store) == [(1, "published"), (2, "draft")]


@pytest.mark.parametrize(
    ("verb", "given_"),
    [("import_model", {"model": OWNED}), ("publish", {"number": 2}), ("withdraw", {"number": 1})],
)
def test_without_the_power_over_models_nothing_can_be_changed(
    store: Store, owner: ModelService, verb: str, given_: dict[str, Any]
) -> None:
    owner.import_model(OWNED)
    colleague = ModelService(store, employee(store, "front"))
    with pytest.raises(Refused):
        getattr(colleague, verb)(**given_)
    assert states(store) == [(1, "published"), (2, "draft")]


def test_a_version_that_is_not_there_cannot_be_loaded(store: Store) -> None:
    with store.read() as view:
        assert published_version(view) is None
        assert version_by_number(view, 1) is None
        with pytest.raises(NotFound):
            load_model(view, VersionId(new_id()))


def test_rights_follow_from_the_published_version_alone(store: Store, owner: ModelService) -> None:
    worker = employee(store, "front")
    fewer = tuple(one for one in OWNED.responsibilities if (one.role, one.activity) != ("front", "assess"))
    owner.import_model(replace(OWNED, responsibilities=fewer))
    allowed = []
    for number in (None, 2):
        if number:
            owner.publish(number=number)
        with store.read() as view:
            version = published_version(view)
            assert version is not None
            allowed.append(bool(grants(view, worker, Verb.PERFORM, "assess", version)))
    assert allowed == [True, False]


@given(readable_models() | sound_models())
@settings(
    max_examples=examples(10, soak=60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_model_comes_back_from_the_store_as_it_was(store: Store, model: Model) -> None:
    with store.write(None) as work:
        version = write_draft(work, model)
        assert load_model(work, version) == model


def test_a_version_keeps_the_public_holidays_of_its_country_without_the_library(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = OWNED  # its office is in the Netherlands
    with store.write(None) as work:
        version = write_draft(work, model)

    monkeypatch.setitem(sys.modules, "holidays", None)  # importing it would fail from here on
    with store.read() as view:
        stored = load_model(view, version)
    office = next(one for one in stored.calendars if one.code == "office")
    assert office.public[date(2026, 4, 27)] == "Koningsdag"
    assert (min(office.public).year, max(office.public).year) == (2000, 2060)
    assert write(stored) == write(model)


def test_a_draft_with_an_unknown_country_is_kept_and_not_published(store: Store) -> None:
    with store.write(None) as work:
        version = write_draft(work, a("calendars", "office", country="XX")(OWNED))
        with pytest.raises(Refused, match="No public holidays are known for “XX”"):
            publish_version(work, version)


@given(sound_models())
@settings(
    max_examples=examples(10, soak=60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_model_that_can_run_can_be_published_and_read_as_rights(store: Store, model: Model) -> None:
    with store.write(None) as work:
        publish_version(work, write_draft(work, model))
    started = {row[2] for row in rights(store) if row[1] == "start"}
    assert started == {process.code for process in model.processes}


def test_a_power_that_is_none_is_refused_with_its_place(store: Store) -> None:
    with store.write(None) as work, pytest.raises((Invalid, Refused), match="role claims"):
        publish_version(work, write_draft(work, a("roles", "claims", may=("fly",))(OWNED)))
