"""The strip of steps above a window: where the case is, what was done by whom, what can still come."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.process.model import Step
from desktop_crm.workflow.plan import Plan, ProcessPlan
from desktop_crm.workflow.reads_case import ItemRow
from desktop_crm.workflow.reads_rows import StepLine
from desktop_crm.workflow.states import LIVE, ItemState

_STATE = {ItemState.COMPLETED: "done", ItemState.SKIPPED: "skipped"}


def strip(
    plan: Plan, process: ProcessPlan, items: Iterable[ItemRow], here: ItemRow | None
) -> tuple[StepLine, ...]:
    """Return the steps of a process that ask for work, in the model's order, with where each stands.

    Steps that only route are left out, and so are those that can't be reached any more from where the case is.
    """
    latest: dict[str, ItemRow] = {item.step: item for item in items if item.state is not ItemState.CANCELLED}
    possible = _possible(process, latest)
    shown = [
        step
        for step in process.spec.steps
        if step.activity and (step.code in latest or step.code in possible)
    ]
    place = {step.code: number for number, step in enumerate(shown, start=1)}
    beside = _beside(process, shown)
    lines = []
    for step in shown:
        item = latest.get(step.code)
        own = step.code if here is None else here.step
        lines.append(
            StepLine(
                code=step.code,
                position=place[step.code],
                name=process.steps[step.code].name,
                role=_role(plan, process, step.code, item),
                state=_state(item, here=item is not None and here is not None and step.code == own),
                began=None if item is None else item.opened or item.claimed or item.offered,
                ended=None if item is None else item.ended,
                who="" if item is None else (item.ended_by or item.holder_name),
                beside=tuple(sorted(place[code] for code in beside.get(step.code, ()) if code in place)),
            )
        )
    return tuple(lines)


def _state(item: ItemRow | None, *, here: bool) -> str:
    if item is None:
        return "coming"
    if item.state in LIVE:
        return "here" if here else "current"
    return _STATE.get(item.state, "coming")


def _role(plan: Plan, process: ProcessPlan, code: str, item: ItemRow | None) -> str:
    """Return the name of the role that has the step, or would get it."""
    activity = process.steps[code].activity
    role = item.role if item is not None else (activity.role_for({}) if activity else "")
    known = plan.model.role.get(role)
    return known.name if known else role


def _possible(process: ProcessPlan, latest: dict[str, ItemRow]) -> frozenset[str]:
    """Return the steps that the case may still come to."""
    live = [code for code, item in latest.items() if item.state in LIVE and code in process.steps]
    if not latest:
        live = list(process.start)
    found: set[str] = set(live)
    for code in live:
        found |= reachable(process, code)
    return frozenset(found)


def _beside(process: ProcessPlan, shown: list[Step]) -> dict[str, set[str]]:
    """Return for each step the steps on other branches of the same split: they run side by side with it."""
    found: dict[str, set[str]] = {}
    splits = [[flow.to for flow in step.flows] for step in process.steps.values() if step.all_flows]
    splits.append(list(process.start))
    codes = {step.code for step in shown}
    for targets in splits:
        branches = [({to} | reachable(process, to)) & codes for to in targets]
        for index, branch in enumerate(branches):
            others = set[str]().union(*(one for at, one in enumerate(branches) if at != index))
            for code in branch - others:
                found.setdefault(code, set()).update(others - branch)
    return found


def reachable(process: ProcessPlan, code: str) -> frozenset[str]:
    """Return the codes of the steps that can follow `code`, directly or not."""
    found: set[str] = set()
    waiting = [flow.to for flow in process.steps[code].flows]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(flow.to for flow in process.steps[current].flows)
    return frozenset(found)
