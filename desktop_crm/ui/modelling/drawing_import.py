"""A drawing in BPMN comes into the draft, in one change; what it says that a model can't is listed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.exchange.bpmn.importing import Imported, read_bpmn_file
from desktop_crm.exchange.bpmn.joining import joined
from desktop_crm.exchange.bpmn.remarks import Fate
from desktop_crm.process.differences import differences
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

_MOST = 200  # a list of more is for the command line


def ask_which(parent: QWidget | None) -> str:
    """Ask which file; empty: none."""
    path, _pattern = QFileDialog.getOpenFileName(
        parent, _("Import a drawing"), "", _("Drawings in BPMN (*.bpmn *.bpmn2 *.xml);;All files (*)")
    )
    return path


class DrawingImport(QObject):
    """Reads a file off the GUI thread, adds its processes to the draft, and shows what became of its elements.

    Attributes:
        button: asks for the file. `panel`: the list, None until something was read.

    Signals:
        left: the list was closed.
    """

    left = Signal()

    def __init__(self, session: Session, bench: Bench, stack: QStackedWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._bench, self._stack, self._page = session, bench, stack, parent
        self.choose_file = ask_which
        self.panel: Panel | None = None
        self.button = Button(_("Import"), small=True)
        self.button.setObjectName("model_import")
        self.button.setToolTip(_("Add the processes of a drawing in BPMN 2.0"))
        self.button.clicked.connect(self.ask)
        bench.loaded_again.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.button.setVisible(self._bench.editable)

    def ask(self) -> None:
        """Ask for a file and bring it in."""
        path = self.choose_file(self._page)
        if path:
            self.button.setEnabled(False)
            read = partial(read_bpmn_file, Path(path))
            self._session.tasks.read(
                read, partial(self._take, Path(path).name), self._failed, owner=self, key="drawing"
            )

    def _failed(self, problem: object) -> None:
        self.button.setEnabled(True)
        self._bench.refused.emit(str(problem))

    def _take(self, name: str, come: Imported) -> None:
        self.button.setEnabled(True)
        before = self._bench.model
        added = self._bench.edit(_("import {file}").format(file=name), lambda model: joined(model, come))
        if added or come.ours:
            changed = differences(before, self._bench.model) if come.ours else ()
            self._show(name, come, [f"{one.place}: {one.sentence}" for one in changed])

    def _show(self, name: str, come: Imported, changed: Sequence[str]) -> None:
        self._drop()
        count = len(come.model.processes)
        panel = Panel(
            ngettext(
                "{file}: {count} process was added", "{file}: {count} processes were added", count
            ).format(file=name, count=count)
            if not come.ours
            else _("{file}: a drawing of this program came back").format(file=name),
            outline="panel",
        )
        panel.setObjectName("model_imported")
        close = Button(_("Close"), small=True, key="Esc", bind=False)
        close.setObjectName("model_imported_close")
        close.clicked.connect(self.close)
        escape = QShortcut(QKeySequence("Escape"), panel)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close)
        panel.add_to_head(close)
        column = ScrollColumn()
        space = theme().space("panel")
        column.column.setContentsMargins(space, space, space, space)
        column.column.setSpacing(theme().space("base"))
        _put(column, _("What changed in the draft"), changed)
        self._list(column, come)
        panel.add(column, 1)
        self.panel = panel
        self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel)
        close.setFocus()

    def _list(self, column: ScrollColumn, come: Imported) -> None:
        if not come.remarks:
            column.add(Label(_("All that it says is in the draft."), colour="muted", wrap=True))
        for fate, words in ((Fate.LEFT_OUT, _("Left out")), (Fate.REWRITTEN, _("Said in another way"))):
            _put(column, words, [one.line for one in come.remarks if one.fate is fate])

    def close(self) -> None:
        """Put the list away; the sheet comes back."""
        self._drop()
        self.left.emit()

    def _drop(self) -> None:
        if self.panel is not None:
            self._stack.removeWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None


def _put(column: ScrollColumn, words: str, lines: Sequence[str]) -> None:
    """Put a list below its heading; nothing where it is empty."""
    if lines:
        column.add(Label(words, font="strong", wrap=True))
    for line in lines[:_MOST]:
        column.add(Label(line, wrap=True))
    if len(lines) > _MOST:
        more = _("and {count} more").format(count=len(lines) - _MOST)
        column.add(Label(more, colour="muted", wrap=True))
