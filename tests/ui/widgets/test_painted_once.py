"""What is painted once and copied looks as if it were painted anew each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTransform

from desktop_crm.ui.theme import boxes, paint
from desktop_crm.ui.theme.theme import Theme

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_WORDS = ("Its phone number", "12:31–14:05", "Jägerstraße & co", "<b>9</b>", "a  b", "")


def _picture(ratio: float, draw: Callable[[QPainter], None]) -> QImage:
    image = QImage(round(320 * ratio), round(60 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("font", ["body", "strong", "caption", "table_head"])
def test_words_look_as_if_they_were_shaped_anew(look: Theme, font: str, right: bool, ratio: float) -> None:
    for words in _WORDS:
        for high in (20, 24, 32):
            area = QRect(7, 3, 300, high)

            def anew(painter: QPainter, shift: float = 0, words: str = words, area: QRect = area) -> None:
                painter.translate(0, shift)
                painter.setFont(look.font(font))
                painter.setPen(look.colour("muted"))
                painter.drawText(area, _RIGHT if right else _LEFT, words)

            def kept(painter: QPainter, words: str = words, area: QRect = area) -> None:
                paint.text(painter, area, words, font, "muted", right=right)

            # The same words on screens of different sharpness, one after the other: none keeps the other's.
            _picture(3.0 - ratio, kept)
            # Between two pixels of a sharp screen either is right.
            shifts = (0,) if ratio == 1 else (0, -1 / ratio, 1 / ratio)
            like = [_picture(ratio, partial(anew, shift=shift)) for shift in shifts]
            assert _picture(ratio, kept) in like, (words, high)


def test_words_that_do_not_fit_are_elided_or_cut_at_the_edge(look: Theme) -> None:
    words = "A name that is far too long for where it stands"

    def long(elide: bool) -> Callable[[QPainter], None]:
        return lambda painter: paint.text(painter, QRect(0, 0, 90, 24), words, "body", "text", elide=elide)

    def shade_beyond(image: QImage) -> set[int]:
        return {image.pixel(x, y) for x in range(92, 320) for y in range(60)}

    assert len(shade_beyond(_picture(1.0, long(elide=True)))) == 1
    assert len(shade_beyond(_picture(1.0, long(elide=False)))) == 1


def test_a_larger_font_is_taken_for_words_that_were_painted_before(look: Theme) -> None:
    before = QFont(look.font("body"))
    small = look.shaped("Its number", "body").size().width()
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * 1.5)
    try:
        look.set_base_font(larger)
        assert look.shaped("Its number", "body").size().width() > small * 1.3
    finally:
        look.set_base_font(before)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("filled", [True, False])
def test_a_box_that_is_copied_looks_like_one_in_nine_parts(look: Theme, filled: bool, ratio: float) -> None:
    fill = look.colour("field") if filled else None
    edge = look.colour("border")
    area = QRect(5, 4, 280, 32)

    def copied(painter: QPainter) -> None:
        boxes.box(painter, area, fill=fill, outline=edge, radius=4)

    def in_parts(painter: QPainter) -> None:
        boxes._nine_parts(painter, area, fill, edge, 4, 1, 5)

    assert _picture(ratio, copied) == _picture(ratio, in_parts)


def test_a_moved_painter_moves_words_and_boxes_alike(look: Theme) -> None:
    area = QRect(0, 0, 200, 24)

    def both(painter: QPainter, at: QRect) -> None:
        boxes.box(painter, at, outline=look.colour("border"))
        paint.text(painter, at, "Moved", "body", "text")

    def moved(painter: QPainter) -> None:
        painter.setTransform(QTransform.fromTranslate(9, 11))
        both(painter, area)

    assert _picture(1.0, moved) == _picture(1.0, lambda painter: both(painter, area.translated(9, 11)))
