"""The states scene: empty, loading, error, offline, every clock, the why of one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui.gallery.samples import ALL_FACES
from desktop_crm.ui.messages import Message
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.banner import Banner
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockChip, ClockFace
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.why_popover import Why, WhyInterval, WhyView

_HOUR = 3600
WAITING = "Steps you take or are handed appear here. Your role has 14 waiting."
REFUSED = (
    "The step was not completed. The shared store refused it: a colleague completed “Check cover” at 14:16."
)


def _interval(when: str, lasted: str, hours: float, counted: bool, reason: str) -> WhyInterval:
    return WhyInterval(when, lasted, hours * _HOUR, counted, reason)


WHY = Why(
    "Settle my claim in ten days.",
    "Judged on net time against 10 working days · calendar Front office v3 · target of model version 7",
    "3 d 6 h 19",
    "7 d 5 h 11",
    ClockFace("running", "", "6 d 2 h left"),
    (
        _interval("Tue 17 Nov 09:07 – 17:00", "7 h 53", 7.9, True, "from the customer’s call"),
        _interval("Tue 17:00 – Wed 08:30", "15 h 30", 15.5, False, "closed"),
        _interval("Wed 08:30 – 12:10", "3 h 40", 3.7, True, "working hours"),
        _interval(
            "Wed 12:10 – Fri 11:02", "46 h 52", 46.9, False, "paused for his form; his e-mail ended it"
        ),
        _interval("Fri 11:02 – 17:00", "5 h 58", 6, True, "working hours"),
        _interval("Fri 17:00 – Mon 08:30", "63 h 30", 63.5, False, "weekend"),
        _interval("Mon 08:30 – 17:00", "8 h 30", 8.5, True, "working hours"),
        _interval("Mon 17:00 – Tue 08:30", "15 h 30", 15.5, False, "closed"),
        _interval("Tue 24 Nov 08:30 – now", "5 h 48", 5.8, True, "working hours"),
    ),
)


def states() -> QWidget:
    """Return the scene."""
    scene = QWidget()
    grid = QGridLayout(scene)
    grid.setContentsMargins(16, 8, 16, 16)
    grid.setSpacing(8)
    tops = (
        ("Empty: what would be here, and how to get it", _empty()),
        ("Loading: from 300 ms on, with a count and a way out", _loading()),
        ("Error: what happened, what was kept, what to do", _error()),
        ("Offline: a state, not an error", _offline()),
    )
    for column, (words, widget) in enumerate(tops):
        grid.addWidget(ElidingLabel(words, font="caption", colour="muted"), 0, column)
        widget.setFixedHeight(208)
        grid.addWidget(widget, 1, column)
        grid.setColumnStretch(column, 1)
    grid.addWidget(
        Label("Clock chips: shape + name + time or verdict + word", font="caption", colour="muted"), 2, 0
    )
    grid.addWidget(Label("“Why” popover of a chip", font="caption", colour="muted"), 2, 2)
    grid.addWidget(_chips(), 3, 0, 1, 2)
    why = Panel(outline="border")
    why.add(WhyView(WHY), 1)
    grid.addWidget(why, 3, 2, 1, 2)
    grid.addWidget(_controls(), 4, 0, 1, 4)
    grid.setRowStretch(5, 1)
    return scene


def _empty() -> Panel:
    panel = Panel("My work")
    panel.set_count("0")
    take = Button("Take next", key="F5", bind=False)
    panel.add(EmptyState("Nothing is waiting for you.", WAITING, action=take), 1)
    return panel


def _loading() -> Panel:
    panel = Panel("Contact history")
    panel.set_count("searching")
    busy = BusyPanel()
    busy.set_progress(19, 30, "1,9 of 3,0 million, 212 found")
    busy.show()
    panel.add(busy)
    for label, value in (("24 Nov", "Reports a collision"), ("24 Nov", "Called about the claim")):
        panel.add(FactRow(Fact(label, value, "De Vries"), label_part=0.2))
    panel.body.addStretch(1)
    return panel


def _error() -> ErrorPanel:
    message = Message(
        "error",
        REFUSED,
        kept="Kept: all 7 answers, as a draft of 14:18.",
        details="Conflict: work item 12",
    )
    return ErrorPanel(message, [Button("Show what changed", kind="filled"), Button("Keep my draft")])


def _offline() -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    banner = Banner("offline", "Working offline", "since Mon 17:40", closable=False)
    banner.add_action("Go online", lambda: None)
    column.addWidget(banner)
    column.addWidget(Banner("notice", "Step completed.", "Claims has “Check cover” now."))
    column.addWidget(Banner("warning", "The store is nearly full.", "Make room."))
    column.addWidget(Banner("info", "A new version of the model is in use."))
    column.addStretch(1)
    return whole


def _chips() -> Panel:
    panel = Panel(padded=True)
    grid = QGridLayout()
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(16)
    for row, (face, words) in enumerate(ALL_FACES):
        grid.addWidget(ClockChip(face), row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(ElidingLabel(words, colour="muted"), row, 1)
    grid.setColumnMinimumWidth(0, 400)
    panel.body.addLayout(grid)
    panel.body.addStretch(1)
    return panel


def _controls() -> Panel:
    panel = Panel("Controls", padded=True)
    row = QHBoxLayout()
    row.setSpacing(theme().space("base"))
    for kind in ("filled", "outlined", "flat"):
        row.addWidget(
            Button(kind.capitalize(), kind=kind, key="Ctrl+Enter" if kind == "filled" else "", bind=False)
        )
        off = Button(f"{kind.capitalize()}, disabled", kind=kind)
        off.setEnabled(False)
        row.addWidget(off)
    row.addWidget(Button("Small", small=True, key="F5", bind=False))
    row.addStretch(1)
    panel.body.addLayout(row)
    return panel
