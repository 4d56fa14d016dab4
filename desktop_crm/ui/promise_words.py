"""How an offered promise reads: in words one can say to the customer, and what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui import wording

if TYPE_CHECKING:
    from desktop_crm.workflow.promises import PromiseOffer
    from desktop_crm.workflow.reads_rows import PromiseLine


def to_the_customer(offer: PromiseOffer, now: datetime) -> str:
    """Return what one can tell the customer."""
    time = wording.when(offer.until, now)
    if offer.about == "contact":
        return _("“You will hear from us by {time}”").format(time=time)
    return _("“You will have it by {time}”").format(time=time)


def promised(line: PromiseLine, now: datetime) -> str:
    """Return what a customer was promised, in a few words: the conclusion, or that they hear from us."""
    time = wording.when(line.until, now)
    return (_("to hear from us by {time}") if line.contact else _("by {time}")).format(time=time)


def grounds_of(offer: PromiseOffer, *, blank: bool = False) -> str:
    """Return what the offer rests on; with `blank`, what leaving the field empty does."""
    words = _grounds(offer)
    return words + " " + _("Left open, this is promised.") if blank else words


def _grounds(offer: PromiseOffer) -> str:
    if offer.basis == "norm":
        return _("This is the norm; too few cases tell how long it takes.")
    if offer.basis == "calendar":
        return _(
            "Too few cases tell how long it takes, and no norm does: one working day, to say how it stands."
        )
    return ngettext(
        "{share} of comparable cases are done by then; this rests on {count} case.",
        "{share} of comparable cases are done by then; this rests on {count} cases.",
        offer.cases,
    ).format(share=f"{offer.share:.0%}", count=offer.cases)


def too_early(offer: PromiseOffer, now: datetime) -> str:
    """Return why an earlier time than the offered one is not promised."""
    words = _("Not even {share} of comparable cases are done so soon; promise {time} or later.")
    return words.format(share=f"{offer.share:.0%}", time=wording.when(offer.until, now))
