"""Contact history: each way of narrowing it down beside its own SQL alone, and the page until it is painted."""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop_crm.access.reads import employee
from desktop_crm.bench.generator.stores import TALKATIVE, cached_store
from desktop_crm.bench.result import Result
from desktop_crm.bench.search import replayed, sizes
from desktop_crm.bench.step import Recorder
from desktop_crm.bootstrap import Desk, Office
from desktop_crm.measures.contact_history import HistoryFilter, HistoryLine, history
from desktop_crm.store.driver import connect
from desktop_crm.store.open import open_store
from desktop_crm.store.search import fold
from desktop_crm.store.work import Reading

LOGIN = "anouk"
ANSWER_GOAL, RATIO_GOAL, PAINTED_GOAL, GROWTH_GOAL = 200.0, 3.0, 100.0, 3.0
# What is promised is promised of a million contacts; what becomes of it beyond is told.
MOST_JUDGED = 1_100_000
_TIMES, _OPENINGS = 5, 10
_LOOKED_INTO = 20_000
_PAGES = 2  # so far one reads on
_EVER = timedelta(days=36_500)
_MOST = "SELECT {what} FROM {table} WHERE {what} IS NOT NULL GROUP BY 1 ORDER BY count(*) {order} LIMIT 1"
# For each way of narrowing where its values stand.
_WAYS = {
    "customer": ("customer_id", "contact"),
    "channel": ("channel", "contact"),
    "direction": ("direction", "contact"),
    "process": ("process", "crm_case"),
    "activity": ("activity", "work_item"),
    "outcome": ("status", "crm_case"),
    "team": ("role", "employee_role"),
}


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Narrow contact history down in stores of several sizes; the goals are judged at each of them.

    100,000 customers have a million contacts. A million customers, with ten million contacts, are measured when
    their store was made before, or when they are asked for by number.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    result = Result("history")
    medians = {
        size: _measure(result, cached_store(size, talk=TALKATIVE), size)
        for size in sizes(result, quick=quick, customers=customers)
    }
    if len(medians) > 1:
        growth = medians[max(medians)] / medians[min(medians)]
        what = f"median of all questions at {max(medians)}, times that at {min(medians)} customers"
        result.goal(what, GROWTH_GOAL, growth, most=True)
    return result


def _measure(result: Result, path: Path, size: int) -> float:
    with closing(Office(open_store(path))) as office, closing(connect(path, None, writes=False)) as bare:
        with office.store.read() as view:
            desk = office.desk_of(employee(view, LOGIN).actor)
            (contacts,) = view.driver.execute("SELECT count(*) FROM contact").fetchone()
            now = office.store.time.now()
            questions = dict(_questions(view, HistoryFilter(now - _EVER, now + timedelta(days=1))))
        median = _asked(result, desk, bare, questions, contacts)
        _open(result, desk, size, contacts)
    return median


def _questions(view: Reading, whole: HistoryFilter) -> Iterator[tuple[str, HistoryFilter]]:
    """Yield ways of narrowing contact history down, each with what it says most and least often."""
    yield "everything", whole
    common, rare = _words(view)
    most, least = _values(view, "DESC"), _values(view, "ASC")
    for way in _WAYS:
        yield f"{way}, the most frequent", replace(whole, **{way: most[way]})
        yield f"{way}, the least frequent", replace(whole, **{way: least[way]})
    for often, given in (("common", most | {"words": common}), ("rare", least | {"words": rare})):
        for one, other in combinations(given, 2):
            yield f"{one} and {other}, {often}", replace(whole, **{one: given[one], other: given[other]})
    for one, other in permutations(_WAYS, 2):
        pair = {one: most[one], other: least[other]}
        yield f"{one} and {other}, common by rare", replace(whole, **pair)
    yield "a word that many use", replace(whole, words=common)
    yield "a word that few use", replace(whole, words=rare)
    yield "a word that nobody used", replace(whole, words="xyzzy")
    yield "how a word begins", replace(whole, words=common[:3])
    yield "two words", replace(whole, words=f"{common} {rare}")
    for way in _WAYS:
        yield f"a word of many, by the rarest {way}", replace(whole, words=common, **{way: least[way]})
    month = whole.until - timedelta(days=30)
    yield "a word of few, of a month", replace(whole, words=rare, since=month)


def _values(view: Reading, order: str) -> dict[str, Any]:
    """Return for each way of narrowing the value that there is most or least often."""
    found: dict[str, Any] = {}
    for way, (what, table) in _WAYS.items():
        (value,) = view.driver.execute(_MOST.format(what=what, table=table, order=order)).fetchone()
        found[way] = UUID(bytes=value) if isinstance(value, bytes) else value
    return found


def _words(view: Reading) -> tuple[str, str]:
    """Return a word of more than three letters that is said in most of some contacts, and one in fewest."""
    texts = view.driver.execute("SELECT text FROM contact ORDER BY happened_at LIMIT ?", (_LOOKED_INTO,))
    said = Counter(word for (text,) in texts for word in {*fold(text).split()} if len(word) > 3)
    return said.most_common(1)[0][0], min(said, key=lambda word: (said[word], word))


def _asked(
    result: Result, desk: Desk, bare: Any, questions: dict[str, HistoryFilter], contacts: int
) -> float:
    """Ask each question some times, first page and further ones; return the median of all in milliseconds."""
    every: list[float] = []
    alone: list[float] = []
    slowest = 0.0
    for what, narrowed in questions.items():
        sent = _sent(desk, narrowed)
        ours = [_took(desk, narrowed) for _time in range(_TIMES)]
        bare_ones = [replayed(bare, sent) for _time in range(_TIMES)]
        slowest = max(
            slowest, result.row(what, contacts, ours, bare_ms=round(statistics.median(bare_ones) * 1e3, 3))
        )
        every += ours
        alone += bare_ones
    further = [seconds for narrowed in questions.values() for seconds in _further(desk, narrowed)]
    result.row("a further page", contacts, further)
    result.row("the slowest further page", contacts, [max(further)])
    median = result.row("all questions", contacts, every)
    result.row("the same SQL on the bare driver", contacts, alone)
    if contacts <= MOST_JUDGED:
        result.goal(f"the slowest question in ms, {contacts} contacts", ANSWER_GOAL, slowest, most=True)
        what = f"the slowest further page in ms, {contacts} contacts"
        result.goal(what, ANSWER_GOAL, max(further) * 1e3, most=True)
    ratio = median / (statistics.median(alone) * 1e3)
    result.goal(
        f"all questions, median, times the bare SQL's, {contacts} contacts", RATIO_GOAL, ratio, most=True
    )
    return median


def _sent(desk: Desk, narrowed: HistoryFilter) -> list[Any]:
    with desk.store.read() as view:
        view.driver = recorder = Recorder(view.driver)
        history(view, narrowed)
    return recorder.statements


def _took(desk: Desk, narrowed: HistoryFilter) -> float:
    begun = time.perf_counter()
    desk.measuring.history.page(narrowed)
    return time.perf_counter() - begun


def _further(desk: Desk, narrowed: HistoryFilter) -> list[float]:
    """Return the seconds of each page that one reads on."""
    seconds: list[float] = []
    lines: list[HistoryLine] = desk.measuring.history.page(narrowed)
    for _page in range(_PAGES if lines else 0):
        begun = time.perf_counter()
        lines = desk.measuring.history.page(narrowed, before=(lines[-1].at, lines[-1].id))
        seconds.append(time.perf_counter() - begun)
        if not lines:
            break
    return seconds


def _open(result: Result, desk: Desk, size: int, contacts: int) -> None:
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.opening_pages import OpeningPages

    windows = OpeningPages(desk)
    try:
        opened = windows.history(_OPENINGS)
    finally:
        windows.close()
    median = result.row("from the wish to the first page painted", contacts, opened)
    result.goal(f"first page painted, median in ms, {size} customers", PAINTED_GOAL, median, most=True)
