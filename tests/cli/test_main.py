"""The command line as such: options anywhere, statuses, one sentence, quick starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_crm.cli import store as store_commands
from desktop_crm.cli.parsing import NOUNS
from tests.cli.run import PASSWORD, Shell


def test_help_names_every_noun_and_every_option_of_every_command(shell: Shell) -> None:
    ran = shell("--help")
    assert ran.status == 0
    for word in (*NOUNS, "--store", "--key-file", "--as", "--json"):
        assert word in ran.out


@pytest.mark.parametrize(
    "command", ["store", "store create", "employee add", "why", "clock", "clock elapsed"]
)
def test_every_command_has_help(shell: Shell, command: str) -> None:
    ran = shell(*command.split(), "--help")
    assert ran.status == 0
    assert "--json" in ran.out


def test_the_version_is_told(shell: Shell) -> None:
    assert shell("--version").out.startswith("desktop-crm ")


@pytest.mark.parametrize(
    "argv",
    [
        ["fly"],
        ["store"],
        ["store", "fly"],
        ["clock", "add"],
        ["store", "info", "--colour"],
        ["--store"],
        ["store", "create", "--sto", "x"],
        ["store", "create", "--customers", "many"],
        ["employee", "list"],
    ],
)
def test_wrong_usage_ends_with_two_and_a_sentence(shell: Shell, argv: list[str], tmp_path: Path) -> None:
    place = [] if argv == ["--store"] else ["--store", str(tmp_path / "x")]
    shell.refused(*argv, *place, status=2)
    assert not (tmp_path / "x").exists()


def test_options_of_every_command_may_stand_before_or_after_it(shell: Shell, sample: Path) -> None:
    place = ["--store", str(sample), "--as", "admin", "--json"]
    answers = [
        shell(*place, "employee", "list").out,
        shell("employee", *place, "list").out,
        shell("employee", "list", *place).out,
        shell("--json", "employee", f"--store={sample}", "list", "--as=admin").out,
    ]
    assert len(set(answers)) == 1
    assert '"login": "anouk"' in answers[0]


def test_a_log_in_that_is_called_like_a_command_is_no_command(shell: Shell, sample: Path) -> None:
    said = shell.refused("--as", "store", "--store", str(sample), "employee", "list")
    assert "wrong" in said


def test_the_store_comes_from_the_environment_too(
    shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_STORE", str(sample))
    assert shell("store", "check").status == 0


def test_without_any_word_the_store_lies_in_the_user_s_data_folder(shell: Shell, tmp_path: Path) -> None:
    assert str(tmp_path / "home" / "XDG_DATA_HOME" / "desktop-crm") in shell.refused("store", "info")


@pytest.mark.parametrize("place", ["postgresql://host/db", "", "\0", "/", "/dev/null"])
def test_a_place_that_can_hold_no_store_is_refused(shell: Shell, place: str) -> None:
    shell.refused("store", "info", "--store", place)


def test_a_password_is_never_asked_for_where_nobody_can_type(
    shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESKTOP_CRM_PASSWORD")
    said = shell.refused("employee", "list", "--store", str(sample), "--as", "admin", status=2)
    assert "DESKTOP_CRM_PASSWORD" in said


def test_a_mistake_of_ours_is_one_sentence_and_a_log(
    shell: Shell, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_args: object) -> None:
        raise ZeroDivisionError("we did this")

    monkeypatch.setattr(store_commands, "_info", stumble)
    said = shell.refused("store", "info", "--store", str(sample))
    log = tmp_path / "home" / "XDG_DATA_HOME" / "desktop-crm" / "errors.log"
    assert str(log) in said
    assert "we did this" in log.read_text()


def run_apart(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment
    return subprocess.run(
        [sys.executable, *argv], env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_command_loads_no_windows_and_only_the_rooms_that_it_needs(tmp_path: Path) -> None:
    calendar = tmp_path / "calendar.json"
    calendar.write_text('{"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}}')
    script = (
        "import sys; from desktop_crm.cli.main import main\n"
        "main(sys.argv[1:])\n"
        "heavy = {'sqlalchemy', 'PySide6', 'alembic', 'argon2'}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    argv = ["clock", "add", "--calendar", str(calendar), "--from", "2026-11-23T10:00:00Z", "--seconds", "60"]
    assert run_apart("-c", script, *argv).stdout.splitlines() == ["2026-11-23T10:01:00+00:00", "[]"]


def test_the_module_runs_as_the_command_does() -> None:
    done = run_apart("-m", "desktop_crm", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("desktop-crm ")


def test_a_reader_that_went_away_is_no_failure_to_talk_about(sample: Path) -> None:
    command = f"{sys.executable} -m desktop_crm employee list --json --as admin --store {sample} | true"
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DESKTOP_CRM_PASSWORD": PASSWORD}
    done = subprocess.run(command, shell=True, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.stderr == ""


def test_what_a_terminal_can_t_show_is_escaped(sample: Path) -> None:
    done = run_apart(
        "-m",
        "desktop_crm",
        "employee",
        "list",
        "--as",
        "admin",
        "--store",
        str(sample),
        PYTHONIOENCODING="ascii",
    )
    assert done.returncode == 0, done.stderr
    assert "Fatma" in done.stdout
