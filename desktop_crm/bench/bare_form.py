"""The reference of `bench window`: twelve plain Qt widgets in a form, in Qt's own style."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyleFactory,
    QWidget,
)

from desktop_crm.process.model import ItemType


def _yes_no() -> QWidget:
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(QRadioButton("Yes"))
    row.addWidget(QRadioButton("No"))
    return pair


def _choice() -> QWidget:
    box = QComboBox()
    box.addItems(["North", "East", "South", "West", "Abroad"])
    return box


def _area() -> QWidget:
    area = QLabel()
    area.setMinimumHeight(120)
    return area


_WIDGETS: dict[ItemType, Callable[[], QWidget]] = {
    ItemType.COMMENT: QPlainTextEdit,
    ItemType.DATE: QDateEdit,
    ItemType.DATETIME: QDateTimeEdit,
    ItemType.YES_NO: _yes_no,
    ItemType.CHOICE: _choice,
    ItemType.FILE: lambda: QPushButton("Choose…"),
    ItemType.DRAWING: _area,
}


class BareForm(QScrollArea):
    """A window whose form is built anew each time; it stays open in between, as ours does."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.setStyle(QStyleFactory.create("Fusion"))
        self.setWidgetResizable(True)
        self.resize(width, height)
        self.show()
        self.prepare()

    def prepare(self) -> None:
        """Have a style ready for the next form; it goes with the form's widgets."""
        self._style = QStyleFactory.create("Fusion")

    def build(self) -> list[QWidget]:
        """Put a new form of twelve fields in the place of the old one; return the fields."""
        page = QWidget()
        form = QFormLayout(page)
        fields = []
        for kind in ItemType:
            field = _WIDGETS.get(kind, QLineEdit)()
            form.addRow(f"Its {kind}", field)
            fields.append(field)
        for field in fields:
            field.setStyle(self._style)
        self.setWidget(page)
        return fields
