"""`team`: figures, process times and the rule on people, on the command line."""

from __future__ import annotations

from tests.cli.run import Shell


def test_a_new_company_has_no_figures_yet_and_says_so(admin: Shell) -> None:
    told = admin("team", "figures", "--json").json["ksfs"]
    assert {one["verdict"] for one in told} == {"untold"}
    assert "not shown" in admin("team", "figures", "--team", "front").out


def test_process_times_are_told_for_a_process_that_there_is(admin: Shell) -> None:
    told = admin("team", "times", "claim", "--json").json
    assert (told["cases"], told["hand_overs"]) == (0, [])
    assert "0 cases" in admin("team", "times", "claim", "--months", "12").out
    assert "no such process" in admin.refused("team", "times", "nothing")


def test_the_rule_on_people_is_set_within_bounds(admin: Shell) -> None:
    assert admin("team", "fewest", "--json").json == {"fewest": 5}
    assert admin("team", "fewest", "3", "--json").json == {"fewest": 3}
    assert "three people at least" in admin.refused("team", "fewest", "2")
    assert "rest on 3 people" in admin("team", "fewest").out
