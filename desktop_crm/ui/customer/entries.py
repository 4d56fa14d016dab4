"""The rows of a customer's time line as the list shows them, with a head above each month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from desktop_crm.core.i18n import _
from desktop_crm.customers.rows import TimeKind
from desktop_crm.dossier.rows import TimeRow
from desktop_crm.process.amounts import show_amount
from desktop_crm.process.model import Channel
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.time_line import TimeEntry
from desktop_crm.workflow.reads_nearest import running_face

_ICONS = {
    TimeKind.CASE: "case",
    TimeKind.TRADE: "transaction",
    TimeKind.DOCUMENT: "document",
    TimeKind.STATEMENT: "ph.chat-circle",
    TimeKind.MERGE: "ph.users",
}


def entries_of(
    rows: Iterable[TimeRow],
    channels: dict[str, Channel],
    now: datetime,
    *,
    planned: bool = False,
    after: str = "",
) -> list[TimeEntry]:
    """Return rows as entries; a head stands above the planned ones and above each month.

    Args:
        after: the month whose head stands on the list already.
    """
    found: list[TimeEntry] = []
    head = after
    for row in rows:
        month = _("Planned") if planned else month_of(row.at)
        if month != head:
            head = month
            found.append(TimeEntry(None, strong=month))
        found.append(_entry(row, channels, now, planned=planned))
    return found


def month_of(moment: datetime) -> str:
    """Return ``November 2026``."""
    then = wording.local(moment)
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{names[then.month - 1]} {then.year}"


def _entry(row: TimeRow, channels: dict[str, Channel], now: datetime, *, planned: bool) -> TimeEntry:
    then = wording.local(row.at)
    today = then.date() == wording.local(now).date()
    day = (
        _("today")
        if today
        else f"{wording.day_name(then.date())} {then.day} {wording.month_name(then.month)}"
    )
    strong, title = _title(row)
    return TimeEntry(
        key=(str(row.kind), row.id, row.case, row.concluded),
        day=day,
        time=f"{then:%H:%M}",
        icon=_icon(row, channels),
        strong=strong,
        title=title,
        detail=_detail(row),
        meta=_in_days(row.at, now) if planned else _meta(row),
        face=None if planned else _face(row, now),
        meta_icon="ph.paperclip" if row.documents and not row.verdict else "",
    )


def _title(row: TimeRow) -> tuple[str, str]:
    if row.kind is TimeKind.CASE:
        said, _colon, what = row.title.partition(": ")
        return (f"{said}:", what) if what else (row.title, "")
    if row.kind is TimeKind.DOCUMENT:
        said, _colon, what = row.title.partition(": ")
        return (f"{said}:", what) if what else (_("Document:"), row.title)
    if row.kind is TimeKind.TRADE and row.money is not None:
        return row.title, show_amount(str(row.money))
    return row.title, ""


def _detail(row: TimeRow) -> str:
    parts = [wording.quoted(row.words), row.detail]
    if row.who and row.kind in (TimeKind.CONTACT, TimeKind.STATEMENT, TimeKind.MERGE):
        parts.append(_("by {who}").format(who=row.who))
    if row.case_number and row.kind is not TimeKind.CASE:
        parts.append(_("case {number}").format(number=row.case_number))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _meta(row: TimeRow) -> str:
    if row.documents:
        return str(row.documents)
    return {
        TimeKind.TRADE: _("transaction"),
        TimeKind.DOCUMENT: _("document"),
        TimeKind.STATEMENT: _("statement"),
    }.get(row.kind, "")


def _in_days(moment: datetime, now: datetime) -> str:
    days = (wording.local(moment).date() - wording.local(now).date()).days
    if days == 0:
        return _("today")
    return _("in {count} days").format(count=days) if days > 0 else _("{count} days late").format(count=-days)


def _face(row: TimeRow, now: datetime) -> ClockFace | None:
    if row.verdict in ("met", "missed"):
        return ClockFace(row.verdict, word=_("met") if row.verdict == "met" else _("missed"))
    if row.verdict == "running" and row.due_at is not None:
        face = running_face(row.due_at, row.warn_at, now)
        time = wording.short_duration(abs((row.due_at - now).total_seconds()))
        words = {
            "overdue": (time, _("overdue")),
            "at_risk": (_("{time} left").format(time=time), _("at risk")),
        }
        main, word = words.get(face, (_("{time} left").format(time=time), ""))
        return ClockFace(face, main=main, word=word)
    return None


def _icon(row: TimeRow, channels: dict[str, Channel]) -> str:
    if row.kind in _ICONS:
        return _ICONS[row.kind]
    channel = channels.get(row.channel)
    family = str(channel.family) if channel is not None else ""
    other = {"internal": "ph.users", "partner": "ph.buildings", "": "planned"}
    return other.get(family, family)
