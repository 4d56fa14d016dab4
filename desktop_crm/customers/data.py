"""A whole customer as one frozen value: what a form, a file or another store brings in, and takes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.names import display_name
from desktop_crm.customers.points import PointKind

# Longer than any honest content, short enough that no form, list or page stumbles over it.
LONGEST = 2_000
LONGEST_NOTE = 1_000_000
MOST_POINTS = 1_000
MOST_FILES = 20
LARGEST_FILE = 16 * 1024 * 1024


class CustomerKind(StrEnum):
    """What a customer is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Status(StrEnum):
    """Where a customer stands with us."""

    PROSPECT = "prospect"
    CUSTOMER = "customer"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class PointData:
    """A telephone number, e-mail or web address, as written; `label` says which (home, work…).

    `until` is the last day on which it reaches them; None: as far as we know.
    """

    kind: PointKind
    content: str
    label: str = ""
    preferred: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AddressData:
    """A postal address; `street` with house number, as written. `until` is the last day of it."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    label: str = ""
    box: str = ""
    extended: str = ""
    region: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentData:
    """Whether a customer may be reached through a channel, since when, with what proof."""

    channel: str
    given: bool
    happened_at: datetime
    purpose: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class FileData:
    """A file that belongs to the customer: a portrait, a logo."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerData:
    """Everything that describes a customer, save what the store gives: id, number and owner.

    Attributes:
        name: as shown; when empty it is made of the other parts.
        extra: JSON object of what a file said and no field holds.
    """

    kind: CustomerKind = CustomerKind.PERSON
    name: str = ""
    prefix: str = ""
    given: str = ""
    additional: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    organisation: str = ""
    department: str = ""
    job_title: str = ""
    birth_date: date | None = None
    language: str = ""
    segment: str = ""
    status: Status = Status.PROSPECT
    since: date | None = None
    reference: str = ""
    note: str = ""
    extra: str = "{}"
    points: tuple[PointData, ...] = ()
    addresses: tuple[AddressData, ...] = ()
    consents: tuple[ConsentData, ...] = ()
    files: tuple[FileData, ...] = ()


TEXTS = (
    "name",
    "prefix",
    "given",
    "additional",
    "particle",
    "family",
    "suffix",
    "nickname",
    "organisation",
    "department",
    "job_title",
    "language",
    "segment",
    "reference",
)


def checked(data: CustomerData) -> CustomerData:
    """Return `data` with a name, or raise `Invalid` for what can't be kept, with the field as its place."""
    for field in TEXTS:
        _check_text(getattr(data, field), field)
    _check_text(data.note, "note", LONGEST_NOTE)
    _check_text(data.extra, "extra", 2 * LONGEST_NOTE)
    _check_extra(data.extra)
    for point in data.points:
        _check_text(point.content, str(point.kind))
        _check_text(point.label, "label")
        if not point.content.strip():
            raise Invalid(_("A telephone number or address can't be empty; fill it in or leave it out."))
        check_period(point.since, point.until)
    for address in data.addresses:
        for field, value in asdict(address).items():
            if isinstance(value, str):
                _check_text(value, field)
        check_period(address.since, address.until)
    for consent in data.consents:
        for value in (consent.channel, consent.purpose, consent.proof):
            _check_text(value, "consent")
    _check_numbers(data)
    name = data.name if data.name.strip() else made_name(data)
    return replace(data, name=name, extra=canonical_json(json.loads(data.extra)))


def check_period(since: date | None, until: date | None) -> None:
    """Raise `Invalid` for a period that ends before it begins."""
    if since is not None and until is not None and until < since:
        raise Invalid(_("The last day lies before the first; correct one of the two."), where="until")


def canonical_json(value: object) -> str:
    """Return `value` as the JSON text that equal values share."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check_text(text: str, field: str, longest: int = LONGEST) -> None:
    plain_text(text, field=field)
    if len(text) > longest:
        raise Invalid(
            _("The text has {length} characters and at most {longest} are kept here; shorten it.").format(
                length=len(text), longest=longest
            ),
            where=field,
        )


def _check_extra(extra: str) -> None:
    try:
        held = json.loads(extra)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise Invalid(_("What no field holds is kept as a JSON object; nothing was changed."), where="extra")


def _check_numbers(data: CustomerData) -> None:
    if len(data.points) + len(data.addresses) > MOST_POINTS:
        raise Invalid(
            _(
                "{count} numbers and addresses are more than one customer has; at most {most} are kept."
            ).format(count=len(data.points) + len(data.addresses), most=MOST_POINTS)
        )
    if len(data.files) > MOST_FILES or any(len(file.content) > LARGEST_FILE for file in data.files):
        raise Invalid(
            _("Pictures are too many or too large; at most {most} of {size} MB are kept.").format(
                most=MOST_FILES, size=LARGEST_FILE // (1024 * 1024)
            )
        )
    for file in data.files:
        _check_text(file.name, "file")
        _check_text(file.media_type, "file")


def made_name(data: CustomerData) -> str:
    """Return the name to show: of the person, else of the organisation, else what they are reached by.

    Raises `Invalid` when there is nothing to call the customer by.
    """
    person = display_name(
        prefix=data.prefix,
        given=data.given,
        additional=data.additional,
        particle=data.particle,
        family=data.family,
        suffix=data.suffix,
    )
    first_point = next((point.content.strip() for point in data.points), "")
    for name in (person, data.organisation.strip(), data.nickname.strip(), first_point):
        if name:
            return name
    raise Invalid(
        _("A customer needs a name; fill in a name, an organisation or a way to reach them."), where="name"
    )


def changed_fields(before: CustomerData, changes: Mapping[str, Any]) -> CustomerData:
    """Return `before` with single fields replaced; the name follows its parts unless it was given too.

    Raises `Invalid` for a field that does not exist or holds something of another type.
    """
    known = {field.name for field in fields(CustomerData)}
    for field, value in changes.items():
        if field not in known:
            raise Invalid(_("There is no such field of a customer."), where=field)
        expected = type(getattr(before, field))
        if field in {"birth_date", "since"}:
            expected = date
        if not (isinstance(value, expected) or (value is None and expected is date)):
            raise Invalid(_("This field holds something else; nothing was changed."), where=field)
    after = replace(before, **changes)
    parts = {"prefix", "given", "additional", "particle", "family", "suffix", "organisation"}
    if "name" not in changes and parts & set(changes) and _name_was_made(before):
        after = replace(after, name="")
    return checked(after)


def _name_was_made(data: CustomerData) -> bool:
    try:
        return data.name == made_name(data)
    except Invalid:
        return False


@lru_cache(maxsize=2)
def content_digest(data: CustomerData) -> str:
    """Return the SHA-256 of everything a customer's data says; equal data have equal digests.

    Fields that say nothing are left out, so that a field that a later release adds changes no digest.
    """
    digest = hashlib.sha256()
    for file in data.files:
        digest.update(hashlib.sha256(file.content).digest())
    said = {
        name: _as_json(value) for name in _ALL if (value := getattr(data, name)) != getattr(_NOTHING, name)
    }
    digest.update(json.dumps(said).encode())
    return digest.hexdigest()


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_json(part) for part in value]
    if isinstance(value, FileData):
        return [value.name, value.media_type]
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value)}
        period = [[name, said.pop(name).isoformat()] for name in _PERIOD if said.get(name) is not None]
        return [_as_json(part) for name, part in said.items() if name not in _PERIOD] + period
    return value.isoformat() if isinstance(value, date) else value


_PERIOD = ("since", "until")
_NOTHING = CustomerData()
_ALL = tuple(field.name for field in fields(CustomerData))
