"""The acts on what was kept for long enough: state a period, erase who is past it, keep it for longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.privacy.periods import Past, Period, counted_from, what_in_words
from desktop_crm.process.model import Item, ItemType
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, text_item

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

_NAMED = 5


def period_spec(period: Period, desk: Desk) -> tuple[ActSpec, dict[str, str]]:
    """Return what stating a period asks: years and months, neither for always; and what stands there now."""

    def act(given: Answers) -> Act:
        years, months = (_whole(given.get(code, "0"), code) for code in ("years", "months"))
        return lambda: desk.privacy.retention.state_period(
            what=period.what, months=years * 12 + months or None
        )

    given = {}
    if period.months is not None:
        given = {"years": str(period.months // 12), "months": str(period.months % 12)}
    spec = ActSpec(
        "period",
        what_in_words(period.what),
        _(
            "Counted from: {moment}. Without years or months it is kept always. Nothing is erased by itself."
        ).format(moment=counted_from(period.what)),
        _("State it"),
        (Item("years", _("Years"), ItemType.NUMBER), Item("months", _("Months"), ItemType.NUMBER)),
        act,
        closes=False,
        optional=frozenset({"years", "months"}),
    )
    return spec, given


def _whole(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(_("A whole number is meant; nothing was changed."), where=where) from None


def erase_spec(chosen: Sequence[Past], desk: Desk) -> ActSpec:
    """Return what erasing several asks: that one knows how many. Each is an erasure of its own."""

    def act(given: Answers) -> Act:
        def erase() -> Changes:
            if given["count"].strip() != str(len(chosen)):
                raise Invalid(_("This is not how many are marked; nothing was erased."), where="count")
            changes, kept = Changes(), None
            for one in chosen:
                try:
                    changes |= desk.privacy.retention.erase_past(what=one.what, customer=one.customer)
                except Conflict as problem:
                    kept = problem
            if kept is not None and not changes:
                raise kept
            return changes

        return erase

    told = ngettext(
        "What is past its period of {count} customer goes for good; what is counted stays, and each erasure stands "
        "on the record.",
        "What is past its period of {count} customers goes for good; what is counted stays, and each erasure stands "
        "on the record.",
        len(chosen),
    ).format(count=len(chosen))  # fmt: skip
    return ActSpec(
        "erase_past",
        _("Erase: {names}?").format(names=_names(chosen)),
        f"{what_in_words(chosen[0].what)}. {told}",
        _("Erase for good"),
        (text_item("count", _("Type {count} to confirm").format(count=len(chosen))),),
        act,
        closes=False,
    )


def postpone_spec(chosen: Sequence[Past], desk: Desk) -> ActSpec:
    """Return what keeping somebody for longer asks: until when, and why."""

    def act(given: Answers) -> Act:
        until = date.fromisoformat(given["until"])

        def postpone() -> Changes:
            changes = Changes()
            for one in chosen:
                changes |= desk.privacy.retention.postpone(
                    what=one.what, customer=one.customer, until_day=until, reason=given["reason"]
                )
            return changes

        return postpone

    return ActSpec(
        "postpone",
        _("Keep for longer: {names}").format(names=_names(chosen)),
        _("It is not proposed again until that day; the reason stands on the record."),
        _("Keep it"),
        (Item("until", _("Until"), ItemType.DATE), text_item("reason", _("Why"))),
        act,
        closes=False,
    )


def _names(chosen: Sequence[Past]) -> str:
    named = ", ".join(f"{one.number} {one.name}" for one in chosen[:_NAMED])
    return named if len(chosen) <= _NAMED else f"{named}, …"
