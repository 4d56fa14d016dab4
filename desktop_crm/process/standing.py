"""How a version of the model stands: who drafted it, who answers for it, what it shall achieve, who tries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import bindparam, func, select

from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.ids import VersionId
from desktop_crm.process.acts import DRAFTING, ActRow, Kind, acts_of
from desktop_crm.process.tables import ModelPilot, ModelSuccess, ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_STANDS = Prepared(
    select(
        ModelVersion.id,
        ModelVersion.number,
        ModelVersion.name,
        ModelVersion.state,
        ModelVersion.revision,
        ModelVersion.held_by,
        func.coalesce(Employee.name, ""),
        ModelVersion.made_at,
        ModelVersion.published_at,
    )
    .outerjoin(Employee, Employee.id == ModelVersion.held_by)
    .where(ModelVersion.id == bindparam("version"))
)
_SUCCESS = Prepared(
    select(ModelSuccess.ksf, ModelSuccess.baseline, ModelSuccess.aim)
    .where(ModelSuccess.version_id == bindparam("version"))
    .order_by(ModelSuccess.id)
)
_TEAM = Prepared(
    select(ModelPilot.employee_id, Employee.name, ModelPilot.role)
    .outerjoin(Employee, Employee.id == ModelPilot.employee_id)
    .where(ModelPilot.version_id == bindparam("version"))
    .order_by(ModelPilot.id)
)
# Who could screen a version: by a role of the version in force, or with all roles.
_SCREENERS = Prepared(
    select(Employee.id, Employee.name)
    .distinct()
    .outerjoin(EmployeeRole, EmployeeRole.employee_id == Employee.id)
    .outerjoin(
        AccessRight,
        (AccessRight.role == EmployeeRole.role)
        & (AccessRight.version_id == bindparam("version"))
        & (AccessRight.object_code == "")
        & ((AccessRight.verb == "model") | (AccessRight.verb == "approve")),
    )
    .where(Employee.state == "active", Employee.all_roles | AccessRight.id.is_not(None))
    .order_by(Employee.name, Employee.id)
)


@dataclass(frozen=True, slots=True)
class SuccessLine:
    """What a key success factor's share of met norms was, and shall be; 0 to 1. None: it was not measured."""

    ksf: str
    baseline: float | None
    aim: float


@dataclass(frozen=True, slots=True)
class TeamLine:
    """Who tries a version first: an employee, by id and name, or all who hold a role, by its code."""

    employee: UUID | None
    name: str
    role: str


@dataclass(frozen=True)
class Standing:
    """A version with all that was done with it and said of it.

    Attributes:
        screeners: who could approve it, drafters among them.
    """

    id: VersionId
    number: int
    name: str
    state: str
    revision: int
    held_by: UUID | None
    holder: str
    made_at: datetime
    published_at: datetime | None
    acts: tuple[ActRow, ...]
    success: tuple[SuccessLine, ...]
    team: tuple[TeamLine, ...]
    screeners: tuple[tuple[UUID, str], ...]

    @cached_property
    def drafters(self) -> frozenset[UUID]:
        """Who had a hand in it."""
        return frozenset(one.employee for one in self.acts if one.kind in DRAFTING and one.employee)

    @property
    def sponsor(self) -> str:
        """Who of general management stands for it; empty where nobody was named."""
        return self._latest(Kind.SPONSOR)

    def _latest(self, kind: Kind) -> str:
        return next((one.remarks for one in reversed(self.acts) if one.kind is kind), "")

    @property
    def screened(self) -> ActRow | None:
        """The latest word of who screened it: approved, or sent back."""
        said = (Kind.APPROVED, Kind.SENT_BACK)
        return next((one for one in reversed(self.acts) if one.kind in said), None)

    @property
    def approval(self) -> ActRow | None:
        """The approval that still holds: of the model as it stands, and of what its success shall mean."""
        for one in reversed(self.acts):
            if one.kind in (Kind.SUCCESS, Kind.SENT_BACK):
                return None
            if one.kind is Kind.APPROVED:
                return one if one.revision == self.revision else None
        return None

    @cached_property
    def second_persons(self) -> tuple[tuple[UUID, str], ...]:
        """Who may approve it: has the right, and no hand in the draft."""
        return tuple(one for one in self.screeners if one[0] not in self.drafters)

    @property
    def remarks(self) -> tuple[ActRow, ...]:
        """What those who work by it said."""
        return tuple(one for one in self.acts if one.kind is Kind.REMARK)


def standing_of(view: Reading, version: UUID, in_force: UUID | None) -> Standing:
    """Return how a version stands; the version `in_force` says who may screen."""
    found = view.row(_STANDS, version=version)
    assert found is not None, "the version was found a moment ago"
    _id, number, name, state, revision, held_by, holder, made, published = found
    success = view.rows(_SUCCESS, version=version)
    team = view.rows(_TEAM, version=version)
    return Standing(
        id=VersionId(version),
        number=number,
        name=name,
        state=state,
        revision=revision,
        held_by=held_by,
        holder=holder,
        made_at=made,
        published_at=published,
        acts=acts_of(view, version),
        success=tuple(
            SuccessLine(ksf, None if was is None else was / 1_000, aim / 1_000) for ksf, was, aim in success
        ),
        team=tuple(TeamLine(who, name or "", role or "") for who, name, role in team),
        screeners=tuple((who, name) for who, name in view.rows(_SCREENERS, version=in_force)),
    )
