"""Where the parts of a field stand: label, editor, the "…", note."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields.answer_box import AnswerBox
from desktop_crm.ui.widgets.fields.editor import CommentEditor, Editor
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from desktop_crm.ui.widgets.fields.form_label import label_height, paint_label
from desktop_crm.ui.widgets.fields.more_button import MoreButton, paint_dots
from desktop_crm.ui.widgets.fields.note import Note
from desktop_crm.ui.widgets.fields.spec import FieldSpec


def _left() -> int:
    return theme().width("form_label") + theme().space("inner")


def _right() -> int:
    look = theme()
    return look.width("form_note") + look.height("control") + 2 * look.space("inner")


class FieldFrame(QWidget):
    """Lays a field out.

    Label and note are painted, and so is the "…" until somebody comes near it: a form of twelve fields opens
    after each step, and every widget less saves time.

    Attributes:
        spec: what the field was told about its item. `editor`: the editor of its type.
    """

    def __init__(self, spec: FieldSpec, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec, self.editor = spec, editor
        self._box: AnswerBox | None = None
        self._more: MoreButton | None = None
        self._note = Note(spec.hint)
        self._required = spec.required
        self._dots = QRect()  # where the "…" stands
        tall = isinstance(editor, CommentEditor | DrawingEditor) and not spec.lines
        upright = QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, upright)
        editor.setParent(self)
        self.setFocusProxy(editor)
        self._always_more = isinstance(editor, FileEditor | DrawingEditor)
        if self._always_more:
            self.field_entered()

    def start_over(self, spec: FieldSpec) -> None:
        """Stand for another item of the same kind, as if made for it."""
        high = self._least_height(0)
        self.spec, self._required, self._note = spec, spec.required, Note(spec.hint)
        self.editor.start_over(spec)
        self._start_over_more()
        if self._least_height(0) != high:
            self.updateGeometry()
        self.update()

    def _start_over_more(self) -> None:
        """Keep the "…" where it is always there or the keyboard is near; elsewhere it is only painted again."""
        if self._more is None:
            if self._always_more:
                self.field_entered()
        elif self._always_more or any(target.hasFocus() for target in self.editor.targets):
            self._more.setEnabled(True)
            self._more.set_label(self.spec.label)
            self._more.setVisible(self.spec.answerable)
        else:
            self._more.hide()
            self._more.deleteLater()
            self._more = None

    @property
    def more(self) -> MoreButton:
        """The "…" button; made when it is first needed. A field that is not `answerable` hides it."""
        if self._more is None:
            more = self._more = MoreButton(self.spec.label, self.answer_without_value)
            more.setParent(self)
            self.chain_stops()
            self._arrange()
            more.setVisible(self.spec.answerable)
        return self._more

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order: editor, answer, "…"."""
        stops = [one for one in self.editor.targets if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if self._box is not None:
            stops += [self._box.reason, self._box.back]
        return stops if self._more is None else [*stops, self._more]

    def chain_stops(self, before: QWidget | None = None) -> QWidget | None:
        """Let Tab go through its stops in their order, coming from `before`; return the last of them."""
        for stop in self.stops():
            if before is not None:
                QWidget.setTabOrder(before, stop)
            before = stop
        return before

    def answer_without_value(self, kind: str, reason: str = "") -> None:
        """Answer with one of the four words."""
        raise AssertionError("a field says what an answer means")

    def field_entered(self) -> None:
        """Have the "…" ready to be reached with Tab, or clicked."""
        if self._more is None and self.spec.answerable:
            self.more.update()

    @property
    def note(self) -> Note:
        """What is said beside the field."""
        return self._note

    def say(self, note: Note) -> None:
        """Say something beside the field."""
        if note != self._note:
            higher = note.height() != self._note.height()
            self._note = note
            if higher:
                self.updateGeometry()
            self.update()
        self._describe()

    def set_required(self, required: bool) -> None:
        """Mark the field as required or not, as a condition on another field changes."""
        self._required = required
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Tell assistive technology what stands around the editor."""
        required = _("required") if self._required else ""
        words = ". ".join(part for part in (required, self._note.words) if part)
        for target in self.editor.targets:
            target.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        """Return the height of the highest part; the width at which nothing is cut."""
        return QSize(_left() + 320 + _right(), self._least_height(self.editor.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and a narrow editor."""
        return QSize(_left() + 160 + _right(), self._least_height(self.editor.minimumSizeHint().height()))

    def _least_height(self, editor: int) -> int:
        return max(theme().height("control"), editor, label_height(self.spec.label), self._note.height())

    def _editor_place(self) -> QRect:
        wide = min(theme().width("form_field_most"), self.width() - _left() - _right())
        tall = self.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Expanding
        high = self.height() if tall else max(theme().height("control"), self.editor.sizeHint().height())
        return QRect(_left(), 0, wide, min(high, self.height()))

    def _arrange(self) -> None:
        place = self._editor_place()
        side = theme().height("control")
        self._dots = QRect(place.right() + 1 + theme().space("inner"), 0, side, side)
        self.editor.setGeometry(place)
        if self._box is not None:
            self._box.setGeometry(QRect(place.topLeft(), QSize(place.width(), theme().height("control"))))
        if self._more is not None:
            self._more.setGeometry(self._dots)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the editor the room between label and note."""
        super().resizeEvent(event)
        self._arrange()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Have the "…" ready to be clicked."""
        super().enterEvent(event)
        self.field_entered()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint label, note and, until there is a button, the "…"."""
        painter = QPainter(self)
        paint_label(painter, self.spec.label, required=self._required)
        dots = self._dots
        if self._more is None and self.spec.answerable:
            paint_dots(painter, dots)
        self._note.paint(painter, dots.right() + 1 + theme().space("inner"))
