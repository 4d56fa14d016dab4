"""Use cases on event logs: keep one that came from elsewhere, measure it, remove it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.clock import from_micros
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.core.text import is_storable
from desktop_crm.measures.log_figures import LogFigures, log_figures
from desktop_crm.measures.log_times import LogCase, cases_behind_log, times_of_log
from desktop_crm.measures.logs import EARLIEST, LATEST, EventLog, unpacked
from desktop_crm.measures.process_times import ProcessTimes
from desktop_crm.measures.tables import ImportedLog, LoggedCase
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store

# So many cases a transaction, so that a colleague's act waits for no more than these.
CHUNK = 500
LONGEST_NAME = 200
_BEGIN = Prepared(insert(ImportedLog), [column.key for column in ImportedLog.__table__.columns])
_CASE = Prepared(insert(LoggedCase), [column.key for column in LoggedCase.__table__.columns])
_FINISH = Prepared(
    update(ImportedLog).where(ImportedLog.id == bindparam("log")).values(finished_at=bindparam("at"))
)
_NO_CASES = Prepared(delete(LoggedCase).where(LoggedCase.log_id == bindparam("log")))
_NO_LOG = Prepared(delete(ImportedLog).where(ImportedLog.id == bindparam("log")))
_LOGS = Prepared(
    select(
        ImportedLog.id, ImportedLog.name, ImportedLog.file_name, ImportedLog.cases, ImportedLog.events,
        ImportedLog.imported_at,
    )
    .where(ImportedLog.finished_at.is_not(None))
    .order_by(ImportedLog.imported_at, ImportedLog.id)
)  # fmt: skip
_NAMES = Prepared(
    select(ImportedLog.activities, ImportedLog.roles).where(
        ImportedLog.id == bindparam("log"), ImportedLog.finished_at.is_not(None)
    )
)
_CASES = Prepared(
    select(LoggedCase.name, LoggedCase.content)
    .where(
        LoggedCase.log_id == bindparam("log"),
        LoggedCase.started_at >= bindparam("since"),
        LoggedCase.started_at < bindparam("until"),
    )
    .order_by(LoggedCase.started_at, LoggedCase.id)
)


@frozen
class LogRow:
    """A log that was imported."""

    id: UUID
    name: str
    file_name: str
    cases: int
    events: int
    imported_at: datetime


@dataclass(frozen=True)
class LogService:
    """What an employee may do with event logs.

    Attributes:
        published: gives the version of the model that says what they may.
    """

    store: Store
    actor: Actor
    published: Callable[[Reading], UUID | None]

    @use_case
    def keep_log(
        self, log: EventLog, *, name: str, file_name: str, progress: Callable[[int], None] | None = None
    ) -> UUID:
        """Keep a log under a name; return its id. Whatever breaks off on the way leaves nothing.

        Args:
            progress: told how many cases are kept, after each few.

        Raises `Refused` without the power to import, `Invalid` for a name that can't be kept.
        """
        named = name.strip()
        if not named or len(named) > LONGEST_NAME or not is_storable(named):
            raise Invalid(_("A log needs a name of at most 200 ordinary characters."), where="name")
        key = new_id()
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            work.run(
                _BEGIN, id=key, name=named, file_name=file_name, cases=len(log.cases), events=len(log.events),
                activities=json.dumps(log.activities, ensure_ascii=False),
                roles=json.dumps(log.roles, ensure_ascii=False), imported_at=work.now,
                imported_by=self.actor.id, finished_at=None,
            )  # fmt: skip
        try:
            self._keep_cases(key, log, progress)
        except BaseException:
            self._remove(key)
            raise
        return key

    def _keep_cases(self, key: UUID, log: EventLog, progress: Callable[[int], None] | None) -> None:
        count = len(log.cases)
        for first in range(0, count, CHUNK):
            end = min(first + CHUNK, count)
            with self.store.write(self.actor.id) as work:
                work.run_many(_CASE, (_case_row(key, log, number) for number in range(first, end)))
            if progress is not None:
                progress(end)
        with self.store.write(self.actor.id) as work:
            work.run(_FINISH, log=key, at=work.now)

    @use_case
    def remove_log(self, *, log: UUID) -> None:
        """Remove an imported log with all its cases; raise `NotFound` where there is none."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.IMPORT, self.published(view))
            _names(view, log)
        self._remove(log)

    def _remove(self, log: UUID) -> None:
        with self.store.write(self.actor.id) as work:
            work.run(_NO_CASES, log=log)
            work.run(_NO_LOG, log=log)

    @use_case
    def logs(self) -> list[LogRow]:
        """Return the imported logs, oldest first."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SUPERVISE, self.published(view))
            return [LogRow(*row) for row in view.rows(_LOGS)]

    @use_case
    def times(self, *, log: UUID) -> ProcessTimes:
        """Return where the process of a log lost its time, as of a process of our own."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SUPERVISE, self.published(view))
            name = next((row[1] for row in view.rows(_LOGS) if row[0] == log), "")
            return times_of_log(log, name, log_figures(read_log(view, log)))

    @use_case
    def cases_behind(
        self, *, log: UUID, way: str = "", activity: str = "", hand_over: tuple[str, str] = ("", "")
    ) -> tuple[LogCase, ...]:
        """Return the cases behind a figure of `times`, latest first; all of them where none is named."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SUPERVISE, self.published(view))
            return cases_behind_log(read_log(view, log), way=way, activity=activity, hand_over=hand_over)

    @use_case
    def figures(
        self, *, log: UUID, since: datetime | None = None, until: datetime | None = None
    ) -> LogFigures:
        """Return the figures of an imported log: of all its cases, or of those that began in a period."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SUPERVISE, self.published(view))
            return log_figures(read_log(view, log, since=since, until=until))


def read_log(
    view: Reading, log: UUID, *, since: datetime | None = None, until: datetime | None = None
) -> EventLog:
    """Return an imported log, or those of its cases that began from `since` to before `until`."""
    activities, roles = _names(view, log)
    cases = view.rows(_CASES, log=log, since=since or EARLIEST, until=until or LATEST)
    return unpacked(activities, roles, cases)


def _names(view: Reading, log: UUID) -> tuple[list[str], list[str]]:
    found = view.row(_NAMES, log=log)
    if found is None:
        raise NotFound(_("There is no such event log here; “log list” names those that there are."))
    return json.loads(found[0]), json.loads(found[1])


def _case_row(key: UUID, log: EventLog, number: int) -> dict[str, Any]:
    first, last = log.events[log.bounds[number]], log.events[log.bounds[number + 1] - 1]
    return {
        "id": new_id(),
        "log_id": key,
        "name": log.cases[number],
        "started_at": from_micros(int(first["moment"])),
        "ended_at": from_micros(int(last["moment"])),
        "content": log.packed(number),
    }
