"""Walks cases through the real windows for `bench window`, and times what is painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_crm.bench.bare_form import BareForm
from desktop_crm.bench.driven import Driven, press
from desktop_crm.bootstrap import Desk
from desktop_crm.core.ids import WorkItemId
from desktop_crm.ui.activity.page import ActivityPage

if TYPE_CHECKING:
    from desktop_crm.workflow.service import CaseService

# High enough for all twelve fields, so that the last one is painted and not only built.
WIDTH, HEIGHT = 1_400, 1_500


class _Timed:
    """Stands for the service of cases and tells when a step was completed."""

    def __init__(self, cases: CaseService, told: Callable[[], None]) -> None:
        self._cases, self._tell = cases, told

    def complete(self, **arguments: Any) -> Any:
        """Complete a step, and tell right after its commit."""
        outcome = self._cases.complete(**arguments)
        self._tell()
        return outcome


class Walk(Driven):
    """The windows of one clerk, walked through.

    Attributes:
        ours: seconds from a step's commit to the next window painted. `bare`: seconds of the bare form.
        blocks: for each step the longest time the GUI thread was kept from its events, in milliseconds.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        vars(desk)["cases"] = _Timed(desk.cases, self._note_commit)
        self.ours: list[float] = []
        self.bare: list[float] = []
        self.blocks: list[float] = [0.0]
        self._committed = 0.0
        self._form = BareForm(WIDTH // 2, HEIGHT)

    def _note_commit(self) -> None:
        self._committed = time.perf_counter()

    def case(self, work_item: WorkItemId, steps: int, *, timed: bool) -> None:
        """Complete all steps but the last of a case, whose first step is `work_item`."""
        page = self._office.open_work(work_item)
        self._shown(page)
        self._painted.wait()
        for _step in range(steps - 1):
            self.settle()
            _type_something(page)
            self.settle()
            self._tasks.watchdog.reset()
            self._shown(page)
            page.complete()
            seconds = self._painted.wait() - self._committed
            self.settle()
            block = self._tasks.watchdog.longest_ms
            bare = self._bare()
            if timed:
                self.ours.append(seconds)
                self.bare.append(bare)
                self.blocks.append(block)
        page.close_wanted.emit()

    def _shown(self, page: ActivityPage) -> None:
        """Watch the fields of the window that comes next."""

        def look(_view: object) -> None:
            page.shown.disconnect(look)
            self._painted.watch(page.fields.fields.values())

        page.shown.connect(look)

    def _bare(self) -> float:
        self._form.prepare()
        begun = time.perf_counter()
        self._painted.watch(self._form.build())
        took = self._painted.wait() - begun
        self.settle()
        return took

    def close(self) -> None:
        """Close the windows and end the threads."""
        self._form.hide()
        self._form.deleteLater()
        super().close()


def _type_something(page: ActivityPage) -> None:
    """Type a word into the first field, key by key."""
    field = next(iter(page.fields.fields.values()))
    target = field.editor.targets[0]
    for letter in "Zwolle":
        press(target, ord(letter.upper()), letter)
