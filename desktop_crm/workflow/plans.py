"""Plans of the versions that cases run under: each is read and prepared once per program."""

from __future__ import annotations

import threading
from uuid import UUID

from desktop_crm.core.errors import NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.process.reads import load_model, published_version, version_in_force, version_number
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan, make_plan


class Plans:
    """Gives the plan of a version. A published version never changes, so a plan is kept for good."""

    def __init__(self) -> None:
        self._plans: dict[UUID, Plan] = {}
        self._lock = threading.Lock()

    def of(self, view: Reading, version: UUID) -> Plan:
        """Return the plan of `version`; raise `NotFound` when the store hasn't got it."""
        found = self._plans.get(version)
        return self._made(view, version) if found is None else found

    def _made(self, view: Reading, version: UUID) -> Plan:
        # Several readers ask at once when a desk opens; one of them makes the plan, the others wait for it.
        with self._lock:
            found = self._plans.get(version)
            if found is None:
                number = version_number(view, version)
                if number is None:
                    raise NotFound(_("This version of the process model isn't in the store."))
                found = self._plans[version] = make_plan(
                    version, number, load_model(view, version), self._from_elsewhere
                )
            return found

    def _from_elsewhere(self, view: Reading, version: UUID) -> Plan:
        return self.of(view, version)

    def published(self, view: Reading) -> Plan:
        """Return the plan that all work by who try no other; raise `Refused` while nothing is published."""
        return self._there(view, published_version(view))

    def in_force(self, view: Reading, who: UUID) -> Plan:
        """Return the plan under which an employee's new cases start; raise `Refused` while there is none."""
        return self._there(view, version_in_force(view, who))

    def _there(self, view: Reading, version: UUID | None) -> Plan:
        if version is None:
            raise Refused(
                _("No process model is published yet; draft one under Model, or import one, and publish it.")
            )
        return self.of(view, version)
