"""The commands that open windows: the application itself, the sample company, an incoming call, the self-test.

Qt is imported when one of them runs, never before.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.display import has_display, require_display
from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, WrongUsage, add_noun
from desktop_crm.cli.session import PASSWORD, STORE, from_environment, key_file, location, store_file
from desktop_crm.core import collector
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.ui.login.gate import Credentials

SAMPLE_PASSWORD = "hanzepoort"
TOUR = Path("build/tour")
_CUSTOMERS = 240


def add_parser(subparsers: SubParsers) -> None:
    """Add ``demo``, ``call`` and ``self-test``."""
    demo = add_noun(subparsers, "demo")
    demo.add_argument(
        "--tour",
        metavar="DIR",
        help=_(
            "walk whole processes and leave pictures, a PDF and tour.json in DIR (default {folder})"
        ).format(folder=TOUR),
    )
    demo.set_defaults(run=_demo)
    call = add_noun(subparsers, "call")
    call.add_argument("number", nargs="?", metavar="NUMBER", help=_("who calls, as the exchange gives it"))
    call.add_argument(
        "--register", action="store_true", help=_("let the desktop open telephone links with this program")
    )
    call.set_defaults(run=_call)
    add_noun(subparsers, "self-test").set_defaults(run=_self_test)


def open_window(args: argparse.Namespace) -> int:
    """Open the log-in window of a store; a window that runs on it already comes forward instead."""
    require_display()
    collector.rest()  # until the desk is loaded, behind the log-in window
    from desktop_crm.ui.app import run
    from desktop_crm.ui.running import take_place

    store = _store(args)
    place = take_place(store)
    return 0 if place is None else run(store, key_file(args), place=place, given=_credentials(args, store))


def _credentials(args: argparse.Namespace, store: Path | str) -> Credentials | None:
    """Return who was said to log in, or asked to be remembered here; without a password the keyring is asked, then
    the log-in window.
    """
    from desktop_crm.ui.login.gate import Credentials

    if args.login:
        return Credentials(args.login, from_environment(PASSWORD))
    from desktop_crm.core.settings import Settings, remembered_login

    kept = remembered_login(Settings(), str(store))
    return None if kept is None else Credentials(kept)


def _store(args: argparse.Namespace) -> Path | str:
    """Return the store's file, or the address of a shared one; unless it is said, what the log-in window chose."""
    if args.store is None and STORE not in os.environ:
        from desktop_crm.core.settings import Settings, remembered_store

        chosen = remembered_store(Settings())
        if chosen is not None:
            return chosen
    found = location(args)
    return found if isinstance(found, Path) else str(found)


def _call(args: argparse.Namespace) -> int:
    if args.register:
        from desktop_crm.cli.calling import register

        return register(args)
    if args.number is None:
        raise WrongUsage(_("Say which NUMBER calls, or --register."))
    from desktop_crm.ui.running import take_place

    store = _store(args)
    place = take_place(store, args.number)
    if place is None:
        return 0
    require_display()
    collector.rest()
    from desktop_crm.ui.app import run

    return run(store, key_file(args), number=args.number, place=place, given=_credentials(args, store))


def _demo(args: argparse.Namespace) -> int:
    if args.tour is not None or not has_display():
        return _tour(args, Path(args.tour or TOUR).expanduser())
    return _open_sample(args)


def _tour(args: argparse.Namespace, folder: Path) -> int:
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop_crm.ui.tour import BEGINS, play

    folder.mkdir(parents=True, exist_ok=True)
    from desktop_crm.cli.sample import make_sample

    store = folder / "tour.store"
    _clear(store)
    say(_("Making the sample company with {count} customers…").format(count=_CUSTOMERS))
    make_sample(store, SAMPLE_PASSWORD, _CUSTOMERS, anchor=BEGINS)
    collector.rest()  # as when the windows are opened, until the desk is loaded
    made = play(folder, store, SAMPLE_PASSWORD, tell=say)
    sentence = _("The tour was played; its pictures are in {folder}.").format(folder=folder.resolve())
    give(args, made, [sentence, _on_gui_thread(made["gui_thread"])])
    return 0


def _on_gui_thread(seen: dict[str, Any]) -> str:
    """Say what the tour saw of the windows' own thread; taking the pictures is not counted."""
    words = _("Longest time a window was kept from its events: {ms} ms. Store calls on its thread: {calls}.")
    return words.format(ms=seen["longest_ms"], calls=len(seen["store_calls"]))


def _clear(store: Path) -> None:
    """Take away the store of an earlier tour."""
    for end in ("", "-wal", "-shm"):
        store.with_name(store.name + end).unlink(missing_ok=True)


def _open_sample(args: argparse.Namespace) -> int:
    require_display()
    from desktop_crm.cli.sample import make_sample, sample_location

    store = sample_location() if args.store is None else store_file(args)
    if not store.exists():
        say(_("Making the sample company in {store}…").format(store=store))
        make_sample(store, SAMPLE_PASSWORD, _CUSTOMERS, _tell_progress)
    from desktop_crm.bench.generator.company import sample_colleagues
    from desktop_crm.ui.app import run
    from desktop_crm.ui.running import take_place

    people = [(one.login, one.roles) for one in sample_colleagues()]
    who = ", ".join(f"{login} ({', '.join(roles)})" for login, roles in people)
    say(_("Log in as one of: {who}, admin. The password of all: {password}").format(
        who=who, password=SAMPLE_PASSWORD))  # fmt: skip
    place = take_place(store)
    collector.rest()
    return 0 if place is None else run(store, hint=_hint(people), place=place)


def _hint(people: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return what the log-in window of the sample company says: somebody of each role, and the password."""
    first = {role: login for login, roles in reversed(people) for role in roles}
    who = ", ".join(f"{login} ({role.replace('_', ' ')})" for role, login in reversed(first.items()))
    words = _("The sample company: log in as {who} or admin. The password of all is {password}.")
    return words.format(who=who, password=SAMPLE_PASSWORD)


def _tell_progress(done: int, of: int) -> None:
    say(_("{done} of {of} customers").format(done=done, of=of))


def practise(args: argparse.Namespace) -> int:
    """Open the windows on a throw-away store in which the draft, or the version in use, is published."""
    require_display()
    from desktop_crm.cli.session import desk
    from desktop_crm.estimate.question import read_question

    with desk(args) as at, at.store.read() as view:
        asked = read_question(view, at.actor, at.store.time.now(), args.number)
    model = asked.draft or asked.today
    assert model is not None, "one of the two is there"
    from desktop_crm.ui.modelling.practice import run

    return run(model)


def _self_test(args: argparse.Namespace) -> int:
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop_crm.ui.self_test import checks

    done: list[dict[str, str]] = []
    for check in checks():
        found = check.run()
        done.append({"check": check.name, "found": found})
        if not args.json:
            print(f"{check.name}: {found}", flush=True)
    give(args, {"whole": True, "checks": done}, [_("The installation is whole.")])
    return 0
