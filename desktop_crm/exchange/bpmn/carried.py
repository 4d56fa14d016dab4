"""The model that a drawing of ours carries with it: taken as it is while the drawing says the same.

Where another tool changed the drawing, the drawing is right in what it can say: which steps there are, what
they are called, where they lead. What it can't say stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.drawing import Drawing, DrawnProcess
from desktop_crm.exchange.bpmn.figures import figure_id
from desktop_crm.exchange.bpmn.reading import read_drawing
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.process.model import Model, Process, Step
from desktop_crm.process.toml_form import read

_Said: TypeAlias = "tuple[object, ...]"

_ROUTES = ("", "join", "split")


@dataclass(frozen=True, slots=True)
class Carried:
    """What a drawing brings with it.

    Attributes:
        model: the model as it was exported. `same`: processes that are drawn as they were, by their id.
        steps: the step of each task by its id, with what the task was called. `whole`: nothing was changed.
    """

    model: Model
    same: dict[str, Process] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    steps: dict[str, tuple[Step, str]] = field(default_factory=dict)
    whole: bool = False


def carried_by(drawing: Drawing) -> Carried | None:
    """Return what a drawing carries; None where it is not one of ours, or what it carries can't be read."""
    if not drawing.carried.strip():
        return None
    try:
        model = read(drawing.carried)
    except Invalid as problem:
        drawing.remarks.left_out(
            "crm:model", "", "", _("the model that came with it can't be read: {why}").format(why=problem)
        )
        return None
    exported = read_drawing(write_bpmn(model))
    was, now = _said_by(exported), _said_by(drawing)
    by_id = {f"Process-{process.code}": process for process in model.processes}
    names = {node.id: node.name for process in exported.processes for node in process.every}
    steps = {
        id: (step, names[id])
        for process in model.processes
        for step in process.steps
        # A step that only routes is a gateway, or two.
        for id in (figure_id(process.code, step.code, part) for part in ([""] if step.activity else _ROUTES))
        if id in names
    }
    same = {id: process for id, process in by_id.items() if id in now and was.get(id) == now[id]}
    whole = was == now and drawing.name == exported.name
    return Carried(model, same, by_id, steps, whole)


def _said_by(drawing: Drawing) -> dict[str, _Said]:
    """Return what each process of a drawing says, whatever the order and the places of its elements."""
    return {process.id: _said(process) for process in drawing.processes}


def _said(process: DrawnProcess) -> _Said:
    pool = process.pool.name if process.pool is not None else ""
    nodes = {
        (node.id, node.tag, node.name, node.text, node.lane.name if node.lane is not None else "",
         tuple(node.events), node.default)
        for node in process.every
    }  # fmt: skip
    arcs = {
        (arc.id, arc.source.id, arc.target.id, arc.name, arc.expression or "")
        for node in process.every
        for arc in node.arcs
    }
    return process.name, process.text, pool, frozenset(nodes), frozenset(arcs)
