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


def test_an_absence_is_said_shown_and_ended(admin: Shell) -> None:
    assert not admin("employee", "add", "mia", "--name", "Mia Front", "--role", "front_office").status
    key = admin(
        "team", "away", "--employee", "mia", "--from", "2026-01-01T00:00:00+00:00",
        "--till", "2099-01-01T00:00:00+00:00", "--deputy", "admin", "--json",
    )  # fmt: skip
    assert key.status == 1
    assert "two years" in key.err
    away = ("team", "away", "--employee", "mia", "--from", "2098-01-01T00:00:00+00:00")
    told = admin(*away, "--till", "2098-02-01T00:00:00+00:00", "--deputy", "admin", "--json").json
    (found,) = admin("team", "absences", "--json").json["absences"]
    assert (found["id"], found["name"]) == (told["absence"], "Mia Front")
    assert "stands in" in admin("team", "absences").out
    admin("team", "back", told["absence"])
    assert admin("team", "absences").out == "Nobody is away.\n"
    assert "over already" in admin.refused("team", "back", told["absence"])


def test_the_pulse_counts_an_answer_once_and_tells_of_no_quarter_that_is_not_over(admin: Shell) -> None:
    told = admin("team", "pulse", "yes", "--json").json
    assert told == {"every_quarters": 2, "fewest": 5, "quarters": []}
    assert "asked this lately" in admin.refused("team", "pulse", "no")
    assert admin("team", "pulse", "--every", "0").out.startswith("Employees are not asked.")


def test_nothing_is_said_of_what_customers_did_while_no_verdict_is_old_enough(admin: Shell) -> None:
    told = admin("team", "stated", "--days", "90", "--json").json
    assert (told["days"], told["parts"], told["drawn"]) == (90, [], False)
    assert "nothing can be said" in admin("team", "stated").out
    assert "30 to 730" in admin.refused("team", "stated", "--days", "1")


def test_figures_tell_of_facts_and_of_talks_too(admin: Shell) -> None:
    told = admin("team", "figures", "--json").json["care"]
    assert told["facts"]["count"] == 0
    assert told["talks"]["count"] is None
    assert "of those we meant to: not shown" in admin("team", "figures").out
