"""What contact history is narrowed to: a row of choosers and a line for words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.measures.contact_history import HistoryFilter
from desktop_crm.measures.periods import month_span
from desktop_crm.process.model import Model
from desktop_crm.ui import wording
from desktop_crm.ui.search.customer_box import hit_of
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.result_list import Hit
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hits

_HITS = 6
_ALL = "*"
_MONTH, _MONTHS = "month/", 12
_PERIODS = {"30": 30, "90": 90, "365": 365, _ALL: 365 * 200}


class Narrowing(Bar):
    """Period, customer, channel, direction, process, activity, outcome, team, words.

    Signals:
        changed: something else is looked for.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("below", parent)
        self._session = session
        self._customer: CustomerId | None = None
        self._hits: dict[Any, CustomerHit] = {}
        self.customer = SearchBox(_("Customer"), most=_HITS)
        self.customer.setObjectName("history_customer")
        self.words = LineEdit(
            placeholder=_("Words that were said"), icon="ph.magnifying-glass", name=_("Words")
        )
        self.words.setObjectName("history_words")
        self.choosers = {
            "period": _chooser(_("Period"), (
                ("30", _("Last 30 days")), ("90", _("Last 90 days")), ("365", _("Last year")),
                (_ALL, _("All there is")), *_months(session.now()),
            ), "90"),
            "channel": _chooser(_("Channel"), ((_ALL, _("All channels")),)),
            "direction": _chooser(_("Direction"), (
                (_ALL, _("In and out")), ("in", _("From customers")), ("out", _("From us")),
            )),
            "process": _chooser(_("Process"), ((_ALL, _("All processes")),)),
            "activity": _chooser(_("Activity"), ((_ALL, _("All activities")),)),
            "outcome": _chooser(_("Outcome"), (
                (_ALL, _("Any outcome")), ("running", _("Case runs")), ("concluded", _("Case concluded")),
                ("cancelled", _("Case cancelled")),
            )),
            "team": _chooser(_("Team"), ((_ALL, _("All teams")),)),
        }  # fmt: skip
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme().duration("search_after_last_key"))
        self._wait.timeout.connect(self.changed)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        space = theme().space("base")
        row.setContentsMargins(theme().space("panel"), space, theme().space("panel"), space)
        row.setSpacing(space)
        for widget, stretch in (
            (self.words, 3),
            (self.customer, 3),
            *((one, 2) for one in self.choosers.values()),
        ):
            row.addWidget(widget, stretch)

    def _connect(self) -> None:
        self.words.textEdited.connect(lambda _text: self._wait.start())
        for one in self.choosers.values():
            one.activated.connect(lambda _place: self.changed.emit())
        self.customer.searched.connect(self._find)
        self.customer.chosen.connect(self._choose)
        self.customer.line.textEdited.connect(self._typed)

    def set_model(self, model: Model) -> None:
        """Offer the channels, processes, activities and roles of a model; what is chosen stays."""
        for name, things in (
            ("channel", model.channels), ("process", model.processes), ("activity", model.activities),
            ("team", model.roles),
        ):  # fmt: skip
            self._offer(name, things)

    def _offer(self, name: str, things: Sequence[Any]) -> None:
        chooser = self.choosers[name]
        chosen, first = chooser.code(), (_ALL, chooser.itemText(0))
        chooser.set_choices((first, *((one.code, one.name) for one in things)))
        chooser.set_code(chosen)

    def narrowed(self, now: datetime) -> HistoryFilter:
        """Return what is looked for."""
        chosen = {name: one.code().strip(_ALL) for name, one in self.choosers.items()}
        since, until = _span(chosen.pop("period") or _ALL, now)
        return HistoryFilter(since, until, customer=self._customer, words=self.words.text(), **chosen)

    def in_words(self) -> Sequence[str]:
        """Return whom and which month the list is narrowed to, for a title."""
        period = self.choosers["period"]
        return (
            self.customer.line.text() if self._customer is not None else "",
            period.currentText() if period.code().startswith(_MONTH) else "",
        )

    def _find(self, words: str) -> None:
        if not words.strip():
            return

        def show(found: tuple[CustomerHit, ...]) -> None:
            self._hits = {hit.id: hit for hit in found}
            self.customer.set_hits(words, [hit_of(one, words) for one in found], empty=_("Nobody is found."))

        employee = self._session.actor.id
        self._session.read(
            lambda view: customer_hits(view, words, _HITS, employee=employee), show, owner=self, key="who"
        )

    def _choose(self, hit: Hit) -> None:
        found = self._hits[hit.key]
        self._customer = CustomerId(found.id)
        self.customer.set_text(found.name)
        self.customer.close_results()
        self.changed.emit()

    def _typed(self, _text: str) -> None:
        if self._customer is not None:
            self._customer = None
            self.changed.emit()


def _months(now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the last twelve months, this one first."""
    here = wording.local(now)
    this = here.year * 12 + here.month - 1
    return tuple(
        (f"{_MONTH}{month}", f"{wording.month_name(month % 12 + 1)} {month // 12}")
        for month in range(this, this - _MONTHS, -1)
    )


def _span(period: str, now: datetime) -> tuple[datetime, datetime]:
    if period.startswith(_MONTH):
        return month_span(int(period.removeprefix(_MONTH)), wording.zone())
    return now - timedelta(days=_PERIODS[period]), now + timedelta(days=1)


def _chooser(name: str, choices: tuple[tuple[str, str], ...], chosen: str = _ALL) -> ComboBox:
    made = ComboBox(name=name)
    made.set_choices(choices)
    made.set_code(chosen)
    return made
