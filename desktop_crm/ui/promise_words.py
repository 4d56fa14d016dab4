"""How an offered promise reads: in words one can say to the customer, and what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui import wording

if TYPE_CHECKING:
    from desktop_crm.workflow.promises import PromiseOffer


def to_the_customer(offer: PromiseOffer, now: datetime) -> str:
    """Return what one can tell the customer."""
    return _("“You will have it by {time}”").format(time=wording.when(offer.until, now))


def grounds_of(offer: PromiseOffer, *, blank: bool = False) -> str:
    """Return what the offer rests on; with `blank`, what leaving the field empty does."""
    if not offer.cases:
        words = _("This is the norm; too few cases tell how long it takes.")
        return words + " " + _("Left open, this is promised.") if blank else words
    words = ngettext(
        "{share} of comparable cases are done by then; this rests on {count} case.",
        "{share} of comparable cases are done by then; this rests on {count} cases.",
        offer.cases,
    ).format(share=f"{offer.share:.0%}", count=offer.cases)
    return words + " " + _("Left open, this is promised.") if blank else words
