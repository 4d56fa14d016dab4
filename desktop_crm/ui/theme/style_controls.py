"""How buttons, fields, boxes to tick, menus and bars are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QStyle, QStyleOptionMenuItem, QWidget

from desktop_crm.ui.theme import paint
from desktop_crm.ui.theme.key_tag import hint_width, paint_hint
from desktop_crm.ui.theme.theme import theme

_State = QStyle.StateFlag
CHECK = 16
_MENU_TEXT = 36


def mood_of(widget: QWidget | None) -> str:
    """Return how a field stands: ``known``, ``problem`` or nothing; our editors have a `mood`."""
    return str(getattr(widget, "mood", ""))


def nothing(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint nothing: the panel below has an outline already."""


def field(painter: QPainter, area: QRect, *, focused: bool, enabled: bool, mood: str = "") -> None:
    """Paint the ground and outline of anything one types or chooses in."""
    look = theme()
    ground = look.colour("field")
    if mood == "known":
        ground = look.colour("accent_soft")
    elif not enabled:
        ground = look.colour("panel_alt")
    outline = look.colour("border" if enabled else "separator")
    paint.box(painter, area, fill=ground, outline=outline, radius=look.radius("control"))
    if mood == "problem":
        paint.box(painter, area, outline=look.colour("overdue_shape"), radius=look.radius("control"), width=2)
    elif focused:
        paint.focus_ring(painter, area, look.radius("control"))


def line_edit(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the panel of a line edit; one without a frame belongs to a combo box or an editor of ours."""
    if option.lineWidth > 0:
        field_outline(option, painter, widget)


def field_outline(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint a field's ground and outline."""
    state = option.state
    field(
        painter,
        option.rect,
        focused=bool(state & _State.State_HasFocus),
        enabled=bool(state & _State.State_Enabled),
        mood=mood_of(widget),
    )


def frame(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the frame of a text edit as a field's, and that of any other scroll area as a panel's."""
    if widget is not None and widget.inherits("QPlainTextEdit"):
        field_outline(option, painter, widget)
    elif isinstance(widget, QFrame):
        look = theme()
        paint.box(painter, option.rect, outline=look.colour("separator"), radius=look.radius("control"))


def focus_rect(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the ring around a check box or another plain control; buttons and rows paint their own."""
    if widget is not None and (widget.inherits("QAbstractItemView") or widget.inherits("QPushButton")):
        return
    paint.focus_ring(painter, option.rect, theme().radius("control"))


def button_colours(
    kind: str, *, down: bool, hover: bool, enabled: bool
) -> tuple[QColor, QColor | None, QColor]:
    """Return fill, outline and ink of a button: ``filled``, ``outlined`` or ``flat``."""
    look = theme()
    if not enabled:
        return (
            look.colour("panel"),
            None if kind == "flat" else look.colour("separator"),
            look.colour("disabled"),
        )
    if kind == "filled":
        name = "accent_pressed" if down else "accent_hover" if hover else "accent"
        return look.colour(name), None, look.colour("accent_text")
    fill = look.colour("accent_soft" if down else "panel_alt" if hover else "panel")
    return fill, None if kind == "flat" else look.colour("border"), look.colour("text")


def button(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the panel of a plain push button: outlined."""
    state = option.state
    fill, outline, _ink = button_colours(
        "outlined",
        down=bool(state & (_State.State_Sunken | _State.State_On)),
        hover=bool(state & _State.State_MouseOver),
        enabled=bool(state & _State.State_Enabled),
    )
    paint.box(painter, option.rect, fill=fill, outline=outline, radius=theme().radius("control"))
    if state & _State.State_HasFocus:
        paint.focus_ring(painter, option.rect, theme().radius("control"))


def tool_button(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint a flat tool button: a ground under the mouse, a ring with the keyboard."""
    state = option.state
    look = theme()
    if state & (_State.State_Sunken | _State.State_On | _State.State_MouseOver):
        name = "accent_soft" if state & (_State.State_Sunken | _State.State_On) else "panel_alt"
        paint.box(painter, option.rect, fill=look.colour(name), radius=look.radius("control"))
    if state & _State.State_HasFocus:
        paint.focus_ring(painter, option.rect, look.radius("control"))


def check_box(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the box of a check box."""
    look, state = theme(), option.state
    on = bool(state & (_State.State_On | _State.State_NoChange))
    enabled = bool(state & _State.State_Enabled)
    fill = look.colour(("accent" if enabled else "disabled") if on else "field")
    paint.box(painter, option.rect, fill=fill, outline=look.colour("accent" if on else "border"), radius=3)
    if on:
        paint.tick(painter, QRectF(option.rect).adjusted(3, 3, -3, -3), look.colour("accent_text"))


def radio_button(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the ring of a radio button."""
    look, state = theme(), option.state
    on = bool(state & _State.State_On)
    area = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("accent" if on else "border"), 1))
    painter.setBrush(look.colour("accent" if on else "field"))
    painter.drawEllipse(area)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_text"))
        painter.drawEllipse(area.center(), area.width() / 5, area.height() / 5)
    painter.restore()


def popup(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint the panel of a menu or a tool tip: flat, no shadow."""
    look = theme()
    painter.fillRect(option.rect, look.colour("panel"))
    paint.box(painter, option.rect, outline=look.colour("border"), radius=0)


def combo_box(option: Any, painter: QPainter, widget: QWidget | None) -> None:
    """Paint a combo box as a field with a caret."""
    state = option.state
    enabled = bool(state & _State.State_Enabled)
    focused = bool(state & _State.State_HasFocus)
    field(painter, option.rect, focused=focused, enabled=enabled, mood=mood_of(widget))
    place = QRectF(option.rect.right() - 26, option.rect.y(), 20, option.rect.height())
    paint.caret(painter, place, theme().colour("text" if enabled else "disabled"))


def menu_item(option: QStyleOptionMenuItem, painter: QPainter, widget: QWidget | None) -> None:
    """Paint a line of a menu: icon or tick, words, key; a line that is a head; or a line of a combo box."""
    look, area = theme(), option.rect
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        y = area.center().y()
        paint.line(painter, area.left() + 8, y, area.right() - 8, y, look.colour("separator"))
        return
    if _is_head(option):
        paint.text(painter, area.adjusted(12, 4, -12, 0), option.text, "caption", "muted", elide=False)
        return
    enabled = bool(option.state & _State.State_Enabled)
    chosen = enabled and bool(option.state & _State.State_Selected)
    if chosen:
        painter.fillRect(area.adjusted(1, 0, -1, 0), look.colour("selection"))
    ink = look.colour("selection_text" if chosen else "text" if enabled else "disabled")
    of_combo = widget is not None and widget.inherits("QComboBox")
    if not of_combo:
        _menu_sign(option, painter, ink)
    words, _tab, key = option.text.partition("\t")
    room = area.adjusted(9 if of_combo else _MENU_TEXT, 0, -12, 0)
    paint.text(painter, room, words.replace("&&", "&"), "body", ink, elide=of_combo)
    if key:
        paint_hint(
            painter,
            area.right() - 11,
            area.center().y() + 1,
            key,
            look.colour("muted"),
            look.colour("separator"),
        )


def _menu_sign(option: QStyleOptionMenuItem, painter: QPainter, ink: QColor) -> None:
    place = QRect(option.rect.left() + 12, option.rect.center().y() - 7, 16, 16)
    if option.checked:
        paint.tick(painter, QRectF(place), ink)
    elif not option.icon.isNull():
        option.icon.paint(painter, place)


def _is_head(option: QStyleOptionMenuItem) -> bool:
    """Tell whether a line can't be chosen and has neither icon nor key: it says what the others are."""
    return not option.state & _State.State_Enabled and option.icon.isNull() and "\t" not in option.text


def menu_item_size(option: Any, size: QSize) -> QSize:
    """Return the size of a line of a menu."""
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        return QSize(size.width(), 9)
    words, _tab, key = option.text.partition("\t")
    wide = _MENU_TEXT + paint.width_of(words, "body") + 24
    wide += hint_width(key) + 16 if key else 0
    return QSize(max(wide, 160), theme().height("row_fact" if _is_head(option) else "row_comfortable"))


def progress_bar(option: Any, painter: QPainter, _widget: QWidget | None) -> None:
    """Paint progress as a 4-pixel line; without a known end as nothing but its ground."""
    look, area = theme(), option.rect
    track = QRect(area.left(), area.center().y() - 1, area.width(), 4)
    paint.box(painter, track, fill=look.colour("separator"), radius=2)
    span = option.maximum - option.minimum
    if span > 0:
        track.setWidth(round(track.width() * (option.progress - option.minimum) / span))
        paint.box(painter, track, fill=look.colour("accent"), radius=2)
