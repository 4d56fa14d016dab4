"""What leads where: connected, said when, put between, ordered; nothing is left loose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process import edit_flows as edit
from desktop_crm.process.graph import reached
from desktop_crm.process.model import Flow, Model, Process
from desktop_crm.process.toml_form import read
from tests.process.small_model import SMALL, only
from tests.process.strategies import sound_models

YES = only("covered", "is", "yes")


def small() -> Model:
    return read(SMALL)


def claim(model: Model) -> Process:
    return model.process["claim"]


def test_a_new_way_stands_before_the_one_for_all_other_cases() -> None:
    model = edit.connect(small(), "claim", "take", "take")
    assert [flow.to for flow in claim(model).by_code["take"].flows] == ["assess", "take", "tell"]
    with pytest.raises(Invalid, match="already"):
        edit.connect(model, "claim", "take", "take")
    assert edit.disconnect(model, "claim", "take", "take") == small()


def test_nothing_follows_a_step_that_concludes() -> None:
    with pytest.raises(Invalid, match="concludes the case"):
        edit.connect(small(), "claim", "tell", "take")


def test_a_process_may_begin_with_several_steps_and_keeps_the_last() -> None:
    model = edit.connect(small(), "claim", edit.START, "assess")
    assert claim(model).start == ("take", "assess")
    assert edit.disconnect(model, "claim", edit.START, "assess") == small()
    with pytest.raises(Invalid, match="begins somewhere"):
        edit.disconnect(small(), "claim", edit.START, "take")


def test_a_way_without_condition_goes_last_and_one_with_a_condition_before_it() -> None:
    model = edit.set_condition(small(), "claim", "take", "assess", ())
    flows = claim(model).by_code["take"].flows
    assert flows == (Flow("assess"), Flow("tell"))
    model = edit.set_condition(model, "claim", "take", "tell", YES)
    assert claim(model).by_code["take"].flows == (Flow("tell", YES), Flow("assess"))
    with pytest.raises(Invalid, match="not connected"):
        edit.set_condition(model, "claim", "assess", "take", ())


def test_a_step_put_after_another_takes_over_its_branches_and_its_conclusion() -> None:
    model = edit.insert_after(small(), "claim", "take", activity="assess", name="Look again")
    steps = claim(model).by_code
    assert steps["take"].flows == (Flow("look_again"),)
    assert steps["look_again"].flows == claim(small()).by_code["take"].flows
    model = edit.insert_after(model, "claim", "tell", name="Write")
    assert not claim(model).by_code["tell"].concluding
    assert claim(model).by_code["write"].concluding
    assert edit.insert_after(small(), "claim", edit.START, name="First").process["claim"].start == ("first",)


def test_a_step_put_on_a_way_leaves_its_condition_before_it() -> None:
    model = edit.insert_between(small(), "claim", "take", "assess", activity="take")
    steps = claim(model).by_code
    assert steps["take"].flows == (Flow("take_2", YES), Flow("tell"))
    assert steps["take_2"].flows == (Flow("assess"),)
    model = edit.insert_between(small(), "claim", edit.START, "take", name="Greet")
    assert claim(model).start == ("greet",)
    assert claim(model).steps[0].flows == (Flow("take"),)


def test_of_several_whose_conditions_hold_the_order_is_changed() -> None:
    model = edit.set_condition(
        edit.connect(small(), "claim", "take", "take"), "claim", "take", "take", only("damage", "known")
    )
    moved = edit.move_flow(model, "claim", "take", "take", -1)
    assert [flow.to for flow in claim(moved).by_code["take"].flows] == ["take", "assess", "tell"]
    assert edit.move_flow(moved, "claim", "take", "take", 1) == model
    last = edit.move_flow(model, "claim", "take", "tell", -1)
    assert last == model, "the one for all other cases stays last"


@given(sound_models(), st.data())
@settings(max_examples=15)
def test_whatever_was_reached_is_reached_when_a_step_is_put_anywhere(
    model: Model, data: st.DataObject
) -> None:
    process = data.draw(st.sampled_from(model.processes))
    step = data.draw(st.sampled_from(process.steps))
    ways = [(step.code, flow.to) for flow in step.flows]
    if ways and data.draw(st.booleans()):
        changed = edit.insert_between(model, process.code, *data.draw(st.sampled_from(ways)), name="New one")
    else:
        changed = edit.insert_after(model, process.code, step.code, name="New one")
    after = changed.process[process.code]
    new = {one.code for one in after.steps} - {one.code for one in process.steps}
    assert set(reached(after, after.start)) == set(reached(process, process.start)) | new
    assert sum(one.concluding for one in after.steps) == sum(one.concluding for one in process.steps)
