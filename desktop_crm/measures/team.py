"""Use cases of who looks after a team: figures of key success factors, and on how many people they rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, new_id
from desktop_crm.customers.tables import Contact
from desktop_crm.measures.care import (
    FACTS,
    Care,
    CareLine,
    facts_behind,
    talks_behind,
    two_way_contacts,
    valid_facts,
)
from desktop_crm.measures.cases_behind import CaseBehind, cases_behind, concluded_cases, judged_cases
from desktop_crm.measures.following import LEAST, fewest_people, follow, forget
from desktop_crm.measures.ksf_figures import Choice, KsfTile, Part, ksf_tiles, parts_of, read_months
from desktop_crm.measures.looking_back import keep_looks
from desktop_crm.measures.months import WAYS
from desktop_crm.measures.process_times import ProcessTimes, cases_behind_times, process_times
from desktop_crm.measures.promised import PromiseReport, promises_until
from desktop_crm.measures.stated import (
    DAYS,
    LEAST_DAYS,
    MONTHS,
    MOST_DAYS,
    MOST_MONTHS,
    Stated,
    StatedPart,
    stated_against_real,
)
from desktop_crm.measures.tables import CrowdRule
from desktop_crm.process.model import Model
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_hidden import without_actors
from desktop_crm.workflow.reads_whole import CaseView, case_view

MOST = 50
_AUTHORS = Prepared(
    select(Contact.id, Contact.employee_id).where(
        Contact.case_id == bindparam("of_case"), Contact.employee_id.is_not(None)
    )
)
_RULE = Prepared(insert(CrowdRule), [column.key for column in CrowdRule.__table__.columns])


@dataclass(frozen=True)
class TeamService:
    """What an employee may ask of a team's figures; all of it asks for the power to supervise."""

    store: Store
    actor: Actor
    plans: Plans

    def _allowed(self, view: Reading, power: Verb = Verb.SUPERVISE) -> Model:
        plan = self.plans.in_force(view, self.actor.id)
        require_power(view, self.actor, power, plan.version)
        return plan.model

    @use_case
    def follow(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the measured months up to the last Monday; return how many were built."""
        with self.store.read() as view:
            self._allowed(view)
        return follow(self.store, self.actor.id, progress)

    @use_case
    def tiles(self, choice: Choice) -> tuple[KsfTile, ...]:
        """Return a tile for each key success factor that the model in force measures."""
        with self.store.read() as view:
            model = self._allowed(view)
            return ksf_tiles(read_months(view, choice), model, choice)

    @use_case
    def parts(self, choice: Choice, *, ksf: str, way: str) -> tuple[Part, ...]:
        """Return the figures of a KSF by one way of looking: process, team, channel or segment."""
        with self.store.read() as view:
            model = self._allowed(view)
            names = {
                "process": {one.code: one.name for one in model.processes},
                "team": {one.code: one.name for one in model.roles},
                "channel": {one.code: one.name for one in model.channels},
                "segment": {one.code: one.name for one in model.segments},
            }
            if way not in names or ksf not in model.ksf:
                raise Invalid(_("There is no such figure."), where=way if ksf in model.ksf else ksf)
            return parts_of(read_months(view, choice), model.ksf[ksf], choice, way, names[way])

    @use_case
    def cases(
        self,
        choice: Choice,
        *,
        ksf: str,
        part: tuple[str, str] | None = None,
        week: date | None = None,
        verdict: str | None = None,
    ) -> tuple[CaseBehind, ...]:
        """Return the cases behind a KSF's figures, latest first; nobody's times stand there.

        Args:
            part: one of the `parts` of the figure, by its way and its code. `week`: one of its weeks, by its Monday.
        """
        if part is not None and part[0] not in WAYS:
            raise Invalid(_("There is no such figure."), where=part[0])
        with self.store.read() as view:
            self._allowed(view)
            return cases_behind(
                view, ksf, choice, self.store.time.now(), fewest_people(view),
                part=dict([part] if part else ()), week=week, verdict=verdict,
            )  # fmt: skip

    @use_case
    def stated_cases(self, part: StatedPart) -> tuple[CaseBehind, ...]:
        """Return the cases behind one part of `stated`, latest first, each with the verdict that counted."""
        with self.store.read() as view:
            self._allowed(view)
            return judged_cases(view, part.behind)

    @use_case
    def care_behind(self, kind: str) -> tuple[CareLine, ...]:
        """Return what is behind a figure of `care`: customers' facts, or customers; none where it isn't told."""
        with self.store.read() as view:
            model, now = self._allowed(view), self.store.time.now()
            if kind == FACTS:
                return facts_behind(view, model, now)
            return talks_behind(view, model, now, fewest_people(view))

    @use_case
    def case_behind(self, *, case: CaseId) -> CaseView:
        """Return a case behind a figure, but for who worked on it; that colleagues' contacts were read is kept."""
        with self.store.read() as view:
            self._allowed(view)
            found = without_actors(case_view(view, self.plans, self.actor, case, self.store.time.now()))
            authors = view.rows(_AUTHORS, of_case=case)
        keep_looks(self.store, self.actor.id, authors)
        return found

    @use_case
    def times(self, choice: Choice, *, process: str) -> ProcessTimes:
        """Return where a process lost its time, in the months of the period that are over."""
        with self.store.read() as view:
            plan = self.plans.in_force(view, self.actor.id)
            require_power(view, self.actor, Verb.SUPERVISE, plan.version)
            if process not in plan.processes:
                raise NotFound(_("There is no such process in the model in force."))
            return process_times(
                view, plan, process, first=choice.first, last=choice.last, now=self.store.time.now(),
                fewest=fewest_people(view),
            )  # fmt: skip

    @use_case
    def promises(self, *, until: datetime, role: str = "") -> PromiseReport:
        """Return the promises that run out before `until`, or did, in cases that still run; of one role if named."""
        with self.store.read() as view:
            model, now = self._allowed(view), self.store.time.now()
            name = model.role[role].name if role in model.role else role
            return PromiseReport(
                until, now, name, promises_until(view, model, now=now, until=until, role=role)
            )

    @use_case
    def process_cases(
        self,
        choice: Choice,
        *,
        process: str,
        way: str = "",
        activity: str = "",
        hand_over: tuple[str, str] = ("", ""),
    ) -> tuple[CaseBehind, ...]:
        """Return the cases behind a way, an activity or a hand-over of `times`, latest first; nobody stands there."""
        with self.store.read() as view:
            plan = self.plans.in_force(view, self.actor.id)
            require_power(view, self.actor, Verb.SUPERVISE, plan.version)
            if process not in plan.processes:
                raise NotFound(_("There is no such process in the model in force."))
            found = cases_behind_times(
                view, plan, process, first=choice.first, last=choice.last, now=self.store.time.now(),
                fewest=fewest_people(view), way=way, activity=activity, hand_over=hand_over,
            )  # fmt: skip
            return concluded_cases(view, found)

    @use_case
    def stated(
        self,
        *,
        months: int = MONTHS,
        days: int = DAYS,
        progress: Callable[[int, int], None] | None = None,
    ) -> Stated:
        """Return what customers did in the days after their norms were met, and after they were missed."""
        if not 1 <= months <= MOST_MONTHS or not LEAST_DAYS <= days <= MOST_DAYS:
            raise Invalid(
                _("Customers are looked after for 30 to 730 days, verdicts of at most 60 months."),
                where="days",
            )
        with self.store.read() as view:
            model = self._allowed(view)
            return stated_against_real(
                view, model, months=months, days=days, now=self.store.time.now(),
                fewest=fewest_people(view), progress=progress,
            )  # fmt: skip

    @use_case
    def care(self) -> tuple[Care, Care]:
        """Return how many facts of customers still hold, and with how many we spoke of those we meant to."""
        with self.store.read() as view:
            model, now = self._allowed(view), self.store.time.now()
            return valid_facts(view, model, now), two_way_contacts(view, model, now, fewest_people(view))

    @use_case
    def fewest(self) -> int:
        """Return on how many people a team's figures rest at least."""
        with self.store.read() as view:
            self._allowed(view)
            return fewest_people(view)

    @use_case
    def set_fewest(self, fewest: int) -> Changes:
        """Say on how many people a team's figures rest at least, three or more; it is kept who said so, and when.

        All that was measured is put together anew. Asks for the power to administer.
        """
        if not LEAST <= fewest <= MOST:
            raise Invalid(
                _("A team's figures rest on three people at least, on fifty at most."), where="fewest"
            )
        with self.store.write(self.actor.id) as work:
            self._allowed(work, Verb.ADMINISTER)
            key = new_id()
            work.run(_RULE, id=key, fewest=fewest, set_at=work.now, set_by=self.actor.id)
            forget(work)
        return Changes({"crowd_rule": frozenset((key,))})
