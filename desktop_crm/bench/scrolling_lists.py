"""The long lists of the windows, each filled with many rows and scrolled as by a person, for `bench scrolling`."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout

from desktop_crm.bench.driven import Driven, press
from desktop_crm.bench.made_rows import made_row
from desktop_crm.bootstrap import Desk
from desktop_crm.measures.contact_history import HistoryLine
from desktop_crm.measures.promised import Promised
from desktop_crm.privacy.periods import Past
from desktop_crm.privacy.record import ActRow
from desktop_crm.privacy.record import Kind as Act
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.desk.lists import my_work_panel
from desktop_crm.ui.duplicates.page import DuplicatesPage, PairRow
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.history.page import HistoryPage
from desktop_crm.ui.importing.lists import ShownRow, ToldRow, preview_model
from desktop_crm.ui.importing.trades import TradesPage
from desktop_crm.ui.privacy.keeping import KeepingPage
from desktop_crm.ui.privacy.page import PrivacyPage
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.promises_page import PromisesPage
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.time_line import TimeEntry, TimeLine
from desktop_crm.workflow.reads_hits import CustomerHit
from desktop_crm.workflow.reads_rows import WorkRow

WIDTH, HEIGHT = 1_440, 900
_PRESSES, _DRAGS = 40, 20
_SEED = 1999


class TimeLinePage(Page):
    """A time line alone on a page."""

    def __init__(self) -> None:
        super().__init__("scrolling/time line", "Time line")
        self.line = TimeLine(name="Time line", empty=EmptyState(""))
        QVBoxLayout(self).addWidget(self.line)


class PreviewPage(Page):
    """The first rows of a file that is to come in, alone on a page."""

    def __init__(self) -> None:
        super().__init__("scrolling/preview", "First rows")
        self.rows = preview_model(self)
        self.list = ListView(self.rows, name="First rows")
        QVBoxLayout(self).addWidget(self.list)


class WorkPage(Page):
    """A list of work alone on a page."""

    def __init__(self, session: Session) -> None:
        super().__init__("scrolling/work", "My work")
        panel = my_work_panel(session.now, None, lambda: None, self)
        self.rows, self.list = panel.rows, panel.list
        QVBoxLayout(self).addWidget(panel)


@dataclass(frozen=True, slots=True)
class Kind:
    """A list that may be long: its page, where the list and its model are there, and what its rows are.

    Attributes:
        given: fields of a row that are not just any words.
    """

    page: Callable[[Session], Any]
    view: str
    model: str
    row: type
    given: Mapping[str, Any] = field(default_factory=dict)


# Every list of the windows that may be long; a test holds that none is left out.
KINDS = {
    "the time line of a customer": Kind(
        lambda _session: TimeLinePage(), "line", "", TimeEntry, {"icon": "case", "meta_icon": ""}
    ),
    "customers found": Kind(CustomersPage, "list", "rows", CustomerHit),
    "contact history": Kind(HistoryPage, "list", "rows", HistoryLine),
    "work": Kind(WorkPage, "list", "rows", WorkRow),
    "customers who may be one": Kind(DuplicatesPage, "list", "pairs", PairRow),
    "first rows of an import": Kind(lambda _session: PreviewPage(), "list", "rows", ShownRow),
    "transactions refused": Kind(TradesPage, "list", "told", ToldRow),
    "promises": Kind(PromisesPage, "list", "rows", Promised),
    "the record": Kind(PrivacyPage, "list", "rows", ActRow, {"kind": Act.TOLD}),
    "who is past a period": Kind(KeepingPage, "past_list", "past", Past),
}


class ScrollingLists(Driven):
    """The windows of one employee, in which one list after the other is scrolled.

    Attributes:
        frames: by list, the seconds of each frame. `grown`: by list, bytes that scrolling it again added.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self.frames: dict[str, list[float]] = {}
        self.grown: dict[str, int] = {}
        self.settle()

    def scroll(self, name: str, rows: int) -> None:
        """Open the page of a list, fill it with so many rows, and go through it twice."""
        kind = KINDS[name]
        page = kind.page(self._office.session)
        # A window of its own: a page that this employee may not open would be closed in the main one.
        page.resize(WIDTH, HEIGHT)
        page.show()
        self.settle()
        view = getattr(page, kind.view)
        made = [made_row(kind.row, number, **kind.given) for number in range(1, rows + 1)]
        if isinstance(view, TimeLine):
            view.entries.set_entries(made)
        else:
            getattr(page, kind.model).set_rows(made)
        self.settle()
        assert view.isVisible(), f"{name}: what isn't seen isn't painted"
        self._through(view)
        before = _peak_memory()
        self.frames[name] = self._through(view)
        self.grown[name] = _peak_memory() - before
        page.hide()
        page.deleteLater()
        self.settle()

    def _through(self, view: QAbstractItemView) -> list[float]:
        """Go down by pages, to the end, up again, and anywhere by the scroll bar; return the seconds of each frame."""
        steps: list[Callable[[], None]] = [partial(press, view, Qt.Key.Key_Home)]
        steps += [partial(press, view, Qt.Key.Key_PageDown)] * _PRESSES
        steps += [partial(press, view, Qt.Key.Key_End)]
        steps += [partial(press, view, Qt.Key.Key_PageUp)] * _PRESSES
        bar, places = view.verticalScrollBar(), Random(_SEED)
        steps += [partial(bar.setValue, places.randint(0, bar.maximum())) for _drag in range(_DRAGS)]
        return [self._frame(view, step) for step in steps]

    def _frame(self, view: QAbstractItemView, step: Callable[[], None]) -> float:
        begun = time.perf_counter()
        step()
        view.viewport().repaint()
        taken = time.perf_counter() - begun
        self.settle()
        return taken


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # kibibytes on Linux
