"""`contacts export-person`, `erase` and `privacy`: what is held on a person, told, erased, and the record."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.cli.output import give, print_json
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.ids import CustomerId
    from desktop_crm.privacy.held import Erased


def add_privacy(verbs: SubParsers) -> None:
    """Add the verbs of privacy to ``contacts``."""
    told = add_command(verbs, "export-person", _("write everything held on a person"), export_person)
    told.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    told.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="FILE",
        help=_("a .json or .pdf file, may be repeated; otherwise JSON on standard output"),
    )
    gone = add_command(verbs, "erase", _("erase a person and keep the measures"), erase_person)
    gone.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    gone.add_argument("--dry-run", action="store_true", help=_("only tell what goes and what stays"))
    add_command(verbs, "privacy", _("what was told of people and erased, by whom and when"), show_record)


def export_person(args: argparse.Namespace) -> None:
    """Write everything held on a person to files, or to standard output."""
    from desktop_crm.exchange.person import FORMS, person_json, write_person_json
    from desktop_crm.privacy.held import read_content
    from desktop_crm.reports.person_book import person_book

    files = [Path(name) for name in args.out]
    for file in files:
        if file.suffix.lower() not in FORMS:
            raise Invalid(_("It is written as .json or .pdf; choose such a name."), where=str(file))
    with desk(args) as at:
        customer = _named(at, args.customer)
        forms = " ".join(sorted({FORMS[file.suffix.lower()] for file in files})) or "json"
        held = at.privacy.tell(customer=customer, form=forms)
        with at.store.read() as view:
            if not files:
                print_json(person_json(held, lambda one: read_content(view, one)))
                return
            for file in files:
                if FORMS[file.suffix.lower()] == "json":
                    write_person_json(file, held, lambda one: read_content(view, one))
                else:
                    person_book(held, file, model=at.office.plans.in_force(view, at.actor.id).model)
    counts = {name: len(rows) for name, rows in held.tables.items()}
    lines = [
        _("Everything held on {number} {name} is in {file}.").format(
            number=held.number, name=held.name, file=file
        )
        for file in files
    ]
    give(args, {"customer": customer, "number": held.number, "files": files, "rows": counts}, lines)


def erase_person(args: argparse.Namespace) -> None:
    """Erase a person; what is counted stays."""
    with desk(args) as at:
        customer = _named(at, args.customer)
        if args.dry_run:
            found = at.privacy.before_erasing(customer=customer)
            lines = [*found.sentences()]
            give(args, found, lines)
            return
        done = at.privacy.erase(customer=customer)
        freed = done.freed or _freed_by_keeper(at)
    document = {
        "customer": customer,
        "number": done.number,
        "removed": done.removed,
        "emptied": done.emptied,
        "copies": done.copies,
        "freed": freed,
    }
    give(args, document, _erased_lines(done, freed))


def _freed_by_keeper(at: Desk) -> bool:
    """On a server: vacuum at once, where this program may do so as who keeps the store."""
    from desktop_crm.core.errors import Known
    from desktop_crm.privacy.freeing import compact_store
    from desktop_crm.store.open import open_store
    from desktop_crm.store.server.address import Address

    place = at.store.location
    if not isinstance(place, Address):
        return False
    try:
        keepers = open_store(place)
    except Known:
        return False
    try:
        compact_store(keepers)
    except Known:
        return False
    finally:
        keepers.close()
    return True


def _erased_lines(done: Erased, freed: bool) -> Iterator[str]:
    from desktop_crm.privacy.record import copies_in_words

    yield _("{number} is erased: {removed} rows removed, {emptied} emptied of words.").format(
        number=done.number, removed=sum(done.removed.values()), emptied=sum(done.emptied.values())
    )
    yield (
        _("Nothing of it is left in the store’s own files.")
        if freed
        else _("The store’s files still hold traces until “desktop-crm store compact” has run.")
    )
    if done.copies:
        yield copies_in_words(done.copies)
    if not done.noted:
        yield _(
            "The journal beside the store could not be written: run “desktop-crm privacy journal” before "
            "an older copy is put back."
        )


def show_record(args: argparse.Namespace) -> None:
    """Tell what was told of people and erased."""
    from desktop_crm.privacy.record import in_words

    with desk(args) as at:
        found = at.privacy.record()
    lines = [f"{one.at:%Y-%m-%d %H:%M}  {one.who}  {in_words(one)}" for one in found]
    give(args, {"record": found}, lines or [_("Nothing was told of anybody, and nobody erased.")])


def _named(at: Desk, named: str) -> CustomerId:
    from desktop_crm.customers.reads import find_reference

    with at.store.read() as view:
        return find_reference(view, named)
