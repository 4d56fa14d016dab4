"""The model that stands in the Model screen, on paper: written as PDF and shown, so that it can be printed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Model
from desktop_crm.process.reads import VersionRow
from desktop_crm.reports.apart import write_apart
from desktop_crm.ui.modelling.bench import Bench, Loaded
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.button import Button


def ask_where(parent: QWidget, name: str) -> str:
    """Ask where a PDF goes; empty: nowhere."""
    path, _pattern = QFileDialog.getSaveFileName(parent, _("Save the model"), f"{name}.pdf", "PDF (*.pdf)")
    return path


def show_file(path: Path) -> None:
    """Show a file in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class ModelPaper(QObject):
    """Writes the version that is shown, or the draft as it stands, in a process of its own: it takes seconds.

    Attributes:
        button: asks for the place.

    Signals:
        told: a sentence for the foot of the page, and whether it is a refusal.
    """

    told = Signal(str, bool)

    def __init__(self, session: Session, bench: Bench, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._bench, self._page = session, bench, page
        self.choose_file, self.write, self.show_file = ask_where, write_apart, show_file
        self.button = Button(_("PDF…"), small=True, key="Ctrl+P")
        self.button.setObjectName("model_pdf")
        self.button.clicked.connect(self.save)

    def save(self) -> None:
        """Ask where it goes, write it, and show it."""
        loaded = self._bench.loaded
        model = self._bench.model
        row = None if loaded is None else row_of(loaded, model, self._session.now())
        if row is None:
            self.told.emit(_("There is no version of the model yet; begin a draft."), True)
            return
        path = self.choose_file(self._page, _("Process model, version {number}").format(number=row.number))
        if path:
            self.button.setEnabled(False)
            self.told.emit(_("The model is being written to {file}…").format(file=path), False)
            write = partial(self.write, model, Path(path), row)
            self._session.tasks.read(write, self._written, self._failed, owner=self, key="pdf")

    def _written(self, path: Path) -> None:
        self.button.setEnabled(True)
        self.told.emit(_("The model is in {file}.").format(file=path), False)
        self.show_file(path)

    def _failed(self, problem: Known) -> None:
        self.button.setEnabled(True)
        self.told.emit(problem.sentence, True)


def row_of(loaded: Loaded, model: Model, now: datetime) -> VersionRow | None:
    """Return the version that is before one, as a list of versions has it; None where there is none."""
    if loaded.draft is not None:
        draft = loaded.draft
        return VersionRow(draft.id, draft.number, model.name, draft.state, now, None)
    return loaded.looked_at or loaded.published
