"""What came of a version: how its cases met the norms, from the stored verdicts of their clocks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, case, func, or_, select

from desktop_crm.process.reads import published_version
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, ClockRow, WorkItem

# Fewer people than these are no team but somebody (`product.md`): what they achieved is not shown.
LEAST_PEOPLE = 5

# A case that was carried here spent part of its time under another version.
_began_here = (Case.version_id == bindparam("version")) & Case.carried_at.is_(None)
_VERDICTS = Prepared(
    select(
        ClockRow.ksf,
        func.sum(case((ClockRow.state == "met", 1), else_=0)),
        func.sum(case((ClockRow.state == "missed", 1), else_=0)),
    )
    .join(Case, Case.id == ClockRow.case_id)
    .where(_began_here, or_(ClockRow.state == "met", ClockRow.state == "missed"))
    .group_by(ClockRow.ksf)
    .order_by(ClockRow.ksf)
)
_PEOPLE = Prepared(
    select(func.count(func.distinct(WorkItem.ended_by)), func.count(func.distinct(Case.id)))
    .join_from(Case, WorkItem, WorkItem.case_id == Case.id, isouter=True)
    .where(_began_here)
)


@dataclass(frozen=True, slots=True)
class KsfResult:
    """How many clocks of a key success factor met their norm, and how many missed it."""

    met: int
    missed: int

    @property
    def share(self) -> float:
        """The share that met it, 0 to 1."""
        return self.met / (self.met + self.missed)


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a version so far.

    Attributes:
        cases: how many began under it; `people`: how many employees completed steps of them.
        ksfs: by code, those with a verdict. Empty where `withheld`: too few people to be a team.
    """

    cases: int
    people: int
    ksfs: dict[str, KsfResult]

    @property
    def withheld(self) -> bool:
        """Whether so few worked by it that figures would be of persons."""
        return 0 < self.people < LEAST_PEOPLE


def results_of(view: Reading, version: UUID) -> Results:
    """Return what came of a version so far; figures are of a team, never of fewer than five people."""
    found = view.row(_PEOPLE, version=version)
    people, cases = (int(found[0]), int(found[1])) if found is not None else (0, 0)
    bare = Results(cases, people, {})
    if bare.withheld:
        return bare
    rows = view.rows(_VERDICTS, version=version)
    return Results(cases, people, {ksf: KsfResult(int(met), int(missed)) for ksf, met, missed in rows})


def achieved(view: Reading, ksf: str) -> float | None:
    """Return the share of a key success factor's clocks that met their norm under the published version."""
    current = published_version(view)
    found = None if current is None else results_of(view, current).ksfs.get(ksf)
    return None if found is None else found.share
