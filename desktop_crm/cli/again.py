"""`privacy journal` and `privacy again`: erasures outlive an older copy of the store that is put back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.privacy.again import Again


def add_again(verbs: SubParsers) -> None:
    """Add both verbs to ``privacy``."""
    kept = add_command(verbs, "journal", _("write which erasures to do again after a restore"), keep_journal)
    kept.add_argument("--to", metavar="FILE", help=_("otherwise the journal beside the store"))
    again = add_command(verbs, "again", _("erase again what an older copy brought back"), erase_again)
    again.add_argument("--journal", metavar="FILE", help=_("otherwise the one beside the store"))
    again.add_argument("--dry-run", action="store_true", help=_("only tell how many"))


def keep_journal(args: argparse.Namespace) -> None:
    """Bring a journal up to the record."""
    with desk(args) as at:
        count = at.privacy.again.keep_journal(file=_file(args.to))
    give(args, {"added": count}, [_("Erasures added to the journal: {count}.").format(count=count)])


def erase_again(args: argparse.Namespace) -> int:
    """Erase what the journal says and the store still holds; 1 while some of it has to wait."""
    with desk(args) as at:
        found = at.privacy.again.to_erase_again(file=_file(args.journal))
        lines = list(found.sentences())
        document: dict[str, Any] = {
            "to_erase": len(found.erasures),
            "damaged": found.journal.damaged,
            "foreign": found.journal.foreign,
        }
        if args.dry_run or not found.erasures:
            give(args, document, lines)
            return 0
        done = at.privacy.again.erase_again(file=_file(args.journal))
    give(args, document | _document(done), [*lines, *in_words(done)])
    return 1 if done.waiting else 0


def again_after_restore(path: Path, key: bytes | None) -> tuple[dict[str, Any], list[str]]:
    """Do again, for who puts a copy back, what was erased since it was made; what was done, and in words.

    A copy of an earlier release is upgraded first: then it is only said.
    """
    from desktop_crm.privacy.again import look, redo
    from desktop_crm.store.open import open_store

    try:
        store = open_store(path, key)
    except Known as problem:
        return {"again": None}, [
            problem.sentence,
            _("Then run “desktop-crm privacy again”: what was erased since the copy was made goes again."),
        ]
    try:
        with store.read() as view:
            found = look(view, store)
        done = redo(store, found.erasures, None)
    except Known as problem:
        return {"again": None}, [
            problem.sentence,
            _("What was erased since the copy was made may be back: run “desktop-crm privacy again”."),
        ]
    finally:
        store.close()
    told = [*found.sentences(), *in_words(done)] if found.erasures or found.journal.damaged else []
    return _document(done), told


def note_before_restore(path: Path, key: bytes | None) -> None:
    """Bring the journal up to the store that is about to be replaced, where it can still be read."""
    from desktop_crm.privacy.journal import note_erasures
    from desktop_crm.store.open import open_store

    try:
        store = open_store(path, key)
    except Known:
        return  # damaged or missing: its journal is as it was after the last erasure
    try:
        note_erasures(store)
    finally:
        store.close()


def in_words(done: Again) -> list[str]:
    """Return what was done again, and what waits."""
    told = []
    if done.numbers:
        told.append(_("Erased again: {numbers}.").format(numbers=", ".join(done.numbers)))
        if not done.freed:
            told.append(_("The store’s files still hold traces until “desktop-crm store compact” has run."))
    return [*told, *done.waiting]


def _document(done: Again) -> dict[str, Any]:
    return {"again": done.numbers, "waiting": done.waiting}


def _file(name: str | None) -> Path | None:
    return None if name is None else Path(name).expanduser()
