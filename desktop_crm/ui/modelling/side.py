"""Beside the sheets: what stands in a cell, what was found there, what was before; or all differences."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.consequences import consequences, measured_use
from desktop_crm.process.sheet_book import where
from desktop_crm.process.sheets import Head, Sheet
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

_MOST = 60
_WORDS = 12


class SidePanel(Panel):
    """The reasons at the right.

    Signals:
        wanted: sheet, row and column of the place to go to.
    """

    wanted = Signal(str, str, str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(_("This cell"), parent=parent)
        self.setObjectName("model_side")
        self._bench = bench
        self.comparing = False
        self._cell: tuple[Sheet, Head, Head] | None = None
        self._scroll = ScrollColumn()
        space = theme().space("panel")
        self._scroll.column.setContentsMargins(space, space, space, space)
        self._scroll.column.setSpacing(theme().space("base"))
        self.add(self._scroll, 1)
        self._shown: list[QWidget] = []
        bench.found.connect(self.follow)

    def show_cell(self, sheet: Sheet, cell: tuple[Head, Head] | None) -> None:
        """Show what is to be said of a cell."""
        self._cell = None if cell is None else (sheet, *cell)
        if not self.comparing:
            self.follow()

    def compare(self, on: bool) -> None:
        """Show all that differs from the published version, or the cell again."""
        self.comparing = on
        self.follow()

    def follow(self) -> None:
        """Say it again of the model that stands."""
        for widget in self._shown:
            self._scroll.column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        if self.comparing:
            self._differences()
        else:
            self._reasons()

    def _say(self, words: str, *, font: str = "body", colour: str = "text") -> None:
        label = Label(words, font=font, colour=colour, wrap=True)
        # It is narrower here than a label likes to be, and so higher than it says.
        policy = label.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        label.setSizePolicy(policy)
        self._put(label)

    def _put(self, widget: QWidget) -> None:
        self._scroll.add(widget)
        self._shown.append(widget)

    def _differences(self) -> None:
        found = self._bench.checked.differences if self._bench.checked is not None else ()
        self.set_title(_("What differs"))
        if self._bench.published is None:
            self._say(_("Nothing is published yet, so everything here is new."), colour="muted")
            return
        words = ngettext("{count} difference from the published version.",
                         "{count} differences from the published version.", len(found))  # fmt: skip
        self._say(words.format(count=len(found)), colour="muted")
        for one in found[:_MOST]:
            sheet, row, column = where(one.place)
            if sheet:
                link = Link(one.place, font="caption")
                link.clicked.connect(lambda _on, at=(sheet, row, column): self.wanted.emit(*at))
                self._put(link)
            else:
                self._say(one.place, font="caption", colour="muted")
            self._say(one.sentence)
        if len(found) > _MOST:
            self._say(_("and {count} more").format(count=len(found) - _MOST), colour="muted")

    def _reasons(self) -> None:
        if self._cell is None:
            self.set_title(_("This cell"))
            self._say(_("Choose a cell to see what follows from it."), colour="muted")
            return
        sheet, row, column = self._cell
        self.set_title(f"{row.title} · {column.title}")
        text = (
            sheet.text(self._bench.model, row.code, column.code) if _is_there(sheet, self._bench, row) else ""
        )
        self._say(text or _("Empty."), font="strong" if text else "body", colour="text" if text else "muted")
        for mark, words in sheet.marks:
            if mark in text:
                self._say(f"{mark}: {words}", colour="muted")
        words_here = sheet.words(self._bench.model, column.code)
        if words_here:
            told = ", ".join(words_here[:_WORDS]) + (" …" if len(words_here) > _WORDS else "")
            self._say(_("One of: {words}").format(words=told), font="caption", colour="muted")
        for sentence in consequences(self._bench.model, sheet.key, row.code, column.code):
            self._say(sentence)
        if sheet.key == "item" and text and self._bench.measured is not None:
            self._say(measured_use(self._bench.model, self._bench.measured, row.code), colour="muted")
        self._found(sheet, row, column)
        self._before(sheet, row, column, text)

    def _found(self, sheet: Sheet, row: Head, column: Head) -> None:
        checked = self._bench.checked
        for one in checked.findings if checked is not None else ():
            key, line, at = where(one.place)
            if key == sheet.key and line == row.code and at in ("", column.code):
                colour = {"error": "overdue_ink", "warning": "at_risk_ink"}.get(str(one.severity), "muted")
                self._say(one.sentence, colour=colour)

    def _before(self, sheet: Sheet, row: Head, column: Head, text: str) -> None:
        published = self._bench.published
        if published is None or not self._bench.editable:
            return
        if row.code not in {one.code for one in sheet.rows(published)}:
            self._say(_("New in this draft."), font="caption", colour="muted")
            return
        was = sheet.text(published, row.code, column.code)
        if was != text:
            self._say(_("Changed: was {was}.").format(was=was or _("empty")), font="caption", colour="muted")


def _is_there(sheet: Sheet, bench: Bench, row: Head) -> bool:
    return row.code in {one.code for one in sheet.rows(bench.model)}
