"""`store`: make, upgrade, check, describe, copy, back up and restore a store."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, WrongUsage, add_command, add_noun, add_verbs
from desktop_crm.cli.session import (
    PASSWORD,
    ask,
    desk,
    from_environment,
    key,
    key_file,
    location,
    office,
)
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Office
    from desktop_crm.store.copying import Copied
    from desktop_crm.store.findings import Finding
    from desktop_crm.store.server.address import Location
    from desktop_crm.store.server.backup import ServerBackup


def add_parser(subparsers: SubParsers) -> None:
    """Add the verbs of ``store``."""
    verbs = add_verbs(add_noun(subparsers, "store"))
    create = add_command(verbs, "create", _("make a store"), _create)
    create.add_argument(
        "--sample", action="store_true", help=_("with the sample company: its model and its people")
    )
    create.add_argument(
        "--customers", metavar="N", help=_("with N generated customers (takes --sample along)")
    )
    create.add_argument(
        "--seed", metavar="N", default="1999", help=_("what the generated customers depend on")
    )
    create.add_argument("--admin", metavar="LOGIN", help=_("with this administrator"))
    create.add_argument("--name", metavar="NAME", help=_("the administrator's name"))
    create.add_argument(
        "--encrypt",
        action="store_true",
        help=_("encrypt it; the new key is written to --key-file, or beside it"),
    )
    add_command(verbs, "upgrade", _("bring its schema up to date; a copy is kept"), _upgrade)
    add_command(verbs, "check", _("verify pages, references, schema, triggers and indexes"), _check)
    portfolios = add_command(
        verbs,
        "portfolios",
        _("on a server: who sees which customers, everybody all or only their own"),
        _portfolios,
    )
    portfolios.add_argument("whose", choices=("open", "private"))
    lock = add_command(
        verbs,
        "lock-after",
        _("after how many minutes, at most, a desk locks that nobody touches"),
        _lock_after,
    )
    lock.add_argument("minutes", metavar="MINUTES")
    add_command(verbs, "info", _("describe it"), _info)
    add_command(verbs, "compact", _("write it anew, so that nothing is left of what was erased"), _compact)
    for verb, purpose, run in (
        ("move", _("copy it whole to another location, verified; the first one stays"), _move),
        ("backup", _("copy it while it is in use, verified after writing"), _backup),
        ("restore", _("put a backup in its place; what it replaces is kept beside it"), _restore),
    ):
        add_command(verbs, verb, purpose, run).add_argument("path", metavar="PATH")


def _create(args: argparse.Namespace) -> None:
    from desktop_crm.bootstrap import file_of
    from desktop_crm.founding import making_office

    path = _free_place(args)
    customers = _number(args.customers, "--customers")
    sample = args.sample or customers > 0
    administrator = args.admin or ("admin" if sample else None)
    secret = _administrators_password(administrator) if administrator else None
    made: dict[str, Any] = {
        "store": path,
        "encrypted": args.encrypt,
        "key_file": None,
        "administrator": administrator,
    }
    encryption = None
    if args.encrypt:
        made["key_file"], encryption = _new_key(args, path)
    try:
        with making_office(path, encryption) as opened:
            made["id"] = opened.store.replica
            made["recovery_key"] = None
            if administrator and secret:
                made["recovery_key"] = _furnish(opened, args, administrator, secret, sample)
            if customers:
                opened.close()
                made["rows"] = _generate(file_of(opened.store.location), encryption, customers, args.seed)
    except BaseException:
        if made["key_file"] is not None:
            made["key_file"].unlink(
                missing_ok=True
            )  # A key without a store would be taken for one that matters.
        raise
    give(args, made | {"customers": customers, "sample": sample}, _made_lines(made))


def _free_place(args: argparse.Namespace) -> Location:
    """Return where the new store is to be; refuse at once what can't be made there."""
    from desktop_crm.store.files import refuse_existing

    path = location(args)
    if isinstance(path, Path):
        refuse_existing(path)
    elif args.encrypt:
        raise WrongUsage(_("A store on a server is encrypted by its administrator; leave out --encrypt."))
    elif args.customers is not None:
        raise WrongUsage(
            _(
                "Customers are generated in a file: make one there, then move it with “desktop-crm store move”."
            )
        )
    return path


def _administrators_password(login: str) -> str:
    from desktop_crm.access.passwords import check_password

    given = from_environment(PASSWORD)
    if given is None:
        given = ask(_("New password of {login}: ").format(login=login), _("set {name}").format(name=PASSWORD))
        if ask(_("Once more: "), "") != given:
            raise WrongUsage(_("The two passwords differ; nothing was made."))
    check_password(given, login=login)
    return given


def _new_key(args: argparse.Namespace, path: Location) -> tuple[Path, bytes]:
    from desktop_crm.bootstrap import file_of
    from desktop_crm.store.keys import make_key

    beside = file_of(path)
    file = key_file(args) or beside.with_name(beside.name + ".key")
    return file, make_key(file)


def _furnish(opened: Office, args: argparse.Namespace, login: str, password: str, sample: bool) -> str:
    recovery = opened.make_first_administrator(name=args.name or login, login=login, password=password)
    if sample:
        from desktop_crm.cli.sample import settle_sample

        settle_sample(opened.log_in(login, password), password)
    return recovery


def _generate(path: Path, encryption: bytes | None, customers: int, seed: str) -> int:
    from desktop_crm.bench.generator import fill

    def tell(done: int, of: int) -> None:
        say(_("{done} of {of} customers").format(done=done, of=of))

    return fill(path, encryption, customers=customers, seed=_number(seed, "--seed"), progress=tell)


def _made_lines(made: dict[str, Any]) -> list[str]:
    lines = [_("The store {path} is made.").format(path=made["store"])]
    if made["key_file"] is not None:
        lines.append(
            _(
                "Its key is in {file}: without that file nobody opens the store. Keep a copy elsewhere."
            ).format(file=made["key_file"])
        )
    if made["recovery_key"] is not None:
        lines.append(
            _("Recovery key of a lost administrator, shown this once: {key}").format(key=made["recovery_key"])
        )
    return lines


def _upgrade(args: argparse.Namespace) -> None:
    from desktop_crm.store.upgrade import upgrade_store

    path = location(args)
    done = upgrade_store(path, key(args))
    indexed = _index_customers(args)
    if done.before != done.after:
        sentence = _("The store {path} went from schema {before} to {after}.")
    elif done.copy is not None:
        sentence = _("The triggers and indexes of {path} are made anew.")
    elif indexed:
        sentence = _("The search index of {path} is made anew.")
    else:
        sentence = _("The store {path} is up to date; nothing was changed.")
    if done.copy is not None:
        sentence += " " + _("As it was, it is kept in {copy}.")
    sentence = sentence.format(path=path, before=done.before, after=done.after, copy=done.copy)
    give(args, {"store": path, "before": done.before, "after": done.after, "copy": done.copy}, [sentence])


def _portfolios(args: argparse.Namespace) -> None:
    private = args.whose == "private"
    with desk(args) as at:
        at.employees.keep_portfolios(private=private)
    sentence = (
        _("Everybody sees their own customers, nobody's, and those they have work for; supervisors see all.")
        if private
        else _("Everybody with a role sees all customers.")
    )
    give(args, {"portfolios": args.whose}, [sentence])


def _lock_after(args: argparse.Namespace) -> None:
    minutes = _number(args.minutes, "MINUTES")
    with desk(args) as at:
        at.employees.lock_after(minutes=minutes)
    sentence = _("Desks lock after {count} minutes without a touch, at most.").format(count=minutes)
    give(args, {"lock_after_minutes": minutes}, [sentence])


def _check(args: argparse.Namespace) -> int:
    from desktop_crm.store.verify import check_store

    path = location(args)
    found = check_store(path, key(args))
    if not found:
        found = _unfindable(args)
    document = {"store": path, "whole": not found, "findings": found}
    if not found:
        give(args, document, [_("The store {path} is whole.").format(path=path)])
        return 0
    give(args, document, [finding.sentence for finding in found])
    return 1


def _unfindable(args: argparse.Namespace) -> tuple[Finding, ...]:
    """Customers whom the search box doesn't know: what a store that is whole in itself may still lack."""
    from desktop_crm.customers.search import unindexed
    from desktop_crm.store.findings import Finding

    with office(args) as opened, opened.store.read() as view:
        count = unindexed(view)
    if not count:
        return ()
    sentence = _(
        "The search index misses or wrongly holds {count} customers. Run “desktop-crm store upgrade”."
    )
    return (Finding("search", sentence.format(count=count)),)


def _index_customers(args: argparse.Namespace) -> int:
    """Bring the search index up to the customers where it isn't; return how many customers it holds then."""
    from desktop_crm.customers.search import rebuild, unindexed

    with office(args) as opened:
        with opened.store.read() as view:
            if not unindexed(view):
                return 0
        with opened.store.write(None) as work:
            return rebuild(work)


def _info(args: argparse.Namespace) -> None:
    from desktop_crm.process.reads import published_version, version_number
    from desktop_crm.store.backups import last_backup
    from desktop_crm.store.info import describe

    with office(args) as opened:
        found = describe(opened.store)
        with opened.store.read() as view:
            backup = last_backup(view, opened.store.time.now())
            version = published_version(view)
            number = None if version is None else version_number(view, version)
    document = {
        "store": found.location,
        "id": found.store,
        "created": found.created,
        "release": found.release,
        "schema": found.revision,
        "encrypted": found.encrypted,
        "bytes": found.size,
        "model_version": number,
        "last_backup": backup.at,
        "backup_overdue": backup.overdue,
        "rows": found.rows,
    }
    lines = [f"{name}: {value}" for name, value in document.items() if name != "rows"]
    if backup.overdue:
        lines.append(_("A backup is overdue: make one with “desktop-crm store backup PATH”."))
    lines += [f"  {table}: {count}" for table, count in found.rows.items() if count]
    give(args, document, lines)


def _move(args: argparse.Namespace) -> None:
    from desktop_crm.bootstrap import place_of
    from desktop_crm.store.backup import backup_store

    source, target = location(args), place_of(args.path)
    sentence = _("The whole store is at {target} too, verified ({rows} rows). {source} was not changed.")
    if isinstance(source, Path) and isinstance(target, Path):
        copied = backup_store(source, target, key(args))
        rows, size = copied.rows, copied.size
    else:
        from desktop_crm.store.moving import move_store

        rows, size = move_store(source, target, key(args)).rows, _size_of(target)
    _copied(args, rows, size, target, sentence.format(target=target, rows=rows, source=source))


def _size_of(place: Location) -> int:
    from desktop_crm.store.info import describe
    from desktop_crm.store.open import open_store

    store = open_store(place)
    try:
        return describe(store).size
    finally:
        store.close()


def _backup(args: argparse.Namespace) -> None:
    from desktop_crm.store.backup import backup_store

    place, target = location(args), Path(args.path).expanduser()
    sentence = _("The backup {target} is written and verified ({rows} rows).")
    copied: Copied | ServerBackup
    if isinstance(place, Path):
        copied = backup_store(place, target, key(args))
    else:
        from desktop_crm.store.server.backup import backup_server_store

        copied = backup_server_store(place, target)
        if not copied.tried:
            sentence = _(
                "The backup {target} is written and was read whole ({rows} rows); your log-in may make no database "
                "to restore it in, so try that elsewhere."
            )
    if not copied.noted:
        sentence += " " + _(
            "The store was too busy to remember it: keep a note of it, for who is erased later."
        )
    _copied(args, copied.rows, copied.size, target, sentence.format(target=target, rows=copied.rows))


def _copied(args: argparse.Namespace, rows: int, size: int, target: Location, sentence: str) -> None:
    give(args, {"path": target, "rows": rows, "bytes": size}, [sentence])


def _restore(args: argparse.Namespace) -> None:
    from desktop_crm.cli.again import again_after_restore, note_before_restore
    from desktop_crm.store.backup import restore_store

    place, backup = location(args), Path(args.path).expanduser()
    again: dict[str, Any] = {}
    replaced: Location | None
    if isinstance(place, Path):
        note_before_restore(place, key(args))
        restored = restore_store(place, backup, key(args))
        rows, replaced = restored.store.rows, restored.replaced
        again, told = again_after_restore(place, key(args))
    else:
        from desktop_crm.store.server.backup import restore_server_store

        done = restore_server_store(place, backup)
        rows, replaced = done.rows, done.replaced
        told = [
            _("Who was erased since that backup is in it: run “desktop-crm privacy again --journal FILE”.")
        ]
    lines = [_("The store {path} is restored and verified ({rows} rows).").format(path=place, rows=rows)]
    if replaced is not None:
        lines.append(_("What it replaced is kept in {file}.").format(file=replaced))
    give(args, {"store": place, "rows": rows, "replaced": replaced} | again, [*lines, *told])


def _compact(args: argparse.Namespace) -> None:
    from desktop_crm.privacy.freeing import compact_store

    with office(args) as opened:
        done = compact_store(opened.store)
    sentence = _("Written anew: {before} bytes before, {after} now. Nothing is left of what was erased.")
    lines = [sentence.format(before=done.before, after=done.after)]
    if done.tables:
        lines.append(_("Vacuumed: {tables}.").format(tables=", ".join(done.tables)))
    if done.freed:
        lines.append(_("The record says so of {count} erasures.").format(count=done.freed))
    give(args, done, lines)


def _number(text: str | None, option: str) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise WrongUsage(_("{option} takes a whole number, not “{text}”.").format(option=option, text=text))
    return int(text)
