"""How the activity's window shares its room: what is known first, times never cut, the conclusion in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop_crm.process.model import Item, ItemType
from desktop_crm.ui.activity.needs import NeedsPane, not_known
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fact_row import FactRow
from desktop_crm.ui.widgets.fields import FieldSpec, make_field
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.step_strip import Stage, StepStrip, share
from desktop_crm.workflow.reads_activity import ActivityView, InputLine, OutputLine, activity_view
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
LONG = "A van hit me. " * 12


def at_registering(company: Company) -> ActivityView:
    started = company.claim()
    outcome = company.desk("anouk").cases.complete(work_item=started.mine[0], outputs={"words": LONG})
    with company.store.read() as view:
        return activity_view(view, company.plans, company.people["anouk"], outcome.mine[0], company.now)


def test_what_is_known_stands_first_and_what_is_not_in_one_sentence(company: Company, qtbot: QtBot) -> None:
    view = at_registering(company)
    pane = NeedsPane()
    qtbot.addWidget(pane)
    pane.show_view(view)
    facts = [row.accessibleName() for row in pane.findChildren(FactRow)]
    assert [name.partition(",")[0] for name in facts] == ["In the customer's words"]
    assert "Not known: Mobile number, Premium." in [label.text() for label in pane.findChildren(Label)]


def test_an_input_that_only_another_process_registers_is_not_asked_after(company: Company) -> None:
    view = at_registering(company)
    foreign = Item("founded", "The complaint is founded", ItemType.YES_NO)
    view = replace(view, inputs=(*view.inputs, InputLine(foreign, False, None, can_come=False)))
    assert not_known(view) == ("Mobile number", "Premium")


def test_an_item_that_this_very_window_registers_is_not_called_unknown(company: Company) -> None:
    view = at_registering(company)
    plate = next(line.item for line in view.outputs if line.item.code == "plate")
    view = replace(view, inputs=(*view.inputs, InputLine(plate, False, None)))
    assert not_known(view) == ("Mobile number", "Premium")


def test_the_view_says_which_inputs_this_process_can_come_to_know(company: Company) -> None:
    assert {line.item.code: line.can_come for line in at_registering(company).inputs} == {
        "words": True,
        "mobile": True,
        "premium": True,
    }


@given(st.integers(0, 2_000), st.lists(st.integers(1, 400), max_size=12))
def test_the_steps_share_exactly_what_there_is_at_most(room: int, wanted: list[int]) -> None:
    widths = share(room, wanted)
    assert len(widths) == len(wanted)
    assert sum(widths) <= room
    if sum(wanted) <= room:
        assert all(width >= want for width, want in zip(widths, wanted, strict=True))
    assert [one for _want, one in sorted(zip(wanted, widths, strict=True))] == sorted(widths)


def test_a_strip_of_nine_steps_keeps_every_time_whole_at_1280(qtbot: QtBot) -> None:
    names = ["Establish the wish", "Ask for what we still need", *["Check the form"] * 7]
    note = "Policy administration · 09:08–09:12"
    stages = [Stage(name, note, "done", shorter=("09:08–09:12",)) for name in names]
    strip = StepStrip(stages)
    qtbot.addWidget(strip)
    strip.resize(1280 - theme().width("rail") - 2 * theme().space("panel"), strip.sizeHint().height())
    rooms = [strip._place(index).width() - 22 for index in strip._shown()]
    assert len(rooms) == len(names)
    assert list(strip._words.values()) == ["09:08–09:12"] * len(names)
    assert all(theme().width_of("09:08–09:12", "caption") <= room for room in rooms)
    assert all(theme().width_of(name, "body") <= room for name, room in zip(names, rooms, strict=True))


def test_the_tag_of_a_long_text_leaves_it_its_width(qtbot: QtBot) -> None:
    field = make_field(FieldSpec("words", "In the customer's words", "comment"))
    qtbot.addWidget(field)
    field.resize(900, 200)
    field.set_value(LONG)
    field.show()
    before = field.editor.targets[0].width()
    field.set_known("24 Nov 2026", "Receive claim report")
    edit = field.editor.targets[0]
    assert edit.width() == before
    assert edit.rect().contains(field.tag.geometry())
    assert not edit.viewport().geometry().intersects(field.tag.geometry())  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(1280, 720), (1280, 800)])
def test_expected_delivered_and_grade_are_seen_without_scrolling(
    company: Company, log_in: LogIn, qtbot: QtBot, size: tuple[int, int]
) -> None:
    windows = log_in("anouk")
    started = company.desk("anouk").cases.start_case(
        process="question",
        channel="telephone",
        customer=company.customers["smit"],
        text="Am I insured?",
        asks=("Is the towing covered?",),
        expects="To know today",
        promise=company.now + timedelta(hours=6),
    )
    windows.office.window.resize(*size)
    page = windows.office.open_work(started.mine[0])
    windows.settle()
    assert page.view is not None
    words = next(item for item in page.view.plan.model.items if item.code == "words")
    told = OutputLine(replace(words, name="What the customer was told"), True, None, None)
    page.show_view(replace(page.view, outputs=(told,)))  # a long text above the conclusion
    windows.settle()
    part = page.fields.contact
    assert part is not None
    port = page.fields._scroll.viewport()
    for code in ("delivered", "grade", "graded_by"):
        field = part.field(code)
        assert port.rect().contains(field.mapTo(port, QPoint(0, field.height())))
