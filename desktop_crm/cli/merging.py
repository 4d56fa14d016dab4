"""`contacts merge`, `unmerge` and `merges`: two customers made one, and two again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.cli.output import give, parse_id
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_crm.bootstrap import Desk
    from desktop_crm.customers.merging import Since
    from desktop_crm.customers.survivors import MergeRow
    from desktop_crm.dossier.side_by_side import SideBySide
    from desktop_crm.store.work import Reading


def add_merging(verbs: SubParsers) -> None:
    """Add the verbs of merging to ``contacts``."""
    join = add_command(verbs, "merge", _("make customers one; the first is kept"), merge)
    join.add_argument("kept", metavar="A", help=_("who is kept: id, number or reference"))
    join.add_argument("others", nargs="+", metavar="B", help=_("who turned out to be the same"))
    join.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="FIELD=REF",
        help=_("whose name, birth_date, addresses… is right; otherwise A’s, filled up from the others"),
    )
    join.add_argument("--dry-run", action="store_true", help=_("only show them side by side"))
    part = add_command(verbs, "unmerge", _("take a merge back"), unmerge)
    part.add_argument("merge", metavar="ID", help=_("the merge, or the customer who went"))
    part.add_argument(
        "--give",
        action="append",
        default=[],
        metavar="ID",
        help=_("something added since that belongs to the one who went; the rest stays"),
    )
    part.add_argument("--dry-run", action="store_true", help=_("only show what was added since"))
    shown = add_command(verbs, "merges", _("the merges a customer had to do with"), list_merges)
    shown.add_argument("customer", metavar="REF")


def merge(args: argparse.Namespace) -> None:
    """Make customers one."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.customers.survivors import merges_of
    from desktop_crm.dossier.side_by_side import side_by_side

    with desk(args) as at:
        with at.store.read() as view:
            _require(at, view)
            kept, *others = (find_reference(view, named) for named in (args.kept, *args.others))
            take = {field: find_reference(view, named) for field, named in map(_choice, args.take)}
            beside = side_by_side(view, [kept, *others])
        if args.dry_run:
            give(args, {"fields": _as_json(beside)}, _table(beside))
            return
        at.merges.merge(kept=kept, others=others, take=take)
        with at.store.read() as view:
            made = [one for one in merges_of(view, kept) if one.gone in others and one.undone_at is None]
    document = {"kept": kept, "merges": [_merge_json(one) for one in made]}
    told = _("{gone} is one with {kept} now; merge {id}.")
    give(args, document, [told.format(gone=_gone(one), kept=_kept(one), id=one.id) for one in made])


def _require(at: Desk, view: Reading) -> None:
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb

    require_power(view, at.actor, Verb.SERVE, None)


def _choice(text: str) -> tuple[str, str]:
    field, equals, named = text.partition("=")
    if not equals or not named:
        raise Invalid(_("Write FIELD=REF: which field, and whose is right."), where="--take")
    return field.strip(), named


def _as_json(beside: SideBySide) -> list[dict[str, Any]]:
    return [
        {"field": line.field, "values": list(line.values), "differs": line.differs} for line in beside.lines
    ]


def _table(beside: SideBySide) -> Iterator[str]:
    for line in beside.lines:
        sign = "≠" if line.differs else " "
        values = " | ".join(value.replace("\n", ", ") or "–" for value in line.values)
        yield f"{sign} {line.field or line.label}: {values}"


def unmerge(args: argparse.Namespace) -> None:
    """Take a merge back, or show what was added since."""
    from desktop_crm.workflow.merging import since

    given = [parse_id(one, "--give") for one in args.give]
    with desk(args) as at:
        with at.store.read() as view:
            _require(at, view)
            found = _find_merge(view, args.merge)
            asked = since(view, found) if args.dry_run else ()
        if args.dry_run:
            give(args, {**_merge_json(found), "since": _since_json(asked)}, _since_lines(asked))
            return
        parted = at.merges.unmerge(merge=found.id, give=given)
    told = [_("{gone} and {kept} are two customers again.").format(gone=_gone(found), kept=_kept(found))]
    if parted.stayed:
        told.append(_("Changed since, and left as it is: {fields}.").format(fields=", ".join(parted.stayed)))
    if parted.left:
        told.append(_("Added since, and left with {kept}:").format(kept=_kept(found)))
    document = {**_merge_json(found), "stayed": list(parted.stayed), "left": _since_json(parted.left)}
    give(args, document, [*told, *(_since_lines(parted.left) if parted.left else ())])


def _find_merge(view: Reading, named: str) -> MergeRow:
    """Return the merge with this id, or the one that took the customer who is named."""
    from desktop_crm.customers.reads import find_named
    from desktop_crm.customers.survivors import merges_of, read_merge, still_merged

    try:
        holder, gone = find_named(view, named)
    except NotFound:
        if not _is_id(named):
            raise
        return read_merge(view, UUID(named))
    if gone is not None:
        return next(one for one in merges_of(view, gone) if one.gone == gone and one.undone_at is None)
    found = still_merged(merges_of(view, holder), holder)
    if len(found) != 1:
        raise NotFound(_several(found))
    return found[0]


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _several(found: Iterable[MergeRow]) -> str:
    names = ", ".join(f"{_gone(one)} ({one.id})" for one in found)
    if not names:
        return _("Nobody was merged with this customer; nothing was changed.")
    return _("Several were merged with this customer; name one: {names}.").format(names=names)


def note_for(at: Desk, named: str, *, kind: str, row: UUID) -> None:
    """Note that what was registered is for somebody who was merged, if that is who was named.

    Should the two turn out to be two after all, it goes with them.
    """
    from desktop_crm.customers.belongings import Kind
    from desktop_crm.customers.reads import find_named
    from desktop_crm.customers.survivors import merges_of

    with at.store.read() as view:
        gone = find_named(view, named)[1]
        merges = merges_of(view, gone) if gone is not None else ()
    for one in merges:
        if one.gone == gone and one.undone_at is None:
            at.merges.belongs_to(merge=one.id, kind=Kind(kind), row=row)


def list_merges(args: argparse.Namespace) -> None:
    """Show who was merged with a customer, when and by whom."""
    from desktop_crm.customers.reads import find_reference
    from desktop_crm.customers.survivors import merges_of

    with desk(args) as at, at.store.read() as view:
        _require(at, view)
        found = merges_of(view, find_reference(view, args.customer))
    lines = [
        _("{at}  {gone} → {kept}, by {who}").format(
            at=one.merged_at.isoformat(timespec="minutes"),
            gone=_gone(one),
            kept=_kept(one),
            who=one.merged_by,
        )
        + (_("; taken back by {who}").format(who=one.undone_by) if one.undone_at else "")
        for one in found
    ]
    give(args, {"merges": [_merge_json(one) for one in found]}, lines or [_("No merge is known.")])


def _merge_json(one: MergeRow) -> dict[str, Any]:
    return {
        "merge": one.id,
        "kept": one.kept,
        "gone": one.gone,
        "at": one.merged_at,
        "by": one.merged_by,
        "undone_at": one.undone_at,
        "undone_by": one.undone_by,
    }


def _since_json(asked: Iterable[Since]) -> list[dict[str, Any]]:
    return [{"id": one.id, "kind": str(one.kind), "title": one.title, "at": one.at} for one in asked]


def _since_lines(asked: Iterable[Since]) -> Iterator[str]:
    empty = True
    for one in asked:
        empty = False
        yield f"  {one.id}  {one.kind}  {one.title[:80]}"
    if empty:
        yield _("Nothing was added since that could be either’s.")


def _gone(one: MergeRow) -> str:
    return f"{one.gone_number} {one.gone_name}"


def _kept(one: MergeRow) -> str:
    return f"{one.kept_number} {one.kept_name}"
