"""The invented customers and clocks of the gallery."""
# Rows of samples read as a table.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.paged_model import Column


@dataclass(frozen=True)
class Work:
    """A row of a work list."""

    id: int
    face: ClockFace
    activity: str
    customer: str
    case: str
    last: str


def _face(state: str, main: str, word: str = "") -> ClockFace:
    return ClockFace(state, "", main, word)


MINE = [
    Work(1, _face("overdue", "0:12", "overdue"), "Confirm cancellation in writing", "Autobedrijf Kuipers", "2026-0174", "Confirmed within a day"),
    Work(2, _face("at_risk", "0:42 left", "at risk"), "Call back about claim", "Bakkerij Smit B.V.", "2026-0181", "Promise: today 15:00"),
    Work(3, _face("at_risk", "1:05 left", "at risk"), "Register the damage", "Fam. De Vries", "2026-0183", "Promise: today 15:23"),
    Work(4, _face("running", "2:55 left"), "Answer question on premium", "Mw. F. Yilmaz", "2026-0179", "First answer in 4 h"),
    Work(5, _face("running", "3:20 left"), "Prepare quotation home contents", "Dhr. T. Hoekman", "2026-0177", "Quotation in 1 day"),
    Work(6, _face("running", "1 d 2 h left"), "Check identity and signature", "Praktijk Van Leeuwen", "2026-0168", "Policy in 5 days"),
    Work(7, _face("running", "2 d 4 h left"), "Send renewal proposal", "Stichting De Brug", "2026-0159", "Renewal 30 days ahead"),
    Work(8, _face("running", "6 d left"), "Discuss cover after move", "Mw. R. Nijland", "2026-0170", "Adviser within 10 days"),
    Work(9, _face("paused", "paused", "until Thu 26 Nov"), "Wait for police report", "Dhr. P. Jansen", "2026-0146", "Settled in 10 days"),
    Work(10, _face("paused", "paused", "until Mon 30 Nov"), "Wait for signed form", "Garage Oost", "2026-0132", "Policy in 5 days"),
]  # fmt: skip
ROLE = [
    Work(11, _face("overdue", "0:31", "overdue"), "Call back after missed call", "Mw. S. de Groot", "2026-0176", "10:52 · 3 h 26"),
    Work(12, _face("at_risk", "0:50 left", "at risk"), "Answer e-mail on deductible", "Bloemenhuis Iris", "2026-0180", "11:40 · 2 h 38"),
    Work(13, _face("running", "1:44 left"), "Report change of address", "Dhr. K. Bosma", "2026-0182", "12:02 · 2 h 16"),
    Work(14, _face("running", "2:10 left"), "Receive claim report", "VvE Parkzicht", "2026-0184", "12:28 · 1 h 50"),
    Work(15, _face("running", "3:36 left"), "Answer question on travel cover", "Mw. L. Okafor", "2026-0185", "13:54 · 0 h 24"),
    Work(16, _face("running", "3:52 left"), "Call back about quotation", "Schildersbedrijf Mos", "2026-0186", "14:10 · 0 h 08"),
    Work(17, _face("running", "1 d left"), "Check incoming form", "Dhr. J. Wolters", "2026-0172", "Mon 15:31 · 7 h 17"),
    Work(18, _face("running", "3 d left"), "Tell customer the outcome", "Fam. Van den Berg", "2026-0151", "Mon 11:08 · 11 h 40"),
]  # fmt: skip


def work_columns(last: str) -> list[Column]:
    """Return the columns of a work list."""
    return [
        Column("clock", "Clock", lambda row: row.face.spoken, 216, "clock", face=lambda row: row.face),
        Column("activity", "Activity", lambda row: row.activity, 230, "strong"),
        Column("customer", "Customer", lambda row: row.customer, 176),
        Column("case", "Case", lambda row: row.case, 104, "muted"),
        Column("last", last, lambda row: row.last, 160, "muted", stretch=True),
    ]


ALL_FACES = [
    (ClockFace("not_started", "First answer", "", "not started"), "dashed ring; the customer has to write"),
    (ClockFace("running", "First answer", "2:55 left"), "ring; net time left"),
    (ClockFace("out_of_hours", "First answer", "2:55 left", "closed until 08:30"), "moon; out of hours, not a pause"),
    (ClockFace("at_risk", "Called back by 15:23", "0:42 left", "at risk"), "triangle; too little left"),
    (ClockFace("overdue", "First answer", "0:12", "overdue"), "diamond; running past the norm"),
    (ClockFace("paused", "Settled in 10 days", "paused", "for the customer, until Thu"), "two bars; for whom, until when"),
    (ClockFace("met", "First answer", "met", "in 1:12"), "tick; final"),
    (ClockFace("missed", "Settled in 10 days", "missed", "by 1 d"), "cross, no fill; final"),
    (ClockFace("met", "Settled in 10 days", "met", "revised"), "late facts; old verdict is kept"),
    (ClockFace("cancelled", "First answer", "", "cancelled, merged"), "struck ring; leaves the rates"),
]  # fmt: skip
