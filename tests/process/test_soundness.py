"""The token game says of a process what playing it step by step shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given, settings

from desktop_crm.process import soundness
from desktop_crm.process.model import Event, Flow, Join, Process, Split, Step
from desktop_crm.process.soundness import examine
from tests.process.loose import loose_processes
from tests.sampling import examples

Tokens = tuple[tuple[str, str], ...]  # sorted pairs of from and to; one pair a token


def process(*steps: Step, start: tuple[str, ...] = ("a",)) -> Process:
    return Process("p", "P", Event("begin"), Event("end", "out"), start, steps)


def step(code: str, to: str = "", *, all_of: bool = False, join: bool = False) -> Step:
    """A step with the flows named in `to`; without flows it concludes."""
    return Step(
        code,
        "work",
        flows=tuple(Flow(target) for target in to.split()),
        split=Split.ALL if all_of else Split.ONE,
        join=Join.ALL if join else Join.ANY,
        concluding=not to,
    )


def test_a_sequence_with_a_choice_a_join_and_a_loop_is_sound() -> None:
    seen = examine(
        process(
            step("a", "b d"),
            step("b", "c1 c2", all_of=True),
            step("c1", "d2"),
            step("c2", "d2"),
            step("d2", "d", join=True),
            step("d", "a e"),
            step("e"),
        )
    )
    assert seen.fired == {"a", "b", "c1", "c2", "d2", "d", "e"}
    assert (seen.stuck, seen.endless, seen.twice, seen.left_over) == (set(), set(), set(), set())
    assert seen.complete
    assert seen.every_order


def test_a_join_of_two_branches_of_a_choice_waits_for_ever() -> None:
    seen = examine(process(step("a", "b c"), step("b", "j"), step("c", "j"), step("j", join=True)))
    assert seen.stuck == {"j"}
    assert "j" not in seen.fired
    assert "j" in seen.arrived


def test_a_join_that_one_way_starves_is_stuck_on_that_way_only() -> None:
    seen = examine(
        process(
            step("a", "b c", all_of=True),
            step("b", "j x"),
            step("c", "j"),
            step("x", "x2"),
            step("x2", "k"),
            step("j", "k", join=True),
            step("k"),
        )
    )
    assert seen.fired == {"a", "b", "c", "x", "x2", "j", "k"}
    assert seen.left_over == {"j"}


def test_a_loop_without_a_way_out_is_endless() -> None:
    seen = examine(process(step("a", "b e"), step("b", "c"), step("c", "b"), step("e")))
    assert seen.endless == {"b", "c"}


def test_a_case_is_not_concluded_while_a_loop_without_a_way_out_runs_beside() -> None:
    seen = examine(process(step("a", "b e", all_of=True), step("b", "c"), step("c", "b"), step("e")))
    assert seen.endless >= {"b", "c"}


def test_a_case_is_concluded_while_what_may_be_skipped_goes_round_beside() -> None:
    around = Step("b", "work", flows=(Flow("b"),), skippable=True)
    assert examine(process(step("a", "b e", all_of=True), around, step("e"))).endless == set()


def test_a_dead_end_is_a_standstill_also_where_it_may_be_skipped() -> None:
    seen = examine(process(step("a", "a"), Step("b", "work", skippable=True), start=("a", "b")))
    assert seen.endless == examine(process(step("a", "a"), Step("b", "work"), start=("a", "b"))).endless


def test_a_concluding_step_leads_nowhere_even_where_flows_stand() -> None:
    last = Step("b", "work", flows=(Flow("c"),), concluding=True)
    assert examine(process(step("a", "b"), last, step("c"))).fired == {"a", "b"}


def test_side_by_side_without_a_join_a_step_is_offered_twice() -> None:
    seen = examine(
        process(step("a", "b c", all_of=True), step("b", "e"), step("c", "e"), step("e", "f"), step("f"))
    )
    assert "e" in seen.twice
    assert seen.left_over == set()


def test_a_start_step_that_joins_waits_for_no_token() -> None:
    seen = examine(process(step("a", "b", join=True), step("b", "a e"), step("e")))
    assert seen.fired == {"a", "b", "e"}
    assert seen.stuck == set()


def test_several_starts_run_side_by_side() -> None:
    seen = examine(process(step("a", "j"), step("b", "j"), step("j", join=True), start=("a", "b")))
    assert seen.fired == {"a", "b", "j"}
    assert seen.stuck == set()


def wide(branches: int, length: int, *, starving: bool = False) -> Process:
    """Branches side by side and their join; `starving`: one of them may go elsewhere."""
    steps = [step("a", " ".join(f"b{one}_0" for one in range(branches)), all_of=True)]
    for one in range(branches):
        for place in range(length):
            to = f"b{one}_{place + 1}" if place + 1 < length else "j"
            steps.append(step(f"b{one}_{place}", f"{to} lost" if starving and (one, place) == (0, 0) else to))
    if starving:
        steps += [step("lost", "lost2"), step("lost2", "lost j2"), step("j2", "e", join=True)]
    return process(*steps, step("j", "e", join=True), step("e"))


@pytest.mark.parametrize(("branches", "length"), [(12, 2), (30, 1), (20, 10)])
def test_many_branches_side_by_side_are_judged_exactly(branches: int, length: int) -> None:
    seen = examine(wide(branches, length))
    assert seen.complete
    assert not seen.every_order
    assert seen.fired == {one.code for one in wide(branches, length).steps}
    assert (seen.stuck, seen.endless) == (set(), set())


def test_a_fault_among_many_branches_is_found() -> None:
    seen = examine(wide(14, 2, starving=True))
    assert seen.complete
    assert seen.left_over == seen.left_over | {"j"}


def test_too_many_choices_side_by_side_are_said_to_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "MOST_ORDERS", 5)
    monkeypatch.setattr(soundness, "MOST_MARKINGS", 5)
    assert not examine(wide(6, 2)).complete


@dataclass
class Played:
    """What playing a process by hand showed."""

    fired: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    left_over: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    endless: bool = False


class _ThreeTokens(Exception):
    """An arc holds more tokens than are told apart."""


def play(played: Process) -> Played:
    """Play `played` in every way, by the plainest reading of the rules; `_ThreeTokens` where they pile up."""
    result = Played()
    begin: Tokens = tuple(sorted(("", code) for code in played.start))
    follows: dict[Tokens, set[Tokens]] = {}
    concluded: set[Tokens] = set()
    waiting = [begin]
    while waiting:
        tokens = waiting.pop()
        if tokens in follows:
            continue
        follows[tokens] = set()
        assume(len(follows) < 300)
        if any(count > 2 for count in Counter(tokens).values()):
            raise _ThreeTokens
        moves = 0
        for one in played.steps:
            for rest in _takings(played, one, tokens):
                moves += 1
                result.fired.add(one.code)
                if one.concluding or not one.flows:
                    _end(played, one, rest, tokens, concluded, result)
                    continue
                for outcome in [one.flows] if one.split is Split.ALL else [(flow,) for flow in one.flows]:
                    follows[tokens].add(tuple(sorted((*rest, *((one.code, flow.to) for flow in outcome)))))
        if not moves:
            concluded.add(tokens)
            result.stuck |= {to for _from, to in tokens}
        waiting.extend(follows[tokens])
    _judge(result, played, follows, concluded)
    return result


def _end(
    played: Process,
    one: Step,
    rest: list[tuple[str, str]],
    tokens: Tokens,
    concluded: set[Tokens],
    result: Played,
) -> None:
    """A case is concluded, unless a step that is required is open; joins may still wait."""
    able = [(other, left) for other in played.steps for left in _takings(played, other, tuple(rest))]
    if one.concluding and any(not (other.skippable or other.concluding) for other, _left in able):
        return
    concluded.add(tokens)
    taken = [Counter(rest) - Counter(left) for _other, left in able]
    result.left_over |= {token[1] for token in rest if not any(token in used for used in taken)}


def _takings(played: Process, one: Step, tokens: Tokens) -> list[list[tuple[str, str]]]:
    """What is left of the tokens for each way in which a step can take its own."""
    ways: list[list[tuple[str, str]]] = []
    sources = {other.code for other in played.steps if any(flow.to == one.code for flow in other.flows)}
    wanted = [[(source, one.code)] for source in sources]
    if one.join is Join.ALL and sources:
        wanted = [[(source, one.code) for source in sources]]
    for want in [*wanted, [("", one.code)]]:
        rest = list(tokens)
        try:
            for token in want:
                rest.remove(token)
        except ValueError:
            continue
        ways.append(rest)
    return ways


def _judge(
    result: Played, played: Process, follows: dict[Tokens, set[Tokens]], concluded: set[Tokens]
) -> None:
    ending = set(concluded)
    while more := {tokens for tokens, after in follows.items() if tokens not in ending and after & ending}:
        ending |= more
    result.endless = bool(follows.keys() - ending)
    for tokens in follows:
        for one in played.steps:
            here = Counter(token for token in tokens if token[1] == one.code)
            doubled = max(here.values(), default=0) > 1
            if doubled or (one.join is Join.ANY and here.total() > 1):
                result.twice.add(one.code)


@given(loose_processes())
@settings(max_examples=examples(100, soak=1_000))
def test_any_process_shows_what_playing_it_by_hand_shows(played: Process) -> None:
    try:
        expected = play(played)
    except _ThreeTokens:
        assert soundness._Game(soundness._Net(played), 300, in_order=False).play().twice
        return
    seen = examine(played)
    assert seen.fired == expected.fired
    assert seen.stuck == expected.stuck
    assert seen.twice == expected.twice
    assert seen.left_over == expected.left_over
    assert bool(seen.endless) == expected.endless


@given(loose_processes(most_steps=9))
@settings(max_examples=examples(100, soak=1_000))
def test_one_step_at_a_time_finds_the_same_faults_as_every_order(played: Process) -> None:
    net = soundness._Net(played)
    whole = soundness._Game(net, 300, in_order=False).play()
    assume(whole.complete and not whole.twice)
    in_order = soundness._Game(net, 300, in_order=True).play()
    assert (in_order.fired, in_order.stuck) == (whole.fired, whole.stuck)
    assert bool(in_order.endless) == bool(whole.endless)
