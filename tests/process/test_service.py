"""Versions of a model: kept as drafts, published with the rights that follow, withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from desktop_crm.access.log_in import LogInService
from desktop_crm.access.model import Actor
from desktop_crm.access.passwords import Passwords
from desktop_crm.access.tables import AccessRight
from desktop_crm.core.errors import NotFound, Refused
from desktop_crm.core.ids import EmployeeId, VersionId, new_id
from desktop_crm.process.model import Join, Model, Split, Step
from desktop_crm.process.reads import load_model, published_version, version_number, versions
from desktop_crm.process.service import ModelService
from desktop_crm.process.toml_form import read
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store
from tests.access.staff import PASSWORD, QuickHash
from tests.process.small_model import SMALL, a, a_step, process, steps

_RIGHTS = Prepared(
    select(
        AccessRight.role,
        AccessRight.verb,
        AccessRight.object_code,
        AccessRight.limits,
        AccessRight.version_id,
    ).order_by(AccessRight.position)
)


@pytest.fixture
def owner(store: Store) -> ModelService:
    """The use cases of an administrator, who holds every power."""
    gate = LogInService(store, Passwords(QuickHash()))
    gate.make_first_administrator(login="ingrid", name="Ingrid Postma", password=PASSWORD)
    return ModelService(store, gate.log_in("ingrid", PASSWORD))


def _rights(store: Store, version: VersionId) -> list[tuple[str, str, str, object]]:
    with store.read() as view:
        rows = view.rows(_RIGHTS)
    return [
        (role, verb, target, json.loads(limits)) for role, verb, target, limits, of in rows if of == version
    ]


def _states(store: Store) -> list[tuple[int, str]]:
    with store.read() as view:
        return [(one.number, one.state) for one in versions(view)]


def test_a_draft_is_kept_whole_and_changes_nothing(store: Store, owner: ModelService) -> None:
    version, changes = owner.import_model(read(SMALL))

    with store.read() as view:
        assert load_model(view, version) == read(SMALL)
        assert published_version(view) is None
        assert version_number(view, version) == 1
    assert _rights(store, version) == []
    assert changes.ids("model") == {version}


def test_publishing_writes_the_rights_of_the_responsibility_matrix(store: Store, owner: ModelService) -> None:
    model = a("roles", "front", may=("supervise",))(read(SMALL))
    version, _changes = owner.import_model(model)
    owner.publish(number=1)

    assert _rights(store, version) == [
        ("front", "perform", "take", []),
        ("claims", "perform", "assess", [["damage", "at-most", "500.00 EUR"]]),
        ("front", "perform", "assess", []),
        ("front", "perform", "tell", []),
        ("front", "start", "claim", []),
        ("front", "supervise", "", []),
    ]


def test_whoever_does_the_first_work_may_start_a_process_also_behind_a_step_that_routes(
    store: Store, owner: ModelService
) -> None:
    routed = steps(
        a_step("gate", "assess", "take", activity="", split=Split.ALL),
        a_step("take", "both", activity="take"),
        a_step("assess", "both"),
        a_step("both", "tell", activity="", join=Join.ALL),
        start=("gate",),
    )(read(SMALL))
    version, _changes = owner.import_model(routed)
    owner.publish(number=1)

    starters = [role for role, verb, _target, _limits in _rights(store, version) if verb == "start"]
    assert sorted(starters) == ["claims", "front"]


def test_a_model_with_errors_is_kept_as_a_draft_and_never_published(
    store: Store, owner: ModelService
) -> None:
    version, _changes = owner.import_model(steps(Step("assess", "assess"))(read(SMALL)))

    with pytest.raises(Refused, match="process claim, step assess: Nothing follows"):
        owner.publish(number=1)

    assert _states(store) == [(1, "draft")]
    assert _rights(store, version) == []


def test_a_new_version_retires_the_one_before_and_withdrawing_it_brings_that_back(
    store: Store, owner: ModelService
) -> None:
    first, _changes = owner.import_model(read(SMALL))
    second, _changes = owner.import_model(process(name="Claim, quicker")(read(SMALL)))
    owner.publish(number=1)
    owner.publish(number=2)

    assert _states(store) == [(1, "retired"), (2, "published")]
    owner.withdraw(number=2)

    assert _states(store) == [(1, "published"), (2, "withdrawn")]
    with store.read() as view:
        assert published_version(view) == first
        assert load_model(view, second).process["claim"].name == "Claim, quicker"
    assert _rights(store, first)


def test_the_only_version_can_be_withdrawn_and_then_none_is_published(
    store: Store, owner: ModelService
) -> None:
    owner.import_model(read(SMALL))
    owner.publish(number=1)
    owner.withdraw(number=1)

    with store.read() as view:
        assert published_version(view) is None


def test_only_drafts_are_published_and_only_published_versions_withdrawn(owner: ModelService) -> None:
    owner.import_model(read(SMALL))

    with pytest.raises(Refused, match="is draft, not published"):
        owner.withdraw(number=1)
    owner.publish(number=1)
    with pytest.raises(Refused, match="is published, not draft"):
        owner.publish(number=1)
    with pytest.raises(NotFound, match="no version 7"):
        owner.publish(number=7)


def test_who_has_no_power_over_models_changes_none(store: Store, owner: ModelService) -> None:
    owner.import_model(read(SMALL))
    stranger = replace(owner, actor=Actor(EmployeeId(new_id()), "nobody", "Nobody"))

    with pytest.raises(Refused):
        stranger.import_model(Model("Mine"))
    with pytest.raises(Refused):
        stranger.publish(number=1)
    with pytest.raises(Refused):
        stranger.withdraw(number=1)
    assert _states(store) == [(1, "draft")]


def test_a_version_that_is_not_in_the_store_is_not_found(store: Store, owner: ModelService) -> None:
    with store.read() as view, pytest.raises(NotFound):
        load_model(view, VersionId(new_id()))
