"""Which norm holds for a case: of the targets of one key success factor the narrowest, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_crm.core.i18n import _
from desktop_crm.timing.model import Target


@dataclass(frozen=True, slots=True)
class Choice:
    """The target that holds, and one sentence that says why it does."""

    target: Target
    because: str


def choose_targets(
    targets: Iterable[Target], *, segment: str = "", channel: str = "", customer: str = ""
) -> tuple[Choice, ...]:
    """Return for each key success factor the narrowest target whose conditions hold, in the order given.

    A norm for one customer is narrower than one for a segment, and that than one for a channel; one with
    more conditions is narrower than one with fewer of the same. Of equals the stricter holds.
    """
    holding: dict[str, list[Target]] = {}
    for target in targets:
        if _holds(target, segment, channel, customer):
            holding.setdefault(target.ksf, []).append(target)
    return tuple(_narrowest(candidates) for candidates in holding.values())


def _holds(target: Target, segment: str, channel: str, customer: str) -> bool:
    wanted = ((target.segment, segment), (target.channel, channel), (target.customer, customer))
    return all(condition in ("", actual) for condition, actual in wanted)


def _narrowness(target: Target) -> tuple[bool, bool, bool]:
    return bool(target.customer), bool(target.segment), bool(target.channel)


def _narrowest(candidates: list[Target]) -> Choice:
    # `max` keeps the first of equals; the stricter norm is the shorter time or the higher grade.
    chosen = max(
        candidates, key=lambda one: (*_narrowness(one), -(one.norm_seconds or 0), one.norm_grade or 0.0)
    )
    if not any(_narrowness(chosen)):
        return Choice(chosen, _("This norm holds for everybody; no narrower one applies here."))
    for_whom = " · ".join(
        words.format(code=code)
        for words, code in (
            (_("customer {code}"), chosen.customer),
            (_("segment {code}"), chosen.segment),
            (_("channel {code}"), chosen.channel),
        )
        if code
    )
    if len(candidates) == 1:
        return Choice(chosen, _("This norm is the one for {whom}.").format(whom=for_whom))
    return Choice(
        chosen,
        _("This norm is the one for {whom}, and so narrower than {count} more that would apply.").format(
            whom=for_whom, count=len(candidates) - 1
        ),
    )
