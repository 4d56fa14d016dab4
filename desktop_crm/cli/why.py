"""`why`: why an employee may, or may not, do something, in a sentence."""

from __future__ import annotations

import argparse

from desktop_crm.cli.output import give
from desktop_crm.cli.parsing import SubParsers, add_noun
from desktop_crm.cli.session import desk
from desktop_crm.core.i18n import _


def add_parser(subparsers: SubParsers) -> None:
    """Add ``why LOGIN ACTION [ON]``."""
    parser = add_noun(subparsers, "why")
    parser.set_defaults(run=_why)
    parser.add_argument("whose", metavar="LOGIN")
    parser.add_argument(
        "action",
        metavar="ACTION",
        help=_(
            "complete, start, delegate, see, read, register, open; conclude, pause, cancel, carry a case; "
            "serve, supervise, administer, model, approve, import, export; or any other act by its name"
        ),
    )
    parser.add_argument(
        "on",
        metavar="ON",
        nargs="?",
        default="",
        help=_(
            "the code of an activity, process or information item, a screen, a case, CASE/STEP or CASE/ITEM"
        ),
    )


def _why(args: argparse.Namespace) -> None:
    with desk(args) as at:
        found = at.why(login=args.whose, action=args.action, on=args.on)
    give(args, found, [found.sentence])
