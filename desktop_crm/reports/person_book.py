"""Everything held on a person, on paper: a section for each kind of thing, with contents and numbered pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from reportlab.platypus import PageBreak

from desktop_crm.core.i18n import _
from desktop_crm.privacy.held import Held
from desktop_crm.process.model import Model
from desktop_crm.reports.book import opening, section, write_book
from desktop_crm.reports.fonts import one_line, some_lines
from desktop_crm.reports.page import paragraph, tables
from desktop_crm.reports.person_words import label, sections

_WIDTHS = (0.2, 0.8)
# A text may fill pages; no row of a table may be higher than one.
_MOST_SIGNS, _MOST_LINES = 3_000, 40
_SAID_ELSEWHERE = frozenset({"id", "customer_id", "monotonic_ns", "replica", "version_id"})
_WHEN = (
    "happened_at", "said_at", "planned_at", "registered_at", "raised_at", "made_at", "looked_at", "proposed_at",
    "merged_at", "started_at", "offered_at", "arrived_at", "recorded_at", "saved_at", "created_at",
)  # fmt: skip


def person_book(held: Held, out: Path, *, model: Model, zone: tzinfo | None = None) -> None:
    """Write everything held on a customer as PDF.

    Args:
        model: the process model in force, which has the names of what rows call by their codes.
        zone: in which times are told; None for that of this machine.

    Raises `Invalid` when the place can't be written.
    """
    title = _("Everything held on {number} {name}").format(number=held.number, name=one_line(held.name, 80))

    write_book(out, _Writer(held, model, zone).story(title), title=title, foot=title)


class _Writer:
    """Puts what is held into words."""

    def __init__(self, held: Held, model: Model, zone: tzinfo | None) -> None:
        self.held, self._zone = held, zone
        named: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("process", {one.code: one for one in model.processes}),
            ("activity", model.activity),
            ("role", model.role),
            ("item", model.item),
            ("ksf", model.ksf),
            ("channel", {one.code: one for one in model.channels}),
            ("segment", {one.code: one for one in model.segments}),
        )
        self._codes: dict[str, dict[str, str]] = {
            kind: {code: one.name for code, one in things.items()} for kind, things in named
        }

    def story(self, title: str) -> Iterator[Any]:
        """Yield the whole book."""
        held = self.held
        told = _("Told on {moment} by {who}.")
        yield from opening(
            _("What we hold on you"),
            title,
            told.format(moment=self._moment(held.at.isoformat()), who=held.who),
        )
        yield PageBreak()
        for name, heading in sections().items():
            rows = held.tables.get(name, [])
            if rows:
                yield from self._section(f"{heading} ({len(rows)})", [self._row(row) for row in rows])
        if held.log:
            changes = [self._change(entry) for entry in held.log]
            yield from self._section(_("Who changed what ({count})").format(count=len(changes)), changes)
        copies = [(self._moment(one["at"]), one["place"]) for one in held.copies]
        if copies:
            yield from self._section(_("Copies of the store that may hold you"), copies)
        yield from self._section(
            _("Where nothing is held on you"), [(name, why) for name, why in sorted(held.elsewhere.items())]
        )

    def _section(self, heading: str, rows: list[tuple[str, str]]) -> Iterator[Any]:
        yield from section(heading)
        cells = [
            [paragraph(one_line(left, 60), "muted"), paragraph(some_lines(right, _MOST_SIGNS, _MOST_LINES))]
            for left, right in rows
        ]
        yield from tables(cells, _WIDTHS)

    def _row(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """When it was, and all else that a row says."""
        when = next((name for name in _WHEN if row.get(name)), "")
        told = [
            f"{label(name)}: {self._said(name, value)}"
            for name, value in row.items()
            if name != when and name not in _SAID_ELSEWHERE and value not in (None, "", "{}")
        ]
        return (self._moment(row[when]) if when else ""), "\n".join(told) or "–"

    def _said(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        text = str(value)
        if name.endswith(("_id", "_by")):
            return self.held.names.get(text, text)
        if name.endswith("_at") or name == "until":
            return self._moment(text)
        return self._codes.get(name, {}).get(text, text)

    def _change(self, entry: Mapping[str, Any]) -> tuple[str, str]:
        acts = {"I": _("added"), "U": _("changed"), "D": _("removed")}
        who = self.held.names.get(entry["actor"] or "", _("the system"))
        what = sections().get(entry["table_name"], entry["table_name"])
        told = [f"{who} · {acts[entry['op']]}: {what}"]
        new = entry["new"] or {}
        for name, old in (entry["old"] or {}).items():
            after = f" → {_plain(new[name])}" if name in new else ""
            told.append(f"{label(name)}: {_plain(old)}{after}")
        return self._moment(entry["at"]), "\n".join(told)

    def _moment(self, text: str) -> str:
        try:
            return datetime.fromisoformat(text).astimezone(self._zone).strftime("%d-%m-%Y %H:%M")
        except (OverflowError, ValueError):  # a date, or an instant at the very ends of the calendar
            return text


def _plain(value: Any) -> str:
    if value in (None, ""):
        return "–"
    return value if isinstance(value, str) else json.dumps(value)
