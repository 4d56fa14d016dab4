"""Reading the command line: options that may stand anywhere, nouns whose modules load when they are used."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from desktop_crm import __version__
from desktop_crm.core.i18n import _

Run = Callable[[argparse.Namespace], int | None]
SubParsers = Any


class Noun(Protocol):
    """What a module of the command line offers."""

    def add_parser(self, subparsers: SubParsers) -> None:
        """Add the nouns of this module, with `set_defaults(run=…)` on every command."""
        ...


# Noun, its module, what it is for. One module may serve several nouns.
NOUNS: dict[str, tuple[str, str]] = {
    "demo": ("window", "the sample company in a store of its own; --tour walks whole processes by itself"),
    "call": ("window", "an incoming call: the running window comes forward with the caller's file"),
    "self-test": ("window", "prove an installation whole"),
    "store": ("store", "make, check, upgrade, describe, copy, back up and restore a store"),
    "employee": ("employee", "accounts, roles and passwords"),
    "why": ("why", "why an employee may, or may not, do something"),
    "model": ("model", "check, import, publish, show and export process models"),
    "contacts": ("contacts", "customers: import, export, find"),
    "privacy": ("retention", "how long what is kept: periods, who is past them, erased or put off"),
    "contact": ("contact", "one entry of contact history"),
    "case": ("case", "start, work on, show and conclude cases"),
    "team": ("team", "figures of key success factors and processes"),
    "log": ("log", "event logs of cases: import, export, figures"),
    "clock": ("clock", "working-time arithmetic on a calendar"),
    "report": ("report", "PDF reports, and their figures"),
    "bench": ("bench", "one benchmark, compared with its own reference in the same run"),
}


class WrongUsage(Exception):
    """The command line can't be read; carries the sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that takes the global options, so that they may stand before or after any sub-command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)
        group = self.add_argument_group(_("options of every command"))
        for names, settings in _GLOBAL:
            group.add_argument(*names, **{"default": argparse.SUPPRESS, **settings})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence; the exit status is 2."""
        raise WrongUsage(
            _("{message}. See “{command} --help”.").format(message=message.rstrip("."), command=self.prog)
        )


_GLOBAL: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--store",), {"metavar": "LOCATION", "help": "the store; else DESKTOP_CRM_STORE, else the user's own"}),
    (("--key-file",), {"metavar": "FILE", "help": "the key that opens an encrypted store"}),
    (
        ("--as",),
        {"metavar": "LOGIN", "dest": "login", "help": "who acts; the password: DESKTOP_CRM_PASSWORD"},
    ),
    (("--json",), {"action": "store_true", "help": "print one JSON document on standard output"}),
)
_WITH_VALUE = {name for names, settings in _GLOBAL if "metavar" in settings for name in names}
_HELP = {"-h", "--help"}
DEFAULTS: dict[str, Any] = {"store": None, "key_file": None, "login": None, "json": False}


def parse(argv: list[str]) -> argparse.Namespace:
    """Return what a command line asks for; raise `WrongUsage` in one sentence.

    Only the module of the noun in `argv` is imported; the others are known by name, for the help and for whoever
    writes none of them.
    """
    parser = Parser(prog="desktop-crm", description=_("Customer contact, led by the process."))
    parser.add_argument("--version", action="version", version=f"desktop-crm {__version__}")
    subparsers = parser.add_subparsers(dest="noun", metavar=_("COMMAND"), title=_("commands"))
    wanted = _noun_in(argv)
    if wanted in NOUNS:
        module: Noun = importlib.import_module(f"desktop_crm.cli.{NOUNS[wanted][0]}")
        module.add_parser(subparsers)
    if _HELP & set(argv) or (wanted and wanted not in NOUNS):  # a parser costs as much as a small module
        for noun, (_module, purpose) in NOUNS.items():
            if noun not in subparsers.choices:
                subparsers.add_parser(noun, help=purpose, add_help=False)
    return parser.parse_args(argv, argparse.Namespace(**DEFAULTS))


def _noun_in(argv: list[str]) -> str:
    """Return the first word that is neither an option nor the value of a global one."""
    words = iter(argv)
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def add_noun(subparsers: SubParsers, noun: str) -> Any:
    """Add a noun with the purpose that `NOUNS` gives; return its parser."""
    purpose = NOUNS[noun][1]
    return subparsers.add_parser(noun, help=purpose, description=purpose[:1].upper() + purpose[1:] + ".")


def add_verbs(noun: Any) -> SubParsers:
    """Return where the verbs of a noun go; one must be given."""
    return noun.add_subparsers(dest="verb", metavar=_("VERB"), required=True)


def add_command(subparsers: SubParsers, verb: str, purpose: str, run: Run) -> Any:
    """Add a verb that `run` does; return its parser, for its arguments."""
    parser = subparsers.add_parser(verb, help=purpose, description=purpose[:1].upper() + purpose[1:] + ".")
    parser.set_defaults(run=run)
    return parser
