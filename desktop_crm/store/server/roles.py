"""The roles of a shared store: who owns it, and whom all employees' log-ins belong to. Neither logs in itself.

PostgreSQL's roles belong to the whole server, so ours carry the name of the store's database: `office/owner`,
`office/staff`, and for each employee `anna@office` (a log-in holds no slash). The owner makes and locks the
employees' roles inside functions that check who asks; nobody who can log in may make one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _

# What PostgreSQL keeps of a name; it would cut a longer one short without a word.
LONGEST = 63
_OWNED = (
    "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = to_regclass('public.store_fact') "
    "AND pg_get_userbyid(relowner) ~ '/owner$'"
)
_FOREIGN = """
SELECT 'ALTER ' || CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || pg_class.oid::regclass
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND pg_get_userbyid(relowner) <> %(owner)s
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i', 'e'))
UNION ALL
SELECT 'ALTER FUNCTION ' || pg_proc.oid::regprocedure
  FROM pg_proc
 WHERE proname ~ '^(log|crm)_' AND pronamespace = 'public'::regnamespace
   AND pg_get_userbyid(proowner) <> %(owner)s
"""
_OURS = """
SELECT login.rolname::text
  FROM pg_roles AS login
  JOIN pg_auth_members ON member = login.oid
  JOIN pg_roles AS staff ON staff.oid = roleid AND staff.rolname = %(of)s || '/staff'
 WHERE right(login.rolname, length(%(of)s) + 1) = '@' || %(of)s
"""


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of a store's two roles."""

    owner: str
    staff: str


def roles_of(driver: Any) -> Roles:
    """Return the roles of the store behind a connection; of one without any, those that it is to get.

    A database that was copied or renamed keeps the two that it was made with.
    """
    found = driver.execute(_OWNED).fetchone()
    name = found[0] if found else f"{driver.info.dbname}/owner"
    return Roles(name, f"{name.removesuffix('/owner')}/staff")


def make_roles(driver: Any, location: object) -> Roles:
    """Make sure that the store's roles are there and own all that is ours; raise `StoreProblem` where they can't."""
    roles = roles_of(driver)
    _refuse_long(roles, location)
    try:
        with driver.transaction():
            _make(driver, roles)
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreProblem(
            _(
                "Your log-in may not make the roles of {location}; nothing was changed. The server's "
                "administrator gives it CREATEROLE, and the database."
            ).format(location=location)
        ) from error
    return roles


def _refuse_long(roles: Roles, location: object) -> None:
    if len(roles.owner.encode()) > LONGEST:
        raise StoreProblem(
            _("The database of {location} has too long a name for its roles; choose a shorter one.").format(
                location=location
            )
        )


def _make(driver: Any, roles: Roles) -> None:
    owner, staff = sql.Identifier(roles.owner), sql.Identifier(roles.staff)
    for name, more in ((roles.owner, "NOLOGIN CREATEROLE"), (roles.staff, "NOLOGIN")):
        if driver.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is None:
            driver.execute(sql.SQL("CREATE ROLE {} " + more).format(sql.Identifier(name)))
    driver.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    driver.execute(sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(staff, owner))
    database = sql.Identifier(driver.info.dbname)
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, staff),
        sql.SQL("GRANT CONNECT, CREATE ON DATABASE {} TO {}").format(database, owner),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(owner),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(staff),
    ):
        driver.execute(statement)
    for (statement,) in driver.execute(_FOREIGN, {"owner": roles.owner}).fetchall():
        driver.execute(sql.SQL(statement + " OWNER TO ") + owner)


@contextmanager
def as_owner(connection: Connection) -> Iterator[Roles]:
    """Do what the block does as the store's owner, to whom then belongs what is made in it."""
    bare: Any = connection.connection.driver_connection
    roles = roles_of(bare)
    bare.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles.owner)))
    yield roles
    # Not where the block failed: nothing can be asked then but to roll back, which resets the role too.
    bare.execute("RESET ROLE")


def drop_roles(driver: Any, database: str) -> None:
    """Remove the roles of a store whose database is gone, its employees' first; one that is in use stays."""
    ours = [name for (name,) in driver.execute(_OURS, {"of": database}).fetchall()]
    for name in (*ours, f"{database}/staff", f"{database}/owner"):
        try:
            driver.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.DependentObjectsStillExist:
            continue
