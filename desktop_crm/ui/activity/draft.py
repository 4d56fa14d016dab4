"""Keeps what is typed: two seconds after the last key, and at once when somebody asks or leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_crm.core.errors import Known
from desktop_crm.ui.activity.form import Form, write_draft
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme


class DraftKeeper(QObject):
    """Saves a form's draft on the writer's thread.

    Signals:
        kept: carries the instant at which the store kept it.
        not_kept: carries the known error; what was typed is still on the screen.
    """

    kept = Signal(object)
    not_kept = Signal(object)

    def __init__(self, session: Session, form: Callable[[], Form | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._form = session, form
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme().duration("draft_saved_after"))
        self._wait.timeout.connect(self.save)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._wait.isActive()

    def typed(self) -> None:
        """Something was typed: keep it two seconds after the last key."""
        self._wait.start()

    def forget(self) -> None:
        """Nothing is to be kept any more: it was completed."""
        self._wait.stop()

    def save(self) -> None:
        """Keep the draft now, if anything was typed."""
        self._wait.stop()
        form = self._form()
        if form is None or not form.dirty:
            return
        subject, content = form.view.work_item.hex, write_draft(form)
        self._session.write(
            lambda: self._session.desk.drafts.save(subject, content), self.kept.emit, self._failed, owner=self
        )

    def _failed(self, problem: Known) -> None:
        self.not_kept.emit(problem)
