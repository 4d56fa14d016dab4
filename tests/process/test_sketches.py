"""Sketches: everybody's own view of how the work runs, side by side; one of them becomes the draft."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.errors import Conflict, NotFound, Refused
from desktop_crm.process import edit
from desktop_crm.process.acts import acts_of
from desktop_crm.process.draft_reads import draft_in_hand, sketches
from desktop_crm.process.drafting import DraftingService
from desktop_crm.process.model import Duty, Model, Responsibility
from desktop_crm.process.reads import load_model
from desktop_crm.process.side_by_side import side_by_side
from desktop_crm.process.sketching import SketchingService
from desktop_crm.store.work import Store
from tests.process.owners import OWNED, Owners

INFORMED = Responsibility("claims", "take", Duty.INFORMED)


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


def informed(model: Model) -> Model:
    return edit.set_duties(model, "take", "claims", [INFORMED])


def test_several_keep_a_view_of_their_own_and_none_overwrites_another(store: Store, owners: Owners) -> None:
    for name in ("anouk", "joost"):
        who = owners.employ(name, "front")
        version = SketchingService(store, who).begin_sketch()
        DraftingService(store, who).keep_draft(
            version=version, revision=0, model=replace(OWNED, name=f"As {name} sees it")
        )
    with store.read() as view:
        kept = sketches(view)
        assert [(one.number, one.holder) for one in kept] == [(2, "anouk"), (3, "joost")]
        assert [load_model(view, one.id).name for one in kept] == ["As anouk sees it", "As joost sees it"]
        assert draft_in_hand(view) is None
    with pytest.raises(Conflict, match="joost has the draft"):
        DraftingService(store, owners.people["anouk"]).keep_draft(version=kept[1].id, revision=1, model=OWNED)


def test_who_has_no_role_keeps_no_sketch(store: Store, owners: Owners) -> None:
    with pytest.raises(Refused):
        SketchingService(store, owners.employ("nora")).begin_sketch()


def test_where_nothing_is_published_a_sketch_begins_with_what_is_given(store: Store) -> None:
    who = Owners(store).employ("ada", all_roles=True)
    with pytest.raises(NotFound):
        SketchingService(store, who).begin_sketch()
    version = SketchingService(store, who).begin_sketch(starter=Model("Starter"))
    with store.read() as view:
        assert load_model(view, version) == Model("Starter")


def test_one_sketch_becomes_the_draft_and_it_is_on_record_who_chose_it_when(
    store: Store, owners: Owners
) -> None:
    anouk = SketchingService(store, owners.employ("anouk", "front"))
    first, _second = anouk.begin_sketch(informed(OWNED)), anouk.begin_sketch()
    ingrid = SketchingService(store, owners.employ("ingrid", "claims"))
    with pytest.raises(Refused, match="model"):
        anouk.choose_sketch(number=2)

    ingrid.choose_sketch(number=2, why="Claims should know")

    with store.read() as view:
        draft = draft_in_hand(view)
        assert draft is not None
        assert (draft.id, draft.number, draft.holder) == (first, 2, "ingrid")
        said = acts_of(view, first)[-1]
        assert (said.kind, said.name, said.at) == ("chosen", "ingrid", store.time.now())
        assert said.remarks == "Claims should know"
        assert [one.number for one in sketches(view)] == [3]
    with pytest.raises(Conflict, match="a draft already, version 2"):
        ingrid.choose_sketch(number=3)
    with pytest.raises(Refused, match="no sketch with number 2"):
        ingrid.choose_sketch(number=2)


def test_a_sketch_is_given_up_by_its_owner_alone_and_taken_over_by_nobody(
    store: Store, owners: Owners
) -> None:
    anouk, ingrid = owners.employ("anouk", "front"), owners.employ("ingrid", "claims")
    version = SketchingService(store, anouk).begin_sketch()
    with pytest.raises(Refused, match="owner's view"):
        DraftingService(store, ingrid).take_over_draft(version=version)
    with pytest.raises(Conflict, match="anouk"):
        DraftingService(store, ingrid).set_draft_aside(version=version)
    DraftingService(store, anouk).set_draft_aside(version=version)
    with store.read() as view:
        assert sketches(view) == ()
        assert load_model(view, version) == OWNED


def test_views_are_laid_side_by_side_with_what_is_in_dispute_first() -> None:
    renamed = replace(OWNED, name="Another")
    rows = side_by_side(OWNED, [informed(renamed), renamed])
    assert [(row.place, row.agreed) for row in rows] == [
        ("activity take, role claims", False),
        ("model", True),
    ]
    assert rows[0].views == (("“Claims” is now informed for “Take”.",), ())
    assert side_by_side(OWNED, [OWNED, OWNED]) == ()
