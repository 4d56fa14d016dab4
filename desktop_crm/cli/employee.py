"""`employee`: accounts, roles and passwords."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, WrongUsage, add_command, add_noun, add_verbs
from desktop_crm.cli.session import (
    NEW_PASSWORD,
    ask,
    desk,
    entered,
    from_environment,
    location,
    office,
    password_of,
)
from desktop_crm.core.errors import NotFound, Refused
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.access.reads import EmployeeRow
    from desktop_crm.access.service import Given
    from desktop_crm.bootstrap import Desk

RECOVERY_KEY = "DESKTOP_CRM_RECOVERY_KEY"


def add_parser(subparsers: SubParsers) -> None:
    """Add the verbs of ``employee``."""
    verbs = add_verbs(add_noun(subparsers, "employee"))
    add = add_command(
        verbs,
        "add",
        _("add somebody; the password is {name}, or made and told").format(name=NEW_PASSWORD),
        _add,
    )
    add.add_argument("--name", required=True, metavar="N")
    add.add_argument(
        "--role", action="append", default=[], metavar="R", help=_("a role's code; may be repeated")
    )
    add.add_argument("--all-roles", action="store_true", help=_("an administrator"))
    add_command(verbs, "list", _("everybody, with their roles"), _list)
    role = add_command(verbs, "role", _("give and take roles"), _role)
    role.add_argument("--add", action="append", default=[], metavar="R")
    role.add_argument("--remove", action="append", default=[], metavar="R")
    role.add_argument(
        "--all-roles", action=argparse.BooleanOptionalAction, help=_("an administrator, or no longer")
    )
    disable = add_command(verbs, "disable", _("somebody may no longer log in; what they did stays"), _disable)
    enable = add_command(verbs, "enable", _("somebody may log in again"), _enable)
    password = add_command(
        verbs, "password", _("change one's own password, or give another a new one"), _password
    )
    remember = add_command(
        verbs, "remember", _("keep one's own password in this computer's keyring"), _remember
    )
    forget = add_command(verbs, "forget", _("take a password out of this computer's keyring"), _forget)
    recover = add_command(
        verbs, "recover", _("a lost administrator, by the key printed at creation"), _recover
    )
    for parser in (add, role, disable, enable, password, remember, forget, recover):
        parser.add_argument("whose", metavar="LOGIN")


def _add(args: argparse.Namespace) -> None:
    with desk(args) as at:
        given = at.employees.add_employee(
            login=args.whose,
            name=args.name,
            roles=args.role,
            all_roles=args.all_roles,
            password=from_environment(NEW_PASSWORD),
        )
    _tell(args, given, _("{name} is added.").format(name=given.employee.name))


def _tell(args: argparse.Namespace, given: Given, sentence: str) -> None:
    """Show an account, with its password only when it was made here: the person changes it at once."""
    made = None if from_environment(NEW_PASSWORD) else given.password
    lines = [sentence]
    if made is not None:
        lines.append(_("Password for the first log-in, told this once: {password}").format(password=made))
    give(args, _shown(given.employee) | {"password": made}, lines)


def _list(args: argparse.Namespace) -> None:
    from desktop_crm.access.reads import employees

    with desk(args) as at, at.store.read() as view:
        found = employees(view)
    give(args, {"employees": [_shown(one) for one in found]}, (_line(one) for one in found))


def _role(args: argparse.Namespace) -> None:
    from desktop_crm.access.reads import employee

    with desk(args) as at:
        at.employees.change_roles(
            login=args.whose, add=args.add, remove=args.remove, all_roles=args.all_roles
        )
        with at.store.read() as view:
            found = employee(view, args.whose)
    give(args, _shown(found), [_line(found)])


def _disable(args: argparse.Namespace) -> None:
    with desk(args) as at:
        at.employees.disable(login=args.whose)
    _done(args, _("{login} may no longer log in.").format(login=args.whose))


def _enable(args: argparse.Namespace) -> None:
    with desk(args) as at:
        at.employees.enable(login=args.whose)
    _done(args, _("{login} may log in again.").format(login=args.whose))


def _password(args: argparse.Namespace) -> None:
    from desktop_crm.access.reads import fold_login
    from desktop_crm.entrance import keyring_name

    with desk(args) as at:
        if fold_login(args.whose) != at.actor.login:
            given = at.employees.reset_password(login=args.whose, password=from_environment(NEW_PASSWORD))
            _tell(args, given, _("{name} has a new password.").format(name=given.employee.name))
            return
        new = from_environment(NEW_PASSWORD) or ask(
            _("New password: "), _("set {name}").format(name=NEW_PASSWORD)
        )
        at.employees.change_password(old=password_of(args.login, keyring_name(at.office)), new=new)
        _keep_in_step(at, new)
    _done(args, _("Your password is changed."))


def _keep_in_step(at: Desk, new: str) -> None:
    """Put a changed password into the keyring when that kept the old one; the change stands in any case."""
    from desktop_crm.access.kept_passwords import keep_password, kept_password
    from desktop_crm.entrance import keyring_name

    try:
        if kept_password(keyring_name(at.office), at.actor.login) is not None:
            keep_password(keyring_name(at.office), at.actor.login, new)
    except Refused as problem:
        say(str(problem))


def _remember(args: argparse.Namespace) -> None:
    from desktop_crm.access.kept_passwords import keep_password
    from desktop_crm.access.reads import fold_login
    from desktop_crm.entrance import keyring_name

    args.login = args.login or args.whose
    if fold_login(args.login) != fold_login(args.whose):
        raise WrongUsage(_("Everybody keeps their own password only: --as and LOGIN differ."))
    with entered(args, args.whose) as (at, given):
        keep_password(keyring_name(at.office), at.actor.login, given)
    _done(args, _("This computer's keyring keeps the password of {login}.").format(login=args.whose))


def _forget(args: argparse.Namespace) -> None:
    from desktop_crm.access.kept_passwords import forget_password
    from desktop_crm.access.reads import fold_login

    place = location(args)
    if isinstance(place, Path):
        with office(args) as opened:
            name = str(opened.store.replica)
    else:
        name = str(place)
    found = forget_password(name, fold_login(args.whose))
    if not found:
        raise NotFound(_("The keyring keeps no password of {login}.").format(login=args.whose))
    _done(args, _("The keyring no longer keeps the password of {login}.").format(login=args.whose))


def _recover(args: argparse.Namespace) -> None:
    key = from_environment(RECOVERY_KEY) or ask(
        _("Recovery key: "), _("set {name}").format(name=RECOVERY_KEY)
    )
    new = from_environment(NEW_PASSWORD) or ask(
        _("New password: "), _("set {name}").format(name=NEW_PASSWORD)
    )
    with office(args) as opened:
        following = opened.recover_administrator(login=args.whose, key=key, new=new)
    give(
        args,
        {"recovery_key": following},
        [
            _(
                "{login} has a new password. The key is used up; the next one, shown this once, is: {key}"
            ).format(login=args.whose, key=following)
        ],
    )


def _done(args: argparse.Namespace, sentence: str) -> None:
    give(args, {"login": args.whose, "done": True}, [sentence])


def _shown(one: EmployeeRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "active": one.active,
        "all_roles": one.all_roles,
        "roles": one.roles,
    }


def _line(one: EmployeeRow) -> str:
    roles = _("all roles") if one.all_roles else ", ".join(one.roles) or _("no role")
    return f"{one.login}: {one.name}, {roles}" + ("" if one.active else _(" (disabled)"))
