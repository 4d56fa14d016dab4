"""Walks cases through the real windows for `bench window`, and times what is painted."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.bench.bare_form import BareForm
from desktop_crm.bootstrap import Desk
from desktop_crm.core.ids import WorkItemId
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, install

if TYPE_CHECKING:
    from desktop_crm.workflow.service import CaseService

# High enough for all twelve fields, so that the last one is painted and not only built.
WIDTH, HEIGHT = 1_400, 1_500
_PATIENCE_MS = 30_000


class Painted(QObject):
    """Waits until every one of some widgets has been painted."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._left: set[QObject] = set()
        self._alarm = QTimer(self)
        self._alarm.setSingleShot(True)
        self._alarm.timeout.connect(lambda: self._loop.exit(1))
        self.at = 0.0

    def watch(self, widgets: Iterable[QWidget]) -> None:
        """Begin to look at these widgets."""
        self._left = set(widgets)
        for widget in self._left:
            widget.installEventFilter(self)

    def wait(self) -> float:
        """Return when the last one was painted and the picture handed over, on the performance counter."""
        self._alarm.start(_PATIENCE_MS)
        late = self._loop.exec()
        self._alarm.stop()
        if late:
            raise TimeoutError("a field was never painted; is the window too small for all of them?")
        return self.at

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Note a widget's first paint; what is painted is on the screen when this round of events ends."""
        if event.type() is QEvent.Type.Paint and watched in self._left:
            watched.removeEventFilter(self)
            self._left.discard(watched)
            if not self._left:
                QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self.at = time.perf_counter()
        self._loop.quit()


class _Timed:
    """Stands for the service of cases and tells when a step was completed."""

    def __init__(self, cases: CaseService, told: Callable[[], None]) -> None:
        self._cases, self._tell = cases, told

    def complete(self, **arguments: Any) -> Any:
        """Complete a step, and tell right after its commit."""
        outcome = self._cases.complete(**arguments)
        self._tell()
        return outcome


class Walk:
    """The windows of one clerk, walked through.

    Attributes:
        ours: seconds from a step's commit to the next window painted. `bare`: seconds of the bare form.
        blocks: for each step the longest time the GUI thread was kept from its events, in milliseconds.
        calls_on_gui_thread: how many reads and writes of the store were begun on the GUI thread.
    """

    def __init__(self, desk: Desk) -> None:
        self._application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._application, QApplication)
        install(self._application, Mode.LIGHT)
        self.ours: list[float] = []
        self.bare: list[float] = []
        self.blocks: list[float] = [0.0]
        self.calls_on_gui_thread = 0
        self._committed = 0.0
        self._watch(desk)
        messages = Messages()
        self._tasks = Tasks(messages)
        self._office = OfficeWindow(Session(desk.office, desk, self._tasks, messages))
        self._office.window.resize(WIDTH, HEIGHT)
        self._office.show()
        self._form = BareForm(WIDTH // 2, HEIGHT)
        self._painted = Painted()
        self._tasks.watchdog.start()

    def _watch(self, desk: Desk) -> None:
        """Note when a step is committed, and which store calls come from the GUI thread."""
        store: Any = desk.store
        for name in ("read", "write"):
            setattr(store, name, self._told(getattr(store, name)))
        vars(desk)["cases"] = _Timed(desk.cases, self._note_commit)

    def _note_commit(self) -> None:
        self._committed = time.perf_counter()

    def _told(self, call: Callable[..., Any]) -> Callable[..., Any]:
        gui = threading.get_ident()

        def told(*arguments: Any) -> Any:
            self.calls_on_gui_thread += threading.get_ident() == gui
            return call(*arguments)

        return told

    def case(self, work_item: WorkItemId, steps: int, *, timed: bool) -> None:
        """Complete all steps but the last of a case, whose first step is `work_item`."""
        page = self._office.open_work(work_item)
        self._shown(page)
        self._painted.wait()
        for _step in range(steps - 1):
            self._settle()
            _type_something(page)
            self._settle()
            self._tasks.watchdog.reset()
            self._shown(page)
            page.complete()
            seconds = self._painted.wait() - self._committed
            self._settle()
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

    def _settle(self) -> None:
        """Let everything be done that was begun, as while somebody reads."""
        while self._tasks.busy:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        for _round in range(3):
            self._application.processEvents()

    def _bare(self) -> float:
        self._form.prepare()
        begun = time.perf_counter()
        self._painted.watch(self._form.build())
        took = self._painted.wait() - begun
        self._settle()
        return took

    def close(self) -> None:
        """Close the windows and end the threads."""
        self._tasks.close()
        for window in (self._form, self._office.window):
            window.hide()
            window.deleteLater()
        self._office.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _type_something(page: ActivityPage) -> None:
    """Type a word into the first field, key by key."""
    field = next(iter(page.fields.fields.values()))
    target = field.editor.targets[0]
    for letter in "Zwolle":
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(target, key)
