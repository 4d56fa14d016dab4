"""Reading employees: who works here, with which roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import NotFound
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading

_ALL = kept("access", "ALL")
_BY_LOGIN = kept("access", "BY_LOGIN")
_ROLES = kept("access", "ROLES")
_ROLES_OF = kept("access", "ROLES_OF")
_MUST_CHANGE = kept("access", "MUST_CHANGE")
_ANYBODY = kept("access", "ANYBODY")


@frozen
class EmployeeRow:
    """An employee as lists show them; `roles` are codes of the process model."""

    id: EmployeeId
    login: str
    name: str
    state: str
    all_roles: bool
    created_at: datetime
    left_at: datetime | None
    roles: tuple[str, ...]

    @property
    def active(self) -> bool:
        """Whether they may log in."""
        return self.state == "active"

    @property
    def actor(self) -> Actor:
        """Who they are when they act."""
        return Actor(self.id, self.login, self.name)


def employees(view: Reading) -> tuple[EmployeeRow, ...]:
    """Return everybody, by name; those who left too."""
    roles: dict[UUID, list[str]] = {}
    for who, role in view.rows(_ROLES):
        roles.setdefault(who, []).append(role)
    return tuple(_row(found, roles.get(found[0], ())) for found in view.rows(_ALL))


def employee(view: Reading, login: str) -> EmployeeRow:
    """Return the employee with a log-in, or raise `NotFound`."""
    found = view.row(_BY_LOGIN, wanted=fold_login(login))
    if found is None:
        raise NotFound(_("There is no employee “{login}”.").format(login=login))
    return _row(found, [role for (role,) in view.rows(_ROLES_OF, who=found[0])])


def must_change_password(view: Reading, who: UUID) -> bool:
    """Tell whether an employee's password was given to them and has to be replaced."""
    found = view.row(_MUST_CHANGE, who=who)
    return found is not None and bool(found[0])


def is_new(view: Reading) -> bool:
    """Tell whether a store has no employee yet, so that the first administrator is to be made."""
    return view.rows(_ANYBODY) == [(0,)]


def fold_login(login: str) -> str:
    """Return a log-in as it is kept: case and surrounding blanks don't count; half a character is a “?”."""
    return login.strip().casefold().encode("utf-8", "replace").decode("utf-8")


def _row(found: tuple[Any, ...], roles: Iterable[str]) -> EmployeeRow:
    who, login, name, state, all_roles, created_at, left_at = found
    return EmployeeRow(who, login, name, state, all_roles, created_at, left_at, tuple(roles))
