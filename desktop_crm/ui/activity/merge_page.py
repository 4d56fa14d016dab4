"""Two cases about one thing: side by side, what stays of each, and a sentence where they can't become one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.joining import JoiningService
from desktop_crm.workflow.reads_joining import CaseSide, JoinChoice, JoinView, join_view

KEY = "case/merge/"


@frozen
class Beside:
    """One line of both cases, and what becomes of it."""

    what: str
    one: str
    other: str
    then: str


class MergeCasesPage(Page):
    """The other running cases of the customer above, the chosen one beside this one below.

    Attributes:
        panel: asks which of the two stays, and why they are one; or None.

    Signals:
        case_wanted: carries the id of the case that stayed.
        shown: all of it stands on the screen.
    """

    icon = "case"
    help_topic = "case"
    case_wanted = Signal(object)
    shown = Signal()

    def __init__(self, session: Session, case: CaseId, parent: QWidget | None = None) -> None:
        super().__init__(KEY + case.hex, _("Merge cases"), parent)
        self.setObjectName("merge_cases")
        self.session, self.case = session, case
        self.view: JoinView | None = None
        self.panel: ActPanel | None = None
        self._acting = Acting(session.office.store, session.actor, session.plans)
        self._make_lists()
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.begin)
        self.load()

    def _make_lists(self) -> None:
        now = self.session.now
        self.rows = PagedTableModel(
            (
                Column("number", _("Case"), lambda row: row.side.number, 112, "strong"),
                Column("process", _("Process"), lambda row: row.side.process, 176),
                Column("subject", _("What about"), lambda row: row.side.subject, 176, stretch=True),
                Column("began", _("Began"), lambda row: wording.when(row.side.began, now()), 136,
                       order=lambda row: row.side.began),
                Column("refusal", _("Why not"), lambda row: row.refusal, 320, "muted", stretch=True,
                       tip=lambda row: row.refusal),
            ),
            id_of=lambda row: row.side.case, parent=self,
        )  # fmt: skip
        self.empty = EmptyState(_("This customer has no other running case."))
        self.list = ListView(self.rows, name=_("Other cases of the customer"), empty=self.empty)
        self.list.setObjectName("merge_choices")
        self.list.current_changed.connect(lambda _case: self._choose())
        self.list.opened.connect(lambda _case: self.begin())
        self.both = PagedTableModel(
            (
                Column("what", "", lambda row: row.what, 152, "muted"),
                Column("one", _("This case"), lambda row: row.one, 240, stretch=True),
                Column("other", _("The other case"), lambda row: row.other, 240, stretch=True),
                Column("then", _("What stays"), lambda row: row.then, 320, "strong", stretch=True),
            ),
            id_of=lambda row: row.what, parent=self,
        )  # fmt: skip
        self.beside = ListView(self.both, name=_("Both cases"), empty=EmptyState(_("Choose a case above.")))
        self.beside.setObjectName("both_cases")

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(space, space, space, space)
        inside.setSpacing(space)
        self._others = Panel(_("Which other case is about the same thing?"))
        self._others.add(self.list, 1)
        inside.addWidget(self._others, 2)
        both = Panel(_("Side by side"))
        self.merge = Button(_("Merge…"), key="Ctrl+M", small=True, bind=False)
        self.merge.setObjectName("merge_begin")
        self.merge.clicked.connect(self.begin)
        both.add_to_head(self.merge)
        both.add(self.beside, 1)
        self.problem = Label("", colour="overdue_ink", wrap=True)
        self.problem.setObjectName("merge_refusal")
        below = QHBoxLayout()
        below.setContentsMargins(space, 4, space, 8)
        below.addWidget(self.problem)
        both.body.addLayout(below)
        inside.addWidget(both, 3)
        column.addLayout(inside, 1)
        self._place = QVBoxLayout()
        column.addLayout(self._place)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+M", _("Merge this case and the chosen one")),)

    # Reading ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the case and those it could be one with."""

        def ask(view: Reading) -> JoinView:
            return join_view(view, self._acting, self.case)

        self.session.read(ask, self._show, self._cannot, owner=self, key="cases")

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    def _show(self, found: JoinView) -> None:
        self.view = found
        self.set_title(_("Merge {number}").format(number=found.side.number))
        if not found.customer:
            self.empty.say(
                _("This case has no customer yet."),
                _("Only cases of one customer are merged. Say first whose it is."),
            )
        self.rows.set_rows(found.choices)
        if found.choices:
            self.list.select_id(found.choices[0].side.case)
        self._choose()
        self.shown.emit()

    def _choose(self) -> None:
        chosen: JoinChoice | None = self.list.current_row()
        view = self.view
        if view is None or chosen is None:
            self.both.set_rows(())
            self.problem.hide()
            self.merge.setEnabled(False)
            return
        self.both.set_rows(beside(view.side, chosen.side, self.session.now()))
        self.problem.setText(chosen.refusal)
        self.problem.setVisible(bool(chosen.refusal))
        self.merge.allow(chosen.refusal)

    # Acting -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask which of the two stays, and why they are one; say why not where they can't be."""
        chosen: JoinChoice | None = self.list.current_row()
        if self.view is None or chosen is None or self.panel is not None:
            return
        if chosen.refusal:
            self.session.messages.notice(chosen.refusal)
            return
        panel = self.panel = ActPanel(self._spec(self.view.side, chosen.side), self.session)
        panel.confirmed.connect(self._confirmed)
        panel.left.connect(self.leave)
        panel.fields["stays"].set_value(str(self.case))
        self._place.addWidget(panel)
        panel.show()
        panel.begin()

    def _spec(self, one: CaseSide, other: CaseSide) -> ActSpec:
        joining = JoiningService(self.session.desk.steering.acting)

        def act(given: Answers) -> Act:
            stays, gone = (one, other) if given["stays"] == str(one.case) else (other, one)
            return lambda: joining.join(case=gone.case, into=stays.case, reason=given["reason"])

        return ActSpec(
            "merge",
            _("Merge {one} and {other}").format(one=one.number, other=other.number),
            _("The case that stays keeps the earliest start, every contact and every question. The other is "
              "cancelled as merged and leaves the rates; what was registered in it stays readable there. It can't be "
              "taken back."),
            _("Merge"),
            (
                choice_item("stays", _("Which stays"), ((str(one.case), one.number), (str(other.case), other.number))),
                text_item("reason", _("Why they are one")),
            ),
            act,
        )  # fmt: skip

    def leave(self) -> None:
        """Close the panel, if one is open."""
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirmed(self, spec: ActSpec, given: dict[str, str]) -> None:
        stays = CaseId(UUID(given["stays"]))

        def done(_outcome: Any) -> None:
            self.leave()
            self.session.messages.notice(_("The two cases are one."))
            self.case_wanted.emit(stays)
            self.close_wanted.emit()

        def refused(problem: Known) -> None:
            if self.panel is not None:
                self.panel.say(problem.sentence)

        self.session.write(spec.act(given), done, refused, owner=self)


def beside(one: CaseSide, other: CaseSide, now: datetime) -> list[Beside]:
    """Return both cases line by line, with what becomes of each line when they are merged."""

    def line(what: str, told: Callable[[CaseSide], str], then: str) -> Beside:
        return Beside(what, told(one), told(other), then)

    def promised(side: CaseSide) -> str:
        return wording.when(side.promised, now) if side.promised is not None else _("nothing")

    return [
        line(_("Number"), lambda side: side.number, _("that of the case that stays; the other leads to it")),
        line(_("Process"), lambda side: side.process, _("the same")),
        line(_("What about"), lambda side: side.subject or "–", _("that of the case that stays")),
        line(_("Began"), lambda side: wording.when(side.began, now), _("the earlier of the two")),
        line(_("Owner"), lambda side: side.owner, _("that of the case that stays")),
        line(_("Contacts"), lambda side: str(side.contacts), _("all of both")),
        line(_("Open questions"), lambda side: str(side.questions), _("all of both; none is lost")),
        line(_("Open steps"), lambda side: ", ".join(side.steps), _("those of the case that stays")),
        line(_("Registered"), lambda side: str(side.values), _("each where it was registered, readable")),
        line(
            _("Promised"), promised, _("what was promised in the case that stays; the other's stays readable")
        ),
    ]
