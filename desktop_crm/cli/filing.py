"""`contacts show`, `edit`, `history` and what else puts something on a customer's file or takes it off."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, parse_id, parse_time
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from uuid import UUID

    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.ids import CustomerId
    from desktop_crm.customers.editing import FieldEdit
    from desktop_crm.customers.fields import Place
    from desktop_crm.customers.history import FieldChange
    from desktop_crm.store.work import Reading


def add_filing(verbs: SubParsers) -> None:
    """Add the verbs of one customer's file to ``contacts``."""
    shown = _about(add_command(verbs, "show", _("everything on one customer's file"), show))
    shown.add_argument("--kind", choices=_KINDS, help=_("of the time line only these"))
    edit = _about(add_command(verbs, "edit", _("change single fields, over nobody's head"), edit_fields))
    edit.add_argument("--set", action="append", required=True, metavar="FIELD=VALUE", dest="wanted")
    edit.add_argument(
        "--seen", action="append", default=[], metavar="FIELD=VALUE", help=_("what it held when you read it")
    )
    edit.add_argument(
        "--row", metavar="ID", help=_("of this number, address or relation, not of the customer")
    )
    past = _about(add_command(verbs, "history", _("who changed which field, when, from what"), show_history))
    past.add_argument("--field", metavar="FIELD")
    tag = _about(add_command(verbs, "tag", _("gather a customer under words"), tag_customer))
    tag.add_argument("tags", nargs="+", metavar="TAG")
    tag.add_argument("--remove", action="store_true", help=_("take them off"))
    said = _about(
        add_command(verbs, "state", _("what a customer needs, wishes or thinks of us"), register_said)
    )
    said.add_argument("--kind", required=True, choices=("need", "wish", "attitude"))
    said.add_argument("--text", required=True, help=_("in their words"))
    said.add_argument("--at", metavar="T", help=_("when they said it, ISO 8601 with an offset"))
    named = _about(add_command(verbs, "identify", _("what a customer is called in another system"), identify))
    named.add_argument("system", metavar="SYSTEM")
    named.add_argument("code", metavar="CODE")
    add_command(
        verbs, "crosswalk", _("other systems, and the share of customers they do not know"), show_systems
    )
    added = _about(add_command(verbs, "attach", _("put files on a customer's file"), attach))
    added.add_argument("files", nargs="+", metavar="FILE")
    taken = _about(
        add_command(verbs, "document", _("write a file of a customer's to a new file"), take_document)
    )
    taken.add_argument("document", metavar="ID")
    taken.add_argument("--out", required=True, metavar="FILE")


_KINDS = ("contact", "case", "trade", "document", "planned", "statement", "merge")


def _about(parser: Any) -> Any:
    parser.add_argument("customer", metavar="REF", help=_("id, number or reference"))
    return parser


def show(args: argparse.Namespace) -> None:
    """Show a customer's file."""
    from desktop_crm.customers.rows import TimeKind
    from desktop_crm.dossier.file import model_in_force, open_customer_file
    from desktop_crm.dossier.time_line import time_line_page

    with desk(args) as at, at.store.read() as view:
        customer = _named(view, args.customer)
        plans = at.office.plans
        file = open_customer_file(view, customer, plans=plans, actor=at.actor, now=at.store.time.now())
        line = file.time_line
        if args.kind:
            model = model_in_force(view, plans, at.actor)
            line = time_line_page(view, customer, model=model, kind=TimeKind(args.kind))
    document = {
        "customer": file.head,
        "profile": file.profile,
        "facts": file.facts,
        "counts": file.counts,
        "planned": file.planned,
        "open_cases": [one.case for one in file.open_cases],
        "time_line": line,
    }
    points = [f"  {one.kind}  {one.content}" for one in file.profile.points]
    places = [f"  {one.line}" for one in file.profile.addresses]
    said = [f"  {one.kind}: “{one.text}” ({one.said_at:%Y-%m-%d})" for one in file.profile.statements]
    happened = [f"  {one.at:%Y-%m-%d %H:%M}  {one.title}" for one in line]
    give(args, document, [f"{file.head.number} {file.head.name}", *points, *places, *said, *happened])


def edit_fields(args: argparse.Namespace) -> None:
    """Change fields of a customer, or of one row that hangs on them."""
    with desk(args) as at:
        with at.store.read() as view:
            customer = _named(view, args.customer)
            place, row = _place(view, customer, args.row)
            edits = _edits(view, customer, place, row, args.wanted, args.seen)
        changes = at.filing.edit(customer=customer, edits=edits)
    changed = bool(changes)
    told = _("Changed.") if changed else _("It says so already; nothing was changed.")
    give(args, {"customer": customer, "changed": changed}, [told])


def _edits(
    view: Reading,
    customer: CustomerId,
    place: Place,
    row: UUID | None,
    wanted: Sequence[str],
    seen: Sequence[str],
) -> list[FieldEdit]:
    from desktop_crm.customers.editing import FieldEdit, field_values
    from desktop_crm.customers.fields import Shape, field_at, value_of

    def value(name: str, text: str) -> Any:
        field = field_at(place, name)
        if field.shape is Shape.EMPLOYEE and text:
            from desktop_crm.access.reads import employee

            return employee(view, text).id
        return value_of(field, text)

    held = field_values(view, customer, place, row)
    read = {name: value(name, text) for name, text in map(_pair, seen)}
    return [
        FieldEdit(name, read.get(name, held.get(name)), value(name, text), place, row)
        for name, text in map(_pair, wanted)
    ]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Invalid(_("“{text}” is not FIELD=VALUE.").format(text=text), where="--set")
    return name, value


def _place(view: Reading, customer: CustomerId, row: str | None) -> tuple[Place, UUID | None]:
    """Return in which list a row stands."""
    from desktop_crm.customers.fields import Place
    from desktop_crm.customers.reads import customer_profile

    if row is None:
        return Place.CUSTOMER, None
    wanted, profile = parse_id(row, "--row"), customer_profile(view, customer)
    lists: tuple[tuple[Place, Sequence[Any]], ...] = (
        (Place.POINT, profile.points),
        (Place.ADDRESS, profile.addresses),
        (Place.RELATION, profile.relations),
    )
    for place, rows in lists:
        if any(one.id == wanted for one in rows):
            return place, wanted
    raise Invalid(_("This customer has no number, address or relation {id}.").format(id=row), where="--row")


def show_history(args: argparse.Namespace) -> None:
    """Tell who changed what."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.history import field_history

    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        found = field_history(view, _named(view, args.customer))
    chosen = [one for one in found if args.field in (None, one.field)]
    give(args, {"changes": chosen}, _history_lines(chosen) if chosen else [_("Nothing was changed.")])


def _history_lines(changes: Sequence[FieldChange]) -> Iterator[str]:
    from desktop_crm.customers.history import in_words

    for one in changes:
        yield f"{one.at:%Y-%m-%d %H:%M}  {one.who}  {in_words(one)}"


def tag_customer(args: argparse.Namespace) -> None:
    """Put words on a customer, or take them off."""
    with desk(args) as at:
        customer = _found(at, args.customer)
        act = at.filing.remove_tag if args.remove else at.filing.add_tag
        for tag in args.tags:
            act(customer=customer, tag=tag)
        tags = _tags(at, customer)
    give(args, {"customer": customer, "tags": tags}, [", ".join(tags) or _("No tags.")])


def _tags(at: Desk, customer: CustomerId) -> list[str]:
    from desktop_crm.customers.reads import customer_profile

    with at.store.read() as view:
        return [one.tag for one in customer_profile(view, customer).tags]


def register_said(args: argparse.Namespace) -> None:
    """Register a statement of the customer."""
    from desktop_crm.customers.fields import StatementKind

    said = None if args.at is None else parse_time(args.at, "--at")
    with desk(args) as at:
        customer = _found(at, args.customer)
        kind = StatementKind(args.kind)
        changes = at.filing.register_statement(customer=customer, kind=kind, text=args.text, said=said)
    (made,) = changes.ids("statement")
    give(args, {"customer": customer, "statement": made}, [_("Registered.")])


def identify(args: argparse.Namespace) -> None:
    """Register what another system calls a customer."""
    with desk(args) as at:
        customer = _found(at, args.customer)
        at.filing.identify(customer=customer, system=args.system, code=args.code)
    give(
        args,
        {"customer": customer, "system": args.system, "code": args.code},
        [_("{system} calls them {code}.").format(system=args.system, code=args.code)],
    )


def show_systems(args: argparse.Namespace) -> None:
    """Tell how much of each other system is matched."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.filing import crosswalk

    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        found = crosswalk(view)
    lines = [
        _("{system}: {known} customers are known there, {share:.1%} are not").format(
            system=one.system, known=one.customers, share=one.unmatched
        )
        for one in found
    ]
    give(args, {"systems": found}, lines or [_("No other system knows a customer yet.")])


def attach(args: argparse.Namespace) -> None:
    """Put files on a customer's file."""
    with desk(args) as at:
        customer = _found(at, args.customer)
        kept = []
        for name in args.files:
            (made,) = at.filing.add_document(
                customer=customer, name=Path(name).name, content=_content(Path(name))
            ).ids("document")
            kept.append({"file": name, "document": made})
    give(
        args,
        {"customer": customer, "documents": kept},
        [_("{file} is document {id}.").format(file=one["file"], id=one["document"]) for one in kept],
    )


def _content(path: Path) -> bytes:
    from desktop_crm.customers.filing import refuse_size

    try:
        refuse_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Invalid(
            _("It can't be read: {why}.").format(why=error.strerror or error), where=str(path)
        ) from error


def take_document(args: argparse.Namespace) -> None:
    """Write a document to a file that is not there yet."""
    from desktop_crm.access.check import require_power
    from desktop_crm.access.model import Verb
    from desktop_crm.customers.filing import read_document

    path = Path(args.out)
    with desk(args) as at, at.store.read() as view:
        require_power(view, at.actor, Verb.SERVE, None)
        found = read_document(view, _named(view, args.customer), parse_id(args.document, "ID"))
    try:
        with path.open("xb") as out:
            out.write(found.content)
    except OSError as error:
        raise Known(
            _("{file} can't be written: {why}; nothing was changed.").format(
                file=path, why=error.strerror or error
            )
        ) from error
    give(
        args,
        {"file": path, "name": found.name, "media_type": found.media_type, "size": found.size},
        [_("“{name}” is in {file}.").format(name=found.name, file=path)],
    )


def _named(view: Reading, named: str) -> CustomerId:
    from desktop_crm.customers.reads import find_reference

    return find_reference(view, named)


def _found(at: Desk, named: str) -> CustomerId:
    with at.store.read() as view:
        return _named(view, named)
