"""`employee` and `why`."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from tests.cli.run import PASSWORD, Shell


def as_(shell: Shell, sample: Path, login: str, *argv: str) -> tuple[int, str]:
    ran = shell(*argv, "--store", str(sample), "--as", login)
    return ran.status, ran.out + ran.err


def test_an_added_employee_logs_in_with_the_password_that_was_told(
    admin: Shell, shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = admin(
        "employee", "add", "eva", "--name", "Eva Smit", "--role", "claims", "--role", "adviser", "--json"
    ).json
    assert (made["login"], made["roles"], made["all_roles"]) == ("eva", ["adviser", "claims"], False)
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", made["password"])
    status, said = as_(shell, sample, "eva", "why", "eva", "serve")
    assert status == 0
    assert "Eva Smit may serve customers" in said
    assert "was given to you" in said


def test_a_password_from_the_environment_is_not_repeated(
    admin: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "another long password")
    ran = admin("employee", "add", "eva", "--name", "Eva Smit", "--all-roles", "--json")
    assert ran.json["password"] is None
    assert "another long" not in ran.out + ran.err


def test_roles_are_shown_after_they_changed(admin: Shell) -> None:
    shown = admin("employee", "role", "anouk", "--add", "claims", "--remove", "front_office", "--json").json
    assert shown["roles"] == ["claims"]
    assert admin("employee", "role", "anouk", "--all-roles", "--json").json["all_roles"] is True
    assert admin("employee", "role", "anouk", "--no-all-roles", "--json").json["all_roles"] is False
    assert "no role “fly”" in admin.refused("employee", "role", "anouk", "--add", "fly")


def test_a_disabled_employee_does_not_log_in(admin: Shell, shell: Shell, sample: Path) -> None:
    admin("employee", "disable", "anouk")
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 1
    admin("employee", "enable", "anouk")
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 0


def test_an_own_password_is_changed_and_another_s_is_reset(
    admin: Shell, shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "another long password")
    assert as_(shell, sample, "anouk", "employee", "password", "Anouk")[0] == 0
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 1
    monkeypatch.delenv("DESKTOP_CRM_NEW_PASSWORD")
    told = admin("employee", "password", "anouk", "--json").json["password"]
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", told)
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 0


def test_a_colleague_manages_nobody(shell: Shell, sample: Path) -> None:
    for argv in (
        ["add", "x", "--name", "X"],
        ["disable", "tim"],
        ["password", "tim"],
        ["role", "tim", "--add", "claims"],
    ):
        status, said = as_(shell, sample, "anouk", "employee", *argv)
        assert (status, "administer" in said) == (1, True)


def test_a_lost_administrator_is_recovered(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ["--store", str(tmp_path / "a.store")]
    key = shell("store", "create", "--admin", "ada", "--json", *place).json["recovery_key"]
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "a brand new password")
    monkeypatch.setenv("DESKTOP_CRM_RECOVERY_KEY", key)
    assert shell("employee", "recover", "ada", "--json", *place).json["recovery_key"] != key
    shell.refused("employee", "recover", "ada", *place)
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "a brand new password")
    assert shell("employee", "list", "--as", "ada", *place).status == 0


def test_why_answers_with_the_cell_and_a_machine_readable_verdict(admin: Shell) -> None:
    found = admin("why", "anouk", "start", "claim", "--json").json
    assert found["may"] is True
    assert found["role"] == "front_office"
    assert "version 1 of the model" in found["sentence"]
    assert admin("why", "wouter", "export", "--json").json["may"] is False


@pytest.mark.parametrize("argv", [["nobody", "serve"], ["anouk", "fly"], ["anouk", "complete", "fly"]])
def test_why_about_what_is_not_there_is_refused(admin: Shell, argv: list[str]) -> None:
    admin.refused("why", *argv)


def test_five_wrong_passwords_slow_the_command_line_down_too(
    shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "a wrong password")
    said = [as_(shell, sample, "anouk", "why", "anouk", "serve")[1] for _try in range(5)]
    assert "wait" in said[-1]
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", PASSWORD)
    status, sentence = as_(shell, sample, "anouk", "why", "anouk", "serve")
    assert (status, "wait" in sentence) == (1, True)


class KeyringInMemory(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(KeyringInMemory):
    """A keyring that nobody unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("secret of the message bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("secret of the message bus")


@pytest.fixture
def keyring_in_memory() -> KeyringInMemory:
    mine = KeyringInMemory()
    keyring.set_keyring(mine)
    return mine


def test_a_remembered_password_logs_in_without_the_environment(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_(shell, sample, "anouk", "employee", "remember", "anouk")[0] == 0
    monkeypatch.delenv("DESKTOP_CRM_PASSWORD")
    assert as_(shell, sample, "Anouk", "why", "anouk", "serve")[0] == 0
    assert as_(shell, sample, "anouk", "employee", "forget", "anouk")[0] == 0
    assert keyring_in_memory.kept == {}
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 2
    status, said = as_(shell, sample, "anouk", "employee", "forget", "anouk")
    assert (status, "keeps no password" in said) == (1, True)


def test_a_wrong_password_is_not_remembered(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "not the password")
    assert as_(shell, sample, "anouk", "employee", "remember", "anouk")[0] == 1
    assert keyring_in_memory.kept == {}


def test_a_changed_password_is_changed_in_the_keyring_too(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_(shell, sample, "anouk", "employee", "remember", "anouk")[0] == 0
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "another long password")
    assert as_(shell, sample, "anouk", "employee", "password", "anouk")[0] == 0
    monkeypatch.delenv("DESKTOP_CRM_PASSWORD")
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 0


def test_nobody_remembers_a_colleague_s_password(admin: Shell, keyring_in_memory: KeyringInMemory) -> None:
    assert "their own password" in admin.refused("employee", "remember", "anouk", status=2)
    assert keyring_in_memory.kept == {}


def test_a_locked_keyring_is_one_sentence(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(LockedKeyring())
    status, said = as_(shell, sample, "anouk", "employee", "remember", "anouk")
    assert (status, "did not answer" in said, "message bus" in said) == (1, True, False)
    monkeypatch.delenv("DESKTOP_CRM_PASSWORD")
    assert as_(shell, sample, "anouk", "why", "anouk", "serve")[0] == 1


def test_a_password_changes_while_the_keyring_is_locked(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(LockedKeyring())
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "another long password")
    status, said = as_(shell, sample, "anouk", "employee", "password", "anouk")
    assert (status, "Your password is changed" in said, "did not answer" in said) == (0, True, True)


def test_a_computer_without_a_keyring_keeps_nothing(
    shell: Shell, sample: Path, keyring_in_memory: KeyringInMemory
) -> None:
    keyring.set_keyring(NoKeyring())
    status, said = as_(shell, sample, "anouk", "employee", "remember", "anouk")
    assert (status, "no keyring" in said) == (1, True)
