"""What leads to what: the quick answers are those of plain search."""

from __future__ import annotations

from hypothesis import given

from desktop_crm.process.graph import on_cycles, reached, targets, without_exit
from desktop_crm.process.model import Process
from tests.process.loose import loose_processes


@given(loose_processes(most_steps=8))
def test_a_step_is_on_a_cycle_when_it_is_reached_from_what_follows_it(process: Process) -> None:
    follows = {code: targets(process, step) for code, step in process.by_code.items()}
    expected = {code for code, after in follows.items() if code in reached(process, after)}

    assert on_cycles(process) == expected
    assert without_exit(process) == {
        code for code in expected if all(follows[one] for one in reached(process, [code]))
    }


@given(loose_processes(most_steps=8))
def test_what_is_reached_is_closed_under_the_flows_and_each_step_stands_once(process: Process) -> None:
    found = reached(process, process.start)

    assert len(set(found)) == len(found)
    assert found[: len(process.start)] == list(process.start)
    for code in found:
        assert set(targets(process, process.by_code[code])) <= set(found)
