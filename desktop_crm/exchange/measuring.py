"""What an employee may measure, bound to them: a team's figures, event logs that came in, and logs that go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from desktop_crm.access.model import Actor
from desktop_crm.exchange.eventlog.exporting import LogExport
from desktop_crm.measures.keeping import LogService
from desktop_crm.measures.looking_back import HistoryService
from desktop_crm.measures.pulse import PulseService
from desktop_crm.measures.team import TeamService
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans


@dataclass(frozen=True)
class Measuring:
    """The services of measures; each is made when it is first used.

    Attributes:
        published: gives the version of the model that says what the employee may.
    """

    store: Store
    actor: Actor
    published: Callable[[Reading], UUID | None]
    plans: Plans

    @cached_property
    def team(self) -> TeamService:
        """Figures of a team."""
        return TeamService(self.store, self.actor, self.plans)

    @cached_property
    def pulse(self) -> PulseService:
        """What employees say of the program, without their names."""
        return PulseService(self.store, self.actor, self.plans)

    @cached_property
    def history(self) -> HistoryService:
        """Contact history, who looked at it, and notes on it."""
        return HistoryService(self.store, self.actor, self.plans)

    @cached_property
    def logs(self) -> LogService:
        """Event logs that came from elsewhere, and their figures."""
        return LogService(self.store, self.actor, self.published)

    @cached_property
    def log_export(self) -> LogExport:
        """Take what happened here out as an event log."""
        return LogExport(self.store, self.actor, self.published, self.plans)
