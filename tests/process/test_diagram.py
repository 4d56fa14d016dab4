"""Processes as drawings: every step once, in the lane of who answers for it, with what leads where."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.exchange.diagram_svg import write_svg
from desktop_crm.process.condition_words import condition_words
from desktop_crm.process.diagram import Diagram, Shape, diagram_of
from desktop_crm.process.graph import targets
from desktop_crm.process.lanes import responsible
from desktop_crm.process.lettering import width_of, wrapped
from desktop_crm.process.model import (
    Condition,
    Flow,
    Item,
    ItemType,
    Join,
    Model,
    Operator,
    Performer,
    Split,
)
from desktop_crm.process.toml_form import read
from tests.process.small_model import SMALL, a, a_step, steps
from tests.process.strategies import sound_models
from tests.process.wild import wild_models

SVG = "{http://www.w3.org/2000/svg}"


def small() -> Model:
    return read(SMALL)


def drawn(model: Model) -> Diagram:
    return diagram_of(model, model.processes[0])


def shapes(diagram: Diagram) -> dict[str, Shape]:
    return {figure.key: figure.shape for figure in diagram.figures}


def links(diagram: Diagram) -> list[tuple[str, str]]:
    return [(one.source, one.target) for one in diagram.connections]


@given(wild_models())
@settings(max_examples=15)
def test_any_process_is_drawn_twice_the_same_each_step_once(model: Model) -> None:
    for process in model.processes:
        diagram = diagram_of(model, process)
        assert diagram == diagram_of(model, process)
        own = [figure.key for figure in diagram.figures if figure.key == figure.step]
        assert own == list(process.by_code)


@given(sound_models())
@settings(max_examples=15)
def test_every_flow_of_a_process_that_can_run_is_one_line_between_its_steps(model: Model) -> None:
    for process in model.processes:
        diagram = diagram_of(model, process)
        flows = [(one.step, one.to) for one in diagram.connections if one.step]
        assert flows == [(step.code, to) for step in process.steps for to in targets(process, step)]
        ends = [figure.step for figure in diagram.figures if figure.shape is Shape.END]
        assert ends == [step.code for step in process.steps if step.concluding]


@given(sound_models())
@settings(max_examples=15)
def test_a_step_stands_in_the_lane_of_the_first_role_that_is_responsible(model: Model) -> None:
    for process in model.processes:
        diagram = diagram_of(model, process)
        for figure in diagram.figures:
            able = responsible(model, process.by_code[figure.step].activity) if figure.step else []
            if able:
                assert diagram.lanes[figure.lane].role == able[0]
            lane = diagram.lanes[figure.lane].area
            assert lane.y <= figure.area.y <= figure.area.bottom <= lane.bottom
            assert figure.area.x >= diagram.head


def test_a_branch_has_a_gate_whose_lines_say_their_conditions() -> None:
    diagram = drawn(small())
    assert shapes(diagram)["split:take"] is Shape.CHOICE
    words = {one.to: one.words for one in diagram.connections if one.source == "split:take"}
    assert words == {"assess": "Covered: Yes", "tell": "otherwise"}
    assert links(diagram) == [
        ("start:", "take"), ("take", "split:take"), ("split:take", "assess"), ("split:take", "tell"),
        ("assess", "tell"), ("tell", "end:tell"),
    ]  # fmt: skip


def test_parallel_branches_begin_at_a_fork_and_wait_at_a_join() -> None:
    changed = steps(
        a_step("take", "assess", "other", activity="take", split=Split.ALL),
        a_step("assess", "tell"),
        a_step("other", "tell"),
        a_step("tell", activity="tell", join=Join.ALL, concluding=True),
    )(small())
    diagram = drawn(changed)
    found = shapes(diagram)
    assert (found["split:take"], found["join:tell"]) == (Shape.FORK, Shape.JOIN)
    assert {one for one in links(diagram) if "join:tell" in one} == {
        ("assess", "join:tell"), ("other", "join:tell"), ("join:tell", "tell"),
    }  # fmt: skip


def test_a_step_that_only_routes_is_a_gate_itself() -> None:
    changed = steps(
        a_step("take", "both", activity="take"),
        a_step("both", "assess", "other", activity="", split=Split.ALL, name="Side by side"),
        a_step("assess", "meet"),
        a_step("other", "meet"),
        a_step("meet", "tell", activity="", join=Join.ALL),
        a_step("tell", activity="tell", concluding=True),
    )(small())
    found = shapes(drawn(changed))
    assert (found["both"], found["meet"]) == (Shape.FORK, Shape.JOIN)
    assert not any(key.startswith(("split:", "join:")) for key in found)


def test_steps_that_begin_together_do_so_at_a_fork() -> None:
    changed = steps(a_step("tell", activity="tell", concluding=True), start=("take", "assess"))(small())
    diagram = drawn(changed)
    assert shapes(diagram)["start:fork"] is Shape.FORK
    assert [to for source, to in links(diagram) if source == "start:fork"] == ["take", "assess"]


def test_first_the_sequence_then_who() -> None:
    model = small()
    sequence = drawn(replace(model, responsibilities=()))
    assert [lane.title for lane in sequence.lanes] == [""]
    assert sequence.head == 0
    who = drawn(model)
    assert [lane.title for lane in who.lanes] == ["Front", "Claims"]
    part = tuple(one for one in model.responsibilities if one.activity != "assess")
    assert [lane.title for lane in drawn(replace(model, responsibilities=part)).lanes] == [
        "Front",
        "Nobody yet",
    ]


def test_what_the_customer_does_without_anybody_responsible_is_the_first_lane() -> None:
    model = a("activities", "assess", performer=Performer.CUSTOMER)(small())
    part = tuple(one for one in model.responsibilities if one.activity != "assess")
    diagram = drawn(replace(model, responsibilities=part))
    assert [lane.title for lane in diagram.lanes] == ["Customer", "Front"]
    assert next(one.notes for one in diagram.figures if one.key == "assess") == ("by the customer",)


def test_two_conditions_that_lead_to_one_step_are_one_line_with_both() -> None:
    yes, no = (Flow("tell", (Condition("covered", Operator.IS, (word,)),)) for word in ("yes", "no"))
    diagram = drawn(steps(a_step("take", yes, no, "assess", activity="take"))(small()))
    told = [one.words for one in diagram.connections if (one.step, one.to) == ("take", "tell")]
    assert told == ["Covered: Yes / Covered: No"]


def test_conditions_are_told_with_the_names_of_items_and_choices() -> None:
    model = small()
    told = condition_words(
        model,
        [
            Condition("damage", Operator.AT_MOST, ("500.00 EUR",)),
            Condition("kind", Operator.ONE_OF, ("car", "home")),
            Condition("verdict", Operator.NOT_KNOWN),
            Condition("nowhere", Operator.IS_NOT, ("x",)),
        ],
    )
    assert told == "Damage at most € 500,00 and Kind: Car or Home and Verdict not known and nowhere: not x"


@pytest.mark.parametrize("kind", ItemType)
def test_a_value_that_is_none_of_its_item_is_told_as_it_stands(kind: ItemType) -> None:
    model = replace(small(), items=(Item("thing", "Thing", kind),))
    told = condition_words(model, [Condition("thing", Operator.IS, ("nothing of the kind",))])
    assert told == "Thing: nothing of the kind"


@given(st.text(max_size=80), st.integers(20, 200), st.integers(1, 3))
def test_wrapped_lines_fit_and_leave_nothing_out_unsaid(text: str, width: int, most: int) -> None:
    lines = wrapped(text, width, 13, most)
    assert len(lines) <= most
    assert all(width_of(line, 13) <= width for line in lines)
    told = "".join("".join(lines).split())
    assert told == "".join(text.split()) or lines[-1].endswith("…")


@given(wild_models())
@settings(max_examples=15)
def test_a_drawing_is_written_as_well_formed_svg_that_needs_no_other_file(model: Model) -> None:
    for process in model.processes:
        text = write_svg(diagram_of(model, process))
        root = ElementTree.fromstring(text)  # our own text
        assert root.tag == f"{SVG}svg"
        assert "href" not in text
        assert "url(" not in text


def test_the_svg_shows_every_word_of_the_drawing_within_its_edges() -> None:
    diagram = drawn(small())
    root = ElementTree.fromstring(write_svg(diagram))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    told = {one.text for one in root.iter(f"{SVG}text")}
    assert {"Take", "Assess", "Tell", "Front", "Claims", "Covered: Yes", "Reports", "Knows"} <= told
    for one in root.iter(f"{SVG}text"):
        assert left <= float(one.attrib["x"]) <= left + width
        assert top <= float(one.attrib["y"]) <= top + height
    assert root.find(f"{SVG}title") is not None
