"""What people type becomes canonical text, and canonical text becomes what people read, for every item type.

Canonical: numbers as ``12.5``, dates and moments in ISO 8601, money as ``12.50 EUR``, yes/no as ``yes``,
choices by their code, telephone numbers as E.164, e-mail addresses with a lower-case domain. Whatever is
canonical is taken as it is, so a known value can be confirmed unseen. Local notation is Dutch.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.text import is_storable
from desktop_crm.process.amounts import parse_amount, parse_number, show_amount, show_number
from desktop_crm.process.model import Choice, Item, ItemType
from desktop_crm.process.moments import parse_date, parse_moment, show_date, show_moment

MOST_TEXT = 1_000
MOST_COMMENT = 100_000
MOST_SHORT = 320  # the longest e-mail address there can be; the other short types need less
DEFAULT_REGION = "NL"

_YES = frozenset({"yes", "y", "ja", "j", "true"})
_NO = frozenset({"no", "n", "nee", "neen", "false"})
_ATTACHMENT = re.compile(r"[0-9a-f]{32}/.{0,255}", re.DOTALL)
_NUMBER_ID = 33  # the length of an attachment's id and the slash before its name


def parse_value(item: Item, text: str) -> str:
    """Return the canonical text of what was typed for `item`.

    Raises `Invalid` with a sentence that says what is wrong and shows a right example.
    """
    if "\0" in text:
        raise Invalid(_("The text holds a NUL character, which can't be kept; remove it."))
    if not is_storable(text):
        raise Invalid(
            _("The text holds half a character (a lone surrogate), which can't be kept; remove it.")
        )
    if not text.strip():
        raise Invalid(_("Nothing was typed; type the answer, or say why there is none."))
    most = _MOST.get(item.type, MOST_SHORT)
    if len(text) > most:
        raise Invalid(
            _("This has {count} characters; use at most {most}.").format(count=len(text), most=most)
        )
    return _PARSE[item.type](item, text)


def show_value(item: Item, canonical: str) -> str:
    """Return a canonical text as people read it; `parse_value` takes it back to the same (but for files)."""
    return _SHOW[item.type](item, canonical)


def _as_it_is(_item: Item, text: str) -> str:
    return text


def _yes_no(_item: Item, text: str) -> str:
    typed = text.strip().casefold()
    if typed in _YES or typed == _("Yes").casefold():
        return "yes"
    if typed in _NO or typed == _("No").casefold():
        return "no"
    raise Invalid(_("Answer yes or no."))


def _show_yes_no(_item: Item, canonical: str) -> str:
    return _("Yes") if canonical == "yes" else _("No")


def _choice(item: Item, text: str) -> str:
    found = _chosen(item, text)
    if found is None:
        names = ", ".join(choice.code for choice in item.choices)
        raise Invalid(_("This is not one of the choices; choose from {names}.").format(names=names))
    return found.code


def _chosen(item: Item, text: str) -> Choice | None:
    """Find a choice by its code, else by its name, else by its name whatever its capitals."""
    typed = text.strip()
    folded = typed.casefold()
    for matches in (
        lambda one: one.code == typed,
        lambda one: one.name.strip() == typed,
        lambda one: folded in (one.name.strip().casefold(), one.code),
    ):
        found = next((one for one in item.choices if matches(one)), None)
        if found is not None:
            return found
    return None


def _show_choice(item: Item, canonical: str) -> str:
    known = next((one for one in item.choices if one.code == canonical), None)
    # A name that reads as another choice (two choices may be called alike) would come back as that one.
    return canonical if known is None or _chosen(item, known.name) != known else known.name


def _phone(_item: Item, text: str) -> str:
    import phonenumbers  # its rules are half a megabyte; a step without a telephone number need not load them

    try:
        number = phonenumbers.parse(text.strip(), DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise Invalid(_("Not a telephone number. Write it like 038 421 77 06.")) from None
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("This telephone number has too many or too few digits. Write it like 038 421 77 06."))
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def _show_phone(item: Item, canonical: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(canonical, DEFAULT_REGION)
    at_home = phonenumbers.region_code_for_number(number) == DEFAULT_REGION
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    shown = phonenumbers.format_number(number, style)
    try:
        same = _phone(item, shown) == canonical
    except Invalid:
        same = False
    return shown if same else canonical


def _email(_item: Item, text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    typed = text.strip()
    if "@" not in typed:
        raise Invalid(_("Not an e-mail address: it has no @. Write it like name@company.nl."))
    if "." not in typed.rpartition("@")[2]:
        raise Invalid(_("The part after the @ has no dot. Write it like name@company.nl."))
    try:
        # Whether mail arrives, only mail can tell; names kept for tests are good enough to practise with.
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid(_("Not an e-mail address. Write it like name@company.nl.")) from None
    return found.normalized


def _attachment(item: Item, text: str) -> str:
    if _ATTACHMENT.fullmatch(text):
        return text
    raise Invalid(_("“{name}” takes a file; add one.").format(name=item.name))


def _show_attachment(_item: Item, canonical: str) -> str:
    return canonical[_NUMBER_ID:] or canonical


_MOST = {
    ItemType.TEXT: MOST_TEXT,
    ItemType.COMMENT: MOST_COMMENT,
    ItemType.CHOICE: MOST_TEXT,
}

_PARSE: dict[ItemType, Callable[[Item, str], str]] = {
    ItemType.TEXT: _as_it_is,
    ItemType.COMMENT: _as_it_is,
    ItemType.NUMBER: lambda _item, text: parse_number(text),
    ItemType.DATE: lambda _item, text: parse_date(text),
    ItemType.DATETIME: lambda _item, text: parse_moment(text),
    ItemType.MONEY: lambda _item, text: parse_amount(text),
    ItemType.YES_NO: _yes_no,
    ItemType.CHOICE: _choice,
    ItemType.PHONE: _phone,
    ItemType.EMAIL: _email,
    ItemType.FILE: _attachment,
    ItemType.DRAWING: _attachment,
}

_SHOW: dict[ItemType, Callable[[Item, str], str]] = {
    ItemType.TEXT: _as_it_is,
    ItemType.COMMENT: _as_it_is,
    ItemType.NUMBER: lambda _item, text: show_number(text),
    ItemType.DATE: lambda _item, text: show_date(text),
    ItemType.DATETIME: lambda _item, text: show_moment(text),
    ItemType.MONEY: lambda _item, text: show_amount(text),
    ItemType.YES_NO: _show_yes_no,
    ItemType.CHOICE: _show_choice,
    ItemType.PHONE: _show_phone,
    ItemType.EMAIL: _as_it_is,
    ItemType.FILE: _show_attachment,
    ItemType.DRAWING: _show_attachment,
}
