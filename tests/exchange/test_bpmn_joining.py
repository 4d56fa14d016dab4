"""A drawing that comes into a draft adds to it, and replaces only what it was made of."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.core.paths import resources
from desktop_crm.exchange.bpmn.exporting import only_process
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.exchange.bpmn.joining import joined
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.process.model import ItemType
from desktop_crm.process.toml_form import read, read_file
from desktop_crm.process.toml_write import write
from tests.exchange.drawn import flows, imported, nodes

SAMPLE = read_file(resources() / "sample" / "model.toml")
_LANE = '<laneSet><lane id="l" name="{role}"><flowNodeRef>a</flowNodeRef></lane></laneSet>'


def test_what_is_drawn_elsewhere_is_added_beside_what_is_there() -> None:
    role, process = SAMPLE.roles[0], SAMPLE.processes[0]
    drawn = _LANE.format(role=role.name.upper()) + nodes(
        f"startEvent:s userTask:a={SAMPLE.activities[0].name.replace(' ', '_')} task:b=Wholly_new endEvent:e"
    )
    come = imported(drawn + flows("s>a>b>e"))
    come = replace(
        come,
        model=replace(
            come.model, processes=(replace(come.model.processes[0], code=process.code, name=process.name),)
        ),
    )
    model = joined(SAMPLE, come)

    assert model.processes[:-1] == SAMPLE.processes
    assert model.processes[-1].code not in SAMPLE.process
    assert len(model.activities) == len(SAMPLE.activities) + 2
    assert model.roles == SAMPLE.roles
    first = model.processes[-1].steps[0].activity
    assert first not in SAMPLE.activity
    assert [one.role for one in model.duties[first]] == [role.code]
    assert (model.channels, model.calendars, model.ksfs) == (SAMPLE.channels, SAMPLE.calendars, SAMPLE.ksfs)
    assert read(write(model)) == model


def test_an_item_of_a_known_name_and_kind_is_that_item_and_another_kind_is_not() -> None:
    known = next(one for one in SAMPLE.items if one.type is ItemType.YES_NO and one.scope == "case")
    drawn = nodes("startEvent:s userTask:a=A exclusiveGateway:g task:b=B task:c=C endEvent:e endEvent:f")
    same = joined(SAMPLE, imported(drawn + flows("s>a>g>b>e g>c>f", g_b=f"{known.code} = true")))
    other = joined(SAMPLE, imported(drawn + flows("s>a>g>b>e g>c>f", g_b=f"{known.code} > 5")))

    assert {one.code for one in other.items} - {one.code for one in SAMPLE.items}
    assert len(other.items) == len(SAMPLE.items) + 1
    assert len(same.items) <= len(other.items)
    for model in (same, other):
        asked = model.processes[-1].by_code["a"].flows[0].when[0].item
        assert asked in model.item


def test_an_export_of_ours_replaces_what_it_was_made_of() -> None:
    part = only_process(SAMPLE, "claim")
    changed = write_bpmn(part).replace(b'name="Claim"', b'name="Damage"')
    come = read_bpmn(changed, "file")
    model = joined(SAMPLE, come)

    assert come.ours
    assert [one.code for one in model.processes] == [one.code for one in SAMPLE.processes]
    assert model.process["claim"].name == "Damage"
    assert joined(SAMPLE, read_bpmn(write_bpmn(part), "file")) == SAMPLE


def test_what_is_the_company_s_is_not_replaced_by_a_drawing_that_came_back() -> None:
    part = only_process(SAMPLE, "claim")
    elsewhere = replace(
        part,
        calendars=tuple(replace(one, timezone="America/New_York") for one in part.calendars),
        roles=tuple(replace(one, may=("administer",)) for one in part.roles),
    )
    model = joined(SAMPLE, read_bpmn(write_bpmn(elsewhere), "file"))
    assert model.calendars == SAMPLE.calendars
    assert model.roles == SAMPLE.roles
    assert (
        joined(replace(SAMPLE, calendars=()), read_bpmn(write_bpmn(part), "file")).calendars == part.calendars
    )
