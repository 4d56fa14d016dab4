"""How the chosen file is read and on what terms its customers come in: a choice under each word."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.customers.terms import Match, Mode, Terms
from desktop_crm.exchange.dates import DateOrder
from desktop_crm.exchange.encodings import EIGHT_BITS
from desktop_crm.exchange.examining import Examined
from desktop_crm.exchange.layout import Layout
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import Label

_ENCODINGS = ("utf-8", "utf-16", *EIGHT_BITS, "iso8859-15", "cp1251")


def _separators() -> tuple[tuple[str, str], ...]:
    return ((",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Bar")))


def match_words() -> tuple[tuple[str, str], ...]:
    """Return what each rule goes by."""
    return (
        (Match.SURE, _("Our id, UID, reference or same content")),
        (Match.NUMBER, _("Customer number")),
        (Match.REFERENCE, _("Reference of another system")),
        (Match.EMAIL, _("E-mail address")),
        (Match.PHONE, _("Telephone number")),
        (Match.NAME, _("Name and birth date")),
    )


def _modes() -> tuple[tuple[str, str], ...]:
    return (
        (Mode.BOTH, _("Add new, bring known up to date")),
        (Mode.CREATE, _("Only add who is new")),
        (Mode.UPDATE, _("Only bring known up to date")),
    )


class ImportSettings(QWidget):
    """Five choices; the first three are of CSV files only.

    Signals:
        layout_changed: the file is to be read in another way.
    """

    layout_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().space("inner"))
        self._grid.setVerticalSpacing(theme().space("hair"))
        encodings = tuple((name, name) for name in _ENCODINGS)
        orders = ((DateOrder.DAY, _("Day first: 31-12")), (DateOrder.MONTH, _("Month first: 12/31")))
        self.encoding = self._choice("encoding", _("Encoding"), encodings)
        self.separator = self._choice("separator", _("Between columns"), _separators())
        self.dates = self._choice("dates", _("Dates"), orders)
        self.match = self._choice("match", _("Known by"), match_words(), wide=True)
        self.mode = self._choice("mode", _("What happens"), _modes(), wide=True)
        for choice in (self.encoding, self.separator, self.dates):
            choice.currentIndexChanged.connect(lambda _index: self.layout_changed.emit())
        self.match.setCurrentIndex(0)
        self.mode.setCurrentIndex(0)
        self.allow(cards=True)

    def _choice(
        self, name: str, words: str, choices: tuple[tuple[str, str], ...], *, wide: bool = False
    ) -> ComboBox:
        box = ComboBox(name=words)
        box.setObjectName(f"import_{name}")
        box.set_choices(choices)
        column = self._grid.columnCount()
        self._grid.addWidget(Label(words, font="label"), 0, column)
        self._grid.addWidget(box, 1, column)
        self._grid.setColumnStretch(column, 2 if wide else 1)
        return box

    def allow(self, *, cards: bool) -> None:
        """Offer what a file of this kind has."""
        for choice in (self.encoding, self.separator, self.dates):
            choice.setEnabled(not cards)

    def show_layout(self, found: Examined) -> None:
        """Show how a file is read now."""
        self.allow(cards=found.cards)
        layout = found.layout
        shown = (
            (self.encoding, layout.encoding),
            (self.separator, layout.separator),
            (self.dates, layout.dates),
        )
        for choice, code in shown:
            with QSignalBlocker(choice):
                place = choice.findData(code)
                if place < 0 and code:
                    choice.addItem(str(code), code)
                    place = choice.count() - 1
                choice.setCurrentIndex(-1 if found.cards else place)
            choice.update()

    def layout_said(self, columns: dict[str, str]) -> Layout:
        """Return the layout as it is chosen."""
        order = self.dates.code()
        return Layout(
            self.encoding.code(), self.separator.code(), DateOrder(order) if order else None, columns
        )

    def terms(self) -> Terms:
        """Return the terms as they are chosen."""
        return Terms(Match(self.match.code()), Mode(self.mode.code()))
