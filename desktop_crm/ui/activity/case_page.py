"""A case as a whole, to read: where it stands, what is registered, what was said; its open steps can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId
from desktop_crm.ui import wording
from desktop_crm.ui.activity import case_acts
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import ActSpec
from desktop_crm.ui.activity.ended import ended_rows
from desktop_crm.ui.activity.head import ChipRow, fit_beside, stage
from desktop_crm.ui.activity.needs import contact_words
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.promise_words import promised
from desktop_crm.ui.proposing import KEY as PROPOSE
from desktop_crm.ui.proposing import Proposing, contact_in_hand
from desktop_crm.ui.quiet import empty, quiet
from desktop_crm.ui.session import Session
from desktop_crm.ui.showing import fact_of
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.contact_row import ContactRow
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.ui.widgets.step_strip import StepStrip
from desktop_crm.workflow.reads_whole import CaseView, OpenItem, case_view
from desktop_crm.workflow.states import CaseStatus, Priority

KEY = "customers/case/"
BEHIND = "team/case/"


class CasePage(Page):
    """Shows everything; its steps can be opened, and acts on the case as a whole stand below.

    Opened from a figure it is only read, and nobody who worked on it stands there: neither on the page, nor behind a
    link of it.

    Signals:
        work_wanted: carries the work item to open.
        customer_wanted: carries the id of the customer.
        merge_wanted: carries the id of the case, which may be about the same as another one.
        shown: the case stands on the screen.
    """

    icon = "case"
    help_topic = "case"
    work_wanted = Signal(object)
    customer_wanted = Signal(object)
    merge_wanted = Signal(object)
    shown = Signal(object)

    def __init__(
        self, session: Session, case: CaseId, parent: QWidget | None = None, *, behind_figure: bool = False
    ) -> None:
        super().__init__((BEHIND if behind_figure else KEY) + case.hex, _("Opening…"), parent)
        self.setObjectName("case_page")
        self.session, self.case, self._behind_figure = session, case, behind_figure
        self.view: CaseView | None = None
        self._title_label, self._note = ElidingLabel(font="window_title"), ElidingLabel(colour="muted")
        self._customer = Link("")
        self._customer.setObjectName("case_customer")
        self._customer.clicked.connect(self._open_customer)
        self.chips, self.strip = ChipRow(), StepStrip()
        self.steps, self.values = ScrollColumn(), ScrollColumn()
        self.said = ScrollColumn()
        self._panels = (Panel(_("Open steps")), Panel(_("Registered")), Panel(_("Contacts and questions")))
        self.panel: ActPanel | None = None
        self._lay_out()
        self.load()

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Bar()
        inside = QVBoxLayout(head)
        inside.setContentsMargins(space, theme().space("inner"), space, theme().space("inner"))
        inside.setSpacing(theme().space("inner"))
        top = QHBoxLayout()
        for widget in (self._title_label, self._customer):
            top.addWidget(widget)
        top.addWidget(self._note, 1)
        top.addWidget(self.chips)
        inside.addLayout(top)
        inside.addWidget(self.strip)
        column.addWidget(head)
        row = QHBoxLayout()
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        for panel, scroll in zip(self._panels, (self.steps, self.values, self.said), strict=True):
            panel.add(scroll, 1)
            row.addWidget(panel, 1)
        column.addLayout(row, 1)
        self._act_place = QVBoxLayout()
        column.addLayout(self._act_place)
        self.proposing = Proposing(self, self.session, self._act_place, self._contact)
        bar = self._make_bar()
        column.addWidget(bar)
        if self._behind_figure:  # once it stands in the page: a widget without one is a window of its own
            bar.hide()

    def _make_bar(self) -> Bar:
        bar = Bar("above")
        bar.setFixedHeight(theme().height("action_bar"))
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme().space("panel"), 0, theme().space("panel"), 0)
        row.setSpacing(theme().space("base"))
        self.contact, self.conclude = Button(_("Register a contact…")), Button(_("Conclude…"))
        self.reopen, self.carry = Button(_("Reopen…")), Button("")
        self.priority, self.process = Button(_("Make urgent…")), Button(_("Change the process…"))
        for name, button in (
            ("contact", self.contact), ("conclude", self.conclude), ("reopen", self.reopen),
            ("carry", self.carry), ("priority", self.priority),
            ("process", self.process),
        ):  # fmt: skip
            button.setObjectName(name)
            button.clicked.connect(partial(self.begin, name))
            row.addWidget(button)
        row.addStretch(1)
        self.merge = Button(_("Merge cases…"))
        self.merge.setObjectName("merge_cases")
        self.merge.clicked.connect(lambda _checked: self.merge_wanted.emit(self.case))
        row.addWidget(self.merge)
        self.propose = Button(_("Propose a KSF…"))
        self.propose.setObjectName("propose")
        self.propose.clicked.connect(self.proposing.begin)
        row.addWidget(self.propose)
        return bar

    def _contact(self) -> ContactId | None:
        return None if self.view is None or self._behind_figure else contact_in_hand(self.view.contacts)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ()
            if self._behind_figure
            else ((PROPOSE, _("Propose what the customer said in this contact as a KSF")),)
        )

    def begin(self, key: str, _checked: bool = False) -> None:
        """Open the panel of an act: ``contact``, ``conclude``, ``reopen``, ``carry``, ``priority`` or ``process``."""
        view, desk = self.view, self.session.desk
        if view is None or self._behind_figure:
            return
        self.leave()
        if key == "contact":
            spec = case_acts.contact(view.head.id, view.plan.model.channels, desk)
        elif key == "priority":
            spec = case_acts.priority(view.head.id, view.head.number, view.priority, desk)
        elif key == "process":
            spec = case_acts.process(view.head.id, view.head.number, view.head.process, view.plan, desk)
        else:
            acts = {"conclude": case_acts.conclude, "reopen": case_acts.reopen}
            spec = acts[key](view, desk) if key in acts else case_acts.carry(view, view.goes_on, desk)
        panel = self.panel = ActPanel(spec, self.session)
        panel.confirmed.connect(self._confirmed)
        panel.left.connect(self.leave)
        self._act_place.addWidget(panel)
        panel.show()
        panel.begin()

    def leave(self) -> None:
        """Close the panel, if one is open."""
        self.proposing.leave()
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _confirmed(self, spec: ActSpec, given: dict[str, str]) -> None:
        def done(_outcome: Any) -> None:
            self.leave()
            self.load()

        def refused(problem: Known) -> None:
            if self.panel is not None:
                self.panel.say(problem.sentence)

        self.session.write(spec.act(given), done, refused, owner=self)

    def load(self) -> None:
        """Ask for the case as it is now."""
        session, case = self.session, self.case
        if self._behind_figure:
            team = session.desk.measuring.team
            session.tasks.read(
                lambda: team.case_behind(case=case), self.show_case, self._cannot, owner=self, key="case"
            )
            return

        def ask(view: Any) -> CaseView:
            return case_view(view, session.plans, session.actor, case, session.now())

        session.read(ask, self.show_case, self._cannot, owner=self, key="case")

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    def show_case(self, view: CaseView) -> None:
        """Show a case."""
        self.view = view
        head = view.head
        who = head.customer.name if head.customer else _("anonymous")
        self.set_title(_("Case {number} · {who}").format(number=head.number, who=who))
        self._title_label.set_text(view.process)
        self._customer.set_words(who)
        self._customer.setEnabled(head.customer is not None and not self._behind_figure)
        self._note.set_text(
            " · ".join(
                (
                    "",
                    head.number,
                    *([_("urgent")] if view.priority is Priority.URGENT else []),
                    _("opened from a figure: who worked on it is not shown")
                    if self._behind_figure
                    else _("owner {name}").format(name=head.owner_name),
                )
            ).strip()
        )
        self.chips.show_clocks(view.clocks, view.read_at)
        self._fit_chips()
        self.strip.set_stages([stage(line, view.read_at, mine=False) for line in view.steps])
        running = head.status is CaseStatus.RUNNING
        self.contact.setVisible(running)
        self.merge.setVisible(running)
        self.conclude.setVisible(running)
        self.conclude.allow(view.no_part)
        self.reopen.setVisible(head.status is CaseStatus.CONCLUDED)
        self.carry.setVisible(view.goes_on is not None)
        self.carry.set_words(_("Go on under version {number}…").format(number=view.goes_on))
        self.carry.allow(view.no_part)
        urgent = view.priority is Priority.URGENT
        self.priority.set_words(_("No longer urgent…") if urgent else _("Make urgent…"))
        for button in (self.priority, self.process):
            button.setVisible(running)
            button.allow(view.no_part)
        self._show_steps(view)
        self._show_values(view)
        self._show_said(view)
        self.shown.emit(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what the case is about whole; names of clocks go first."""
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        fit_beside(self.chips, (self._title_label, self._customer, self._note), self.width())

    def _show_steps(self, view: CaseView) -> None:
        empty(self.steps.column, keep=1)
        ended = view.head.concluded is not None and not view.open
        self._panels[0].set_title(_("How it ended") if ended else _("Open steps"))
        self._panels[0].set_count("" if ended else str(len(view.open)))
        for row in ended_rows(view) if ended else [self._step(item, view) for item in view.open]:
            self.steps.add(row)
        if not view.open and not ended:
            self.steps.add(quiet(_("No step is open.")))

    def _step(self, item: OpenItem, view: CaseView) -> QWidget:
        row = QWidget()
        space = theme().space("panel")
        layout = QHBoxLayout(row)
        layout.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidingLabel(item.name, font="strong"))
        role = view.plan.model.role.get(item.row.role)
        whose = item.row.holder_name or (role.name if role else item.row.role)
        since = wording.when(item.row.offered, view.read_at)
        words.addWidget(ElidingLabel(f"{whose} · {since}", font="caption", colour="muted"))
        layout.addLayout(words, 1)
        if self._behind_figure:
            return row
        button = Button(_("Open") if item.mine else _("Read"))
        button.setObjectName(f"open_{item.row.activity}")
        button.clicked.connect(partial(self.work_wanted.emit, item.row.id))
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_values(self, view: CaseView) -> None:
        empty(self.values.column, keep=1)
        self._panels[1].set_count(str(len(view.values)))
        items = view.plan.model.item
        for line in view.values:
            fact = (
                fact_of(items[line.item], line, view.read_at) if line.item in items else Fact(line.name, "")
            )
            self.values.add(FactRow(fact, below=True))
        if not view.values:
            self.values.add(quiet(_("Nothing is registered in this case yet.")))

    def _show_said(self, view: CaseView) -> None:
        empty(self.said.column, keep=1)
        self._panels[2].set_count(str(len(view.contacts)))
        for question in view.questions:
            answered = question.answered
            state = (
                _("answered {time}").format(time=wording.when(answered, view.read_at))
                if answered
                else _("open")
            )
            self.said.add(
                FactRow(Fact(_("Question"), f"“{question.text}”", state), below=True, label_part=0.2)
            )
        for promise in view.promises:
            told = promised(promise, view.read_at)
            made = wording.when(promise.made, view.read_at)
            by_whom = " · ".join(filter(None, (promise.who, made)))
            self.said.add(FactRow(Fact(_("Promise"), told, by_whom), below=True, label_part=0.2))
        for contact in view.contacts:
            channel = view.plan.model.channel.get(contact.channel)
            self.said.add(ContactRow(contact_words(contact, channel, view.read_at)))

    def _open_customer(self) -> None:
        if self.view is not None and self.view.head.customer is not None:
            self.customer_wanted.emit(self.view.head.customer.id)

    def refresh(self, changes: Changes) -> None:
        """Read the case again when it moved."""
        if changes.about("case", self.case):
            self.load()
