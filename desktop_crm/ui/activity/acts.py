"""The acts of an activity's window besides completing it: what each asks for, and which use case it calls.

An act's questions are information items, so that its panel is made of the same fields as the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.process.model import Choice, Item, ItemType
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_start import HandOverOptions

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.workflow.outcome import CaseOutcome
    from desktop_crm.workflow.promises import PromiseOffer

Answers = Mapping[str, str]
Act = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class ActSpec:
    """One act: its panel's title, a sentence on what it does, the questions, and what runs when confirmed.

    Attributes:
        closes: the window has nothing left to do afterwards and closes.
        optional: the questions that may stay unanswered.
        customer: the panel asks for a customer too, under the key ``customer``.
        lines: how high comments are; 0: as elsewhere. `then`: what the window does once the act is done.
    """

    key: str
    title: str
    explanation: str
    confirm: str
    asks: tuple[Item, ...]
    act: Callable[[Answers], Act]
    closes: bool = True
    optional: frozenset[str] = frozenset()
    customer: bool = False
    lines: int = 0
    then: Callable[[], None] | None = None


def text_item(code: str, name: str, *, long: bool = False) -> Item:
    """Return a question answered in words."""
    return Item(code, name, ItemType.COMMENT if long else ItemType.TEXT)


def choice_item(code: str, name: str, choices: tuple[tuple[str, str], ...]) -> Item:
    """Return a question answered by one of `choices` (code, name)."""
    return Item(code, name, ItemType.CHOICE, choices=tuple(Choice(*one) for one in choices))


def pause(view: ActivityView, desk: Desk) -> ActSpec:
    """Let the case wait for somebody outside, until an expected end."""
    reasons = (
        ("customer", _("We wait for the customer")),
        ("date_asked", _("The customer asked for a date")),
        ("third_party", _("We wait for a third party")),
    )

    def act(given: Answers) -> Act:
        end = datetime.fromisoformat(given["until"])
        return lambda: desk.items.pause(
            case=view.case.id,
            work_item=view.work_item,
            reason=given["reason"],
            party=given["party"],
            until=end,
        )

    return ActSpec(
        "pause",
        _("Pause this case"),
        _("The wait ends by itself at the customer's next contact, or at the time you give. Clocks of reaction "
          "and answer run on."),
        _("Pause"),
        (
            choice_item("reason", _("Why"), reasons),
            text_item("party", _("For whom")),
            Item("until", _("Until when"), ItemType.DATETIME),
        ),
        act,
    )  # fmt: skip


def hand_over(view: ActivityView, desk: Desk, options: HandOverOptions) -> ActSpec:
    """Pass the work item to a colleague or to a role."""
    roles = tuple((f"role/{code}", _("Anyone of {role}").format(role=name)) for code, name in options.roles)

    def act(given: Answers) -> Act:
        kind, _slash, chosen = given["whom"].partition("/")
        whom = EmployeeId(UUID(chosen)) if kind == "employee" else None
        role = chosen if kind == "role" else None
        return lambda: desk.items.hand_over(
            work_item=view.work_item, employee=whom, role=role, reason=given["reason"]
        )

    return ActSpec(
        "hand_over",
        _("Hand over “{step}”").format(step=view.title),
        _("What you registered so far goes with it. No clock stops."),
        _("Hand over"),
        (
            choice_item("whom", _("To whom"), (*roles, *_people(options, desk.actor.id))),
            text_item("reason", _("Why")),
        ),
        act,
    )


def delegate(view: ActivityView, desk: Desk, options: HandOverOptions) -> ActSpec:
    """Lend the work item to a colleague; it returns."""

    def act(given: Answers) -> Act:
        whom = EmployeeId(UUID(given["whom"].partition("/")[2]))
        until = datetime.fromisoformat(given["until"]) if "until" in given else None
        return lambda: desk.items.delegate(work_item=view.work_item, employee=whom, until=until)

    return ActSpec(
        "delegate",
        _("Delegate “{step}”").format(step=view.title),
        _("A colleague does it for you; it comes back to you at the time you say, or when they give it back. "
          "No clock stops."),
        _("Delegate"),
        (
            choice_item("whom", _("To whom"), _people(options, desk.actor.id)),
            Item("until", _("Until when"), ItemType.DATETIME),
        ),
        act,
        optional=frozenset({"until"}),
    )  # fmt: skip


def consult(view: ActivityView, desk: Desk, options: HandOverOptions) -> ActSpec:
    """Record that a colleague was asked."""

    def act(given: Answers) -> Act:
        whom = EmployeeId(UUID(given["whom"].partition("/")[2]))
        return lambda: desk.steering.consult(case=view.case.id, colleague=whom, text=given["text"])

    return ActSpec(
        "consult",
        _("Consult a colleague"),
        _("It is written in the history of the case, and stops no clock."),
        _("Record"),
        (
            choice_item("whom", _("Whom"), _people(options, desk.actor.id)),
            text_item("text", _("What was asked and said"), long=True),
        ),
        act,
        closes=False,
    )


def skip(view: ActivityView, desk: Desk) -> ActSpec:
    """Pass the step over, with a reason."""

    def act(given: Answers) -> Act:
        return lambda: desk.steering.skip(work_item=view.work_item, reason=given["reason"])

    return ActSpec(
        "skip",
        _("Skip “{step}”").format(step=view.title),
        _("Nothing of it is registered; the skip and its reason are counted."),
        _("Skip this step"),
        (text_item("reason", _("Why")),),
        act,
    )


def add_activity(view: ActivityView, desk: Desk) -> ActSpec:
    """Add an activity from outside the process, where the model allows it."""
    allowed = tuple((one.code, one.name) for one in view.plan.model.activities if one.outside)

    def act(given: Answers) -> Act:
        return lambda: desk.steering.add_activity(
            case=view.case.id, activity=given["activity"], reason=given["reason"]
        )

    return ActSpec(
        "add_activity",
        _("Add an activity to this case"),
        _("It is offered to its role beside the steps of the process."),
        _("Add"),
        (choice_item("activity", _("Activity"), allowed), text_item("reason", _("Why"))),
        act,
        closes=False,
    )


def go_back(view: ActivityView, desk: Desk) -> ActSpec:
    """Return the case to an earlier step; what is registered stays."""
    steps = tuple((line.code, line.name) for line in view.back)

    def act(given: Answers) -> Act:
        return lambda: desk.steering.go_back(case=view.case.id, step=given["step"])

    return ActSpec(
        "back",
        _("Go back to an earlier step"),
        _("Everything registered stays; what followed from that step is offered again."),
        _("Go back"),
        (choice_item("step", _("To which step"), steps),),
        act,
    )


def promise(view: ActivityView, desk: Desk, offer: PromiseOffer, now: datetime) -> ActSpec:
    """Register until when the customer was told to have the conclusion, or to hear from us.

    What can honestly be promised stands above and is filled in, in words for the customer too; a later time may
    be promised, an earlier one than comparable cases took is refused.
    """
    from desktop_crm.timing.facts import Promised
    from desktop_crm.ui.promise_words import grounds_of, to_the_customer, too_early
    from desktop_crm.workflow.told import Told

    channels = tuple((one.code, one.name) for one in view.channels)
    kinds = (("conclusion", _("It will be done")), ("contact", _("They will hear from us")))

    def act(given: Answers) -> Act:
        until, about = datetime.fromisoformat(given["until"]), Promised(given.get("about", "conclusion"))
        words, channel = given.get("words", ""), given.get("channel", "")
        taken = (until, about) == (offer.until, offer.about)
        told = replace(offer.told, words=words) if taken else Told(until, words, about)

        def promised() -> CaseOutcome:
            if about is offer.about and offer.too_early(until):
                raise Invalid(too_early(offer, now))
            return desk.cases.promise(case=view.case.id, until=told, channel=channel)

        return promised

    return ActSpec(
        "promise",
        _("Promise the customer a time"),
        f"{to_the_customer(offer, now)}. {grounds_of(offer)}\n"
        + _("An earlier promise is kept on record; this one counts from now on."),
        _("Promise"),
        (
            Item("until", _("By"), ItemType.DATETIME),
            choice_item("about", _("What"), kinds),
            choice_item("channel", _("Told by"), channels),
            text_item("words", _("In these words")),
        ),
        act,
        closes=False,
        optional=frozenset({"channel", "words"}),
    )


def identify(view: ActivityView, desk: Desk) -> ActSpec:
    """Give an anonymous case its customer."""

    def act(given: Answers) -> Act:
        return lambda: desk.steering.identify(case=view.case.id, customer=CustomerId(UUID(given["customer"])))

    return ActSpec(
        "identify",
        _("Who is the customer?"),
        _("Everything registered in this case so far becomes theirs."),
        _("This is the customer"),
        (),
        act,
        closes=False,
        customer=True,
    )


def cancel(view: ActivityView, desk: Desk) -> ActSpec:
    """End the case without a conclusion."""

    def act(given: Answers) -> Act:
        return lambda: desk.steering.cancel(case=view.case.id, reason=given["reason"])

    return ActSpec(
        "cancel",
        _("Cancel case {number}").format(number=view.case.number),
        _("It ends without a conclusion and leaves the figures; everything registered is kept."),
        _("Cancel the case"),
        (text_item("reason", _("Why")),),
        act,
    )


def correct(view: ActivityView, desk: Desk, item: Item) -> ActSpec:
    """Register another value for something this case registered earlier."""

    def act(given: Answers) -> Act:
        return lambda: desk.steering.correct(case=view.case.id, item=item.code, value=given[item.code])

    return ActSpec(
        f"correct/{item.code}",
        _("Correct “{name}”").format(name=item.name),
        _("The earlier value is kept in the history. Steps already taken stay as they are."),
        _("Correct"),
        (item,),
        act,
        closes=False,
    )


def correctable(view: ActivityView) -> tuple[Item, ...]:
    """Return the items shown as inputs that this case registered and that are kept up here."""
    return tuple(
        line.item
        for line in view.inputs
        if line.value is not None and line.value.in_case and not line.value.withheld and not line.item.master
        and line.item.type not in (ItemType.FILE, ItemType.DRAWING)
    )  # fmt: skip


def _people(options: HandOverOptions, me: EmployeeId) -> tuple[tuple[str, str], ...]:
    found = []
    for one in options.colleagues:
        if one.id != me:
            roles = ", ".join(one.roles)
            found.append((f"employee/{one.id.hex}", f"{one.name} · {roles}" if roles else one.name))
    return tuple(found)
