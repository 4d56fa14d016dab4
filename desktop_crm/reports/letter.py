"""A letter from a template: plain text in which words between braces stand for what is known of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.platypus import Spacer

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.stored import read_customer
from desktop_crm.reports.page import paragraph, write_pdf
from desktop_crm.store.work import Reading

LONGEST_TEMPLATE = 100_000
_WORD = re.compile(r"\{([a-z_]+)\}")
_ABOVE_ADDRESS, _ABOVE_TEXT, _BETWEEN = 70, 30, 9  # points, so that the address stands in a window envelope


def words_for(data: CustomerData, *, number: str, employee: str, day: date) -> dict[str, str]:
    """Return what the words of a template stand for; the first address is where the letter goes."""
    address = data.addresses[0] if data.addresses else None
    return {
        "name": data.name,
        "prefix": data.prefix,
        "given": data.given,
        "family": f"{data.particle} {data.family}".strip(),
        "organisation": data.organisation,
        "street": "" if address is None else address.street or address.box,
        "postcode": "" if address is None else address.postcode,
        "town": "" if address is None else address.town,
        "country": "" if address is None else address.country,
        "number": number,
        "employee": employee,
        "date": f"{day:%d-%m-%Y}",
    }


def words_to(view: Reading, customer: CustomerId, *, employee: str, day: date) -> dict[str, str]:
    """Return the words of a letter to a customer, whose consent was asked; raise `NotFound`."""
    found = read_customer(view, customer, files=False)
    return words_for(found.data, number=found.number, employee=employee, day=day)


def filled(template: str, words: Mapping[str, str]) -> str:
    """Return a template with its words filled in; raise `Invalid` for one that stands for nothing."""
    if len(template) > LONGEST_TEMPLATE:
        raise Invalid(_("The template is longer than any letter."))
    for match in _WORD.finditer(template):
        if match[1] not in words:
            raise Invalid(
                _("“{word}” stands for nothing in a letter; there are {known}.").format(
                    word=match[0], known=", ".join(f"{{{one}}}" for one in words)
                )
            )
    return _WORD.sub(lambda match: words[match[1]], template)


def write_letter(template: str, words: Mapping[str, str], out: Path) -> str:
    """Write a letter as PDF and return its text; raises `Invalid` for a bad template or place."""
    text = filled(template, words)
    write_pdf(out, list(_story(text, words)), title=_("Letter to {name}").format(name=words["name"]), foot="")
    return text


def _story(text: str, words: Mapping[str, str]) -> Iterator[Any]:
    yield Spacer(1, _ABOVE_ADDRESS)
    place = f"{words['postcode']} {words['town']}".strip()
    for line in (words["name"], words["street"], place, words["country"]):
        if line:
            yield paragraph(line)
    yield Spacer(1, _ABOVE_TEXT)
    yield paragraph(words["date"])
    yield Spacer(1, _BETWEEN)
    for part in text.replace("\r\n", "\n").split("\n\n"):
        for line in part.split("\n"):
            yield paragraph(line)
        yield Spacer(1, _BETWEEN)
