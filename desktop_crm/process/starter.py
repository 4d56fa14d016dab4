"""The model one begins with where nothing is published: ways of contact, a calendar, and who may change models."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.process.model import CalendarSpec, Channel, Family, Model, Role


def starter_model() -> Model:
    """Return a model with what every company has; its KSFs, processes and activities are for them to say."""
    channels = (
        Channel("visit", _("Visit"), Family.SALES_FORCE, immediate=True),
        Channel("desk", _("Counter"), Family.OUTLET, immediate=True),
        Channel("telephone", _("Telephone"), Family.TELEPHONY, immediate=True),
        Channel("letter", _("Letter"), Family.DIRECT_MARKETING),
        Channel("email", _("E-mail"), Family.E_COMMERCE),
        Channel("text_message", _("Text message"), Family.MOBILE),
        Channel("colleague", _("Colleague"), Family.INTERNAL, immediate=True),
    )
    hours: tuple[tuple[str, str], ...] = (("08:30", "17:00"),)
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
    return Model(
        _("Our company"),
        channels=channels,
        calendars=(CalendarSpec("office", _("The office"), "Europe/Amsterdam", week, "NL"),),
        roles=(Role("process_owner", _("Process owner"), may=("administer", "model", "supervise")),),
    )
