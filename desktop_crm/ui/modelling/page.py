"""The Model page: sheets, what follows from a cell, and the findings, over the draft in hand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.sheet_book import lists, matrices
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.messages import Message
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.diagram_place import DiagramPlace
from desktop_crm.ui.modelling.drawing_import import DrawingImport
from desktop_crm.ui.modelling.findings import FindingsPanel
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.grid_view import GridView
from desktop_crm.ui.modelling.sheet_tabs import SheetTabs
from desktop_crm.ui.modelling.side import SidePanel
from desktop_crm.ui.modelling.state_words import state_words, title_words
from desktop_crm.ui.modelling.trying import Trying
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.panel import Panel

KEY = "model"
_FINDINGS = 208
_NARROW = 1360  # below this the reasons fold away


class ModelPage(Page):
    """Everything about the process model; opened only by who may change it.

    Attributes:
        bench: the model that is worked on. `grid`: the sheet in front.

    Signals:
        shown: the model stands on the screen. `versions_wanted`: all versions are to be shown.
    """

    icon = "model"
    shown = Signal()
    versions_wanted = Signal()

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, version: UUID | None = None
    ) -> None:
        super().__init__(KEY, _("Model"), parent)
        self.setObjectName("model_page")
        self.session = session
        self.bench = Bench(session, self)
        self.sheets = (*lists(), *matrices())
        self._grids: dict[int, GridView] = {}
        self._reasons_wanted: bool | None = None
        self._asked = False  # whether it was shown what publishing changes
        self.tabs = SheetTabs(self.sheets)
        self.tabs.chosen.connect(self.show_sheet)
        self.filter = LineEdit(placeholder=_("Type to filter"), icon="ph.magnifying-glass")
        self.filter.setFixedWidth(180)
        self.filter.setObjectName("model_find")
        self.filter.textChanged.connect(self._narrow)
        self.filter.returnPressed.connect(self._to_grid)
        self.stack = QStackedWidget()
        self.said = ElidingLabel(font="caption", colour="muted")
        self.said.setObjectName("model_said")
        self.findings = FindingsPanel(self.bench)
        self.side = SidePanel(self.bench)
        self.drawing = DiagramPlace(self.bench, self.stack, self.findings, self.side, self)
        self.drawing.wanted.connect(self._draw)
        self.drawing.told.connect(self._say)
        self.brought = DrawingImport(session, self.bench, self.stack, self)
        self.brought.left.connect(lambda: self.show_sheet(self.tabs.current))
        for source in (self.findings.wanted, self.side.wanted):
            source.connect(self.go)
        self._make_head()
        self._lay_out()
        self._connect()
        self.bench.look_at(version)

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # depends on where the keyboard is
        """The help page that F1 opens: of the finding under the keyboard, else of the screen."""
        return self.findings.help_topic or "model"

    def _make_head(self) -> None:
        self.state = ElidingLabel(colour="muted")
        self.state.setObjectName("model_state")
        self.compare = Button(_("Compare"), small=True)
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self._compare)
        self.trying = Trying(self.bench)
        self.begin = Button(_("Begin a draft"), small=True)
        self.begin.setObjectName("model_begin")
        self.begin.clicked.connect(self.bench.begin)
        self.take_over = Button(_("Take over"), small=True)
        self.take_over.setObjectName("model_take_over")
        self.take_over.clicked.connect(self.bench.take_over)
        self.set_aside = Button(_("Set aside"), small=True)
        self.set_aside.clicked.connect(self.bench.set_aside)
        self.publish = Button(_("Publish"), small=True)
        self.publish.setObjectName("model_publish")
        self.publish.clicked.connect(self._publish)
        self.versions = Button(_("Versions"), small=True)
        self.versions.setObjectName("model_versions")
        self.versions.clicked.connect(self.bench.keep)  # what is said there is said of all that was typed
        self.versions.clicked.connect(self.versions_wanted)
        self.head = QWidget()
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space("base"))
        for widget in (
            self.state, self.trying, self.versions, self.compare, self.begin, self.take_over,
            self.brought.button, self.set_aside, self.publish,
        ):  # fmt: skip
            row.addWidget(widget)

    def _lay_out(self) -> None:
        look = theme()
        space = look.space("panel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, space)
        whole.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(space, 0, space, 0)
        top.addWidget(self.tabs, 1)
        top.setSpacing(look.space("base"))
        top.addWidget(self.drawing.button)
        top.addWidget(self.filter)
        whole.addLayout(top)
        middle = QHBoxLayout()
        middle.setContentsMargins(space, look.space("base"), space, space)
        middle.setSpacing(space)
        sheet = Panel()
        sheet.add(self.stack, 1)
        foot = QWidget()
        foot.setFixedHeight(32)
        row = QHBoxLayout(foot)
        row.setContentsMargins(space, 0, space, 0)
        row.addWidget(self.said, 1)
        sheet.add(foot)
        middle.addWidget(sheet, 1)
        self.side.setFixedWidth(look.width("model_reasons"))
        middle.addWidget(self.side)
        whole.addLayout(middle, 1)
        below = QHBoxLayout()
        below.setContentsMargins(space, 0, space, 0)
        self.findings.setFixedHeight(_FINDINGS)
        below.addWidget(self.findings)
        whole.addLayout(below)

    def _connect(self) -> None:
        bench = self.bench
        bench.loaded_again.connect(self._loaded)
        bench.model_changed.connect(self._model_changed)
        bench.found.connect(self._found)
        bench.kept.connect(self._tell_state)
        bench.refused.connect(self._refuse)
        bench.failed.connect(self._fail)
        for keys, act in (
            ("Ctrl+Z", bench.undo), ("Ctrl+Y", bench.redo), ("Ctrl+Shift+Z", bench.redo),
            ("F8", self.findings.next), ("F4", self._fold), ("Ctrl+F", self.filter.setFocus),
            ("Ctrl+Left", lambda: self.show_sheet((self.tabs.current - 1) % len(self.sheets))),
            ("Ctrl+Right", lambda: self.show_sheet((self.tabs.current + 1) % len(self.sheets))),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @property
    def grid(self) -> GridView:
        """The sheet in front; made when it is first looked at."""
        number = self.tabs.current
        if number not in self._grids:
            view = GridView(GridModel(self.bench, self.sheets[number], self))
            view.setObjectName(f"grid_{self.sheets[number].key}")
            view.cell_changed.connect(self._cell_changed)
            view.find_wanted.connect(self.filter.setFocus)
            self._grids[number] = view
            self.stack.addWidget(view)
        return self._grids[number]

    def _narrow(self, text: str) -> None:
        self.grid.grid.set_filter(text)

    def _to_grid(self) -> None:
        self.grid.begin()

    def show_sheet(self, number: int) -> None:
        """Bring a sheet to the front."""
        at_tabs = self.tabs.hasFocus()
        self.drawing.leave()
        self.filter.clear()
        self.tabs.set_current(number)
        view = self.grid
        view.follow()
        view.grid.set_signs(self.findings.signs(view.grid.sheet.key))
        self.stack.setCurrentWidget(view)
        self._legend()
        if not at_tabs:
            view.begin()
        self._cell_changed()

    def go(self, sheet: str, row: str, column: str) -> None:
        """Go to a cell of a sheet, or to a step in the drawing while that is in front."""
        if sheet == "steps" and self.drawing.front:
            self.drawing.go(row)
            return
        number = next(n for n, one in enumerate(self.sheets) if one.key == sheet)
        self.show_sheet(number)
        self.grid.go(row, column)

    def _draw(self, on: bool) -> None:
        if on:
            grid = self.grid
            self.drawing.show(self.sheets, grid.grid.sheet, grid.grid.cell(grid.currentIndex()))
        else:
            self.show_sheet(self.tabs.current)

    # Following the bench ------------------------------------------------------------------------------

    def _loaded(self) -> None:
        if self.bench.loaded is not None and not self.bench.loaded.reads:
            self._error(
                Message(
                    "error", _("The process model is changed by who has the power over models."),
                    todo=_("Ask whoever administers employees for a role that has it."),
                )
            )  # fmt: skip
        self._tell_state()
        for view in self._grids.values():
            view.follow()
        if self.drawing.front:
            self.drawing.panel.follow()
        else:
            self.show_sheet(self.tabs.current)
        self.shown.emit()

    def _model_changed(self) -> None:
        self._tell_state()
        if self.drawing.front:
            self.drawing.panel.follow()
            return
        self.grid.follow()
        self._legend()
        self._cell_changed()

    def _found(self) -> None:
        self.grid.grid.set_signs(self.findings.signs(self.grid.grid.sheet.key))
        self._tell_state()

    def _cell_changed(self) -> None:
        self.side.show_cell(self.grid.grid.sheet, self.grid.grid.cell(self.grid.currentIndex()))

    def _tell_state(self) -> None:
        bench, loaded = self.bench, self.bench.loaded
        if loaded is None:
            return
        row, draft, looked_at = loaded.published, loaded.draft, loaded.looked_at
        self.state.set_text(state_words(loaded, self.session.now(), mine=bench.editable))
        self.set_title(title_words(loaded))
        self._asked = False
        self.set_dirty(bench.unsaved)
        errors = bench.errors()
        self.publish.set_words(
            ngettext("Publish · {count} error", "Publish · {count} errors", errors).format(count=errors)
            if errors
            else _("Publish")
        )
        self.publish.setEnabled(bench.checked is not None and not errors)
        for button, on in (
            (self.begin, loaded.may and draft is None and looked_at is None),
            (self.take_over, loaded.may and draft is not None and not bench.editable),
            (self.set_aside, bench.editable),
            (self.publish, bench.editable and draft is not None and draft.state == "draft"),
            (self.compare, draft is not None and row is not None),
        ):  # fmt: skip
            button.setVisible(on)

    def _legend(self) -> None:
        sheet, model = self.grid.grid.sheet, self.bench.model
        parts = [f"{mark} {words}" for mark, words in sheet.marks]
        if not self.bench.editable:
            parts.append(_("only read here"))
        elif sheet.matrix and sheet.marks:
            parts.append(_("letters set a cell, Delete empties it, Enter for details"))
        elif sheet.matrix:
            parts.append(_("type at which place it comes"))
        else:
            parts.append(_("Enter changes a cell, Ctrl+Delete takes a row out, Alt+arrows move it"))
        counts = _("{processes} processes, {activities} activities, {roles} roles")
        parts.append(
            counts.format(
                processes=len(model.processes), activities=len(model.activities), roles=len(model.roles)
            )
        )
        self.said.set_look(colour="muted")
        self.said.set_text(" · ".join(parts))

    def _refuse(self, sentence: str) -> None:
        self._say(sentence, refused=True)

    def _say(self, sentence: str, refused: bool) -> None:
        self.said.set_look(colour="overdue_ink" if refused else "muted")
        self.said.set_text(sentence)

    def _fail(self, problem: Known) -> None:
        self._error(Message("error", problem.sentence, todo=_("Open this page again.")))

    def _error(self, message: Message) -> None:
        panel = ErrorPanel(message)
        panel.setObjectName("model_error")
        self.stack.addWidget(panel)
        self.stack.setCurrentWidget(panel)

    def _publish(self) -> None:
        """Show in words what will differ and ask once more; the second press puts it to work."""
        if self._asked:
            self.bench.publish()
            return
        self.compare.setChecked(True)
        self._asked = True
        self.publish.set_words(_("Publish this"))
        told = _("What will differ stands at the right; press once more to put it to work.")
        self._say(told, refused=False)

    def _compare(self, on: bool) -> None:
        self.side.compare(on)
        if on:
            self.side.show()

    def _fold(self) -> None:
        self._reasons_wanted = self.side.isHidden()
        self.side.setVisible(self._reasons_wanted)

    # What the window asks -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the reasons away where there is no room, unless they were asked for."""
        super().resizeEvent(event)
        if self._reasons_wanted is None:
            self.side.setVisible(self.width() >= _NARROW - theme().width("rail"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the filter."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            self.grid.begin()
        else:
            super().keyPressEvent(event)

    def activated(self) -> None:
        """Put the keyboard on the sheet, or on the drawing."""
        if self.drawing.front:
            self.drawing.panel.begin()
        else:
            self.grid.begin()

    def refresh(self, changes: Changes) -> None:
        """Read again when a version was begun, published or taken over; one's own typing is not read back."""
        if changes.touches("model"):
            self.bench.load()

    def may_close(self) -> bool:
        """Keep what was typed, then close."""
        self.bench.keep()
        return True

    def head_widgets(self) -> Sequence[QWidget]:
        """Return what stands beside the tabs."""
        return (self.head,)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        if self.drawing.front:
            return self.drawing.keys()
        return (
            ("Ctrl+Left", _("The sheet before")),
            ("Ctrl+Right", _("The next sheet")),
            ("Ctrl+D", _("The process as a diagram")),
            ("Enter", _("Change the cell")),
            ("Ctrl+C", _("Copy the cells")),
            ("Ctrl+V", _("Paste, also from a spreadsheet")),
            ("Ctrl+Z", _("Undo")),
            ("Ctrl+Y", _("Redo")),
            ("Ctrl+Delete", _("Take the row out")),
            ("Ctrl+F", _("Filter the rows")),
            ("F8", _("Next finding")),
            ("F9", _("Repair the finding, where one key can")),
            ("F4", _("Show or fold the reasons")),
        )
