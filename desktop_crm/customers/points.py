"""Contact points in their normal form, by which the same number or address is recognised in any notation."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

# ITU-T E.164 allows 15 digits; with prefixes, blanks and an extension nobody dials more than this.
_LONGEST_NUMBER = 100
_LONGEST_EMAIL = 254
# What most people write, whose normal form is plain; everything else is the libraries' to take apart.
_HOME_NUMBER = re.compile(r"(?:0|(?:\+|00)31[ -]?)([1-9](?:[ -]?\d){8})", re.ASCII)
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+){0,5}@(?:[a-z0-9]+(?:-[a-z0-9]+){0,3}\.){1,4}(?:nl|be|de|fr|es|eu|com|net|org|example)"
)
_LONGEST_PLAIN = 60


class PointKind(StrEnum):
    """What a contact point is."""

    PHONE = "phone"
    MOBILE = "mobile"
    FAX = "fax"
    EMAIL = "email"
    WEB = "web"
    OTHER = "other"


DIALLED = frozenset({PointKind.PHONE, PointKind.MOBILE, PointKind.FAX})


def normal_form(kind: PointKind, content: str, *, region: str = "NL") -> str:
    """Return E.164 digits, a lower-case e-mail address or web address; empty when there is no such form."""
    if kind in DIALLED:
        return normal_phone(content, region=region)
    if kind is PointKind.EMAIL:
        return normal_email(content)
    if kind is PointKind.WEB:
        return content.strip().rstrip("/").lower()
    return ""


@lru_cache(maxsize=4096)
def normal_phone(content: str, *, region: str = "NL") -> str:
    """Return a telephone number in E.164 (``+31384217706``); of an impossible one its digits.

    Args:
        content: any notation, with or without country code; ``tel:`` addresses too.
        region: the country (ISO 3166) whose notation is meant when there is no country code.
    """
    text = content.strip().removeprefix("tel:")
    home = _HOME_NUMBER.fullmatch(text) if region == "NL" else None
    if home:
        return "+31" + home[1].replace(" ", "").replace("-", "")
    digits = "".join(sign for sign in text[:_LONGEST_NUMBER] if sign.isascii() and sign.isdigit())
    if len(text) > _LONGEST_NUMBER:
        return digits
    import phonenumbers  # 70 ms, and most of the program never needs it

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number):
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def normal_email(content: str) -> str:
    """Return an e-mail address in its normal form, in lower case; empty when it is no address.

    Nothing is asked of the network. The local part is folded too: no provider of note tells cases apart.
    """
    text = content.strip()
    if len(text) < _LONGEST_PLAIN and _PLAIN_EMAIL.fullmatch(text.lower()) and text.isascii():
        return text.lower()
    from email_validator import EmailNotValidError, validate_email  # 80 ms, as above

    if len(text) > _LONGEST_EMAIL:
        return ""
    try:
        # Addresses under reserved names (example, test) are as good as any other to somebody testing.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return found.normalized.lower()
