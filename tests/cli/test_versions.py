"""`model` and `case` on the command line: from a sketch to a version that all work by, and a case that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.core.paths import resources
from tests.cli.run import Shell

SAMPLE = resources() / "sample" / "model.toml"


@pytest.fixture
def at(capsys: pytest.CaptureFixture[str], sample: Path) -> dict[str, Shell]:
    """Shells of the sample company: Ada administers, the owner of processes, and somebody at the desk."""
    admin = Shell(capsys, "--store", str(sample), "--as", "admin")
    people = admin("employee", "list", "--json").json["employees"]
    owner = next(one["login"] for one in people if "management" in one["roles"])
    front = [one["login"] for one in people if one["roles"] == ["front_office"]]
    logins = {"admin": "admin", "owner": owner, "front": front[0], "other": front[1]}
    return {name: Shell(capsys, "--store", str(sample), "--as", login) for name, login in logins.items()} | {
        "login": front[0]
    }  # type: ignore[dict-item]


@pytest.fixture
def changed(tmp_path: Path) -> str:
    file = tmp_path / "changed.toml"
    file.write_text(SAMPLE.read_text("utf-8").replace("Front office", "Reception", 1), "utf-8")
    return str(file)


def test_from_a_sketch_to_a_version_that_all_work_by(at: dict[str, Shell], changed: str) -> None:
    assert at["front"]("model", "sketch", changed, "--json").json["version"] == 2
    assert at["other"]("model", "sketch", "--json").json["version"] == 3
    compared = at["owner"]("model", "compare", "2", "3", "--json").json
    assert compared["with"] == 1
    assert compared["places"] == [
        {
            "place": "role front_office",
            "agreed": False,
            "views": [["Name: “Front office” → “Reception”."], []],
        }
    ]
    assert "as it was" in at["owner"]("model", "compare", "2", "3").out
    at["front"].refused("model", "choose", "2")

    assert at["owner"]("model", "choose", "2", "--why", "Shorter").status == 0
    assert at["owner"]("model", "sponsor", "Mw. Vos").status == 0
    code = at["owner"]("model", "show", "--json").json["ksfs"][0]["code"]
    aim = at["owner"]("model", "success", code, "--aim", "95%", "--baseline", "0.8", "--json")
    assert (aim.json["aim"], aim.json["baseline"]) == (0.95, 0.8)
    assert "second person" in at["owner"].refused("model", "publish")
    assert at["owner"]("model", "send-back", "--remarks", "Why?").status == 0
    assert "Why?" in at["owner"].refused("model", "publish")
    assert at["admin"]("model", "approve", "--remarks", "Good").status == 0

    ran = at["owner"]("model", "publish", "--json")
    assert "Name: “Front office” → “Reception”." in ran.err
    assert ran.json == {"version": 2, "state": "published"}
    stands = at["front"]("model", "standing", "2", "--json").json
    assert (stands["sponsor"], stands["state"]) == ("Mw. Vos", "published")
    assert [one["kind"] for one in stands["acts"]] == [
        "begun", "chosen", "sponsor", "success", "sent_back", "approved", "published",
    ]  # fmt: skip


def test_a_team_tries_it_first_and_its_case_is_carried_along(at: dict[str, Shell], changed: str) -> None:
    login = str(at["login"])
    at["owner"]("model", "import", changed)
    at["admin"]("model", "approve")
    assert at["owner"]("model", "pilot", "--employee", login, "--json").json["state"] == "pilot"
    started = at["other"](
        "case", "start", "--process", "information_request", "--channel", "telephone", "--json"
    )
    case = started.json["case"]
    assert "stays under version 1" in at["other"].refused("case", "carry", case)

    assert at["front"]("model", "remark", "It asks less of the customer").status == 0
    lines = at["owner"]("model", "standing", "2").out
    assert "It asks less of the customer" in lines
    assert "Tried by: " in lines

    assert at["owner"]("model", "publish", "--json").json == {"version": 2, "state": "published"}
    assert at["other"]("case", "carry", case).status == 0
    assert at["owner"]("model", "withdraw", "--json").json == {"version": 2, "state": "withdrawn"}


def test_while_there_is_a_draft_another_is_kept_only_as_a_sketch_or_in_its_place(
    at: dict[str, Shell], changed: str
) -> None:
    at["owner"]("model", "import", changed)
    assert "a draft already, version 2" in at["owner"].refused("model", "import", str(SAMPLE))
    assert at["owner"]("model", "import", str(SAMPLE), "--sketch", "--json").json["state"] == "sketch"
    kept = at["owner"]("model", "import", str(SAMPLE), "--replace", "--json").json
    assert (kept["version"], kept["state"]) == (4, "draft")
    at["admin"].refused("model", "set-aside")  # not theirs
    assert at["owner"]("model", "set-aside", "--json").json == {"version": 4, "state": "discarded"}
    assert at["front"]("model", "show", "--version", "4", "--json").json["state"] == "discarded"


@pytest.mark.parametrize("share", ["95", "-1", "half", "120%"])
def test_a_share_that_is_none_is_refused(at: dict[str, Shell], changed: str, share: str) -> None:
    at["owner"]("model", "import", changed)
    code = at["owner"]("model", "show", "--json").json["ksfs"][0]["code"]
    assert "0.95 or 95%" in at["owner"].refused("model", "success", code, f"--aim={share}")
