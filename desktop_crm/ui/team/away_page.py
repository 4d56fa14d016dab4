"""Who is away and who stands in: said by oneself, by whoever supervises for others; and what comes up meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.process.model import Item, ItemType
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.reads_absence import PlannedForAbsent, absences, planned_for_absent
from desktop_crm.workflow.reads_rows import AbsenceLine
from desktop_crm.workflow.reads_start import ColleagueLine, hand_over_options

KEY = "away"


@frozen
class Found:
    """What stands on the page, read together; `colleagues` are all who work here."""

    away: tuple[AbsenceLine, ...]
    planned: tuple[PlannedForAbsent, ...]
    colleagues: tuple[ColleagueLine, ...]
    supervises: bool


class AwayPage(Page):
    """Absences above, below them the planned contacts that come up with whoever reads.

    Attributes:
        panel: asks for a new absence, or None.

    Signals:
        customer_wanted: carries the id of the customer of a planned contact.
        shown: all of it stands on the screen.
    """

    icon = "team"
    help_topic = "team"
    customer_wanted = Signal(object)
    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Away and standing in"), parent)
        self.setObjectName("away_page")
        self.session = session
        self.found: Found | None = None
        self.panel: ActPanel | None = None
        self._make_lists()
        self._lay_out()
        for keys, act in (("Ctrl+N", self.begin), ("Ctrl+B", self.come_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.load()

    def _make_lists(self) -> None:
        now = self.session.now
        self.rows = PagedTableModel(
            (
                Column("who", _("Who"), lambda row: row.name, 200, "strong", stretch=True),
                Column("state", _("State"), lambda row: _state(row, now()), 112),
                Column("begins", _("From"), lambda row: wording.full_day(row.begins), 168,
                       order=lambda row: row.begins),
                Column("ends", _("Up to and including"), lambda row: wording.full_day(_last(row.ends)), 168,
                       order=lambda row: row.ends),
                Column("deputy", _("Who stands in"), _deputy, 200, "muted", stretch=True),
            ),
            id_of=lambda row: row.id, parent=self,
        )  # fmt: skip
        nobody = EmptyState(
            _("Nobody is away."), _("Ctrl+N says who is, from when to when, and who stands in.")
        )
        self.list = ListView(self.rows, name=_("Who is away"), empty=nobody)
        self.list.setObjectName("absences_list")
        self.planned = PagedTableModel(
            (
                Column("at", _("When"), lambda row: wording.when(row.at, now()), 152, order=lambda row: row.at),
                Column("customer", _("Customer"), lambda row: row.customer_name, 200, "strong", stretch=True),
                Column("subject", _("What about"), lambda row: row.subject, 240, stretch=True),
                Column("of", _("Planned by"), lambda row: row.of, 168, "muted"),
            ),
            id_of=lambda row: row.id, parent=self,
        )  # fmt: skip
        nothing = EmptyState(
            _("No planned contact comes up with you."),
            _("Those of a colleague you stand in for appear here, as far as they fall in the time away."),
        )
        self.planned_list = ListView(self.planned, name=_("Planned contacts"), empty=nothing)
        self.planned_list.setObjectName("planned_for_absent")
        self.planned_list.opened.connect(self._open)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(space, space, space, space)
        inside.setSpacing(space)
        away = Panel(_("Who is away"))
        self.say = Button(_("Say who is away"), key="Ctrl+N", small=True, bind=False)
        self.say.setObjectName("say_away")
        self.say.clicked.connect(self.begin)
        self.back = Button(_("Here again"), key="Ctrl+B", small=True, bind=False)
        self.back.setObjectName("come_back")
        self.back.clicked.connect(self.come_back)
        away.add_to_head(self.back)
        away.add_to_head(self.say)
        away.add(self.list, 1)
        inside.addWidget(away, 3)
        coming = Panel(_("Planned contacts that come up with you"))
        coming.add(self.planned_list, 1)
        inside.addWidget(coming, 2)
        column.addLayout(inside, 1)
        self._place = QVBoxLayout()
        column.addLayout(self._place)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+N", _("Say who is away")),
            ("Ctrl+B", _("Whoever is selected is here again")),
            ("Enter", _("Open the customer of a planned contact")),
        )

    # Reading ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read who is away, and what comes up meanwhile."""
        session = self.session

        def ask(view: Reading) -> Found:
            version = version_in_force(view, session.actor.id)
            plan = session.plans.in_force(view, session.actor.id)
            return Found(
                absences(view, session.now()),
                planned_for_absent(view, session.actor.id, session.now()),
                hand_over_options(view, plan).colleagues,
                has_power(view, session.actor, Verb.SUPERVISE, version),
            )

        session.read(ask, self._show, session.messages.error, owner=self, key="away")

    def _show(self, found: Found) -> None:
        self.found = found
        self.rows.set_rows(found.away)
        self.planned.set_rows(found.planned)
        self.shown.emit()

    def refresh(self, changes: Changes) -> None:
        """Read again when somebody went or came back, or a contact was planned."""
        if changes.touches("absence", "employee", "customer"):
            self.load()

    def _open(self, planned: UUID) -> None:
        row = self.planned_list.current_row()
        if row is not None and row.id == planned:
            self.customer_wanted.emit(row.customer)

    # Acting -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask who is away, from when to when, and who stands in."""
        if self.found is None or self.panel is not None:
            return
        panel = self.panel = ActPanel(self._spec(self.found), self.session)
        panel.confirmed.connect(self._confirmed)
        panel.left.connect(self.leave)
        self._place.addWidget(panel)
        if self.found.supervises:
            panel.fields["employee"].set_value(str(self.session.actor.id))
        panel.show()
        panel.begin()

    def _spec(self, found: Found) -> ActSpec:
        me, absent = self.session.actor, self.session.desk.absences
        people = tuple((str(one.id), one.name) for one in found.colleagues)
        others = tuple((code, name) for code, name in people if found.supervises or code != str(me.id))
        whose = (choice_item("employee", _("Who"), people),) if found.supervises else ()

        def act(given: Answers) -> Act:
            since, until = (date.fromisoformat(given[name]) for name in ("since", "until"))
            return lambda: absent.be_away(
                since=_begin(since),
                until=_begin(until + timedelta(1)),
                employee=EmployeeId(UUID(given["employee"])) if "employee" in given else None,
                deputy=EmployeeId(UUID(given["deputy"])) if "deputy" in given else None,
            )

        return ActSpec(
            "away",
            _("Who is away"),
            _("What they hold waits for who stands in, or else for whoever has the role; it returns by itself. "
              "No clock stops."),
            _("Keep"),
            (
                *whose,
                Item("since", _("From"), ItemType.DATE),
                Item("until", _("Up to and including"), ItemType.DATE),
                choice_item("deputy", _("Who stands in"), others),
            ),
            act,
            optional=frozenset({"deputy"}),
        )  # fmt: skip

    def leave(self) -> None:
        """Close the panel, if one is open."""
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self.list.setFocus()

    def _confirmed(self, spec: ActSpec, given: dict[str, str]) -> None:
        def refused(problem: Known) -> None:
            if self.panel is not None:
                self.panel.say(problem.sentence)

        self.session.write(spec.act(given), self._done, refused, owner=self)

    def _done(self, _changes: Any) -> None:
        self.leave()
        self.load()

    def come_back(self) -> None:
        """Let whoever is selected be here again from now on."""
        row = self.list.current_row()
        if row is None:
            self.session.messages.notice(_("Select who is here again first."))
            return
        absent = self.session.desk.absences
        self.session.write(lambda: absent.come_back(absence=row.id), self._done, owner=self)


def _begin(day: date) -> datetime:
    """Return when a day begins here."""
    return wording.from_local(datetime.combine(day, time()))


def _last(end: datetime) -> datetime:
    return end - timedelta(microseconds=1)


def _state(row: AbsenceLine, now: datetime) -> str:
    return _("away now") if row.begins <= now else _("to come")


def _deputy(row: AbsenceLine) -> str:
    return row.deputy_name or _("whoever has the role")
