"""The Model page: sheets, what follows from a cell, and the findings, over the draft in hand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.process.sheet_book import lists, matrices
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.messages import Message
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.diagram_place import DiagramPlace
from desktop_crm.ui.modelling.drawing_import import DrawingImport
from desktop_crm.ui.modelling.findings import FindingsPanel
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.grid_view import GridView
from desktop_crm.ui.modelling.month_panel import MonthPlace
from desktop_crm.ui.modelling.page_foot import ModelFoot
from desktop_crm.ui.modelling.page_head import ModelHead
from desktop_crm.ui.modelling.paper import model_sheet
from desktop_crm.ui.modelling.proposals_place import ProposalsPlace
from desktop_crm.ui.modelling.sheet_tabs import SheetTabs
from desktop_crm.ui.modelling.side import SidePanel
from desktop_crm.ui.modelling.state_words import title_words
from desktop_crm.ui.paper.sheet import Sheet
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.panel import Panel

KEY = "model"
_FINDINGS = 208
_FILTER = (120, 180)  # pixels: the titles of the sheets come first
_NARROW = 1360  # below this the reasons fold away


class ModelPage(Page):
    """Everything about the process model; opened only by who may change it.

    Attributes:
        bench: the model that is worked on. `grid`: the sheet in front.

    Signals:
        shown: the model stands on the screen. `versions_wanted`: all versions are to be shown.
        contact_wanted: carries the `ProposalRow` whose contact is to be opened.
    """

    icon = "model"
    shown = Signal()
    versions_wanted = Signal()
    contact_wanted = Signal(object)

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
        self._stand_in: QWidget | None = None
        self.tabs = SheetTabs(self.sheets)
        self.tabs.chosen.connect(self.show_sheet)
        self.filter = LineEdit(placeholder=_("Type to filter"), icon="ph.magnifying-glass")
        self.filter.setObjectName("model_find")
        self.filter.textChanged.connect(self._narrow)
        self.filter.returnPressed.connect(self._to_grid)
        self.stack = QStackedWidget()
        self.findings = FindingsPanel(self.bench)
        self.side = SidePanel(self.bench)
        self.drawing = DiagramPlace(self.bench, self.stack, self.findings, self.side, self)
        self.drawing.wanted.connect(self._draw)
        self.months = MonthPlace(self.bench, self.stack, wording.local(session.now()).date(), self)
        self.months.wanted.connect(self._show_months)
        self.brought = DrawingImport(session, self.bench, self.stack, self)
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False, small=True)
        self.print_button.setObjectName("model_print")
        self.print_button.clicked.connect(self.paper_wanted)
        self.proposals = ProposalsPlace(session, self.bench, self.stack, self)
        for place in (self.brought, self.proposals):
            place.left.connect(lambda: self.show_sheet(self.tabs.current))
        for source in (self.findings.wanted, self.side.wanted, self.proposals.wanted):
            source.connect(self.go)
        self.head = ModelHead(self.bench, self.brought.button, session.now)
        self.foot = ModelFoot(
            (self.proposals.button, self.months.button, self.drawing.button, self.print_button)
        )
        self.said, self.state, self.trying = self.foot.said, self.head.state, self.head.trying
        self.begin, self.take_over, self.publish = self.head.begin, self.head.take_over, self.head.publish
        self.versions = self.head.versions
        self._lay_out()
        self._connect()
        self.bench.look_at(version)

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # depends on where the keyboard is
        """The help page that F1 opens: of the finding under the keyboard, else of the screen."""
        return self.findings.help_topic or "model"

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
        top.addWidget(self.filter)
        whole.addLayout(top)
        middle = QHBoxLayout()
        middle.setContentsMargins(space, look.space("base"), space, space)
        middle.setSpacing(space)
        sheet = Panel()
        sheet.add(self.stack, 1)
        sheet.add(self.foot)
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
        self.head.versions_wanted.connect(self.versions_wanted)
        self.head.compare_wanted.connect(self._compare)
        self.head.told.connect(self.foot.say)
        for source in (self.drawing, self.proposals, self.months):
            source.told.connect(self.foot.say)
        self.proposals.contact_wanted.connect(self.contact_wanted)
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

    def _show_months(self, on: bool) -> None:
        if on:
            self.months.show()
            self.side.show_cell(self.grid.grid.sheet, None)
        else:
            self.show_sheet(self.tabs.current)

    # Following the bench ------------------------------------------------------------------------------

    def _loaded(self) -> None:
        self._tell_state()
        for view in self._grids.values():
            view.follow()
        instead = self._instead()
        if instead is not None:
            self._put(instead)
            self.begin.setFocus()
        elif self.drawing.front:
            self.drawing.panel.follow()
        elif self.months.front:
            self.months.panel.follow()
        elif not self.proposals.front:
            self.show_sheet(self.tabs.current)
        self.shown.emit()

    def _instead(self) -> QWidget | None:
        """Return what stands in the place of the sheets: for who may not read them, and where there are none yet."""
        loaded = self.bench.loaded
        if loaded is None or loaded.draft or loaded.published or (loaded.reads and loaded.looked_at):
            return None
        if loaded.reads:
            return EmptyState(
                _("Nothing is published yet."),
                _(
                    "“Begin a draft” gives ways of contact, a calendar and one role; the rest is for you to say."
                ),
            )
        return _error_panel(
            Message(
                "error", _("The process model is changed by who has the power over models."),
                todo=_("Ask whoever administers employees for a role that has it."),
            )
        )  # fmt: skip

    def _model_changed(self) -> None:
        self._tell_state()
        if self.drawing.front:
            self.drawing.panel.follow()
            return
        if self.months.front:
            self.months.panel.follow()
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
        if self.bench.loaded is not None:
            self.head.tell()
            self.set_title(title_words(self.bench.loaded))
            self.set_dirty(self.bench.unsaved)

    def _legend(self) -> None:
        self.foot.say_legend(self.grid.grid.sheet, self.bench.model, editable=self.bench.editable)

    def _refuse(self, sentence: str) -> None:
        self.foot.say(sentence, refused=True)

    def _fail(self, problem: Known) -> None:
        self._put(_error_panel(Message("error", problem.sentence, todo=_("Open this page again."))))

    def _put(self, instead: QWidget) -> None:
        """Put something in the place of the sheets, and away what stood there before."""
        if self._stand_in is not None:
            self.stack.removeWidget(self._stand_in)
            self._stand_in.deleteLater()
        self._stand_in = instead
        self.stack.addWidget(instead)
        self.stack.setCurrentWidget(instead)

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
        room = self.width() - self.tabs.narrowest() - 2 * theme().space("panel") - theme().space("base")
        self.filter.setFixedWidth(max(_FILTER[0], min(_FILTER[1], room)))
        if self._reasons_wanted is None:
            wide = self.width() >= _NARROW - theme().width("rail")
            self.side.setVisible(wide or self.side.comparing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the filter."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            self.grid.begin()
        else:
            super().keyPressEvent(event)

    def activated(self) -> None:
        """Put the keyboard on the sheet, or on the drawing; until the model is read there is none."""
        if self.drawing.front:
            self.drawing.panel.begin()
        elif self.months.front:
            self.months.panel.begin()
        elif self.proposals.front:
            self.proposals.panel.begin()
        elif self.bench.loaded is not None:
            self.grid.begin()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changes: Changes) -> None:
        """Read again when a version was begun, published or taken over; one's own typing is not read back."""
        if changes.touches("model"):
            self.bench.load()
        elif changes.touches("proposal"):
            self.proposals.load()

    def may_close(self) -> bool:
        """Keep what was typed, then close."""
        self.bench.keep()
        return True

    def head_widgets(self) -> Sequence[QWidget]:
        """Return what stands beside the tabs."""
        return (self.head,)

    def paper(self) -> Sheet | None:
        """Return the version that is shown, or the draft as it stands."""
        return model_sheet(self.bench.loaded, self.bench.model, self.session.now())

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        if self.drawing.front:
            return self.drawing.keys()
        if self.months.front:
            return self.months.keys()
        return (
            ("Ctrl+Left", _("The sheet before")),
            ("Ctrl+Right", _("The next sheet")),
            ("Ctrl+D", _("The process as a diagram")),
            ("Ctrl+M", _("The calendars by month")),
            ("Ctrl+Shift+K", _("What was proposed as a KSF")),
            ("Ctrl+P", _("Print, with a preview")),
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


def _error_panel(message: Message) -> QWidget:
    place = QWidget()
    place.setObjectName("model_error")
    column = QVBoxLayout(place)
    space = theme().space("panel")
    column.setContentsMargins(space, space, space, space)
    column.addWidget(ErrorPanel(message))
    column.addStretch(1)
    return place
