"""The desk scene."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui.frame import Page
from desktop_crm.ui.gallery.frame import frame, other_pages
from desktop_crm.ui.gallery.samples import MINE, ROLE, work_columns
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.fields.editor import CommentEdit
from desktop_crm.ui.widgets.filter_button import FilterButton
from desktop_crm.ui.widgets.key_hint import KeyHint
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.promise_line import PromiseLine
from desktop_crm.ui.widgets.result_list import Hit
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.ui.widgets.segmented import Option, SegmentedChoice

GROUNDS = "95 of 100 such questions were answered within 2 h 06 (last 90 days, 412 cases)"
CHANNELS = (
    Option("telephone", "Telephone", "telephony"),
    Option("desk", "Outlet", "outlet"),
    Option("visit", "Sales visit", "sales_force"),
    Option("letter", "Letter", "direct_marketing"),
    Option("web", "Web, e-mail", "e_commerce"),
    Option("text", "Mobile", "mobile"),
)
HITS = (
    Hit(1, "Bakkerij Smit B.V.", "104 233 · Zwolle · 038 421 77 06", "2 open cases", marks=((9, 4),)),
    Hit(2, "Smit, Marleen", "118 902 · Hattem · 038 444 12 90", "no open case", marks=((0, 4),)),
    Hit(3, "Smit-Bakker, H. J.", "097 415 · Zwolle · 038 455 63 18", "1 open case", marks=((0, 4),)),
)


def desk() -> QWidget:
    """Return the scene."""
    window = frame()
    page = Page("desk", "Desk")
    page.icon, page.closable = "desk", False
    row = QHBoxLayout(page)
    space = theme().space("panel")
    row.setContentsMargins(space, space, space, space)
    row.setSpacing(space)
    form = _form()
    form.setFixedWidth(theme().width("desk_form"))
    row.addWidget(form)
    lists = QVBoxLayout()
    lists.setSpacing(space)
    mine, work = _work_list("My work", "10 · 1 overdue · 2 at risk", MINE, "What is measured")
    mine.add_to_head(FilterButton(work))
    work.select_id(2)
    role, _waiting = _work_list("For my role", "Front office · 14 waiting · 1 overdue", ROLE, "Waiting since")
    role.add_to_head(Button("Take next", key="F5", small=True))
    more = QHBoxLayout()
    more.setContentsMargins(16, 6, 16, 10)
    more.addWidget(Link("Show the other 6"))
    more.addSpacing(12)
    more.addWidget(KeyHint("Ctrl+Down"))
    more.addStretch(1)
    role.body.addLayout(more)
    lists.addWidget(mine, 392)
    lists.addWidget(role, 372)
    row.addLayout(lists, 1)
    window.open_page(page)
    other_pages(window, before=False)
    return window


def _work_list(title: str, count: str, rows: Sequence[object], last: str) -> tuple[Panel, ListView]:
    model = PagedTableModel(work_columns(last))
    model.set_rows(rows)
    view = ListView(model, name=title)
    model.setParent(view)
    panel = Panel(title)
    panel.set_count(count)
    panel.add(view, 1)
    return panel, view


def _form() -> Panel:
    panel = Panel("New event", padded=True)
    panel.add_to_head(KeyHint("Ctrl+N"))
    body = panel.body
    body.setSpacing(8)
    who = SearchBox("Type a name, a number, a telephone", inline=True, icon="")
    who.line.setText("smit 038")
    who._asked = "smit 038"
    who.set_hits("smit 038", HITS)
    who.line.setFocus()
    channel = SegmentedChoice(CHANNELS, columns=3, stretch=True, name="Channel")
    channel.set_code("telephone")
    about = ComboBox(name="About")
    about.set_choices((("information", "Information request"),))
    about.set_code("information")
    arrived = LineEdit("14:18", name="Arrived")
    arrived.set_tail("today")
    arrived.setFixedWidth(128)
    words = CommentEdit(name="What the customer says")
    words.setPlainText("Is the new delivery van covered from today, and may my nephew of 19 drive it?")
    body.addWidget(Label("Who?"))
    body.addWidget(who)
    body.addSpacing(8)
    body.addWidget(Label("Channel"))
    body.addWidget(channel)
    body.addSpacing(8)
    both = QHBoxLayout()
    both.setSpacing(16)
    for label, widget in (("About", about), ("Arrived", arrived)):
        column = QVBoxLayout()
        column.addWidget(Label(label))
        column.addWidget(widget)
        both.addLayout(column)
    body.addLayout(both)
    body.addSpacing(8)
    body.addWidget(Label("What the customer says · in their words"))
    body.addWidget(words, 1)
    body.addSpacing(8)
    body.addWidget(PromiseLine("You may promise:", "an answer today before 16:30", GROUNDS))
    body.addSpacing(8)
    foot = QHBoxLayout()
    foot.addWidget(Label("Starts “Receive the question”, yours", font="caption", colour="muted"))
    foot.addStretch(1)
    foot.addWidget(Button("Start", kind="filled", key="Ctrl+Enter"))
    body.addLayout(foot)
    return panel
