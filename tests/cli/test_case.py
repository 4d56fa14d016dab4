"""`case`: the same call, and the way back, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import Shell


@pytest.fixture
def anouk(capsys: pytest.CaptureFixture[str], sample: Path) -> Shell:
    """A shell of somebody at the front office."""
    return Shell(capsys, "--store", str(sample), "--as", "anouk", "--json")


def started(shell: Shell, channel: str = "telephone") -> Any:
    asked = ("--asks", "Is my son insured on my bicycle?")
    return shell("case", "start", "--process", "information_request", "--channel", channel, *asked).json


def completed(shell: Shell, item: Any, *more: str) -> Any:
    """Complete a work item with something in every field that must be answered."""
    known = {"yes-no": "yes", "number": "3", "date": "2026-11-24"}
    given = [
        f"--set={one['item']}={one['choices'][0] if one['choices'] else known.get(one['type'], 'words')}"
        for one in item["outputs"]
        if one["required"]
    ]
    return shell("case", "complete", item["work_item"], *given, *more).json


def first_contact(shell: Shell, case: str) -> list[str]:
    clocks = shell("case", "show", case).json["clocks"]
    return [clock["state"] for clock in clocks if clock["measure"] == "first_contact_resolution"]


def test_a_question_answered_in_the_call_that_raised_it_is_resolved_at_first_contact(anouk: Shell) -> None:
    begun = started(anouk)
    after = completed(anouk, begun["open"][0], "--same-contact")
    done = completed(anouk, after["open"][0], "--same-contact", "--delivered", "he is")
    assert done["concluded"]
    assert first_contact(anouk, begun["case"]) == ["met"]
    assert len(anouk("case", "show", begun["case"]).json["contacts"]) == 1


def test_a_case_without_a_promise_takes_what_is_offered_and_says_so(anouk: Shell) -> None:
    ran = anouk("case", "start", "--process", "information_request", "--channel", "telephone")
    assert ran.json["promised_until"] is not None
    assert "Promised: " in ran.err
    offer = anouk("case", "promise", ran.json["case"]).json["offer"]
    assert set(offer) == {"until", "share", "cases", "basis", "about"}


def test_whoever_asks_is_promised_what_is_offered_or_to_hear_from_us(anouk: Shell) -> None:
    case = started(anouk)["case"]
    offer = anouk("case", "promise", case).json["offer"]
    assert anouk("case", "promise", case, "--offered").json["promised_until"] == offer["until"]
    later = "2099-11-23T12:00:00+00:00"
    assert anouk("case", "promise", case, later, "--contact").json["promised_until"] == later
    assert "not both" in anouk.refused("case", "promise", case, later, "--offered")


def test_an_answer_in_another_call_is_not(anouk: Shell) -> None:
    begun = started(anouk)
    after = completed(anouk, begun["open"][0])
    completed(anouk, after["open"][0], "--channel", "telephone")
    assert first_contact(anouk, begun["case"]) == ["missed"]


def test_a_message_is_no_contact_that_goes_on(anouk: Shell) -> None:
    begun = started(anouk, channel="email")
    (item,) = begun["open"]
    said = anouk.refused("case", "complete", item["work_item"], "--same-contact")
    assert "No call or visit goes on" in said


@pytest.mark.parametrize("options", [[], ["--channel", "telephone", "--same-contact"]])
def test_concluding_takes_a_channel_or_the_same_contact(anouk: Shell, options: list[str]) -> None:
    begun = started(anouk)
    assert anouk("case", "conclude", begun["case"], *options).status == 2


def test_back_returns_to_the_step_before_and_not_to_what_was_undone(anouk: Shell) -> None:
    begun = started(anouk)
    after = completed(anouk, begun["open"][0])
    (answer,) = after["open"]
    again = anouk("case", "back", answer["work_item"]).json
    (receive,) = again["open"]
    assert receive["step"] == "receive"
    assert "no completed step before" in anouk.refused("case", "back", receive["work_item"])


def test_a_case_becomes_urgent_with_a_reason_and_says_so(anouk: Shell) -> None:
    case = started(anouk)["case"]
    assert anouk("case", "show", case).json["priority"] == "normal"
    assert anouk("case", "priority", case, "--to", "urgent", "--reason", "She is stranded").status == 0
    assert anouk("case", "show", case).json["priority"] == "urgent"
    assert "urgent already" in anouk.refused("case", "priority", case, "--to", "urgent", "--reason", "Again")
