"""What a widget that takes typing tells the field it stands in."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QKeyEvent


class FieldOwner(Protocol):
    """Gets keys before the widget that has the keyboard does, and learns when the keyboard leaves.

    Overriding two rare events of each widget is far cheaper than filtering all of its events in Python.
    """

    def field_key(self, event: QKeyEvent) -> bool:
        """Take a key; False leaves it to the widget."""
        ...

    def field_entered(self) -> None:
        """Take note that the keyboard came here."""
        ...

    def field_left(self) -> None:
        """Take note that the keyboard went elsewhere."""
        ...
