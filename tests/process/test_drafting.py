"""The draft of the model: begun once, held by one, kept as typed with few rows written, taken over, set aside."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.ids import EmployeeId, VersionId, new_id
from desktop_crm.process import edit
from desktop_crm.process.draft_reads import DraftRow, draft_in_hand
from desktop_crm.process.drafting import DraftingService, keep_rows, positions
from desktop_crm.process.model import Duty, Model, Responsibility
from desktop_crm.process.reads import load_model, versions
from desktop_crm.process.service import ModelService, publish_version, write_draft
from desktop_crm.process.toml_form import read
from desktop_crm.store.tables import ChangeLog
from desktop_crm.store.work import Store
from tests.process.small_model import SMALL, a
from tests.process.wild import readable_models
from tests.sampling import examples

OWNED = a("roles", "claims", may=("model",))(read(SMALL))


def employee(store: Store, name: str, role: str) -> Actor:
    who = EmployeeId(new_id())
    with store.write(None) as work:
        work.connection.execute(
            insert(Employee).values(id=who, login=name.lower(), name=name, created_at=work.now)
        )
        work.connection.execute(
            insert(EmployeeRole).values(id=new_id(), employee_id=who, role=role, since=work.now)
        )
    return Actor(who, name.lower(), name)


@pytest.fixture
def ingrid(store: Store) -> DraftingService:
    """Ingrid, who may change models; a first version is published."""
    with store.write(None) as work:
        publish_version(work, write_draft(work, OWNED))
    return DraftingService(store, employee(store, "Ingrid", "claims"))


@pytest.fixture
def daan(store: Store, ingrid: DraftingService) -> DraftingService:
    """Daan, who may change models too."""
    return DraftingService(store, employee(store, "Daan", "claims"))


def in_hand(store: Store) -> DraftRow:
    with store.read() as view:
        found = draft_in_hand(view)
    assert found is not None
    return found


def kept(store: Store, version: VersionId) -> Model:
    with store.read() as view:
        return load_model(view, version)


def logged(store: Store) -> int:
    with store.read() as view:
        return int(view.connection.execute(select(func.count()).select_from(ChangeLog)).scalar_one())


def test_a_draft_begins_as_the_published_version_and_there_is_only_one(
    store: Store, ingrid: DraftingService, daan: DraftingService
) -> None:
    ingrid.begin_draft(Model("Nothing"))
    draft = in_hand(store)

    assert (draft.number, draft.holder, draft.revision) == (2, "Ingrid", 0)
    assert kept(store, draft.id) == OWNED
    with pytest.raises(Conflict, match="version 2, held by Ingrid"):
        daan.begin_draft(Model("Nothing"))


def test_while_nothing_is_published_a_draft_begins_with_what_is_given(store: Store) -> None:
    with store.write(None) as work:
        who = EmployeeId(new_id())
        work.connection.execute(
            insert(Employee).values(id=who, login="a", name="A", all_roles=True, created_at=work.now)
        )
    DraftingService(store, Actor(who, "a", "A")).begin_draft(Model("Starter"))
    assert kept(store, in_hand(store).id) == Model("Starter")


def test_what_is_typed_is_kept_and_a_cell_writes_one_row(store: Store, ingrid: DraftingService) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    cell = Responsibility("claims", "take", Duty.INFORMED)
    changed = edit.set_duties(kept(store, draft.id), "take", "claims", [cell])
    before = logged(store)

    done = ingrid.keep_draft(version=draft.id, revision=0, model=changed)

    assert (done.revision, done.changes.ids("model_draft")) == (1, {draft.id})
    assert kept(store, draft.id) == changed
    assert logged(store) == before + 2  # the row of the cell, and the version that says when


def test_a_calendar_of_another_country_is_kept_with_that_countrys_holidays(
    store: Store, ingrid: DraftingService
) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    before = kept(store, draft.id).calendars[0].public
    german = edit.change(kept(store, draft.id), "calendar", "office", country="DE")
    ingrid.keep_draft(version=draft.id, revision=0, model=german)
    after = kept(store, draft.id).calendars[0].public
    assert before
    assert after
    assert before != after


def test_a_draft_that_a_colleague_took_over_is_not_overwritten(
    store: Store, ingrid: DraftingService, daan: DraftingService
) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    daan.take_over_draft(version=draft.id)
    daan.keep_draft(version=draft.id, revision=0, model=replace(OWNED, name="By Daan"))

    with pytest.raises(Conflict, match="Daan has the draft now"):
        ingrid.keep_draft(version=draft.id, revision=0, model=replace(OWNED, name="By Ingrid"))
    assert kept(store, draft.id).name == "By Daan"
    with store.read() as view:
        assert versions(view)[-1].name == "By Daan"


def test_two_windows_of_one_person_do_not_overwrite_each_other(store: Store, ingrid: DraftingService) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    ingrid.keep_draft(version=draft.id, revision=0, model=replace(OWNED, name="First"))
    with pytest.raises(Conflict, match="another window"):
        ingrid.keep_draft(version=draft.id, revision=0, model=replace(OWNED, name="Second"))
    assert kept(store, draft.id).name == "First"


def test_a_draft_that_was_published_is_kept_no_more(store: Store, ingrid: DraftingService) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    ModelService(store, ingrid.actor).publish(number=draft.number)
    with pytest.raises(Conflict, match="published or set aside"):
        ingrid.keep_draft(version=draft.id, revision=0, model=OWNED)


def test_a_draft_that_is_set_aside_stays_readable_and_makes_room(
    store: Store, ingrid: DraftingService, daan: DraftingService
) -> None:
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    with pytest.raises(Conflict, match="Ingrid has the draft"):
        daan.set_draft_aside(version=draft.id)
    ingrid.set_draft_aside(version=draft.id)
    daan.begin_draft(OWNED)
    assert in_hand(store).number == 3
    assert kept(store, draft.id) == OWNED


def test_who_has_no_power_over_models_keeps_no_draft(store: Store, ingrid: DraftingService) -> None:
    anouk = DraftingService(store, employee(store, "Anouk", "front"))
    with pytest.raises(Refused, match="model"):
        anouk.begin_draft(OWNED)
    ingrid.begin_draft(OWNED)
    draft = in_hand(store)
    for act in (
        lambda: anouk.keep_draft(version=draft.id, revision=0, model=OWNED),
        lambda: anouk.take_over_draft(version=draft.id),
        lambda: anouk.set_draft_aside(version=draft.id),
    ):
        with pytest.raises(Refused, match="model"):
            act()


@given(before=readable_models(), after=readable_models())
@settings(max_examples=examples(10, soak=60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_model_can_take_the_place_of_any_other(store: Store, before: Model, after: Model) -> None:
    with store.write(None) as work:
        version = write_draft(work, before)
        keep_rows(work, version, after)
        assert load_model(work, version) == after


@given(st.lists(st.none() | st.integers(0, 50), max_size=30))
def test_positions_rise_and_those_that_can_be_kept_are_kept(known: list[int | None]) -> None:
    found = positions(known)
    assert len(found) == len(known)
    assert all(before < after for before, after in itertools.pairwise(found))


def test_one_row_between_others_moves_none_of_them() -> None:
    assert positions([1024, None, 2048]) == [1024, 1536, 2048]
    assert positions([None, 1, 2]) == [0, 1, 2]
    assert positions([1, None, 2]) == [1024, 2048, 3072]
