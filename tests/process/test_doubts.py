"""What is doubtful in a model is a warning, what is worth a thought is advice; neither hinders publishing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_crm.process.findings import Finding, Severity, check
from desktop_crm.process.model import (
    Flow,
    Item,
    ItemType,
    Join,
    Ksf,
    Process,
    Responsibility,
    Role,
    Scope,
    Split,
)
from desktop_crm.process.toml_form import read
from tests.process.small_model import (
    CLAIM,
    SMALL,
    Change,
    a,
    a_step,
    also,
    errors,
    only,
    steps,
    when,
    without,
)

_DOUBTS: list[tuple[str, Change, str, str]] = [
    (
        "a step offered twice at once",
        steps(a_step("take", "assess", "other", activity="take", split=Split.ALL), a_step("other", "assess")),
        "twice-at-once",
        f"{CLAIM}, step assess",
    ),
    (
        "work in vain",
        steps(
            a_step("take", "assess", "other", activity="take", split=Split.ALL),
            a_step("assess", when("tell", "covered", "is", "yes"), "both"),
            a_step("other", "both"),
            a_step("both", "tell", join=Join.ALL),
        ),
        "in-vain",
        f"{CLAIM}, step both",
    ),
    (
        "a condition not registered on every way",
        steps(
            a_step("assess", "last"),
            a_step("take", when("assess", "covered", "is", "yes"), "last", activity="take"),
            a_step("last", when("more", "verdict", "is", "good"), "tell", activity=""),
            a_step("more", "tell"),
        ),
        "condition-maybe-unknown",
        f"{CLAIM}, step last",
    ),
    (
        "an input shown that nobody ever registered",
        lambda model: replace(
            model, uses=tuple(o for o in model.uses if (o.item, o.direction) != ("kind", "output"))
        ),
        "input-idle",
        "activity assess",
    ),
    ("an item of no use", also("items", Item("mood", "Mood", ItemType.TEXT)), "unused-item", "item mood"),
    (
        "an activity in no process",
        lambda model: also("activities", replace(model.activities[0], code="spare"))(
            also("responsibilities", Responsibility("front", "spare", model.responsibilities[0].duty))(model)
        ),
        "unused-activity",
        "activity spare",
    ),
    (
        "work that is beyond everybody's authority",
        lambda model: replace(
            model,
            responsibilities=tuple(
                one for one in model.responsibilities if (one.role, one.activity) != ("front", "assess")
            ),
        ),
        "authority-gap",
        "activity assess",
    ),
    ("a role with nothing to do", also("roles", Role("idle", "Idle")), "unused-role", "role idle"),
    (
        "a process that nothing measures",
        lambda model: replace(model, measurements=()),
        "process-without-ksf",
        CLAIM,
    ),
    (
        "a factor of no process",
        lambda model: replace(model, measurements=()),
        "ksf-without-process",
        "ksf settled",
    ),
    ("a factor nobody showed", a("ksfs", "settled", evidence=""), "ksf-without-evidence", "ksf settled"),
]


@pytest.mark.parametrize(
    ("change", "code", "place"), [one[1:] for one in _DOUBTS], ids=[one[0] for one in _DOUBTS]
)
def test_the_doubt_is_a_warning_with_its_place_and_no_error(change: Change, code: str, place: str) -> None:
    found = check(change(read(SMALL)))

    assert (code, place) in [(one.code, one.place) for one in found if one.severity is Severity.WARNING]
    assert [one for one in found if one.severity is Severity.ERROR] == []


def test_what_is_registered_and_never_used_is_advice() -> None:
    model = read(SMALL)
    found = check(replace(model, uses=tuple(one for one in model.uses if one.activity != "tell")))

    assert ("unused-output", "item verdict") in [
        (o.code, o.place) for o in found if o.severity is Severity.ADVICE
    ]


@pytest.mark.parametrize(
    "fields", [{"master": "policies"}, {"scope": Scope.CUSTOMER}], ids=["imported", "on file"]
)
def test_what_comes_from_outside_the_process_may_be_asked_for_anywhere(fields: dict[str, Any]) -> None:
    model = a("items", "verdict", **fields)(read(SMALL))
    asking = steps(a_step("take", when("assess", "verdict", "is", "good"), "tell", activity="take"))(model)

    assert errors(asking) == []


def test_what_an_activity_outside_the_process_registers_may_be_asked_for_anywhere() -> None:
    model = a("activities", "assess", outside=True)(read(SMALL))
    asking = steps(a_step("take", when("assess", "verdict", "is", "good"), "tell", activity="take"))(model)

    assert errors(asking) == []


def test_whether_a_value_is_there_may_be_asked_on_any_way() -> None:
    asking = steps(
        a_step("take", when("assess", "covered", "is", "yes"), "last", activity="take"),
        a_step("assess", "last"),
        a_step("last", when("more", "verdict", "known"), "tell", activity=""),
        a_step("more", "tell"),
    )(read(SMALL))

    assert "condition-maybe-unknown" not in {one.code for one in check(asking)}


def test_a_condition_on_what_runs_side_by_side_is_doubtful_and_no_error() -> None:
    beside = steps(
        a_step("take", "assess", "other", activity="take", split=Split.ALL),
        a_step("assess", "both"),
        a_step("other", "both", only_when=only("verdict", "is", "good")),
        a_step("both", "tell", activity="", join=Join.ALL),
    )(read(SMALL))

    assert errors(beside) == []
    assert "condition-maybe-unknown" in {one.code for one in check(beside)}


def test_only_advice_is_given_about_the_size_of_a_model() -> None:
    def sizes(count: int) -> list[Finding]:
        (one,) = read(SMALL).processes
        many: tuple[Process, ...] = tuple(replace(one, code=f"claim_{number}") for number in range(count))
        found = check(replace(read(SMALL), processes=many, measurements=()))
        return [finding for finding in found if finding.code == "range" and "processes" in finding.sentence]

    assert sizes(10) == sizes(20) == []
    assert [one.severity for one in (*sizes(9), *sizes(21))] == [Severity.ADVICE, Severity.ADVICE]


def test_errors_come_first_and_no_finding_comes_twice() -> None:
    model = also("ksfs", Ksf("idle", "Idle", "Nothing.", "throughput"))(
        without("roles", "claims")(read(SMALL))
    )
    found = check(model)

    weights = [list(Severity).index(one.severity) for one in found]
    assert weights == sorted(weights)
    assert len(set(found)) == len(found)


def test_an_input_of_what_runs_side_by_side_is_doubtful_and_no_error() -> None:
    beside = steps(
        a_step("take", "assess", "show", activity="take", split=Split.ALL),
        a_step("assess", "both"),
        a_step("show", "both", activity="tell"),
        a_step("both", "tell", activity="", join=Join.ALL),
    )(read(SMALL))

    assert errors(beside) == []
    assert ("input-maybe-missing", f"{CLAIM}, step show") in [(one.code, one.place) for one in check(beside)]


def test_a_flow_that_asks_more_than_an_earlier_one_is_never_taken_and_the_other_way_round_it_is() -> None:
    narrow = Flow("tell", (*when("tell", "covered", "is", "yes").when, *only("kind", "known")))
    wide = when("assess", "covered", "is", "yes")

    def codes(*flows: Flow) -> set[str]:
        return {
            code
            for code, _place in errors(steps(a_step("take", *flows, "tell", activity="take"))(read(SMALL)))
        }

    assert "never-taken" in codes(wide, narrow)
    assert "never-taken" not in codes(narrow, wide)
