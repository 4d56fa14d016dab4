"""Fields on the screen, whose rules are the domain's own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.process.model import Choice, Item, ItemType
from desktop_crm.process.values import parse_value, show_value
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, make_field
from tests.ui.on_screen import show_active

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
REPAIRERS = tuple((f"r{n}", f"Garage number {n}") for n in range(6))


def a_spec(
    kind: str, *, required: bool = False, choices: tuple[tuple[str, str], ...] = REPAIRERS
) -> FieldSpec:
    """A field whose rule is the domain's own."""
    named = tuple(Choice(code, words) for code, words in choices) if kind == "choice" else ()
    item = Item(code="item", name="Item", type=ItemType(kind), choices=named)
    given = choices if kind == "choice" else ()
    return FieldSpec(
        "item",
        "Item",
        kind,
        required,
        parse=partial(parse_value, item),
        show=partial(show_value, item),
        choices=given,
    )


def a_field(qtbot: QtBot, kind: str = "text", **more: object) -> ItemField:
    """A field on the screen, with a button behind it to go on to."""
    window = QWidget()
    column = QVBoxLayout(window)
    field = make_field(a_spec(kind, **more))  # type: ignore[arg-type]
    column.addWidget(field)
    column.addWidget(QPushButton("behind"))
    show_active(qtbot, window)
    field.setFocus()
    # The window holds the field and must live as long as it.
    field.window_of_test = window  # type: ignore[attr-defined]
    return field


def line_of(field: ItemField) -> QWidget:
    return field.editor.targets[0]
