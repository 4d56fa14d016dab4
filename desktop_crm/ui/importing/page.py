"""Import: a file is chosen or dropped, looked at, mapped, tried, brought in, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.customers.imports import RunRow, read_runs
from desktop_crm.customers.layouts import layout_of
from desktop_crm.customers.undoing import Undone
from desktop_crm.exchange.examining import Examined, examine, layout_for
from desktop_crm.exchange.importing import ImportReport, import_file
from desktop_crm.exchange.layout import Layout
from desktop_crm.store.work import Store
from desktop_crm.ui.importing.columns import ColumnChoices
from desktop_crm.ui.importing.file_page import FilePage
from desktop_crm.ui.importing.lists import (
    ToldRow,
    earlier_model,
    earlier_rows,
    preview_model,
    rejected_rows,
    shown,
    told_model,
)
from desktop_crm.ui.importing.settings import ImportSettings
from desktop_crm.ui.importing.words import back_words, file_words, report_words
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.panel import Panel

KEY = "customers/import"
_MORE = 160  # two words and a choice stand beside each other


def ask_which(parent: QWidget | None) -> str:
    """Ask which file; empty: none."""
    pattern = _("Customers (*.vcf *.vcard *.csv *.json *.txt *.tsv);;All files (*)")
    path, _pattern = QFileDialog.getOpenFileName(parent, _("Import customers"), "", pattern)
    return path


class ImportPage(FilePage):
    """A file above, where its columns go at the left, what becomes of them at the right.

    Attributes:
        found: what the file is; None until one was chosen and looked at.
        report: what the last import or trial did.

    Signals:
        duplicates_wanted: whoever came in may be here already.
    """

    duplicates_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Import customers"), session, ask_which, parent)
        self.setObjectName("import_page")
        self.found: Examined | None = None
        self.report: ImportReport | None = None
        self._undone: Undone | None = None
        self.settings = ImportSettings()
        self.settings.layout_changed.connect(self._look_again)
        self.columns = ColumnChoices()
        self.columns.changed.connect(self._look_again)
        self._make_lists()
        self._make_buttons()
        self._lay_out()
        self._show_state()
        self._read_earlier()

    def _make_lists(self) -> None:
        self.preview, self.told, self.earlier = preview_model(self), told_model(self), earlier_model(self)
        self.preview_list = ListView(self.preview, name=_("First rows as they come in"))
        nothing = EmptyState(_("Nothing was refused."))
        self.told_list = ListView(self.told, name=_("What did not come in as it stood"), empty=nothing)
        self.earlier_list = ListView(
            self.earlier,
            name=_("Earlier imports"),
            empty=EmptyState(
                _("Nothing was imported yet."),
                _("Choose a .vcf, .csv or .json file above, or drop it anywhere on this page."),
            ),
        )
        self.earlier_list.current_changed.connect(lambda _run: self._show_state())

    def _make_buttons(self) -> None:
        self.choose.setObjectName("import_choose")
        self.attempt.setObjectName("import_try")
        self.bring.setObjectName("import_bring")
        self.back = Button(_("Take this import back"), key="Ctrl+B")
        self.back.setObjectName("import_undo")
        self.back.clicked.connect(self.take_back)
        self.doubles = Button(_("Look for duplicates"))
        self.doubles.setObjectName("import_duplicates")
        self.doubles.clicked.connect(self.duplicates_wanted)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(space, space, space, space)
        whole.setSpacing(space)
        above = Panel(_("File"))
        self.name = ElidingLabel(_("none chosen"), colour="muted")
        above.add_to_head(self.name, left=True)
        above.add_to_head(self.choose)
        inner = QVBoxLayout()
        inner.setContentsMargins(space, theme().space("inner"), space, theme().space("inner"))
        inner.addWidget(self.settings)
        above.body.addLayout(inner)
        whole.addWidget(above)
        row = QHBoxLayout()
        row.setSpacing(space)
        self.left = Panel(_("Where columns go"))
        self.left.add(self.columns, 1)
        self.left.setFixedWidth(theme().width("customer_side") + _MORE)
        row.addWidget(self.left)
        self.right = Panel(_("Earlier imports"))
        self.stack = QStackedWidget()
        for widget in (self.earlier_list, self.preview_list, self.told_list):
            self.stack.addWidget(widget)
        self.sentence = Label("", wrap=True)
        self.sentence.setObjectName("import_sentence")
        said = QVBoxLayout()
        said.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        said.addWidget(self.sentence)
        self.right.body.addLayout(said)
        self.right.add(self.busy)
        self.right.add(self.stack, 1)
        self.right.body.addLayout(self._below())
        row.addWidget(self.right, 1)
        whole.addLayout(row, 1)

    def _below(self) -> QHBoxLayout:
        space = theme().space("panel")
        below = QHBoxLayout()
        below.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        below.setSpacing(theme().space("base"))
        for button in (self.back, self.doubles):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.attempt)
        below.addWidget(self.bring)
        return below

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+O", _("Choose a file")),
            ("Ctrl+T", _("Try: tell what would happen")),
            ("Ctrl+Enter", _("Import")),
            ("Ctrl+B", _("Take the import back")),
        )

    # The file ----------------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Look at a file: what it is, and how it was read before."""
        self.path, self.report, self._undone = path, None, None
        self.columns.chosen = {}
        self._look(partial(_first_look, self.session.office.store, path))

    def _look_again(self) -> None:
        if self.path is not None:
            self._look(partial(_look, self.path, self.settings.layout_said(dict(self.columns.chosen))))

    def _look(self, look: partial[tuple[Examined, dict[str, str]]]) -> None:
        self.session.tasks.read(look, self._show_file, self._cannot_read, owner=self, key="look")

    def _cannot_read(self, problem: Known) -> None:
        self.found = None
        self.session.messages.error(problem)
        self._show_state()

    def _show_file(self, looked: tuple[Examined, dict[str, str]]) -> None:
        self.found, self.columns.chosen = looked
        self.report = None
        self.settings.show_layout(self.found)
        self.columns.show_columns(self.found)
        self.preview.set_rows([shown(piece) for piece in self.found.rows])
        self._show_state()

    # Import ------------------------------------------------------------------------------------------

    def begin(self, *, trial: bool) -> None:
        """Bring the file in as it is mapped, or tell what would happen."""
        if self.path is None or self.found is None or self.running:
            return
        layout = None if self.found.cards else self.settings.layout_said(dict(self.columns.chosen))
        self._run(
            partial(
                import_file,
                self.session.desk.intake,
                self.path,
                terms=self.settings.terms(),
                layout=layout,
                dry_run=trial,
                progress=lambda count: self._told.emit(count, 0),
                cancelled=self._stop.is_set,
            ),
            self._imported,
        )

    def _failed(self, problem: Known) -> None:
        super()._failed(problem)
        self._read_earlier()

    def _imported(self, report: ImportReport) -> None:
        self._ended()
        self.report = report
        self.told.set_rows(rejected_rows(report.rejected, report.noted))
        self._show_state()
        if report.import_id is not None:
            self._read_earlier()
            self.session.announce(Changes.of("customer", *report.ids))

    # Back --------------------------------------------------------------------------------------------

    def _which(self) -> UUID | None:
        """The import that may be taken back: the one that just ended, or the marked earlier one."""
        if self.report is not None:
            return self.report.import_id
        row = self.earlier_list.current_row() if self.found is None else None
        return None if row is None or row.run.undone_at is not None else row.id

    def take_back(self) -> None:
        """Take an import back, updates too; whoever was changed since stays and is listed."""
        run = self._which()
        if run is None or self.running:
            return
        self._run(
            partial(
                self.session.desk.intake.undo_import,
                run=run,
                progress=self._told.emit,
                cancelled=self._stop.is_set,
            ),
            self._taken_back,
        )

    def _taken_back(self, undone: Undone) -> None:
        self._ended()
        self.report = self.found = self.path = None
        self._undone = undone
        self.told.set_rows(
            [ToldRow(place, f"{one.number} {one.name}", one.reason) for place, one in enumerate(undone.left)]
        )
        self._show_state()
        self._read_earlier()
        self.session.announce(Changes.of("customer", *undone.removed, *undone.restored))

    # What stands there -------------------------------------------------------------------------------

    def _read_earlier(self) -> None:
        self.session.read(read_runs, self._show_earlier, owner=self, key="earlier")

    def _show_earlier(self, runs: tuple[RunRow, ...]) -> None:
        self.earlier.set_rows(earlier_rows(runs))
        self._show_state()

    def _show_state(self) -> None:
        """Show what belongs to where one is: no file, a file, or what became of it."""
        found, report = self.found, self.report
        self.name.set_text(_("none chosen") if self.path is None else self.path.name)
        self.left.setVisible(found is not None and not found.cards)
        none = _("Choose a file first.") if found is None else ""
        wait = _("Something is under way.") if self.running else ""
        for button in (self.attempt, self.bring):
            button.allow(wait or none)
        nothing = _("Mark an earlier import, or import a file.") if self._which() is None else ""
        self.back.allow(wait or nothing)
        self.doubles.setVisible(report is not None and bool(report.ids))
        title, words, widget = self._right_side()
        self.right.set_title(title)
        self.sentence.setText(words)
        self.sentence.setVisible(bool(words))
        self.stack.setCurrentWidget(widget)

    def _right_side(self) -> tuple[str, str, QWidget]:
        """Return the title, the sentence and the list of the right side."""
        if self.report is not None:
            return _("What became of it"), report_words(self.report), self.told_list
        if self.found is not None:
            return _("First rows as they come in"), file_words(self.found), self.preview_list
        words = back_words(self._undone) if self._undone is not None else ""
        if self._undone is not None and self._undone.left:
            return _("Who stays as they are"), words, self.told_list
        return _("Earlier imports"), words, self.earlier_list

    def activated(self) -> None:
        """Put the keyboard on what comes next."""
        target = self.choose if self.found is None else self.bring
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _first_look(store: Store, path: Path) -> tuple[Examined, dict[str, str]]:
    with store.read() as view:
        layout = layout_for(path, partial(layout_of, view))
    return _look(path, layout)


def _look(path: Path, layout: Layout) -> tuple[Examined, dict[str, str]]:
    return examine(path, layout), dict(layout.columns)
