"""A model as sheets: every cell takes back what it says, matrices take letters, an empty row takes a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.paths import resources
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Duty, Flow, Model
from desktop_crm.process.sheet_book import lists, matrices, where
from desktop_crm.process.sheets import Sheet, is_new, toggled
from desktop_crm.process.toml_form import read, read_file
from desktop_crm.process.toml_write import write
from tests.process.small_model import SMALL, a
from tests.process.strategies import sound_models
from tests.sampling import examples

MODEL = read(SMALL)
BOOK = {sheet.key: sheet for sheet in (*lists(), *matrices())}
SAMPLE = read_file(resources() / "sample" / "model.toml")


def cells(sheet: Sheet, model: Model) -> list[tuple[str, str]]:
    rows = [row.code for row in sheet.rows(model) if not row.heading and not is_new(row.code)]
    return [(row, column.code) for row in rows for column in sheet.columns(model)]


@pytest.mark.parametrize("key", BOOK)
def test_every_cell_of_the_sample_takes_back_what_it_says(key: str) -> None:
    sheet = BOOK[key]
    places = cells(sheet, SAMPLE)
    for row, column in places:
        text = sheet.text(SAMPLE, row, column)
        if text or len(places) < 3_000:
            assert sheet.write(SAMPLE, row, column, text) == SAMPLE, (row, column, text)


@given(model=sound_models())
@settings(max_examples=examples(8, soak=60))
def test_every_cell_of_any_sound_model_takes_back_what_it_says(model: Model) -> None:
    for sheet in BOOK.values():
        for row, column in cells(sheet, model):
            assert sheet.write(model, row, column, sheet.text(model, row, column)) == model, (
                sheet.key,
                row,
                column,
            )


@given(
    data=st.data(),
    text=st.text(max_size=12) | st.sampled_from(["R", "I | O*", "2", "yes", "a: known", "", "4 h"]),
)
@settings(max_examples=examples(60, soak=500))
def test_whatever_is_typed_into_a_cell_is_taken_or_refused_with_a_sentence(
    data: st.DataObject, text: str
) -> None:
    sheet = data.draw(st.sampled_from(list(BOOK.values())))
    rows = [row.code for row in sheet.rows(MODEL) if not row.heading]
    row = data.draw(st.sampled_from(rows))
    column = data.draw(st.sampled_from([one.code for one in sheet.columns(MODEL)]))
    try:
        changed = sheet.write(MODEL, row, column, text)
    except Invalid as problem:
        refused = problem.sentence
    else:
        if "\0" not in text:
            assert read(write(changed)) == changed
        return
    assert len(refused) > 10


@given(data=st.data())
@settings(max_examples=40)
def test_cells_that_are_written_at_once_are_those_written_one_by_one(data: st.DataObject) -> None:
    sheet = data.draw(st.sampled_from(matrices()))
    typed = ["", "2"] if not sheet.marks else ["", *(mark for mark, _words in sheet.marks if mark.isalpha())]
    places = cells(sheet, MODEL)
    block = [
        (*place, data.draw(st.sampled_from(typed))) for place in data.draw(st.lists(st.sampled_from(places)))
    ]
    one_by_one = MODEL
    for row, column, text in block:
        one_by_one = sheet.write(one_by_one, row, column, text)

    at_once = sheet.write_all(MODEL, block)

    assert [sheet.text(at_once, *place) for place in places] == [
        sheet.text(one_by_one, *place) for place in places
    ]
    assert read(write(at_once)) == at_once


def test_of_cells_written_at_once_one_that_is_refused_keeps_all_out() -> None:
    with pytest.raises(Invalid, match="“X”"):
        BOOK["uses"].write_all(MODEL, [("assess", "damage", "I"), ("assess", "damage", "X")])


def test_letters_set_and_take_away_what_a_role_has_to_do() -> None:
    sheet = BOOK["responsibilities"]
    assert sheet.text(MODEL, "assess", "claims") == "R: damage at-most 500.00 EUR"
    both = toggled(sheet, MODEL, "assess", "claims", "I")
    assert sheet.text(both, "assess", "claims") == "R: damage at-most 500.00 EUR | I"
    assert toggled(sheet, both, "assess", "claims", "I") == MODEL
    assert Duty.RESPONSIBLE not in [
        one.duty
        for one in toggled(sheet, both, "assess", "claims", "R").duties["assess"]
        if one.role == "claims"
    ]


def test_a_star_makes_an_output_required_and_optional_again() -> None:
    sheet = BOOK["uses"]
    assert sheet.text(MODEL, "take", "covered") == "O*"
    free = toggled(sheet, MODEL, "take", "covered", "*")
    assert sheet.text(free, "take", "covered") == "O"
    assert toggled(sheet, free, "take", "covered", "*") == MODEL
    assert sheet.text(MODEL, "take", "damage") == "O: covered is yes"


def test_a_number_puts_an_activity_at_its_place_in_a_process() -> None:
    sheet = BOOK["places"]
    assert [sheet.text(MODEL, code, "claim") for code in ("take", "assess", "tell")] == ["1", "2", "3"]
    twice = sheet.write(MODEL, "assess", "claim", "2, 3")
    assert [step.activity for step in twice.process["claim"].steps] == ["take", "assess", "assess", "tell"]
    assert sheet.write(twice, "assess", "claim", "2") == MODEL
    with pytest.raises(Invalid):
        sheet.write(MODEL, "assess", "claim", "second")


def test_a_name_in_the_empty_row_adds_a_thing_with_a_code_of_its_own() -> None:
    model = BOOK["activity"].write(MODEL, "/", "name", "Look again")
    assert model.activities[-1].code == "look_again"
    model = BOOK["steps"].write(model, "claim/", "activity", "look_again")
    assert model.process["claim"].steps[-1].code == "look_again"
    assert model.process["claim"].by_code["tell"].flows == (Flow("look_again"),)
    with pytest.raises(Invalid, match="not one of"):
        BOOK["steps"].write(model, "claim/", "activity", "nothing_we_do")


def test_an_activity_of_a_step_is_said_and_taken_by_its_name_beside_its_code() -> None:
    steps = BOOK["steps"]
    (step, *_rest) = MODEL.process["claim"].steps
    row, name = f"claim/{step.code}", MODEL.activity[step.activity].name
    assert steps.text(MODEL, row, "activity") == f"{name} · {step.activity}"
    other = next(one for one in MODEL.activities if one.code != step.activity)
    for words in (other.code, other.name, other.name.upper(), f"{other.name} · {other.code}"):
        changed = steps.write(MODEL, row, "activity", words)
        assert changed.process["claim"].by_code[step.code].activity == other.code
    added = steps.write(MODEL, "claim/", "activity", other.name)
    assert added.process["claim"].steps[-1].activity == other.code


def test_a_small_company_typed_into_empty_sheets_can_be_published() -> None:
    model = Model("New", channels=MODEL.channels, calendars=MODEL.calendars)

    def put(key: str, row: str, column: str, text: str) -> None:
        nonlocal model
        model = BOOK[key].write(model, row, column, text)

    for name in ("Front", "Back"):
        put("role", "/", "name", name)
    for name in ("Hear", "Answer"):
        put("activity", "/", "name", name)
        put("responsibilities", name.lower(), "front", "R")
    put("activity", "answer", "contact", "out telephone answers")
    put("item", "/", "name", "Question")
    put("uses", "hear", "question", "O*")
    put("uses", "answer", "question", "I*")
    put("process", "/", "name", "Question")
    put("process", "question", "starting.name", "Customer asks")
    put("process", "question", "concluding.name", "Customer knows")
    put("places", "hear", "question", "1")
    put("places", "answer", "question", "2")
    put("steps", "question/answer", "concluding", "yes")
    put("ksf", "/", "name", "Answered today")
    put("ksf", "answered_today", "calendar", "office")
    put("ksf", "answered_today", "norm", "4 h")
    put("measurements", "answered_today", "question", "M: start -> answer")

    assert [one for one in check(model) if one.severity is Severity.ERROR] == []
    assert read(write(model)) == model


def test_all_of_the_sample_company_can_be_typed_into_empty_sheets() -> None:
    model = Model("")

    def put(key: str, row: str, column: str, text: str) -> None:
        nonlocal model
        if BOOK[key].text(model, row, column) != text:
            model = BOOK[key].write(model, row, column, text)

    def fill(key: str, row: str, wanted: str) -> None:
        for column in BOOK[key].columns(SAMPLE):
            put(key, row, column.code, BOOK[key].text(SAMPLE, wanted, column.code))

    put("company", "model", "name", SAMPLE.name)
    for key in ("channel", "company", "role", "item", "activity", "ksf", "process"):
        for row in BOOK[key].rows(SAMPLE):
            if row.heading or is_new(row.code) or row.code == "model":
                continue
            prefix, _slash, code = row.code.rpartition("/")
            empty = f"{prefix}/"
            known = {one.code for one in BOOK[key].rows(model)}
            put(key, empty, "name", BOOK[key].text(SAMPLE, row.code, "name"))
            new = next(one.code for one in BOOK[key].rows(model) if one.code not in known)
            put(key, new, "code", code)
            if key != "process":  # its first step is still to come
                fill(key, row.code, row.code)
    for process in SAMPLE.processes:
        for step in process.steps:
            put(
                "steps",
                f"{process.code}/",
                "activity" if step.activity else "name",
                step.activity or step.name or "-",
            )
            new = list(model.process[process.code].by_code)[-1]
            put("steps", f"{process.code}/{new}", "code", step.code)
        for step in process.steps:
            fill("steps", f"{process.code}/{step.code}", f"{process.code}/{step.code}")
        fill("process", process.code, process.code)
    for cell in SAMPLE.measurements:
        put("measurements", cell.ksf, cell.process, BOOK["measurements"].text(SAMPLE, cell.ksf, cell.process))
    for duty in SAMPLE.responsibilities:
        text = BOOK["responsibilities"].text(SAMPLE, duty.activity, duty.role)
        put("responsibilities", duty.activity, duty.role, text)
    for (
        use
    ) in SAMPLE.uses:  # one letter after the other: the order of its outputs is that of a window's fields
        whole = BOOK["uses"].text(SAMPLE, use.activity, use.item).split(" | ")
        there = [part for part in BOOK["uses"].text(model, use.activity, use.item).split(" | ") if part]
        letter = next(part for part in whole if part.startswith(use.direction.value[0].upper()))
        put("uses", use.activity, use.item, " | ".join([*there, letter]))

    assert model == SAMPLE


def test_the_hours_of_a_calendar_are_typed_day_by_day() -> None:
    sheet = BOOK["company"]
    model = sheet.write(Model("New"), "calendar/", "name", "Evenings")
    for column, text in (
        ("weekly.mon", "8.30-12:00, 13:00 - 24:00"), ("weekly.tue", ""), ("holidays", "24-12-2026, 2026-12-31"),
        ("special_days", "5-12-2026 09:00-15:00; 6-12-2026 closed"),
    ):  # fmt: skip
        model = sheet.write(model, "calendar/evenings", column, text)
    (calendar,) = model.calendars
    assert calendar.weekly["mon"] == (("08:30", "12:00"), ("13:00", "24:00"))
    assert "tue" not in calendar.weekly
    assert calendar.holidays == (date(2026, 12, 24), date(2026, 12, 31))
    assert calendar.special_days == {date(2026, 12, 5): (("09:00", "15:00"),), date(2026, 12, 6): ()}
    for text in ("17:00-09:00", "09:00-12:00, 11:00-13:00", "nine to five", "09:00-25:00"):
        with pytest.raises(Invalid):
            sheet.write(model, "calendar/evenings", "weekly.mon", text)


def test_a_segment_has_a_name_and_no_hours() -> None:
    sheet = BOOK["company"]
    model = sheet.write(Model("New"), "segment/", "name", "Shops")
    assert [one.code for one in model.segments] == ["shops"]
    with pytest.raises(Invalid, match="Only a calendar"):
        sheet.write(model, "segment/shops", "weekly.mon", "09:00-17:00")
    assert sheet.write(model, "model", "name", "Ours").name == "Ours"
    assert sheet.remove(model, "segment/shops") == Model("New")


@pytest.mark.parametrize(
    "change", [("roles", "front", {"may": ("fly",)}), ("activities", "take", {"channels": ("x",)})]
)
def test_the_place_of_a_finding_is_a_row_that_is_there(
    change: tuple[str, str, dict[str, tuple[str, ...]]],
) -> None:
    model = a(change[0], change[1], **change[2])(MODEL)
    for finding in check(model):
        key, row, column = where(finding.place)
        if key:
            assert row in [one.code for one in BOOK[key].rows(model)]
            assert not column or column in [one.code for one in BOOK[key].columns(model)]
