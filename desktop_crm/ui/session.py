"""What every screen of a logged-in employee works with: reads and writes off the GUI thread, one broadcast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known

if TYPE_CHECKING:
    from desktop_crm.access.model import Actor
    from desktop_crm.bootstrap import Desk, Office
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.messages import Messages
    from desktop_crm.ui.tasks import Tasks
    from desktop_crm.workflow.plans import Plans

_T = TypeVar("_T")


class Session(QObject):
    """An employee's hours at the desk: the services bound to them, and the way there and back.

    Attributes:
        desk: the services bound to whoever logged in.
        messages: the one door to the user.

    Signals:
        changed: carries the `Changes` of one committed act, told once; each screen decides what to read again.
    """

    changed = Signal(object)

    def __init__(
        self, office: Office, desk: Desk, tasks: Tasks, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.messages = messages
        self.office = office
        self.desk = desk
        self.tasks = tasks

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.desk.actor

    @property
    def plans(self) -> Plans:
        """The plans of published versions."""
        return self.office.plans

    def now(self) -> datetime:
        """Return the time of the store's time source."""
        return self.office.store.time.now()

    def read(
        self,
        ask: Callable[[Reading], _T],
        then: Callable[[_T], None],
        failed: Callable[[Known], None] | None = None,
        *,
        owner: QObject,
        key: str | None = None,
    ) -> None:
        """Ask the store on a reader's thread; `then` gets the answer on the GUI thread.

        Args:
            owner: whose answer it is; when it is destroyed, or asks again under the same `key`, the older
                question is interrupted and its answer dropped.
        """
        go, stop = self.office.store.interruptible(ask)
        self.tasks.read(go, then, failed, owner=owner, key=key, cancel=stop)

    def write(
        self,
        act: Callable[[], _T],
        then: Callable[[_T], None] | None = None,
        failed: Callable[[Known], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run a use case on the writer's thread, then tell what changed once, then call `then`."""

        def done(result: _T) -> None:
            if then is not None:
                then(result)
            self.announce(result)

        self.tasks.write(act, done, failed, owner=owner)

    def announce(self, result: Any) -> None:
        """Broadcast what an act changed: `Changes`, or an outcome that carries them."""
        changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
        if isinstance(changes, Changes) and changes:
            self.changed.emit(changes)
