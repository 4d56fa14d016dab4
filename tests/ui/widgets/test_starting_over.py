"""Fields that stay from one form to the next: nothing tells them from new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.process.model import ItemType
from desktop_crm.ui.activity.form_column import FormColumn
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, PickedFile, kind_of, make_field
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from tests.ui.on_screen import show_active
from tests.ui.widgets.fields_on_screen import ALT, CTRL, a_spec, line_of

KINDS = sorted(str(kind) for kind in ItemType)
FEW = (("a", "Left"), ("b", "Right"))
RIGHT = {
    "text": "K-482-TZ", "comment": "Was\nparked.", "number": "1250.5", "date": "2026-11-24",
    "datetime": "2026-11-24T08:40:00+01:00", "money": "12.50 USD", "yes-no": "yes", "choice": "r3",
    "phone": "+31384217706", "email": "jan@example.nl", "file": "7/photo.jpg", "drawing": "8/sketch.png",
}  # fmt: skip


def specs(kind: str) -> st.SearchStrategy[FieldSpec]:
    """Items of one type, with few choices or many, required or not, with and without a hint."""
    return st.builds(
        lambda choices, label, **rest: replace(a_spec(kind, choices=choices), label=label, **rest),
        choices=st.sampled_from([FEW, FEW[:1], a_spec("choice").choices]),
        label=st.sampled_from(["Plate", "Where it happened, in the words of whoever was there at the time"]),
        required=st.booleans(),
        hint=st.sampled_from(
            ["", "As on the card", "In short, since it stands in the history of contacts too"]
        ),
        placeholder=st.sampled_from(["", "038"]),
        answerable=st.booleans(),
    )


def press(
    qtbot: QtBot, field: ItemField, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier
) -> None:
    field.setFocus()
    qtbot.keyClick(QApplication.focusWidget() or field, key, modifier)


def type_words(qtbot: QtBot, field: ItemField) -> None:
    if not field.answer() and not isinstance(field.editor, FileEditor | DrawingEditor):
        field.setFocus()
        qtbot.keyClicks(line_of(field), "n7 x")


def stroke(qtbot: QtBot, field: ItemField) -> None:
    if isinstance(field.editor, DrawingEditor) and not field.answer():
        canvas = field.editor.canvas
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        qtbot.mouseMove(canvas, QPoint(120, 80))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 80))


def pick(field: ItemField) -> None:
    if isinstance(field.editor, FileEditor | DrawingEditor):
        field.set_file(PickedFile("photo.jpg", b"no image"))
        field.editor.problem = "It can't be read."


def know(field: ItemField) -> None:
    field.set_value(RIGHT[field.spec.type])
    field.set_known("12 Mar", "Quotation")


def lock(field: ItemField) -> None:
    field.editor.setEnabled(False)
    field.more.setEnabled(False)


ACTS: dict[str, Callable[[QtBot, ItemField], object]] = {
    "type": type_words,
    "draw": stroke,
    "pick": lambda _bot, field: pick(field),
    "know": lambda _bot, field: know(field),
    "confirm": lambda _bot, field: field.confirm(),
    "answer": lambda bot, field: press(bot, field, Qt.Key.Key_R, ALT),
    "reason": lambda _bot, field: field.set_answer("later", "tomorrow"),
    "after all": lambda _bot, field: field.answer_after_all() if field.answer() else None,
    "undo": lambda bot, field: press(bot, field, Qt.Key.Key_Z, CTRL),
    "complain": lambda _bot, field: field.show_problem(),
    "note": lambda _bot, field: field.set_note("Withheld", "problem"),
    "lock": lambda _bot, field: lock(field),
    "hide": lambda _bot, field: field.hide(),
}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window that has the keyboard; each example puts its own widgets into it."""
    window = QWidget()
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    QVBoxLayout(window)
    show_active(qtbot, window, QSize(1_100, 900))
    return window


def put_in(window: QWidget, *widgets: QWidget) -> None:
    """Let these stand in the window, and what stood there before go."""
    column = window.layout()
    assert column is not None
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        assert widget is not None
        widget.hide()
        widget.deleteLater()
    for one in widgets:
        column.addWidget(one)
        one.show()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def picture(field: ItemField) -> QImage:
    return field.grab().toImage()


def standing(field: ItemField) -> dict[str, object]:
    """What a person, an assistive technology or the form can learn of a field."""
    return {
        "holds": (field.text(), field.value(), field.file(), field.answer(), field.problem(), field.empty),
        "touched": field.touched,
        "note": field.note,
        "names": [(one.accessibleName(), one.accessibleDescription()) for one in field.editor.targets],
        "enabled": [one.isEnabled() for one in field.editor.targets],
        "sizes": (field.sizeHint(), field.minimumSizeHint()),
        "parts": sorted(type(one).__name__ for one in field.findChildren(QWidget) if one.isVisibleTo(field)),
        "kind": kind_of(field.spec),
        "moods": [getattr(one, "mood", "") for one in field.editor.targets],
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_field_that_started_over_is_as_a_new_one(
    qtbot: QtBot, window: QWidget, kind: str, data: st.DataObject
) -> None:
    first = data.draw(specs(kind))
    second = data.draw(specs(kind).filter(lambda spec: kind_of(spec) == kind_of(first)))
    used = make_field(first)
    put_in(window, used)
    for act in data.draw(st.lists(st.sampled_from(sorted(ACTS)), max_size=8)):
        ACTS[act](qtbot, used)
    window.setFocus()
    used.start_over(second)
    column = window.layout()
    assert column is not None
    column.addWidget(new := make_field(second))
    for field in (used, new):
        field.show()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    used.resize(new.size())
    assert standing(used) == standing(new)
    assert picture(used) == picture(new)
    assert not used.undo()
    assert not used.confirm()
    assert standing(used) == standing(new)


def test_a_list_that_a_typed_blank_opened_is_closed(qtbot: QtBot, window: QWidget) -> None:
    spec = a_spec("choice")
    field = make_field(spec)
    put_in(window, field)
    type_words(qtbot, field)
    assert QApplication.activePopupWidget() is not None
    field.start_over(spec)
    assert QApplication.activePopupWidget() is None


def test_starting_over_is_nobodys_change(window: QWidget) -> None:
    for kind in KINDS:
        field = make_field(a_spec(kind))
        put_in(window, field)
        field.set_value(RIGHT[kind])
        field.changed.connect(partial(pytest.fail, f"{kind} told a change"))
        field.start_over(a_spec(kind))


def test_a_field_with_the_keyboard_keeps_its_button_and_names_it_anew(window: QWidget) -> None:
    field = make_field(a_spec("text"))
    put_in(window, field)
    field.setFocus()
    button = field.more
    field.start_over(replace(a_spec("text"), label="Plate"))
    assert field.more is button
    assert button.accessibleName() == "Plate: answer without a value"


def test_a_form_takes_the_fields_that_stand_there_and_those_it_put_away(window: QWidget) -> None:
    column = FormColumn()
    put_in(window, column)
    text, date = column.begin([a_spec("text"), a_spec("date")])
    assert column.begin([a_spec("text"), a_spec("text")])[0] is text
    assert date.isHidden()
    assert column.begin([a_spec("date"), a_spec("text")]) == [date, text]
    assert not date.isHidden()


def test_what_the_next_form_may_need_is_made_beforehand_bit_by_bit(qtbot: QtBot, window: QWidget) -> None:
    column = FormColumn()
    put_in(window, column)
    column.begin([a_spec("text"), a_spec("date")])
    forms = [[a_spec("text"), a_spec("money")], [a_spec("money"), a_spec("date"), a_spec("date")]]
    column.have_ready(forms)
    column.have_ready(forms)
    qtbot.waitUntil(lambda: len(column.findChildren(ItemField)) == 4)
    ready = set(column.findChildren(ItemField))
    assert sum(field.isHidden() for field in ready) == 2
    for form in forms:
        assert set(column.begin(form)) <= ready


def shown(column: FormColumn) -> list[ItemField]:
    fields = [field for field in column.findChildren(ItemField) if field.isVisibleTo(column)]
    return sorted(fields, key=lambda field: field.y())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms=st.lists(st.lists(st.sampled_from(KINDS), max_size=8), min_size=1, max_size=4))
def test_each_form_stands_in_its_order_and_tab_goes_through_it(
    window: QWidget, forms: list[list[str]]
) -> None:
    column = FormColumn()
    put_in(window, column)
    for form in forms:
        fields = column.begin([replace(a_spec(kind), label=kind) for kind in form])
        column.show_tail(None, or_say=not fields)
        QCoreApplication.processEvents()
        assert shown(column) == fields
        assert [field.spec.label for field in fields] == form
        stops = [stop for field in fields for stop in field.stops()]
        following = {stop: stops.index(after) for stop, after in pairwise_in_chain(column, stops)}
        assert all(following[a] == stops.index(b) for a, b in pairwise(stops))


def pairwise_in_chain(column: QWidget, stops: list[QWidget]) -> list[tuple[QWidget, QWidget]]:
    """Return each stop with the stop that Tab reaches next, whatever lies between."""
    chain: list[QWidget] = []
    at = column.nextInFocusChain()
    while at is not None and at is not column:
        if at in stops:
            chain.append(at)
        at = at.nextInFocusChain()
    return list(pairwise(chain))
