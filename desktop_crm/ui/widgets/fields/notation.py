"""Amounts, numbers and dates as people write them here, to and from their canonical form.

What can't be understood is passed on as typed: the domain then says what is wrong with it, in its own words.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo

from PySide6.QtCore import QLocale

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
_SIGN_OF = {code: sign for sign, code in _SYMBOLS.items()}
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_CURRENCY = re.compile(r"\b[A-Z]{3}\b")


def _locale() -> QLocale:
    """Return the user's notation; where the system has none (the C locale), the Dutch one."""
    found = QLocale()
    dutch = QLocale(QLocale.Language.Dutch, QLocale.Country.Netherlands)
    return dutch if found.language() is QLocale.Language.C else found


def comma() -> str:
    """Return what stands before the decimals."""
    return _locale().decimalPoint()


def _plain_number(text: str) -> str | None:
    """Return digits with a point before the decimals, or None if it is no number in any notation."""
    body = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not re.fullmatch(r"[-+]?\d[\d.,]*", body):
        return None
    marks = [sign for sign in body if sign in ".,"]
    if not marks:
        return body.lstrip("+")
    last = marks[-1]
    tail = body.rpartition(last)[2]
    grouped = marks.count(last) > 1 or (len(marks) == 1 and len(tail) == 3 and last != comma())
    if grouped and len(set(marks)) == 1:
        groups = body.lstrip("+-").split(last)
        return body.replace(last, "").lstrip("+") if all(len(group) == 3 for group in groups[1:]) else None
    whole = body.rpartition(last)[0]
    other = "," if last == "." else "."
    if last in whole or not tail:
        return None
    return f"{whole.replace(other, '').lstrip('+')}.{tail}"


def number_to_canonical(text: str) -> str:
    """Return ``1250.5`` for ``1.250,5``."""
    found = _plain_number(text.strip())
    return text.strip() if found is None else found


def number_to_local(canonical: str) -> str:
    """Return ``1250,5`` for ``1250.5``; numbers are edited without groups."""
    return canonical.replace(".", comma()) if _plain_number(canonical) is not None else canonical


def money_to_canonical(text: str, currency: str = "EUR") -> str:
    """Return ``1250.00 EUR`` for ``€ 1.250,00`` or ``1250``; `currency` is what the field shows."""
    body = text.strip()
    for sign, code in _SYMBOLS.items():
        if sign in body:
            body, currency = body.replace(sign, ""), code
    named = _CURRENCY.search(body)
    if named:
        currency = named.group()
        body = body.replace(currency, "")
    found = _plain_number(body.strip())
    if found is None:
        return text.strip()
    whole, point, cents = found.partition(".")
    return f"{whole}.{cents.ljust(2, '0')} {currency}" if point else f"{whole}.00 {currency}"


def money_to_local(canonical: str) -> tuple[str, str]:
    """Return the amount to edit and the sign of its currency: ``("1.250,00", "€")`` for ``1250.00 EUR``."""
    match = re.fullmatch(r"(-?)(\d+)\.(\d{2})(?: ([A-Z]{3}))?", canonical)
    if match is None:
        return canonical, ""
    minus, whole, cents, code = match.groups()
    group = "." if comma() == "," else ","
    amount = f"{minus}{int(whole):,}".replace(",", group) + comma() + cents
    return amount, _SIGN_OF.get(code or "EUR", code or "€")


def _month_first() -> bool:
    return _locale().dateFormat(QLocale.FormatType.ShortFormat).lower().startswith("m")


def date_to_canonical(text: str) -> str:
    """Return ``2026-11-24`` for ``24-11-2026`` (month first where the system writes dates so)."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return text.strip()
    first, second, year = (int(part) for part in match.groups())
    day, month = (second, first) if _month_first() else (first, second)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text.strip()


def date_to_local(canonical: str) -> str:
    """Return ``24-11-2026`` for ``2026-11-24``."""
    try:
        found = date.fromisoformat(canonical)
    except ValueError:
        return canonical
    return f"{found:%m/%d/%Y}" if _month_first() else f"{found:%d-%m-%Y}"


def time_to_canonical(text: str) -> str | None:
    """Return ``08:40`` for ``8:40``, ``8.40`` or ``840``; None if it is no time of day."""
    body = text.strip()
    match = _TIME.fullmatch(body) or re.fullmatch(r"(\d{1,2})(\d{2})", body)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return f"{int(match[1]):02d}:{match[2]}"


def moment_to_canonical(day: str, time: str, zone: tzinfo | None) -> str:
    """Return ISO 8601 with an offset for a local day and time of day; as typed where either is none."""
    on, at = date_to_canonical(day), time_to_canonical(time)
    if at is None:
        return f"{day.strip()} {time.strip()}".strip()
    try:
        wall = datetime.fromisoformat(f"{on}T{at}")
    except ValueError:
        return f"{day.strip()} {time.strip()}".strip()
    aware = wall.replace(tzinfo=zone) if zone is not None else wall.astimezone()
    return aware.isoformat(timespec="minutes")


def moment_to_local(canonical: str, zone: tzinfo | None) -> tuple[str, str]:
    """Return day and time of day to edit for an ISO 8601 instant."""
    try:
        found = datetime.fromisoformat(canonical)
    except ValueError:
        day, _space, time = canonical.partition(" ")
        return day, time
    if found.tzinfo is not None:
        found = found.astimezone(zone)
    return date_to_local(found.date().isoformat()), f"{found:%H:%M}"
