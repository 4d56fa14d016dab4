"""A page: what stands under one tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.changes import Changes

if TYPE_CHECKING:
    from desktop_crm.ui.paper.sheet import Sheet


class Page(QWidget):
    """The base of every screen that opens in a tab.

    Attributes:
        key: opening a page whose key is open already shows that one instead.
        icon: a token or glyph name for the tab; empty for none.
        help_topic: the help page that F1 opens.
        closable: whether the tab has a cross; the desk has none.

    Signals:
        title_changed: carries the tab's new title.
        dirty_changed: carries whether there is unsaved work, shown as a dot on the tab.
        close_wanted: the page is done with itself.
        paper_wanted: the page shall be put on paper (Ctrl+P).
    """

    title_changed = Signal(str)
    dirty_changed = Signal(bool)
    close_wanted = Signal()
    paper_wanted = Signal()
    icon = ""
    help_topic = ""
    closable = True

    def __init__(self, key: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._title = title
        self._dirty = False
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        """What the tab says."""
        return self._title

    def set_title(self, title: str) -> None:
        """Say something else on the tab."""
        self._title = title
        self.setAccessibleName(title)
        self.title_changed.emit(title)

    @property
    def dirty(self) -> bool:
        """Whether there is work here that is not stored."""
        return self._dirty

    def set_dirty(self, dirty: bool) -> None:
        """Show or remove the dot on the tab."""
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def refresh(self, changes: Changes) -> None:
        """Take note of what changed somewhere; a page that shows any of it reads again."""

    def activated(self) -> None:
        """The tab came to the front: the keyboard goes where typing begins, by default to the first field."""
        focus: QWidget | None = self.focusWidget()
        if focus is not None and focus is not self:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        inside = (w for w in self.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next((widget for widget in inside if widget.isEnabled() and not widget.isHidden()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_close(self) -> bool:
        """Tell whether the tab may be closed now; a page keeps its draft first and says no if it can't."""
        return True

    def paper(self) -> Sheet | None:
        """Return what the page can put on paper as it stands; None: nothing."""
        return None

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen with what they do, for the sheet that `?` shows."""
        return ()

    def head_widgets(self) -> Sequence[QWidget]:
        """Return what stands at the right of the tab strip while this page is in front."""
        return ()
