"""`model estimate` on the command line: a draft beside the version in use, with what is stated."""

from __future__ import annotations

from desktop_crm.core.paths import resources
from tests.cli.run import Shell

SAMPLE = resources() / "sample" / "model.toml"
SHORT = ("--days", "3", "--replications", "1", "--json")


def test_a_draft_is_estimated_beside_the_version_in_use(admin: Shell) -> None:
    assert admin("model", "import", str(SAMPLE)).status == 0
    ran = admin("model", "estimate", *SHORT, "--staff", "claims=3", "--arrivals", "claim=6")
    assert ran.status == 0
    claims = {one["process"]: one for one in ran.json["draft"]["processes"]}["claim"]
    assert claims["cases"] > 3
    assert ran.json["draft"] == ran.json["today"]  # the same model, the same chance
    assert {"code": "claims", "value": 3.0, "source": "stated"} in ran.json["inputs"]["staff"]
    assert admin("model", "simulate", *SHORT, "--staff", "claims=3", "--arrivals", "claim=6").json == ran.json


def test_what_can_not_be_read_is_refused_with_its_option(admin: Shell) -> None:
    for given in (("--staff", "claims=none"), ("--staff", "nobody=2"), ("--work", "x=1 h"), ("--days", "0")):
        ran = admin("model", "estimate", *given)
        assert ran.status == 1
        assert given[0] in ran.err


def test_a_person_reads_the_figures_in_lines(admin: Shell) -> None:
    ran = admin("model", "estimate", "--days", "5", "--replications", "2", "--arrivals", "claim=0")
    assert ran.status == 0
    assert "Claim: no case was concluded" in ran.out
    assert "busy" in ran.out
