"""The details of a customer, edited where they stand: Enter or F2 edits, Tab goes on, Escape gives up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.editing import Clash, FieldEdit
from desktop_crm.customers.fields import text_of
from desktop_crm.ui import wording
from desktop_crm.ui.activity.fields import spec_of
from desktop_crm.ui.customer.detail_rows import Detail
from desktop_crm.ui.customer.narrow_field import NarrowField
from desktop_crm.ui.quiet import padded
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.fields import ItemField, make_field
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel

_EDIT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class DetailRow(QWidget):
    """One detail: as a line to read, or as a field to type in.

    Attributes:
        detail: what it shows. `field`: the field while it is edited, else None.

    Signals:
        wanted: carries the `FieldEdit` that shall be saved.
        moved: the person goes on to the next row, or (False) back.
    """

    wanted = Signal(object)
    moved = Signal(bool)

    def __init__(self, detail: Detail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail = detail
        self.field: ItemField | None = None
        self._seen = detail
        self._line = FactRow(Fact(detail.label, detail.shown))
        self._choice: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_detail(detail)

    def show_detail(self, detail: Detail) -> None:
        """Show what it holds now; what is being typed stays, and so does what it was read as."""
        self.detail = detail
        self._line.show_fact(Fact(detail.label, detail.shown or "—"))
        self.setAccessibleName(f"{detail.label}: {detail.shown}")

    def begin(self) -> None:
        """Put a field in the place of the line."""
        if self.field is not None:
            return
        self._seen = self.detail
        field = self.field = make_field(
            replace(spec_of(self.detail.item, lines=4), answerable=False), made=NarrowField
        )
        field.setObjectName(f"detail_{self.detail.field.name}")
        field.set_value(text_of(self.detail.value))
        self._line.hide()
        self._column.insertWidget(0, field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Show the line again; what was typed is gone."""
        self._no_choice()
        if self.field is None:
            return
        field, self.field = self.field, None
        typing = QApplication.focusWidget()
        focused = typing is not None and self.isAncestorOf(typing)
        field.hide()
        field.deleteLater()
        self._line.show()
        if focused:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> bool:
        """Ask for what was typed to be saved; False when it is wrong, which the field then says."""
        if self.field is None:
            return True
        if self.field.problem() is not None:
            self.field.show_problem()
            return False
        text = self.field.value() or ""
        seen = self._seen
        try:
            wanted = seen.made(text)
        except Invalid as wrong:
            self.say(wrong.sentence)
            return False
        if wanted == seen.value:
            self.leave()
            return True
        self.wanted.emit(FieldEdit(seen.field.name, seen.value, wanted))
        return True

    def say(self, problem: str) -> None:
        """Tell why it was not saved; what was typed stays."""
        if self.field is not None:
            self.field.set_note(problem, "problem")

    def choose(self, clash: Clash) -> None:
        """Show both values of a field that somebody else changed too, and ask which it shall be."""
        self._no_choice()
        theirs, mine = self.detail.in_words(clash.now), self.detail.in_words(clash.edit.wanted)
        told = _("{who} changed this to “{now}” at {time}; you typed “{mine}”.").format(
            who=clash.who or _("Somebody"),
            now=theirs,
            time=f"{wording.local(clash.at):%H:%M}" if clash.at is not None else _("an unknown time"),
            mine=mine,
        )
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, theme().space("base"))
        column.setSpacing(0)
        words = Label(told, colour="at_risk_ink", wrap=True)
        column.addWidget(padded(words, stretch=1))
        keep = Button(_("Keep “{value}”").format(value=theirs), small=True)
        keep.setObjectName("keep_theirs")
        keep.clicked.connect(self.leave)
        take = Button(_("Make it “{value}”").format(value=mine), small=True)
        take.setObjectName("take_mine")
        take.clicked.connect(lambda: self.wanted.emit(clash.again))
        for button in (keep, take):
            column.addWidget(padded(button))
        self._choice = box
        self._column.addWidget(box)
        box.setAccessibleName(told)
        keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _no_choice(self) -> None:
        if self._choice is not None:
            self._choice.hide()
            self._choice.deleteLater()
            self._choice = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 edit, or save; Escape gives up."""
        if event.key() == Qt.Key.Key_Escape and self.field is not None:
            self.leave()
        elif event.key() in _EDIT:
            if self.field is None:
                self.begin()
            else:
                self.save()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.field is None:
            self.moved.emit(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab saves and goes on to the next field."""
        if self.field is None or self._choice is not None:
            return super().focusNextPrevChild(onward)
        if self.save():
            self.moved.emit(onward)
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit."""
        self.begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring of the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            paint.focus_ring(QPainter(self), self.rect().adjusted(2, 2, -2, -3), theme().radius("control"))


class DetailsPanel(Panel):
    """All details that are known; the empty ones behind a link.

    Attributes:
        rows: by the key of their detail.

    Signals:
        wanted: carries the row, and the `FieldEdit` to save.
        history_wanted: who changed what is to be shown.
    """

    wanted = Signal(object, object)
    history_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Details"), parent=parent)
        self.rows: dict[str, DetailRow] = {}
        self._whole = False
        self.history = Link(_("History"))
        self.history.setObjectName("field_history")
        self.history.clicked.connect(self.history_wanted)
        self.add_to_head(self.history)
        self._all = Link("")
        self._all.setObjectName("all_details")
        self._all.clicked.connect(self.show_all)
        self._foot = padded(self._all)
        self.add(self._foot)

    def show_details(self, details: Sequence[Detail]) -> None:
        """Show what the file holds now; a field that is being edited stays open."""
        known = {detail.key for detail in details}
        for key in [key for key, row in self.rows.items() if key not in known]:
            row = self.rows.pop(key)
            row.hide()
            row.deleteLater()
        for place, detail in enumerate(details):
            found = self.rows.get(detail.key)
            if found is None:
                found = self.rows[detail.key] = DetailRow(detail)
                found.wanted.connect(lambda edit, row=found: self.wanted.emit(row, edit))
                found.moved.connect(lambda onward, row=found: self._go_on(row, onward=onward))
            else:
                found.show_detail(detail)
            self.body.insertWidget(place, found)
        self.set_count(str(sum(bool(detail.shown) for detail in details)))
        self._show_some()

    def show_all(self) -> None:
        """Show the empty ones too, and put the keyboard into the first."""
        self._whole = True
        self._show_some()
        self.begin()

    def begin(self) -> None:
        """Put the keyboard into the first row."""
        for row in self._shown_rows():
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def edit(self, name: str) -> None:
        """Edit one field, whether it is shown or not."""
        row = self.rows[name]
        row.begin()
        row.setVisible(True)

    def _show_some(self) -> None:
        hidden = 0
        for row in self.rows.values():
            shown = self._whole or row.field is not None or bool(row.detail.shown)
            row.setVisible(shown)
            hidden += not shown
        self._all.set_words(_("{count} more that are empty").format(count=hidden))
        self._foot.setVisible(hidden > 0)

    def _shown_rows(self) -> list[DetailRow]:
        items = [self.body.itemAt(place) for place in range(self.body.count())]
        ordered = [item.widget() for item in items if item is not None]
        return [row for row in ordered if isinstance(row, DetailRow) and not row.isHidden()]

    def _go_on(self, row: DetailRow, *, onward: bool) -> None:
        shown = self._shown_rows()
        place = shown.index(row) + (1 if onward else -1)
        if not 0 <= place < len(shown):
            return
        editing = row.field is not None
        shown[place].setFocus(Qt.FocusReason.TabFocusReason)
        if editing:
            shown[place].begin()
