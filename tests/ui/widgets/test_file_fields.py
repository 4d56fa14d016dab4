"""Fields of files and drawings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.fields import PickedFile
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from tests.ui.widgets.fields_on_screen import a_field


def test_a_file_is_read_when_it_is_chosen_and_can_be_taken_away_and_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    photo = tmp_path / "left-side.jpg"
    photo.write_bytes(b"jpeg")
    field = a_field(qtbot, "file")
    assert isinstance(field.editor, FileEditor)
    field.editor.ask = lambda _parent, _pattern: str(photo)
    qtbot.mouseClick(field.editor.add_button, Qt.MouseButton.LeftButton)
    photo.unlink()
    assert field.file() == PickedFile("left-side.jpg", b"jpeg", "image/jpeg")
    field.editor._remove()
    assert field.file() is None
    assert field.empty
    field.undo()
    assert field.file() == PickedFile("left-side.jpg", b"jpeg", "image/jpeg")


def test_a_file_that_is_missing_or_too_large_is_refused_with_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    field = a_field(qtbot, "file")
    assert isinstance(field.editor, FileEditor)
    field.editor.take(tmp_path / "gone.pdf")
    assert "gone.pdf" in (field.problem() or "")
    field.editor.most_bytes = 3
    (tmp_path / "big.pdf").write_bytes(b"four")
    field.editor.take(tmp_path / "big.pdf")
    assert "big.pdf" in (field.problem() or "")
    assert field.file() is None
    field.editor.most_bytes = 4
    field.editor.take(tmp_path / "big.pdf")
    assert field.problem() is None


def test_a_drawing_is_made_with_the_mouse_kept_as_png_and_undone_stroke_by_stroke(qtbot: QtBot) -> None:
    field = a_field(qtbot, "drawing")
    assert isinstance(field.editor, DrawingEditor)
    canvas = field.editor.canvas
    assert field.file() is None
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.mouseMove(canvas, QPoint(120, 80))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 80))
    drawn = field.file()
    assert drawn is not None
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn.media_type == "image/png"
    field.undo()
    assert field.file() is None
    field.set_file(drawn)
    again = field.file()
    assert again is not None
    assert again.content.startswith(b"\x89PNG")


def test_an_image_that_is_none_is_refused_with_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"not an image")
    field = a_field(qtbot, "drawing")
    assert isinstance(field.editor, DrawingEditor)
    field.editor.ask = lambda _parent, _pattern: str(tmp_path / "no.png")
    qtbot.mouseClick(field.editor.open_button, Qt.MouseButton.LeftButton)
    assert "no.png" in (field.problem() or "")
