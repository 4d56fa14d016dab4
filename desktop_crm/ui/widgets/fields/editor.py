"""What every editor of a field can do, and the editors of one line and of several."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.fields.spec import FieldSpec, PickedFile
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.owner import FieldOwner

_COMMENT_HEIGHT = 104


class Editor(QWidget):
    """Takes a value of one type. `text` is what was typed, or the code of what was chosen.

    Attributes:
        targets: the widgets in it that take the keyboard, the first one first.
        listener: called when the person changed something; True: by typing into a line with its own undo.
    """

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.targets: list[QWidget] = []
        self.listener: Callable[[bool], None] | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().space("base"))

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item of the same kind and hold nothing, as if made for it; nothing can be undone."""
        self.spec = spec
        self.setEnabled(True)
        self.set_mood("")
        self._name_targets()

    def _name_targets(self) -> None:
        """Say to assistive technology whose editor this is."""
        for target in self.targets:
            target.setAccessibleName(self.spec.label)

    def text(self) -> str:
        """Return the value's text."""
        raise AssertionError("every editor says what it holds")

    def set_text(self, text: str) -> None:
        """Show what was typed or chosen before, right or wrong, without telling."""
        raise AssertionError("every editor shows a value")

    def set_canonical(self, canonical: str) -> None:
        """Show a value without telling; codes and files are shown as they are."""
        self.set_text(canonical)

    def tell(self, *, typed: bool = False) -> None:
        """Tell the field that the person changed something."""
        if self.listener is not None:
            self.listener(typed)

    def snapshot(self) -> Callable[[], None]:
        """Return what puts the editor back to what it holds now."""
        text = self.text()
        return lambda: self.set_text(text)

    def set_owner(self, owner: FieldOwner) -> None:
        """Let the field have some keys first."""
        for target in self.targets:
            if hasattr(target, "owner"):
                target.owner = owner

    def file(self) -> PickedFile | None:
        """Return a file chosen here; only editors of files and drawings have one."""
        return None

    def set_file(self, file: PickedFile | None) -> None:
        """Show a file chosen before, without telling; an editor of text has none to show."""

    def set_mood(self, mood: str) -> None:
        """Show the editor as ``known``, ``problem`` or neither."""
        for target in self.targets:
            if getattr(target, "mood", mood) != mood:
                target.mood = mood  # type: ignore[attr-defined]
                target.update()

    def add_tag(self, tag: QWidget) -> None:
        """Place the tag that says "already known"; beside the editor unless it can stand inside."""
        self._row.addWidget(tag)

    def undo(self) -> bool:
        """Take back the last typing; False where there is none to take back."""
        return False

    def _add(self, widget: QWidget, stretch: int = 0) -> None:
        self._row.addWidget(widget, stretch)
        self.targets.append(widget)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)
        widget.setAccessibleName(self.spec.label)


class LineEditor(Editor):
    """Text, numbers, amounts, telephone numbers and e-mail addresses in one line."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._given = ("", "")
        unit = "€" if spec.type == "money" else ""
        self.line = LineEdit(placeholder=spec.placeholder, unit=unit)
        if spec.type == "email":
            self.line.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.line.textEdited.connect(lambda _text: self._changed())
        self._add(self.line, 1)

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item and an empty line; the name of a line is its placeholder's until it has its own."""
        super().start_over(spec)
        self.line.setPlaceholderText(spec.placeholder)
        self.line.setText("")
        self._given = ("", "")
        self._show_unit()

    def _changed(self) -> None:
        self._show_unit()
        self.tell(typed=True)

    def text(self) -> str:
        """Return what was typed; what was shown and not changed comes back to the letter."""
        now = self.line.text()
        given, shown = self._given
        return given if now == shown else now

    def set_text(self, text: str) -> None:
        """Show what was typed before."""
        given = text
        if self.spec.type == "money":
            # The field shows the currency in front; an amount that names its own goes without.
            text = text.removeprefix("€").lstrip()
        if text != self.line.text():
            self.line.setText(text)
        self._given = (given, self.line.text())
        self._show_unit()

    def set_canonical(self, canonical: str) -> None:
        """Show a value."""
        self.set_text(self.spec.shown(canonical))

    def _show_unit(self) -> None:
        if self.spec.type == "money":
            own = any(sign.isalpha() for sign in self.line.text()[:4]) or "€" in self.line.text()
            self.line.set_unit("" if own else "€")

    def add_tag(self, tag: QWidget) -> None:
        """Place the tag inside the line."""
        self.line.add_inside(tag)

    def undo(self) -> bool:
        """Take back typing."""
        if not self.line.isUndoAvailable():
            return False
        self.line.undo()
        self.tell(typed=True)
        return True


class CommentEdit(QPlainTextEdit):
    """Several lines of plain text; Tab goes on to the next field."""

    def __init__(self, *, name: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mood = ""
        self.owner: FieldOwner | None = None
        self._tag: QWidget | None = None
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setMinimumHeight(_COMMENT_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.document().setDocumentMargin(7)
        clear = QPalette()
        clear.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)  # the style paints the box
        self.setPalette(clear)

    def add_inside(self, tag: QWidget) -> None:
        """Keep room below the text for a tag while it is shown, and place it there at the right."""
        self._tag = tag
        tag.setParent(self)
        tag.installEventFilter(self)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room when the tag comes or goes."""
        kinds = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Resize)
        if watched is self._tag and event.type() in kinds:
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        tag = self._tag
        if tag is None:
            return
        below = 0 if tag.isHidden() else tag.height() + theme().space("base")
        self.setViewportMargins(0, 0, 0, below)
        inset = theme().space("base") - 2
        tag.move(self.width() - tag.width() - inset, self.height() - tag.height() - inset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tag in its corner."""
        super().resizeEvent(event)
        self._make_room()

    def set_lines(self, count: int) -> None:
        """Stay this many lines high; more is scrolled."""
        high = count * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin()) + 4
        self.setFixedHeight(high)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()
        if self.owner is not None:
            self.owner.field_entered()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()
        if self.owner is not None:
            self.owner.field_left()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the window: it completes, it breaks no line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.owner is not None and self.owner.field_key(event):
            return
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _plain(edit: QPlainTextEdit) -> str:
    """Return the text with its no-break spaces, which `toPlainText` would make ordinary ones."""
    return edit.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


class CommentEditor(Editor):
    """Free text in several lines."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = CommentEdit(name=spec.label, placeholder=spec.placeholder)
        if spec.lines:
            self.edit.set_lines(spec.lines)
        self.edit.textChanged.connect(self._changed)
        self._silent = False
        self._given = ("", "")
        self._add(self.edit, 1)

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item and an empty sheet."""
        super().start_over(spec)
        self.edit.setPlaceholderText(spec.placeholder)
        self._silent = True
        self.edit.setPlainText("")
        self._silent = False
        self._given = ("", "")

    def _changed(self) -> None:
        if not self._silent:
            self.tell(typed=True)

    def text(self) -> str:
        """Return what was typed; what was shown and not changed comes back to the letter."""
        now = _plain(self.edit)
        given, shown = self._given
        return given if now == shown else now

    def set_text(self, text: str) -> None:
        """Show what was typed before."""
        if text != self.text():
            self._silent = True
            self.edit.setPlainText(text)
            self._silent = False
        self._given = (text, _plain(self.edit))

    def add_tag(self, tag: QWidget) -> None:
        """Place the tag inside, in the corner where the last line ends last."""
        self.edit.add_inside(tag)

    def undo(self) -> bool:
        """Take back typing."""
        if not self.edit.document().isUndoAvailable():
            return False
        self.edit.undo()
        return True


class KnownTag(QWidget):
    """The tag of a value that was known before one came here: "already known", then "confirmed"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._confirmed = False
        self.setFixedHeight(theme().height("tag"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()
        self._size()

    def set_confirmed(self, confirmed: bool) -> None:
        """Say which of the two it is."""
        self._confirmed = confirmed
        self._size()
        self.update()

    def _words(self) -> str:
        return _("confirmed") if self._confirmed else _("already known")

    def _size(self) -> None:
        self.setFixedWidth(paint.width_of(self._words(), "caption") + 34)
        self.setAccessibleName(self._words())

    def paintEvent(self, event: object) -> None:
        """Paint the tag."""
        look = theme()
        painter = QPainter(self)
        paint.box(painter, self.rect(), fill=look.colour("panel"), outline=look.colour("separator"), radius=3)
        icon = "ph.check" if self._confirmed else "already_known"
        paint.icon(painter, self.rect().adjusted(7, 3, 21 - self.width(), -3), icon, "text")
        paint.text(painter, self.rect().adjusted(26, 0, 0, 0), self._words(), "caption", "text", elide=False)
