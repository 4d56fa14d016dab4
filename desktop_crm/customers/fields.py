"""The fields of a customer that people edit one at a time: what each is called, and its value as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.customers.data import CustomerKind, Status
from desktop_crm.customers.points import PointKind


class Place(StrEnum):
    """Where a field stands: with the customer, or in a row that hangs on them. Named as the tables are."""

    CUSTOMER = "customer"
    POINT = "contact_point"
    ADDRESS = "address"
    RELATION = "relation"


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    YES_NO = "yes-no"
    CHOICE = "choice"
    EMPLOYEE = "employee"


class StatementKind(StrEnum):
    """What a customer said of themselves and of us."""

    NEED = "need"
    WISH = "wish"
    ATTITUDE = "attitude"


def statement_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of statements, in words."""
    return (
        (StatementKind.NEED, _("Need")),
        (StatementKind.WISH, _("Wish")),
        (StatementKind.ATTITUDE, _("Attitude")),
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name in the tables, what people call it, what it holds.

    Attributes:
        choices: the values of a choice, with their words; empty where the process model gives them.
        makes: turns the text of a choice into the value.
        person: whether an organisation has no use for it.
    """

    name: str
    label: str
    shape: Shape = Shape.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    makes: Callable[[str], Any] = str
    person: bool = False


def statuses() -> tuple[tuple[str, str], ...]:
    """Return where a customer may stand with us, in words."""
    return (
        (Status.PROSPECT, _("Prospect")),
        (Status.CUSTOMER, _("Customer")),
        (Status.FORMER, _("Former customer")),
    )


def point_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of contact points, in words."""
    return (
        (PointKind.PHONE, _("Telephone")),
        (PointKind.MOBILE, _("Mobile")),
        (PointKind.FAX, _("Fax")),
        (PointKind.EMAIL, _("E-mail")),
        (PointKind.WEB, _("Website")),
        (PointKind.OTHER, _("Other")),
    )


def _of_customer() -> tuple[Field, ...]:
    kinds = ((CustomerKind.PERSON, _("Person")), (CustomerKind.ORGANISATION, _("Organisation")))
    return (
        Field("kind", _("Kind"), Shape.CHOICE, kinds, CustomerKind),
        Field("name", _("Name")),
        Field("prefix", _("Title"), person=True),
        Field("given", _("First name"), person=True),
        Field("additional", _("Middle names"), person=True),
        Field("particle", _("Particle"), person=True),
        Field("family", _("Family name"), person=True),
        Field("suffix", _("Suffix"), person=True),
        Field("nickname", _("Called")),
        Field("birth_date", _("Date of birth"), Shape.DATE, person=True),
        Field("organisation", _("Organisation")),
        Field("department", _("Department")),
        Field("job_title", _("Job"), person=True),
        Field("language", _("Language")),
        Field("segment", _("Segment"), Shape.CHOICE),
        Field("status", _("Status"), Shape.CHOICE, statuses(), Status),
        Field("since", _("Customer since"), Shape.DATE),
        Field("owner", _("Owner"), Shape.EMPLOYEE),
        Field("reference", _("Reference")),
        Field("note", _("Notes"), Shape.LONG),
    )


def _period() -> tuple[Field, ...]:
    return Field("since", _("First day"), Shape.DATE), Field("until", _("Last day"), Shape.DATE)


def fields_at(place: Place) -> tuple[Field, ...]:
    """Return the fields that stand in a place, in the order in which people read them."""
    if place is Place.CUSTOMER:
        return _of_customer()
    if place is Place.POINT:
        return (
            Field("content", _("Number or address")),
            Field("kind", _("Kind"), Shape.CHOICE, point_kinds(), PointKind),
            Field("label", _("Which")),
            Field("preferred", _("Preferred"), Shape.YES_NO),
            *_period(),
        )
    if place is Place.ADDRESS:
        return (
            Field("street", _("Street")),
            Field("postcode", _("Postcode")),
            Field("town", _("Place")),
            Field("region", _("Region")),
            Field("country", _("Country")),
            Field("extended", _("Further line")),
            Field("box", _("Post box")),
            Field("label", _("Which")),
            *_period(),
        )
    return Field("kind", _("What they are")), *_period()


def field_at(place: Place, name: str) -> Field:
    """Return one field; raise `Invalid` when nothing of that name stands there."""
    known: Mapping[str, Field] = {one.name: one for one in fields_at(place)}
    if name not in known:
        raise Invalid(
            _("There is no field “{name}”; there are {known}.").format(name=name, known=", ".join(known)),
            where=name,
        )
    return known[name]


def value_of(field: Field, text: str) -> Any:
    """Return the value that a text stands for; an empty date or owner is None. Raises `Invalid`."""
    try:
        if field.shape is Shape.DATE:
            return date.fromisoformat(text) if text else None
        if field.shape is Shape.EMPLOYEE:
            return EmployeeId(UUID(text)) if text else None
        if field.shape is Shape.YES_NO:
            return {"yes": True, "no": False}[text]
        return field.makes(text) if field.choices else text
    except (ValueError, KeyError):
        raise Invalid(
            _("“{text}” can't stand here; choose or type another.").format(text=text), where=field.name
        ) from None


def text_of(value: Any) -> str:
    """Return a value as the text that `value_of` takes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else str(value)
