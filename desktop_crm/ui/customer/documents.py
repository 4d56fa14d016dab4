"""Files of a customer: added by choosing or dropping them, shown below the time line, opened and saved."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.filing import DocumentRow, read_document, refuse_size
from desktop_crm.ui.customer.below import Below, Card
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

_LINES, _WIDE = 12, 4_000
_HIGH, _PAGE_HIGH = 220, 360


class Preview(Card):
    """One file: what can be shown of it, its kind and size; Escape puts it away."""

    def __init__(self, document: DocumentRow, page: QImage | None, owner: Documents) -> None:
        super().__init__(owner)
        self.document, self._page = document, page
        self.setObjectName("preview")
        self.setAccessibleName(document.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme().space("panel")] * 4)
        column.addWidget(Label(document.name, font="panel_title", wrap=True))
        told = _("{kind}, {size} bytes").format(kind=document.media_type, size=f"{document.size:,}")
        column.addWidget(Label(told, colour="muted"))
        self.shown = self._content()
        column.addWidget(self.shown)
        row = QHBoxLayout()
        self.opens, save, leave = Button(_("Open")), Button(_("Save as…")), Button(_("Close"), kind="flat")
        for button, name, act in (
            (self.opens, "open_document", owner.open),
            (save, "save_document", owner.save),
            (leave, "close_document", owner.leave),
        ):
            button.setObjectName(name)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def _content(self) -> QLabel:
        document = self.document
        if self._page is not None:
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(self._page))
            return label
        picture = QPixmap()
        if document.media_type.startswith("image/") and picture.loadFromData(document.content):
            label = QLabel()
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            label.setPixmap(
                picture if picture.height() <= _HIGH else picture.scaled(_HIGH * 4, _HIGH, kept, smooth)
            )
            return label
        if document.media_type.startswith("text/"):
            text = document.content[:_WIDE].decode("utf-8", errors="replace")
            return Label("\n".join(text.splitlines()[:_LINES]), wrap=True)
        return Label(_("There is no preview of this kind of file."), colour="muted")


class Documents(Below):
    """What a customer's page does with files."""

    _folder: QTemporaryDir | None = None

    @property
    def preview(self) -> Preview | None:
        """The file that is shown, or None."""
        return self._shown if isinstance(self._shown, Preview) else None

    def choose(self) -> None:
        """Let the person choose files."""
        names, _filter = QFileDialog.getOpenFileNames(self._page, _("Add files to this customer"))
        self.add(Path(name) for name in names)

    def add(self, paths: Iterable[Path]) -> None:
        """Put files on the customer's file; what can't be kept is told, the others are kept."""
        session, customer = self._page.session, self._page.customer
        for path in paths:
            session.write(
                partial(_keep, session.desk, customer, path),
                partial(self._added, path),
                session.messages.error,
                owner=self,
            )

    def _added(self, path: Path, changes: Changes) -> None:
        kept = bool(changes.ids("customer"))
        told = (
            _("“{name}” is on the file.") if kept else _("“{name}” was on the file already; it is kept once.")
        )
        self._page.session.messages.notice(told.format(name=path.name))

    def show_document(self, document: UUID) -> None:
        """Read a file and show it below the time line."""
        customer = self._page.customer
        self._page.session.read(
            lambda view: _with_page(read_document(view, customer, document)),
            self._show,
            owner=self,
            key="document",
        )

    def _show(self, found: tuple[DocumentRow, QImage | None]) -> None:
        preview = Preview(*found, self)
        self.put(preview, preview.opens)

    def open(self) -> None:
        """Open a copy with the program of its kind; the copy goes when the page is closed."""
        if self.preview is None:
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
        # Only the last part of the name: a document may be called like a path.
        path = Path(self._folder.path()) / (Path(self.preview.document.name).name or "document")
        self._write(path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def save(self) -> None:
        """Write a copy where the person chooses."""
        if self.preview is None:
            return
        name, _filter = QFileDialog.getSaveFileName(
            self._page, _("Save a copy"), Path(self.preview.document.name).name
        )
        if name:
            self._write(Path(name))

    def _write(self, path: Path) -> None:
        assert self.preview is not None
        try:
            path.write_bytes(self.preview.document.content)
        except OSError as error:
            told = _("{file} can't be written: {why}.").format(file=path, why=error.strerror or error)
            self._page.session.messages.error(Invalid(told))


def _with_page(document: DocumentRow) -> tuple[DocumentRow, QImage | None]:
    """A document, and of a PDF its first page; drawn on the reader's thread."""
    if not document.content.startswith(b"%PDF"):
        return document, None
    from desktop_crm.ui.paper.pages import first_page

    try:
        return document, first_page(document.content, _PAGE_HIGH)
    except Invalid:
        return document, None


def _keep(desk: Desk, customer: CustomerId, path: Path) -> Changes:
    return desk.filing.add_document(customer=customer, name=path.name, content=_content(path))


def _content(path: Path) -> bytes:
    try:
        refuse_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Invalid(
            _("It can't be read: {why}.").format(why=error.strerror or error), where=str(path)
        ) from error
