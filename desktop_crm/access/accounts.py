"""Rows of accounts, written inside the transaction of a use case; what a log-in and a name may look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from desktop_crm.access.passwords import as_typed
from desktop_crm.access.reads import fold_login
from desktop_crm.core.errors import Conflict, Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.store.prepared import kept
from desktop_crm.store.server.logins import give_password
from desktop_crm.store.work import Writing

_LOGIN = re.compile(r"[^\W_](?:[\w.@+-]{0,62}[^\W_])?")
LONGEST_NAME = 200

_TAKEN = kept("access", "TAKEN")
_ADD = kept("access", "ADD")
_ADD_ROLE = kept("access", "ADD_ROLE")
_DROP_PASSWORD = kept("access", "DROP_PASSWORD")
_ADD_PASSWORD = kept("access", "ADD_PASSWORD")


def tidy_login(login: str) -> str:
    """Return a log-in as it is kept, or raise `Invalid`."""
    tidy = fold_login(login)
    if not _LOGIN.fullmatch(tidy):
        raise Invalid(
            _("A log-in is 1 to 64 letters and digits, with . _ @ + - between them; choose another."),
            where="login",
        )
    return tidy


def tidy_name(name: str) -> str:
    """Return a person's name without surrounding blanks, or raise `Invalid`."""
    tidy = name.strip()
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise Invalid(
            _("A name is 1 to {count} characters on one line; change it.").format(count=LONGEST_NAME),
            where="name",
        )
    return tidy


def insert_employee(
    work: Writing, *, login: str, name: str, all_roles: bool, roles: Iterable[str]
) -> EmployeeId:
    """Insert an employee with roles; raise `Conflict` when the log-in is taken."""
    if work.row(_TAKEN, wanted=login) is not None:
        raise Conflict(
            _("The log-in “{login}” is taken; nothing was changed. Choose another.").format(login=login)
        )
    who = EmployeeId(new_id())
    work.run(_ADD, id=who, login=login, name=name, state="active", all_roles=all_roles, created_at=work.now)
    add_roles(work, who, roles)
    return who


def add_roles(work: Writing, who: UUID, roles: Iterable[str]) -> None:
    """Insert the roles that an employee holds from now on."""
    work.run_many(
        _ADD_ROLE, ({"id": new_id(), "employee_id": who, "role": role, "since": work.now} for role in roles)
    )


def set_password(
    work: Writing, who: UUID, hashed: str, *, must_change: bool, login: str = "", password: str = ""
) -> None:
    """Keep the hash of a new password in place of an older one.

    Args:
        login, password: what the employee logs in to a server with; without them a file alone is meant.
    """
    work.run(_DROP_PASSWORD, who=who)
    work.run(
        _ADD_PASSWORD, employee_id=who, password_hash=hashed, must_change=must_change, changed_at=work.now
    )
    if login:
        give_password(work, login, as_typed(password))
