"""The Versions page: every version and sketch, what was said of it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId
from desktop_crm.process.reads import version_number
from desktop_crm.process.starter import starter_model
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.login.form_page import FormPage
from desktop_crm.ui.modelling.version_acts import VersionAct, acts_on
from desktop_crm.ui.modelling.version_told import (
    Told,
    VersionLine,
    history_lines,
    lacking,
    read_told,
    state_name,
    success_lines,
    team_words,
)
from desktop_crm.ui.quiet import empty, padded, quiet
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel, SubHead
from desktop_crm.ui.widgets.scroll import ScrollColumn

KEY = "model_versions"  # of the rail's place “model”
_MOST = 40  # differences that are said before an act; the Model screen has all
_A_ROW = 4  # buttons


class VersionsPage(Page):
    """All versions at the left; at the right the one that is chosen, its acts, and what an act asks.

    Attributes:
        told: what stands on the screen. `form`: what an act asks, while it is asked.

    Signals:
        shown: the versions stand on the screen.
        version_wanted: the id of a version to be shown in the Model screen.
    """

    icon = "model"
    help_topic = "model"
    shown = Signal()
    version_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Versions"), parent)
        self.setObjectName("versions_page")
        self.session = session
        self.told: Told | None = None
        self.form: FormPage | None = None
        self._chosen: int | None = None
        self._showing = False  # while rows are put in the list, its current one is nobody's choice
        self._make_list()
        self._lay_out()
        self.load()

    def _make_list(self) -> None:
        columns = (
            Column("number", _("Version"), lambda line: str(line.row.number), 64, "strong"),
            Column("name", _("Name"), lambda line: line.row.name, 160, stretch=True),
            Column("state", _("State"), lambda line: state_name(line.row.state), 110),
            Column("holder", _("Whose"), lambda line: line.holder, 120, "muted"),
            Column("when", _("Last"), lambda line: wording.day(line.when, self.session.now()), 104, "muted"),
        )
        self.rows = PagedTableModel(columns, id_of=_number_of, parent=self)
        nothing = EmptyState(
            _("There is no version yet."), _("Begin a draft in the Model screen, or keep a sketch.")
        )
        self.list = ListView(self.rows, name=_("Versions"), empty=nothing)
        self.list.setObjectName("versions_list")
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(lambda _number: self._open())

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        left = Panel(_("Versions"))
        self.sketch = Button(_("Keep a sketch of mine"), small=True)
        self.sketch.setObjectName("begin_sketch")
        self.sketch.clicked.connect(self._sketch)
        left.add_to_head(self.sketch)
        left.add(self.list, 1)
        row.addWidget(left, 4)
        self.detail = Panel(_("Version"))
        self.buttons = QWidget()
        self._grid = QGridLayout(self.buttons)
        self._grid.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        self._grid.setSpacing(theme().space("base"))
        self._grid.setColumnStretch(_A_ROW, 1)
        self.detail.add(self.buttons)
        self.words = ScrollColumn()
        self.detail.add(self.words, 1)
        row.addWidget(self.detail, 5)

    # Reading ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the versions, and the chosen one whole."""
        who, chosen = self.session.actor, self._chosen
        self.session.read(lambda view: read_told(view, who, chosen), self._show, owner=self, key="versions")

    def _choose(self, number: object) -> None:
        if isinstance(number, int) and number != self._chosen and not self._showing:
            self._chosen = number
            self.load()

    def _show(self, told: Told) -> None:
        self.told = told
        self._showing = True
        self.rows.set_rows(told.lines)
        self.sketch.setVisible(told.rights.serves)
        if told.standing is not None:
            self._chosen = told.standing.number
            self.list.selectRow(self.rows.row_of(self._chosen))
        self._showing = False
        self._show_detail()
        self.shown.emit()

    def _show_detail(self) -> None:
        self.form = None
        empty(self.words.column, keep=1)
        while (item := self._grid.takeAt(0)) is not None:
            button = item.widget()
            if button is not None:
                button.hide()
                button.deleteLater()
        told = self.told
        if told is None or told.standing is None:
            self.detail.set_title(_("Version"))
            return
        standing = told.standing
        title = _("Version {number}, {state}: {name}")
        self.detail.set_title(
            title.format(number=standing.number, state=state_name(standing.state), name=standing.name)
        )
        look = Button(_("Look at it"), small=True)
        look.setObjectName("version_open")
        look.clicked.connect(self._open)
        self._put_button(look)
        for act in acts_on(standing, told.rights, self.session.desk):
            button = Button(act.words, small=True)
            button.setObjectName(f"version_{act.key}")
            button.clicked.connect(partial(self.ask, act))
            self._put_button(button)
        self._tell(told)

    def _put_button(self, button: Button) -> None:
        count = self._grid.count()
        self._grid.addWidget(button, count // _A_ROW, count % _A_ROW, Qt.AlignmentFlag.AlignLeft)

    def _tell(self, told: Told) -> None:
        standing = told.standing
        assert standing is not None, "there is a version to tell of"
        for sentence in lacking(standing):
            self.words.add(padded(Label(sentence, colour="at_risk_ink", wrap=True), stretch=1))
        if standing.sponsor:
            self.words.add(quiet(_("Sponsor: {name}").format(name=standing.sponsor)))
        team = team_words(told)
        if team:
            self.words.add(quiet(_("Tried by: {names}").format(names=team)))
        self._section(_("What success means"), success_lines(told))
        self._section(_("What was done and said"), history_lines(told, self.session.now()))
        if told.views:
            self._views(told)
        else:
            self._section(_("What differs from the version in use"), self._differences())

    def _section(self, title: str, lines: Iterable[str]) -> None:
        found = list(lines)
        if found:
            self.words.add(SubHead(title, str(len(found))))
            for line in found:
                self.words.add(padded(Label(line, wrap=True), stretch=1))

    def _differences(self) -> Iterable[str]:
        found = self.told.differences if self.told is not None else ()
        yield from (f"{one.place}: {one.sentence}" for one in found[:_MOST])
        if len(found) > _MOST:
            yield _("and {count} more").format(count=len(found) - _MOST)

    def _views(self, told: Told) -> None:
        """Lay the sketches side by side: a column each, a row for each place where any differs."""
        self.words.add(SubHead(_("The sketches side by side"), str(len(told.views))))
        table = QWidget()
        grid = QGridLayout(table)
        space = theme().space("panel")
        grid.setContentsMargins(space, theme().space("base"), space, space)
        grid.setSpacing(theme().space("base"))
        for column, one in enumerate(told.sketches):
            words = _("{number} · {who}").format(number=one.number, who=one.holder)
            grid.addWidget(Label(words, font="strong"), 0, column)
            grid.setColumnStretch(column, 1)
        line = 1
        for row in told.views[:_MOST]:
            place = f"{row.place} · {_('all agree')}" if row.agreed else row.place
            grid.addWidget(Label(place, font="caption", colour="muted"), line, 0, 1, len(told.sketches))
            for column, said in enumerate(row.views):
                words = " ".join(said) or _("as it is")
                label = Label(words, colour="text" if said else "muted", wrap=True)
                grid.addWidget(label, line + 1, column, Qt.AlignmentFlag.AlignTop)
            line += 2
        self.words.add(table)

    # Acting -------------------------------------------------------------------------------------------

    def ask(self, act: VersionAct) -> None:
        """Ask what an act needs; it runs when that is confirmed."""
        empty(self.words.column, keep=1)
        self.form = FormPage(act.words, act.explanation, act.lines, act.words, title_font="panel_title")
        self.form.setObjectName(f"ask_{act.key}")
        self.form.submitted.connect(partial(self._act, act))
        self.words.add(padded(self.form, stretch=1))
        if act.differs:
            self._section(_("What differs from the version in use"), self._differences())
        self.form.begin()
        if not act.lines:
            self.form.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self, act: VersionAct, typed: dict[str, str]) -> None:
        assert self.form is not None, "what is confirmed was asked"
        self.form.set_busy(True)
        self.session.write(partial(act.act, typed), self._done, self._not_done, owner=self)

    def _done(self, _changes: object) -> None:
        self.form = None
        self.activated()
        self.load()

    def _not_done(self, problem: Known) -> None:
        if self.form is not None:
            self.form.set_busy(False)
            self.form.say(problem.sentence)

    def _sketch(self) -> None:
        service = self.session.desk.sketching
        self.session.write(
            lambda: service.begin_sketch(starter=starter_model()), self._sketched,
            self.session.messages.error, owner=self,
        )  # fmt: skip

    def _sketched(self, version: VersionId) -> None:
        self.session.announce(Changes.of("model", version))
        self.session.read(
            lambda view: version_number(view, version), self._choose, owner=self, key="sketched"
        )

    def _open(self) -> None:
        if self.told is not None and self.told.standing is not None:
            self.version_wanted.emit(UUID(bytes=self.told.standing.id.bytes))

    # What the window asks -----------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read again when something was done with a version."""
        if changes.touches("model") and self.form is None:
            self.load()

    def activated(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: Any) -> None:
        """Escape leaves what is asked."""
        if event.key() == Qt.Key.Key_Escape and self.form is not None:
            self._show_detail()
            self.activated()
        else:
            super().keyPressEvent(event)


def _number_of(line: VersionLine) -> int:
    return line.row.number
