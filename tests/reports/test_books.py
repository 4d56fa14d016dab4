"""Contact history, key success factors and processes on paper: the same bytes each time, whatever stands in a field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from desktop_crm.core.errors import Invalid
from desktop_crm.reports.history_book import history_book
from desktop_crm.reports.ksf_book import ksf_book
from desktop_crm.reports.process_book import process_book
from desktop_crm.reports.promise_list import promise_list
from tests.naughty import naughty_strings
from tests.reports import books
from tests.sampling import examples

BOOKS: tuple[tuple[Callable[..., None], Callable[..., Any]], ...] = (
    (history_book, books.contacts),
    (ksf_book, books.figures),
    (process_book, books.times),
    (promise_list, books.promises),
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """All that was drawn outside of paragraphs: charts, feet, pages of the contents."""
    written: list[str] = []
    for name in ("drawString", "drawRightString"):
        draw = getattr(Canvas, name)

        def noting(self: Canvas, x: float, y: float, text: str, *more: object, draw: Any = draw) -> object:
            written.append(text)
            return draw(self, x, y, text, *more)

        monkeypatch.setattr(Canvas, name, noting)
    return lambda: "\n".join(written)


def pages(file: Path) -> int:
    return len(re.findall(rb"/Type /Page\b[^s]", file.read_bytes()))


@pytest.mark.parametrize(("book", "made"), BOOKS)
def test_the_same_figures_give_the_same_bytes(
    tmp_path: Path, book: Callable[..., None], made: Callable[..., Any]
) -> None:
    report, written = made(), []
    for name in ("one.pdf", "two.pdf"):
        book(report, tmp_path / name, zone=UTC, asked_by="Greet")
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert written[0].startswith(b"%PDF-")
    assert written[0].count(b"/FontFile2") >= 2


@pytest.mark.parametrize(("book", "made"), BOOKS)
def test_any_text_stands_in_any_field(
    tmp_path: Path, book: Callable[..., None], made: Callable[..., Any]
) -> None:
    naughty = naughty_strings()
    step = max(1, len(naughty) // examples(12, soak=len(naughty)))
    for text in naughty[::step]:
        book(made(text), tmp_path / "book.pdf", zone=UTC, asked_by=text)
        assert pages(tmp_path / "book.pdf") >= 1


@pytest.mark.parametrize(("book", "made"), BOOKS)
def test_long_texts_are_cut_off_rather_than_overflow(
    tmp_path: Path, book: Callable[..., None], made: Callable[..., Any]
) -> None:
    for text in ("x" * 20_000, "漢" * 5_000, "a\n" * 3_000, "Žluťoučký κόσμος Привет " * 500):
        book(made(text), tmp_path / "book.pdf", zone=UTC)
        assert pages(tmp_path / "book.pdf") < 30


@pytest.mark.parametrize(("book", "made"), BOOKS)
def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, book: Callable[..., None], made: Callable[..., Any]
) -> None:
    with pytest.raises(Invalid, match="can't be written"):
        book(made(), tmp_path / "none" / "book.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_contents_name_the_page_on_which_each_month_begins(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    history_book(books.contacts(count=300), tmp_path / "history.pdf", zone=UTC)
    number = pages(tmp_path / "history.pdf")
    told = [int(one) for one in said().splitlines() if one.isdigit()]
    assert told[0] == 1
    assert told == sorted(told)
    assert 1 < told[-1] <= number
    assert f"page {number} of {number}" in said()


def test_no_contact_and_no_case_are_said_in_words(tmp_path: Path) -> None:
    history_book(books.contacts(count=0), tmp_path / "history.pdf")
    process_book(books.times(cases=0), tmp_path / "process.pdf")
    ksf_book(replace(books.figures(), tiles=()), tmp_path / "ksf.pdf")
    promise_list(replace(books.promises(), promises=()), tmp_path / "promises.pdf")
    assert [pages(one) for one in tmp_path.iterdir()] == [1, 1, 1, 1]


def test_what_rests_on_too_few_people_is_not_drawn(tmp_path: Path, said: Callable[[], str]) -> None:
    process_book(books.times(), tmp_path / "process.pdf")
    assert "not shown: too few people" in said()
    assert "not done in these months" in said()


def test_a_week_beyond_the_limits_stands_out_in_chart_and_table(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    assert books.tile().limits is not None
    assert books.tile().limits.outside == (7,)  # type: ignore[union-attr]
    ksf_book(books.figures(), tmp_path / "ksf.pdf")
    for words in ("upper limit 96%", "mean 93%", "lower limit 89%", "norm 95%"):
        assert words in said()


def test_the_customers_own_time_stands_beside_the_readers_where_it_differs() -> None:
    from desktop_crm.customers.zones import clock_there, zone_of_numbers

    assert zone_of_numbers(["0384217706", "+31384217706"]) == "Europe/Amsterdam"
    assert zone_of_numbers(["+12125551234"]) == "America/New_York"
    assert zone_of_numbers(["+79161234567", "not a number", ""]) == ""
    there = clock_there(books.NOW, "America/New_York", UTC)
    assert there is not None
    assert (f"{there.at:%H:%M}", there.place) == ("03:00", "New York")
    assert clock_there(books.NOW, "Europe/London", UTC) is None
    assert clock_there(books.NOW, "", UTC) is None


def test_months_are_read_as_people_write_them() -> None:
    from desktop_crm.measures.periods import month_span, read_month

    begin, end = month_span(read_month("2026-03", "--month"))
    assert (begin.isoformat(), end.isoformat()) == ("2026-02-28T23:00:00+00:00", "2026-03-31T22:00:00+00:00")
    for wrong in ("2026-13", "March", "", json.dumps(None)):
        with pytest.raises(Invalid, match="not a month"):
            read_month(wrong, "--month")
