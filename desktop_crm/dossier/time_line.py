"""The time line of everything: pages by key, merged from the rooms, newest first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId
from desktop_crm.core.money import Money
from desktop_crm.customers.fields import statement_kinds
from desktop_crm.customers.rows import HistoryRow, TimeKind
from desktop_crm.customers.time_line import NEWEST, PAGE, history_page, planned_contacts
from desktop_crm.dossier.rows import TimeRow
from desktop_crm.process.model import Model
from desktop_crm.store.work import Reading
from desktop_crm.workflow.customer_reads import (
    CaseEntry,
    CaseName,
    QuestionVerdict,
    case_entries,
    case_names,
    question_verdicts,
)

_ONE_LINE = 120


def time_line_page(
    view: Reading,
    customer: CustomerId,
    *,
    model: Model,
    kind: TimeKind | None = None,
    before: tuple[datetime, UUID] = NEWEST,
    size: int = PAGE,
) -> tuple[TimeRow, ...]:
    """Return the page that follows the key `before`; when it has fewer rows than `size`, it is the last.

    Args:
        view: the store to read.
        customer: whose time line.
        model: names processes and channels.
        kind: the filter; None for everything. `TimeKind.PLANNED` gives the open plans, soonest first.
        before: the `key` of the last row of the page above.
        size: how many rows; a start and conclusion of one case at one instant are never parted.
    """
    if kind is TimeKind.PLANNED:
        return planned_rows(view, customer, model)
    things: list[HistoryRow] = []
    entries: list[CaseEntry] = []
    if kind is None:
        things = history_page(view, customer, before=before, size=size)
    elif kind is not TimeKind.CASE:
        things = history_page(view, customer, kinds=(kind,), before=before, size=size)
    if kind in {None, TimeKind.CASE}:
        entries = case_entries(view, customer, before=before, size=size)
    return _rows(view, *_newest(things, entries, size), model)


def planned_rows(view: Reading, customer: CustomerId, model: Model) -> tuple[TimeRow, ...]:
    """Return the contacts that are planned, soonest first."""
    return tuple(
        TimeRow(
            TimeKind.PLANNED,
            row.id,
            row.at,
            f"{channel_name(model, row.channel)}: {row.title}"
            if row.title
            else channel_name(model, row.channel),
            who=row.who,
            channel=row.channel,
            direction=row.direction,
            party=row.party,
        )
        for row in planned_contacts(view, customer)
    )


def channel_name(model: Model, code: str) -> str:
    """Return what people call a channel; its code when the published model does not know it any more."""
    found = model.channel.get(code)
    return found.name if found else code


def process_name(model: Model, code: str) -> str:
    """Return what people call a process; its code when the published model does not know it any more."""
    found = model.process.get(code)
    return found.name if found else code


def _newest(
    things: list[HistoryRow], entries: list[CaseEntry], size: int
) -> tuple[list[HistoryRow], list[CaseEntry]]:
    """Keep the `size` newest of both; every source gave its own newest, so nothing is passed over."""
    keys = sorted(
        [(row.at, row.id) for row in things] + [(one.at, one.case) for one in entries], reverse=True
    )
    if len(keys) <= size:
        return things, entries
    oldest = keys[size - 1]
    return (
        [row for row in things if (row.at, row.id) >= oldest],
        [one for one in entries if (one.at, one.case) >= oldest],
    )


def _rows(
    view: Reading, things: list[HistoryRow], entries: list[CaseEntry], model: Model
) -> tuple[TimeRow, ...]:
    names = case_names(view, {row.case_id for row in things if row.case_id is not None})
    asked = [ContactId(row.id) for row in things if row.question]
    verdicts = question_verdicts(view, asked)
    rows = [_thing(row, names, verdicts, model) for row in things]
    rows += [_case(entry, model) for entry in entries]
    rows.sort(key=lambda row: (row.at, row.id, row.concluded), reverse=True)
    return tuple(rows)


def _thing(
    row: HistoryRow, names: dict[UUID, CaseName], verdicts: dict[UUID, QuestionVerdict], model: Model
) -> TimeRow:
    of_case = names.get(row.case_id) if row.case_id else None
    number = of_case.number if of_case else ""
    if row.kind is TimeKind.CONTACT:
        return _contact(row, number, verdicts.get(row.id), model)
    if row.kind is TimeKind.STATEMENT:
        title = dict(statement_kinds()).get(row.title, row.title)
        return TimeRow(row.kind, row.id, row.at, title, words=row.text, who=row.who)
    if row.kind is TimeKind.MERGE:
        title = _("Merged: {number} {name} is the same customer").format(number=row.text, name=row.title)
        return TimeRow(row.kind, row.id, row.at, title, who=row.who)
    trade = row.kind is TimeKind.TRADE
    details = (row.reference, row.status, row.who) if trade else (row.text, _size(row.size))
    return TimeRow(
        row.kind,
        row.id,
        row.at,
        f"{_trade_kind(row.text)}: {row.title}" if trade else row.title,
        detail=" · ".join(part for part in details if part),
        case=row.case_id,
        case_number=number,
        money=Money(row.cents, row.currency) if trade else None,
    )


def _contact(row: HistoryRow, number: str, verdict: QuestionVerdict | None, model: Model) -> TimeRow:
    words = row.question or row.text
    return TimeRow(
        row.kind,
        row.id,
        row.at,
        row.title or _one_line(words) or _bare(row),
        detail=" · ".join(part for part in (channel_name(model, row.channel), _direction(row)) if part),
        words=words,
        who=row.who,
        channel=row.channel,
        direction=row.direction,
        party=row.party,
        case=row.case_id,
        case_number=number,
        verdict=verdict.state if verdict else "",
        due_at=verdict.due_at if verdict else None,
        warn_at=verdict.warn_at if verdict else None,
        documents=row.documents,
    )


def _case(entry: CaseEntry, model: Model) -> TimeRow:
    name = process_name(model, entry.process)
    if not entry.concluded:
        title = _("Case started: {process}").format(process=name)
    elif entry.status == "cancelled":
        title = _("Case cancelled: {process}").format(process=name)
    else:
        title = _("Case concluded: {process}").format(process=name)
    return TimeRow(
        TimeKind.CASE,
        entry.case,
        entry.at,
        title,
        detail=" · ".join(part for part in (entry.number, entry.subject) if part),
        channel=entry.channel,
        case=entry.case,
        case_number=entry.number,
        concluded=entry.concluded,
        verdict=entry.verdict if entry.concluded else "",
    )


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _ONE_LINE else line[: _ONE_LINE - 1].rstrip() + "…"


def _bare(row: HistoryRow) -> str:
    return _("Contact from the customer") if row.direction == "in" else _("Contact by us")


def _direction(row: HistoryRow) -> str:
    if row.party == "internal":
        return _("internal note")
    if row.party == "partner":
        return _("from a partner") if row.direction == "in" else _("to a partner")
    return _("from the customer") if row.direction == "in" else _("from us")


def _trade_kind(code: str) -> str:
    known = {
        "policy": _("Policy"),
        "premium": _("Premium"),
        "commission": _("Commission"),
        "payout": _("Payment to the customer"),
    }
    return known.get(code, code)


def _size(size: int) -> str:
    if size < 1_000_000:
        return _("{count} kB").format(count=max(1, round(size / 1000)))
    return _("{count} MB").format(count=f"{size / 1_000_000:.1f}")
