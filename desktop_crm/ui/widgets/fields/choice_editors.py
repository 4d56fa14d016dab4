"""Editors for yes or no, and for one of several choices."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields.editor import Editor
from desktop_crm.ui.widgets.fields.spec import FieldSpec
from desktop_crm.ui.widgets.owner import FieldOwner
from desktop_crm.ui.widgets.segmented import Option, SegmentedChoice

# At most so many choices stand side by side, by how many letters the longest of them has: a grade is ten figures.
_SIDE_BY_SIDE = ((2, 10), (14, 3))


def _options(spec: FieldSpec) -> list[Option]:
    choices = spec.choices or (("yes", _("Yes")), ("no", _("No")))
    return [Option(code, words) for code, words in choices]


class YesNoEditor(Editor):
    """Yes or no, side by side."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.choice = SegmentedChoice(_options(spec), name=spec.label)
        self.choice.chosen.connect(lambda _code: self.tell())
        self._add(self.choice)
        self.choice.set_name(spec.label)
        self._row.addStretch(1)

    def start_over(self, spec: FieldSpec) -> None:
        """Offer another item's options, none of them chosen."""
        super().start_over(spec)
        self.choice.set_code("")
        self.choice.set_options(_options(spec))
        self.choice.set_name(spec.label)

    def text(self) -> str:
        """Return the chosen code."""
        return self.choice.code()

    def set_text(self, text: str) -> None:
        """Show a value."""
        self.choice.set_code(text)


class ComboBox(QComboBox):
    """A combo box that leaves the wheel to the form it stands in, and shows nothing until one chooses."""

    def __init__(self, *, name: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mood = ""
        self.owner: FieldOwner | None = None
        self._choices: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder or _("Choose…"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme().height("control"))
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def set_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Offer these codes with their words; nothing is chosen."""
        self.hidePopup()  # a blank typed into the box may have opened it
        if choices != self._choices:
            self._choices = choices
            self.clear()
            for code, words in choices:
                self.addItem(words, code)
        self.setCurrentIndex(-1)

    def code(self) -> str:
        """Return the chosen code; empty: none."""
        return str(self.currentData() or "")

    def set_code(self, code: str) -> None:
        """Choose by code; an unknown or empty one chooses nothing."""
        self.setCurrentIndex(self.findData(code) if code else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the field first; it would be searched for in the list otherwise."""
        if self.owner is None or not self.owner.field_key(event):
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        """Show the list on the ground of a panel."""
        container = self.view().window()
        palette = container.palette()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, theme().colour("panel"))
        container.setPalette(palette)
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the field."""
        super().focusInEvent(event)
        if self.owner is not None:
            self.owner.field_entered()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the value: nobody notices a value that changed under the wheel."""
        event.ignore()


class ComboEditor(Editor):
    """One of many choices."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.combo = ComboBox(name=spec.label, placeholder=spec.placeholder)
        self.combo.set_choices(spec.choices)
        self.combo.activated.connect(lambda _index: self.tell())
        self._add(self.combo, 1)

    def start_over(self, spec: FieldSpec) -> None:
        """Offer another item's choices, none of them chosen."""
        super().start_over(spec)
        self.combo.set_choices(spec.choices)
        self.combo.setPlaceholderText(spec.placeholder or _("Choose…"))

    def text(self) -> str:
        """Return the chosen code."""
        return self.combo.code()

    def set_text(self, text: str) -> None:
        """Show a value."""
        self.combo.set_code(text)


def side_by_side(spec: FieldSpec) -> bool:
    """Tell whether choices are so few and short that all of them can stand there."""
    longest = max((len(words) for _code, words in spec.choices), default=0)
    return any(longest <= letters and 0 < len(spec.choices) <= most for letters, most in _SIDE_BY_SIDE)


def choice_editor(spec: FieldSpec) -> Editor:
    """Return side-by-side segments for a few short choices, a combo box for more."""
    return YesNoEditor(spec) if side_by_side(spec) else ComboEditor(spec)
