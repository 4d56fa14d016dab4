"""The steps of a process as a graph: what leads to what, whatever waits or decides on the way."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.process.model import Duty, Model, Process, Step


def targets(process: Process, step: Step) -> list[str]:
    """Return the steps that `step` leads to, each once; a concluding step leads nowhere."""
    if step.concluding:
        return []
    return [to for to in dict.fromkeys(flow.to for flow in step.flows) if to in process.by_code]


def reached(process: Process, start: Iterable[str]) -> list[str]:
    """Return `start` and all steps that the flows lead to from there, nearest first."""
    found = list(dict.fromkeys(code for code in start if code in process.by_code))
    seen = set(found)
    for code in found:
        after = [one for one in targets(process, process.by_code[code]) if one not in seen]
        seen.update(after)
        found.extend(after)
    return found


def on_cycles(process: Process) -> set[str]:
    """Return the steps from which the flows lead back to themselves."""
    return cyclic({code: targets(process, step) for code, step in process.by_code.items()})


def cyclic(follows: dict[str, list[str]]) -> set[str]:
    """Return the places of a graph from which one comes back to them; all places that are named are keys.

    Those of a strongly connected part, found by two walks (Kosaraju, as in Aho, Hopcroft and Ullman 1983).
    """
    before = _turned(follows)
    found: set[str] = set()
    seen: set[str] = set()
    for code in reversed(_left(follows)):
        if code in seen:
            continue
        part, waiting = set[str](), [code]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                part.add(one)
                waiting.extend(before[one])
        if len(part) > 1 or code in follows[code]:
            found |= part
    return found


def _turned(follows: dict[str, list[str]]) -> dict[str, list[str]]:
    before: dict[str, list[str]] = {code: [] for code in follows}
    for code, after in follows.items():
        for one in after:
            before[one].append(code)
    return before


def _left(follows: dict[str, list[str]]) -> list[str]:
    """Return the steps in the order in which a walk depth first leaves them."""
    left: list[str] = []
    seen: set[str] = set()
    for start in follows:
        waiting = [(start, False)]
        while waiting:
            code, done = waiting.pop()
            if done:
                left.append(code)
            elif code not in seen:
                seen.add(code)
                waiting.append((code, True))
                waiting.extend((one, False) for one in follows[code])
    return left


def without_exit(process: Process) -> set[str]:
    """Return the steps of loops from which nothing leads out: neither to a conclusion nor to a dead end."""
    follows = {code: targets(process, step) for code, step in process.by_code.items()}
    before = _turned(follows)
    leading_out: set[str] = set()
    waiting = [code for code, after in follows.items() if not after]
    while waiting:
        code = waiting.pop()
        if code not in leading_out:
            leading_out.add(code)
            waiting.extend(before[code])
    return on_cycles(process) - leading_out


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
