"""Small things inside panels: a quiet line where there is nothing, and taking out what was shown before."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label


def padded(widget: QWidget, stretch: int = 0) -> QWidget:
    """Return a row that holds `widget` at a panel's distance from its edges."""
    row = QWidget()
    layout = QHBoxLayout(row)
    space = theme().space("panel")
    layout.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
    layout.addWidget(widget, stretch)
    return row


def quiet(words: str, font: str = "body") -> QWidget:
    """Return a muted sentence as a row of a panel."""
    return padded(Label(words, font=font, colour="muted", wrap=True), stretch=1)


def empty(layout: QBoxLayout, keep: int = 0) -> None:
    """Take everything out of a layout, layouts inside it too, but for the last `keep` things."""
    while layout.count() > keep:
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QBoxLayout):
            empty(inner)
            inner.deleteLater()
