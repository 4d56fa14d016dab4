"""Logging in, being slowed down, and recovering a lost administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.access.log_in import FREE_TRIES, LONGEST_WAIT, LogInService, wait_after
from desktop_crm.access.model import Actor
from desktop_crm.access.passwords import Argon2, Passwords
from desktop_crm.access.reads import is_new, must_change_password
from desktop_crm.access.service import EmployeeService
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.store.work import Store
from tests.access.staff import PASSWORD, QuickHash, hired


def refusal(gate: LogInService, login: str, password: str = "wrong password") -> str:
    with pytest.raises(Refused) as caught:
        gate.log_in(login, password)
    return str(caught.value)


def test_the_first_administrator_logs_in_and_nobody_else_is_first_again(
    store: Store, gate: LogInService
) -> None:
    with store.read() as view:
        assert is_new(view)
    gate.make_first_administrator(login="Admin ", name="Ada Min", password=PASSWORD)
    assert gate.log_in("ADMIN", PASSWORD).name == "Ada Min"
    with pytest.raises(Refused, match="already"):
        gate.make_first_administrator(login="second", name="Second", password=PASSWORD)


def test_an_unknown_log_in_and_a_wrong_password_are_told_alike_and_cost_the_same(
    gate: LogInService, admin: Actor, accounts: EmployeeService, quick: QuickHash
) -> None:
    hired(accounts, "gone", ())
    accounts.disable(login="gone")
    said, asked = [], []
    for login, password in (("admin", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD)):
        before = quick.asked
        said.append(refusal(gate, login, password))
        asked.append(quick.asked - before)
    assert len(set(said)) == 1
    assert asked == [1, 1, 1]


@pytest.mark.parametrize("login", ["admin", "nobody"])
def test_five_wrong_tries_slow_down_known_and_unknown_log_ins_alike(
    gate: LogInService, admin: Actor, fake_time: FakeTime, login: str
) -> None:
    said = [refusal(gate, login) for _try in range(FREE_TRIES)]
    assert all("wait" not in sentence for sentence in said[:-1])
    assert "wait 30 seconds" in said[-1]
    fake_time.advance(10)
    assert "wait 20 seconds" in refusal(gate, login, PASSWORD)
    fake_time.advance(20)
    assert "wait 60 seconds" in refusal(gate, login)


def test_after_the_wait_the_right_password_opens_and_the_count_starts_again(
    gate: LogInService, admin: Actor, fake_time: FakeTime
) -> None:
    for _try in range(FREE_TRIES):
        refusal(gate, "admin")
    fake_time.advance(30)
    gate.log_in("admin", PASSWORD)
    assert "wait" not in refusal(gate, "admin")


def test_a_try_is_counted_before_it_is_judged_so_a_killed_guess_counts_too(
    gate: LogInService, admin: Actor, quick: QuickHash, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(stored: str, secret: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(quick, "verify", killed)
    for _try in range(FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            gate.log_in("admin", "guess")
    monkeypatch.undo()
    assert "wait" in refusal(gate, "admin", PASSWORD)


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failed).total_seconds() for failed in range(1, 13)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert wait_after(10_000) == LONGEST_WAIT == timedelta(minutes=15)


@pytest.mark.server_in_soak
@pytest.mark.parametrize("text", ["", "\0", "\ud800", "x" * 100_000, "' OR 1=1 --", "☃"])
def test_anything_may_be_typed_where_a_log_in_or_password_belongs(
    gate: LogInService, admin: Actor, text: str
) -> None:
    assert "wrong" in refusal(gate, text, text)
    assert "wrong" in refusal(gate, "admin", text)


def test_what_was_typed_as_an_unknown_log_in_is_not_kept(gate: LogInService, store: Store) -> None:
    refusal(gate, "my secret password typed in the wrong box")
    with store.read() as view:
        kept = view.driver.execute("SELECT login_hash FROM log_in_try").fetchall()
    assert len(kept) == 1
    assert "secret" not in kept[0][0]


def test_a_hash_of_older_parameters_is_made_anew_at_log_in(
    gate: LogInService, admin: Actor, quick: QuickHash, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick.dated = True
    monkeypatch.setattr(quick, "hash", lambda secret: "fresh:" + secret)
    monkeypatch.setattr(quick, "verify", lambda *_both: True)
    gate.log_in("admin", PASSWORD)
    with store.read() as view:
        assert view.driver.execute("SELECT password_hash FROM credential").fetchall() == [
            ("fresh:" + PASSWORD,)
        ]


def test_secrets_never_reach_the_change_log(
    store: Store, accounts: EmployeeService, recovery_key: str
) -> None:
    accounts.change_password(old=PASSWORD, new="another long password")
    with store.read() as view:
        entries = view.driver.execute(
            "SELECT coalesce(old, '') || coalesce(new, '') FROM change_log"
        ).fetchall()
    assert entries
    assert not any("quick:" in entry for (entry,) in entries)


def test_a_lost_administrator_is_recovered_once_by_the_printed_key(
    gate: LogInService, recovery_key: str
) -> None:
    typed = recovery_key.lower().replace("-", " ")
    following, _changes = gate.recover_administrator(login="admin", key=typed, new="a brand new password")
    assert gate.log_in("admin", "a brand new password").login == "admin"
    refusal(gate, "admin", PASSWORD)
    with pytest.raises(Refused, match="does not recover"):
        gate.recover_administrator(login="admin", key=recovery_key, new="yet another password")
    gate.recover_administrator(login="admin", key=following, new="yet another password")


def test_the_recovery_key_opens_no_ordinary_account(
    gate: LogInService, recovery_key: str, accounts: EmployeeService
) -> None:
    hired(accounts, "anouk", ["claims"])
    for login in ("anouk", "nobody"):
        with pytest.raises(Refused, match="does not recover"):
            gate.recover_administrator(login=login, key=recovery_key, new="a brand new password")
    assert gate.log_in("anouk", PASSWORD).login == "anouk"


def test_guessing_recovery_keys_slows_down_too(gate: LogInService, recovery_key: str) -> None:
    said = []
    for _try in range(FREE_TRIES + 1):
        with pytest.raises(Refused) as caught:
            gate.recover_administrator(login="admin", key="AAAAA-AAAAA", new="a brand new password")
        said.append(str(caught.value))
    assert "wait" in said[-1]
    assert gate.log_in("admin", PASSWORD).login == "admin"


def test_a_disabled_administrator_is_recovered_to_work(
    gate: LogInService, accounts: EmployeeService, recovery_key: str
) -> None:
    accounts.add_employee(login="second", name="Second", all_roles=True, password=PASSWORD)
    accounts.disable(login="admin")
    gate.recover_administrator(login="admin", key=recovery_key, new="a brand new password")
    assert gate.log_in("admin", "a brand new password").name == "Ada Min"


@pytest.mark.parametrize(
    "password",
    ["short", "admin12345"[:5] * 2, "aaaaaaaaaaaa", "abababababab", "x\ud800yyyyyyyyyyy", "y" * 501],
)
def test_weak_or_impossible_passwords_are_refused_with_a_sentence(gate: LogInService, password: str) -> None:
    with pytest.raises(Invalid):
        gate.make_first_administrator(login="adminadmin", name="Ada Min", password=password)


def test_a_login_name_is_no_password(gate: LogInService) -> None:
    with pytest.raises(Invalid, match="easy to guess"):
        gate.make_first_administrator(login="administrator", name="Ada", password="Administrator")


def test_the_same_password_typed_on_another_keyboard_is_the_same(gate: LogInService) -> None:
    gate.make_first_administrator(login="zoe", name="Zoë", password="caf\u00e9 au lait")
    assert gate.log_in("zoe", "cafe\u0301 au lait").name == "Zoë"


def test_argon2_is_what_hashes_in_production(store: Store) -> None:
    gate = LogInService(store, Passwords(Argon2(memory_kib=64, passes=1)))
    gate.make_first_administrator(login="admin", name="Ada", password=PASSWORD)
    with store.read() as view:
        stored = view.driver.execute("SELECT password_hash FROM credential").fetchone()[0]
    assert stored.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert gate.log_in("admin", PASSWORD).login == "admin"
    refusal(gate, "admin")
    assert Argon2().is_dated(stored)
    assert Argon2().verify(Argon2().hash("a"), "a")
    assert not Argon2().verify("no hash at all", "a")


def test_a_given_password_must_be_changed(
    store: Store, gate: LogInService, accounts: EmployeeService
) -> None:
    given = accounts.add_employee(login="tim", name="Tim", roles=["claims"])
    actor = gate.log_in("tim", given.password)
    with store.read() as view:
        assert must_change_password(view, actor.id)
        assert not must_change_password(view, accounts.actor.id)
