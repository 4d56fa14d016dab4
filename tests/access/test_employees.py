"""Accounts and roles, and the sentence that explains a right."""

from __future__ import annotations

import pytest

from desktop_crm.access.log_in import LogInService
from desktop_crm.access.model import Actor, Catalogue
from desktop_crm.access.reads import employee, employees
from desktop_crm.access.service import EmployeeService
from desktop_crm.access.why import Explanation, explain
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.store.locking import lock_after
from desktop_crm.store.work import Store
from tests.access.staff import PASSWORD, QuickHash, catalogue, hired, services


def test_an_added_employee_holds_the_roles_and_is_listed_by_name(
    store: Store, accounts: EmployeeService
) -> None:
    hired(accounts, "tim", ["claims", "front_office", "claims"])
    with store.read() as view:
        assert [(one.login, one.roles, one.all_roles) for one in employees(view)] == [
            ("admin", (), True),
            ("tim", ("claims", "front_office"), False),
        ]


def test_a_role_that_the_model_does_not_have_is_refused_and_nobody_added(
    store: Store, accounts: EmployeeService
) -> None:
    with pytest.raises(Invalid, match=r"no role “claim”.*claims, front_office, supervisor"):
        accounts.add_employee(login="tim", name="Tim", roles=["claims", "claim"])
    with store.read() as view:
        assert len(employees(view)) == 1


def test_a_log_in_is_given_once_whatever_its_case(accounts: EmployeeService) -> None:
    hired(accounts, "tim", [])
    with pytest.raises(Conflict, match="taken"):
        accounts.add_employee(login="TIM", name="Another Tim")


@pytest.mark.parametrize(
    "login", ["", " ", "a b", "-tim", "t\nm", "x" * 65, "a/b", "\0", "\ud800", "tim;drop"]
)
def test_unfit_log_ins_are_refused(accounts: EmployeeService, login: str) -> None:
    with pytest.raises(Invalid, match="log-in is"):
        accounts.add_employee(login=login, name="Tim", password=PASSWORD)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\0", "x" * 201, "\ud800"])
def test_unfit_names_are_refused(accounts: EmployeeService, name: str) -> None:
    with pytest.raises(Invalid, match="name is"):
        accounts.add_employee(login="tim", name=name, password=PASSWORD)


def test_nobody_but_administrators_manages_accounts(
    store: Store, accounts: EmployeeService, quick: QuickHash, rights: None
) -> None:
    supervisor = services(store, hired(accounts, "sue", ["supervisor"]), quick)
    for act in (
        lambda: supervisor.add_employee(login="x", name="X"),
        lambda: supervisor.reset_password(login="admin"),
        lambda: supervisor.change_roles(login="sue", all_roles=True),
        lambda: supervisor.disable(login="admin"),
        lambda: supervisor.enable(login="admin"),
    ):
        with pytest.raises(Refused, match="administer"):
            act()
    with store.read() as view:
        assert not employee(view, "sue").all_roles


def test_roles_are_given_and_taken(store: Store, accounts: EmployeeService) -> None:
    hired(accounts, "tim", ["claims"])
    accounts.change_roles(login="tim", add=["supervisor", "claims"], remove=["claims"])
    with store.read() as view:
        assert employee(view, "tim").roles == ("supervisor",)


def test_the_only_administrator_stays(accounts: EmployeeService, gate: LogInService) -> None:
    for act in (
        lambda: accounts.disable(login="admin"),
        lambda: accounts.change_roles(login="admin", all_roles=False),
    ):
        with pytest.raises(Refused, match="only administrator"):
            act()
    hired(accounts, "tim", [])
    accounts.change_roles(login="tim", all_roles=True)
    accounts.disable(login="admin")
    with pytest.raises(Refused):
        gate.log_in("admin", PASSWORD)


def test_a_disabled_employee_acts_no_more_even_when_logged_in(
    store: Store, accounts: EmployeeService, quick: QuickHash
) -> None:
    hired(accounts, "tim", [])
    accounts.change_roles(login="tim", all_roles=True)
    tim = services(store, employee_actor(store, "tim"), quick)
    accounts.disable(login="tim")
    with pytest.raises(Refused):
        tim.add_employee(login="x", name="X")
    accounts.enable(login="tim")
    tim.add_employee(login="x", name="X")


def employee_actor(store: Store, login: str) -> Actor:
    with store.read() as view:
        return employee(view, login).actor


def test_changing_one_s_password_needs_the_old_one_and_no_right(
    store: Store, accounts: EmployeeService, gate: LogInService, quick: QuickHash
) -> None:
    mine = services(store, hired(accounts, "tim", ["claims"]), quick)
    with pytest.raises(Refused, match="old password is wrong"):
        mine.change_password(old="not mine at all", new="a brand new password")
    with pytest.raises(Invalid, match="is the old one"):
        mine.change_password(old=PASSWORD, new=PASSWORD)
    mine.change_password(old=PASSWORD, new="a brand new password")
    assert gate.log_in("tim", "a brand new password").login == "tim"


def test_a_reset_gives_a_password_that_works_once_told(accounts: EmployeeService, gate: LogInService) -> None:
    hired(accounts, "tim", [])
    given = accounts.reset_password(login="Tim")
    assert gate.log_in("tim", given.password).login == "tim"
    with pytest.raises(Refused):
        gate.log_in("tim", PASSWORD)
    with pytest.raises(NotFound, match="tom"):
        accounts.reset_password(login="tom")


def why(store: Store, asker: Actor, login: str, action: str, on: str = "") -> Explanation:
    with store.read() as view:
        return explain(view, asker, login=login, action=action, on=on, catalogue=catalogue)


@pytest.mark.parametrize(
    ("roles", "action", "on", "may", "sentence"),
    [
        (
            ["claims"],
            "complete",
            "register_damage",
            True,
            "Anouk may complete “Register the damage”: the role Claims is responsible for it in "
            "version 3 of the model.",
        ),
        (
            ["claims"],
            "perform",
            "pay",
            True,
            "Anouk may complete “Pay the damage”: the role Claims is responsible for it in version 3 "
            "of the model, within its authority: amount at-most 500.00 EUR.",
        ),
        (
            ["front_office"],
            "perform",
            "pay",
            False,
            "Anouk may not complete “Pay the damage”: in version 3 of the model Claims or Supervisor is "
            "responsible, and Anouk has Front office.",
        ),
        (
            [],
            "receive",
            "pay",
            False,
            "Anouk may not be delegated “Pay the damage”: in version 3 of the model nobody may receive it, "
            "and Anouk has no role.",
        ),
        (
            ["claims"],
            "start",
            "claim",
            True,
            "Anouk may start “Claim”: the role Claims is responsible for its beginning in "
            "version 3 of the model.",
        ),
        (
            ["supervisor"],
            "supervise",
            "",
            True,
            "Anouk holds the power “supervise”: the role Supervisor has it in version 3 of the model.",
        ),
        (
            ["claims"],
            "supervise",
            "",
            False,
            "Anouk does not hold the power “supervise”: in version 3 of the model Supervisor has it.",
        ),
        (["claims"], "serve", "", True, "Anouk may serve customers: everyone with a role may."),
    ],
)
def test_why_names_the_cell_of_the_matrix(
    store: Store,
    accounts: EmployeeService,
    rights: None,
    roles: list[str],
    action: str,
    on: str,
    may: bool,
    sentence: str,
) -> None:
    hired(accounts, "anouk", roles)
    found = why(store, accounts.actor, "anouk", action, on)
    assert (found.may, found.sentence) == (may, sentence)


def test_why_says_that_an_administrator_has_all_roles(
    store: Store, accounts: EmployeeService, rights: None
) -> None:
    found = why(store, accounts.actor, "admin", "complete", "register_damage")
    assert found.may
    assert "they have all roles" in found.sentence
    assert why(store, accounts.actor, "admin", "export").may


def test_why_says_that_a_disabled_account_may_do_nothing(
    store: Store, accounts: EmployeeService, rights: None
) -> None:
    hired(accounts, "anouk", ["claims"])
    accounts.disable(login="anouk")
    for action, on in (("complete", "register_damage"), ("supervise", "")):
        found = why(store, accounts.actor, "anouk", action, on)
        assert not found.may
        assert "disabled" in found.sentence


def test_why_agrees_with_the_check_that_services_make(
    store: Store, accounts: EmployeeService, rights: None
) -> None:
    from desktop_crm.access.check import grants
    from desktop_crm.access.model import Verb
    from tests.access.staff import CATALOGUE, VERSION

    for login, roles in (
        ("a1", ["claims"]),
        ("a2", ["front_office"]),
        ("a3", ["supervisor", "claims"]),
        ("a4", []),
    ):
        actor = hired(accounts, login, roles)
        for verb in (Verb.PERFORM, Verb.RECEIVE, Verb.INFORM):
            for activity in CATALOGUE.activities:
                with store.read() as view:
                    allowed = bool(grants(view, actor, verb, activity, VERSION))
                assert why(store, accounts.actor, login, verb, activity).may == allowed


def test_why_refuses_unknown_words_with_a_list_of_the_known(store: Store, accounts: EmployeeService) -> None:
    with pytest.raises(Invalid, match="perform"):
        why(store, accounts.actor, "admin", "fly", "pay")
    with pytest.raises(Invalid, match="no activity “fly”"):
        why(store, accounts.actor, "admin", "perform", "fly")
    with pytest.raises(NotFound):
        why(store, accounts.actor, "nobody", "perform", "pay")


def test_colleagues_do_not_ask_about_each_other(
    store: Store, accounts: EmployeeService, rights: None
) -> None:
    tim = hired(accounts, "tim", ["claims"])
    assert why(store, tim, "tim", "complete", "pay").may
    with pytest.raises(Refused, match="supervisors"):
        why(store, tim, "admin", "complete", "pay")


def test_before_a_model_is_published_nobody_may_do_anything(store: Store, accounts: EmployeeService) -> None:
    with store.read() as view:
        found = explain(
            view,
            accounts.actor,
            login="admin",
            action="perform",
            on="pay",
            catalogue=lambda _view: Catalogue(),
        )
    assert not found.may
    assert "No process model" in found.sentence


def test_only_who_administers_says_after_how_many_minutes_desks_lock(
    store: Store, accounts: EmployeeService, quick: QuickHash
) -> None:
    tim = hired(accounts, "tim", ["front_office"])
    with store.read() as view:
        assert lock_after(view) == 15
    accounts.lock_after(minutes=20)
    accounts.lock_after(minutes=10)
    with pytest.raises(Refused):
        services(store, tim, quick).lock_after(minutes=240)
    with store.read() as view:
        assert lock_after(view) == 10
