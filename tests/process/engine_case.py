"""A case of the engine without a store, for tests that compare what the engine does with something else."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId
from desktop_crm.process.model import Model
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.plan import ProcessPlan, make_plan
from desktop_crm.workflow.states import CaseStatus, ItemState

_SOMEBODY = EmployeeId(UUID(int=1))


class EngineCase:
    """A case of one process: its state after the events so far; `concluded`: a concluding step was completed."""

    def __init__(self, model: Model, process: str) -> None:
        self.plan: ProcessPlan = make_plan(UUID(int=0), 1, model).processes[process]
        self.state = engine.CaseState(
            CaseId(UUID(int=2)), process, CaseStatus.RUNNING, CustomerId(UUID(int=3)), _SOMEBODY
        )
        self.concluded = False
        self._take(engine.start(self.plan, {}))

    def complete(self, item: engine.Item, answers: Mapping[str, str]) -> None:
        """Do an item of work; raise `Refused` where the case can't be concluded yet."""
        known = {**self.state.answers, **answers}
        happened = engine.complete(self.state, self.plan, item, _SOMEBODY, known)
        self.state = self.state._replace(answers=known)
        self.concluded = self.plan.steps[item.step].spec.concluding
        self._take(happened)

    def _take(self, events: list[fact.Event]) -> None:
        items, tokens = dict(self.state.items), list(self.state.tokens)
        for event in events:
            match event:
                case fact.ItemOffered(item=item, step=step, activity=activity, role=role):
                    items[item] = engine.Item(item, step, activity, role, ItemState.OFFERED)
                case fact.ItemCompleted(item=item):
                    items[item] = items[item]._replace(state=ItemState.COMPLETED)
                case fact.ItemCancelled(item=item):
                    items[item] = items[item]._replace(state=ItemState.CANCELLED)
                case fact.TokenArrived(origin=origin, step=target):
                    tokens.append((origin, target))
            for source in getattr(event, "took", ()):
                tokens.remove((source, event.step))  # type: ignore[union-attr]
        self.state = self.state._replace(items=items, tokens=tuple(tokens))
