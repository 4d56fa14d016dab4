"""`store`: from making one to putting a backup in its place."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from desktop_crm.bootstrap import open_office
from desktop_crm.store.verify import check_store
from tests.cli.run import PASSWORD, Shell


def test_a_store_with_an_administrator_shows_the_recovery_key_once(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "a.store"
    made = shell(
        "store", "create", "--admin", "Ada", "--name", "Ada Min", "--store", str(path), "--json"
    ).json
    assert made["recovery_key"].count("-") == 4
    office = open_office(path)
    assert office.log_in("ada", PASSWORD).actor.name == "Ada Min"
    office.close()


def test_a_store_without_an_administrator_waits_for_the_first(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "a.store"
    assert shell("store", "create", "--store", str(path)).status == 0
    office = open_office(path)
    assert office.is_new()
    office.close()


def test_the_sample_company_is_published_and_its_people_log_in(sample: Path) -> None:
    office = open_office(sample)
    desk = office.log_in("anouk", PASSWORD)
    with office.store.read() as view:
        known = desk.catalogue(view)
    office.close()
    assert known.number == 1
    assert len(known.processes) >= 12
    assert {"front_office", "claims"} <= set(known.roles)


def test_generated_customers_come_with_the_sample_company(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "a.store"
    made = shell("store", "create", "--customers", "50", "--store", str(path), "--json")
    assert (made.status, made.json["customers"], made.json["sample"]) == (0, 50, True)
    info = shell("store", "info", "--store", str(path), "--json").json
    assert info["rows"]["customer"] == 50
    assert info["model_version"] == 1
    assert check_store(path) == ()


def test_a_failure_half_way_leaves_no_store_and_no_key(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_crm.cli.sample.settle_sample", lambda *_all: 1 / 0)
    path = tmp_path / "new" / "a.store"
    assert shell("store", "create", "--sample", "--encrypt", "--store", str(path)).status == 1
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("password", ["short", "administrator"])
def test_an_unfit_password_of_the_administrator_makes_no_store(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", password)
    shell.refused("store", "create", "--admin", "administrator", "--store", str(tmp_path / "a.store"))
    assert not (tmp_path / "a.store").exists()


def test_a_file_that_is_there_is_kept(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.store").write_text("mine")
    assert "already" in shell.refused("store", "create", "--store", str(tmp_path / "a.store"))
    assert (tmp_path / "a.store").read_text() == "mine"


def test_an_encrypted_store_opens_with_its_key_file_only(shell: Shell, tmp_path: Path) -> None:
    path, key = str(tmp_path / "a.store"), tmp_path / "keys" / "a.key"
    made = shell(
        "store", "create", "--encrypt", "--key-file", str(key), "--admin", "ada", "--store", path, "--json"
    )
    assert made.json["key_file"] == str(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    info = shell("store", "info", "--store", path, "--key-file", str(key), "--json").json
    assert info["encrypted"] is True
    assert "--key-file" in shell.refused("store", "info", "--store", path)
    shell.refused(
        "store", "create", "--encrypt", "--key-file", str(key), "--store", str(tmp_path / "b.store")
    )
    assert shell("store", "check", "--store", path, "--key-file", str(key)).status == 0


@pytest.mark.parametrize("content", [b"", b"zz" * 32, b"00" * 31, b"00" * 33, b"\xff\xfe", b"00" * 100_000])
def test_what_is_no_key_is_said_to_be_none(
    shell: Shell, sample: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "k"
    file.write_bytes(content)
    assert "key" in shell.refused("store", "info", "--store", str(sample), "--key-file", str(file))
    assert "no key file" in shell.refused(
        "store", "info", "--store", str(sample), "--key-file", str(tmp_path / "n")
    )


def test_backup_restore_check_and_move_go_round(
    shell: Shell, admin: Shell, sample: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.store"
    rows = shell("store", "backup", str(backup), "--store", str(sample), "--json").json["rows"]
    admin("employee", "disable", "anouk")
    done = shell("store", "restore", str(backup), "--store", str(sample), "--json").json
    assert done["rows"] == rows
    assert Path(done["replaced"]).is_file()
    listed = admin("employee", "list", "--json").json["employees"]
    assert next(one for one in listed if one["login"] == "anouk")["active"]
    moved = tmp_path / "elsewhere" / "office.store"
    assert shell("store", "move", str(moved), "--store", str(sample)).status == 0
    assert shell("store", "check", "--store", str(moved), "--json").json["whole"] is True


def test_the_check_fails_with_every_finding(shell: Shell, sample: Path) -> None:
    connection = sqlite3.connect(sample)
    connection.execute("UPDATE write_context SET silent = 1")
    connection.commit()
    connection.close()
    ran = shell("store", "check", "--store", str(sample), "--json")
    assert ran.status == 1
    assert [finding["kind"] for finding in ran.json["findings"]] == ["context"]


def test_an_upgrade_of_a_store_that_is_up_to_date_changes_nothing(shell: Shell, sample: Path) -> None:
    before = sample.read_bytes()
    done = shell("store", "upgrade", "--store", str(sample), "--json").json
    assert done["before"] == done["after"]
    assert done["copy"] is None
    assert sample.read_bytes() == before


def test_a_search_index_that_misses_customers_is_found_and_made_anew(shell: Shell, tmp_path: Path) -> None:
    place = ["--store", str(tmp_path / "a.store")]
    shell("store", "create", "--customers", "20", *place)
    connection = sqlite3.connect(tmp_path / "a.store")
    connection.execute("UPDATE customer SET deleted_at = 1 WHERE id = (SELECT max(id) FROM customer)")
    connection.commit()
    connection.close()
    assert [one["kind"] for one in shell("store", "check", "--json", *place).json["findings"]] == ["search"]
    assert "made anew" in shell("store", "upgrade", *place).out
    assert shell("store", "check", *place).status == 0
