"""The activity scene."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.ui.frame import Page
from desktop_crm.ui.gallery.frame import frame, other_pages
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockChip, ClockFace
from desktop_crm.ui.widgets.contact_row import ContactLine, ContactRow
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, make_field
from desktop_crm.ui.widgets.key_hint import KeyHint
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel, SubHead
from desktop_crm.ui.widgets.step_strip import Stage, StepStrip

STAGES = (
    Stage("Receive claim report", "Front office · 14:02–14:16", "done"),
    Stage("Register the damage", "Front office · you, since 14:16", "current"),
    Stage("Check cover", "Claims"),
    Stage("Appoint repairer", "Partner · side by side with 5"),
    Stage("Assess the damage", "Claims · side by side with 4"),
    Stage("Tell customer the outcome", "Front office"),
)
FACTS = (
    Fact("Reported", "Today 14:02, telephone", "Receive claim report · 16 min ago"),
    Fact("Policy", "AUTO-58.221.904, private car", "Policy administration · today 06:00"),
    Fact("Cover", "Third party + limited casco", "Policy administration · today 06:00"),
    Fact("Own risk", "€ 150,00 per claim", "Policy administration · today 06:00"),
    Fact("E-mail", "s.devries@example.nl", "Quotation, Sep 2024", "ask_again"),
)
CONTACTS = (
    ContactLine(1, "Reports a collision", "“They drove off before I could write it down.”", "today 14:02"),
    ContactLine(2, "Passes on the mileage", "14.200 km, through the website", "1 Nov 2026", "e_commerce"),
    ContactLine(
        3, "Green card sent", "By M. Postma, read by the customer on 4 Sep", "3 Sep 2026", "direct_marketing"
    ),
    ContactLine(4, "Asks about the no-claim discount", "Answered at the counter", "12 Mar 2025", "outlet"),
)


def activity() -> QWidget:
    """Return the scene."""
    window = frame()
    other_pages(window, before=True)
    page = Page("case:183", "Case 2026-0183 · De Vries")
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(_head())
    middle = QHBoxLayout()
    middle.setContentsMargins(16, 16, 16, 16)
    middle.setSpacing(16)
    middle.addWidget(_inputs())
    middle.addWidget(_outputs(), 1)
    whole.addLayout(middle, 1)
    whole.addWidget(_actions())
    window.open_page(page)
    page.set_dirty(True)
    return window


def _head() -> Bar:
    head = Bar("below")
    column = QVBoxLayout()
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(12)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Label("Register the damage", font="window_title"))
    row.addSpacing(8)
    row.addWidget(Link("Fam. De Vries"))
    row.addWidget(Label("· 112 074 · Motor claim", colour="muted"))
    row.addStretch(1)
    for face in (
        ClockFace("at_risk", "Called back by 15:23", "1:05 left", "at risk"),
        ClockFace("running", "Settled in 10 days", "9 d 8 h left"),
        ClockFace("met", "First answer", "met", "at once"),
    ):
        row.addWidget(ClockChip(face))
    column.addLayout(row)
    column.addWidget(StepStrip(STAGES))
    head.setLayout(column)
    return head


def _inputs() -> Panel:
    panel = Panel("What you need")
    panel.setFixedWidth(theme().width("activity_inputs"))
    panel.add_to_head(Link("Whole file"))
    panel.add_to_head(KeyHint("Ctrl+O"))
    for fact in FACTS:
        panel.add(FactRow(fact, below=True))
    panel.add(SubHead("Last contacts", "31 in all"))
    for line in CONTACTS:
        panel.add(ContactRow(line))
    panel.body.addStretch(1)
    return panel


def _wrong(_text: str) -> str:
    raise Invalid("Not an amount: it holds the letter O. Write 1.250,00")


def _field(label: str, kind: str = "text", *, required: bool = True, value: str = "") -> ItemField:
    field = make_field(
        FieldSpec(label, label, kind, required=required, parse=_wrong if kind == "money" else None)
    )
    field.set_typed(value)
    return field


def _outputs() -> Panel:
    panel = Panel("What you register", padded=True)
    panel.set_count("7 of 10 answered", "1 to correct")
    panel.add_to_head(Label("* required", font="caption", colour="muted"))
    panel.body.setSpacing(theme().space("panel"))
    when = _field("When did it happen", "datetime", value="24-11-2026 08:40")
    when.set_note("Before the report, on a policy day", "ok")
    where = _field("Where", value="Ceintuurbaan 12, Zwolle")
    where.set_note("Address found", "ok")
    plate = _field("Licence plate", value="K-482-TZ")
    plate.set_known("12 Mar 2025", "Quotation")
    other = _field("Other party’s plate")
    other.set_answer("unknown", "Other party drove off")
    damage = _field("Estimated damage", "money", value="1.25O,00")
    damage.show_problem()
    driven = _field("Can the car be driven", "yes-no", value="yes")
    police = _field("Police informed", "yes-no")
    police.set_note("Required: the other party is unknown")
    repairer = _field("Preferred repairer", "choice", required=False)
    words = _field("In the customer’s words", "comment")
    words.set_typed("Was parked along the Ceintuurbaan when a white van scraped the left side and drove off.")
    photos = _field("Photographs", "file", required=False, value="ab/left-side.jpg")
    photos.set_note("Kept with the case")
    for field in (when, where, plate, other, damage, driven, police, repairer, words, photos):
        panel.add(field, 1 if field is words else 0)
    return panel


def _actions() -> Bar:
    bar = Bar("above")
    bar.setFixedHeight(theme().height("action_bar"))
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.setSpacing(8)
    row.addWidget(Button("Back", kind="flat", icon="ph.arrow-left"))
    for words in ("Save draft", "Pause…", "Hand over…"):
        row.addWidget(Button(words))
    row.addSpacing(8)
    row.addWidget(Label("Draft kept 14:18", font="caption", colour="muted"))
    row.addStretch(1)
    row.addWidget(Label("Then: Check cover, Claims", colour="muted"), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addSpacing(8)
    row.addWidget(Button("Complete and next", kind="filled", key="Ctrl+Enter"))
    bar.setLayout(row)
    return bar
