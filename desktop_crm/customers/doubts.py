"""What is doubtful of a telephone number or an e-mail address, in a sentence; it may be kept all the same."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.customers.points import DIALLED, PointKind, normal_form


def doubt_of(kind: PointKind, content: str, *, region: str = "NL") -> str:
    """Return why a number or address will hardly reach anybody; empty when nothing speaks against it.

    Args:
        region: the country (ISO 3166) whose notation is meant when a number has no country code.
    """
    if kind in DIALLED:
        return "" if _valid_number(content, region) else _number_doubt(content)
    if kind is PointKind.EMAIL and not normal_form(kind, content):
        return _(
            "“{address}” is no e-mail address, such as name@example.nl; correct it, or keep it as it is."
        ).format(address=content)
    return ""


def _number_doubt(content: str) -> str:
    return _(
        "“{number}” is no whole telephone number, such as 038 421 7706 or +49 30 901820; correct it, or keep it "
        "as it is."
    ).format(number=content)


def _valid_number(content: str, region: str) -> bool:
    normal = normal_form(PointKind.PHONE, content, region=region)
    if not normal.startswith("+"):
        return False
    import phonenumbers  # 70 ms, and most of the program never needs it

    return phonenumbers.is_valid_number(phonenumbers.parse(normal, region))
