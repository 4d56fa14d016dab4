"""`employee` and `why`."""

from __future__ import annotations

from pathlib import Path

import pytest

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
