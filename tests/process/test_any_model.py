"""Whatever a model says, it is judged, kept, written and read; nothing breaks on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process import toml_write
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Model
from desktop_crm.process.rows import from_rows, to_rows
from desktop_crm.process.toml_form import read
from tests.process.strategies import sound_models
from tests.process.wild import readable_models, wild_models
from tests.sampling import examples


@given(wild_models() | readable_models())
@settings(max_examples=examples(35, soak=300))
def test_every_model_gets_its_findings_by_weight_each_with_a_place_and_a_sentence(model: Model) -> None:
    found = check(model)
    weights = [list(Severity).index(finding.severity) for finding in found]
    assert weights == sorted(weights)
    assert all(finding.place and finding.code and len(finding.sentence) > 10 for finding in found)
    assert check(model) == found


@given(readable_models() | sound_models())
@settings(max_examples=examples(35, soak=300))
def test_a_model_written_and_read_is_the_same_model(model: Model) -> None:
    text = toml_write.write(model)
    assert read(text) == model
    assert toml_write.write(read(text)) == text


@given(readable_models() | sound_models())
@settings(max_examples=examples(35, soak=300))
def test_a_model_kept_as_rows_is_the_same_model_and_gives_the_same_text(model: Model) -> None:
    kept = from_rows([*to_rows(model)])
    assert kept == model
    assert toml_write.write(kept) == toml_write.write(model)


_KEYS = re.findall(
    r"\w+",
    """code name type scope choices family immediate timezone weekly country region holidays special_days may item
    when required role limits performer channels cost contact direction channel answers responsible informed
    delegate inputs outputs process step activity start starting concluding measures ksf from to norm flows then
    split join only_when skippable text measure grade share judged calendar weight version segment model""",
)
_plain = (
    st.sampled_from(
        [*_KEYS, "12.50 EUR", "12.50 USD", "mon", "4 h", "2 working days", "in", "known", "x\0", "08:30"]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.dates()
)
_value = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=8,
)
_tables = st.lists(st.dictionaries(st.sampled_from(_KEYS), _value, max_size=5), max_size=3)


@given(st.dictionaries(st.sampled_from(_KEYS), _value | _tables))
@settings(max_examples=examples(35, soak=300))
def test_a_file_with_anything_anywhere_is_read_or_refused_with_a_sentence(document: dict[str, Any]) -> None:
    refused_or_read("".join(f"{key} = {toml_write._text(value)}\n" for key, value in document.items()))


@given(st.data())
@settings(max_examples=examples(35, soak=300))
def test_a_file_with_one_line_changed_is_read_or_refused_with_a_sentence(data: st.DataObject) -> None:
    lines = toml_write.write(data.draw(readable_models())).splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    key, equals, value = lines[place].partition(" = ")
    way = data.draw(st.sampled_from(["value", "key", "line"] if equals else ["line"]))
    if way == "value":
        lines[place] = f"{key} = {toml_write._text(data.draw(_value))}"
    elif way == "key":
        lines[place] = f"{data.draw(st.sampled_from(_KEYS))} = {value}"
    else:
        others = ["", "[[step]]", "[[process.step]]", "[model]", "[[model]]", "x", "'''", lines[0]]
        lines[place] = data.draw(st.sampled_from(others))
    refused_or_read("\n".join(lines))


def refused_or_read(text: str) -> None:
    try:
        model = read(text, "a.toml")
    except Invalid as problem:
        refused = problem
    else:
        check(model)
        assert read(toml_write.write(model)) == model
        return
    assert len(refused.sentence) > 10
    assert refused.where.startswith("a.toml")


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "a = " + "[" * 5_000, "\ufeff[model]", "x = 2026-13-45", "\0", "\r", "'" * 7]
)
def test_what_is_no_toml_is_refused_with_the_file_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text, "a.toml")
    assert refused.value.where.startswith("a.toml")
