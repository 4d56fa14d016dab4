"""A model written as BPMN is valid by the schema, and read again it is the same model, byte for byte."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnValidator

from desktop_crm.core.errors import NotFound
from desktop_crm.core.paths import resources
from desktop_crm.exchange.bpmn.exporting import only_process
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.process.model import Model
from desktop_crm.process.toml_form import read, read_file
from desktop_crm.process.toml_write import write
from tests.exchange.drawn import leads
from tests.process.strategies import sound_models
from tests.process.wild import readable_models
from tests.sampling import examples

SAMPLE = read_file(resources() / "sample" / "model.toml")
_OURS = "{urn:desktop-crm:process-model:1}model"
_RELAXED = settings(max_examples=examples(10, soak=100), suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def schema() -> BpmnValidator:
    """The schemas of BPMN 2.0, as another program ships them."""
    return BpmnValidator()


def _tree(content: bytes) -> etree._ElementTree:
    return etree.parse(io.BytesIO(content))


def _bare(content: bytes) -> bytes:
    """The drawing without what it carries."""
    tree = _tree(content)
    for one in tree.iter(_OURS):
        one.getparent().remove(one)
    return etree.tostring(tree)


def test_the_sample_company_comes_back_byte_for_byte(schema: BpmnValidator) -> None:
    drawn = write_bpmn(SAMPLE)
    come = read_bpmn(drawn, "file")

    schema.validate(_tree(drawn))
    assert write(come.model) == write(SAMPLE)
    assert come.remarks == ()
    assert write_bpmn(come.model) == drawn


@given(readable_models())
@_RELAXED
def test_any_model_that_can_be_written_comes_back(schema: BpmnValidator, model: Model) -> None:
    model = read(write(model))
    drawn = write_bpmn(model)

    schema.validate(_tree(drawn))
    assert write(read_bpmn(drawn, "file").model) == write(model)


@given(sound_models(processes=1))
@_RELAXED
def test_without_what_it_carries_a_drawing_still_says_the_steps_and_where_they_lead(model: Model) -> None:
    (process,) = model.processes
    come = read_bpmn(_bare(write_bpmn(model)), "file").model

    names = {model.activity[step.activity].name for step in process.steps if step.activity}
    assert {one.name for one in come.activities} >= names
    assert sum(step.concluding for step in come.processes[0].steps) >= 1


def test_one_process_is_written_with_what_it_needs_and_no_more() -> None:
    part = only_process(SAMPLE, "claim")
    come = read_bpmn(write_bpmn(part), "file").model

    assert come == part
    assert [one.code for one in part.processes] == ["claim"]
    assert {step.activity for step in part.process["claim"].steps if step.activity} <= set(part.activity)
    assert len(part.activities) < len(SAMPLE.activities)
    with pytest.raises(NotFound, match="claim"):
        only_process(SAMPLE, "nothing")


def test_every_figure_and_every_flow_has_its_place() -> None:
    tree = _tree(write_bpmn(SAMPLE))
    drawn = set(tree.xpath("//*[local-name()='BPMNShape' or local-name()='BPMNEdge']/@bpmnElement"))
    holders = {"process", "collaboration", "definitions", "laneSet", "BPMNDiagram", "BPMNPlane"}
    meant = {
        one.get("id")
        for one in tree.xpath("//*[@id]")
        if etree.QName(one).localname not in holders
        and not etree.QName(one).localname.startswith(("BPMN", "terminate"))
    }

    assert drawn == meant


def test_no_two_elements_have_one_id() -> None:
    ids = _tree(write_bpmn(SAMPLE)).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_tool_that_writes_a_drawing_anew_changes_nothing_by_that() -> None:
    tree = _tree(write_bpmn(SAMPLE))
    for one in tree.xpath("//*[local-name()='process']"):
        one[:] = sorted(one, key=lambda child: (child.tag, child.get("id") or ""), reverse=True)
    anew = etree.tostring(tree, pretty_print=True, encoding="UTF-16")

    assert read_bpmn(anew, "file").model == SAMPLE


def test_what_another_tool_changed_is_changed_and_the_rest_stays() -> None:
    drawn = write_bpmn(SAMPLE).decode()
    renamed = drawn.replace(
        '<userTask id="Step-claim-assess" name="', '<userTask id="Step-claim-assess" name="Anew: ', 1
    )
    come = read_bpmn(renamed.encode(), "file").model
    process, was = come.process["claim"], SAMPLE.process["claim"]

    assert process.by_code["assess"].name.startswith("Anew: ")
    assert process.by_code["assess"].activity == was.by_code["assess"].activity
    assert {one.code for one in was.steps} <= {one.code for one in process.steps}
    assert leads(process)["cover"] == leads(was)["cover"]
    assert process.by_code["cover"].flows == was.by_code["cover"].flows
    assert (process.reopen_days, process.starting) == (was.reopen_days, was.starting)
    unchanged = [one for one in SAMPLE.processes if one.code != "claim"]
    assert [one for one in come.processes if one.code != "claim"] == unchanged
    assert (come.ksfs, come.items, come.roles, come.activities) == (
        SAMPLE.ksfs, SAMPLE.items, SAMPLE.roles, SAMPLE.activities,
    )  # fmt: skip
    assert set(come.uses) == set(SAMPLE.uses)


def test_a_step_that_another_tool_added_becomes_an_activity_of_its_own() -> None:
    drawn = write_bpmn(only_process(SAMPLE, "claim")).decode()
    line = next(one for one in drawn.splitlines() if 'targetRef="Step-claim-register"' in one)
    extra = (
        '<userTask id="Activity_1" name="Thank the customer"/>'
        '<sequenceFlow id="x" sourceRef="Activity_1" targetRef="Step-claim-register"/>'
    )
    changed = drawn.replace(line, line.replace("Step-claim-register", "Activity_1") + extra)
    come = read_bpmn(changed.encode(), "file").model

    assert leads(come.process["claim"])["receive"] == ["thank_the_customer"]
    assert leads(come.process["claim"])["thank_the_customer"] == ["register"]
    assert come.activity["thank_the_customer"].name == "Thank the customer"


def test_a_process_that_is_drawn_no_more_is_gone_and_named() -> None:
    drawn = write_bpmn(SAMPLE)
    tree = _tree(drawn)
    (gone,) = tree.xpath("//*[local-name()='process'][@id='Process-claim']")
    gone.getparent().remove(gone)
    come = read_bpmn(etree.tostring(tree), "file")

    assert "claim" not in come.model.process
    assert come.model.process["complaint"] == SAMPLE.process["complaint"]
    assert not [one for one in come.model.measurements if one.process == "claim"]
    assert ("process", "claim") in {(one.element, one.id) for one in come.remarks}


def test_a_carried_model_that_is_broken_is_named_and_the_drawing_is_read_without_it() -> None:
    drawn = write_bpmn(replace(SAMPLE, name="X")).replace(b"[model]\nname", b"[model]\nnames")
    come = read_bpmn(drawn, "file")

    assert len(come.model.processes) == len(SAMPLE.processes)
    assert "crm:model" in {one.element for one in come.remarks}


def test_a_process_that_another_tool_copied_is_another_process() -> None:
    drawn = write_bpmn(only_process(SAMPLE, "claim")).decode()
    start, end = drawn.index("  <process "), drawn.index("</process>") + len("</process>")
    copied = drawn[:end] + drawn[start:end].replace('name="Claim"', 'name="Copy"') + drawn[end:]
    model = read_bpmn(copied.encode(), "file").model

    assert [one.name for one in model.processes] == ["Claim", "Copy"]
    assert read(write(model)) == model
