"""Numbers and amounts of money as people type them, in Dutch and in plain notation, always exact."""

from __future__ import annotations

import re
from decimal import Decimal

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money, parse_money

MOST_DIGITS = 30
HOME_CURRENCY = "EUR"

# Ordinary digits only: Decimal would also take those of other scripts, exponents, underscores and "nan".
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}"
    r"(?:(?:\.[0-9]{3})+(?:,[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})"
)
# A thousand in Dutch notation, a fraction in plain notation: nobody can tell which was meant.
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'")
_LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_CURRENCY_BEFORE = re.compile(r"([+-]?)(?:€|([A-Z]{3})(?=[\s0-9+-]))\s*")
_CURRENCY_AFTER = re.compile(r"\s*(?:€|([A-Z]{3}))$")


def parse_number(text: str) -> str:
    """Return a number in canonical form, ``12.5``; raise `Invalid` with a right example.

    A canonical number never looks like a thousand in Dutch notation: 1.125 is kept as ``1.1250``.
    """
    typed = text.strip().translate(_SPACES)
    if _EITHER.fullmatch(typed):
        raise Invalid(
            _("“{text}” may be {thousand} or {fraction}; write the one you mean.").format(
                text=typed, thousand=typed.replace(".", ""), fraction=typed.replace(".", ",")
            )
        )
    digits = _digits(typed)
    if digits is None:
        raise Invalid(_wrong_letter(typed) or _("Not a number. Write it like 1250 or 12,5."))
    if sum(sign.isdigit() for sign in digits) > MOST_DIGITS:
        raise Invalid(_("A number may have {most} digits at most; round it.").format(most=MOST_DIGITS))
    return _canonical(Decimal(digits))


def show_number(canonical: str) -> str:
    """Return a number in Dutch notation, ``12,5``, without marks between thousands."""
    whole, point, fraction = canonical.partition(".")
    return f"{whole},{fraction.rstrip('0')}" if point else whole


def parse_amount(text: str) -> str:
    """Return an amount in canonical form, ``1250.00 EUR``; raise `Invalid` with a right example."""
    typed = text.strip()
    sign, currency, rest = _currency(typed)
    bare = sign + re.sub(r",(?:-+|=)$", "", rest.translate(_SPACES))
    digits = _digits(bare)
    if digits is None:
        raise Invalid(_wrong_letter(bare, money=True) or _("Not an amount. Write it like 1.250,00."))
    whole, _point, cents = digits.partition(".")
    if len(cents) > 2:
        raise Invalid(_("An amount has two digits after the comma. Write it like 1.250,00."))
    if len(whole.lstrip("+-")) > 13:
        raise Invalid(_("This amount is too large; use at most 13 digits before the comma."))
    return str(parse_money(f"{digits.removeprefix('+')} {currency}"))


def show_amount(canonical: str) -> str:
    """Return an amount in Dutch notation: ``€ 1.250,00``, or with its currency, ``USD 1.250,00``."""
    amount: Money = parse_money(canonical)
    whole, cents = divmod(abs(amount.cents), 100)
    sign = "-" if amount.cents < 0 else ""
    mark = "€" if amount.currency == HOME_CURRENCY else amount.currency
    return f"{mark} {sign}{whole:,}".replace(",", ".") + f",{cents:02d}"


def _digits(typed: str) -> str | None:
    """Return what Decimal understands, or None where it is no number in either notation."""
    if _GROUPED.fullmatch(typed):
        comma, point = typed.rfind(","), typed.rfind(".")
        if comma > point and typed.count(",") == 1:
            return typed.replace(".", "").replace(",", ".")
        return typed.replace(",", "") if typed.count(".") == 1 and comma >= 0 else re.sub("[.,]", "", typed)
    return typed.replace(",", ".") if _PLAIN.fullmatch(typed) else None


def _canonical(value: Decimal) -> str:
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if value == 0:
        return "0"
    return f"{plain}0" if _EITHER.fullmatch(plain) else plain


def _currency(typed: str) -> tuple[str, str, str]:
    """Return the sign before a currency, the currency, and what is left of the amount."""
    before = _CURRENCY_BEFORE.match(typed)
    if before is not None:
        return before.group(1), before.group(2) or HOME_CURRENCY, typed[before.end() :]
    after = _CURRENCY_AFTER.search(typed)
    if after is not None:
        return "", after.group(1) or HOME_CURRENCY, typed[: after.start()]
    return "", HOME_CURRENCY, typed


def _wrong_letter(typed: str, *, money: bool = False) -> str | None:
    """Say which letter stands where a digit belongs: an O and an l are easily typed for 0 and 1."""
    meant = typed.translate(_LOOK_ALIKES)
    if meant == typed or not any(sign.isdigit() for sign in typed) or _digits(meant) is None:
        return None
    letter = next(sign for sign, other in zip(typed, meant, strict=True) if sign != other)
    if money:
        return _("Not an amount: it holds the letter {letter}. Write {right}.").format(
            letter=letter, right=meant
        )
    return _("Not a number: it holds the letter {letter}. Write {right}.").format(letter=letter, right=meant)
