"""The fields of a form below one another; their widgets stay from one form to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.activity.contact import ContactPart
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, kind_of, make_field
from desktop_crm.ui.widgets.label import Label

_PIECE_MS = 40
_Spare = defaultdict[str, list[ItemField]]


class FormColumn(QWidget):
    """A column of fields, and below them whatever else the form asks.

    A new form takes the fields that stand here, in their places where their kinds allow: building, styling and
    laying out a field takes longer than painting it, and a form is opened after each step. Fields that a form
    has no use for are kept, hidden, for the next.

    Signals:
        edited: carries the `ItemField` in which somebody typed, chose or answered.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: list[ItemField] = []
        self._spare: _Spare = defaultdict(list)
        self._part: ContactPart | None = None
        self._ahead: Iterable[Sequence[FieldSpec]] | None = None
        self._to_make: list[FieldSpec] = []
        self._idle = QTimer(self)
        self._idle.setInterval(_PIECE_MS)
        self._idle.timeout.connect(self._make_one)
        self._nothing = Label(_("This step asks for nothing. Complete it when it is done."), colour="muted")
        space = theme().space("panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space, space, space, space)
        self._column.setSpacing(space)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._nothing.hide()

    def begin(self, specs: Sequence[FieldSpec]) -> list[ItemField]:
        """Show an empty field for each of `specs`, from the top; return them in this order."""
        free: _Spare = defaultdict(list)
        for field in self._fields:
            free[kind_of(field.spec)].append(field)
        fields = []
        for spec in specs:
            same = free[kind_of(spec)]
            if same:
                field = same.pop(0)
                field.start_over(spec)
                field.setVisible(True)
            else:
                field = self._new(spec)
            fields.append(field)
        for left in free.values():
            for field in left:
                self._put_away(field)
        if fields != self._fields:
            self._place(fields)
        return fields

    def insert(self, spec: FieldSpec, place: int) -> ItemField:
        """Show one more empty field at a place among the others."""
        field = self._new(spec)
        self._place([*self._fields[:place], field, *self._fields[place:]])
        self._chain()
        return field

    def have_ready(self, forms: Iterable[Sequence[FieldSpec]]) -> None:
        """Make what any one of `forms`, which may come next, needs more than there is.

        One field at a time, each in a few milliseconds, while somebody reads and types.
        """
        self._ahead = forms
        self._to_make = []
        self._idle.start()

    def _count(self, forms: Iterable[Sequence[FieldSpec]]) -> None:
        there = Counter(kind_of(field.spec) for field in self._fields)
        there.update({kind: len(fields) for kind, fields in self._spare.items()})
        for form in forms:
            needed: Counter[str] = Counter()
            for spec in form:
                kind = kind_of(spec)
                needed[kind] += 1
                if needed[kind] > there[kind]:
                    there[kind] += 1
                    self._to_make.append(spec)

    def _make_one(self) -> None:
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            self._count(ahead)
            return
        if not self._to_make:
            self._idle.stop()
            return
        field = self._make(self._to_make.pop(0))
        field.hide()
        for widget in (field, *field.findChildren(QWidget)):
            widget.ensurePolished()
        self._spare[kind_of(field.spec)].append(field)

    def place_of(self, field: ItemField) -> int:
        """Return the place of a field among the others, hidden ones counted."""
        return self._fields.index(field)

    def show_tail(self, part: ContactPart | None, *, or_say: bool) -> None:
        """Show the part for the contact below the fields, or if `or_say` that nothing is asked for."""
        if part is not None and self._part is None:
            self._part = part
            self._column.insertWidget(self._column.count() - 1, part)
        if self._part is not None:
            self._part.setVisible(part is not None)
        self._nothing.setVisible(part is None and or_say)
        self._chain()

    def _new(self, spec: FieldSpec) -> ItemField:
        spare = self._spare[kind_of(spec)]
        if spare:
            field = spare.pop()
            field.start_over(spec)
            return field
        return self._make(spec)

    def _make(self, spec: FieldSpec) -> ItemField:
        field = make_field(spec, self)
        field.changed.connect(partial(self.edited.emit, field))
        return field

    def _put_away(self, field: ItemField) -> None:
        field.hide()
        field.setObjectName("")
        self._column.removeWidget(field)
        self._spare[kind_of(field.spec)].append(field)

    def _place(self, fields: list[ItemField]) -> None:
        """Let `fields` stand in this order."""
        for place, field in enumerate(fields):
            if self._column.indexOf(field) != place:
                self._column.removeWidget(field)
                self._column.insertWidget(place, field)
            field.setVisible(True)
        self._fields = fields

    def _chain(self) -> None:
        """Let Tab go through all of it from the top to the bottom."""
        last: QWidget | None = None
        for field in self._fields:
            last = field.chain_stops(last)
        if self._part is not None:
            self._part.chain_stops(last)
