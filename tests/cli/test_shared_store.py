"""A shared store from the command line: made, worked in, checked, moved into a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.store.server.address import Address
from desktop_crm.store.verify import check_store
from tests.cli.run import PASSWORD as WORDS
from tests.cli.run import Shell
from tests.server import PASSWORD, Server


@pytest.fixture
def address(server: Server) -> Iterator[Address]:
    found = server.address(server.fresh())
    yield found
    server.drop(found)


def test_a_shared_store_is_made_worked_in_checked_and_moved_into_a_file(
    shell: Shell, address: Address, tmp_path: Path
) -> None:
    there = ("--store", str(address))
    made = shell("store", "create", "--sample", *there, "--json")
    assert made.status == 0, made
    assert made.json["store"] == str(address)
    begun = shell("--as", "anouk", "contacts", "find", "nobody", *there, "--json")
    assert begun.json == {"customers": []}
    info = shell("store", "info", *there, "--json").json
    assert (info["id"], info["model_version"]) == (made.json["id"], 1)
    assert info["bytes"] > 1_000_000
    assert shell("store", "check", *there).status == 0
    assert "up to date" in shell("store", "upgrade", *there).out
    file = tmp_path / "back.store"
    moved = shell("store", "move", str(file), *there, "--json").json
    assert (moved["path"], moved["rows"] > 100) == (str(file), True)
    assert check_store(file) == ()


def test_every_employee_has_a_log_in_of_their_own(
    shell: Shell, address: Address, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = ("--store", str(address))
    assert shell("store", "create", "--sample", "--admin", "ada", *there).status == 0
    # From here on nobody is the server's keeper.
    monkeypatch.delenv("PGUSER")
    monkeypatch.delenv("PGPASSWORD")
    ada = ("--as", "ada", *there)
    added = shell("employee", "add", "bo", "--name", "Bo Bakker", "--role", "front_office", "--json", *ada)
    assert added.status == 0, added
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", added.json["password"])
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "words of my own choice")
    bo = ("--as", "bo", *there)
    assert shell("employee", "password", "bo", *bo).status == 0
    assert "refused this log-in" in shell("contacts", "find", "x", *bo).err
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "words of my own choice")
    assert shell("contacts", "find", "x", *bo).status == 0
    assert shell("employee", "add", "cy", "--name", "Cy", *bo).status == 1
    assert shell("store", "portfolios", "private", *bo).status == 1
    assert shell("store", "lock-after", "5", *bo).status == 1
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", WORDS)
    assert shell("store", "portfolios", "private", "--json", *ada).json == {"portfolios": "private"}
    assert shell("store", "lock-after", "5", "--json", *ada).json == {"lock_after_minutes": 5}
    assert shell("employee", "disable", "bo", *ada).status == 0
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "words of my own choice")
    assert "log-in" in shell("contacts", "find", "x", *bo).err


def test_a_store_that_was_moved_to_a_server_lets_people_in_again(
    shell: Shell, address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ("--store", str(tmp_path / "office.store"))
    made = shell("store", "create", "--sample", "--admin", "ada", "--json", *file).json
    assert shell("store", "move", str(address), *file).status == 0
    there = ("--store", str(address))
    assert "refused this log-in" in shell("contacts", "find", "x", "--as", "ada", *there).err
    monkeypatch.setenv("DESKTOP_CRM_RECOVERY_KEY", made["recovery_key"])
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "words for the server")
    assert shell("employee", "recover", "ada", *there).status == 0
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "words for the server")
    assert shell("employee", "password", "anouk", "--as", "ada", *there).status == 0
    assert shell("contacts", "find", "x", "--as", "anouk", *there).status == 0
    assert shell("store", "check", *there).status == 0


def test_what_is_not_done_on_servers_yet_is_refused_in_a_sentence(
    shell: Shell, address: Address, tmp_path: Path
) -> None:
    there = ("--store", str(address))
    for command in (
        ("store", "create", "--encrypt"),
        ("store", "create", "--customers", "5"),
        ("store", "backup", str(tmp_path / "b")),
        ("store", "restore", str(tmp_path / "b")),
    ):
        done = shell(*command, *there)
        assert done.status in {1, 2}
        assert "Traceback" not in done.err
        assert done.err.strip()
    assert "no store" in shell("store", "info", *there).err


def test_neither_address_nor_error_shows_a_password(shell: Shell, server: Server) -> None:
    done = shell("store", "info", "--store", f"postgresql://keeper:hunter2@127.0.0.1:{server.port}/x")
    assert done.status == 1
    assert "hunter2" not in done.out + done.err
    assert PASSWORD not in done.out + done.err
