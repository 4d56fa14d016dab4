"""The activity's window, driven with keys: registering, answering without a value, going on, drafts, other acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_crm.core.changes import Changes
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import WorkItemId
from desktop_crm.ui.activity import steps
from desktop_crm.ui.activity.form import Entry, begin, read_draft, write_draft
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.ui.widgets.fields import ItemField
from desktop_crm.ui.widgets.fields.more_button import MoreButton
from desktop_crm.workflow.outcome import CaseOutcome
from desktop_crm.workflow.reads_activity import activity_view
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.values import AnswerKind
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
REPORT = {"words": "A van hit me.", "mobile": "0612345678"}
DAMAGE = {
    "happened": "2026-11-23T08:40:00+01:00",
    "plate": "K-482-TZ",
    "kind": "collision",
    "other_known": "yes",
    "damage": "1250.00 EUR",
}


def reported(company: Company, **more: Any) -> CaseOutcome:
    started = company.claim(**more)
    return company.desk("anouk").cases.complete(work_item=started.mine[0], outputs=REPORT)


def opened(windows: Windows, outcome: CaseOutcome) -> ActivityPage:
    page = windows.office.open_work(outcome.mine[0])
    windows.settle()
    return page


def at_damage(company: Company, log_in: LogIn, **more: Any) -> tuple[Windows, ActivityPage]:
    windows = log_in("anouk")
    return windows, opened(windows, reported(company, **more))


def type_into(qtbot: QtBot, field: ItemField, text: str) -> None:
    """Type into a field's first line as a person does, from the keyboard."""
    field.setFocus()
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClicks(target, text)


def press(qtbot: QtBot, page: ActivityPage, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)


def fill(qtbot: QtBot, page: ActivityPage) -> None:
    """Fill in every required field of the damage, from the keyboard."""
    fields = page.fields.fields
    type_into(qtbot, fields["happened"], "23-11-2026")
    fields["happened"].focusNextChild()
    qtbot.keyClicks(QApplication.focusWidget(), "8:40")
    type_into(qtbot, fields["plate"], "K-482-TZ")
    type_into(qtbot, fields["kind"], "c")
    type_into(qtbot, fields["other_known"], "y")


def test_ctrl_enter_registers_and_opens_the_next_step_when_it_is_mine(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    started = company.claim()
    page = opened(windows, started)
    assert page.head.title.text() == "Receive claim report"
    type_into(qtbot, page.fields.fields["words"], "A van hit me.")
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    assert page.head.title.text() == "Register the damage"
    assert set(company.open_items(started.case)) == {"register"}
    assert page in windows.office.window.pages


def test_the_next_window_begins_afresh(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    page = opened(windows, company.claim())
    type_into(qtbot, page.fields.fields["words"], "A van hit me.")
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    fields = page.fields.fields
    assert not any(field.touched or field.undo() for field in fields.values())
    assert page.fields.form is not None
    assert not page.fields.form.dirty
    assert {code: field.objectName() for code, field in fields.items()} == {c: f"field_{c}" for c in fields}
    tops = [field.y() for field in fields.values()]
    assert tops == sorted(tops)


def test_the_next_window_is_opened_for_me_once_it_is_on_the_screen(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = opened(windows, company.claim())
    type_into(qtbot, page.fields.fields["words"], "A van hit me.")
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.view is not None and page.view.title == "Register the damage")
    qtbot.waitUntil(lambda: page.view is not None and page.view.state is ItemState.OPEN)
    windows.settle()
    assert page.view is not None
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], page.view.work_item, company.now)
    assert seen.state is ItemState.OPEN
    windows.office.window.close_page(page)
    windows.settle()
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], page.view.work_item, company.now)
    assert seen.state is not ItemState.OPEN


def test_the_fields_of_the_next_window_come_first_and_what_stands_around_them_right_after(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = opened(windows, company.claim())
    type_into(qtbot, page.fields.fields["words"], "A van hit me.")
    earlier = page.head.strip.accessibleName()
    seen: list[tuple[str, str]] = []
    page.shown.connect(lambda view: seen.append((view.title, page.head.strip.accessibleName())))
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(seen))
    windows.settle()
    assert seen == [("Register the damage", earlier)]
    qtbot.waitUntil(lambda: "Register the damage" in page.head.strip.accessibleName())
    assert page.head.title.text() == "Register the damage"


def test_a_window_that_a_colleague_opened_first_says_so(
    company: Company, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = reported(company)
    windows = log_in("anouk")
    handed = partial(
        company.desk("anouk").items.hand_over,
        work_item=outcome.mine[0], employee=company.people["tim"].id, role=None, reason="busy",
    )  # fmt: skip
    opening = steps.open_item

    def too_late(session: Session, work_item: WorkItemId) -> Changes | None:
        handed()
        return opening(session, work_item)

    monkeypatch.setattr(steps, "open_item", too_late)
    page = opened(windows, outcome)
    assert page.view is not None
    assert not page.view.mine
    assert not page.fields.isEnabled()


def test_a_step_that_leaves_me_says_who_has_it_and_what_was_promised(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows, page = at_damage(company, log_in, promise=company.now + timedelta(hours=6))
    fill(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    assert page not in windows.office.window.pages
    assert windows.told[-1].title == (
        "Completed. Next: Check cover with Claims. The customer was promised an answer by today 15:00."
    )


def test_what_is_missing_is_shown_and_nothing_is_stored(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows, page = at_damage(company, log_in)
    type_into(qtbot, page.fields.fields["plate"], "K-482-TZ")
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    assert page.fields.fields["happened"].isAncestorOf(QApplication.focusWidget())
    assert page.fields.form is not None
    assert {line.item.code for line in page.fields.form.missing()} == {"happened", "kind", "other_known"}
    assert page.view is not None
    assert set(company.open_items(page.view.case.id)) == {"register"}


def test_what_is_wrong_is_said_with_a_right_example(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    _windows, page = at_damage(company, log_in)
    field = page.fields.fields["damage"]
    type_into(qtbot, field, "1.25O,00")
    page.fields.fields["plate"].setFocus()
    problem = field.problem()
    assert problem is not None
    assert "letter O" in problem
    assert field.editor.targets[0].property("mood") is None
    assert page.fields.form is not None
    assert set(page.fields.form.problems()) == {"damage"}


def test_a_field_appears_as_its_condition_holds_and_goes_with_it(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    _windows, page = at_damage(company, log_in)
    assert "police" not in page.fields.fields
    type_into(qtbot, page.fields.fields["other_known"], "n")
    assert page.fields.fields["police"].isVisibleTo(page.fields)
    type_into(qtbot, page.fields.fields["other_known"], "y")
    assert not page.fields.fields["police"].isVisibleTo(page.fields)


def test_a_required_prompt_is_answered_without_a_value_by_one_key_and_taken_back(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    _windows, page = at_damage(company, log_in)
    field = page.fields.fields["plate"]
    field.setFocus()
    press(qtbot, page, Qt.Key.Key_U, ALT)
    qtbot.keyClicks(QApplication.focusWidget(), "He drove off")
    assert page.fields.form is not None
    answer = page.fields.form.answers()["plate"]
    assert (answer.kind, answer.reason) == (AnswerKind.UNKNOWN, "He drove off")
    field.answer_after_all()
    assert page.fields.form.answers() == {}


def test_what_is_already_known_is_filled_in_and_confirmed_with_one_key(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    first = reported(company)
    company.desk("anouk").cases.complete(work_item=first.mine[0], outputs=DAMAGE)
    _windows, page = at_damage(company, log_in)
    field = page.fields.fields["plate"]
    assert field.text() == "K-482-TZ"
    assert page.fields.form is not None
    assert "plate" not in page.fields.form.outputs(), "what is only filled in is not registered again"
    field.setFocus()
    press(qtbot, page, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert page.fields.form.outputs()["plate"] == "K-482-TZ"


def test_typing_is_kept_as_a_draft_and_put_back_after_a_crash(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows, page = at_damage(company, log_in)
    type_into(qtbot, page.fields.fields["plate"], "K-48")
    assert page.dirty
    qtbot.waitUntil(lambda: bool(page.bar.kept.text()), timeout=5_000)
    assert page.bar.kept.text() == "Draft kept 09:00"
    assert page.view is not None
    work_item = page.view.work_item
    again = log_in("anouk").office.open_work(work_item)  # as after a crash: nothing was closed
    windows.settle()
    assert again.fields.fields["plate"].text() == "K-48"
    assert again.dirty


def test_closing_the_tab_keeps_the_draft_and_the_step(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows, page = at_damage(company, log_in)
    type_into(qtbot, page.fields.fields["plate"], "K-48")
    assert page.view is not None
    item = page.view.work_item
    assert windows.office.window.close_page(page)
    windows.settle()
    draft = company.desk("anouk").drafts.load(item.hex)
    assert draft is not None
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], item, company.now)
    assert (str(seen.state), seen.holder) == ("claimed", "Anouk Jansen")


def test_what_a_colleague_completed_meanwhile_is_said_and_the_draft_kept(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows, page = at_damage(company, log_in)
    fill(qtbot, page)
    assert page.view is not None
    company.desk("anouk").items.hand_over(
        work_item=page.view.work_item, employee=company.people["tim"].id, reason="lunch"
    )
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    panel = page.findChild(ErrorPanel)
    assert panel is not None
    assert "Tim Visser has this step already" in panel.accessibleName()
    assert "Kept: all 4 answers" in panel.accessibleName()
    assert page.fields.fields["plate"].text() == "K-482-TZ"
    assert company.desk("anouk").drafts.load(page.view.work_item.hex) is not None


def test_a_step_of_a_colleague_may_be_read_but_not_completed(company: Company, log_in: LogIn) -> None:
    outcome = reported(company)
    company.desk("anouk").items.claim(work_item=outcome.mine[0])
    windows = log_in("tim")
    page = opened(windows, outcome)
    assert not page.bar.complete.isEnabled()
    assert not page.fields.isEnabled()


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_H, CTRL)],
)
def test_a_key_does_no_more_than_its_button_and_says_why(
    company: Company, log_in: LogIn, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    outcome = reported(company)
    company.desk("anouk").items.claim(work_item=outcome.mine[0])
    windows = log_in("tim")
    page = opened(windows, outcome)
    press(qtbot, page, key, modifiers)
    windows.settle()
    assert page.acts.panel is None
    assert windows.told[-1].title == "Anouk Jansen has this step now."


def test_a_pause_names_whom_we_wait_for_and_until_when(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows, page = at_damage(company, log_in)
    press(qtbot, page, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    panel = page.acts.panel
    assert panel is not None
    panel.confirm()
    assert page.acts.panel is panel, "a pause without reason, party and end is no pause"
    assert not panel.findChildren(MoreButton)
    panel.fields["reason"].set_value("customer")
    type_into(qtbot, panel.fields["party"], "his signed form")
    type_into(qtbot, panel.fields["until"], "26-11-2026")
    panel.fields["until"].focusNextChild()
    qtbot.keyClicks(QApplication.focusWidget(), "12:00")
    panel.confirm()
    windows.settle()
    assert page not in windows.office.window.pages
    row = windows.office.desk.mine.rows.row_at(0)
    assert row is not None
    assert row.paused_for == "for his signed form"


def test_a_paused_step_is_only_shown_until_it_is_taken_up_again(company: Company, log_in: LogIn) -> None:
    outcome = reported(company)
    until = company.now + timedelta(days=2)
    company.desk("anouk").items.open(work_item=outcome.mine[0])
    company.desk("anouk").items.pause(case=outcome.case, reason="customer", party="his form", until=until)
    windows = log_in("anouk")
    page = opened(windows, outcome)
    assert page.view is not None
    assert str(page.view.state) == "paused"
    page.resume()
    windows.settle()
    assert str(page.view.state) == "open"


def test_handing_over_gives_the_step_to_a_colleague(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows, page = at_damage(company, log_in)
    press(qtbot, page, Qt.Key.Key_H, CTRL)
    windows.settle()
    panel = page.acts.panel
    assert panel is not None
    panel.fields["whom"].set_value(f"employee/{company.people['tim'].id.hex}")
    type_into(qtbot, panel.fields["reason"], "He knows this customer")
    panel.confirm()
    windows.settle()
    assert page not in windows.office.window.pages
    assert page.view is not None
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["tim"], page.view.work_item, company.now)
    assert (seen.holder, seen.mine) == ("Tim Visser", True)


def test_a_delegated_step_is_given_back_to_whoever_lent_it(company: Company, log_in: LogIn) -> None:
    outcome = reported(company)
    company.desk("anouk").items.delegate(work_item=outcome.mine[0], employee=company.people["tim"].id)
    windows = log_in("tim")
    page = opened(windows, outcome)
    offered = {action.objectName(): action.text() for action in page.bar.menu().actions()}
    assert offered["give_back"] == "Give back to Anouk Jansen"
    assert "release" not in offered
    page.acts.begin("give_back")
    windows.settle()
    assert page not in windows.office.window.pages
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], outcome.mine[0], company.now)
    assert seen.mine


def test_escape_leaves_an_act_without_doing_it(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    _windows, page = at_damage(company, log_in)
    press(qtbot, page, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.acts.panel is None


def test_going_back_opens_the_earlier_step_with_its_values(company: Company, log_in: LogIn) -> None:
    windows, page = at_damage(company, log_in)
    page.acts.begin("back", step="receive")
    assert page.acts.panel is not None
    page.acts.panel.confirm()
    windows.settle()
    assert page.head.title.text() == "Receive claim report"
    assert page.fields.fields["words"].text() == "A van hit me."


def test_an_anonymous_customer_is_named_later(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    page = opened(windows, company.claim(customer=None))
    assert page.head.customer.text() == "Who is the customer?"
    qtbot.mouseClick(page.head.customer, Qt.MouseButton.LeftButton)
    panel = page.acts.panel
    assert panel is not None
    assert panel.customer is not None
    qtbot.keyClicks(panel.customer.box.line, "vries")
    qtbot.waitUntil(lambda: bool(panel.customer and panel.customer.box.results.hits), timeout=5_000)
    qtbot.keyClick(panel.customer.box.line, Qt.Key.Key_Return)
    panel.confirm()
    windows.settle()
    assert page.head.customer.text() == "Fam. De Vries"


def test_a_registered_value_is_corrected_and_the_old_one_kept(company: Company, log_in: LogIn) -> None:
    windows, page = at_damage(company, log_in)
    page.acts.begin("correct")
    assert page.acts.panel is not None
    page.acts.panel.fields["which"].set_value("words")
    page.acts.panel.confirm()
    panel = page.acts.panel
    panel.fields["words"].set_typed("A lorry hit me.")
    panel.confirm()
    windows.settle()
    assert page.view is not None
    words = next(line.value for line in page.view.inputs if line.item.code == "words")
    assert words is not None
    assert words.content == "A lorry hit me."


def test_the_concluding_window_takes_grade_delivery_and_answers(
    company: Company, log_in: LogIn, qtbot: QtBot, fake_time: FakeTime
) -> None:
    started = company.desk("anouk").cases.start_case(
        process="question", channel="email", customer=company.customers["smit"], asks=("Am I covered?",),
        expects="An answer today",
    )  # fmt: skip
    fake_time.advance(1_800)
    windows = log_in("anouk")
    page = opened(windows, started)
    contact = page.fields.contact
    assert contact is not None
    ticks = contact.findChildren(QCheckBox)
    assert [tick.isChecked() for tick in ticks] == [True]
    type_into(qtbot, contact.field("text"), "Yes, from today.")
    type_into(qtbot, contact.field("delivered"), "Cover from today")
    contact.field("grade").editor.set_text("8")
    contact.field("graded_by").editor.set_text("customer")
    page.fields._contact_edited()
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    windows.settle()
    assert windows.told[-1].title == f"Case {started.number} is concluded."
    from desktop_crm.workflow.reads_whole import case_view

    with company.store.read() as view:
        case = case_view(view, company.plans, company.people["anouk"], started.case, company.now)
    assert (case.head.grade, case.head.graded_by, case.head.delivered) == (8, "customer", "Cover from today")
    assert case.questions[0].answered is not None


def test_a_chip_explains_every_interval(company: Company, log_in: LogIn, fake_time: FakeTime) -> None:
    outcome = reported(company, asks=("May I drive on?",))
    fake_time.advance(3_600)
    windows = log_in("anouk")
    page = opened(windows, outcome)
    assert "First answer, 3:00 left" in page.head.chips.chips[0].accessibleName()
    popover = page.head.chips.explain(0)
    assert popover.isVisible()
    popover.dismiss()
    assert page.head.chips.more.text() == "+2"
    assert len(page.head.chips.menu().actions()) == 2


def test_the_window_says_what_follows_as_one_types(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    outcome = reported(company)
    done = company.desk("anouk").cases.complete(work_item=outcome.mine[0], outputs=DAMAGE)
    windows = log_in("joost")
    page = windows.office.open_work(company.open_items(done.case)["check"])
    windows.settle()
    type_into(qtbot, page.fields.fields["covered"], "n")
    assert page.bar.next_steps.text() == "Tell customer the outcome"
    type_into(qtbot, page.fields.fields["covered"], "y")
    assert page.bar.next_steps.text() == "Appoint repairer, Assess the damage"


def test_a_draft_round_trips_with_answers_and_what_is_wrong(company: Company) -> None:
    outcome = reported(company)
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], outcome.mine[0], company.now)
    form = (
        begin(seen)
        .put("damage", Entry("1.25O,00", touched=True))
        .put("plate", Entry("\N{CAT FACE}", touched=True))
    )
    again = read_draft(begin(seen), write_draft(form))
    assert again.entries["damage"].text == "1.25O,00"
    assert again.entries["plate"].text == "\N{CAT FACE}"
    assert set(again.problems()) == {"damage"}


def test_every_field_can_be_reached_and_named_without_a_mouse(company: Company, log_in: LogIn) -> None:
    _windows, page = at_damage(company, log_in)
    for line in page.findChildren(QLineEdit):
        assert line.accessibleName(), f"{line.objectName()} has no name for assistive technology"
