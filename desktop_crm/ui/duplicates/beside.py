"""Customers side by side, field by field; where they differ, one chooses who is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CustomerId
from desktop_crm.dossier.side_by_side import Compared, Line, SideBySide
from desktop_crm.ui.quiet import empty
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped
from desktop_crm.ui.widgets.label import Label

_LABELS = 120
_RING = 22


class ChoiceCell(QAbstractButton):
    """What one customer says in a field: a ring in front while there is something to choose.

    Args:
        words: what is known; empty: nothing.
        marked: the customers differ here.
        choosable: whether this one may be chosen.
    """

    def __init__(
        self, words: str, *, marked: bool, choosable: bool, spoken: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._marked, self._choosable = words or "–", marked, choosable
        self.setText(words)
        self.setAccessibleName(spoken)
        self.setCheckable(choosable)
        self.setEnabled(choosable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choosable else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if choosable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def _font(self) -> str:
        return "strong" if self._marked and self.isChecked() else "body"

    def _lines(self, width: int) -> list[str]:
        room = max(40, width - (_RING if self._choosable else 0) - 8)
        return [line for part in self._words.split("\n") for line in wrapped(part, self._font, room)]

    def hasHeightForWidth(self) -> bool:
        """Tell that long words are wrapped."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines, with a little air."""
        return len(self._lines(width)) * theme().line("body") + theme().space("base")

    def sizeHint(self) -> QSize:
        """Return a column's usual width."""
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow column."""
        return QSize(90, theme().line("body") + theme().space("base"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter too; Enter with Ctrl is the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, ring and words."""
        painter, look = QPainter(self), theme()
        left, high = 4, look.line("body")
        if self._choosable:
            if self.isChecked():
                paint.box(
                    painter, self.rect(), fill=look.colour("accent_soft"), radius=look.radius("control")
                )
            ring = QStyleOptionButton()
            ring.rect = QRect(left, 6, 16, 16)
            if self.isChecked():
                ring.state = QStyle.StateFlag.State_On
            indicator = QStyle.PrimitiveElement.PE_IndicatorRadioButton
            self.style().drawPrimitive(indicator, ring, painter, self)
            left += _RING
        ink = "text" if self._words != "–" else "muted"
        y = look.space("base") // 2
        for line in self._lines(self.width()):
            paint.text(painter, QRect(left, y, self.width() - left, high), line, self._font, ink, elide=False)
            y += high
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), look.radius("control"))


class Beside(QWidget):
    """Two or more customers beside each other.

    Signals:
        kept_changed: another one is the one who is kept.
    """

    kept_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: SideBySide | None = None
        self._groups: dict[str, QButtonGroup] = {}
        self._kept: QButtonGroup | None = None
        self._column = QVBoxLayout(self)
        space = theme().space("panel")
        self._column.setContentsMargins(space, theme().space("base"), space, space)

    def show_customers(self, shown: SideBySide | None) -> None:
        """Show others, the first of whom is kept unless another is chosen."""
        empty(self._column)
        self.shown, self._groups, self._kept = shown, {}, None
        if shown is None:
            return
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().space("inner"))
        grid.setVerticalSpacing(theme().space("hair"))
        grid.setColumnMinimumWidth(0, _LABELS)
        for place in range(len(shown.people)):
            grid.setColumnStretch(place + 1, 1)
        self._kept = self._row(grid, 0, _("Kept"), [_head(one) for one in shown.people], chosen=0)
        self._kept.idClicked.connect(lambda _place: self.kept_changed.emit())
        for row, line in enumerate(shown.lines, 1):
            self._show_line(grid, row, line)
        self._column.addWidget(inside)
        if self._groups:
            words = _(
                "Nothing is lost: numbers, addresses and notes of both are kept, the chosen ones first."
            )
            self._column.addSpacing(theme().space("base"))
            self._column.addWidget(Label(words, font="caption", colour="muted", wrap=True))
        self._column.addStretch(1)

    def _show_line(self, grid: QGridLayout, row: int, line: Line) -> None:
        if line.differs and line.field:
            self._groups[line.field] = self._row(
                grid, row, line.label, line.values, chosen=line.chosen, marked=True
            )
            return
        grid.addWidget(_named(Label(line.label, colour="muted")), row, 0, Qt.AlignmentFlag.AlignTop)
        for place, words in enumerate(line.values):
            spoken = f"{line.label}: {words or _('nothing')}"
            cell = ChoiceCell(words, marked=False, choosable=False, spoken=spoken)
            grid.addWidget(cell, row, place + 1, Qt.AlignmentFlag.AlignTop)

    def _row(
        self,
        grid: QGridLayout,
        row: int,
        label: str,
        values: Sequence[str],
        *,
        chosen: int,
        marked: bool = False,
    ) -> QButtonGroup:
        told = Label(f"≠ {label}" if marked else label, font="strong" if marked else "body")
        grid.addWidget(_named(told), row, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        for place, words in enumerate(values):
            spoken = _("{field}, they differ: {words}").format(field=label, words=words or _("nothing"))
            cell = ChoiceCell(words, marked=marked, choosable=bool(words), spoken=spoken)
            cell.setChecked(place == chosen)
            group.addButton(cell, place)
            grid.addWidget(cell, row, place + 1, Qt.AlignmentFlag.AlignTop)
        return group

    @property
    def kept(self) -> CustomerId | None:
        """Who is kept."""
        if self.shown is None or self._kept is None:
            return None
        return self.shown.people[max(0, self._kept.checkedId())].id

    @property
    def others(self) -> tuple[CustomerId, ...]:
        """Who become one with them."""
        people = self.shown.people if self.shown is not None else ()
        return tuple(one.id for one in people if one.id != self.kept)

    def take(self) -> dict[str, CustomerId]:
        """Return who is right, for every field in which they differ."""
        return dict(self._chosen())

    def _chosen(self) -> Iterator[tuple[str, CustomerId]]:
        if self.shown is None:
            return
        for field, group in self._groups.items():
            yield field, self.shown.people[group.checkedId()].id

    def choose(self, field: str, place: int) -> None:
        """Choose who is right in a field, as a click does."""
        self._groups[field].button(place).click()

    def keep(self, place: int) -> None:
        """Choose who is kept, as a click does."""
        assert self._kept is not None, "nobody is shown"
        self._kept.button(place).click()


def _named(label: Label) -> Label:
    """Let a label stand level with the first line of its cells."""
    label.setFixedHeight(theme().line("body") + theme().space("base"))
    return label


def _head(one: Compared) -> str:
    """Return number and name, and how much hangs on them."""
    counts = one.counts
    parts = [
        ngettext("{count} case", "{count} cases", counts.cases).format(count=counts.cases),
        ngettext("{count} contact", "{count} contacts", counts.contacts).format(count=counts.contacts),
    ]
    if counts.documents:
        words = ngettext("{count} document", "{count} documents", counts.documents)
        parts.append(words.format(count=counts.documents))
    if counts.trades:
        parts.append(
            ngettext("{count} transaction", "{count} transactions", counts.trades).format(count=counts.trades)
        )
    return f"{one.number} {one.name}\n{', '.join(parts)}"
