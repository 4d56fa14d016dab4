"""Huge drawings and huge words: read within bounds of memory and work, or refused in a sentence."""

from __future__ import annotations

import tracemalloc

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.bpmn import facts
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.process.findings import check
from tests.exchange.drawn import file_of, flows, imported, nodes

_MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("process", "sentence"),
    [
        (nodes(" ".join(f"task:t{number}" for number in range(5_000))), "more than 3000 places"),
        ("<subProcess>" * 10_000 + "</subProcess>" * 10_000, "nested too deep"),
        ("<task " + " ".join(f'a{number}=""' for number in range(1_001)) + "/>", "holds too much"),
    ],
    ids=["tasks", "depth", "attributes"],
)
def test_what_is_beyond_all_bounds_is_refused_in_a_sentence(process: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_bpmn(file_of(process), "file")


def test_more_data_objects_than_any_company_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_FACTS", 3)
    with pytest.raises(Invalid, match="more than 3 data objects"):
        read_bpmn(file_of("".join(f"<dataObject id='d{number}' name='D'/>" for number in range(4))), "file")


@pytest.mark.parametrize(
    "task",
    [
        "<task id='a' name='{}'/>",
        "<task id='{}' name='A'/>",
        "<task id='a' name='A' other='{}'/>",
        "<task id='a' name='A'><documentation>{}</documentation></task>",
        "<task id='a' name='A'><outgoing>{}</outgoing></task>",
        "<task id='a' name='A'><extensionElements><x:y xmlns:x='urn:x'>{}</x:y></extensionElements></task>",
    ],
)
def test_a_megabyte_of_words_takes_a_few_megabytes_and_comes_to_one_short_line(task: str) -> None:
    content = file_of(task.format("w " * (_MEGABYTE // 2)))
    tracemalloc.start()
    come = read_bpmn(content, "file")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 16 * len(content)
    (activity,) = come.model.activities
    assert len(activity.name) <= 200
    assert len(activity.purpose) <= 2_000


def test_a_condition_of_a_megabyte_is_a_choice_for_a_person() -> None:
    process = nodes("exclusiveGateway:g=Which task:a=A task:b=B") + flows("g>a g>b", g_a="(" * _MEGABYTE)

    come = imported(process)

    assert [len(one.choices) for one in come.model.items] == [2]
    assert all(len(remark.line) < 1_000 for remark in come.remarks)


def test_a_choice_of_very_many_ways_is_told_of() -> None:
    found = check(imported(_choice("v > {0}", 151)).model)

    (told,) = [one for one in found if one.code == "too-many-ways"]
    assert "divide the choice" in told.sentence
    assert "gap" in {one.code for one in found}
    few = check(imported(_choice("v > {0} and w < {0}", 20)).model)
    assert sum(one.code == "conditions-overlap" for one in few) == 50


def _choice(condition: str, ways: int) -> str:
    tasks = " ".join(f"task:t{number}=T{number}" for number in range(ways))
    asked = {f"g_t{number}": condition.format(number, number % 7, number % 5) for number in range(ways)}
    leads = " ".join(f"g>t{number}>e" for number in range(ways))
    return nodes(f"startEvent:s exclusiveGateway:g=G {tasks} endEvent:e") + flows(f"s>g {leads}", **asked)
