"""A thousand contacts on paper, beside reportlab's own table of the same words; and whether the bytes are the same."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from desktop_crm.bench.result import Result
from desktop_crm.core.ids import ContactId, new_id
from desktop_crm.measures.contact_history import HistoryFilter, HistoryLine, QuestionLine
from desktop_crm.measures.looking_back import HistoryReport, WholeContact
from desktop_crm.reports.history_book import history_book

ROWS, QUICK_ROWS = 1_000, 200
GOAL_S = 3.0
_TIMES = 3
_NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
_SAID = (
    "Wants to know when the expert comes to look at the damage; told her that it will be Thursday morning. "
)


def run(*, quick: bool = False) -> Result:
    """Measure; the goals are three seconds for a thousand rows, and the same bytes each time."""
    result = Result("pdf")
    sizes = (QUICK_ROWS,) if quick else (ROWS // 10, ROWS)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "history.pdf"
        for size in sizes:
            report = contacts(size)
            written: set[str] = set()

            def write(report: HistoryReport = report, written: set[str] = written) -> None:
                history_book(report, out, zone=UTC)
                written.add(sha256(out.read_bytes()).hexdigest())

            took = _several(write)
            result.row("contact history", size, took, kilobytes=out.stat().st_size // 1024)
            bare = _several(partial(_bare, report, out))
            result.row("reportlab's own table of the words", size, bare)
            if size == sizes[-1]:
                result.goal(f"seconds for {size} rows", GOAL_S, sorted(took)[len(took) // 2], most=True)
                result.goal("files that differ from each other", 1, len(written), most=True)
    return result


def contacts(count: int) -> HistoryReport:
    """Return this many contacts of some customers: words of one to three sentences, a question now and then."""
    found = tuple(
        WholeContact(
            HistoryLine(
                ContactId(new_id()), _NOW - timedelta(hours=3 * place), "telephone", "in" if place % 3 else "out", "",
                "Claim" if place % 4 == 0 else "", None, "Anouk Jansen", None, f"Customer {place % 50}", None,
                f"2026-{place:04}", "claim", _SAID * (1 + place % 3),
            ),
            (QuestionLine("When does the expert come?", "customer", _NOW),) if place % 5 == 0 else (),
            "",
        )
        for place in range(count)
    )  # fmt: skip
    narrowed = HistoryFilter(_NOW - timedelta(days=365), _NOW)
    return HistoryReport(narrowed, "", _NOW, found, False, {"telephone": "Telephone"}, {"claim": "Claim"})


def _bare(report: HistoryReport, out: Path) -> None:
    """Write the words as a plain table, without contents, fonts of ours, or any care for long texts."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["BodyText"]
    rows = [
        [
            Paragraph(text, style)
            for text in (f"{one.line.at:%d-%m-%Y}", one.line.customer_name, one.line.text)
        ]
        for one in report.contacts
    ]
    SimpleDocTemplate(str(out)).build([Table(rows, (80, 100, 270))])


def _several(act: Callable[[], None]) -> list[float]:
    taken = []
    for _number in range(_TIMES):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return taken
