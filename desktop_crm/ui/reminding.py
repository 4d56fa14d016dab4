"""Reminds whoever administers that a backup is overdue: once a day, when they come to their desk."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.store.backups import LastBackup, last_backup

if TYPE_CHECKING:
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.app import App
    from desktop_crm.ui.office import OfficeWindow
    from desktop_crm.ui.session import Session


class Reminder(QObject):
    """Looks when somebody comes to their desk."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._app = app
        self._told_on: date | None = None
        app.desk_shown.connect(self._look)
        if app.office is not None:
            self._look(app.office)

    def _look(self, office: OfficeWindow) -> None:
        session = office.session
        if self._told_on != session.now().date():
            session.read(partial(_ask, session), partial(self._tell, session), owner=self, key="backup")

    def _tell(self, session: Session, last: LastBackup | None) -> None:
        if last is None or not last.overdue:
            return
        self._told_on = session.now().date()
        if last.at is None:
            words = _("This store was never backed up.")
        else:
            days = (session.now() - last.at).days
            words = ngettext(
                "The last backup of this store is {count} day old.",
                "The last backup of this store is {count} days old.",
                days,
            ).format(count=days)
        session.messages.warning(
            words, todo=_("Make one with “desktop-crm store backup PATH”, and let it be made every night.")
        )


def _ask(session: Session, view: Reading) -> LastBackup | None:
    known = session.desk.catalogue(view)
    if not has_power(view, session.actor, Verb.ADMINISTER, known.version):
        return None
    return last_backup(view, session.now())
