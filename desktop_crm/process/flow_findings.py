"""Findings on the flow of one process: dead ends, steps out of reach, joins, loops, branches, interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Direction, Join, Model, Performer, Process, Scope, Split, Step
from desktop_crm.process.severity import Finding, Severity
from desktop_crm.process.soundness import Soundness, examine


def check_process(model: Model, process: Process) -> Iterator[Finding]:
    """Yield the findings on a process; its token game is examined only where its references hold."""
    broken = [*_references(model, process)]
    yield from broken
    yield from _branches(process)
    if not broken:
        yield from _token_game(process, examine(process))
        yield from _loops_alone(model, process)
        yield from _interfaces(model, process)


def _place(process: Process, step: str = "") -> str:
    return f"process {process.code}, step {step}" if step else f"process {process.code}"


def _error(code: str, place: str, sentence: str) -> Finding:
    return Finding(code, Severity.ERROR, place, sentence)


def _references(model: Model, process: Process) -> Iterator[Finding]:
    if not process.steps:
        yield _error("no-steps", _place(process), _("The process has no steps."))
    if not process.start:
        yield _error("no-start", _place(process), _("The process starts at no step; name one."))
    for code in process.start:
        if code not in process.by_code:
            yield _error(
                "unknown-reference",
                _place(process),
                _("There is no step “{code}” to start at.").format(code=code),
            )
    if len(set(process.start)) != len(process.start) or len(process.by_code) != len(process.steps):
        yield _error("twice", _place(process), _("A step stands here twice; give one another code."))
    for step in process.steps:
        if step.activity and step.activity not in model.activity:
            yield _error(
                "unknown-reference",
                _place(process, step.code),
                _("There is no activity “{code}”.").format(code=step.activity),
            )
        for flow in step.flows:
            if flow.to not in process.by_code:
                yield _error(
                    "unknown-reference",
                    _place(process, step.code),
                    _("There is no step “{code}” to go to.").format(code=flow.to),
                )
    for event in (process.starting, process.concluding):
        for channel in event.channels:
            if channel not in model.channel:
                yield _error(
                    "unknown-reference",
                    _place(process),
                    _("There is no channel “{code}”.").format(code=channel),
                )


def _branches(process: Process) -> Iterator[Finding]:
    for step in process.steps:
        place = _place(process, step.code)
        if not step.flows and not step.concluding:
            yield _error(
                "dead-end", place, _("Nothing follows this step and it does not conclude the process.")
            )
        if step.flows and step.concluding:
            yield _error(
                "after-the-end", place, _("A concluding step ends the process; nothing can follow it.")
            )
        if step.concluding and not step.activity:
            yield _error(
                "end-without-activity", place, _("A concluding step is a contact; name its activity.")
            )
        targets = [flow.to for flow in step.flows]
        if step.split is Split.ALL:
            if any(flow.when for flow in step.flows):
                yield _error(
                    "parallel-condition",
                    place,
                    _("Side by side every flow is followed; conditions have no place here."),
                )
            if len(set(targets)) != len(targets):
                yield _error("twice", place, _("Two of the flows side by side lead to the same step."))
            continue
        open_flows = [number for number, flow in enumerate(step.flows) if not flow.when]
        if step.flows and not open_flows:
            yield _error("gap", place, _("No flow is for all other cases; give the last one no condition."))
        elif open_flows and open_flows[0] != len(step.flows) - 1:
            yield _error(
                "overlap",
                place,
                _("A flow without condition must be the last; those after it are never taken."),
            )


def _token_game(process: Process, seen: Soundness) -> Iterator[Finding]:
    if not seen.complete:
        yield Finding(
            "too-many-ways",
            Severity.WARNING,
            _place(process),
            _("There are too many ways through this process to visit them all; only some were."),
        )
    dead = [step for step in process.steps if step.code not in seen.fired] if seen.complete else []
    for step in dead:
        waits = step.join is Join.ALL and step.code in seen.stuck
        if waits:
            yield _error(
                "join-never",
                _place(process, step.code),
                _("This step waits for several others that never all come; it can't be reached."),
            )
        else:
            yield _error(
                "unreachable", _place(process, step.code), _("No way through the process leads to this step.")
            )
    for code in sorted(seen.stuck - {step.code for step in dead}):
        yield _error(
            "join-stuck",
            _place(process, code),
            _("On some ways not all that this step waits for come; the case would be stuck here."),
        )
    for code in sorted(seen.endless):
        yield _error(
            "no-exit",
            _place(process, code),
            _("From here the steps go round and never come to a conclusion."),
        )
    for code in sorted(seen.twice):
        yield Finding(
            "twice-at-once",
            Severity.WARNING,
            _place(process, code),
            _("This step can be offered again while it is still open."),
        )


def _loops_alone(model: Model, process: Process) -> Iterator[Finding]:
    """A loop of steps that need nobody's doing would turn without end in a moment."""

    def alone(step: Step) -> bool:
        if not step.activity or step.only_when:
            return True
        return model.activity[step.activity].performer is Performer.SYSTEM and not step.concluding

    quick = {step.code: [flow.to for flow in step.flows] for step in process.steps if alone(step)}
    for code in _in_cycles(quick):
        yield _error(
            "loop-alone",
            _place(process, code),
            _("These steps lead back to each other without anyone's doing."),
        )


def _in_cycles(graph: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    for start in graph:
        seen: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            code = waiting.pop()
            if code == start:
                found.append(start)
                break
            if code in graph and code not in seen:
                seen.add(code)
                waiting.extend(graph[code])
    return found


def _interfaces(model: Model, process: Process) -> Iterator[Finding]:
    """Conditions and required inputs need somebody who registers the item before (interface management)."""
    possibly = _registered_before(model, process)
    anywhere = {use.item for use in model.uses if use.direction is Direction.OUTPUT}
    added = {use.item for one in model.activities if one.outside for use in model.outputs[one.code]}
    for step in process.steps:
        own = {use.item for use in model.outputs[step.activity]} if step.activity else set()
        on_entry = {one.item for one in step.only_when}
        on_leaving = {one.item for flow in step.flows for one in flow.when}
        for item, known in (
            *((one, possibly[step.code]) for one in on_entry),
            *((one, possibly[step.code] | own) for one in on_leaving),
        ):
            if item in model.item and not _available(model, item, known | added, anywhere):
                yield _error(
                    "condition-unregistered",
                    _place(process, step.code),
                    _("A condition asks for “{item}”, which nobody has registered by then.").format(
                        item=item
                    ),
                )
        for use in model.inputs[step.activity] if step.activity else ():
            missing = use.item in model.item and not _available(
                model, use.item, possibly[step.code] | added, anywhere
            )
            if use.required and missing:
                yield _error(
                    "input-missing",
                    _place(process, step.code),
                    _("“{item}” is needed here and nobody has registered it by then.").format(item=use.item),
                )


def check_inputs(model: Model) -> Iterator[Finding]:
    """Yield the inputs that are there in none of the processes that use their activity.

    A shared activity may show what only some of its processes register; an input nobody ever brings is idle.
    """
    anywhere = {use.item for use in model.uses if use.direction is Direction.OUTPUT}
    added = {use.item for one in model.activities if one.outside for use in model.outputs[one.code]}
    reached: dict[str, set[str]] = {}
    for process in model.processes:
        if any(flow.to not in process.by_code for step in process.steps for flow in step.flows):
            return  # said already: what comes before what is not known here
        for code, items in _registered_before(model, process).items():
            reached.setdefault(process.by_code[code].activity, set()).update(items)
    for activity in model.activities:
        for use in model.inputs[activity.code]:
            known = reached.get(activity.code, set()) | added
            if (
                use.item in model.item
                and not use.required
                and not _available(model, use.item, known, anywhere)
            ):
                yield Finding(
                    "input-idle",
                    Severity.WARNING,
                    f"activity {activity.code}",
                    _("“{item}” is shown here and nobody has ever registered it by then.").format(
                        item=use.item
                    ),
                )


def _available(model: Model, code: str, registered: set[str], anywhere: set[str]) -> bool:
    item = model.item[code]
    if item.master or code in registered:
        return True
    return item.scope is Scope.CUSTOMER and code in anywhere


def _registered_before(model: Model, process: Process) -> dict[str, set[str]]:
    """Return for each step the items that some step before it may have registered."""
    before: dict[str, set[str]] = {step.code: set() for step in process.steps}
    waiting: list[str] = list(process.by_code)
    while waiting:
        step = process.by_code[waiting.pop()]
        after = before[step.code] | _outputs(model, step)
        for flow in step.flows:
            if not after <= before[flow.to]:
                before[flow.to] |= after
                waiting.append(flow.to)
    return before


def _outputs(model: Model, step: Step) -> set[str]:
    return {use.item for use in model.outputs.get(step.activity, ())}
