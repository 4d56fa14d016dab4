"""What can be done with a version: who may, what is asked first, and which use case it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_crm.core.i18n import _
from desktop_crm.process.screening import share_given
from desktop_crm.process.standing import Standing
from desktop_crm.ui.login.form_page import Line
from desktop_crm.workflow.reads_results import achieved

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rights:
    """What an employee may do with versions: change models, screen them, see and say."""

    models: bool
    screens: bool
    serves: bool


@dataclass(frozen=True, slots=True)
class VersionAct:
    """One act: its button, what it asks, and what runs.

    Attributes:
        explanation: a sentence on what it does. `differs`: it shows in words what will be another way.
    """

    key: str
    words: str
    explanation: str
    lines: tuple[Line, ...]
    act: Callable[[Typed], Any]
    differs: bool = False


def acts_on(standing: Standing, rights: Rights, desk: Desk) -> Iterator[VersionAct]:
    """Yield what this employee may do with a version now."""
    number, mine = standing.number, standing.held_by == desk.actor.id
    if standing.state == "sketch":
        if rights.models:
            yield _choose(desk, number)
        if mine:
            yield _set_aside(desk, standing)
    if standing.state == "draft" and rights.models:
        yield _sponsor(desk, number)
        yield _success(desk, number)
    if standing.state == "draft" and rights.screens:
        yield _approve(desk, number)
        yield _send_back(desk, number)
    if standing.state == "draft" and rights.models:
        yield _pilot(desk, number)
    if standing.state in ("draft", "pilot") and rights.models:
        yield _publish(desk, standing)
    if standing.state in ("pilot", "published"):
        if rights.models:
            yield _withdraw(desk, standing)
        if rights.serves:
            yield _remark(desk, number)


def _choose(desk: Desk, number: int) -> VersionAct:
    return VersionAct(
        "choose", _("Make it the draft"),
        _("It becomes the draft, which you hold; the other sketches stay."),
        (Line("why", _("Why this one"), optional=True),),
        lambda typed: desk.sketching.choose_sketch(number=number, why=typed["why"]),
    )  # fmt: skip


def _set_aside(desk: Desk, standing: Standing) -> VersionAct:
    return VersionAct(
        "set_aside", _("Give it up"), _("It stays readable."), (),
        lambda _typed: desk.drafting.set_draft_aside(version=standing.id),
    )  # fmt: skip


def _sponsor(desk: Desk, number: int) -> VersionAct:
    return VersionAct(
        "sponsor", _("Name the sponsor"),
        _("Who of general management stands for this version."),
        (Line("name", _("Name")),),
        lambda typed: desk.screening.name_sponsor(number=number, name=typed["name"]),
    )  # fmt: skip


def _success(desk: Desk, number: int) -> VersionAct:
    def act(typed: Typed) -> Any:
        ksf, aim = typed["ksf"].strip(), share_given(typed["aim"], _("Aim"))
        if typed["baseline"].strip():
            baseline: float | None = share_given(typed["baseline"], _("Baseline"))
        else:
            with desk.store.read() as view:
                baseline = achieved(view, ksf)
        return desk.screening.state_success(number=number, ksf=ksf, baseline=baseline, aim=aim)

    return VersionAct(
        "success", _("State success"),
        _("Which share of a key success factor's clocks shall meet its norm. Without a baseline it is what the "
          "published version achieved."),
        (
            Line("ksf", _("Key success factor (its code)")),
            Line("baseline", _("Baseline, such as 80%"), optional=True),
            Line("aim", _("Aim, such as 95%")),
        ),
        act,
    )  # fmt: skip


def _approve(desk: Desk, number: int) -> VersionAct:
    return VersionAct(
        "approve", _("Approve"),
        _("It may be put to work as it stands; a later change lets your word lapse."),
        (Line("remarks", _("Remarks"), optional=True),),
        lambda typed: desk.screening.approve(number=number, remarks=typed["remarks"]),
        differs=True,
    )  # fmt: skip


def _send_back(desk: Desk, number: int) -> VersionAct:
    return VersionAct(
        "send_back", _("Send back"), _("Say what has to change first."), (Line("remarks", _("Remarks")),),
        lambda typed: desk.screening.send_back(number=number, remarks=typed["remarks"]),
        differs=True,
    )  # fmt: skip


def _pilot(desk: Desk, number: int) -> VersionAct:
    def act(typed: Typed) -> Any:
        employees, roles = (
            tuple(filter(None, (one.strip() for one in typed[key].split(",")))) for key in ("team", "roles")
        )
        return desk.model.pilot(number=number, employees=employees, roles=roles)

    return VersionAct(
        "pilot", _("Let a team try it"),
        _("Their new cases start under it; all others work by the version before."),
        (
            Line("team", _("Logins, with commas between"), optional=True),
            Line("roles", _("Or all of these roles, by their codes"), optional=True),
        ),
        act,
        differs=True,
    )  # fmt: skip


def _publish(desk: Desk, standing: Standing) -> VersionAct:
    tried = standing.state == "pilot"
    return VersionAct(
        "publish", _("Roll out to all") if tried else _("Publish"),
        _("New cases start under it and rights follow from it; cases that run keep theirs."), (),
        lambda _typed: desk.model.publish(number=standing.number),
        differs=True,
    )  # fmt: skip


def _withdraw(desk: Desk, standing: Standing) -> VersionAct:
    tried = standing.state == "pilot"
    return VersionAct(
        "withdraw", _("End the trial") if tried else _("Withdraw"),
        _("The team works by the version of all others again; its cases keep theirs.") if tried
        else _("The version before it returns; cases that run under this one go on."), (),
        lambda _typed: desk.model.withdraw(number=standing.number),
    )  # fmt: skip


def _remark(desk: Desk, number: int) -> VersionAct:
    return VersionAct(
        "remark", _("Say how it works"), _("What you notice, working by it. All may read it."),
        (Line("text", _("In your words")),),
        lambda typed: desk.screening.remark(number=number, text=typed["text"]),
    )  # fmt: skip
