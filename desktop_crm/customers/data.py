"""A whole customer as one frozen value: what a form, a file or another store brings in, and takes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.filed_data import (
    NOTHING_FILED,
    STATEMENT_KINDS,
    Filed,
    IdentifierData,
    StatementData,
)
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.names import display_name
from desktop_crm.customers.points import PointKind

# Longer than any honest content, short enough that no form, list or page stumbles over it.
LONGEST = 2_000
LONGEST_NOTE = 1_000_000
MOST_POINTS = 1_000
MOST_FILES = 200
LARGEST_FILE = 16 * 1024 * 1024
NO_EXTRA = "{}"


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
    extra: str = NO_EXTRA
    points: tuple[PointData, ...] = ()
    addresses: tuple[AddressData, ...] = ()
    consents: tuple[ConsentData, ...] = ()
    files: tuple[FileData, ...] = ()
    tags: tuple[str, ...] = ()
    statements: tuple[StatementData, ...] = ()
    identifiers: tuple[IdentifierData, ...] = ()

    @property
    def filed(self) -> Filed:
        """What is filed with the customer."""
        if self.tags or self.statements or self.identifiers:
            return Filed(self.tags, self.statements, self.identifiers)
        return NOTHING_FILED


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
    if not _is_plain(data):
        _check_texts(data)
    _check_extra(data.extra)
    for point in data.points:
        if not point.content.strip():
            raise Invalid(_("A telephone number or address can't be empty; fill it in or leave it out."))
        check_period(point.since, point.until)
    for address in data.addresses:
        check_period(address.since, address.until)
    _check_numbers(data)
    data = _checked_filed(data)
    name = data.name if data.name.strip() else made_name(data)
    extra = data.extra if data.extra == NO_EXTRA else canonical_json(json.loads(data.extra))
    if (name, extra) == (data.name, data.extra):
        return data
    said = dict(zip(_ALL, _all_of(data), strict=True))  # as `replace`, in a third of the time
    return CustomerData(**said | {"name": name, "extra": extra})


def _texts(data: CustomerData) -> Iterator[tuple[Sequence[str], Sequence[str], int]]:
    """Yield everything written of a customer, part by part: its fields, their texts, and how long each may be."""
    yield TEXTS, _texts_of(data), LONGEST
    yield ("note",), (data.note,), LONGEST_NOTE
    yield ("extra",), (data.extra,), 2 * LONGEST_NOTE
    for point in data.points:
        yield (str(point.kind), "label"), (point.content, point.label), LONGEST
    for address in data.addresses:
        yield _OF_AN_ADDRESS, _texts_of_an_address(address), LONGEST
    for consent in data.consents:
        yield ("consent",) * 3, (consent.channel, consent.purpose, consent.proof), LONGEST
    for file in data.files:
        yield ("file",) * 2, (file.name, file.media_type), LONGEST


def _is_plain(data: CustomerData) -> bool:
    """Tell whether all texts together could be one short printable line: then no single one is wrong."""
    together = "".join(["".join(texts) for _fields, texts, _longest in _texts(data)])
    return len(together) <= LONGEST and together.isprintable()


def _check_texts(data: CustomerData) -> None:
    for names, texts, longest in _texts(data):
        for field, text in zip(names, texts, strict=True):
            _check_text(text, field, longest)


def _checked_filed(data: CustomerData) -> CustomerData:
    """Return `data` with tags, statements and names elsewhere in their order, without blanks around them."""
    if not (data.tags or data.statements or data.identifiers):
        return data
    for said in data.statements:
        if said.kind not in STATEMENT_KINDS:
            raise Invalid(
                _("“{kind}” is no kind of statement; there are need, wish, attitude.").format(kind=said.kind),
                where="statement",
            )
    names = {IdentifierData(_worded(one.system), _worded(one.code)) for one in data.identifiers}
    worded = [replace(one, text=_worded(one.text)) for one in data.statements]
    return replace(
        data,
        tags=tuple(sorted({_worded(tag) for tag in data.tags})),
        statements=tuple(sorted(worded, key=lambda one: one.said_at)),
        identifiers=tuple(sorted(names, key=lambda name: (name.system, name.code))),
    )


def _worded(text: str) -> str:
    _check_text(text, "text")
    words = text.strip()
    if not words:
        raise Invalid(_("This needs words; type them."))
    return words


def check_period(since: date | None, until: date | None) -> None:
    """Raise `Invalid` for a period that ends before it begins."""
    if since is not None and until is not None and until < since:
        raise Invalid(_("The last day lies before the first; correct one of the two."), where="until")


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_in_order = json.JSONEncoder().encode


def canonical_json(value: object) -> str:
    """Return `value` as the JSON text that equal values share."""
    return _canonical.encode(value)


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
    if extra == NO_EXTRA:
        return
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
    if person:
        return person
    first_point = next((point.content.strip() for point in data.points), "")
    for name in (data.organisation.strip(), data.nickname.strip(), first_point):
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


def content_digest(data: CustomerData) -> str:
    """Return the SHA-256 of everything a customer's data says; equal data have equal digests.

    Fields that say nothing are left out, so that a field that a later release adds changes no digest.
    """
    digest = hashlib.sha256()
    for file in data.files:
        digest.update(hashlib.sha256(file.content).digest())
    said = {
        name: value if type(value) is str else _as_json(value)
        for name, value, nothing in zip(_ALL, _all_of(data), _NOTHING, strict=True)
        if value is not nothing and value != nothing
    }
    digest.update(_in_order(said).encode())
    return digest.hexdigest()


def _as_json(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [_part_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _part_as_json(part: Any) -> str | list[Any]:
    if isinstance(part, str):
        return part
    if isinstance(part, FileData):
        return [part.name, part.media_type]
    values = _PARTS[type(part)](part)
    said = [*values] if isinstance(part, _OF_TEXTS) else [_as_json(value) for value in values]
    if not hasattr(part, "until") or (part.since is None and part.until is None):
        return said
    period = [[name, day.isoformat()] for name in _PERIOD if (day := getattr(part, name)) is not None]
    return said + period


_PERIOD = ("since", "until")
_ALL = tuple(field.name for field in fields(CustomerData))
_all_of = attrgetter(*_ALL)
_NOTHING = _all_of(CustomerData())
# What the parts of a customer say; first and last day are said only where they are known.
_PARTS = {
    kind: attrgetter(*(field.name for field in fields(kind) if field.name not in _PERIOD))
    for kind in (PointData, AddressData, ConsentData, StatementData, IdentifierData)
}
# Of these everything else is said in texts, and yes or no.
_OF_TEXTS = (PointData, AddressData, IdentifierData)
_OF_AN_ADDRESS = tuple(field.name for field in fields(AddressData) if field.name not in _PERIOD)
_texts_of, _texts_of_an_address = attrgetter(*TEXTS), attrgetter(*_OF_AN_ADDRESS)
