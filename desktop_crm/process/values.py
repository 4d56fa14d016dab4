"""What people type becomes canonical text, and canonical text becomes what people read, for every item type.

Canonical: numbers as ``12.5``, dates and instants as ISO 8601, money as ``12.50 EUR``, yes/no as ``yes``, choices
by their code, telephone numbers as E.164, e-mail addresses with a lower-case domain. Local notation is Dutch.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money, parse_money
from desktop_crm.process.model import Item, ItemType

MOST_TEXT = 1_000
MOST_COMMENT = 100_000
MOST_DIGITS = 30
LOCAL_ZONE = "Europe/Amsterdam"
DEFAULT_REGION = "NL"

_YES = frozenset({"yes", "y", "ja", "j", "true", "1"})
_NO = frozenset({"no", "n", "nee", "false", "0"})
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?")
_DUTCH_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+,\d+")
_ATTACHMENT = re.compile(r"[0-9a-f]{32}/[^\0]{0,255}", re.DOTALL)


def parse_value(item: Item, text: str) -> str:
    """Return the canonical text of what was typed for `item`.

    Raises `Invalid` with a sentence that says what is wrong and shows a right example.
    """
    if "\0" in text:
        raise Invalid(_("The text holds a NUL character, which can't be kept; remove it."))
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid(
            _("The text holds half a character (a lone surrogate), which can't be kept; remove it.")
        )
    return _PARSE[item.type](item, text)


def show_value(item: Item, canonical: str) -> str:
    """Return a canonical text as people read it; `parse_value` takes it back to the same."""
    show = _SHOW.get(item.type)
    return canonical if show is None else show(item, canonical)


def _limited(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid(
            _("This text has {count} characters; use at most {most}.").format(count=len(text), most=most)
        )
    if not text:
        raise Invalid(_("Nothing was typed; type the answer, or say why there is none."))
    return text


def _text(_item: Item, text: str) -> str:
    return _limited(text, MOST_TEXT)


def _comment(_item: Item, text: str) -> str:
    return _limited(text, MOST_COMMENT)


def _number(_item: Item, text: str) -> str:
    typed = text.strip().replace("\u00a0", "").replace(" ", "")
    if _DUTCH_NUMBER.fullmatch(typed):
        typed = typed.replace(".", "").replace(",", ".")
    # Only ordinary digits: Decimal also takes those of other scripts, exponents, underscores and "nan".
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", typed) or len(typed) > MOST_DIGITS:
        raise Invalid(_with_letters(text, _("Not a number. Write it like 1250 or 12,5.")))
    try:
        value = Decimal(typed)
    except InvalidOperation:
        raise Invalid(_("Not a number. Write it like 1250 or 12,5.")) from None
    return _plain(value)


def _plain(value: Decimal) -> str:
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain


def _with_letters(text: str, sentence: str) -> str:
    """Say which letter stands where a digit belongs: an O and an l are easily typed for 0 and 1."""
    if re.search(r"\d", text):
        for letter, digit in (("O", "0"), ("o", "0"), ("l", "1"), ("I", "1")):
            if letter in text:
                return _("It holds the letter {letter}; type the digit {digit}. {sentence}").format(
                    letter=letter, digit=digit, sentence=sentence
                )
    return sentence


def _date(_item: Item, text: str) -> str:
    return _read_date(text.strip()).isoformat()


def _read_date(typed: str) -> date:
    match = _DUTCH_DATE.fullmatch(typed)
    try:
        if match is not None:
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            raise ValueError(typed)
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(_("Not a date. Write it like 24-11-2026.")) from None


def _datetime(_item: Item, text: str) -> str:
    typed = text.strip()
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:", typed):
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError:
            raise Invalid(_("Not a date and time. Write it like 24-11-2026 08:40.")) from None
    else:
        day, _space, rest = typed.partition(" ")
        match = _TIME.fullmatch(rest.strip())
        if match is None:
            raise Invalid(_("Not a date and time. Write it like 24-11-2026 08:40."))
        hour, minute, second = (int(part or 0) for part in match.groups())
        on = _read_date(day)
        try:
            moment = datetime(on.year, on.month, on.day, hour, minute, second)
        except ValueError:
            raise Invalid(_("There is no such time of day. Write it like 08:40.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(LOCAL_ZONE))
    return moment.isoformat()


def _money(_item: Item, text: str) -> str:
    typed = text.strip().replace("\u00a0", " ")
    currency = "EUR"
    bare = typed.removeprefix("€").strip()
    match = re.fullmatch(r"(.*?)\s*([A-Z]{3})", bare)
    if match is not None:
        bare, currency = match.group(1), match.group(2)
    digits = bare.replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d{1,2}|,-)?", digits) or re.fullmatch(
        r"-?\d+(,\d{1,2}|,-)", digits
    ):
        digits = digits.replace(".", "").replace(",-", "").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", digits):
        raise Invalid(_with_letters(bare, _("Not an amount. Write it like 1.250,00.")))
    return str(parse_money(f"{digits} {currency}"))


def _yes_no(_item: Item, text: str) -> str:
    typed = text.strip().casefold()
    if typed in _YES:
        return "yes"
    if typed in _NO:
        return "no"
    raise Invalid(_("Answer yes or no."))


def _choice(item: Item, text: str) -> str:
    typed = text.strip()
    for choice in item.choices:
        if typed == choice.code or typed.casefold() == choice.name.casefold():
            return choice.code
    names = ", ".join(choice.code for choice in item.choices)
    raise Invalid(_("This is not one of the choices; choose from {names}.").format(names=names))


def _phone(_item: Item, text: str) -> str:
    import phonenumbers  # half a megabyte of rules that a step without a telephone number need not load

    try:
        number = phonenumbers.parse(text.strip(), DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise Invalid(
            _with_letters(text, _("Not a telephone number. Write it like 038 421 77 06."))
        ) from None
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("This telephone number has too many or too few digits. Write it like 038 421 77 06."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(_item: Item, text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Examples and internal domains are allowed: whether mail arrives, only mail can tell.
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid(_("Not an e-mail address. Write it like name@company.nl.")) from None
    return found.normalized


def _attachment(item: Item, text: str) -> str:
    if _ATTACHMENT.fullmatch(text):
        return text
    raise Invalid(_("“{name}” takes a file; add one.").format(name=item.name))


_PARSE: dict[ItemType, Callable[[Item, str], str]] = {
    ItemType.TEXT: _text,
    ItemType.COMMENT: _comment,
    ItemType.NUMBER: _number,
    ItemType.DATE: _date,
    ItemType.DATETIME: _datetime,
    ItemType.MONEY: _money,
    ItemType.YES_NO: _yes_no,
    ItemType.CHOICE: _choice,
    ItemType.PHONE: _phone,
    ItemType.EMAIL: _email,
    ItemType.FILE: _attachment,
    ItemType.DRAWING: _attachment,
}


def _show_number(_item: Item, text: str) -> str:
    return text.replace(".", ",")


def _show_date(_item: Item, text: str) -> str:
    on = date.fromisoformat(text)
    return f"{on.day:02d}-{on.month:02d}-{on.year:04d}"


def _show_datetime(_item: Item, text: str) -> str:
    moment = datetime.fromisoformat(text)
    local = moment.astimezone(ZoneInfo(LOCAL_ZONE))
    shown = f"{local.day:02d}-{local.month:02d}-{local.year:04d} {local:%H:%M}"
    # What local notation can't say (seconds, an hour that comes twice, another zone) is shown as it is kept.
    return shown if _datetime(_item, shown) == text else text


def _show_money(_item: Item, text: str) -> str:
    amount: Money = parse_money(text)
    whole, cents = divmod(abs(amount.cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    sign = "-" if amount.cents < 0 else ""
    shown = f"{sign}{grouped},{cents:02d}"
    return f"€ {shown}" if amount.currency == "EUR" else f"{shown} {amount.currency}"


def _show_yes_no(_item: Item, text: str) -> str:
    return _("Yes") if text == "yes" else _("No")


def _show_choice(item: Item, text: str) -> str:
    return next((choice.name for choice in item.choices if choice.code == text), text)


def _show_phone(_item: Item, text: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(text, DEFAULT_REGION)
    home = phonenumbers.region_code_for_number(number) == DEFAULT_REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(number, style)
    return shown if _phone(_item, shown) == text else text


def _show_attachment(_item: Item, text: str) -> str:
    return text if len(text) <= 33 else text[33:]


_SHOW: dict[ItemType, Callable[[Item, str], str]] = {
    ItemType.NUMBER: _show_number,
    ItemType.DATE: _show_date,
    ItemType.DATETIME: _show_datetime,
    ItemType.MONEY: _show_money,
    ItemType.YES_NO: _show_yes_no,
    ItemType.CHOICE: _show_choice,
    ItemType.PHONE: _show_phone,
    ItemType.FILE: _show_attachment,
    ItemType.DRAWING: _show_attachment,
}
