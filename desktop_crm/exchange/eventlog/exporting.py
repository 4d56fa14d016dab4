"""Taking what happened to cases out as an event log; who did it stands there under a pseudonym."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.eventlog.writing import csv_pieces, packed, xes_pieces
from desktop_crm.exchange.exporting import written
from desktop_crm.measures.live_log import LiveCase, live_cases
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans

_KINDS = {".xes": xes_pieces, ".csv": csv_pieces}


@dataclass
class Taken:
    """What an export held."""

    cases: int = 0
    events: int = 0


@dataclass(frozen=True)
class LogExport:
    """What an employee may take out of the store as an event log."""

    store: Store
    actor: Actor
    published: Callable[[Reading], UUID | None]
    plans: Plans

    @use_case
    def export_log(
        self, *, path: Path, process: str = "", since: datetime | None = None, until: datetime | None = None
    ) -> Taken:
        """Write the cases that began in a period, of one process or all, to .xes, .csv, or either with .gz.

        Pseudonyms are made for this file alone: two exports can't be laid side by side to follow a person.
        A file that is there already is replaced in one step, and not touched when anything fails. Raises
        `Refused` without the power to export, `Invalid` for another ending or a place that can't be written.
        """
        name = path.name.lower()
        ending = Path(name.removesuffix(".gz")).suffix
        if ending not in _KINDS:
            raise Invalid(
                _("Event logs are exported to .xes or .csv, also with .gz; choose such a name."),
                where=path.name,
            )
        taken = Taken()
        with self.store.read() as view:
            require_power(view, self.actor, Verb.EXPORT, self.published(view))

            def counted(case: LiveCase) -> LiveCase:
                taken.cases += 1
                taken.events += len(case.events)
                return case

            found = live_cases(view, self.plans, process=process, since=since, until=until)
            pieces = _KINDS[ending](map(counted, found), _Pseudonyms())
            written(path, packed(pieces) if name.endswith(".gz") else pieces)
        return taken


class _Pseudonyms:
    """Gives each person a word that says nothing of them, in no order."""

    def __init__(self) -> None:
        self._given: dict[UUID, str] = {}

    def __call__(self, who: UUID | None) -> str:
        if who is None:
            return ""
        found = self._given.get(who)
        if found is None:
            found = self._given[who] = f"P-{secrets.token_hex(4)}"
        return found
