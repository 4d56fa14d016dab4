"""The steps of a process as a graph: what leads to what, whatever waits or decides on the way."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.process.model import Duty, Model, Process, Step


def targets(process: Process, step: Step) -> list[str]:
    """Return the steps that `step` leads to, each once; a concluding step leads nowhere."""
    if step.concluding:
        return []
    return [to for to in dict.fromkeys(flow.to for flow in step.flows) if to in process.by_code]


def reached(process: Process, start: Iterable[str]) -> set[str]:
    """Return `start` and all steps that the flows lead to from there."""
    found: set[str] = set()
    waiting = [code for code in start if code in process.by_code]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(targets(process, process.by_code[code]))
    return found


def on_cycles(process: Process) -> set[str]:
    """Return the steps from which the flows lead back to themselves."""
    return {
        code for code, step in process.by_code.items() if code in reached(process, targets(process, step))
    }


def without_exit(process: Process) -> set[str]:
    """Return the steps of loops from which nothing leads out: neither to a conclusion nor to a dead end."""
    found: set[str] = set()
    for code in on_cycles(process):
        after = [process.by_code[one] for one in reached(process, [code])]
        if all(targets(process, one) for one in after):
            found.add(code)
    return found


def starters(model: Model, process: Process) -> list[str]:
    """Return the roles that may start a process: those responsible for a first activity of it.

    Steps that only route, and those that nobody but the system does, are looked through.
    """
    found: list[str] = []
    seen: set[str] = set()
    waiting = [code for code in process.start if code in process.by_code]
    while waiting:
        step = process.by_code[waiting.pop(0)]
        if step.code in seen:
            continue
        seen.add(step.code)
        able = [one.role for one in model.duties.get(step.activity, ()) if one.duty is Duty.RESPONSIBLE]
        found += [role for role in able if role not in found]
        if not able:
            waiting += targets(process, step)
    return found
