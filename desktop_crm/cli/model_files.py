"""Files of process models on the command line: which form a file has, and what came of a drawing."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import say
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.exchange.bpmn.importing import Imported
    from desktop_crm.process.model import Model


def read_either(file: str) -> tuple[Model, Imported | None]:
    """Return the model in a file; for a BPMN drawing also what came of its elements."""
    from desktop_crm.exchange.bpmn.kind import is_drawing
    from desktop_crm.process.toml_form import read_file

    path = Path(file)
    if is_drawing(path):
        from desktop_crm.exchange.bpmn.importing import read_bpmn_file

        imported = read_bpmn_file(path)
        return imported.model, imported
    return read_file(path), None


def read_model(file: str) -> Model:
    """Return the model in a file of either form."""
    return read_either(file)[0]


def written(args: argparse.Namespace, model: Model) -> str:
    """Return a model, or the one process that was asked for, in the form that was asked for."""
    from desktop_crm.exchange.bpmn.exporting import only_process
    from desktop_crm.exchange.bpmn.writing import write_bpmn
    from desktop_crm.process.toml_write import write

    wanted = only_process(model, args.process) if args.process else model
    if args.bpmn or args.file.lower().endswith(".bpmn"):
        return write_bpmn(wanted).decode()
    return write(wanted)


def drawn(imported: Imported | None) -> dict[str, Any]:
    """Return what ``--json`` says of a drawing: counts of its elements, what was left out or said otherwise."""
    if imported is None:
        return {}
    return {
        "elements": dict(sorted(imported.counts.items())),
        "left_out": [_entry(one) for one in imported.remarks if one.fate == "left-out"],
        "rewritten": [_entry(one) for one in imported.remarks if one.fate == "rewritten"],
    }


def _entry(remark: Any) -> dict[str, str]:
    return {name: getattr(remark, name) for name in ("element", "id", "name", "sentence")}


def say_drawn(args: argparse.Namespace, imported: Imported | None) -> None:
    """Tell a person, element by element, what a drawing says that the model doesn't."""
    if imported is None or args.json:
        return
    for line in _lines(imported):
        say(line)


def _lines(imported: Imported) -> Iterable[str]:
    left = [one for one in imported.remarks if one.fate == "left-out"]
    told = [one for one in imported.remarks if one.fate == "rewritten"]
    if left:
        yield ngettext("{count} thing was left out:", "{count} things were left out:", len(left)).format(
            count=len(left)
        )
        yield from (f"  {one.line}" for one in left)
    if told:
        yield _("Said in another way:")
        yield from (f"  {one.line}" for one in told)
