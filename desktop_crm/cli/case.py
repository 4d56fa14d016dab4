"""`case`: start, work on, show and conclude cases; the same acts as the windows, with the same rights."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli import case_acts as acts
from desktop_crm.cli import case_changes as changes
from desktop_crm.cli.parsing import SubParsers, add_command, add_noun, add_verbs
from desktop_crm.core.i18n import _


def add_parser(subparsers: SubParsers) -> None:
    """Add every verb of ``case``."""
    verbs = add_verbs(add_noun(subparsers, "case"))
    _add_start(verbs)
    _add_complete(verbs)
    _add_conclude(verbs)
    _add_work_item_acts(verbs)
    _add_case_acts(verbs)
    _add_waiting(verbs)
    _add_reading(verbs)


def _at(parser: Any) -> None:
    parser.add_argument(
        "--at", metavar="T", help=_("when it happened, ISO 8601 with an offset; it is recorded now")
    )


def _add_start(verbs: Any) -> None:
    start = add_command(verbs, "start", _("open a case with its starting contact"), acts.start)
    start.add_argument("--process", required=True, metavar="CODE")
    start.add_argument("--customer", metavar="REF", help=_("id, number or reference; without it: anonymous"))
    start.add_argument("--channel", required=True, metavar="C")
    start.add_argument(
        "--asks", action="append", default=[], metavar="TEXT", help=_("a question; may be repeated")
    )
    start.add_argument(
        "--expects", default="", metavar="TEXT", help=_("what the customer expects, in their words")
    )
    start.add_argument(
        "--promise",
        metavar="T",
        help=_("until when the customer was told to have it; without it, what can honestly be promised"),
    )
    start.add_argument("--text", default="", help=_("what was said"))
    start.add_argument("--linked", metavar="CASE", help=_("an earlier case that this one goes on from"))
    _at(start)


def _same_contact(parser: Any) -> None:
    parser.add_argument(
        "--same-contact",
        action="store_true",
        help=_("in the call or visit that goes on: no new contact is registered"),
    )


def _add_values(parser: Any) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ITEM=VALUE",
        help=_("a value; @FILE for a file; may be repeated"),
    )
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="ITEM=unknown|refused|not-applicable|later",
        help=_("why there is no value; a reason may follow a colon"),
    )


def _add_complete(verbs: Any) -> None:
    complete = add_command(verbs, "complete", _("claim, open and complete a work item"), acts.complete)
    complete.add_argument("work_item", metavar="WORK_ITEM")
    _add_values(complete)
    how = complete.add_mutually_exclusive_group()
    how.add_argument("--channel", default="", metavar="C", help=_("of the contact that the step was"))
    _same_contact(how)
    complete.add_argument("--text", default="", help=_("what was said in it"))
    complete.add_argument(
        "--asks", action="append", default=[], metavar="TEXT", help=_("a question it raised")
    )
    complete.add_argument("--answers", action="append", metavar="QUESTION", help=_("a question it answered"))
    _add_ending(complete)
    _at(complete)


def _add_ending(parser: Any) -> None:
    parser.add_argument(
        "--delivered", default="", metavar="TEXT", help=_("what was delivered, at the conclusion")
    )
    parser.add_argument("--grade", type=int, metavar="N", help=_("1 to 10, at the conclusion"))
    parser.add_argument(
        "--graded-by", default="", choices=["customer", "employee"], help=_("who gave the grade")
    )


def _add_conclude(verbs: Any) -> None:
    conclude = add_command(verbs, "conclude", _("register the concluding contact"), acts.conclude)
    conclude.add_argument("case", metavar="CASE")
    how = conclude.add_mutually_exclusive_group(required=True)
    how.add_argument("--channel", default="", metavar="C")
    _same_contact(how)
    conclude.add_argument("--answers", action="append", metavar="QUESTION", help=_("else all open questions"))
    conclude.add_argument("--text", default="", help=_("what was said"))
    _add_ending(conclude)
    _at(conclude)


def _add_work_item_acts(verbs: Any) -> None:
    for verb, purpose, run in (
        ("claim", _("take a work item"), acts.claim),
        ("open", _("have a work item before you"), acts.open_item),
        ("release", _("give a work item back to its role"), acts.release),
        ("give-back", _("return a delegated work item to its lender"), acts.give_back),
    ):
        add_command(verbs, verb, purpose, run).add_argument("work_item", metavar="WORK_ITEM")
    add_command(verbs, "take-next", _("claim the most urgent work item of your roles"), acts.take_next)
    hand_over = add_command(
        verbs, "hand-over", _("pass a work item to a colleague or a role"), acts.hand_over
    )
    hand_over.add_argument("work_item", metavar="WORK_ITEM")
    whom = hand_over.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar="LOGIN")
    whom.add_argument("--role", metavar="CODE")
    hand_over.add_argument("--reason", required=True)
    delegate = add_command(verbs, "delegate", _("lend a work item to a colleague"), acts.delegate)
    delegate.add_argument("work_item", metavar="WORK_ITEM")
    delegate.add_argument("--to", required=True, metavar="LOGIN")
    delegate.add_argument("--reason", default="")
    delegate.add_argument("--until", metavar="T", help=_("when it returns by itself; else when given back"))
    skip = add_command(verbs, "skip", _("pass a work item over, where the model allows it"), acts.skip)
    skip.add_argument("work_item", metavar="WORK_ITEM")
    skip.add_argument("--reason", required=True)
    back = add_command(verbs, "back", _("return to an earlier step; by default the one before"), acts.back)
    back.add_argument("work_item", metavar="WORK_ITEM")
    back.add_argument("--step", metavar="CODE")


def _add_case_acts(verbs: Any) -> None:
    def of_case(verb: str, purpose: str, run: Any) -> Any:
        parser = add_command(verbs, verb, purpose, run)
        parser.add_argument("case", metavar="CASE", help=_("number or id"))
        return parser

    of_case("identify", _("give an anonymous case its customer"), acts.identify).add_argument(
        "--customer", required=True, metavar="REF"
    )
    correct = of_case("correct", _("register another value; the old one is kept"), acts.correct)
    _add_values(correct)
    promise = of_case(
        "promise",
        _("register until when the customer was told; without T, what can be promised"),
        acts.promise,
    )
    promise.add_argument("until", metavar="T", nargs="?")
    promise.add_argument("--offered", action="store_true", help=_("register what can be promised now"))
    promise.add_argument(
        "--contact", action="store_true", help=_("they hear from us by T; by default: it is done by T")
    )
    promise.add_argument("--channel", default="", metavar="C")
    promise.add_argument("--words", default="", metavar="TEXT")
    _at(promise)
    add = of_case("add", _("add an activity from outside the process"), acts.add)
    add.add_argument("--activity", required=True, metavar="CODE")
    add.add_argument("--reason", required=True)
    of_case("owner", _("change whom the customer may turn to"), changes.owner).add_argument(
        "--to", required=True, metavar="LOGIN"
    )
    consult = of_case("consult", _("record that a colleague was asked"), acts.consult)
    consult.add_argument("--colleague", required=True, metavar="LOGIN")
    consult.add_argument("--text", required=True)
    merge = of_case("merge", _("let a case go into another one of the same customer"), acts.merge)
    merge.add_argument("--into", required=True, metavar="CASE")
    merge.add_argument("--reason", required=True)
    of_case("cancel", _("end a case without a conclusion"), acts.cancel).add_argument(
        "--reason", required=True
    )
    of_case("carry", _("let a case go on under the version of the model that you work by"), changes.carry)
    priority = of_case("priority", _("make a case urgent, or no longer so"), changes.priority)
    priority.add_argument("--to", required=True, choices=["urgent", "normal"])
    priority.add_argument("--reason", required=True)
    process = of_case("process", _("let a case go on as another process"), changes.process)
    process.add_argument("--to", required=True, metavar="CODE")
    process.add_argument("--reason", required=True)
    reopen = of_case("reopen", _("take a concluded case up again"), acts.reopen)
    reopen.add_argument("--reason", default="", help=_("why; by default: the customer came back to it"))
    reopen.add_argument("--step", metavar="CODE")


def _add_waiting(verbs: Any) -> None:
    pause = add_command(verbs, "pause", _("let a case wait for somebody outside"), acts.pause)
    pause.add_argument("case", metavar="CASE")
    pause.add_argument(
        "--for",
        required=True,
        dest="reason",
        metavar="REASON",
        choices=["customer", "date_asked", "third_party"],
    )
    pause.add_argument("--party", required=True, metavar="P", help=_("for whom, in words"))
    pause.add_argument("--until", required=True, metavar="T")
    add_command(verbs, "resume", _("end a case's wait now"), acts.resume).add_argument("case", metavar="CASE")


def _add_reading(verbs: Any) -> None:
    show = add_command(verbs, "show", _("a case whole: steps, values, contacts, clocks"), acts.show)
    show.add_argument("case", metavar="CASE")
    several = add_command(verbs, "list", _("cases, newest first"), acts.list_cases)
    several.add_argument("--status", default="running", choices=["running", "concluded", "cancelled", "all"])
    several.add_argument("--process", metavar="CODE")
    several.add_argument("--customer", metavar="REF")
    several.add_argument("--limit", type=int, default=200, metavar="N")
