"""What was done to a model and can be undone: models are frozen, so the one before a change undoes it."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.process.model import Model

MOST = 500
Edit = Callable[[Model], Model]


class History:
    """The model that is worked on, those before it and those that were undone.

    Attributes:
        model: the model as it stands. `saved`: the one that was kept last.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.saved = model
        self._done: list[tuple[str, Model]] = []
        self._undone: list[tuple[str, Model]] = []

    def do(self, words: str, edit: Edit) -> bool:
        """Change the model; tell whether that made a difference. What `edit` refuses changes nothing.

        Args:
            words: what was done, for the one who wants to undo it.
        """
        changed = edit(self.model)
        if changed == self.model:
            return False
        self._done.append((words, self.model))
        del self._done[:-MOST]
        self._undone.clear()
        self.model = changed
        return True

    @property
    def undoable(self) -> str:
        """The words of what `undo` takes back; empty when there is nothing."""
        return self._done[-1][0] if self._done else ""

    @property
    def redoable(self) -> str:
        """The words of what `redo` does again; empty when there is nothing."""
        return self._undone[-1][0] if self._undone else ""

    def undo(self) -> bool:
        """Take the last change back."""
        return self._swap(self._done, self._undone)

    def redo(self) -> bool:
        """Do again what was undone last."""
        return self._swap(self._undone, self._done)

    def _swap(self, source: list[tuple[str, Model]], other: list[tuple[str, Model]]) -> bool:
        if not source:
            return False
        words, model = source.pop()
        other.append((words, self.model))
        self.model = model
        return True
