"""A field: label, editor, the "…" that answers without a value, and a note; what all item types share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.ui.widgets.fields.answer_box import AnswerBox
from desktop_crm.ui.widgets.fields.editor import Editor, KnownTag
from desktop_crm.ui.widgets.fields.field_frame import FieldFrame
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from desktop_crm.ui.widgets.fields.note import Note
from desktop_crm.ui.widgets.fields.spec import FieldAnswer, FieldSpec, PickedFile

_PAUSE_MS = 600
_ANSWER_KEYS = {
    Qt.Key.Key_U: "unknown",
    Qt.Key.Key_R: "refused",
    Qt.Key.Key_N: "not-applicable",
    Qt.Key.Key_L: "later",
}


class ItemField(FieldFrame):
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
        super().__init__(spec, editor, parent)
        self.touched = False
        self._answered = False
        self._known_text: str | None = None
        self._confirmed = False
        self._known_note = ""
        self._own_note: Note | None = None
        self._shows_problem = False
        self._undo: list[Callable[[], None]] = []
        self._typed_since = False
        self._back = editor.snapshot()
        self._tag: KnownTag | None = None
        self._pause: QTimer | None = None
        editor.listener = self._edited
        editor.set_owner(self)
        self._show()

    @property
    def box(self) -> AnswerBox:
        """The dashed box of an answer without a value; made when it is first needed, most fields never do."""
        if self._box is None:
            box = self._box = AnswerBox(self.spec.label)
            box.reopened.connect(self.answer_after_all)
            box.reason_edited.connect(self._touch)
            box.reason.owner = self
            box.setParent(self)
            self.chain_stops()
            self._arrange()
        return self._box

    @property
    def tag(self) -> KnownTag:
        """The tag "already known"; made when it is first needed."""
        if self._tag is None:
            self._tag = KnownTag()
            self.editor.add_tag(self._tag)
        return self._tag

    def start_over(self, spec: FieldSpec) -> None:
        """Stand for another item of the same kind, as if made for it: empty, untouched, nothing to undo.

        Widgets that stay from one form to the next spare building, styling and laying them out.
        """
        self.touched = self._answered = self._confirmed = False
        self._shows_problem = self._typed_since = False
        self._known_text, self._known_note, self._own_note = None, "", None
        self._undo.clear()
        if self._pause is not None:
            self._pause.stop()
        if self._box is not None:
            self._box.start_over(spec.label)
        super().start_over(spec)
        self._back = self.editor.snapshot()
        self._show()

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

    def set_file(self, file: PickedFile | None) -> None:
        """Show a file or drawing given before, as from a draft; not told as a change."""
        self._answered = False
        self.editor.set_file(file)
        self._back = self.editor.snapshot()
        self._show()

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
        self._back = self.editor.snapshot()
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
        self._own_note = Note(words, tone) if words else None
        self._show()

    def show_problem(self) -> None:
        """Show at once what is wrong, as when the window is about to be completed."""
        if self._pause is not None:
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
        self._undo.append(self._take_back_confirmation)
        self._typed_since = False
        self._confirmed = True
        self._touch()
        self.confirmed.emit()
        return True

    def _take_back_confirmation(self) -> None:
        self._confirmed = False

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
        self._back = self.editor.snapshot()
        self._touch()
        (self.box if self._answered else self.editor).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _edited(self, typed: bool) -> None:
        if not typed:
            self._undo.append(self._back)
        self._typed_since = typed
        self._back = self.editor.snapshot()
        wrong = self.problem() is not None
        self._shows_problem = self._shows_problem and wrong
        if wrong:
            self._look_soon()
        self._touch()

    def _look_soon(self) -> None:
        """Say what is wrong after a pause: half an address is not a wrong one yet."""
        if self._pause is None:
            self._pause = QTimer(self)
            self._pause.setSingleShot(True)
            self._pause.setInterval(_PAUSE_MS)
            self._pause.timeout.connect(self.show_problem)
        self._pause.start()

    def _touch(self) -> None:
        self.touched = True
        self._show()
        self.changed.emit()

    def _is_known(self) -> bool:
        return self._known_text is not None and not self._answered and self.text() == self._known_text

    # How it looks -------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._answered or self._box is not None:
            self.box.setVisible(self._answered)
            self.editor.setVisible(not self._answered)
        self.setFocusProxy(self.box if self._answered else self.editor)
        known = self._is_known()
        wrong = self.problem() if self._shows_problem else None
        self.editor.set_mood("problem" if wrong else "known" if known else "")
        if known or self._tag is not None:
            self.tag.setVisible(known)
            self.tag.set_confirmed(self._confirmed)
        self._say(wrong, known)

    def _say(self, wrong: str | None, known: bool) -> None:
        note = Note(self.spec.hint)
        if wrong:
            note = Note(wrong, "problem")
        elif self._answered:
            note = Note(_("Counted as an answer, with its reason"))
        elif known:
            note = Note(self._known_note, "known")
        elif self._own_note is not None:
            note = self._own_note
        self.say(note)

    # Keys ---------------------------------------------------------------------------------------------

    def field_key(self, event: QKeyEvent) -> bool:
        """Take the field's own keys before its editor does."""
        act = self._act_of(event)
        if act is not None:
            act()
        return act is not None

    def field_left(self) -> None:
        """Say what is wrong once the keyboard is elsewhere."""
        if self.problem() is not None:
            self.show_problem()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the field's own keys from what in it has no use for them."""
        if not self.field_key(event):
            super().keyPressEvent(event)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if key in _ANSWER_KEYS and self.spec.answerable:
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
