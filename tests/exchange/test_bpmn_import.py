"""What becomes of a drawing: steps and branches, ends and events, roles and items, and a list of the rest."""

from __future__ import annotations

import json

import pytest

from desktop_crm.exchange.bpmn.drawing import Drawing
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.exchange.bpmn.reading import read_drawing
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import (
    Condition,
    Direction,
    Flow,
    ItemType,
    Join,
    Operator,
    Performer,
    Scope,
    Split,
)
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write
from tests.exchange.conftest import sample_folder
from tests.exchange.drawn import file_of, flows, imported, leads, nodes, said, steps_of

SAMPLES = sample_folder("bpmn")
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8")) if SAMPLES is not None else {}
_NO_ELEMENTS = {"has_di", "gateways_total", "activities_total"}


def _drawing(name: str) -> Drawing:
    assert SAMPLES is not None
    return read_drawing((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_sample_is_read_with_all_its_elements(name: str) -> None:
    expected, drawing = EXPECTED[name], _drawing(name)
    counted = {
        key: value for key, value in expected.items() if isinstance(value, int) and key not in _NO_ELEMENTS
    }
    every = [node for process in drawing.processes for node in process.every]

    assert {key: drawing.counts[key] for key in counted} == counted
    assert [[one.id, one.name] for one in drawing.processes] == expected["processes"]
    assert sum(node.tag.endswith("Gateway") for node in every) == expected["gateways_total"]
    assert sorted(" ".join(one.split()) for one in expected["user_task_names"]) == sorted(
        node.name for node in every if node.tag == "userTask"
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_sample_becomes_a_model_that_can_be_kept_and_lacks_only_what_people_say(name: str) -> None:
    assert SAMPLES is not None
    come = read_bpmn((SAMPLES / name).read_bytes(), "sample")
    errors = {one.code for one in check(come.model) if one.severity is Severity.ERROR}

    assert read(write(come.model)) == come.model
    assert errors <= {"no-responsible", "no-event"}
    assert len(come.model.processes) == EXPECTED[name]["process"]


def test_a_sequence_of_tasks_is_a_sequence_of_steps_and_the_last_concludes() -> None:
    model = imported(nodes("startEvent:s=Asks task:a=A task:b=B endEvent:e=Knows") + flows("s>a>b>e")).model
    process = model.processes[0]

    assert (process.name, process.starting.name, process.concluding.name) == ("P1", "Asks", "Knows")
    assert process.start == ("a",)
    assert leads(process) == {"a": ["b"], "b": []}
    assert process.by_code["b"].concluding


def test_conditions_that_can_be_read_become_conditions_and_the_default_comes_last() -> None:
    model = imported(
        nodes("startEvent:s userTask:a=Assess task:b=B task:c=C endEvent:e endEvent:f")
        + '<exclusiveGateway id="g" name="Dear?" default="g_b"/>'
        + flows("s>a>g>b>e g>c>f", g_c="${damage.amount > 500}")
    ).model

    assert steps_of(model)["assess"].flows == (
        Flow("c", (Condition("damage_amount", Operator.MORE, ("500",)),)),
        Flow("b"),
    )
    assert model.item["damage_amount"].type is ItemType.NUMBER
    assert [use.item for use in model.outputs["assess"]] == ["damage_amount"]


def test_conditions_that_leave_nothing_out_need_no_default() -> None:
    drawn = nodes("startEvent:s userTask:a=Ask exclusiveGateway:g task:b=B task:c=C endEvent:e endEvent:f")
    yes = imported(drawn + flows("s>a>g>b>e g>c>f", g_b="${ok}", g_c="${!ok}")).model
    kinds = imported(drawn + flows("s>a>g>b>e g>c>f", g_b="kind = 'x'", g_c="kind = 'y'")).model

    assert [flow.when for flow in steps_of(yes)["ask"].flows] == [
        (Condition("ok", Operator.IS, ("yes",)),),
        (),
    ]
    assert [choice.name for choice in kinds.item["kind"].choices] == ["x", "y"]
    assert [len(flow.when) for flow in steps_of(kinds)["ask"].flows] == [1, 0]


@pytest.mark.parametrize("number", ["250.00", "1.125", "-2.5", "1000", "123456789012.123456789"])
def test_any_number_can_be_compared_with(number: str) -> None:
    drawn = nodes("startEvent:s userTask:a=A exclusiveGateway:g task:b=B task:c=C endEvent:e endEvent:f")
    model = imported(drawn + flows("s>a>g>b>e g>c>f", g_b=f"n >= {number}")).model

    assert float(steps_of(model)["a"].flows[0].when[0].values[0]) == float(number)
    assert not [one for one in check(model) if one.code.startswith("condition")]


def test_a_condition_that_only_a_program_understands_becomes_a_choice_by_the_names_of_the_flows() -> None:
    come = imported(
        nodes(
            "startEvent:s userTask:a=Check exclusiveGateway:g=Outcome task:b=B task:c=C endEvent:e endEvent:f"
        )
        + flows("s>a>g>b>e g>c>f", g_b="f(x)", name_g_b="Covered", name_g_c="Not covered")
    )

    item = come.model.item["outcome"]
    assert [choice.name for choice in item.choices] == ["Covered", "Not covered"]
    assert [(use.item, use.required) for use in come.model.outputs["check"]] == [("outcome", True)]
    assert steps_of(come.model)["check"].flows[0].when == (Condition("outcome", Operator.IS, ("covered",)),)
    assert any(one.id == "g_b" and "f(x)" in one.sentence for one in come.remarks)


def test_a_choice_that_nobody_can_make_gets_an_activity_of_its_own() -> None:
    come = imported(
        nodes(
            "startEvent:s serviceTask:a=Rate exclusiveGateway:g=Good? task:b=B task:c=C endEvent:e endEvent:f"
        )
        + flows("s>a>g>b>e g>c>f", name_g_b="yes", name_g_c="no")
    )

    assert come.model.activity["good"].performer is Performer.EMPLOYEE
    assert come.model.item["good"].type is ItemType.YES_NO
    assert leads(come.model.processes[0])["rate"] == ["good"]
    assert ("rewritten", "exclusiveGateway", "g") in said(come)


def test_what_runs_side_by_side_is_divided_and_joined_by_the_work_beside_it() -> None:
    model = imported(
        nodes(
            "startEvent:s task:a=A parallelGateway:g task:b=B task:c=C parallelGateway:j task:d=D endEvent:e"
        )
        + flows("s>a>g>b>j>d>e g>c>j")
    ).model
    steps = steps_of(model)

    assert (steps["a"].split, [flow.to for flow in steps["a"].flows]) == (Split.ALL, ["b", "c"])
    assert (steps["d"].join, steps["d"].concluding) == (Join.ALL, True)
    assert len(steps) == 4


def test_ways_that_meet_before_a_join_are_gathered_first() -> None:
    model = imported(
        nodes(
            "startEvent:s task:a=A parallelGateway:g exclusiveGateway:x=X task:b=B task:c=C exclusiveGateway:m "
            "task:d=D parallelGateway:j task:z=Z endEvent:e"
        )
        + flows("s>a>g>x>b>m>j>z>e x>c>m g>d>j")
    ).model
    process = model.processes[0]

    assert len(process.incoming["z"]) == 2
    assert not [one for one in check(model) if one.code.startswith("join")]


def test_all_ends_lead_to_one_conclusion_where_work_runs_side_by_side() -> None:
    come = imported(
        nodes("startEvent:s parallelGateway:g task:a=A task:b=B endEvent:e=One endEvent:f=Two")
        + flows("s>g>a>e g>b>f")
    )

    assert leads(come.model.processes[0])["a"] == leads(come.model.processes[0])["b"] == ["one"]
    assert ("rewritten", "endEvent", "f") in said(come)


def test_several_of_the_branches_are_all_entered_and_their_work_passed_over() -> None:
    model = imported(
        nodes(
            "startEvent:s task:a=A inclusiveGateway:g task:b=B task:c=C task:d=D inclusiveGateway:j task:z=Z "
            "endEvent:e"
        )
        + flows("s>a>g>b>j>z>e g>c>d>j", g_b="urgent", name_g_c="With expert")
    ).model
    steps = steps_of(model)

    assert steps["b"].only_when == (Condition("urgent", Operator.IS, ("yes",)),)
    assert steps["c"].only_when == steps["d"].only_when == (Condition("with_expert", Operator.IS, ("yes",)),)
    assert steps["z"].join is Join.ALL
    assert {use.item for use in model.outputs["a"]} == {"urgent", "with_expert"}


def test_which_event_comes_first_is_a_choice() -> None:
    come = imported(
        nodes(
            "startEvent:s task:a=A eventBasedGateway:g intermediateCatchEvent:t=Week_over "
            "intermediateCatchEvent:m=Answer task:b=B task:c=C endEvent:e endEvent:f"
        )
        + flows("s>a>g>t>b>e g>m>c>f")
    )

    assert [one.name for one in come.model.item["outcome_of_a"].choices] == ["Week over", "Answer"]
    assert leads(come.model.processes[0])["a"] == ["b", "c"]
    assert {
        ("rewritten", "intermediateCatchEvent", "t"),
        ("rewritten", "intermediateCatchEvent", "m"),
    } <= said(come)


def test_what_may_happen_at_the_boundary_is_one_of_the_ways_in_which_work_ends() -> None:
    model = imported(
        nodes("startEvent:s task:a=A task:b=B task:c=C endEvent:e endEvent:f")
        + '<boundaryEvent id="x" name="Too late" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'
        + flows("s>a>b>e x>c>f")
    ).model

    assert leads(model.processes[0])["a"] == ["c", "b"]
    (item,) = model.items
    assert [one.name for one in item.choices] == ["Too late", "As planned"]


def test_a_sub_process_is_flattened_however_deep_it_is_nested() -> None:
    inner = nodes("startEvent:s2 task:b=B endEvent:e2") + flows("s2>b>e2")
    for number in range(60):
        around = f"i{number}" if number else "sub"
        inner = f'<subProcess id="x{number}" name="{around}">{inner}</subProcess>'
    come = imported(nodes("startEvent:s task:a=A task:c=C endEvent:e") + inner + flows("s>a>x59>c>e"))

    assert leads(come.model.processes[0]) == {"a": ["b"], "b": ["c"], "c": []}
    assert ("rewritten", "subProcess", "x0") in said(come)


def test_an_error_inside_leads_to_where_it_is_caught() -> None:
    inner = nodes("startEvent:s2 exclusiveGateway:g endEvent:ok") + flows("s2>g>ok g>bad")
    inner += '<endEvent id="bad" name="Failed"><errorEventDefinition errorRef="E"/></endEvent>'
    model = imported(
        nodes("startEvent:s task:a=A task:b=B task:c=C endEvent:e endEvent:f")
        + f'<subProcess id="x" name="X">{inner}</subProcess>'
        + '<boundaryEvent id="y" attachedToRef="x"><errorEventDefinition errorRef="E"/></boundaryEvent>'
        + flows("s>a>x>b>e y>c>f")
    ).model

    assert leads(model.processes[0])["a"] == ["b", "c"]


def test_what_an_event_starts_beside_the_process_may_be_added_to_any_case() -> None:
    model = imported(
        nodes("startEvent:s task:a=A endEvent:e")
        + '<subProcess id="x" triggeredByEvent="true">'
        + nodes("startEvent:t userTask:b=Calm_down")
        + flows("t>b")
        + "</subProcess>"
        + flows("s>a>e")
    ).model

    assert model.activity["calm_down"].outside
    assert list(steps_of(model)) == ["a"]


def test_lanes_and_pools_and_owners_are_roles() -> None:
    pools = (
        '<collaboration id="k"><participant id="q" name="Shop" processRef="p2"/>'
        '<participant id="o" name="Customer"/></collaboration><resource id="r" name="Clerk"/>'
    )
    lanes = (
        '<laneSet><lane id="l" name="Desk"><flowNodeRef>a</flowNodeRef><childLaneSet><lane id="m" name="Expert">'
        "<flowNodeRef>b</flowNodeRef></lane></childLaneSet></lane></laneSet>"
    )
    owned = (
        '<userTask id="c" name="C"><potentialOwner><resourceRef>r</resourceRef></potentialOwner></userTask>'
    )
    come = imported(
        lanes + nodes("startEvent:s task:a=A task:b=B") + owned + flows("s>a>b>c"),
        nodes("startEvent:s3 task:d=D") + flows("s3>d"),
        beside=pools,
    )
    model = come.model
    doing = {one.activity: model.role[one.role].name for one in model.responsibilities}

    assert doing == {"a": "Desk", "b": "Expert", "c": "Clerk", "d": "Shop"}
    assert ("left-out", "participant", "o") in said(come)
    assert not [one for one in come.remarks if one.element == "resource"]


def test_data_that_tasks_read_and_write_are_items() -> None:
    data = (
        '<dataObject id="o"/><dataObjectReference id="r" name="Policy" dataObjectRef="o"/>'
        '<dataStoreReference id="st" name="Address"/>'
    )
    reads = (
        '<userTask id="a" name="A"><ioSpecification><dataInput id="i" name="in"/></ioSpecification>'
        "<dataInputAssociation><sourceRef>r</sourceRef><targetRef>i</targetRef></dataInputAssociation>"
        "<dataOutputAssociation><targetRef>st</targetRef></dataOutputAssociation></userTask>"
    )
    model = imported(data + nodes("startEvent:s") + reads + flows("s>a")).model

    assert {(use.item, use.direction) for use in model.uses} == {
        ("policy", Direction.INPUT),
        ("address", Direction.OUTPUT),
    }
    assert model.item["address"].scope is Scope.CUSTOMER


def test_who_does_a_task_follows_from_its_kind_and_what_is_noted_says_what_for() -> None:
    model = imported(
        nodes("startEvent:s receiveTask:a=Get scriptTask:b=Sum manualTask:c=Pack")
        + '<textAnnotation id="n"><text>Twice if wet</text></textAnnotation>'
        + '<association sourceRef="c" targetRef="n"/>'
        + flows("s>a>b>c")
    ).model

    assert [one.performer.value for one in model.activities] == ["customer", "system", "employee"]
    assert model.activity["pack"].purpose == "Twice if wet"


def test_nothing_is_dropped_in_silence() -> None:
    come = imported(
        nodes("startEvent:s task:a=A endEvent:e")
        + '<userTask id="b" name="B"><multiInstanceLoopCharacteristics/></userTask><group id="gr"/>'
        + '<textAnnotation id="n"><text>Alone</text></textAnnotation>'
        + '<scriptTask id="c" name="C"><script id="sc">x = 1</script></scriptTask>'
        + flows("s>a>b>e a>nowhere"),
        beside='<error id="er" name="E"/><message id="me" name="M"/><signal id="si" name="S"/>',
    )

    assert {
        ("left-out", "multiInstanceLoopCharacteristics", "b"), ("left-out", "group", "gr"),
        ("left-out", "textAnnotation", "n"), ("left-out", "sequenceFlow", "a_nowhere"),
        ("left-out", "script", "sc"), ("left-out", "error", "er"),
        ("left-out", "message", "me"), ("left-out", "signal", "si"),
    } <= said(come)  # fmt: skip


def test_flows_are_found_though_only_their_nodes_name_them() -> None:
    model = imported(
        '<startEvent id="s"><outgoing>f</outgoing></startEvent><task id="a" name="A"><incoming>f</incoming></task>'
        '<sequenceFlow id="f"/>'
    ).model

    assert model.processes[0].start == ("a",)


def test_names_and_ids_that_are_missing_or_stand_twice_hinder_nothing() -> None:
    come = read_bpmn(
        file_of(
            '<task/><task name="A"/><task id="x" name="A"/><task id="x" name="A"/><startEvent id="x"/>', ""
        ),
        "file",
    )

    assert [one.name for one in come.model.activities][:4] == ["Activity without a name", "A", "A", "A"]
    assert [one.code for one in come.model.activities][1:4] == ["a", "a_2", "a_3"]
    assert len(come.model.processes) == 2


def test_a_process_that_stands_twice_is_two_and_a_boundary_of_another_process_hinders_nothing() -> None:
    drawn = nodes("startEvent:s task:a=A endEvent:e") + flows("s>a>e")
    elsewhere = '<boundaryEvent id="x" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'
    twice = file_of(drawn, elsewhere).replace(b'id="p2"', b'id="p1"')
    model = read_bpmn(twice, "file").model

    assert len({one.code for one in model.processes}) == 2
    assert read(write(model)) == model
