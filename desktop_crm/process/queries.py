"""Statements that read versions of the model, which are kept compiled (see `store.prepared`)."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, exists, or_, select

from desktop_crm.access.tables import EmployeeRole
from desktop_crm.process.tables import ModelPilot, ModelRow, ModelVersion
from desktop_crm.store.prepared import Prepared

PUBLISHED = Prepared(
    select(ModelVersion.id)
    .where(ModelVersion.state == "published")
    .order_by(ModelVersion.number.desc())
    .limit(1)
)
_holds_a_role_that_tries_it = exists().where(
    EmployeeRole.employee_id == bindparam("who"), EmployeeRole.role == ModelPilot.role
)
_tries_it = exists().where(
    ModelPilot.version_id == ModelVersion.id,
    or_(ModelPilot.employee_id == bindparam("who"), _holds_a_role_that_tries_it),
)
IN_FORCE = Prepared(
    select(ModelVersion.id)
    .where(
        or_(
            ModelVersion.state == "published",
            and_(ModelVersion.state == "pilot", _tries_it),
        )
    )
    .order_by(ModelVersion.state, ModelVersion.number.desc())  # “pilot” stands before “published”
    .limit(1)
)
PILOT = Prepared(select(ModelVersion.id).where(ModelVersion.state == "pilot").limit(1))
NUMBER = Prepared(select(ModelVersion.number).where(ModelVersion.id == bindparam("version")))
BY_NUMBER = Prepared(select(ModelVersion.id).where(ModelVersion.number == bindparam("wanted")))
ROWS = Prepared(
    select(ModelRow.kind, ModelRow.owner, ModelRow.code, ModelRow.content)
    .where(ModelRow.version_id == bindparam("version"))
    .order_by(ModelRow.position)
)
VERSIONS = Prepared(
    select(
        ModelVersion.id,
        ModelVersion.number,
        ModelVersion.name,
        ModelVersion.state,
        ModelVersion.made_at,
        ModelVersion.published_at,
    ).order_by(ModelVersion.number)
)
