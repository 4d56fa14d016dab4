"""`contacts consent`, `reach`, `relate`, `hand-over` and JSON out and in, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Shell

CARDS = "".join(
    f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nN:{name.split()[-1]};;;;\nEND:VCARD\n"
    for name in ("Jan Vries", "Els Smit")
)


@pytest.fixture
def two(admin: Shell, tmp_path: Path) -> tuple[str, str]:
    path = tmp_path / "two.vcf"
    path.write_text(CARDS, encoding="utf-8")
    jan, els = admin("contacts", "import", str(path), "--json").json["ids"]
    return str(jan), str(els)


def test_a_file_is_kept_up_and_goes_out_as_json_and_comes_back(
    admin: Shell, two: tuple[str, str], tmp_path: Path
) -> None:
    jan, els = two
    admin("contacts", "consent", jan, "--channel", "email", "--yes", "--purpose", "news", "--proof", "signed")
    told = admin("contacts", "consent", jan, "--channel", "email", "--no", "--purpose", "news", "--json").json
    assert [one["consent"]["given"] for one in told["consents"]] == [False, True]
    assert "--channel" in admin.refused("contacts", "consent", jan, "--yes")
    added = admin("contacts", "reach", jan, "phone", "038-12", "--until", "2030-01-01", "--json")
    assert "no whole telephone number" in added.err
    admin("contacts", "reach", jan, "address", "--street", "Markt 1", "--town", "Zwolle")
    assert admin("contacts", "unreach", jan, added.json["row"]).status == 0
    admin("contacts", "relate", jan, els, "household")
    admin("contacts", "tag", jan, "fleet")
    shown = admin("contacts", "show", jan, "--json").json["profile"]
    assert (shown["points"], shown["addresses"][0]["town"]) == ([], "Zwolle")
    out = tmp_path / "all.json"
    assert admin("contacts", "export", str(out), "--json").json["customers"] == 2
    again = admin("contacts", "import", str(out), "--json").json
    assert (again["unchanged"], again["rejected"]) == (2, [])
    admin("contacts", "relate", jan, els, "household", "--remove")
    assert "no such relation" in admin.refused("contacts", "relate", jan, els, "household", "--remove")


def test_a_portfolio_is_handed_over_by_log_in(admin: Shell, two: tuple[str, str]) -> None:
    admin("contacts", "edit", two[0], "--set", "owner=admin")
    assert "the same" in admin.refused("contacts", "hand-over", "admin", "admin")
