"""Customers beside each other, field by field: what a person looks at before they are made one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.reads import customer_head, customer_profile
from desktop_crm.customers.rows import Counts, CustomerRow, Profile
from desktop_crm.customers.survivors import survivor
from desktop_crm.store.work import Reading
from desktop_crm.workflow.customer_reads import case_count


@dataclass(frozen=True, slots=True)
class Line:
    """One field of all customers who are compared.

    Attributes:
        field: the choice in a merge (`customers.joining.CHOICES`); empty for what is kept of all anyhow.
        values: of each customer, as people read it; empty where nothing is known.
        chosen: whose stands first where nobody chooses: the place among the customers.
    """

    field: str
    label: str
    values: tuple[str, ...]
    chosen: int = 0

    @property
    def differs(self) -> bool:
        """Whether two customers say different things here; not knowing is not saying."""
        return len({value.casefold() for value in self.values if value}) > 1


@dataclass(frozen=True, slots=True)
class Compared:
    """A customer who is compared: who it is, since when here, and how much there is of them."""

    id: CustomerId
    number: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Customers beside each other; fields that nobody has are left out."""

    people: tuple[Compared, ...]
    lines: tuple[Line, ...]


def side_by_side(
    view: Reading, customers: Sequence[CustomerId], *, fullest_first: bool = False
) -> SideBySide:
    """Return customers beside each other; one who was merged counts as whom they became.

    They stand in the order given, or the one of whom there is most first, of equals the one who came first.
    Raises `NotFound`.
    """
    ids = list(dict.fromkeys(survivor(view, customer) for customer in customers))
    heads = [customer_head(view, customer) for customer in ids]
    people = [
        Compared(head.id, head.number, head.name, replace(counts, cases=case_count(view, head.id)))
        for head, counts in heads
    ]
    if fullest_first:
        people.sort(key=lambda one: (-one.counts.all, one.id))  # ids are in the order of time
        heads.sort(key=lambda head: [one.id for one in people].index(head[0].id))
    profiles = [customer_profile(view, one.id) for one in people]
    found = [_line(field, label, [read(head) for head, _counts in heads]) for field, label, read in _fields()]
    found += [_line(field, label, [read(one) for one in profiles]) for field, label, read in _lists()]
    return SideBySide(tuple(people), tuple(line for line in found if any(line.values)))


def _line(field: str, label: str, values: list[str]) -> Line:
    """The first who knows anything is right where nobody chooses."""
    first = next((place for place, value in enumerate(values) if value), 0)
    return Line(field, label, tuple(values), first)


def _fields() -> tuple[tuple[str, str, Callable[[CustomerRow], str]], ...]:
    return (
        ("name", _("Name"), lambda head: head.name),
        ("kind", _("Kind"), lambda head: _kind(head.kind)),
        ("organisation", _("Organisation"), lambda head: head.organisation),
        ("department", _("Department"), lambda head: head.department),
        ("job_title", _("Function"), lambda head: head.job_title),
        ("nickname", _("Called"), lambda head: head.nickname),
        ("birth_date", _("Born"), lambda head: head.birth_date.isoformat() if head.birth_date else ""),
        ("language", _("Language"), lambda head: head.language),
        ("segment", _("Segment"), lambda head: head.segment),
        ("status", _("Status"), lambda head: _status(head.status)),
        ("since", _("Customer since"), lambda head: head.since.isoformat() if head.since else ""),
        ("reference", _("Reference"), lambda head: head.reference),
        ("owner", _("Owner"), lambda head: head.owner),
        ("note", _("Note"), lambda head: head.note),
    )


def _lists() -> tuple[tuple[str, str, Callable[[Profile], str]], ...]:
    return (
        ("points", _("Reached by"), lambda one: "\n".join(point.content for point in one.points)),
        ("addresses", _("Addresses"), lambda one: "\n".join(address.line for address in one.addresses)),
        ("", _("Relations"), lambda one: "\n".join(f"{row.kind}: {row.other_name}" for row in one.relations)),
        ("", _("Consent"), lambda one: "\n".join(_consent(row.channel, row.given) for row in one.consents)),
    )


def _consent(channel: str, given: bool) -> str:
    return (_("{channel}: yes") if given else _("{channel}: no")).format(channel=channel)


def _kind(kind: str) -> str:
    return {"person": _("person"), "organisation": _("organisation")}.get(kind, kind)


def _status(status: str) -> str:
    return {
        "prospect": _("Prospect"),
        "customer": _("Customer"),
        "former": _("Former customer"),
    }.get(status, status)
