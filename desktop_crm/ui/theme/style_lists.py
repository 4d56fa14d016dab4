"""How rows, table heads and scroll bars are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionHeader, QStyleOptionSlider, QStyleOptionViewItem, QWidget

from desktop_crm.ui.theme import paint
from desktop_crm.ui.theme.theme import theme

_State = QStyle.StateFlag
_Part = QStyle.SubControl
_LEAST_SLIDER = 32


def row(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the ground of a row or cell: selected, or nothing."""
    if not isinstance(option, QStyleOptionViewItem) or not option.state & _State.State_Selected:
        return
    painter.fillRect(option.rect, theme().colour("selection"))
    first = option.viewItemPosition in (
        QStyleOptionViewItem.ViewItemPosition.Beginning,
        QStyleOptionViewItem.ViewItemPosition.OnlyOne,
        QStyleOptionViewItem.ViewItemPosition.Invalid,
    )
    if first:
        selection_bar(painter, option.rect)


def selection_bar(painter: QPainter, area: QRect) -> None:
    """Paint the accent bar at the left of a selected row."""
    look = theme()
    painter.fillRect(
        QRect(area.left(), area.top(), look.tokens.line["selection_bar"], area.height()),
        look.colour("accent"),
    )


def header_section(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the ground of a table head: flat, a line below."""
    look = theme()
    painter.fillRect(option.rect, look.colour("panel_alt"))
    bottom = option.rect.bottom()
    paint.line(painter, option.rect.left(), bottom, option.rect.right(), bottom, look.colour("separator"))


def header_label(option: QStyleOptionHeader, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the word of a table head, and an arrow where it is sorted."""
    words = option.text
    right = bool(option.textAlignment & Qt.AlignmentFlag.AlignRight)
    if option.sortIndicator is QStyleOptionHeader.SortIndicator.SortDown:
        words = f"{words} ↑"
    elif option.sortIndicator is QStyleOptionHeader.SortIndicator.SortUp:
        words = f"{words} ↓"
    # The label's place is 2 pixels inside the section: words stand above the cells' own, 15 and 8 from the edge.
    first = option.section == 0
    room = option.rect.adjusted(13 if first else 6, 0, -6, 0)
    paint.text(painter, room, words, "table_head", "muted", right=right)


def scroll_bar_part(option: Any, part: QStyle.SubControl) -> QRect:
    """Return where the parts of a scroll bar lie: the groove is everything, arrows are nowhere."""
    area = option.rect
    upright = option.orientation is Qt.Orientation.Vertical
    length = area.height() if upright else area.width()
    span = option.maximum - option.minimum
    size = (
        length
        if span <= 0
        else max(_LEAST_SLIDER, length * option.pageStep // max(1, span + option.pageStep))
    )
    size = min(size, length)
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
    )
    spans = {
        _Part.SC_ScrollBarGroove: (0, length),
        _Part.SC_ScrollBarSlider: (start, size),
        _Part.SC_ScrollBarSubPage: (0, start),
        _Part.SC_ScrollBarAddPage: (start + size, length - start - size),
    }
    if part not in spans:
        return QRect()
    at, long = spans[part]
    if upright:
        return QRect(area.x(), area.y() + at, area.width(), long)
    return QRect(area.x() + at, area.y(), long, area.height())


def scroll_bar(option: QStyleOptionSlider, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint a scroll bar: a thin slider and nothing else."""
    if option.maximum <= option.minimum:
        return
    slider = scroll_bar_part(option, _Part.SC_ScrollBarSlider)
    upright = option.orientation is Qt.Orientation.Vertical
    slider = slider.adjusted(3, 2, -3, -2) if upright else slider.adjusted(2, 3, -2, -3)
    active = bool(option.state & (_State.State_MouseOver | _State.State_Sunken))
    paint.box(painter, slider, fill=theme().colour("muted" if active else "border"), radius=3)
