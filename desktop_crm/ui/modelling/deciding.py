"""Deciding on proposals in the Model screen: into the draft, to a factor that is there, or declined with a reason."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.process.proposals import holder, taken_in
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import ActSpec, choice_item, text_item
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.proposals_panel import ProposalsPanel
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.workflow.reads_proposals import ProposalRow


class DecidingPanel(ProposalsPanel):
    """The list of proposals for whoever may change models. What is accepted is a change of the draft: Ctrl+Z undoes it.

    Attributes:
        panel: asks what a decision needs; None while nothing is asked.

    Signals:
        wanted: sheet, row and column of the place to go to. `told`: a sentence, and whether it is a refusal.
    """

    wanted = Signal(str, str, str)
    told = Signal(str, bool)

    def __init__(self, session: Session, bench: Bench, parent: QWidget | None = None) -> None:
        nothing = EmptyState(
            _("Nothing is proposed."),
            _("Whoever serves customers proposes a KSF with Ctrl+Shift+K on a contact."),
        )
        self._bench = bench
        self.panel: ActPanel | None = None
        self.accept = Button(_("Accept"), small=True, key="Ctrl+Enter")
        self.add_to = Button(_("As evidence of…"), small=True)
        self.decline = Button(_("Decline…"), small=True)
        super().__init__(session, _("Proposed from contacts"), nothing, outline="panel", parent=parent)
        for place, (name, button, act) in enumerate(
            (("accept", self.accept, self._accept), ("add_to", self.add_to, self._ask_which),
             ("decline", self.decline, self._ask_why))
        ):  # fmt: skip
            button.setObjectName(f"proposal_{name}")
            button.clicked.connect(act)
            self.buttons.insertWidget(place, button)
        close = Button(_("Close"), small=True, key="Esc", bind=False)
        close.clicked.connect(self.left)
        self.add_to_head(close)
        bench.model_changed.connect(self._tell)
        bench.loaded_again.connect(self._tell)
        self.list.current_changed.connect(lambda _id: self.leave())

    def _tell(self) -> None:
        super()._tell()
        row, here = self.current, self._stands_as()
        why = _("Choose a proposal.") if row is None else ""
        if here:
            why = _("It stands in the draft, as “{name}”.").format(name=here)
        for button in (self.accept, self.add_to):
            button.allow(
                why
                or (
                    ""
                    if self._bench.editable
                    else _("Begin a draft, or take it over, to take a proposal in.")
                )
            )
        self.decline.allow(why or ("" if row is None or not row.standing else row.fate))

    def _stands_as(self) -> str:
        row = self.current
        taken = None if row is None else holder(self._bench.model, row.id)
        return "" if taken is None else taken.name

    def _accept(self) -> None:
        row = self.current
        if row is not None and self._take(row, ""):
            taken = holder(self._bench.model, row.id)
            assert taken is not None, "it was put there a moment ago"
            self.wanted.emit("ksf", taken.code, "name")
            self.told.emit(_("It is in the draft; say how it is measured. Ctrl+Z takes it out again."), False)

    def _take(self, row: ProposalRow, ksf: str) -> bool:
        changed = self._bench.edit(
            _("accept a proposal"), lambda model: taken_in(model, row.offered, ksf=ksf)
        )
        if changed:
            self._bench.keep()  # so that whoever proposed it reads it
        return changed

    def _ask_which(self) -> None:
        row = self.current
        known = tuple((one.code, one.name) for one in self._bench.model.ksfs)
        if row is not None and known:
            self._ask(
                ActSpec(
                    "add_to", _("As evidence of a key success factor"), wording_of(row), _("Add"),
                    (choice_item("ksf", _("Key success factor"), known),), lambda _given: lambda: None,
                ),
                lambda given: self._added(row, given["ksf"]),
            )  # fmt: skip

    def _added(self, row: ProposalRow, ksf: str) -> None:
        if self._take(row, ksf):
            name = self._bench.model.ksf[ksf].name
            self.told.emit(
                _("It is evidence of “{name}”; Ctrl+Z takes it out again.").format(name=name), False
            )
        self.leave()
        self.begin()

    def _ask_why(self) -> None:
        row = self.current
        if row is not None:
            self._ask(
                ActSpec(
                    "decline", _("Decline this proposal"),
                    _("{who} reads why.").format(who=row.proposer), _("Decline"),
                    (text_item("reason", _("Why")),), lambda _given: lambda: None,
                ),
                lambda given: self._decline(row, given["reason"]),
            )  # fmt: skip

    def _decline(self, row: ProposalRow, reason: str) -> None:
        act: Any = partial(self.session.desk.proposing.decline, proposal=row.id, reason=reason)
        self.session.write(act, lambda _changes: self._declined(), self._refused, owner=self)

    def _declined(self) -> None:
        self.leave()
        self.begin()

    def _refused(self, problem: Known) -> None:
        if self.panel is not None:
            self.panel.say(problem.sentence)

    def _ask(self, spec: ActSpec, then: Any) -> None:
        self.leave()
        panel = self.panel = ActPanel(spec, self.session)
        panel.confirmed.connect(lambda _spec, given: then(given))
        panel.left.connect(self._declined)
        self.below.hide()
        self.add(panel)
        panel.show()
        panel.begin()

    def leave(self) -> None:
        """Put away what is asked."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            panel.hide()
            panel.deleteLater()
            self.below.show()


def wording_of(row: ProposalRow) -> str:
    """Return where a proposal comes from, for whoever decides which factor it shows."""
    return _("{evidence}: what the customer said becomes evidence of it; its words stay.").format(
        evidence=row.offered.evidence
    )
