"""The acts on a case as a whole: a contact, concluding it directly, reopening it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.process.model import Channel
from desktop_crm.ui import wording
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item
from desktop_crm.ui.activity.form import SAME_CONTACT
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_whole import CaseView
from desktop_crm.workflow.same_contact import OpenContact
from desktop_crm.workflow.states import Priority

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

Choices = tuple[tuple[str, str], ...]


def channel_choices(channels: tuple[Channel, ...]) -> tuple[tuple[str, str], ...]:
    """Return channels as the choices of a question."""
    return tuple((one.code, one.name) for one in channels)


def contact(case: CaseId, channels: tuple[Channel, ...], desk: Desk) -> ActSpec:
    """Register a contact that took place, with what it asks."""
    directions = (("in", _("They came to us")), ("out", _("We went to them")))

    def act(given: Answers) -> Act:
        asks = (given["asks"],) if given.get("asks") else ()
        return lambda: desk.cases.register_contact(
            case=case, channel=given["channel"], direction=given["direction"], text=given["text"], asks=asks
        )

    return ActSpec(
        "contact",
        _("Register a contact"),
        _(
            "A contact of the customer ends a pause. A question they ask stays open until a contact answers it."
        ),
        _("Register"),
        (
            choice_item("direction", _("Who took the initiative"), directions),
            choice_item("channel", _("Channel"), channel_choices(channels)),
            text_item("text", _("What was said"), long=True),
            text_item("asks", _("Question, in their words")),
        ),
        act,
        closes=False,
        optional=frozenset({"asks"}),
    )


def going_on(talking: OpenContact | None, channels: tuple[Channel, ...], now: datetime) -> Choices:
    """Return the contact that may still go on as the first choice of a channel, where there is one."""
    if talking is None:
        return ()
    names = {one.code: one.name for one in channels}
    words = _("The same contact: {channel}, {time}").format(
        channel=names.get(talking.channel, talking.channel), time=wording.when(talking.began, now)
    )
    return ((SAME_CONTACT, words),)


def conclude(view: CaseView, desk: Desk) -> ActSpec:
    """Conclude the case directly with its concluding contact, where no required step is open."""
    case = view.head.id
    grades = tuple((str(grade), str(grade)) for grade in range(1, 11))
    givers = (("customer", _("The customer")), ("employee", _("My impression")))

    def act(given: Answers) -> Act:
        grade = int(given["grade"]) if given.get("grade") else None
        within = view.open_contact.id if given["channel"] == SAME_CONTACT and view.open_contact else None
        return lambda: desk.cases.conclude(
            case=case,
            channel="" if within else given["channel"],
            within=within,
            text=given.get("text", ""),
            delivered=given.get("delivered", ""),
            grade=grade,
            graded_by=given.get("graded_by", "") if grade is not None else "",
        )

    channels = view.plan.model.channels
    ways = (*going_on(view.open_contact, channels, view.read_at), *channel_choices(channels))
    expected = view.head.expectation
    said = _("Expected: “{words}”.").format(words=expected) + " " if expected else ""
    return ActSpec(
        "conclude",
        _("Conclude case {number}").format(number=view.head.number),
        said + _("The concluding contact answers the customer's open questions."),
        _("Conclude"),
        (
            choice_item("channel", _("Channel"), ways),
            text_item("text", _("What was said"), long=True),
            text_item("delivered", _("Delivered")),
            choice_item("grade", _("Grade"), grades),
            choice_item("graded_by", _("Given by"), givers),
        ),
        act,
        closes=False,
        optional=frozenset({"text", "delivered", "grade", "graded_by"}),
    )


def carry(view: CaseView | ActivityView, to: int | None, desk: Desk) -> ActSpec:
    """Let the case go on under the version of the model that one works by, which has number `to`."""
    head = view.head if isinstance(view, CaseView) else view.case
    case = head.id

    def act(_given: Answers) -> Act:
        return lambda: desk.carrying.carry(case=case)

    words = {"number": head.number, "version": to, "before": view.plan.number}
    return ActSpec(
        "carry",
        _("Carry case {number} to version {version}").format(**words),
        _("It runs under version {before}. Open steps and clocks go on under the new rules; nobody goes back "
          "behind this moment. Where it can't, you are told why.").format(**words),
        _("Carry it over"),
        (),
        act,
        closes=False,
    )  # fmt: skip


def priority(case: CaseId, number: str, before: Priority, desk: Desk) -> ActSpec:
    """Make a case urgent, or no longer so."""
    from desktop_crm.workflow.changing import ChangingService

    urgent = before is Priority.NORMAL
    after = Priority.URGENT if urgent else Priority.NORMAL

    def act(given: Answers) -> Act:
        changing = ChangingService(desk.steering.acting)
        return lambda: changing.change_priority(case=case, priority=after, reason=given["reason"])

    title = _("Make case {number} urgent") if urgent else _("Case {number} is urgent no longer")
    return ActSpec(
        "priority",
        title.format(number=number),
        (_("The norms of urgent cases hold at once.") if urgent else _("The ordinary norms hold again at once."))
        + " "
        + _("Clocks keep their start and their pauses: what has taken longer than its new norm is missed, and a "
            "miss stays."),
        _("Make it urgent") if urgent else _("It is urgent no longer"),
        (text_item("reason", _("Why")),),
        act,
        closes=False,
    )  # fmt: skip


def process(case: CaseId, number: str, runs_as: str, plan: Plan, desk: Desk) -> ActSpec:
    """Let a case go on as another process."""
    from desktop_crm.workflow.changing import ChangingService

    others = tuple((one.code, one.name) for one in plan.model.processes if one.code != runs_as)

    def act(given: Answers) -> Act:
        changing = ChangingService(desk.steering.acting)
        return lambda: changing.change_process(case=case, process=given["process"], reason=given["reason"])

    return ActSpec(
        "process",
        _("Let case {number} go on as another process").format(number=number),
        _("Open steps lose their purpose, and the first steps of the other process begin. What is registered, said, "
          "asked and promised stays; clocks keep their start and their pauses and get the norms of that process."),
        _("Change the process"),
        (choice_item("process", _("Which process"), others), text_item("reason", _("Why"))),
        act,
        closes=False,
    )  # fmt: skip


def reopen(view: CaseView, desk: Desk) -> ActSpec:
    """Take a concluded case up again, as the customer comes back to it."""
    case = view.head.id

    def act(given: Answers) -> Act:
        return lambda: desk.steering.reopen(case=case, reason=given["reason"])

    return ActSpec(
        "reopen",
        _("Reopen case {number}").format(number=view.head.number),
        _("Its first completion stays as it was; its total time goes on."),
        _("Reopen"),
        (text_item("reason", _("Why")),),
        act,
        closes=False,
    )
