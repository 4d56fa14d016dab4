"""`model`: check, bring in, put to work, show and write out process models."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli import model_check
from desktop_crm.cli.estimate import add_estimate
from desktop_crm.cli.model_check import counts, hindered
from desktop_crm.cli.model_files import drawn, read_either, read_model, say_drawn, written
from desktop_crm.cli.model_proposals import add_proposal_verbs
from desktop_crm.cli.model_versions import add_version_verbs, newest
from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.cli.session import desk
from desktop_crm.cli.version_choice import chosen_version
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.process.model import Model
    from desktop_crm.process.reads import VersionRow
    from desktop_crm.store.work import Reading

STANDARD_OUTPUT = "-"


def add_parser(subparsers: SubParsers) -> None:
    """Add the verbs of ``model``."""
    verbs = add_verbs(add_noun(subparsers, "model"))
    model_check.add_parser(verbs)
    bring = add_command(verbs, "import", _("keep a model as the draft of a new version"), _import)
    bring.add_argument("file", metavar="FILE")
    bring.add_argument(
        "--with-errors", action="store_true", help=_("keep it though it can't be published yet")
    )
    bring.add_argument(
        "--sketch", action="store_true", help=_("keep it as a view of your own beside the draft")
    )
    bring.add_argument(
        "--replace", action="store_true", help=_("set your draft aside first, if there is one")
    )
    publish = add_command(verbs, "publish", _("put a draft to work; rights follow from it"), _publish)
    publish.add_argument(
        "number", metavar="VERSION", nargs="?", type=int, help=_("else the one that is tried, or the draft")
    )
    publish.add_argument("--yes", action="store_true", help=_("don't ask once more"))
    withdraw = add_command(verbs, "withdraw", _("take a version back; the one before it returns"), _withdraw)
    withdraw.add_argument(
        "number", metavar="VERSION", nargs="?", type=int, help=_("else what is tried, or published")
    )
    show = add_command(verbs, "show", _("what is in a version"), _show)
    show.add_argument("number", metavar="VERSION", nargs="?", type=int, help=_("else the published one"))
    show.add_argument("--version", dest="wanted", metavar="N", type=int, help=argparse.SUPPRESS)
    add_estimate(verbs)
    add_command(verbs, "list", _("all versions"), _list)
    diff = add_command(verbs, "diff", _("what differs between two versions or files"), _diff)
    diff.add_argument("old", metavar="OLD", nargs="?", help=_("a number or FILE; else the published one"))
    diff.add_argument("new", metavar="NEW", nargs="?", help=_("a number or FILE; else the newest draft"))
    export = add_command(verbs, "export", _("write a version as TOML, or as BPMN 2.0"), _export)
    export.add_argument("file", metavar="FILE", help=_("- for standard output"))
    export.add_argument("--bpmn", action="store_true", help=_("as BPMN 2.0; so is FILE.bpmn"))
    export.add_argument("--process", metavar="P", help=_("only this process with what it needs, by its code"))
    export.add_argument("--version", dest="number", metavar="N", type=int, help=_("else the published one"))
    drawing = add_command(verbs, "diagram", _("draw a process, with a lane for each role"), _diagram)
    drawing.add_argument("process", metavar="PROCESS", help=_("its code"))
    drawing.add_argument("--svg", dest="file", required=True, metavar="FILE", help=_("- for standard output"))
    drawing.add_argument("--version", dest="number", metavar="N", type=int, help=_("else the published one"))
    add_version_verbs(verbs)
    add_proposal_verbs(verbs)


def _import(args: argparse.Namespace) -> None:
    from desktop_crm.process.findings import check
    from desktop_crm.process.severity import Severity

    model, imported = read_either(args.file)
    found = check(model)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    # What a drawing doesn't say (who is responsible, what is registered) is added on the draft.
    if errors and not args.with_errors and imported is None:
        raise Refused(
            _("{file} was not kept: {place}: {sentence} {more}").format(
                file=args.file,
                place=errors[0].place,
                sentence=errors[0].sentence,
                more=hindered(len(errors)),
            )
        )
    with desk(args) as at:
        if args.replace:
            _make_room(at)
        version = at.sketching.begin_sketch(model) if args.sketch else at.model.import_model(model)[0]
        with at.store.read() as view:
            row = next(one for one in _versions(view) if one.id == version)
    say_drawn(args, imported)
    if errors:
        say(hindered(len(errors)))
    give(
        args,
        {"id": row.id, "version": row.number, "name": row.name, "state": row.state}
        | counts(found)
        | drawn(imported),
        [_("Version {number} is kept as a {state}.").format(number=row.number, state=row.state)],
    )


def _make_room(at: Desk) -> None:
    from desktop_crm.process.draft_reads import draft_in_hand

    with at.store.read() as view:
        there = draft_in_hand(view)
    if there is not None:
        at.drafting.set_draft_aside(version=there.id)


def _publish(args: argparse.Namespace) -> None:
    with desk(args) as at:
        with at.store.read() as view:
            number = args.number if args.number is not None else newest(view, "pilot", "draft")
            told = _to_be_published(view, number)
        asks = not args.yes and sys.stdin is not None and sys.stdin.isatty()
        if asks and not _once_more(number, told):
            say(_("Nothing was published."))
            return
        at.model.publish(number=number)
        for line in () if asks else told:
            say(line)
    _moved(args, number, "published", _("Version {number} is at work; cases that run keep theirs."))


def _to_be_published(view: Reading, number: int) -> list[str]:
    """Return in words what will be another way; nothing for a first version, or one that is not there."""
    from desktop_crm.process.differences import differences
    from desktop_crm.process.reads import load_model, published_version, version_by_number

    before, after = published_version(view), version_by_number(view, number)
    if before is None or after is None:
        return []
    found = differences(load_model(view, before), load_model(view, after))
    return [f"  {one.place}: {one.sentence}" for one in found]


def _once_more(number: int, told: list[str]) -> bool:
    """Tell what will differ, and ask whether that is meant."""
    for line in told or [_("It is the same as the published version.")]:
        say(line)
    print(
        _("Put version {number} to work? [y/N] ").format(number=number), end="", file=sys.stderr, flush=True
    )
    return sys.stdin.readline().strip().casefold() in {"y", "yes", _("yes")}


def _withdraw(args: argparse.Namespace) -> None:
    with desk(args) as at:
        with at.store.read() as view:
            number = args.number if args.number is not None else newest(view, "pilot", "published")
        at.model.withdraw(number=number)
        with at.store.read() as view:
            now = next((one.number for one in _versions(view) if one.state == "published"), None)
    if now is None:
        say(_("No version is published now; new cases can't be started."))
    _moved(args, number, "withdrawn", _("Version {number} is withdrawn; cases that run under it go on."))


def _moved(args: argparse.Namespace, number: int, state: str, sentence: str) -> None:
    give(args, {"version": number, "state": state}, [sentence.format(number=number)])


def _versions(view: Reading) -> list[VersionRow]:
    from desktop_crm.process.reads import versions

    return versions(view)


def _chosen(args: argparse.Namespace) -> tuple[VersionRow, Model]:
    """Return the version that was named, else the published one."""
    return chosen_version(args, args.number if args.number is not None else getattr(args, "wanted", None))


def _list(args: argparse.Namespace) -> None:
    with desk(args) as at, at.store.read() as view:
        known = _versions(view)
    give(
        args,
        {"versions": [_row(one) for one in known]},
        (f"{one.number:>4}  {one.state:10} {one.name}" for one in known),
    )


def _row(row: VersionRow) -> dict[str, Any]:
    return {
        "version": row.number,
        "id": row.id,
        "name": row.name,
        "state": row.state,
        "made_at": row.made_at,
        "published_at": row.published_at,
    }


def _diff(args: argparse.Namespace) -> None:
    from desktop_crm.process.differences import differences

    before, after = (_side(args, args.old, "published"), _side(args, args.new, "draft"))
    found = differences(before, after)
    lines = [f"{one.kind:8}{one.place}: {one.sentence}" for one in found]
    give(args, {"differences": found}, lines or [_("They are the same.")])


def _side(args: argparse.Namespace, named: str | None, state: str) -> Model:
    """Return the model of a file, of a version by its number, or of the newest version in a state."""
    from desktop_crm.process.reads import load_model

    if named is not None and not named.isdecimal():
        return read_model(named)
    with desk(args) as at, at.store.read() as view:
        number = newest(view, state) if named is None else int(named)
        row = next((one for one in _versions(view) if one.number == number), None)
        if row is None:
            raise NotFound(_("There is no version {number} of the model.").format(number=number))
        return load_model(view, row.id)


def _show(args: argparse.Namespace) -> None:
    row, model = _chosen(args)
    document = _row(row) | {
        "processes": model.processes,
        "activities": [
            {
                "code": one.code,
                "name": one.name,
                "purpose": one.purpose,
                "performer": one.performer,
                "channels": one.channels,
                "responsible": [cell.role for cell in model.duties[one.code] if cell.duty == "responsible"],
                "informed": [cell.role for cell in model.duties[one.code] if cell.duty == "informed"],
                "inputs": model.inputs[one.code],
                "outputs": model.outputs[one.code],
            }
            for one in model.activities
        ],
        "roles": model.roles,
        "items": model.items,
        "ksfs": model.ksfs,
        "channels": model.channels,
        "segments": model.segments,
        "calendars": [one.code for one in model.calendars],
        "measurements": model.measurements,
    }
    give(args, document, _outline(row, model))


def _outline(row: VersionRow, model: Model) -> Iterable[str]:
    yield _("Version {number}, {state}: {name}").format(number=row.number, state=row.state, name=row.name)
    yield _(
        "{processes} processes, {activities} activities, {roles} roles, {items} items, {ksfs} KSFs"
    ).format(
        processes=len(model.processes),
        activities=len(model.activities),
        roles=len(model.roles),
        items=len(model.items),
        ksfs=len(model.ksfs),
    )
    for process in model.processes:
        yield ""
        yield f"{process.code}: {process.name}"
        for step in process.steps:
            known = model.activity.get(step.activity)
            name = step.name or (known.name if known is not None else step.code)
            yield f"  {step.code}: {name}" + (
                f" -> {', '.join(flow.to for flow in step.flows)}" if step.flows else ""
            )


def _export(args: argparse.Namespace) -> None:
    row, model = _chosen(args)
    text = written(args, model)
    if args.file == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    _write(Path(args.file), text)
    give(
        args,
        {"version": row.number, "file": args.file},
        [_("Version {number} is written to {file}.").format(number=row.number, file=args.file)],
    )


def _diagram(args: argparse.Namespace) -> None:
    from desktop_crm.exchange.diagram_svg import save_svg, write_svg
    from desktop_crm.process.diagram import diagram_of

    row, model = _chosen(args)
    process = model.process.get(args.process)
    if process is None:
        raise NotFound(
            _("There is no process “{code}” in version {number}; it has {codes}.").format(
                code=args.process, number=row.number, codes=", ".join(model.process)
            )
        )
    drawn = diagram_of(model, process)
    if args.file == STANDARD_OUTPUT:
        sys.stdout.write(write_svg(drawn))
        return
    save_svg(drawn, Path(args.file))
    give(
        args,
        {"version": row.number, "process": process.code, "file": args.file},
        [_("{process} is drawn in {file}.").format(process=process.name, file=args.file)],
    )


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: what stood there stays until all of the new text is written."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            scratch.write_bytes(text.encode())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise Invalid(_("It can't be written: {why}.").format(why=why), where=str(path)) from problem
