"""A shared store from the command line: made, worked in, checked, moved into a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.store.server.address import Address
from desktop_crm.store.verify import check_store
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
