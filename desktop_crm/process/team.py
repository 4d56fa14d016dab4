"""The team that tries a version first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from desktop_crm.access.reads import employee
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.process.reads import load_model
from desktop_crm.process.tables import ModelPilot
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing

_JOIN = Prepared(insert(ModelPilot), [column.key for column in ModelPilot.__table__.columns])


def form_team(work: Writing, version: UUID, employees: Sequence[str], roles: Sequence[str]) -> None:
    """Write who tries a version: employees by log-in, or all who hold a role, by its code."""
    if not employees and not roles:
        raise Invalid(_("Say who tries it first: employees, or a role."), where="team")
    known = load_model(work, version).role
    for code in dict.fromkeys(roles):
        if code not in known:
            raise Invalid(_("There is no role “{code}” in this version.").format(code=code), where="team")
        work.run(_JOIN, id=new_id(), version_id=version, employee_id=None, role=code)
    for login in dict.fromkeys(employees):
        who = employee(work, login)
        if not who.active:
            raise Refused(
                _("{who} no longer works here; nothing was changed. Choose a colleague.").format(who=who.name)
            )
        work.run(_JOIN, id=new_id(), version_id=version, employee_id=who.id, role=None)
