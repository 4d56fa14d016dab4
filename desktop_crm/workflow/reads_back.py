"""To which earlier steps a case may return: those whose latest completion still counts."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.process.model import Performer
from desktop_crm.store.work import Reading
from desktop_crm.workflow.ledger import Head, read_events
from desktop_crm.workflow.plan import ProcessPlan
from desktop_crm.workflow.reads_case import CaseHead, ItemRow
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.states import LIVE, ItemState


def steps_back(
    view: Reading, process: ProcessPlan, head: CaseHead | Head, items: Iterable[ItemRow]
) -> tuple[str, ...]:
    """Return the codes of the completed steps that going back may name, in the order of their completion.

    `items` are all work items of the case, oldest first. A step that was undone by going back further still
    has a completed work item, as has one that was done under another version; the facts tell, and they are read
    only where a step was offered twice, or the case was carried.
    """
    of_steps = [item for item in items if item.step in process.steps]
    latest = {item.step: item for item in of_steps if item.state is not ItemState.CANCELLED}
    live = {item.step for item in of_steps if item.state in LIVE}
    done = sorted(
        (item for item in latest.values() if item.state is ItemState.COMPLETED and item.step not in live),
        key=lambda item: item.ended or item.offered,
    )
    found = [item.step for item in done if _by_somebody(process, item.step)]
    if head.carried is None and len({item.step for item in of_steps}) == len(of_steps):
        return tuple(found)  # every return offers a step once more: there was none
    history = replay(empty(head.id, head.process, head.owner), read_events(view, head.id))
    return tuple(step for step in found if history.undoing(step) is not None)


def _by_somebody(process: ProcessPlan, step: str) -> bool:
    """Whether a step can be offered to a person: what only the system does can't be gone back to."""
    activity = process.steps[step].activity
    return activity is not None and (activity.spec.performer is not Performer.SYSTEM or bool(activity.duties))
