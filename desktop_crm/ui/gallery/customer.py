"""The customer file scene."""
# Rows of samples read as a table.
# ruff: noqa: E501

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui.frame import Page
from desktop_crm.ui.gallery.frame import frame, other_pages
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.filter_chips import FilterChips
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.segmented import Option
from desktop_crm.ui.widgets.tag import Tag
from desktop_crm.ui.widgets.time_line import TimeEntry, TimeLine

MET, MISSED = ClockFace("met", "", "met"), ClockFace("missed", "", "missed")
ENTRIES = (
    TimeEntry(None, strong="Planned"),
    TimeEntry(1, "Thu 26 Nov", "10:00", "sales_force", "Visit: yearly review of all policies", "", "R. Koster goes to the customer · agenda: new van, business interruption", "in 2 days"),
    TimeEntry(2, "Mon 7 Dec", "", "telephony", "Call: is everything settled to your liking?", "", "Follows automatically once claim 2026-0181 is concluded", "in 13 days"),
    TimeEntry(None, strong="November 2026"),
    TimeEntry(3, "today", "13:00", "telephony", "Called about the claim on the shop window", "", "“I would like to know today whether I may have it replaced.” · taken by A. Jansen · case 2026-0181", face=ClockFace("at_risk", "", "0:42 left", "at risk")),
    TimeEntry(4, "Mon 23 Nov", "16:12", "direct_marketing", "E-mail received:", "photographs of the damage", "3 attachments · case 2026-0181", "3", meta_icon="ph.paperclip"),
    TimeEntry(5, "Mon 23 Nov", "09:05", "case", "Case started:", "Report a claim, glass", "2026-0181 · the call was answered at once", face=MET),
    TimeEntry(6, "Wed 18 Nov", "11:40", "transaction", "Premium collected", "€ 412,60", "Business package ZAK-20.114.7 · fourth quarter", "transaction"),
    TimeEntry(7, "Tue 10 Nov", "14:22", "outlet", "Asked about cover for a second delivery van", "", "Answered at the counter · M. Postma · case 2026-0166", face=MET),
    TimeEntry(None, strong="October 2026"),
    TimeEntry(8, "Thu 22 Oct", "08:58", "document", "Document:", "policy schedule, business package", "PDF, 4 pages · sent by e-mail, opened on 22 Oct", "document"),
    TimeEntry(9, "Mon 12 Oct", "15:31", "telephony", "Not reached;", "left a message with the shop", "Outbound · T. Visser · case 2026-0140", "0:02"),
    TimeEntry(10, "Fri 2 Oct", "10:16", "case", "Case concluded:", "Change of policy", "2026-0140 · 6 working days against a norm of 5; the customer waited 9 days", face=MISSED),
)  # fmt: skip
FACTS = (
    Fact("Chamber of Comm.", "05 112 338", "2011, fixed"),
    Fact("Employees", "14", "10 Nov 2026"),
    Fact("Turnover", "€ 1,1 million", "2 years", "ask_again"),
    Fact("Best reached", "after 13:00, telephone", "23 Sep 2026"),
    Fact("Sales notes", "not for your role", "", "withheld"),
)


def customer() -> QWidget:
    """Return the scene."""
    window = frame()
    other_pages(window, before=True)
    page = Page("customer:2", "Customer · Fam. De Vries")
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(_head())
    row = QHBoxLayout()
    row.setContentsMargins(16, 16, 16, 16)
    row.setSpacing(16)
    row.addWidget(_time_line(), 1)
    row.addWidget(_facts())
    whole.addLayout(row, 1)
    window.open_page(page)
    return window


def _head() -> Bar:
    head = Bar("below")
    row = QHBoxLayout()
    row.setContentsMargins(16, 12, 16, 12)
    row.setSpacing(16)
    row.addWidget(Label("Bakkerij Smit B.V.", font="window_title"))
    row.addWidget(Label("104 233", colour="muted"))
    row.addWidget(Tag("Customer since 2011"))
    row.addWidget(Tag("Small business"))
    row.addStretch(1)
    row.addWidget(Button("Plan contact", icon="planned"))
    row.addWidget(Button("New event", kind="filled", key="Ctrl+N"))
    head.setLayout(row)
    return head


def _time_line() -> Panel:
    panel = Panel(head=True)
    chips = FilterChips(name="Filter")
    chips.set_options(
        [
            Option("", "All"),
            Option("contact", "Contacts"),
            Option("case", "Cases"),
            Option("plan", "Planned"),
        ],
        {"": 214, "contact": 131, "case": 18, "plan": 2},
    )
    panel.add_to_head(chips, left=True)
    line = TimeLine(name="Time line")
    line.entries.set_entries(ENTRIES)
    line.setCurrentIndex(line.entries.index(4))
    panel.add(line, 1)
    return panel


def _facts() -> QWidget:
    side = QWidget()
    side.setFixedWidth(theme().width("customer_side"))
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    panel = Panel("Known facts")
    panel.set_count("12 · 1 to ask again")
    for fact in FACTS:
        panel.add(FactRow(fact, label_part=0.36))
    column.addWidget(panel)
    column.addStretch(1)
    return side
