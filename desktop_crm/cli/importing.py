"""`contacts`: how a file comes in, how it would, which imports there were, and taking one back."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_id, read_text, say
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.customers.terms import Terms
    from desktop_crm.exchange.layout import Layout
    from desktop_crm.exchange.sources import Piece

_SHOWN = 20
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_MATCHES = ("sure", "number", "reference", "email", "phone", "name")


def add_terms(parser: argparse.ArgumentParser) -> None:
    """Add how a file is read, and on what terms its customers come in."""
    _add_layout(parser)
    parser.add_argument(
        "--match",
        choices=_MATCHES,
        default="sure",
        help=_(
            "by what somebody is recognised: our id, UID, reference or the same content (sure, the default), "
            "the customer number, the reference, an e-mail address, a telephone number, or name and birth date"
        ),
    )
    parser.add_argument(
        "--mode",
        choices=("both", "create", "update"),
        default="both",
        help=_("add who is new and bring up to date who is known (both, the default), or only one of these"),
    )


def _add_layout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping",
        metavar="M",
        help=_("a JSON file that says where columns go, like “mapping” of “contacts preview --json”"),
    )
    parser.add_argument("--encoding", metavar="E", help=_("of a CSV file, such as utf-8 or cp1252"))
    parser.add_argument("--separator", choices=tuple(_SEPARATORS), help=_("between two columns"))
    parser.add_argument(
        "--dates", choices=("day", "month"), help=_("which comes first in a date like 3/2/1970")
    )


def add_importing(verbs: SubParsers) -> None:
    """Add ``preview``, ``imports`` and ``undo-import``."""
    look = add_command(verbs, "preview", _("how a file would be read, and its first rows"), preview)
    look.add_argument("file", metavar="FILE")
    _add_layout(look)
    add_command(verbs, "imports", _("the latest imports"), list_imports)
    back = add_command(verbs, "undo-import", _("take a whole import back"), undo_import)
    back.add_argument("id", metavar="ID", help=_("of the import, as it was printed"))


def terms_of(args: argparse.Namespace) -> Terms:
    """Return the terms that were said."""
    from desktop_crm.customers.terms import Match, Mode, Terms

    return Terms(Match(args.match), Mode(args.mode))


def layout_of(args: argparse.Namespace) -> Layout | None:
    """Return the layout that was said; None where nothing was. Raises `Invalid`."""
    from desktop_crm.exchange.dates import DateOrder
    from desktop_crm.exchange.encodings import known_encoding
    from desktop_crm.exchange.layout import AS_TOLD, layout_from

    said: dict[str, Any] = {}
    if args.encoding:
        said["encoding"] = known_encoding(args.encoding)
    if args.separator:
        said["separator"] = _SEPARATORS[args.separator]
    if args.dates:
        said["dates"] = DateOrder(args.dates)
    if args.mapping:
        return replace(layout_from(read_text(args.mapping), where=args.mapping), **said)
    return replace(AS_TOLD, **said) if said else None


def preview(args: argparse.Namespace) -> None:
    """Tell how a file would be read; nothing is imported and no store is needed."""
    from desktop_crm.exchange.examining import examine
    from desktop_crm.exchange.layout import AS_TOLD

    found = examine(Path(args.file), layout_of(args) or AS_TOLD)
    targets = dict(zip(found.headings, found.targets, strict=True))
    columns = {heading: target for heading, target in targets.items() if target}
    document = {
        "kind": "cards" if found.cards else "rows",
        "mapping": json.loads(replace(found.layout, columns=columns).as_json()),
        "dates_sure": found.sure,
        "columns": targets,
        "rows": [_shown(piece) for piece in found.rows],
    }
    lines = [f"{heading} → {target}" for heading, target in targets.items()]
    lines += [f"{row['line']}: {row['name'] or row['reason']}" for row in document["rows"]]
    give(args, document, lines)


def _shown(piece: Piece) -> dict[str, Any]:
    data = None if piece.incoming is None else piece.incoming.data
    return {
        "line": piece.line,
        "reason": piece.reason,
        "name": "" if data is None else data.name,
        "birth_date": None if data is None else data.birth_date,
        "points": [] if data is None else [one.content for one in data.points],
        "towns": [] if data is None else [one.town for one in data.addresses],
    }


def list_imports(args: argparse.Namespace) -> None:
    """List the latest imports."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.imports import read_runs

    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        runs = read_runs(view)
    rows = [
        {
            "id": run.id,
            "file": run.file_name,
            "at": run.happened_at,
            "by": run.employee,
            "created": run.created,
            "updated": run.updated,
            "unchanged": run.unchanged,
            "rejected": run.rejected,
            "undone_at": run.undone_at,
        }
        for run in runs
    ]
    lines = [
        _("{id}  {file}: {created} created, {updated} updated").format(
            id=run.id, file=run.file_name, created=run.created, updated=run.updated
        )
        + (_(" (taken back)") if run.undone_at else "")
        for run in runs
    ]
    give(args, {"imports": rows}, lines or [_("Nothing was imported yet.")])


def undo_import(args: argparse.Namespace) -> None:
    """Take a whole import back, updates too; whoever was changed since stays."""
    run = parse_id(args.id, "ID")
    with desk(args) as at:
        undone = at.intake.undo_import(run=run, progress=_told)
    lines = [
        _("{removed} removed, {restored} as before, {left} left").format(
            removed=len(undone.removed), restored=len(undone.restored), left=len(undone.left)
        ),
        *(f"  {one.number} {one.name}: {one.reason}" for one in undone.left[:_SHOWN]),
    ]
    give(args, undone.as_json(), lines)


def _told(done: int, total: int) -> None:
    if done % 40 == 0:
        say(_("{done} of {total} parts taken back").format(done=done, total=total))
