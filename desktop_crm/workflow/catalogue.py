"""What the process model calls its things, for the room of rights, which knows codes alone."""

from __future__ import annotations

from uuid import UUID

from desktop_crm.access.model import Catalogue
from desktop_crm.process.reads import pilot_version, published_version, version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans


def catalogue_for(view: Reading, plans: Plans, who: UUID) -> Catalogue:
    """Return what the model in force for an employee calls its things; empty while nothing is published.

    Roles are also those of the version that others work by, so that somebody can be given them.
    """
    version = version_in_force(view, who)
    if version is None:
        return Catalogue()
    plan = plans.of(view, version)
    at_work = (published_version(view), pilot_version(view))
    others = [plans.of(view, one) for one in at_work if one is not None and one != version]
    return Catalogue(
        plan.version,
        plan.number,
        roles={role.code: role.name for one in (*others, plan) for role in one.model.roles},
        activities={activity.code: activity.name for activity in plan.model.activities},
        processes={process.code: process.name for process in plan.model.processes},
    )
