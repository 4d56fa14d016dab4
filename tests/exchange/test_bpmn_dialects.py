"""The same drawing, as many tools write it, becomes the same model; what has no counterpart is listed by its id."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.importing import Imported, read_bpmn
from desktop_crm.process.findings import check
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write
from tests.exchange.dialects import DIALECTS, Dialect, Part, drawn_in
from tests.exchange.drawn import leads
from tests.sampling import examples

PLAIN = Dialect(id=str)
PARTS = [
    Part("startEvent", "s", "Customer asks"),
    Part("userTask", "look", "Look at it"),
    Part("exclusiveGateway", "well", "Is it well?"),
    Part("serviceTask", "yes", "Say yes"),
    Part("manualTask", "no", "Say no"),
    Part("exclusiveGateway", "met"),
    Part("parallelGateway", "both"),
    Part("sendTask", "write", "Write"),
    Part("businessRuleTask", "count", "Count up"),
    Part("parallelGateway", "joined"),
    Part(
        "subProcess", "sub", "Settle",
        "<{}startEvent id='in'/><{}task id='pay' name='Pay out'/><{}endEvent id='out'/>"
        "<{}sequenceFlow id='f1' sourceRef='in' targetRef='pay'/>"
        "<{}sequenceFlow id='f2' sourceRef='pay' targetRef='out'/>",
    ),
    Part("callActivity", "call", "File it"),
    Part("endEvent", "e", "Customer knows"),
]  # fmt: skip
FLOWS = [
    ("s", "look", ""), ("look", "well", ""), ("well", "yes", "approved == 'yes'"), ("well", "no", ""),
    ("yes", "met", ""), ("no", "met", ""), ("met", "both", ""), ("both", "write", ""), ("both", "count", ""),
    ("write", "joined", ""), ("count", "joined", ""), ("joined", "sub", ""), ("sub", "call", ""), ("call", "e", ""),
]  # fmt: skip
NAMES = ["Look at it", "Say yes", "Say no", "Write", "Count up", "Pay out", "File it"]
# What a model has no counterpart for, beside the process and inside it; each has an id of its own.
BESIDE = (
    "<{}message id='m1' name='M'/><{}signal id='s1' name='S'/><{}error id='e1' name='E' errorCode='1'/>"
    "<{}escalation id='x1' name='X'/><{}category id='c1'><{}categoryValue id='c2' value='v'/></{}category>"
    "<{}interface id='i1' name='I'><{}operation id='o1' name='O'/></{}interface><{}resource id='r1' name='R'/>"
    "<{}partnerEntity id='p1' name='P'/><{}globalUserTask id='g1' name='Anywhere'/><{}endPoint id='n1'/>"
    "<{}choreography id='h1' name='H'><{}choreographyTask id='h2' name='Agree'/></{}choreography>"
    "<{}globalConversation id='v1' name='V'/><{}correlationProperty id='q1' name='Q'/>"
    "<{}collaboration id='k1'><{}participant id='k2' name='Bank'/>"
    "<{}conversation id='k4' name='Talk'/><{}callConversation id='k5' name='Call'/></{}collaboration>"
)
EXTRAS = [
    Part("group", "x_group", more="categoryValueRef='c2'"),
    Part("textAnnotation", "x_note", holds="<{}text>Loose words</{}text>"),
    Part("eventSubProcess", "x_unheard", "Unheard"),
    Part("boundaryEvent", "x_lost", "Lost", "<{}timerEventDefinition/>", "attachedToRef='nobody'"),
    Part("monitoring", "x_monitoring"),
    Part("auditing", "x_auditing"),
    Part("correlationSubscription", "x_subscription"),
    Part("sequenceFlow", "x_dangling", "Dangling", more="sourceRef='look_' targetRef='gone'"),
    Part("artifact", "x_artifact", "Artifact"),
]


def essence(come: Imported) -> object:
    """What a drawing says, without where and by whom it was drawn."""
    (process,) = come.model.processes
    asked = sorted(str([flow.when for flow in step.flows]) for step in process.steps)
    return leads(process), [one.name for one in come.model.activities], asked, process.starting.name


@pytest.mark.parametrize("tool", DIALECTS)
def test_each_tool_s_manner_of_drawing_gives_the_same_model(tool: str) -> None:
    come = read_bpmn(drawn_in(DIALECTS[tool], PARTS, FLOWS), "file")

    assert [one.name for one in come.model.activities] == NAMES
    assert essence(come) == essence(read_bpmn(drawn_in(PLAIN, PARTS, FLOWS), "file"))
    assert not [one for one in come.remarks if "encoding" in one.sentence or one.element == "sequenceFlow"]


@pytest.mark.parametrize("tool", DIALECTS)
def test_what_has_no_counterpart_is_listed_by_id_and_name_and_the_rest_is_read(tool: str) -> None:
    dialect = DIALECTS[tool]
    content = drawn_in(dialect, [*PARTS, *EXTRAS], FLOWS, BESIDE)
    come = read_bpmn(content, "file")

    assert [one.name for one in come.model.activities][: len(NAMES)] == NAMES
    listed = {one.id for one in come.remarks}
    assert {dialect.id(one.id) for one in EXTRAS} <= listed
    assert {"m1", "s1", "e1", "x1", "i1", "p1", "g1", "n1", "h1", "v1", "k2", "k4", "k5"} <= listed
    named = {one.id: one.name for one in come.remarks}
    assert (named["m1"], named["g1"], named["k2"], named["k4"]) == ("M", "Anywhere", "Bank", "Talk")
    if dialect.inside:
        assert any("what a tool notes for itself" in one.sentence for one in come.remarks)


_TAGS = sorted(words.FLOW_NODES)
_IDS = st.sampled_from([*"abcdefg", "ä", "a b", "1", "x:y", "«line 3»", "", "__proto__", "%s", "a" * 300])
_NAMED = st.sampled_from(
    ["A", "B", "", " ", "A&#10;B", "{0}", "名前", "x" * 5_000, "a\u202eb", "=1+1", "\u0300"]
)
_HELD = st.sampled_from(
    [
        "", "<{}timerEventDefinition><{}timeDuration>P1D</{}timeDuration></{}timerEventDefinition>",
        "<{}multiInstanceLoopCharacteristics isSequential='true'/>", "<{}standardLoopCharacteristics/>",
        "<{}compensateEventDefinition/>", "<{}cancelEventDefinition/>", "<{}terminateEventDefinition/>",
        "<{}linkEventDefinition name='L'/>", "<{}errorEventDefinition errorRef='e1'/>",
        "<{}ioSpecification><{}dataInput id='a' name='A'/><{}inputSet/></{}ioSpecification>",
        "<{}dataOutputAssociation><{}sourceRef>a</{}sourceRef><{}targetRef>b</{}targetRef></{}dataOutputAssociation>",
        "<{}potentialOwner><{}resourceRef>r1</{}resourceRef></{}potentialOwner>", "<{}subProcess id='a'/>",
        "<{}startEvent/><{}task name='Inner'/><{}laneSet><{}lane name='L'/></{}laneSet>", "<{}completionCondition/>",
    ]
)  # fmt: skip
_MORE = st.sampled_from(
    ["", "triggeredByEvent='true'", "attachedToRef='a'", "isForCompensation='true'", "default='a_b'",
     "cancelActivity='false' attachedToRef='b'", "calledElement='p'", "gatewayDirection='Diverging'"]
)  # fmt: skip


@given(st.data())
@settings(max_examples=examples(30, soak=2_000), suppress_health_check=list(HealthCheck))
def test_whatever_is_drawn_in_whatever_manner_becomes_a_model_that_says_or_lists_every_task(
    data: st.DataObject,
) -> None:
    dialect = data.draw(st.sampled_from(list(DIALECTS.values())))
    if dialect.encoding not in {"utf-8", "utf-8-sig", "utf-16"}:
        dialect = PLAIN
    parts = data.draw(
        st.lists(st.builds(Part, st.sampled_from(_TAGS), _IDS, _NAMED, _HELD, _MORE), min_size=1, max_size=9)
    )
    parts = [part for part in parts if '"' not in part.name]
    ends = st.sampled_from([part.id for part in parts] or [""])
    asked = st.sampled_from(["", "a > 1", "b == 'x'", "f(", "${", "not(a)"])
    flows = data.draw(st.lists(st.tuples(ends, ends, asked), max_size=14))
    come = read_bpmn(drawn_in(dialect, parts, flows, data.draw(st.sampled_from(["", BESIDE]))), "file")

    assert read(write(come.model)) == come.model
    check(come.model)
    said = write(come.model) + " ".join(one.line for one in come.remarks)
    for part in parts:
        if part.tag in words.TASKS and re.fullmatch(r"[AB名前]+", part.name):
            assert part.name in said
