"""The preview: the pages as they come out of the printer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.reports.apart import Book, write_apart
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.paper.pages import page_sizes, print_pages
from desktop_crm.ui.paper.sheet import Sheet
from desktop_crm.ui.paper.view import PagesView
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

KEY = "paper/"


@frozen
class Made:
    """A report as it came out: the file, and how large its pages are."""

    content: bytes
    sizes: tuple[QSizeF, ...]


def ask_where(parent: QWidget, name: str) -> str:
    """Ask where a PDF goes; empty: nowhere."""
    path, _pattern = QFileDialog.getSaveFileName(parent, _("Save as PDF"), f"{name}.pdf", "PDF (*.pdf)")
    return path


def ask_printer(parent: QWidget, pages: int) -> QPrinter | None:
    """Ask which printer, which pages, how often; None: none."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    dialog.setMinMax(1, max(1, pages))
    return printer if dialog.exec() else None


class PaperPage(Page):
    """A report that is being made, then its pages.

    Attributes:
        view: the pages; None while they are made, or could not be. `made`: what came out.
        make: writes a report, and runs on a thread; `choose_file`, `choose_printer`: ask.

    Signals:
        shown: the pages stand on the screen.
    """

    icon = "ph.printer"
    help_topic = "paper"
    shown = Signal()

    make: Callable[[Book], bytes] = staticmethod(write_apart)
    choose_file = staticmethod(ask_where)
    choose_printer = staticmethod(ask_printer)

    def __init__(self, session: Session, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(KEY + sheet.title, _("Paper · {title}").format(title=sheet.title), parent)
        self.setObjectName("paper_page")
        self.session, self.sheet = session, sheet
        self.made: Made | None = None
        self.view: PagesView | None = None
        self._make_bar()
        self.empty = EmptyState(_("The pages are being made…"), sheet.title)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self.bar)
        self._body.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignCenter)
        session.tasks.read(self._written, self._show, self._failed, owner=self, key="make")

    def _make_bar(self) -> None:
        self.bar = Bar("below")
        row = QHBoxLayout(self.bar)
        space = theme().space("panel")
        row.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        row.setSpacing(theme().space("base"))
        self.said = Label("", colour="muted")
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False, small=True)
        self.save_button = Button(_("Save as PDF…"), key="Ctrl+S", small=True)
        self.smaller, self.larger = Button("−", small=True), Button("+", small=True)
        self.fitted = Button(_("Fit"), small=True)
        for button, name, spoken, act in (
            (self.print_button, "paper_print", "", self.paper_wanted.emit),
            (self.save_button, "paper_save", "", self.save),
            (self.smaller, "paper_smaller", _("Smaller"), lambda: self._step(-1)),
            (self.larger, "paper_larger", _("Larger"), lambda: self._step(1)),
            (self.fitted, "paper_fit", _("Fit the width"), self._fit),
        ):
            button.setObjectName(name)
            button.setAccessibleName(spoken or button.text())
            button.clicked.connect(act)
        row.addWidget(self.said)
        row.addStretch(1)
        for button in (self.smaller, self.fitted, self.larger, self.save_button, self.print_button):
            button.setEnabled(False)
            row.addWidget(button)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+P", _("Print these pages")),
            ("Ctrl+S", _("Save as PDF")),
            ("+ −", _("Larger, smaller; 0 fits the width")),
            ("← →", _("The page before, the next one")),
        )

    def _written(self) -> Made:
        content = self.make(self.sheet.gather())
        return Made(content, page_sizes(content))

    def _failed(self, problem: Known) -> None:
        self.empty.say(_("The pages could not be made."), problem.sentence)

    def _show(self, made: Made) -> None:
        self.made = made
        self.view = PagesView(self.session.tasks, made.content, made.sizes)
        self.view.moved.connect(lambda _number: self._tell())
        self.view.zoomed.connect(lambda _zoom: self._tell())
        self.empty.hide()
        self._body.addWidget(self.view, 1)
        for button in (self.smaller, self.fitted, self.larger, self.save_button, self.print_button):
            button.setEnabled(True)
        self._tell()
        if self.isVisible():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _tell(self, after: str = "") -> None:
        if self.made is None or self.view is None:
            return
        count = len(self.made.sizes)
        parts = (
            ngettext("{count} page", "page {number} of {count}", count).format(
                count=count, number=self.view.at + 1
            ),
            f"{self.view.pages.zoom:.0%}",
            after,
        )
        self.said.setText(" · ".join(filter(None, parts)))

    def activated(self) -> None:
        """Read through the pages."""
        (self.view or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        if self.view is not None:
            self.view.step(by)

    def _fit(self) -> None:
        if self.view is not None:
            self.view.fit()

    # Acting -------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where the file goes, and put it there."""
        if self.made is None:
            return
        path = self.choose_file(self, self.sheet.title.replace("/", "-"))
        if path:
            content = self.made.content
            self.session.tasks.read(
                partial(_put, content, Path(path)), self._saved, self._refused, owner=self, key="save"
            )

    def _saved(self, path: Path) -> None:
        self._tell(_("saved as {file}").format(file=path.name))

    def print_out(self) -> None:
        """Ask for a printer, and print."""
        if self.made is None:
            return
        printer = self.choose_printer(self, len(self.made.sizes))
        if printer is not None:
            self._tell(_("being printed…"))
            act = partial(print_pages, self.made.content, self.made.sizes, printer)
            self.session.tasks.read(act, self._printed, self._refused, owner=self, key="print")

    def _printed(self, count: int) -> None:
        self._tell(
            ngettext("{count} page went to the printer", "{count} pages went to the printer", count).format(
                count=count
            )
        )

    def _refused(self, problem: Known) -> None:
        self._tell()
        self.session.messages.error(problem)


def _put(content: bytes, path: Path) -> Path:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Invalid(
            _("It can't be saved there ({reason}); choose another place.").format(
                reason=error.strerror or str(error)
            ),
            where=str(path),
        ) from error
    return path
