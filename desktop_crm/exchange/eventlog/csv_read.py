"""Event logs in CSV: one row an event; which column is what is known by its heading, or said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import BinaryIO

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.csv_rows import open_table
from desktop_crm.exchange.eventlog.moments import Moments
from desktop_crm.exchange.eventlog.taking import (
    ACTIVITY,
    BEGUN,
    CASE,
    GROUP,
    INSTANCE,
    LIFECYCLE,
    RESOURCE,
    ROLE,
    TIME,
    Taker,
)

# How programs head their columns, best first: letters and digits only.
HEADINGS: dict[str, tuple[str, ...]] = {
    CASE: (
        "caseconceptname", "caseid", "case", "casename", "casekey", "casenumber", "casenr", "traceid", "trace",
        "zaakid", "zaak", "zaaknummer", "zaaknr", "dossier", "dossiernummer", "dossiernr", "incidentid",
        "incident", "ticket", "ticketid", "processinstance", "orderid",
    ),
    ACTIVITY: (
        "conceptname", "activity", "activityname", "activiteit", "task", "taskname", "taak", "event", "eventname",
        "gebeurtenis", "step", "stap", "action", "actie", "handeling", "operation",
    ),
    TIME: (
        "timetimestamp", "completetimestamp", "endtimestamp", "timestamp", "completetime", "endtime", "eindtijd",
        "tijdstip", "eventtime", "completed", "completedat", "end", "einde", "datetime", "datumtijd", "time",
        "tijd", "date", "datum", "happenedat", "dddmmyyyyhhmm", "dateandtime",
    ),
    BEGUN: (
        "starttimestamp", "starttime", "starttijd", "begintijd", "begintime", "startedat", "start", "begin",
    ),
    RESOURCE: (
        "orgresource", "resource", "resourcename", "user", "username", "employee", "medewerker", "uitvoerder",
        "originator", "performer", "agent", "worker", "who", "wie",
    ),
    ROLE: ("orgrole", "role", "rol", "functie", "function"),
    GROUP: ("orggroup", "group", "groep", "department", "afdeling", "team", "orgunit"),
    LIFECYCLE: ("lifecycletransition", "lifecycle", "transition", "eventtype", "lifecyclestate"),
    INSTANCE: ("conceptinstance", "activityinstance", "instance", "activityinstanceid", "workitem"),
}  # fmt: skip
# What `--map` calls them.
NAMES = {
    "case": CASE, "activity": ACTIVITY, "time": TIME, "start": BEGUN, "resource": RESOURCE, "role": ROLE,
    "lifecycle": LIFECYCLE, "instance": INSTANCE,
}  # fmt: skip
_PROBED = 2_000
# As `Taker.take` wants them.
_ORDER = (CASE, ACTIVITY, TIME, BEGUN, ROLE, RESOURCE, INSTANCE, LIFECYCLE)
_MUST = ((CASE, "case"), (ACTIVITY, "activity"), (TIME, "time"))


def read_csv(stream: BinaryIO, taker: Taker, mapping: Mapping[str, str] | None = None) -> None:
    """Give all events of a CSV file to `taker`.

    Args:
        mapping: headings of the file by the names of `NAMES`, where they are not known by themselves.

    Raises `Invalid` where no column is the case, the activity or the time.
    """
    table = open_table(stream)
    columns = _columns(table.headings, mapping or {})
    for heading in table.headings:
        if heading and table.headings.index(heading) not in columns.values():
            taker.unknown[heading] += 1
    head = list(islice(table.rows, _PROBED))
    times = [columns[name] for name in (TIME, BEGUN) if name in columns]
    taker.moments = Moments(row.texts[place] for row in head for place in times if place < len(row.texts))
    places = [columns.get(name) for name in _ORDER]
    take = taker.take
    for number, row in enumerate(chain(head, table.rows)):
        if row.broken:
            taker.reject(row.line, row.broken)
            continue
        texts = row.texts
        count = len(texts)
        case, *told = ["" if place is None or place >= count else texts[place].strip() for place in places]
        if case:
            take(row.line, case, *told)
        else:
            taker.reject(row.line, _("The event belongs to no case; it was left out."))
        if number % _PROBED == 0:
            taker.stop_when_full()


def _columns(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each column that is measured."""
    found: dict[str, int] = {}
    for name, heading in mapping.items():
        if name not in NAMES or heading not in headings:
            raise Invalid(
                _("There is no column “{heading}” to take as “{name}”; the columns are {known}.").format(
                    heading=heading, name=name, known=", ".join(headings)
                )
            )
        found[NAMES[name]] = headings.index(heading)
    plain = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in headings]
    for name, known in HEADINGS.items():
        free = {plain[place]: place for place in reversed(range(len(plain))) if place not in found.values()}
        there = next((free[heading] for heading in known if heading in free), None)
        if name not in found and there is not None:
            found[name] = there
    if TIME not in found and BEGUN in found:
        found[TIME] = found.pop(BEGUN)
    if ROLE not in found and GROUP in found:
        found[ROLE] = found.pop(GROUP)
    for name, word in _MUST:
        if name not in found:
            raise Invalid(
                _(
                    "No column is known to be the {name}; nothing was imported. "
                    "Say which with --map {name}=HEADING: {known}."
                ).format(name=word, known=", ".join(headings))
            )
    return found
