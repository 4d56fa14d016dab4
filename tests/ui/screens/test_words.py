"""What stands on the screen in words: quotations, the events that contacts are called by, the order of actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.core.errors import Refused
from desktop_crm.ui import wording
from desktop_crm.ui.activity.needs import contact_words
from desktop_crm.ui.help import set_type
from desktop_crm.ui.search.everything import Action, matching
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.workflow.reads_activity import activity_view
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I have read it", "“I have read it”"),
        ("“I have read it”", "“I have read it”"),
        ('"I have read it"', "“I have read it”"),
        ("„Gelezen”", "“Gelezen”"),
        ("“One” and “two”", "““One” and “two””"),
        ("two\n lines", "“two lines”"),
        ("“", "““”"),
        (" ", ""),
    ],
)
def test_words_stand_in_quotation_marks_once(words: str, expected: str) -> None:
    assert wording.quoted(words) == expected


def test_the_contact_that_started_a_case_is_called_by_its_event(company: Company) -> None:
    started = company.claim()
    with company.store.read() as view:
        seen = activity_view(view, company.plans, company.people["anouk"], started.mine[0], company.now)
    first = contact_words(seen.contacts[0], None, company.now)
    assert first.title == "Customer reports damage"


def test_an_action_that_begins_as_it_was_typed_comes_first() -> None:
    titles = ("Start Policy change", "Start Claim", "Start Complaint", "Start Advice")
    actions = [Action(title, title, "", lambda: None) for title in titles]
    assert [one.title for one in matching(actions, "start c")] == [
        "Start Claim",
        "Start Complaint",
        "Start Policy change",
    ]
    assert [one.title for one in matching(actions, "cha")] == ["Start Policy change"]


def test_what_is_too_long_for_its_line_shows_its_beginning_once_it_is_left(qtbot: QtBot) -> None:
    line = LineEdit()
    qtbot.addWidget(line)
    line.resize(120, 32)
    line.show()
    line.activateWindow()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(line.hasFocus, timeout=5_000)
    qtbot.keyClicks(line, "A replacement car by tomorrow morning")
    assert line.cursorPosition() > 0
    line.clearFocus()
    assert line.cursorPosition() == 0


def test_heads_of_help_stand_nearer_to_their_text_than_to_the_text_above() -> None:
    document = QTextDocument()
    document.setMarkdown("# Desk\n\nOne.\n\n## My work\n\nTwo.\n")
    set_type(document)
    heads, texts = {}, []
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            heads[block.text()] = block.blockFormat()
            size = block.begin().fragment().charFormat().font().pointSizeF()
            assert (
                size == theme().font("window_title" if block.text() == "Desk" else "panel_title").pointSizeF()
            )
        else:
            texts.append(block.blockFormat().topMargin())
        block = block.next()
    assert heads["Desk"].topMargin() == 0
    assert max(texts) < heads["My work"].topMargin()
    assert heads["My work"].topMargin() > heads["My work"].bottomMargin() == theme().space("base")


def test_after_show_what_changed_the_keyboard_stays_in_the_window(company: Company, log_in: LogIn) -> None:
    started = company.claim()
    windows = log_in("anouk")
    page = windows.office.open_work(started.mine[0])
    windows.settle()
    company.desk("anouk").items.hand_over(
        work_item=started.mine[0], employee=company.people["tim"].id, reason="Knows them"
    )
    page.show_error(Refused("Tim Visser has this step already; nothing was changed."))
    again = page.findChild(QPushButton, "show_what_changed")
    assert again is not None
    again.setFocus()
    again.click()
    windows.settle()
    assert page.view is not None
    assert not page.view.mine
    assert QApplication.focusWidget() is page.needs.link
