"""Reports made by hand: contacts, key success factors and process times, with any text in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desktop_crm.core.ids import CaseId, ContactId, new_id
from desktop_crm.measures.contact_history import HistoryFilter, HistoryLine, QuestionLine
from desktop_crm.measures.ksf_figures import Choice, Figures, KsfTile, Part, Point
from desktop_crm.measures.looking_back import HistoryReport, WholeContact
from desktop_crm.measures.process_times import HandOver, ProcessTimes, StepTimes, Way
from desktop_crm.measures.promised import Outlook, Promised, PromiseReport
from desktop_crm.measures.reporting import KsfReport, ProcessReport
from desktop_crm.measures.statistics import control_limits

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CHOICE = Choice(2026 * 12 + 7, 2026 * 12 + 10, {})
FIGURES = Figures(412, 0.962, 0.938, 0.977, 4_320.0, 9_000.0, 13_680.0)


def contact(place: int, text: str, *, zone: str = "") -> WholeContact:
    line = HistoryLine(
        ContactId(new_id()), NOW - timedelta(hours=7 * place), text, "in" if place % 2 else "out", text, text,
        None, text, None, text, None, text, text, text,
    )  # fmt: skip
    return WholeContact(line, (QuestionLine(text, "customer", None),) if place % 3 == 0 else (), zone)


def contacts(text: str = "When does the expert come?", count: int = 3, customer: str = "") -> HistoryReport:
    found = tuple(contact(place, text) for place in range(count))
    return HistoryReport(
        HistoryFilter(NOW - timedelta(days=365), NOW, words=text),
        customer,
        NOW,
        found,
        False,
        {text: text},
        {},
    )


def tile(text: str = "Answered the same morning", weeks: int = 12, **more: object) -> KsfTile:
    points = tuple(
        Point(
            date(2026, 8, 3) + timedelta(weeks=week),
            30 + week,
            0.8 if week == 7 else 0.95 - 0.01 * (week % 3),
        )
        for week in range(weeks)
    )
    made = KsfTile(
        "k", text, text, "response", "net", 0.95, 14_400, FIGURES, 3, points,
        control_limits([one.share for one in points], least=0.0, most=1.0),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def figures(text: str = "Answered the same morning", **more: object) -> KsfReport:
    tiles = (tile(text, **more), tile(f"{text} 2", figures=None, points=(), limits=None))
    parts = {
        "k": {
            "process": (Part("a", text, FIGURES), Part("", "", FIGURES)),
            "team": (Part("a", text, FIGURES),),
        }
    }
    return KsfReport(CHOICE, text, NOW, 5, tiles, parts)


def times(text: str = "Assess the claim", cases: int = 18) -> ProcessReport:
    steps = (
        StepTimes("a", text, text, 18, (7_200.0, 1_800.0, 900.0), 0.7),
        StepTimes("b", text, text, 3, None, None),
        StepTimes("c", text, text, 0, None, None),
    )
    ways = (Way((text,) * 3, 17, True), Way((text,) * 40, 1, False))
    found = ProcessTimes(
        "p", text, cases, steps, (HandOver(text, text, 18, 7_200.0, 129_600.0),), ways, 0.7, text, 28_800.0
    )
    return ProcessReport(CHOICE, NOW, 5, found)


def promises(text: str = "Assess the claim") -> PromiseReport:
    found = tuple(
        Promised(CaseId(new_id()), text, text, text, NOW, NOW if outlook is Outlook.BROKEN else None, outlook,
                 ((text, text),) * count)
        for outlook, count in ((Outlook.BROKEN, 1), (Outlook.WILL_BREAK, 20), (Outlook.ON_COURSE, 0))
    )  # fmt: skip
    return PromiseReport(NOW + timedelta(hours=15), NOW, text, found)
