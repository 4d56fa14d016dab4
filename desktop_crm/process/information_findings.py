"""Findings on information: what is asked for must have been registered before (interface management)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from desktop_crm.core.i18n import _
from desktop_crm.process.flow_findings import holds_together, place_of
from desktop_crm.process.graph import reached, targets
from desktop_crm.process.model import (
    Condition,
    Direction,
    Item,
    Join,
    Model,
    Operator,
    Process,
    Scope,
    Split,
    Step,
)
from desktop_crm.process.severity import Finding, advice, error, warning

# These ask whether a value is there, so its absence is an answer.
_ASKS_ABSENCE = frozenset({Operator.KNOWN, Operator.NOT_KNOWN})


def check_information(model: Model) -> Iterator[Finding]:
    """Yield the findings on what is asked for and who registers it, over all processes."""
    registered = Registered(model)
    yield from _nobody(model, registered)
    sound = [process for process in model.processes if holds_together(model, process)]
    for process in sound:
        yield from _process(registered, process)
    if len(sound) == len(model.processes):
        yield from _idle_inputs(model, registered)
    yield from _unused(model)


class Registered:
    """Who registers what: in which processes, and in activities that may be added to any case.

    A set of items is a number with a bit for each, since every change on the screen asks anew.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.bit = {code: 1 << place for place, code in enumerate(model.item)}
        self.all = (1 << len(self.bit)) - 1
        self.anywhere = {use.item for use in model.uses if use.direction is Direction.OUTPUT}
        self.added = {
            use.item for one in model.activities if one.outside for use in model.outputs.get(one.code, ())
        }
        self._of_activity = {
            code: self.bits(use.item for use in uses) for code, uses in model.outputs.items()
        }

    def bits(self, items: Iterable[str]) -> int:
        """Return some items as a set; those the model hasn't got are left out."""
        found = 0
        for code in items:
            found |= self.bit.get(code, 0)
        return found

    def step(self, step: Step) -> int:
        """Return the items that a step registers."""
        return self._of_activity.get(step.activity, 0)

    def elsewhere(self, item: Item) -> bool:
        """Tell whether a value may be there from outside the process: kept on the file, brought in, or added."""
        return bool(
            item.master
            or item.code in self.added
            or (item.scope is Scope.CUSTOMER and item.code in self.anywhere)
        )

    def possibly(self, process: Process) -> Mapping[str, int]:
        """Return for each step what some step on a way to it registers."""
        return _possibly(process, tuple(self.step(step) for step in process.steps))

    def surely(self, process: Process) -> Mapping[str, int]:
        """Return for each step what is asked for on every way to it; who may be passed over asks nothing."""
        told = tuple(0 if step.only_when else self.step(step) for step in process.steps)
        return _surely(process, told, self.all)


# A change touches one process or none; of the others the answer is known (`edit` shares what did not change).
@lru_cache(maxsize=256)
def _possibly(process: Process, told: tuple[int, ...]) -> Mapping[str, int]:
    registers = dict(zip(process.by_code, told, strict=True))
    before = dict.fromkeys(registers, 0)

    def found(step: Step) -> int:
        known = 0
        for one in process.incoming[step.code]:
            known |= before[one] | registers[one]
        return known

    return _settled(process, before, found)


@lru_cache(maxsize=256)
def _surely(process: Process, told: tuple[int, ...], everything: int) -> Mapping[str, int]:
    registers = dict(zip(process.by_code, told, strict=True))
    before = dict.fromkeys(registers, everything)

    def found(step: Step) -> int:
        sources = process.incoming[step.code]
        if step.code in process.start or not sources:
            return 0
        every = step.join is Join.ALL
        known = 0 if every else everything
        for one in sources:
            after = before[one] | registers[one]
            known = known | after if every else known & after
        return known

    return _settled(process, before, found)


def _settled(process: Process, known: dict[str, int], found: Callable[[Step], int]) -> dict[str, int]:
    """Ask `found` of each step, and again whenever a step before it changes, until nothing does."""
    waiting = deque(dict.fromkeys((*reached(process, process.start), *process.by_code)))
    queued = set(waiting)
    while waiting:
        step = process.by_code[waiting.popleft()]
        queued.discard(step.code)
        now = found(step)
        if now != known[step.code]:
            known[step.code] = now
            again = [code for code in targets(process, step) if code not in queued]
            waiting.extend(again)
            queued.update(again)
    return known


def conditions(model: Model) -> Iterator[tuple[str, Condition]]:
    """Yield every condition of the model with its place."""
    for use in model.uses:
        for one in use.when:
            yield f"activity {use.activity}, item {use.item}", one
    for duty in model.responsibilities:
        for one in duty.limits:
            yield f"activity {duty.activity}, role {duty.role}", one
    for process in model.processes:
        for step in process.steps:
            for one in (*step.only_when, *(one for flow in step.flows for one in flow.when)):
                yield place_of(process, step.code), one


def _nobody(model: Model, registered: Registered) -> Iterator[Finding]:
    for place, condition in dict.fromkeys((place, one.item) for place, one in conditions(model)):
        item = model.item.get(condition)
        if item is not None and not item.master and item.code not in registered.anywhere:
            yield _unregistered(place, item)


def _unregistered(place: str, item: Item) -> Finding:
    return error(
        "condition-unregistered",
        place,
        _("A condition asks for “{item}”, which nobody registers before; make it an output.").format(
            item=item.code
        ),
        item.code,
    )


def _process(registered: Registered, process: Process) -> Iterator[Finding]:
    """Yield the conditions and inputs of a process that come before what they ask for."""
    possibly, surely = registered.possibly(process), registered.surely(process)
    parallel = len(process.start) > 1 or any(step.split is Split.ALL for step in process.steps)
    here = 0
    for step in process.steps:
        here |= registered.step(step)
    for step in process.steps:
        code, place = step.code, place_of(process, step.code)
        own = registered.step(step)
        # What runs side by side may have come first: then it is doubtful, not wrong.
        sometime = here if parallel else possibly[code]
        yield from _asked(registered, place, step.only_when, sometime, surely[code])
        leaving = [one for flow in step.flows for one in flow.when]
        yield from _asked(registered, place, leaving, sometime | own, surely[code] | own)
        yield from _needed(registered, place, step, sometime, possibly[code])


def _needed(registered: Registered, place: str, step: Step, sometime: int, before: int) -> Iterator[Finding]:
    """Yield the required inputs that no activity before this one puts out: the two do not match."""
    for use in registered.model.inputs.get(step.activity, ()):
        item = registered.model.item.get(use.item)
        if item is None or not use.required or registered.elsewhere(item):
            continue
        bit = registered.bit[item.code]
        if not bit & sometime:
            yield error(
                "input-missing",
                place,
                _(
                    "“{item}” is needed here and nobody has registered it by then; "
                    "make it an output of an earlier step, or show it without requiring it."
                ).format(item=item.code),
                item.code,
            )
        elif not bit & before:
            yield warning(
                "input-maybe-missing",
                place,
                _("“{item}” is needed here and is registered side by side: it may come too late.").format(
                    item=item.code
                ),
                item.code,
            )


def _asked(
    registered: Registered, place: str, asked: Iterable[Condition], sometime: int, surely: int
) -> Iterator[Finding]:
    for condition in _once(asked):
        item = registered.model.item.get(condition.item)
        if item is None or item.code not in registered.anywhere or registered.elsewhere(item):
            continue  # said already, or not this process's to register
        bit = registered.bit[item.code]
        if not bit & sometime:
            yield _unregistered(place, item)
        elif not bit & surely and condition.operator not in _ASKS_ABSENCE:
            yield warning(
                "condition-maybe-unknown",
                place,
                _("A condition asks for “{item}”, which is not registered on every way to it.").format(
                    item=item.code
                ),
            )


def _once(asked: Iterable[Condition]) -> list[Condition]:
    """One condition for each item, those first that need a value."""
    found: dict[str, Condition] = {}
    for condition in sorted(asked, key=lambda one: one.operator in _ASKS_ABSENCE):
        found.setdefault(condition.item, condition)
    return list(found.values())


def _idle_inputs(model: Model, registered: Registered) -> Iterator[Finding]:
    """A shared activity may show what only some of its processes register; what none brings is idle."""
    known: dict[str, int] = {}
    for process in model.processes:
        for code, items in registered.possibly(process).items():
            activity = process.by_code[code].activity
            known[activity] = known.get(activity, 0) | items
    for one in model.activities:
        if one.code not in known:
            continue
        for use in model.inputs[one.code]:
            item = model.item.get(use.item)
            if item is None or use.required or registered.elsewhere(item):
                continue
            if not registered.bit[item.code] & known[one.code]:
                yield warning(
                    "input-idle",
                    f"activity {one.code}",
                    _("“{item}” is shown here and nobody has ever registered it by then.").format(
                        item=item.code
                    ),
                    item.code,
                )


def _unused(model: Model) -> Iterator[Finding]:
    outputs = {use.item for use in model.uses if use.direction is Direction.OUTPUT}
    inputs = {use.item for use in model.uses if use.direction is Direction.INPUT}
    asked = inputs | {condition.item for _place, condition in conditions(model)}
    for item in model.items:
        place = f"item {item.code}"
        if item.code in outputs and item.code not in asked:
            yield advice(
                "unused-output",
                place,
                _(
                    "“{name}” is registered and no activity uses it; what nobody uses need not be stored."
                ).format(name=item.name),
            )
        elif item.code not in outputs | asked:
            yield warning("unused-item", place, _("“{name}” is used by no activity.").format(name=item.name))
