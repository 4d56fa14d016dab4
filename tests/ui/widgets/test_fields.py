"""Fields of every type, by real keys and clicks: values, problems, what was known, answers without a value."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QMenu
from pytestqt.qtbot import QtBot

from desktop_crm.core.errors import Invalid
from desktop_crm.ui.widgets.fields import FieldAnswer, FieldSpec, ItemField, make_field
from desktop_crm.ui.widgets.fields.choice_editors import ComboEditor, YesNoEditor
from desktop_crm.ui.widgets.fields.date_editors import DateEditor, DateTimeEditor
from desktop_crm.ui.widgets.fields.editor import CommentEditor, LineEditor
from tests.ui.on_screen import show_active
from tests.ui.widgets.fields_on_screen import ALT, CTRL, a_field, a_spec, line_of


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "K-482-TZ", "K-482-TZ"),
        ("number", "1250,5", "1250.5"),
        ("money", "1.250,00", "1250.00 EUR"),
        ("date", "24-11-2026", "2026-11-24"),
        ("phone", "038 421 77 06", "+31384217706"),
        ("email", "s.devries@example.nl", "s.devries@example.nl"),
        ("comment", "Was parked.", "Was parked."),
    ],
)
def test_what_is_typed_becomes_the_canonical_value(qtbot: QtBot, kind: str, typed: str, value: str) -> None:
    field = a_field(qtbot, kind)
    assert field.value() is None
    with qtbot.waitSignal(field.changed, timeout=1000):
        qtbot.keyClicks(line_of(field), typed)
    assert field.value() == value
    assert field.touched


def test_a_date_and_a_time_of_day_make_a_moment(qtbot: QtBot) -> None:
    field = a_field(qtbot, "datetime")
    assert isinstance(field.editor, DateTimeEditor)
    qtbot.keyClicks(field.editor.line, "24-11-2026")
    assert field.problem() is not None
    qtbot.keyClicks(field.editor.time, "08:40")
    assert field.value() == "2026-11-24T08:40:00+01:00"
    field.set_value("2026-07-01T09:05:00+02:00")
    assert (field.editor.line.text(), field.editor.time.text()) == ("01-07-2026", "09:05")


def test_yes_or_no_is_chosen_by_its_first_letter(qtbot: QtBot) -> None:
    field = a_field(qtbot, "yes-no")
    assert isinstance(field.editor, YesNoEditor)
    qtbot.keyClicks(field.editor.choice, "n")
    assert field.value() == "no"


def test_many_choices_make_a_list_and_few_short_ones_stand_side_by_side(qtbot: QtBot) -> None:
    many = a_field(qtbot, "choice")
    few = a_field(qtbot, "choice", choices=(("a", "Left"), ("b", "Right")))
    assert isinstance(many.editor, ComboEditor)
    assert isinstance(few.editor, YesNoEditor)
    assert many.value() is None
    qtbot.keyClick(many.editor.combo, Qt.Key.Key_Down)
    assert many.value() == "r0"


def test_a_registered_value_is_shown_as_people_write_it_and_comes_back_canonical(qtbot: QtBot) -> None:
    field = a_field(qtbot, "money")
    field.set_value("1250.00 EUR")
    assert isinstance(field.editor, LineEditor)
    assert field.editor.line.text() == "1.250,00"
    assert field.value() == "1250.00 EUR"
    assert not field.touched


def test_an_amount_in_another_currency_is_not_shown_as_euros(qtbot: QtBot) -> None:
    field = a_field(qtbot, "money")
    field.set_value("12.50 USD")
    assert isinstance(field.editor, LineEditor)
    assert field.editor.line._unit == ""
    assert field.value() == "12.50 USD"


def test_a_wrong_value_is_told_in_words_once_the_keyboard_leaves(qtbot: QtBot) -> None:
    field = a_field(qtbot, "money")
    qtbot.keyClicks(line_of(field), "1.25O,00")
    assert field.value() is None
    assert field.note.tone == "muted"
    qtbot.keyClick(line_of(field), Qt.Key.Key_Tab)
    assert field.note.tone == "problem"
    assert "O" in field.note.words
    assert field.note.words == field.problem()
    assert field.note.words in line_of(field).accessibleDescription()
    assert field.editor.line.mood == "problem"  # type: ignore[attr-defined]


def test_a_wrong_value_is_told_after_a_pause_too_and_no_longer_once_it_is_right(qtbot: QtBot) -> None:
    field = a_field(qtbot, "email")
    qtbot.keyClicks(line_of(field), "jan")
    qtbot.waitUntil(lambda: field.note.tone == "problem")
    qtbot.keyClicks(line_of(field), "@example.nl")
    assert field.note.tone == "muted"
    assert field.value() == "jan@example.nl"


def test_an_empty_field_is_missing_and_never_wrong(qtbot: QtBot) -> None:
    field = a_field(qtbot, "date", required=True)
    qtbot.keyClick(line_of(field), Qt.Key.Key_Tab)
    assert field.empty
    assert field.problem() is None
    assert "required" in line_of(field).accessibleDescription()


def a_known_field(qtbot: QtBot) -> ItemField:
    field = a_field(qtbot)
    field.set_value("K-482-TZ")
    field.set_known("12 Mar 2025", "Quotation")
    return field


def test_what_was_known_says_since_when_and_from_which_process(qtbot: QtBot) -> None:
    field = a_known_field(qtbot)
    assert field.note.words.startswith("Since 12 Mar 2025, from Quotation.")
    assert field.note.tone == "known"
    assert field.tag.isVisible()
    assert not field.touched


@pytest.mark.parametrize("key", ["enter", "alt+k"])
def test_one_key_confirms_what_was_known(qtbot: QtBot, key: str) -> None:
    field = a_known_field(qtbot)
    with qtbot.waitSignal(field.confirmed, timeout=1000):
        if key == "enter":
            qtbot.keyClick(line_of(field), Qt.Key.Key_Return)
        else:
            qtbot.keyClick(line_of(field), Qt.Key.Key_K, ALT)
    assert field.touched
    assert field.value() == "K-482-TZ"
    assert field.tag.accessibleName() == "confirmed"


def test_enter_in_a_field_that_was_not_known_confirms_nothing(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.set_value("x")
    with qtbot.assertNotEmitted(field.confirmed):
        qtbot.keyClick(line_of(field), Qt.Key.Key_Return)


def test_a_correction_is_no_longer_what_was_known_until_it_is_undone(qtbot: QtBot) -> None:
    field = a_known_field(qtbot)
    qtbot.keyClicks(line_of(field), "9")
    assert not field.tag.isVisible()
    assert field.note.tone == "muted"
    qtbot.keyClick(line_of(field), Qt.Key.Key_Z, CTRL)
    assert field.text() == "K-482-TZ"
    assert field.tag.isVisible()


@pytest.mark.parametrize("kind", ["text", "comment", "choice", "yes-no", "datetime", "file"])
@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Qt.Key.Key_U, "unknown"),
        (Qt.Key.Key_R, "refused"),
        (Qt.Key.Key_N, "not-applicable"),
        (Qt.Key.Key_L, "later"),
    ],
)
def test_a_key_answers_without_a_value_in_every_kind_of_field(
    qtbot: QtBot, kind: str, key: Qt.Key, answer: str
) -> None:
    field = a_field(qtbot, kind)
    with qtbot.waitSignal(field.changed, timeout=1000):
        qtbot.keyClick(line_of(field), key, ALT)
    assert field.answer() == FieldAnswer(answer)
    assert field.value() is None
    assert field.problem() is None
    assert field.box.isVisible()
    qtbot.keyClicks(field.box.reason, "drove off")
    assert field.answer() == FieldAnswer(answer, "drove off")


def test_an_answer_is_taken_back_with_one_key_and_what_was_typed_is_still_there(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    qtbot.keyClicks(line_of(field), "half a plate")
    qtbot.keyClick(line_of(field), Qt.Key.Key_U, ALT)
    assert field.box.reason.hasFocus()
    qtbot.keyClick(field.box.reason, Qt.Key.Key_Z, CTRL)
    assert field.answer() is None
    assert field.text() == "half a plate"
    assert line_of(field).hasFocus()


def test_answer_after_all_offers_the_editor_again_and_can_be_undone(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.set_answer("refused", "private")
    qtbot.mouseClick(field.box.back, Qt.MouseButton.LeftButton)
    assert field.answer() is None
    qtbot.keyClick(line_of(field), Qt.Key.Key_Z, CTRL)
    assert field.answer() == FieldAnswer("refused", "private")


def test_another_word_keeps_the_reason_and_undo_goes_back_one_word_at_a_time(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.answer_without_value("unknown", "drove off")
    field.answer_without_value("later")
    assert field.answer() == FieldAnswer("later", "drove off")
    field.undo()
    assert field.answer() == FieldAnswer("unknown", "drove off")
    field.undo()
    assert field.answer() is None
    assert field.undo() is False


def test_a_choice_is_undone_to_the_one_before(qtbot: QtBot) -> None:
    field = a_field(qtbot, "yes-no")
    assert isinstance(field.editor, YesNoEditor)
    qtbot.keyClicks(field.editor.choice, "y")
    qtbot.keyClicks(field.editor.choice, "n")
    qtbot.keyClick(field.editor.choice, Qt.Key.Key_Z, CTRL)
    assert field.value() == "yes"
    qtbot.keyClick(field.editor.choice, Qt.Key.Key_Z, CTRL)
    assert field.value() is None


def test_a_confirmation_is_undone(qtbot: QtBot) -> None:
    field = a_known_field(qtbot)
    field.confirm()
    qtbot.keyClick(line_of(field), Qt.Key.Key_Z, CTRL)
    assert field.tag.accessibleName() == "already known"


def test_the_dots_stand_behind_the_editor_for_the_keyboard_and_open_four_answers(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    qtbot.keyClick(line_of(field), Qt.Key.Key_Tab)
    assert field.more.hasFocus()
    qtbot.keyClick(field.more, Qt.Key.Key_Space)
    menu = field.more.findChild(QMenu)
    assert menu is not None
    words = [action.text().partition("\t") for action in menu.actions()[1:]]
    assert [(name, key) for name, _tab, key in words] == [
        ("Unknown", "Alt+U"), ("Refused", "Alt+R"), ("Not applicable", "Alt+N"), ("Later", "Alt+L"),
    ]  # fmt: skip
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert field.answer() == FieldAnswer("refused")


def test_the_mouse_finds_the_dots_that_are_only_painted(qtbot: QtBot) -> None:
    field = a_field(qtbot, "number")
    field.clearFocus()
    assert field.more.geometry().left() > line_of(field).geometry().right()
    assert field.more.isVisible()


def test_a_field_that_must_have_a_value_has_no_dots_and_no_answers(qtbot: QtBot) -> None:
    field = make_field(FieldSpec("a", "Reason", answerable=False))
    show_active(qtbot, field)
    field.setFocus()
    qtbot.keyClick(line_of(field), Qt.Key.Key_U, ALT)
    assert field.answer() is None
    assert not field.more.isVisible()


def test_a_day_is_picked_in_the_calendar_and_undone(qtbot: QtBot) -> None:
    field = a_field(qtbot, "date")
    assert isinstance(field.editor, DateEditor)
    field.set_value("2026-11-24")
    qtbot.keyClick(field.editor.line, Qt.Key.Key_Down, ALT)
    calendar = field.window().findChild(QCalendarWidget)
    assert calendar is not None
    assert calendar.selectedDate().day() == 24
    inside = QApplication.focusWidget()
    assert calendar.isAncestorOf(inside)
    qtbot.keyClick(inside, Qt.Key.Key_Right)
    qtbot.keyClick(inside, Qt.Key.Key_Return)
    assert field.value() == "2026-11-25"
    field.undo()
    assert field.value() == "2026-11-24"


def nasty_strings() -> list[str]:
    """Return the list of naughty strings where the samples are at hand, else the worst of its kinds."""
    file = Path(os.environ.get("DESKTOP_CRM_SAMPLES", "../shared/samples")) / "baddata" / "blns.json"
    if file.is_file():
        found: list[str] = json.loads(file.read_text("utf-8"))
        return found
    return [
        "",
        "null",
        "\ufeff",
        "<b>bold</b>",
        "\u202eright to left",
        "Z̮̞̠͙",
        "👩‍👩‍👧",
        "'; DROP TABLE x;--",
        "%s%n",
        "\u00a0",
    ]


@pytest.mark.parametrize(
    "kind", ["text", "comment", "number", "money", "date", "datetime", "phone", "email", "choice"]
)
def test_whatever_is_put_into_a_field_comes_back_or_is_refused_with_a_sentence(
    qtbot: QtBot, kind: str
) -> None:
    spec = a_spec(kind)
    field = make_field(spec)
    qtbot.addWidget(field)
    assert spec.parse is not None
    for text in nasty_strings():
        field.set_typed(text)
        try:
            right = spec.parse(text)
        except Invalid:
            right = None
        assert field.value() == right or field.problem(), text
        field.grab()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80))
def test_any_registered_text_that_nobody_changes_comes_back_to_the_letter(qtbot: QtBot, text: str) -> None:
    for kind in ("text", "comment"):
        field = make_field(FieldSpec("a", "A", kind))
        field.set_value(text)
        assert field.text() == text
        field.deleteLater()


def test_no_break_spaces_survive_typing_in_a_comment(qtbot: QtBot) -> None:
    field = a_field(qtbot, "comment")
    assert isinstance(field.editor, CommentEditor)
    field.set_value("€\u00a0150")
    qtbot.keyClicks(field.editor.edit, "x")
    assert field.text() == "x€\u00a0150"


def test_ctrl_enter_in_a_comment_belongs_to_the_window(qtbot: QtBot) -> None:
    field = a_field(qtbot, "comment")
    assert isinstance(field.editor, CommentEditor)
    qtbot.keyClick(field.editor.edit, Qt.Key.Key_Return, CTRL)
    assert field.text() == ""
    qtbot.keyClick(field.editor.edit, Qt.Key.Key_Return)
    assert field.text() == "\n"


def test_a_note_makes_the_field_as_high_as_it_needs(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    before = field.sizeHint().height()
    field.set_note("A long explanation of what is wanted here and why. " * 4)
    assert field.sizeHint().height() > before


def test_the_wheel_scrolls_the_form_and_not_the_value(qtbot: QtBot) -> None:
    field = a_field(qtbot, "choice")
    assert isinstance(field.editor, ComboEditor)
    field.set_value("r2")
    none, point = Qt.MouseButton.NoButton, QPointF(5, 5)
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(point, point, QPoint(0, 0), QPoint(0, -120), none, keys, phase, False)
    QApplication.sendEvent(field.editor.combo, turn)
    assert field.value() == "r2"
