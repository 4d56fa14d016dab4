"""Statements of logging in, of accounts and of the check of rights, which are kept compiled (see `store.prepared`)."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from desktop_crm.access.tables import AccessRight, Credential, Employee, EmployeeRole, LogInTry, RecoveryKey
from desktop_crm.store.prepared import Prepared

ACCOUNT = Prepared(
    select(Employee.id, Employee.login, Employee.name, Employee.state, Credential.password_hash)
    .join(Credential, Credential.employee_id == Employee.id)
    .where(Employee.login == bindparam("wanted"))
)
TRIES = Prepared(
    select(LogInTry.failed, LogInTry.wait_until).where(LogInTry.login_hash == bindparam("hashed"))
)
FORGET = Prepared(delete(LogInTry).where(LogInTry.login_hash == bindparam("hashed")))
FORGET_OLD = Prepared(delete(LogInTry).where(LogInTry.last_at < bindparam("before")))
COUNT = Prepared(insert(LogInTry), ["login_hash", "failed", "last_at", "wait_until"])
REHASH = Prepared(
    update(Credential)
    .where(Credential.employee_id == bindparam("who"))
    .values(password_hash=bindparam("hashed"))
)
KEYS = Prepared(select(RecoveryKey.id, RecoveryKey.key_hash).where(RecoveryKey.used_at.is_(None)))
KEEP_KEY = Prepared(insert(RecoveryKey), ["id", "key_hash", "made_at"])
USE_KEYS = Prepared(update(RecoveryKey).where(RecoveryKey.used_at.is_(None)).values(used_at=bindparam("at")))
ADMINISTRATOR = Prepared(select(Employee.id).where(Employee.login == bindparam("wanted"), Employee.all_roles))
REVIVE = Prepared(
    update(Employee).where(Employee.id == bindparam("who")).values(state="active", left_at=None)
)

_FIELDS = (
    Employee.id,
    Employee.login,
    Employee.name,
    Employee.state,
    Employee.all_roles,
    Employee.created_at,
    Employee.left_at,
)
ALL = Prepared(select(*_FIELDS).order_by(Employee.name, Employee.login))
BY_LOGIN = Prepared(select(*_FIELDS).where(Employee.login == bindparam("wanted")))
ROLES = Prepared(select(EmployeeRole.employee_id, EmployeeRole.role).order_by(EmployeeRole.role))
ROLES_OF = Prepared(
    select(EmployeeRole.role).where(EmployeeRole.employee_id == bindparam("who")).order_by(EmployeeRole.role)
)
MUST_CHANGE = Prepared(select(Credential.must_change).where(Credential.employee_id == bindparam("who")))
ANYBODY = Prepared(select(func.count()).select_from(Employee))

_holds_role = and_(EmployeeRole.employee_id == Employee.id, EmployeeRole.role == AccessRight.role)
GRANTS = Prepared(
    select(AccessRight.role, AccessRight.limits)
    .join(Employee, Employee.id == bindparam("who"))
    .outerjoin(EmployeeRole, _holds_role)
    .where(
        AccessRight.version_id == bindparam("version"),
        AccessRight.verb == bindparam("verb"),
        AccessRight.object_code == bindparam("object"),
        Employee.state == "active",
        or_(Employee.all_roles, EmployeeRole.id.is_not(None)),
    )
    .order_by(AccessRight.position)
)
STANDING = Prepared(
    select(Employee.state, Employee.all_roles, EmployeeRole.role)
    .outerjoin(EmployeeRole, EmployeeRole.employee_id == Employee.id)
    .where(Employee.id == bindparam("who"))
)
POWERS = Prepared(
    select(AccessRight.role)
    .join(EmployeeRole, EmployeeRole.role == AccessRight.role)
    .where(
        EmployeeRole.employee_id == bindparam("who"),
        AccessRight.version_id == bindparam("version"),
        AccessRight.verb == bindparam("verb"),
        AccessRight.object_code == "",
    )
)

TAKEN = Prepared(select(Employee.id).where(Employee.login == bindparam("wanted")))
ADD = Prepared(insert(Employee), ["id", "login", "name", "state", "all_roles", "created_at"])
ADD_ROLE = Prepared(insert(EmployeeRole), ["id", "employee_id", "role", "since"])
DROP_PASSWORD = Prepared(delete(Credential).where(Credential.employee_id == bindparam("who")))
ADD_PASSWORD = Prepared(insert(Credential), ["employee_id", "password_hash", "must_change", "changed_at"])
