"""Editing a model: every change can be undone, leaves a model that a file can hold, and carries references."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_crm.core.errors import Invalid
from desktop_crm.process import edit, edit_steps
from desktop_crm.process import model as spec
from desktop_crm.process.codes import code_from, is_code
from desktop_crm.process.differences import differences
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.history import History
from desktop_crm.process.model import (
    Activity,
    Channel,
    Condition,
    Direction,
    Duty,
    Family,
    Flow,
    Item,
    ItemType,
    Ksf,
    Measurement,
    Model,
    Operator,
    Responsibility,
    Role,
    Use,
)
from desktop_crm.process.names import attribute_name
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write
from tests.process.small_model import SMALL
from tests.process.strategies import sound_models
from tests.sampling import examples

MODEL = read(SMALL)
_names = st.sampled_from(["Check cover", "Zuidérbad", "42", "–", "A " * 40])


@given(st.text(max_size=80), st.integers(0, 3))
def test_a_code_made_from_any_name_is_a_code_that_is_free(name: str, times: int) -> None:
    taken: set[str] = set()
    for _time in range(times + 1):
        code = code_from(name, taken)
        assert is_code(code)
        assert code not in taken
        taken.add(code)


def test_a_code_reads_like_its_name() -> None:
    assert code_from("Check the cover (again)") == "check_the_cover_again"
    assert code_from("Vérifier", {"verifier"}) == "verifier_2"
    assert code_from("2nd look", instead="step") == "step_2nd_look"


def test_a_role_with_another_code_keeps_its_responsibilities() -> None:
    model = edit.rename(MODEL, "role", "claims", "damage")
    assert {one.role for one in model.responsibilities} == {"front", "damage"}
    assert "claims" not in write(model)


def test_an_item_with_another_code_is_asked_for_by_its_new_one_everywhere() -> None:
    model = edit.rename(MODEL, "item", "covered", "cover")
    assert '"covered"' not in write(model)
    assert write(edit.rename(model, "item", "cover", "covered")) == SMALL_AGAIN


SMALL_AGAIN = write(MODEL)


@pytest.mark.parametrize("kind", ["channel", "calendar", "role", "item", "ksf", "activity", "process"])
def test_a_code_that_changes_and_changes_back_leaves_the_same_model(kind: str) -> None:
    code = edit.things(MODEL, kind)[0].code
    there = edit.rename(MODEL, kind, code, "quite_another")
    assert there != MODEL
    assert not any(one.severity is Severity.ERROR for one in check(there))
    assert edit.rename(there, kind, "quite_another", code) == MODEL


def test_a_code_that_is_taken_or_no_code_is_refused_and_nothing_changes() -> None:
    with pytest.raises(Invalid, match="taken"):
        edit.rename(MODEL, "role", "claims", "front")
    with pytest.raises(Invalid, match="no code"):
        edit.rename(MODEL, "role", "claims", "The Claims")
    with pytest.raises(Invalid, match="taken"):
        edit.add(MODEL, "role", Role("front", "Again"))


def test_an_activity_that_is_removed_takes_its_steps_and_cells_with_it() -> None:
    model = edit.remove(MODEL, "activity", "assess")
    claim = model.process["claim"]
    assert "assess" not in {step.activity for step in claim.steps}
    assert all(flow.to in claim.by_code for step in claim.steps for flow in step.flows)
    assert not any("assess" in (one.activity,) for one in (*model.uses, *model.responsibilities))


def test_a_step_put_before_another_takes_over_what_led_there() -> None:
    claim = MODEL.process["claim"]
    at = [step.code for step in claim.steps].index("tell")
    model = edit_steps.insert_step(MODEL, "claim", activity="assess", name="Look again", place=at)
    changed = model.process["claim"]
    assert changed.by_code["look_again"].flows == (Flow("tell"),)
    assert set(changed.incoming["look_again"]) == set(claim.incoming["tell"])
    assert edit_steps.without_step(model, "claim", "look_again") == MODEL


def test_steps_typed_one_after_another_make_a_process_that_the_last_concludes() -> None:
    model = MODEL
    for step in MODEL.process["claim"].steps:
        model = edit_steps.without_step(model, "claim", step.code)
    assert model.process["claim"].steps == ()
    for activity in ("take", "assess"):
        model = edit_steps.insert_step(model, "claim", activity=activity)
    model = edit_steps.change_step(model, "claim", "assess", concluding=True)
    model = edit_steps.insert_step(model, "claim", activity="tell")
    claim = model.process["claim"]
    assert [step.code for step in claim.steps] == ["take", "assess", "tell"]
    assert [step.concluding for step in claim.steps] == [False, False, True]
    assert edit_steps.is_sequence(claim)
    moved = edit_steps.move_step(model, "claim", "assess", 0).process["claim"]
    assert [step.code for step in moved.steps] == ["assess", "take", "tell"]
    assert moved.start == ("assess",)
    assert edit_steps.is_sequence(moved)


def test_a_step_with_another_code_is_still_where_its_clock_begins() -> None:
    model = edit_steps.rename_step(MODEL, "claim", "take", "hear")
    assert model.measurements[0].from_event == "hear"
    assert model.process["claim"].start == ("hear",)
    with pytest.raises(Invalid):
        edit_steps.rename_step(MODEL, "claim", "take", "conclude")


def test_a_cell_that_is_emptied_and_filled_again_stands_where_it_stood() -> None:
    cell = MODEL.duties["assess"][0]
    without = edit.set_duties(MODEL, "assess", "claims", ())
    assert cell not in without.responsibilities
    changed = edit.set_duties(MODEL, "assess", "claims", (replace(cell, limits=()),))
    assert edit.set_duties(changed, "assess", "claims", (cell,)) == MODEL


def test_what_was_not_changed_can_not_be_undone() -> None:
    history = History(MODEL)
    assert not history.do("nothing", lambda model: edit.change(model, "role", "front", name="Front"))
    assert not history.undo()
    with pytest.raises(Invalid):
        history.do("wrong", lambda model: edit.remove(model, "role", "nobody"))
    assert history.model == MODEL
    assert history.do("named", lambda model: edit.change(model, "role", "front", name="Desk"))
    assert history.undoable == "named"
    assert history.undo()
    assert (history.model, history.redoable) == (MODEL, "named")
    assert history.redo()
    assert history.model.role["front"].name == "Desk"


class Editing(RuleBasedStateMachine):
    """Somebody changes a model at random; every state can be written, and all can be undone and redone."""

    @initialize(model=sound_models())
    def begin(self, model: Model) -> None:
        self.first = model
        self.history = History(model)
        self.seen = [model]

    def act(self, words: str, change: edit.Any) -> None:
        try:
            changed = self.history.do(words, change)
        except Invalid:
            changed = False
            assert self.history.model == self.seen[-1]
        if changed:
            self.seen.append(self.history.model)

    @rule(kind=st.sampled_from(sorted(edit.LISTS)), number=st.integers(0, 9), name=_names)
    def renames(self, kind: str, number: int, name: str) -> None:
        known = edit.things(self.history.model, kind)
        if known:
            taken = {one.code for one in known}
            code = known[number % len(known)].code
            self.act("rename", lambda model: edit.rename(model, kind, code, code_from(name, taken)))

    @rule(kind=st.sampled_from(sorted(edit.LISTS)), number=st.integers(0, 9))
    def removes(self, kind: str, number: int) -> None:
        known = edit.things(self.history.model, kind)
        if known:
            self.act("remove", lambda model: edit.remove(model, kind, known[number % len(known)].code))

    @rule(kind=st.sampled_from(sorted(edit.LISTS)), number=st.integers(0, 9), to=st.integers(0, 9))
    def moves(self, kind: str, number: int, to: int) -> None:
        known = edit.things(self.history.model, kind)
        if known:
            self.act("move", lambda model: edit.move(model, kind, known[number % len(known)].code, to))

    @rule(name=_names, place=st.integers(0, 5))
    def adds(self, name: str, place: int) -> None:
        def new(model: Model) -> Model:
            model = edit.add(model, "role", Role(code_from(name, model.role), name), place)
            model = edit.add(model, "activity", Activity(code_from(name, model.activity), name), place)
            model = edit.add(model, "item", Item(code_from(name, model.item), name, ItemType.TEXT), place)
            model = edit.add(model, "ksf", Ksf(code_from(name, model.ksf), name, name, "grade"), place)
            return edit.add(
                model, "channel", Channel(code_from(name, model.channel), name, Family.MOBILE), place
            )

        self.act("add", new)

    @rule(data=st.data())
    def fills_a_cell(self, data: st.DataObject) -> None:
        model = self.history.model
        if not (model.activities and model.roles and model.items and model.ksfs and model.processes):
            return
        activity = data.draw(st.sampled_from(model.activities)).code
        role, item = (
            data.draw(st.sampled_from(model.roles)).code,
            data.draw(st.sampled_from(model.items)).code,
        )
        ksf, process = (
            data.draw(st.sampled_from(model.ksfs)).code,
            data.draw(st.sampled_from(model.processes)).code,
        )
        duties = data.draw(st.sets(st.sampled_from(Duty)))
        limits = (Condition(item, Operator.KNOWN),)
        sides = data.draw(st.sets(st.sampled_from(Direction)))
        cell = data.draw(st.none() | st.just(Measurement(ksf, process)))
        self.act(
            "duties",
            lambda one: edit.set_duties(
                one, activity, role, [Responsibility(role, activity, duty, limits) for duty in sorted(duties)]
            ),
        )
        self.act(
            "uses",
            lambda one: edit.set_uses(
                one, activity, item, [Use(activity, item, side) for side in sorted(sides)]
            ),
        )
        self.act("measure", lambda one: edit.set_measurement(one, ksf, process, cell))

    @rule(data=st.data(), act=st.sampled_from(["insert", "remove", "move", "rename", "change"]))
    def changes_steps(self, data: st.DataObject, act: str) -> None:
        model = self.history.model
        if not model.processes:
            return
        process = data.draw(st.sampled_from(model.processes))
        place = data.draw(st.integers(0, 6))
        codes = [step.code for step in process.steps]
        if act == "insert":
            activity = data.draw(st.sampled_from(["", *model.activity]))
            self.act(
                act, lambda one: edit_steps.insert_step(one, process.code, activity=activity, place=place)
            )
        elif codes:
            code = data.draw(st.sampled_from(codes))
            made = {
                "remove": lambda one: edit_steps.without_step(one, process.code, code),
                "move": lambda one: edit_steps.move_step(one, process.code, code, place),
                "rename": lambda one: edit_steps.rename_step(one, process.code, code, f"x_{place}"),
                "change": lambda one: edit_steps.change_step(one, process.code, code, concluding=True),
            }
            self.act(act, made[act])

    @rule()
    def goes_back_and_forth(self) -> None:
        while self.history.undo():
            pass
        assert self.history.model == self.first
        while self.history.redo():
            pass
        assert self.history.model == self.seen[-1]

    @invariant()
    def a_file_can_hold_it(self) -> None:
        assert read(write(self.history.model)) == self.history.model

    @invariant()
    def no_flow_or_start_leads_to_a_step_that_is_gone(self) -> None:
        for process in self.history.model.processes:
            leads = [flow.to for step in process.steps for flow in step.flows]
            assert set(leads) | set(process.start) <= set(process.by_code)

    @invariant()
    def what_differs_is_said(self) -> None:
        now = self.history.model
        assert bool(differences(self.first, now)) == (now != self.first)
        assert differences(now, now) == ()


Editing.TestCase.settings = settings(
    max_examples=examples(10, soak=60), stateful_step_count=15, deadline=None
)
TestSomebodyChangesAModelAtRandom = Editing.TestCase


def test_every_attribute_of_a_model_has_a_name_for_people() -> None:
    for known in (spec.Ksf, spec.Process, spec.Activity, spec.Role, spec.Item, spec.Channel, spec.CalendarSpec,
                  spec.Segment, spec.Step, spec.Use, spec.Measurement):  # fmt: skip
        for field in fields(known):
            if field.compare and field.name not in {
                "code",
                "steps",
                "limits",
                "item",
                "direction",
                "ksf",
                "process",
            }:
                assert attribute_name(field.name)
