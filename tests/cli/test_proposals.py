"""`model propose`, `proposals`, `accept` and `decline`: from a contact to the draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Shell


def test_a_proposal_goes_from_a_contact_to_the_draft(
    capsys: pytest.CaptureFixture[str], sample: Path
) -> None:
    admin = Shell(capsys, "--store", str(sample), "--as", "admin")
    people = admin("employee", "list", "--json").json["employees"]
    login = next(one["login"] for one in people if one["roles"] == ["front_office"])
    front = Shell(capsys, "--store", str(sample), "--as", login)
    case = front(
        "case", "start", "--process", "information_request", "--channel", "telephone",
        "--asks", "When does somebody call me back?", "--json",
    ).json["case"]  # fmt: skip
    (contact,) = (one["contact"] for one in front("case", "show", case, "--json").json["contacts"])

    first = front("model", "propose", contact, "--remark", "Every week", "--json").json["proposal"]
    second = front("model", "propose", contact, "--words", "Keep me informed", "--json").json["proposal"]
    assert "model" in front.refused("model", "accept", first)
    mine = front("model", "proposals", "--open", "--json").json
    assert not mine["decides"]
    assert [one["words"] for one in mine["proposals"]] == [
        "Keep me informed",
        "When does somebody call me back?",
    ]

    taken = admin("model", "accept", first, "--name", "Called back", "--json").json
    assert (taken["ksf"], taken["version"], taken["state"]) == ("called_back", 2, "taken")
    assert admin("model", "decline", second, "--reason", "Another word for the first").status == 0
    assert "Nothing is proposed" in admin("model", "proposals", "--open").out
    lines = front("model", "proposals").out
    assert "took it into draft 2, as “Called back”." in lines
    assert "declined it: “Another word for the first”" in lines
    written = admin("model", "export", "-", "--version", "2").out
    assert f'"{first}"' in written
    assert "When does somebody call me back?" in written
