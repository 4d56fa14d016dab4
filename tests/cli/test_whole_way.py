"""One customer's whole way, on the command line: brought in twice, found, opened, edited, recognised as
one, merged, taken apart, told everything, erased; on a small store, or on the one that an environment variable names.

`DESKTOP_CRM_WHOLE_WAY=FILE` names a generated store of any size; it is written to, so give a copy.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desktop_crm.access.accounts import set_password
from desktop_crm.access.passwords import Passwords
from desktop_crm.bench.generator import fill
from desktop_crm.core.ids import new_id
from desktop_crm.store.open import open_store
from tests.cli.run import PASSWORD, Shell
from tests.employees import employ

NAMED = os.environ.get("DESKTOP_CRM_WHOLE_WAY", "")
ROWS = """Reference,Given name,Family name,Birth date,E-mail,Street,Postcode,Town
{one},Quirijn,{family},1970-02-03,q@{family}.example,Kade 8,8011 AB,Zwolle
{two},Quirijn,{family},1970-02-03,q@{family}.example,Kade 8,8011 AB,Zwolle
"""


@pytest.fixture
def place(sample: Path) -> tuple[Path, str]:
    """The store and the log-in of somebody who may do everything there."""
    path, login = Path(NAMED) if NAMED else sample, f"way{new_id().hex[-6:]}"
    if not NAMED:
        fill(path, customers=60)
    store = open_store(path)
    actor = employ(store, login, "Wei Way", [], all_roles=True)
    with store.write(None) as work:
        set_password(work, actor.id, Passwords().hash(PASSWORD), must_change=False)
    store.close()
    return path, login


def twins_in(tmp_path: Path) -> tuple[Path, str, str]:
    """A file in which somebody stands twice: the file, their family name, and how their references begin."""
    family = "Zq" + new_id().hex[-8:].translate(str.maketrans("0123456789", "ghijklmnop"))
    path = tmp_path / "twins.csv"
    mark = family.lower()
    path.write_text(ROWS.format(family=family, one=f"{mark}1", two=f"{mark}2"), encoding="utf-8")
    return path, family, mark


def test_the_whole_way_of_a_customer_on_the_command_line(
    place: tuple[Path, str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    path, login = place
    file, family, mark = twins_in(tmp_path)
    shell = Shell(capsys, "--store", str(path), "--as", login)
    one, two = f"{mark}1", f"{mark}2"
    came = shell("contacts", "import", str(file), "--json").json
    assert (came["created"], came["rejected"]) == (2, [])
    found = shell("contacts", "find", family.lower()[:-1], "--json").json["customers"]
    assert {who["id"] for who in found} >= set(came["ids"])
    assert family in shell("contacts", "show", one).out
    assert shell("contacts", "edit", one, "--set", "note=rings the bell").status == 0
    assert "rings the bell" in shell("contacts", "show", one, "--json").out
    pairs = shell("contacts", "duplicates", "--rules", "strict", "--json").json["pairs"]
    assert {one, two} in [{pair["reference_a"], pair["reference_b"]} for pair in pairs]
    assert shell("contacts", "merge", one, two).status == 0
    assert len(shell("contacts", "find", family, "--json").json["customers"]) == 1
    assert shell("contacts", "unmerge", came["ids"][1]).status == 0
    assert len(shell("contacts", "find", family, "--json").json["customers"]) == 2
    files = [tmp_path / "held.json", tmp_path / "held.pdf"]
    assert shell("contacts", "export-person", one, "--out", str(files[0]), "--out", str(files[1])).status == 0
    assert json.loads(files[0].read_text(encoding="utf-8"))["held"]["customer"][0]["family"] == family
    for who in (one, two):
        assert shell("contacts", "erase", who, "--json").json["freed"] is True
    assert shell("contacts", "find", family, "--json").json["customers"] == []
