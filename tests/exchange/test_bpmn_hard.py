"""Damaged, odd and huge drawings: each becomes a model or is refused in a sentence, and soon."""

from __future__ import annotations

import copy
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.importing import read_bpmn, read_bpmn_file
from desktop_crm.exchange.bpmn.kind import is_drawing
from desktop_crm.process.findings import check
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write
from tests.exchange.conftest import sample_folder
from tests.exchange.drawn import file_of, flows, imported, nodes
from tests.sampling import examples

SAMPLES = sample_folder("bpmn")
OWN = file_of(
    nodes("startEvent:s userTask:a=A exclusiveGateway:g task:b=B parallelGateway:p task:c=C task:d=D endEvent:e")
    + '<subProcess id="u" name="U">' + nodes("startEvent:t task:i=I endEvent:f") + flows("t>i>f") + "</subProcess>"
    + '<boundaryEvent id="x" attachedToRef="u"><timerEventDefinition/></boundaryEvent>'
    + '<inclusiveGateway id="o"/><inclusiveGateway id="q"/><eventBasedGateway id="v"/>'
    + flows("s>a>g>b>p>c>e g>u>o>d>q p>v o>q>e x>a v>a", g_b="${k == 'x'}", o_d="n > 3")
)  # fmt: skip
FILES = [
    OWN,
    *(path.read_bytes() for path in (sorted(SAMPLES.glob("*.bpmn")) if SAMPLES is not None else [])),
]
TAGS = sorted(words.FLOW_NODES | words.PLUMBING | {"sequenceFlow", "lane", "dataInputAssociation", "unheard"})


def becomes_a_model_or_is_refused(content: bytes) -> None:
    try:
        come = read_bpmn(content, "file")
    except Invalid:
        return
    assert read(write(come.model)) == come.model
    check(come.model)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with elements and attributes taken out, doubled, renamed, moved, and references led astray."""
    root = ET.fromstring(draw(st.sampled_from(FILES)))
    for _number in range(draw(st.integers(1, 12))):
        every = [(parent, child) for parent in root.iter() for child in parent if "DI" not in child.tag]
        if not every:
            break
        parent, child = draw(st.sampled_from(every))
        ids = [one.get("id", "") for one in root.iter() if one.get("id")] or [""]
        act = draw(st.integers(0, 6))
        if act == 0:
            parent.remove(child)
        elif act == 1:
            parent.append(copy.deepcopy(child))
        elif act == 2:
            space = child.tag.rpartition("}")[0]
            child.tag = f"{space}}}{draw(st.sampled_from(TAGS))}" if space else draw(st.sampled_from(TAGS))
        elif act == 3 and child.attrib:
            del child.attrib[draw(st.sampled_from(sorted(child.attrib)))]
        elif act == 4 and child.attrib:
            child.set(draw(st.sampled_from(sorted(child.attrib))), draw(st.sampled_from([*ids, "", "x:y"])))
        elif act == 5:
            child.text = draw(st.sampled_from([*ids, "", "true", "a = 1"]))
        else:
            deep = ET.SubElement(draw(st.sampled_from(every))[0], child.tag, child.attrib)
            deep.extend(copy.deepcopy(list(child)))
    return ET.tostring(root)


@given(damaged())
@settings(max_examples=examples(30, soak=1_500), suppress_health_check=list(HealthCheck))
def test_no_damage_makes_a_drawing_unreadable_to_the_program(content: bytes) -> None:
    becomes_a_model_or_is_refused(content)


@given(st.sampled_from(FILES), st.integers(0, 60_000), st.binary(max_size=6), st.booleans())
@settings(max_examples=examples(30, soak=1_000), suppress_health_check=list(HealthCheck))
def test_no_broken_byte_makes_a_drawing_unreadable_to_the_program(
    content: bytes, at: int, put: bytes, cut: bool
) -> None:
    becomes_a_model_or_is_refused(content[:at] + put + (b"" if cut else content[at + len(put) :]))


_TAGS = sorted((words.FLOW_NODES - words.SUB_PROCESSES) | {"endEvent", "task", "exclusiveGateway"})


@given(st.data())
@settings(max_examples=examples(40, soak=1_500), suppress_health_check=list(HealthCheck))
def test_any_nodes_and_flows_become_a_model(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    made = "".join(
        f'<{data.draw(st.sampled_from(_TAGS))} id="n{number}" name="{data.draw(st.sampled_from("AAB"))}"/>'
        for number in range(count)
    )
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    arcs = data.draw(st.lists(ends, max_size=16))
    asked = {
        f"n{one}_n{other}": data.draw(
            st.sampled_from(["k = 'x'", "n > 1", "k > 1", "f()", "ok", "ok = 'maybe'"])
        )
        for one, other in arcs
        if data.draw(st.booleans())
    }
    becomes_a_model_or_is_refused(
        file_of(made + flows(" ".join(f"n{one}>n{other}" for one, other in arcs), **asked))
    )


def _line(count: int) -> str:
    tasks = " ".join(f"task:t{number}=Task" for number in range(count))
    return nodes(f"startEvent:s {tasks} endEvent:e") + flows(
        "s>" + ">".join(f"t{number}" for number in range(count)) + ">e"
    )


def _star(count: int) -> str:
    tasks = " ".join(f"task:t{number}=Task" for number in range(count))
    return nodes(f"startEvent:s parallelGateway:g parallelGateway:j {tasks} endEvent:e") + flows(
        "s>g j>e " + " ".join(f"g>t{number}>j" for number in range(count))
    )


def _merges(count: int) -> str:
    places = " ".join(f"exclusiveGateway:g{number} task:t{number}=T" for number in range(count))
    chain = ">".join(f"g{number}" for number in range(count))
    return nodes(places + " endEvent:e") + flows(
        chain + ">e " + " ".join(f"t{number}>g{number}" for number in range(count))
    )


def _ring(count: int) -> str:
    return nodes(" ".join(f"exclusiveGateway:g{number}" for number in range(count))) + flows(
        ">".join(f"g{number}" for number in range(count)) + ">g0"
    )


def _boundaries(count: int) -> str:
    events = "".join(f'<boundaryEvent id="b{number}" name="B" attachedToRef="t"/>' for number in range(count))
    return nodes("task:t=T task:u=U") + events + flows(" ".join(f"b{number}>u" for number in range(count)))


def _branches(count: int) -> str:
    places = " ".join(
        f"exclusiveGateway:g{number}=V task:a{number}=A task:b{number}=B" for number in range(count)
    )
    return nodes(places) + flows(
        " ".join(f"g{n}>a{n}>g{n + 1} g{n}>b{n}>g{n + 1}" for n in range(count - 1)),
        **{f"g{n}_a{n}": f"v == 'x{n}'" for n in range(count)},
    )


@pytest.mark.parametrize("shape", [_line, _star, _merges, _ring, _boundaries, _branches])
def test_work_grows_with_the_drawing_not_with_its_square(shape: Callable[[int], str]) -> None:
    small, large = (_calls(shape(count)) for count in (40, 320))

    assert large < 8 * 1.5 * small


def _calls(process: str) -> int:
    """How many calls of Python an import makes: the same on every machine."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    content = file_of(process)
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_bpmn(content, "file")
    finally:
        sys.setprofile(before)
    return count


def test_a_check_of_a_thousand_steps_side_by_side_gives_up_in_time_and_says_so() -> None:
    found = check(imported(_star(1_000)).model)

    assert "too-many-ways" in {one.code for one in found}


def test_a_check_of_a_thousand_tasks_of_one_name_tells_of_some_of_them() -> None:
    found = check(imported(_line(1_000)).model)

    assert 0 < sum(one.code == "same-activity" for one in found) <= 300


def test_a_drawing_in_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "drawing"
    path.write_bytes("\ufeff<?xml version='1.0' encoding='utf-16'?>".encode("utf-16-le") + b"")
    assert is_drawing(path)
    with pytest.raises(Invalid, match="drawing"):
        read_bpmn_file(path)
    assert not is_drawing(tmp_path / "none.toml")
    with pytest.raises(Invalid, match="can't be read"):
        read_bpmn_file(tmp_path / "none.bpmn")
