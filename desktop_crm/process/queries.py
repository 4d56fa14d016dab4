"""Statements that read versions of the model, which are kept compiled (see `store.prepared`)."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from desktop_crm.process.tables import ModelRow, ModelVersion
from desktop_crm.store.prepared import Prepared

PUBLISHED = Prepared(
    select(ModelVersion.id)
    .where(ModelVersion.state == "published")
    .order_by(ModelVersion.number.desc())
    .limit(1)
)
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
