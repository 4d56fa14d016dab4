"""Findings on the flow of one process: dead ends, steps out of reach, joins, loops and branches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from desktop_crm.core.i18n import _
from desktop_crm.process.graph import cyclic, on_cycles, reached, targets, without_exit
from desktop_crm.process.model import Duty, Model, Performer, Process, Split, Step
from desktop_crm.process.severity import Finding, error, unknown, warning
from desktop_crm.process.soundness import Soundness, examine


def place_of(process: Process, step: str = "") -> str:
    """Return how findings name a process or one of its steps."""
    return f"process {process.code}, step {step}" if step else f"process {process.code}"


def holds_together(model: Model, process: Process) -> bool:
    """Tell whether every step, flow and activity that the process names is there, and once."""
    return not any(_references(model, process))


def check_process(model: Model, process: Process) -> Iterator[Finding]:
    """Yield the findings on a process; its token game is examined only where its references hold."""
    broken = [*_references(model, process)]
    yield from broken
    yield from _events(model, process)
    for step in process.steps:
        yield from _step(model, process, step)
    if broken:
        return
    if not any(step.concluding for step in process.steps):
        yield error(
            "no-conclusion", place_of(process), _("No step concludes this process; mark the last contact.")
        )
    yield from _token_game(process, examine(process))
    yield from _loops_alone(model, process)


def _references(model: Model, process: Process) -> Iterator[Finding]:
    if not process.steps:
        yield error("no-steps", place_of(process), _("The process has no steps."))
    if not process.start:
        yield error("no-start", place_of(process), _("The process starts at no step; name one."))
    for code in process.start:
        if code not in process.by_code:
            yield unknown(_("step"), code, place_of(process))
    for code, count in Counter(step.code for step in process.steps).items():
        if count > 1:
            yield error("twice", place_of(process, code), _("Two steps have this code; give one another."))
    for code, count in Counter(process.start).items():
        if count > 1:
            yield error(
                "twice", place_of(process, code), _("The process starts twice at this step; say it once.")
            )
    for step in process.steps:
        if step.activity and step.activity not in model.activity:
            yield unknown(_("activity"), step.activity, place_of(process, step.code), "activity")
        for flow in step.flows:
            if flow.to not in process.by_code:
                yield unknown(_("step"), flow.to, place_of(process, step.code))


def _events(model: Model, process: Process) -> Iterator[Finding]:
    for event, what in ((process.starting, _("starting")), (process.concluding, _("concluding"))):
        if not event.name.strip():
            yield error(
                "no-event",
                place_of(process),
                _("The {what} event has no name; say which contact with the customer it is.").format(
                    what=what
                ),
            )
        if event.direction not in {"in", "out"}:
            yield unknown(_("direction"), event.direction, place_of(process))
        for channel in event.channels:
            if channel not in model.channel:
                yield unknown(_("channel"), channel, place_of(process))


def _step(model: Model, process: Process, step: Step) -> Iterator[Finding]:
    place = place_of(process, step.code)
    if step.concluding:
        yield from _conclusion(model, step, place)
    elif not step.flows:
        yield error("dead-end", place, _("Nothing follows this step and it does not conclude the process."))
    if step.split is Split.ALL:
        if any(flow.when for flow in step.flows):
            yield error(
                "parallel-condition",
                place,
                _("Side by side every flow is followed, so its conditions say nothing; take them out."),
            )
        if any(count > 1 for count in Counter(flow.to for flow in step.flows).values()):
            yield error(
                "twice", place, _("Two of the flows side by side lead to the same step; take one out.")
            )


def _conclusion(model: Model, step: Step, place: str) -> Iterator[Finding]:
    if step.flows:
        yield error("after-the-end", place, _("A concluding step ends the process; nothing can follow it."))
    if step.only_when:
        yield error(
            "end-passed-over",
            place,
            _("A concluding step that may be passed over leaves the case without an end; branch before it."),
        )
    if not step.activity:
        yield error("end-without-activity", place, _("A concluding step is a contact; name its activity."))
    elif not any(one.duty is Duty.RESPONSIBLE for one in model.duties.get(step.activity, ())):
        activity = model.activity.get(step.activity)
        # For other performers the activity itself has this finding.
        if activity is not None and activity.performer is Performer.SYSTEM:
            yield error(
                "no-responsible", place, _("A person concludes a case, and no role is responsible for this.")
            )


def _token_game(process: Process, seen: Soundness) -> Iterator[Finding]:
    within_reach = set(reached(process, process.start))
    never = _never(process, seen, within_reach)
    loops = on_cycles(process) & within_reach
    for codes, finding, sentence in (
        (
            process.by_code.keys() - within_reach,
            "unreachable",
            _("No way through the process leads to this step."),
        ),
        (
            never,
            "join-never",
            _("This step waits for several others that never all come; it can't be reached."),
        ),
        (
            seen.stuck - never,
            "join-stuck",
            _("On some ways not all that this step waits for come; the case would be stuck here."),
        ),
        (
            (seen.endless | without_exit(process)) & loops,
            "no-exit",
            _("From here the steps go round and never come to a conclusion."),
        ),
    ):
        yield from (
            error(finding, place_of(process, code), sentence) for code in process.by_code if code in codes
        )
    yield from _doubts(process, seen)


def _never(process: Process, seen: Soundness, within_reach: set[str]) -> set[str]:
    """Return the joins that hold up the rest: some of what they wait for comes, never all of it."""
    if not seen.complete:
        return set()
    return {code for code in within_reach - seen.fired if seen.fired.intersection(process.incoming[code])}


def _doubts(process: Process, seen: Soundness) -> Iterator[Finding]:
    if not seen.complete:
        yield warning(
            "too-many-ways",
            place_of(process),
            _("There are too many ways through this process to try them all; make it smaller."),
        )
    for code in process.by_code:
        if code in seen.twice:
            yield warning(
                "twice-at-once",
                place_of(process, code),
                _("This step can be offered again while it is still open; join what leads to it."),
            )
        if code in seen.left_over:
            yield warning(
                "in-vain",
                place_of(process, code),
                _("The case can be concluded while work waits here for the rest: it was done in vain."),
            )


def _loops_alone(model: Model, process: Process) -> Iterator[Finding]:
    """A loop of steps that need nobody's doing would turn without end in a moment."""

    def alone(step: Step) -> bool:
        if not step.activity or step.only_when:
            return True
        return model.activity[step.activity].performer is Performer.SYSTEM and not step.concluding

    quick = {step.code: targets(process, step) for step in process.steps if alone(step)}
    turning = cyclic({code: [one for one in follows if one in quick] for code, follows in quick.items()})
    for code in quick:
        if code in turning:
            yield error(
                "loop-alone",
                place_of(process, code),
                _("This step can lead back to itself without anyone's doing; let a person decide."),
            )
