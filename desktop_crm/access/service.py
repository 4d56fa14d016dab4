"""Use cases on employees: add them, give them roles, disable them, set and change passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from desktop_crm.access.accounts import add_roles, insert_employee, set_password, tidy_login, tidy_name
from desktop_crm.access.check import require_power, system_act, use_case
from desktop_crm.access.log_in import confirm_password
from desktop_crm.access.model import Actor, Catalogue, Verb
from desktop_crm.access.passwords import Passwords, as_typed, check_password, new_password
from desktop_crm.access.reads import EmployeeRow, employee
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.holding import hold_company
from desktop_crm.store.locking import LEAST, MOST, keep_lock_after
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.server.logins import keep_portfolios
from desktop_crm.store.work import Reading, Store, Writing

_DROP_ROLE = Prepared(
    delete(EmployeeRole).where(
        EmployeeRole.employee_id == bindparam("who"), EmployeeRole.role == bindparam("code")
    )
)
_ALL_ROLES = Prepared(
    update(Employee).where(Employee.id == bindparam("who")).values(all_roles=bindparam("all"))
)
_STATE = Prepared(
    update(Employee)
    .where(Employee.id == bindparam("who"))
    .values(state=bindparam("after"), left_at=bindparam("left"))
)
_OTHER_ADMINISTRATORS = Prepared(
    select(func.count())
    .select_from(Employee)
    .where(Employee.all_roles, Employee.state == "active", Employee.id != bindparam("who"))
)


@dataclass(frozen=True)
class Given:
    """An account whose password was made for it: told once, changed at the first log-in."""

    employee: EmployeeRow
    password: str
    changes: Changes


@dataclass(frozen=True)
class EmployeeService:
    """Accounts and roles; every verb but changing one's own password asks for the power to administer.

    Attributes:
        catalogue: what the published process model calls its roles, activities and processes.
    """

    store: Store
    actor: Actor
    passwords: Passwords
    catalogue: Callable[[Reading], Catalogue]

    @use_case
    def add_employee(
        self,
        *,
        login: str,
        name: str,
        roles: Iterable[str] = (),
        all_roles: bool = False,
        password: str | None = None,
    ) -> Given:
        """Add somebody. Without a `password` one is made, which must be changed at the first log-in.

        Raises `Invalid` for an unfit log-in, name, role or password, `Conflict` when the log-in is taken.
        """
        login, name = tidy_login(login), tidy_name(name)
        given, hashed = self._password(password, login, name)
        with self.store.write(self.actor.id) as work:
            known = self._require(work)
            wanted = _known_roles(known, roles)
            who = insert_employee(work, login=login, name=name, all_roles=all_roles, roles=wanted)
            set_password(work, who, hashed, must_change=password is None, login=login, password=given)
            return Given(employee(work, login), given, Changes.of("employee", who))

    @use_case
    def reset_password(self, *, login: str, password: str | None = None) -> Given:
        """Set somebody's password, made here unless given; they must replace it at the next log-in."""
        with self.store.read() as view:
            self._require(view)
            whose = employee(view, login)
        given, hashed = self._password(password, whose.login, whose.name)
        with self.store.write(self.actor.id) as work:
            self._require(work)
            set_password(work, whose.id, hashed, must_change=True, login=whose.login, password=given)
        return Given(whose, given, Changes.of("employee", whose.id))

    @use_case
    def change_password(self, *, old: str, new: str) -> Changes:
        """Replace one's own password; raise `Refused` when `old` is wrong."""
        system_act()  # Knowing the old password is the right.
        check_password(new, login=self.actor.login, name=self.actor.name)
        right = confirm_password(self.store, self.passwords, self.actor, old)
        if not right:
            raise Refused(_("The old password is wrong; nothing was changed. Type it again."))
        if old == new:
            raise Invalid(_("The new password is the old one; take another."), where="password")
        hashed = self.passwords.hash(new)
        with self.store.write(self.actor.id) as work:
            set_password(work, self.actor.id, hashed, must_change=False, login=self.actor.login, password=new)
        if self.store.database.log_in is not None:
            self.store.database.log_in.password = as_typed(new)
        return Changes.of("employee", self.actor.id)

    @use_case
    def change_roles(
        self,
        *,
        login: str,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        all_roles: bool | None = None,
    ) -> Changes:
        """Give and take roles; `all_roles` makes an administrator, or one no longer."""
        with self.store.write(self.actor.id) as work:
            known = self._require(work)
            whose = employee(work, login)
            add_roles(work, whose.id, (role for role in _known_roles(known, add) if role not in whose.roles))
            for role in remove:
                work.run(_DROP_ROLE, who=whose.id, code=role)
            if all_roles is not None:
                if not all_roles:
                    _keep_an_administrator(work, whose)
                work.run(_ALL_ROLES, who=whose.id, all=all_roles)
            return Changes.of("employee", whose.id)

    @use_case
    def disable(self, *, login: str) -> Changes:
        """Let somebody no longer log in; what they did stays theirs."""
        return self._move(login, "disabled")

    @use_case
    def enable(self, *, login: str) -> Changes:
        """Let somebody log in again."""
        return self._move(login, "active")

    @use_case
    def keep_portfolios(self, *, private: bool) -> None:
        """Let everybody see all customers, or only their own, nobody's and those they work for.

        Raises `Refused` for a store in a file, whose reader can't be told apart by it.
        """
        with self.store.write(self.actor.id) as work:
            self._require(work)
            if work.dialect != "postgresql":
                raise Refused(
                    _(
                        "Portfolios are private on a server only; move the store there first. Nothing was changed."
                    )
                )
            keep_portfolios(work, private=private)

    @use_case
    def lock_after(self, *, minutes: int) -> None:
        """Let desks lock that nobody has touched for so many minutes; each may choose fewer for their computer.

        Raises `Invalid` for less than a minute or more than four hours.
        """
        if not LEAST <= minutes <= MOST:
            raise Invalid(
                _("Desks lock after {least} to {most} minutes, not {count}; nothing was changed.").format(
                    least=LEAST, most=MOST, count=minutes
                )
            )
        with self.store.write(self.actor.id) as work:
            self._require(work)
            keep_lock_after(work, minutes)

    def _move(self, login: str, state: str) -> Changes:
        with self.store.write(self.actor.id) as work:
            self._require(work)
            whose = employee(work, login)
            if state == "disabled":
                _keep_an_administrator(work, whose)
            work.run(_STATE, who=whose.id, after=state, left=work.now if state == "disabled" else None)
            return Changes.of("employee", whose.id)

    def _require(self, view: Reading) -> Catalogue:
        hold_company(view)
        known = self.catalogue(view)
        require_power(view, self.actor, Verb.ADMINISTER, known.version)
        return known

    def _password(self, password: str | None, login: str, name: str) -> tuple[str, str]:
        given = new_password() if password is None else password
        check_password(given, login=login, name=name)
        return given, self.passwords.hash(given)


def _known_roles(known: Catalogue, roles: Iterable[str]) -> list[str]:
    """Return role codes without doubles; raise `Invalid` for one that the published model doesn't have."""
    wanted = list(dict.fromkeys(roles))
    for role in wanted:
        if role not in known.roles:
            raise Invalid(
                _("There is no role “{role}” in the published model; it has: {roles}.").format(
                    role=role, roles=", ".join(sorted(known.roles)) or _("none, publish a model first")
                ),
                where="role",
            )
    return wanted


def _keep_an_administrator(work: Writing, whose: EmployeeRow) -> None:
    if whose.all_roles and whose.active and work.rows(_OTHER_ADMINISTRATORS, who=whose.id) == [(0,)]:
        raise Refused(
            _("{name} is the only administrator; nothing was changed. Make another one first.").format(
                name=whose.name
            )
        )


def make_employees(
    work: Writing, people: Iterable[tuple[str, str, Iterable[str]]], hashed: Callable[[], str]
) -> tuple[UUID, ...]:
    """Insert the people of a sample company (log-in, name, role codes) with passwords already hashed."""
    made: list[UUID] = []
    for login, name, roles in people:
        who = insert_employee(
            work, login=tidy_login(login), name=tidy_name(name), all_roles=False, roles=roles
        )
        set_password(work, who, hashed(), must_change=False)
        made.append(who)
    return tuple(made)
