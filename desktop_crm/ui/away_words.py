"""How a desk says who is away: of oneself, and of whom one stands in for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.workflow.reads_rows import AbsenceLine


def own_absence(away: Sequence[AbsenceLine], me: UUID, now: datetime) -> str:
    """Return that somebody is away themselves, until when and who stands in; empty where they are here."""
    own = next((one for one in away if one.employee == me), None)
    if own is None:
        return ""
    until = _until(own, now)
    if own.deputy_name:
        return _("You are away until {day}; {who} stands in").format(day=until, who=own.deputy_name)
    return _("You are away until {day}; whoever has the role stands in").format(day=until)


def stood_in_for(away: Sequence[AbsenceLine], me: UUID, now: datetime) -> str:
    """Return for whom somebody stands in, and until when; empty where for nobody."""
    named = [
        _("{who} until {day}").format(who=one.name, day=_until(one, now)) for one in away if one.deputy == me
    ]
    return _("also for {people}").format(people=", ".join(named)) if named else ""


def _until(one: AbsenceLine, now: datetime) -> str:
    return wording.day(one.ends - timedelta(microseconds=1), now)
