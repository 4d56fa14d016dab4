"""A BPMN file becomes a model: what it draws, and a list of what it draws and a model can't say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.carried import carried_by
from desktop_crm.exchange.bpmn.markup import MOST_BYTES
from desktop_crm.exchange.bpmn.modelling import model_of
from desktop_crm.exchange.bpmn.reading import read_drawing
from desktop_crm.exchange.bpmn.remarks import Remark
from desktop_crm.process.model import Model


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file.

    Attributes:
        remarks: what was left out or is said otherwise. `counts`: how many elements of each kind there were.
        ours: it is an export of ours that came back.
    """

    model: Model
    remarks: tuple[Remark, ...]
    counts: Counter[str]
    ours: bool = False


def read_bpmn(content: bytes, name: str) -> Imported:
    """Return the model that a BPMN file draws; raise `Invalid` where it is none, or not a safe one.

    Args:
        name: what the model is called where the file doesn't say.
    """
    drawing = read_drawing(content)
    carried = carried_by(drawing)
    model = carried.model if carried is not None and carried.whole else model_of(drawing, name, carried)
    return Imported(model, tuple(drawing.remarks), drawing.counts, carried is not None)


def read_bpmn_file(path: Path) -> Imported:
    """Return the model in a file; raise `Invalid` naming the file and the place."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Invalid(_("The file is too large for a drawing of processes."))
        content = path.read_bytes()
    except OSError as problem:
        raise Invalid(
            _("The file can't be read ({why}).").format(why=problem.strerror), where=str(path)
        ) from problem
    except Invalid as problem:
        raise Invalid(problem.sentence, where=str(path)) from None
    try:
        return read_bpmn(content, path.stem)
    except Invalid as problem:
        raise Invalid(problem.sentence, where=path.name) from None
