"""A field: label, editor, the "…" that answers without a value, and a note; what all item types share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields.answer_box import AnswerBox
from desktop_crm.ui.widgets.fields.editor import CommentEditor, Editor, KnownTag
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from desktop_crm.ui.widgets.fields.form_label import FormLabel
from desktop_crm.ui.widgets.fields.more_button import MoreButton
from desktop_crm.ui.widgets.fields.note import Note
from desktop_crm.ui.widgets.fields.spec import FieldAnswer, FieldSpec, PickedFile

_PAUSE_MS = 600
_ANSWER_KEYS = {
    Qt.Key.Key_U: "unknown",
    Qt.Key.Key_R: "refused",
    Qt.Key.Key_N: "not-applicable",
    Qt.Key.Key_L: "later",
}


class ItemField(QWidget):
    """One field of a form.

    Keys inside it: Alt+U, Alt+R, Alt+N, Alt+L answer without a value; Enter or Alt+K confirms what was
    already known; Ctrl+Z takes back typing, then answers and confirmations.

    Attributes:
        spec: what it was told about its item. `editor`: the editor of its type.
        touched: somebody typed, chose, answered or confirmed here.

    Signals:
        changed: what the field holds is another thing now, by the person's doing.
        confirmed: the person confirmed what was already known.
    """

    changed = Signal()
    confirmed = Signal()

    def __init__(self, spec: FieldSpec, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec, self.editor = spec, editor
        self.touched = False
        self._answered = False
        self._known_text: str | None = None
        self._confirmed = False
        self._known_note = ""
        self._own_note: tuple[str, str] | None = None
        self._shows_problem = False
        self._undo: list[Callable[[], None]] = []
        self._typed_since = False
        self._before = ""
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.show_problem)
        editor.typed.connect(self._typing)
        editor.edited.connect(self._edited)
        for widget in (*editor.targets, self.box.reason, self.box.back, self.more):
            widget.installEventFilter(self)
        self._show()

    def _lay_out(self) -> None:
        look, row = theme(), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.space("inner"))
        self.label = FormLabel(self.spec.label, required=self.spec.required)
        self.box = AnswerBox(self.spec.label)
        self.tag = KnownTag()
        self.editor.add_tag(self.tag)
        self._stack = QWidget()
        stack = self._layers = QStackedLayout(self._stack)
        stack.addWidget(self.editor)
        stack.addWidget(self.box)
        self._stack.setMaximumWidth(look.width("form_field_most"))
        tall = isinstance(self.editor, CommentEditor | DrawingEditor)
        self._stack.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Fixed
        )
        self.more = MoreButton(self.spec.label)
        self.note = Note()
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.label, 0, top)
        row.addWidget(self._stack, 1) if tall else row.addWidget(self._stack, 1, top)
        row.addWidget(self.more, 0, top)
        row.addWidget(self.note, 0, top)
        row.addStretch(0)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Fixed
        )
        self.setFocusProxy(self.editor)
        self.more.chosen.connect(self.answer_without_value)
        self.box.reopened.connect(self.answer_after_all)
        self.box.reason_edited.connect(self._touch)

    # What it holds ------------------------------------------------------------------------------------

    def text(self) -> str:
        """Return what was typed, right or wrong, or the code of what was chosen."""
        return self.editor.text()

    def value(self) -> str | None:
        """Return the value in canonical text form; None while there is none, or none that is right."""
        if self._answered or not self.text().strip() or self.problem() is not None:
            return None
        return self._parsed()

    def file(self) -> PickedFile | None:
        """Return the file or drawing that was given here."""
        return None if self._answered else self.editor.file()

    def answer(self) -> FieldAnswer | None:
        """Return the answer without a value, if that is what was given."""
        return self.box.answer() if self._answered else None

    @property
    def empty(self) -> bool:
        """Whether the field holds neither a value, right or wrong, nor an answer."""
        return not self._answered and not self.text().strip() and self.editor.file() is None

    def problem(self) -> str | None:
        """Return what is wrong with what was typed; an empty field is missing, never wrong."""
        if self._answered:
            return None
        if isinstance(self.editor, FileEditor | DrawingEditor):
            return self.editor.problem or None
        if self.empty or self.spec.parse is None:
            return None
        try:
            self.spec.parse(self.text())
        except Invalid as wrong:
            return wrong.sentence
        return None

    def _parsed(self) -> str:
        files = isinstance(self.editor, FileEditor | DrawingEditor)
        return self.text() if self.spec.parse is None or files else self.spec.parse(self.text())

    # Filling it in ------------------------------------------------------------------------------------

    def set_value(self, canonical: str | None) -> None:
        """Show a registered value; not told as a change, and not to be undone."""
        self._begin_with(canonical or "", self.editor.set_canonical)

    def set_typed(self, text: str) -> None:
        """Show what was typed before, right or wrong, as from a draft."""
        self._begin_with(text, self.editor.set_text)

    def _begin_with(self, text: str, put: Callable[[str], None]) -> None:
        self._answered = False
        self._undo.clear()
        self._typed_since = False
        put(text)
        self._before = self.editor.text()
        self._show()

    def set_known(self, since: str, source: str) -> None:
        """Say that what stands here was known before: since when, and from which process or system."""
        self._known_text = self.text()
        self._confirmed = False
        words = _("Since {since}, from {source}.\nCorrect it here if it changed.")
        self._known_note = words.format(since=since, source=source)
        self._show()

    def set_answer(self, kind: str, reason: str = "") -> None:
        """Show an answer without a value; not told as a change."""
        self.box.set_answer(FieldAnswer(kind, reason))
        self._answered = True
        self._show()

    def set_note(self, words: str, tone: str = "muted") -> None:
        """Say something beside the field while nothing is wrong; empty words take it away."""
        self._own_note = (words, tone) if words else None
        self._show()

    def set_required(self, required: bool) -> None:
        """Mark the field as required or not, as a condition on another field changes."""
        self.label.set_required(required)

    def show_problem(self) -> None:
        """Show at once what is wrong, as when the window is about to be completed."""
        self._pause.stop()
        self._shows_problem = True
        self._show()

    # What the person does -----------------------------------------------------------------------------

    def answer_without_value(self, kind: str, reason: str = "") -> None:
        """Answer with one of the four words; the keyboard goes to the reason."""
        earlier = self.answer()

        def back() -> None:
            if earlier is None:
                self._answered = False
            else:
                self.box.set_answer(earlier)

        self._undo.append(back)
        self._typed_since = False
        self.box.set_answer(FieldAnswer(kind, reason or (earlier.reason if earlier else "")))
        self._answered = True
        self._touch()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer_after_all(self) -> None:
        """Take the answer back and offer the editor again, with what stood in it."""
        earlier = self.box.answer()
        self._undo.append(lambda: self.set_answer(earlier.kind, earlier.reason))
        self._typed_since = False
        self._answered = False
        self._touch()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> bool:
        """Confirm what was already known; False where nothing is there to confirm."""
        if not self._is_known() or self._confirmed:
            return False
        self._undo.append(lambda: setattr(self, "_confirmed", False))
        self._typed_since = False
        self._confirmed = True
        self._touch()
        self.confirmed.emit()
        return True

    def undo(self) -> bool:
        """Take back the last thing done here; False where there is nothing to take back."""
        if self._answered or (self._undo and not self._typed_since):
            return self._undo_act()
        if self.editor.undo():
            return True
        return self._undo_act()

    def _undo_act(self) -> bool:
        if not self._undo:
            return False
        self._undo.pop()()
        self._touch()
        (self.box if self._answered else self.editor).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _typing(self) -> None:
        self._typed_since = True

    def _edited(self) -> None:
        now = self.editor.text()
        if not self._typed_since and now != self._before and not isinstance(self.editor, DrawingEditor):
            before = self._before
            self._undo.append(lambda: self._put_back(before))
        self._before = now
        self._shows_problem = self._shows_problem and self.problem() is not None
        if self.problem() is not None:
            self._pause.start()
        self._touch()

    def _put_back(self, text: str) -> None:
        self.editor.set_text(text)
        self._before = text

    def _touch(self) -> None:
        self.touched = True
        self._show()
        self.changed.emit()

    def _is_known(self) -> bool:
        return self._known_text is not None and not self._answered and self.text() == self._known_text

    # How it looks -------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._layers.setCurrentIndex(1 if self._answered else 0)
        self.setFocusProxy(self.box if self._answered else self.editor)
        known = self._is_known()
        wrong = self.problem() if self._shows_problem else None
        self.editor.set_mood("problem" if wrong else "known" if known else "")
        self.tag.setVisible(known)
        self.tag.set_confirmed(self._confirmed)
        self._say(wrong, known)

    def _say(self, wrong: str | None, known: bool) -> None:
        if wrong:
            self.note.say(wrong, "problem")
        elif self._answered:
            self.note.say(_("Counted as an answer, with its reason"))
        elif known:
            self.note.say(self._known_note, "known")
        elif self._own_note is not None:
            self.note.say(*self._own_note)
        else:
            self.note.say(self.spec.hint)

    # Keys ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the field's own keys before a shortcut or the editor does; look when the keyboard leaves."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            act = self._act_of(event)
            if act is not None and kind is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if act is not None:
                act()
                return True
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and isinstance(event, QFocusEvent):
            self.box.update()
            if kind is QEvent.Type.FocusOut and self.problem() is not None:
                self.show_problem()
        return super().eventFilter(watched, event)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if key in _ANSWER_KEYS:
                return partial(self.answer_without_value, _ANSWER_KEYS[key])
            return self.confirm if key is Qt.Key.Key_K else None
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo
        plain_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if plain_enter and self._is_known() and not self._confirmed and self.editor.hasFocus():
            return self._confirm_and_go_on
        return None

    def _confirm_and_go_on(self) -> None:
        self.confirm()
        self.focusNextChild()
