"""The style: Fusion with our own boxes, rings and rows, painted from tokens.

Only drawing and a few sizes are overridden: an override of `pixelMetric` or `styleHint` would be called from
C++ into Python thousands of times a window.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from desktop_crm.ui.theme import style_controls, style_lists
from desktop_crm.ui.theme.theme import theme

Draw = Callable[[Any, QPainter, QWidget | None], None]

_PRIMITIVES: dict[QStyle.PrimitiveElement, Draw] = {
    QStyle.PrimitiveElement.PE_PanelLineEdit: style_controls.line_edit,
    QStyle.PrimitiveElement.PE_FrameLineEdit: style_controls.field_outline,
    QStyle.PrimitiveElement.PE_Frame: style_controls.frame,
    QStyle.PrimitiveElement.PE_PanelButtonCommand: style_controls.button,
    QStyle.PrimitiveElement.PE_PanelButtonTool: style_controls.tool_button,
    QStyle.PrimitiveElement.PE_FrameFocusRect: style_controls.focus_rect,
    QStyle.PrimitiveElement.PE_IndicatorCheckBox: style_controls.check_box,
    QStyle.PrimitiveElement.PE_IndicatorRadioButton: style_controls.radio_button,
    QStyle.PrimitiveElement.PE_PanelTipLabel: style_controls.popup,
    QStyle.PrimitiveElement.PE_PanelMenu: style_controls.popup,
    QStyle.PrimitiveElement.PE_FrameMenu: style_controls.nothing,
    QStyle.PrimitiveElement.PE_PanelScrollAreaCorner: style_controls.nothing,
    QStyle.PrimitiveElement.PE_PanelItemViewRow: style_lists.row,
    QStyle.PrimitiveElement.PE_PanelItemViewItem: style_lists.row,
}
_CONTROLS: dict[QStyle.ControlElement, Draw] = {
    QStyle.ControlElement.CE_HeaderSection: style_lists.header_section,
    QStyle.ControlElement.CE_HeaderLabel: style_lists.header_label,
    QStyle.ControlElement.CE_HeaderEmptyArea: style_lists.header_section,
    QStyle.ControlElement.CE_MenuItem: style_controls.menu_item,
    QStyle.ControlElement.CE_ProgressBar: style_controls.progress_bar,
}
_COMPLEX: dict[QStyle.ComplexControl, Draw] = {
    QStyle.ComplexControl.CC_ScrollBar: style_lists.scroll_bar,
    QStyle.ComplexControl.CC_ComboBox: style_controls.combo_box,
}
_Size = QStyle.ContentsType
_TALL = frozenset({_Size.CT_LineEdit, _Size.CT_ComboBox, _Size.CT_PushButton, _Size.CT_SpinBox})
SCROLL_BAR = 12


class CalmStyle(QProxyStyle):
    """Flat panels, 1-pixel outlines, one accent."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Paint a primitive element."""
        draw = _PRIMITIVES.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            draw(option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Paint a control."""
        draw = _CONTROLS.get(element)
        if draw is None:
            super().drawControl(element, option, painter, widget)
        else:
            draw(option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Paint a control of several parts."""
        draw = _COMPLEX.get(control)
        if draw is None:
            super().drawComplexControl(control, option, painter, widget)
        else:
            draw(option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Return where a part lies; a scroll bar has a slider and no arrows."""
        if control is QStyle.ComplexControl.CC_ScrollBar:
            return style_lists.scroll_bar_part(option, part)
        if control is QStyle.ComplexControl.CC_ComboBox and part is QStyle.SubControl.SC_ComboBoxEditField:
            return option.rect.adjusted(8, 1, -28, -1)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Return the size of a control around its contents."""
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if kind in _TALL:
            found.setHeight(max(theme().height("control"), size.height() + 8))
        elif kind is _Size.CT_HeaderSection:
            found.setHeight(theme().height("table_head"))
        elif kind is _Size.CT_ScrollBar:
            found = _thin(option, found)
        elif kind is _Size.CT_MenuItem:
            found = style_controls.menu_item_size(option, found)
        return found


def _thin(option: QStyleOption, size: QSize) -> QSize:
    if option.state & QStyle.StateFlag.State_Horizontal:
        return QSize(size.width(), SCROLL_BAR)
    return QSize(SCROLL_BAR, size.height())
