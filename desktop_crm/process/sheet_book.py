"""The sheets of a model in their order: what is edited where, and where a finding's place stands."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.access.model import POWERS
from desktop_crm.core.i18n import _
from desktop_crm.process import sheet_fields as form
from desktop_crm.process.model import (
    Activity,
    Channel,
    Event,
    Family,
    Item,
    ItemType,
    Join,
    Ksf,
    Model,
    Performer,
    Process,
    Role,
    Scope,
    Split,
)
from desktop_crm.process.norm_findings import MEASURES
from desktop_crm.process.sheet_company import COMPANY, company_sheet
from desktop_crm.process.sheet_lists import Field, StepSheet, ThingSheet
from desktop_crm.process.sheet_matrices import Measurements, Responsibilities, Steps, Uses
from desktop_crm.process.sheets import Sheet

_UNITS = ("minutes", "hours", "working days", "days")


def _fixed(*words: str) -> Callable[[Model], tuple[str, ...]]:
    return lambda _model: words


def ksf_sheet() -> ThingSheet:
    """Return the list of key success factors."""
    fields = (
        form.plain("text", lambda: _("In the customers' words"), 300),
        form.plain("measure", lambda: _("Measure"), 130, _fixed(*sorted(MEASURES))),
        form.plain("judged", lambda: _("Judged on"), 96, _fixed("net", "customer")),
        form.plain(
            "calendar", lambda: _("Calendar"), 110, lambda model: tuple(one.code for one in model.calendars)
        ),
        form.norm(),
        form.share("share", lambda: _("Share"), 72),
        form.plain("unit", lambda: _("Unit"), 110, _fixed(*_UNITS), only=False),
        form.plain("evidence", lambda: _("Evidence"), 240),
        form.whole("weight", lambda: _("Weight"), 72, default=1),
        form.plain(
            "segment", lambda: _("Segment"), 110, lambda model: tuple(one.code for one in model.segments)
        ),
        form.plain("channel", lambda: _("Channel"), 110, lambda model: tuple(model.channel)),
        form.plain("customer", lambda: _("One customer"), 110),
        form.flag("third_party_pauses", lambda: _("Pauses for third parties"), 170),
    )
    return ThingSheet(
        "ksf", "ksf", lambda: _("KSFs"), fields, lambda code, name: Ksf(code, name, name, "throughput")
    )


def process_sheet() -> ThingSheet:
    """Return the list of customer processes."""
    fields = (
        form.plain("purpose", lambda: _("Purpose"), 280),
        form.event("starting", lambda: _("Starts when"), "name", 220),
        form.event("starting", lambda: _("Comes"), "direction", 72),
        form.event("starting", lambda: _("Through"), "channels", 150),
        form.event("concluding", lambda: _("Concluded when"), "name", 220),
        form.event("concluding", lambda: _("Goes"), "direction", 72),
        form.event("concluding", lambda: _("Through"), "channels", 150),
        form.first_steps(),
        form.whole("reopen_days", lambda: _("May be reopened for days"), 180, default=30),
        form.share("promise_share", lambda: _("Promises kept"), 124),
    )
    return ThingSheet(
        "process", "process", lambda: _("Processes"), fields,
        lambda code, name: Process(code, name, Event(""), Event("", "out"), (), ()),
    )  # fmt: skip


def activity_sheet() -> ThingSheet:
    """Return the list of activities."""
    fields = (
        form.plain("purpose", lambda: _("Purpose"), 300),
        form.word("performer", lambda: _("Done by"), 100, Performer),
        form.contact(),
        form.several("channels", lambda: _("Channels"), 150, lambda model: tuple(model.channel)),
        form.flag("outside", lambda: _("Any case"), 84),
        form.cost(),
        form.plain("value_added", lambda: _("Value to the customer"), 200),
    )
    return ThingSheet("activity", "activity", lambda: _("Activities"), fields, Activity)


def role_sheet() -> ThingSheet:
    """Return the list of roles."""
    fields = (
        form.plain("purpose", lambda: _("Purpose"), 420),
        form.several("may", lambda: _("May besides"), 300, _fixed(*sorted(str(one) for one in POWERS))),
    )
    return ThingSheet("role", "role", lambda: _("Roles"), fields, Role)


def item_sheet() -> ThingSheet:
    """Return the list of information items."""
    fields = (
        form.word("type", lambda: _("Type"), 96, ItemType),
        form.choices(),
        form.word("scope", lambda: _("Belongs to"), 96, Scope),
        form.whole("validity_days", lambda: _("Valid for days"), 110, least=1),
        form.flag("sensitive", lambda: _("Sensitive"), 84),
        form.whole("retention_days", lambda: _("Kept for days"), 110, least=1),
        form.plain("master", lambda: _("Kept up in"), 130),
        form.plain("help", lambda: _("Helps to answer"), 260),
    )
    return ThingSheet(
        "item", "item", lambda: _("Information"), fields, lambda code, name: Item(code, name, ItemType.TEXT)
    )


def channel_sheet() -> ThingSheet:
    """Return the list of channels."""
    fields = (
        form.word("family", lambda: _("Family"), 150, Family),
        form.flag("immediate", lambda: _("Received at once"), 140),
    )
    return ThingSheet(
        "channel", "channel", lambda: _("Channels"), fields,
        lambda code, name: Channel(code, name, Family.TELEPHONY),
    )  # fmt: skip


def step_sheet() -> StepSheet:
    """Return the list of steps."""
    fields: tuple[Field, ...] = (
        form.activity(lambda: _("Activity"), 300),
        form.plain("name", lambda: _("Called here"), 170),
        form.flows(),
        form.word("split", lambda: _("Follows"), 72, Split),
        form.word("join", lambda: _("Waits for"), 84, Join),
        form.conditions("only_when", lambda: _("Only when"), 200),
        form.flag("concluding", lambda: _("Concludes"), 92),
        form.flag("skippable", lambda: _("May be skipped"), 120),
        form.flag("needs_customer", lambda: _("Needs the customer"), 140),
        form.plain("code", lambda: _("Code"), 150),
    )
    return StepSheet(fields)


def lists() -> tuple[Sheet, ...]:
    """Return the lists in the order of their tabs."""
    return (
        ksf_sheet(), process_sheet(), step_sheet(), activity_sheet(), role_sheet(), item_sheet(), channel_sheet(),
        company_sheet(),
    )  # fmt: skip


def matrices() -> tuple[Sheet, ...]:
    """Return the four matrices in the order of the paper's steps."""
    return Measurements(), Steps(), Responsibilities(), Uses()


def where(place: str) -> tuple[str, str, str]:
    """Return the sheet, row and column of a finding's place; empty where no sheet shows it."""
    named = {kind: code for kind, _space, code in (part.partition(" ") for part in place.split(", "))}
    match named:
        case {"process": process, "step": step}:
            return "steps", f"{process}/{step}", ""
        case {"process": process, "ksf": ksf}:
            return "measurements", ksf, process
        case {"activity": activity, "role": role}:
            return "responsibilities", activity, role
        case {"activity": activity, "item": item}:
            return "uses", activity, item
    for kind in ("process", "activity", "role", "item", "ksf", "channel"):
        if kind in named and len(named) == 1:
            return kind, named[kind], ""
    for kind in ("segment", "calendar"):
        if kind in named and len(named) == 1:
            return COMPANY, f"{kind}/{named[kind]}", ""
    return "", "", ""
