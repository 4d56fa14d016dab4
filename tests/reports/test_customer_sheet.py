"""The contact sheet: whole, in any script, however long the texts, and put in place in one step."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.core.money import Money
from desktop_crm.customers.rows import (
    AddressRow,
    ConsentRow,
    Counts,
    CustomerRow,
    PointRow,
    Profile,
    RelationRow,
    TimeKind,
)
from desktop_crm.dossier.rows import CustomerFile, Fact, TimeRow
from desktop_crm.process.model import ItemType
from desktop_crm.reports.customer_sheet import customer_sheet
from desktop_crm.reports.fonts import marked_up, one_line, some_lines
from desktop_crm.reports.page import PIECE
from tests.sampling import examples

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def a_row(place: int, title: str = "Called about the claim", **values: object) -> TimeRow:
    row = TimeRow(TimeKind.CONTACT, new_id(), NOW - timedelta(hours=place), title, who="Anouk")
    return replace(row, **values)  # type: ignore[arg-type]


def a_fact(name: str, shown: str) -> Fact:
    return Fact(
        "f",
        name,
        ItemType.TEXT,
        shown,
        shown,
        "value",
        "",
        NOW,
        "Anouk",
        0,
        "Claim",
        None,
        True,
        False,
        False,
    )


def a_file(text: str = "Bakkerij Smit", rows: int = 3, facts: int = 1) -> CustomerFile:
    head = CustomerRow(
        CustomerId(new_id()), "104233", "person", text or "?", "", "", "", "", "", "", "", "", text, "", "", None,
        "", "", "customer", None, text, date(2011, 1, 1), "", text, "{}", NOW,
    )  # fmt: skip
    profile = Profile(
        points=(PointRow(new_id(), "phone", text, text, "", True, 0),),
        addresses=(AddressRow(new_id(), text, "", text, text, text, text, text, text, 0),),
        consents=(ConsentRow(new_id(), text, "", True, "", NOW),),
        relations=(RelationRow(new_id(), CustomerId(new_id()), text, "1", text, False),),
    )
    return CustomerFile(
        at=NOW,
        head=head,
        segment=text,
        counts=Counts(contacts=rows),
        profile=profile,
        planned=(a_row(-24, text),),
        time_line=tuple(a_row(n, text, words=text, detail=text) for n in range(rows)),
        more=False,
        open_cases=(),
        facts=tuple(a_fact(text, text) for _n in range(facts)),
    )


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b[^s]", path.read_bytes()))


def test_every_page_says_which_one_of_how_many_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(Canvas, "drawRightString", lambda _self, _x, _y, text: told.append(text))
    out = tmp_path / "sheet.pdf"
    customer_sheet(a_file(rows=120), out, zone=UTC, asked_by="Anouk")
    assert out.read_bytes().startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == [out]
    assert pages_of(out) > 3
    assert told == [f"page {number} of {pages_of(out)}" for number in range(1, pages_of(out) + 1)]


@pytest.mark.parametrize("rows", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_any_number_of_rows_is_laid_out(tmp_path: Path, rows: int) -> None:
    out = tmp_path / "sheet.pdf"
    customer_sheet(a_file(rows=min(rows, PIECE), facts=2 * rows), out, zone=UTC)
    assert pages_of(out) >= 1 + rows // 60


def test_further_pages_of_the_time_line_are_printed_and_end_somewhere(tmp_path: Path) -> None:
    few, many = tmp_path / "few.pdf", tmp_path / "many.pdf"
    customer_sheet(a_file(), few, zone=UTC)
    customer_sheet(a_file(), many, zone=UTC, more=iter([tuple(a_row(n) for n in range(100))] * 3))
    assert pages_of(many) > pages_of(few) + 5


@settings(
    max_examples=examples(10, soak=60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60), st.sampled_from([1, 10, 300]))
def test_any_text_of_any_length_is_laid_out(tmp_path: Path, text: str, times: int) -> None:
    customer_sheet(a_file(text * times), tmp_path / "sheet.pdf", zone=UTC)


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "漢" * 5_000, "a\n" * 3_000, "<b>&amp;</b>" * 200, "Zoë " * 3_000]
)
def test_a_long_text_wraps_and_is_cut_off_rather_than_overflow(tmp_path: Path, text: str) -> None:
    customer_sheet(a_file(text), tmp_path / "sheet.pdf", zone=UTC)
    assert pages_of(tmp_path / "sheet.pdf") < 20


def test_signs_of_every_script_are_printed_or_shown_as_missing() -> None:
    assert marked_up("Zoë & <b>") == "Zoë &amp; &lt;b&gt;"
    assert marked_up("Smit 漢字") == 'Smit <font name="Sheet-Wide">漢字</font>'
    assert marked_up("a\nb\x01\u200d") == "a<br/>b□"


def test_fonts_are_embedded_so_that_a_sheet_reads_the_same_everywhere(tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    customer_sheet(a_file("Smit 漢字"), out, zone=UTC)
    content = out.read_bytes()
    assert content.count(b"/FontFile2") >= 3
    assert b"DroidSansFallback" in content


def test_a_sheet_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="can't be written"):
        customer_sheet(a_file(), tmp_path / "none" / "sheet.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_older_sheet_is_replaced_in_one_step(tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    out.write_text("old", encoding="utf-8")
    customer_sheet(a_file(), out, zone=UTC)
    assert out.read_bytes().startswith(b"%PDF-")


def test_times_at_the_ends_of_the_calendar_are_printed(tmp_path: Path) -> None:
    far = replace(a_row(0), at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC), due_at=NOW, verdict="running")
    file = replace(a_file(), time_line=(far, replace(far, money=Money(41260), verdict="met")))
    customer_sheet(file, tmp_path / "sheet.pdf")
    assert pages_of(tmp_path / "sheet.pdf") == 1


def test_texts_are_cut_off_with_an_ellipsis_only_when_they_must_be() -> None:
    assert one_line("a \n b", 5) == "a b"
    assert one_line("abcdef", 4) == "abc…"
    assert some_lines("a\nb\nc", 10, 2) == "a\nb …"
    assert some_lines("a\nb", 10, 2) == "a\nb"
