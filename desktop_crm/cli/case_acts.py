"""What the verbs of ``case`` do: options to use cases, outcomes to JSON or lines."""

from __future__ import annotations

import argparse
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.case_lines import case_lines
from desktop_crm.cli.case_named import (
    case_named,
    case_of,
    customer_named,
    employee_named,
    going_on,
    moment,
    questions,
    steps_back,
    work_item,
)
from desktop_crm.cli.case_promise import tell_offer, told_in_case, told_on_opening
from desktop_crm.cli.merging import note_for
from desktop_crm.cli.output import give, parse_time, print_json
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.workflow.values import Answer, FileGiven


def start(args: argparse.Namespace) -> None:
    """Open a case."""
    with desk(args) as at:
        customer = customer_named(at, args.customer) if args.customer else None
        outcome = at.cases.start_case(
            process=args.process,
            channel=args.channel,
            customer=customer,
            happened=moment(args.at, "--at"),
            asks=args.asks,
            expects=args.expects,
            promise=moment(args.promise, "--promise") or told_on_opening(args, at, customer),
            text=args.text,
            linked=case_named(at, args.linked) if args.linked else None,
        )
        if args.customer:
            note_for(at, args.customer, kind="crm_case", row=outcome.case)
        _give_case(args, at, outcome.case)


def complete(args: argparse.Namespace) -> None:
    """Claim, open and complete a work item."""
    from desktop_crm.workflow.outcome import ContactGiven

    with desk(args) as at:
        item = work_item(args)
        within = going_on(args, at, case_of(at, item)) if args.same_contact else None
        contact = None
        if within or args.channel or args.text or args.asks or args.answers is not None:
            answers = None if args.answers is None else questions(args.answers)
            contact = ContactGiven(args.channel, args.text, tuple(args.asks), answers, within=within)
        outcome = at.cases.complete(
            work_item=item,
            outputs=dict(_values(args.set)),
            answers=dict(_answers(args.answer)),
            contact=contact,
            happened=moment(args.at, "--at"),
            grade=args.grade,
            graded_by=args.graded_by,
            delivered=args.delivered,
        )
        _give_case(args, at, outcome.case)


def conclude(args: argparse.Namespace) -> None:
    """Register the concluding contact."""
    with desk(args) as at:
        case = case_named(at, args.case)
        outcome = at.cases.conclude(
            case=case,
            within=going_on(args, at, case) if args.same_contact else None,
            channel=args.channel,
            delivered=args.delivered,
            answers=None if args.answers is None else questions(args.answers),
            grade=args.grade,
            graded_by=args.graded_by,
            happened=moment(args.at, "--at"),
            text=args.text,
        )
        _give_case(args, at, outcome.case)


def _on_item(args: argparse.Namespace, act: Callable[[Desk, WorkItemId], Any]) -> None:
    with desk(args) as at:
        item = work_item(args)
        changes = act(at, item)
        (case,) = changes.ids("case")
        _give_case(args, at, CaseId(case))


def on_case(args: argparse.Namespace, act: Callable[[Desk, CaseId], Any]) -> None:
    """Do something with a case, and show it."""
    with desk(args) as at:
        case = case_named(at, args.case)
        act(at, case)
        _give_case(args, at, case)


def claim(args: argparse.Namespace) -> None:
    """Take a work item."""
    _on_item(args, lambda at, item: at.items.claim(work_item=item))


def open_item(args: argparse.Namespace) -> None:
    """Have a work item open."""
    _on_item(args, lambda at, item: at.items.open(work_item=item))


def release(args: argparse.Namespace) -> None:
    """Give a work item back to its role."""
    _on_item(args, lambda at, item: at.items.release(work_item=item))


def give_back(args: argparse.Namespace) -> None:
    """Return a delegated work item."""
    _on_item(args, lambda at, item: at.items.give_back(work_item=item))


def delegate(args: argparse.Namespace) -> None:
    """Lend a work item to a colleague."""
    _on_item(
        args,
        lambda at, item: at.items.delegate(
            work_item=item,
            employee=employee_named(at, args.to),
            reason=args.reason,
            until=parse_time(args.until, "--until") if args.until else None,
        ),
    )


def hand_over(args: argparse.Namespace) -> None:
    """Pass a work item on."""
    _on_item(
        args,
        lambda at, item: at.items.hand_over(
            work_item=item,
            reason=args.reason,
            employee=employee_named(at, args.to) if args.to else None,
            role=args.role,
        ),
    )


def skip(args: argparse.Namespace) -> None:
    """Pass a work item over."""
    _on_item(args, lambda at, item: at.steering.skip(work_item=item, reason=args.reason).changes)


def take_next(args: argparse.Namespace) -> None:
    """Claim the most urgent work item of one's roles."""
    from desktop_crm.workflow.ledger import read_item

    with desk(args) as at:
        item = at.items.take_next()
        if item is None:
            give(args, {"work_item": None}, [_("Nothing waits for your roles.")])
            return
        with at.store.read() as view:
            head, _row = read_item(view, item)
        if args.json:
            print_json({"work_item": str(item)} | _case_json(at, head.id))
        else:
            _give_case(args, at, head.id)


def back(args: argparse.Namespace) -> None:
    """Return to an earlier step: the one named, else the one completed last before this."""
    from desktop_crm.workflow.ledger import read_item

    with desk(args) as at:
        with at.store.read() as view:
            head, row = read_item(view, work_item(args))
            before = [step for step in steps_back(at, view, head.id) if step != row.item.step]
        step = args.step or (before[-1] if before else None)
        if step is None:
            raise NotFound(_("There is no completed step before this one to go back to."))
        at.steering.go_back(case=head.id, step=step)
        _give_case(args, at, head.id)


def identify(args: argparse.Namespace) -> None:
    """Give an anonymous case its customer."""
    on_case(
        args, lambda at, case: at.steering.identify(case=case, customer=customer_named(at, args.customer))
    )


def correct(args: argparse.Namespace) -> None:
    """Register other values."""
    values, answers = dict(_values(args.set)), dict(_answers(args.answer))
    if not values and not answers:
        raise Invalid(_("Say what to correct: ITEM=VALUE."), where="--set")

    def act(at: Desk, case: CaseId) -> None:
        for item, value in values.items():
            at.steering.correct(case=case, item=item, value=value)
        for item, answer in answers.items():
            at.steering.correct(case=case, item=item, answer=answer)

    on_case(args, act)


def promise(args: argparse.Namespace) -> None:
    """Register a promise; without a time, tell what can be promised."""
    if args.until is None and not args.offered:
        tell_offer(args)
        return
    happened = moment(args.at, "--at")
    on_case(
        args,
        lambda at, case: at.cases.promise(
            case=case,
            until=told_in_case(args, at, case),
            channel=args.channel,
            words=args.words,
            happened=happened,
        ),
    )


def add(args: argparse.Namespace) -> None:
    """Add an activity from outside the process."""
    on_case(
        args, lambda at, case: at.steering.add_activity(case=case, activity=args.activity, reason=args.reason)
    )


def consult(args: argparse.Namespace) -> None:
    """Record that a colleague was asked."""
    on_case(
        args,
        lambda at, case: at.steering.consult(
            case=case, colleague=employee_named(at, args.colleague), text=args.text
        ),
    )


def merge(args: argparse.Namespace) -> None:
    """Let a case go into another one, and show that."""
    from desktop_crm.workflow.joining import JoiningService

    with desk(args) as at:
        case, into = case_named(at, args.case), case_named(at, args.into)
        JoiningService(at.steering.acting).join(case=case, into=into, reason=args.reason)
        _give_case(args, at, into)


def cancel(args: argparse.Namespace) -> None:
    """End a case without a conclusion."""
    on_case(args, lambda at, case: at.steering.cancel(case=case, reason=args.reason))


def reopen(args: argparse.Namespace) -> None:
    """Take a concluded case up again."""
    reason = args.reason or _("The customer came back to it.")
    on_case(args, lambda at, case: at.steering.reopen(case=case, reason=reason, step=args.step))


def pause(args: argparse.Namespace) -> None:
    """Let a case wait."""
    until = parse_time(args.until, "--until")
    on_case(
        args, lambda at, case: at.items.pause(case=case, reason=args.reason, party=args.party, until=until)
    )


def resume(args: argparse.Namespace) -> None:
    """End a case's wait."""
    on_case(args, lambda at, case: at.items.resume(case=case))


def show(args: argparse.Namespace) -> None:
    """Show a case whole."""
    with desk(args) as at:
        case = case_named(at, args.case)
        give(args, _case_json(at, case, whole=True), _lines(at, case))


def list_cases(args: argparse.Namespace) -> None:
    """List cases."""
    from desktop_crm.workflow.reads import CaseFilters, case_list

    if args.limit < 1:
        raise Invalid(_("At least one case is listed."), where="--limit")
    with desk(args) as at:
        filters = CaseFilters(
            status=None if args.status == "all" else args.status,
            process=args.process,
            customer=customer_named(at, args.customer) if args.customer else None,
            limit=args.limit,
        )
        with at.store.read() as view:
            rows = case_list(view, at.office.plans, filters)
    lines = [
        f"{row.number}  {row.status:<9}  {row.process}  {row.customer_name or _('anonymous')}" for row in rows
    ]
    give(args, {"cases": rows}, lines)


def _pairs(given: list[str], option: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for text in given:
        item, sign, value = text.partition("=")
        if not sign or not item:
            raise Invalid(_("Write it like ITEM=VALUE."), where=f"{option} {text}")
        if item in seen:
            raise Invalid(_("This item is given twice; keep one."), where=f"{option} {item}")
        seen.add(item)
        yield item, value


def _values(given: list[str]) -> Iterator[tuple[str, str | FileGiven]]:
    """Yield items with their values; `@FILE` is a file's content (`@@` begins a text with an at sign)."""
    from desktop_crm.workflow.values import FileGiven

    for item, value in _pairs(given, "--set"):
        if value.startswith("@@"):
            yield item, value[1:]
        elif value.startswith("@"):
            path = Path(value[1:])
            try:
                content = path.read_bytes()
            except (OSError, ValueError) as problem:
                why = getattr(problem, "strerror", None) or str(problem)
                raise Invalid(
                    _("The file can't be read: {why}.").format(why=why), where=f"--set {item}"
                ) from problem
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            yield item, FileGiven(path.name, content, kind)
        else:
            yield item, value


def _answers(given: list[str]) -> Iterator[tuple[str, Answer]]:
    from desktop_crm.workflow.values import Answer, AnswerKind

    for item, text in _pairs(given, "--answer"):
        kind, _colon, reason = text.partition(":")
        kinds = [str(one) for one in AnswerKind if one is not AnswerKind.VALUE]
        if kind not in kinds:
            raise Invalid(
                _("“{kind}” is not one of {kinds}.").format(kind=kind, kinds=", ".join(kinds)),
                where=f"--answer {item}",
            )
        yield item, Answer(AnswerKind(kind), reason.strip())


def _case_json(at: Desk, case: CaseId, *, whole: bool = False) -> dict[str, Any]:
    from desktop_crm.workflow.reads_whole import as_json, case_view

    with at.store.read() as view:
        return as_json(case_view(view, at.office.plans, at.actor, case, at.store.time.now()), whole=whole)


def _lines(at: Desk, case: CaseId) -> list[str]:
    from desktop_crm.workflow.reads_whole import case_view

    with at.store.read() as view:
        return list(case_lines(case_view(view, at.office.plans, at.actor, case, at.store.time.now())))


def _give_case(args: argparse.Namespace, at: Desk, case: CaseId) -> None:
    if args.json:
        print_json(_case_json(at, case))
    else:
        for line in _lines(at, case):
            print(line)
