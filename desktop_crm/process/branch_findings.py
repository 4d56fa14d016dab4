"""Findings on conditions as sets of answers: what no flow takes, what two would take, what never holds.

The first flow whose conditions hold is followed, so flows that ask about different things need their order and
are no fault. Two flows that ask about the same and both hold somewhere are doubtful: whoever reads one of them
alone reads it wrong.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from desktop_crm.core.i18n import _
from desktop_crm.process.flow_findings import place_of
from desktop_crm.process.model import Condition, Duty, Flow, Model, Responsibility, Split, Step
from desktop_crm.process.regions import Box, Space, overlap, within
from desktop_crm.process.severity import Finding, error, warning

_MOST_ASKED = 150  # each is compared with each
_MOST_TOLD = 50


def check_branches(model: Model) -> Iterator[Finding]:
    """Yield the findings on the flows of each step, on the limits of authority, and on what never holds."""
    for process in model.processes:
        for step in process.steps:
            place = place_of(process, step.code)
            if step.split is Split.ONE:
                yield from _flows(model, step, place)
            yield from _never_holds(model, step.only_when, place)
    for use in model.uses:
        yield from _never_holds(model, use.when, f"activity {use.activity}, item {use.item}")
    for duty in model.responsibilities:
        yield from _never_holds(model, duty.limits, f"activity {duty.activity}, role {duty.role}")


def uncovered(model: Model, duties: Sequence[Responsibility]) -> str:
    """Return in words a case that the limits of all `duties` leave out; empty where they cover everything."""
    space = Space.of(model, [one.limits for one in duties])
    if space is None:
        return ""
    rest = space.rest(space.whole, [space.box(one.limits) for one in duties])
    return "" if rest is None else space.say(rest)


def responsible(model: Model, activity: str) -> list[Responsibility]:
    """Return the cells that make roles responsible for an activity."""
    return [one for one in model.duties.get(activity, ()) if one.duty is Duty.RESPONSIBLE]


def _never_holds(model: Model, conditions: tuple[Condition, ...], place: str) -> Iterator[Finding]:
    if len(conditions) < 2:
        return
    space = Space.of(model, [conditions])
    if space is not None and not all(space.box(conditions)):
        yield warning(
            "condition-never", place, _("These conditions never hold together; take one of them out.")
        )


def _flows(model: Model, step: Step, place: str) -> Iterator[Finding]:
    """Yield the findings on flows of which one is followed."""
    asking = [flow for flow in step.flows if flow.when]
    rest = [number for number, flow in enumerate(step.flows) if not flow.when]
    if rest and rest[0] < len(step.flows) - 1:
        yield error(
            "overlap", place, _("The flow without condition must be the last; later ones are never taken.")
        )
    if not asking:
        return
    many = len(asking) > _MOST_ASKED
    if many:
        yield warning(
            "too-many-ways",
            place,
            _(
                "More than {most} flows with conditions lead on from here, too many to compare; divide the choice."
            ).format(most=_MOST_ASKED),
        )
    space = None if many else Space.of(model, [flow.when for flow in asking])
    if space is None:  # or a condition can't be read, which is said elsewhere
        if not rest:
            yield error("gap", place, _("No flow is for all other cases; give the last one no condition."))
        return
    boxes = [space.box(flow.when) for flow in asking]
    taken = [space.covers(box, boxes[:number]) for number, box in enumerate(boxes)]
    yield from _never_taken(asking, boxes, taken, place)
    yield from itertools.islice(_both(space, asking, boxes, taken, place), _MOST_TOLD)
    left = space.rest(space.whole, boxes)
    if left is not None and not rest:
        yield error(
            "gap",
            place,
            _("No flow is followed where {case}; give the last one no condition.").format(
                case=space.say(left)
            ),
        )
    elif rest and space.covers(space.whole, boxes):
        yield warning(
            "else-never",
            place,
            _("The flow to “{step}” is for all other cases, and there are none; take it out.").format(
                step=step.flows[rest[0]].to
            ),
        )


def _never_taken(asking: list[Flow], boxes: list[Box], taken: list[bool], place: str) -> Iterator[Finding]:
    """The first flow whose conditions hold is followed, so one whose cases earlier ones take never is."""
    for flow, box, by_earlier in zip(asking, boxes, taken, strict=True):
        if not all(box):
            sentence = _(
                "The flow to “{step}” is never taken: its conditions never hold together; change one of them."
            )
        elif by_earlier:
            sentence = _(
                "The flow to “{step}” is never taken: an earlier flow is followed in all its cases; "
                "change the conditions or take one out."
            )
        else:
            continue
        yield error("never-taken", place, sentence.format(step=flow.to))


def _both(
    space: Space, asking: list[Flow], boxes: list[Box], taken: list[bool], place: str
) -> Iterator[Finding]:
    asked = [{one.item for one in flow.when} for flow in asking]
    for first, second in itertools.combinations(range(len(asking)), 2):
        one, other = boxes[first], boxes[second]
        if asking[first].to == asking[second].to or not (
            asked[first] <= asked[second] or asked[second] <= asked[first]
        ):
            continue
        both = overlap(one, other)
        if both is not None and not within(one, other) and not taken[second]:
            yield warning(
                "conditions-overlap",
                place,
                _(
                    "Where {case}, the flows to “{one}” and “{other}” both hold; only the first is followed."
                ).format(case=space.say(both), one=asking[first].to, other=asking[second].to),
            )
