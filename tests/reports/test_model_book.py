"""The process model on paper: whole, the same bytes each time, drawings cut where no figure is, fonts inside."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from reportlab.pdfgen.canvas import Canvas

from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import VersionId, new_id
from desktop_crm.process.diagram import diagram_of
from desktop_crm.process.model import Flow, Model, Step
from desktop_crm.process.reads import VersionRow
from desktop_crm.process.toml_form import read
from desktop_crm.reports.diagram_pages import bands
from desktop_crm.reports.model_book import model_book
from tests.process.small_model import SMALL
from tests.process.strategies import sound_models
from tests.process.wild import wild_models

DAY = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """All that was written on the pages, in order."""
    written: list[str] = []
    for name in ("drawString", "drawRightString"):
        draw = getattr(Canvas, name)

        def noting(self: Canvas, x: float, y: float, text: str, *more: object, draw: object = draw) -> object:
            written.append(text)
            return draw(self, x, y, text, *more)  # type: ignore[operator]

        monkeypatch.setattr(Canvas, name, noting)
    return lambda: "\n".join(written)


def small() -> Model:
    return read(SMALL)


def long_process(steps: int) -> Model:
    model = small()
    codes = [f"s_{number}" for number in range(steps)]
    made = [Step(code, "assess", flows=(Flow(after),)) for code, after in itertools.pairwise(codes)]
    process = replace(
        model.processes[0], start=(codes[0],), steps=(*made, Step(codes[-1], "tell", concluding=True))
    )
    return replace(model, processes=(process,))


def pages(file: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", file.read_bytes()))


def test_the_same_version_gives_the_same_bytes_and_says_which_it_is(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    row = VersionRow(VersionId(new_id()), 7, "Small", "retired", DAY, DAY)
    for name in ("one.pdf", "two.pdf"):
        model_book(small(), tmp_path / name, row=row, zone=UTC)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    told = said()
    assert "Take" in told
    assert "otherwise" in told
    assert "page 1 of" in told


def test_every_font_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "book.pdf"
    model_book(small(), file)
    content = file.read_bytes()
    assert b"/Helvetica" not in content
    fonts = set(re.findall(rb"/BaseFont /(\S+)", content))
    assert fonts
    assert all(b"DejaVuSans" in font for font in fonts)
    assert content.count(b"/FontFile2") == len(fonts)


def test_contents_lead_to_processes_and_matrices(tmp_path: Path) -> None:
    file = tmp_path / "book.pdf"
    model_book(small(), file)
    outline = re.findall(rb"/Title \((.*?)\)", file.read_bytes())
    assert [one for one in outline if one in (b"Processes", b"Claim", b"Matrices")] == [
        b"Processes", b"Claim", b"Matrices",
    ]  # fmt: skip
    assert sum(b" / " in one for one in outline) == 4


def test_a_wide_drawing_is_cut_between_columns_and_nothing_is_left_out() -> None:
    model = long_process(30)
    diagram = diagram_of(model, model.processes[0])
    found = list(bands(diagram, 700, 450))
    assert len(found) > 3
    assert (found[0].begin, found[-1].end) == (diagram.head, diagram.width)
    assert all(one.end == other.begin for one, other in itertools.pairwise(found))
    for band in found:
        assert band.width <= 701
        assert band.height <= 450
        for figure in diagram.figures:
            assert figure.area.right <= band.end or band.end <= figure.area.x


def test_a_matrix_wider_than_the_page_goes_on_with_the_next_columns(tmp_path: Path) -> None:
    model = small()
    few, many = tmp_path / "few.pdf", tmp_path / "many.pdf"
    model_book(model, few)
    items = [replace(model.items[0], code=f"item_{number}", name=f"Item {number}") for number in range(90)]
    model_book(replace(model, items=(*model.items, *items)), many)
    assert pages(many) >= pages(few) + 3


@given(wild_models() | sound_models(processes=1, most_steps=4))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_model_can_be_printed(tmp_path: Path, model: Model) -> None:
    file = tmp_path / "any.pdf"
    model_book(model, file)
    assert file.read_bytes().startswith(b"%PDF-")


def test_what_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="can't be written"):
        model_book(small(), tmp_path / "none" / "book.pdf")
    assert not list(tmp_path.iterdir())
