"""What a draft still lacks before it may be put to work: a sponsor, what success shall mean, a second person's word."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _
from desktop_crm.process.acts import Kind
from desktop_crm.process.severity import Finding, advice, error, warning
from desktop_crm.process.standing import Standing

PLACE = "model"


def check_screening(standing: Standing) -> Iterator[Finding]:
    """Yield what a draft lacks. The paper asks for the support of general management and a stated aim."""
    if standing.state != "draft":
        return
    yield from _approval(standing)
    if not standing.sponsor:
        yield warning(
            "no-sponsor",
            PLACE,
            _("Nobody of general management stands for this version; name its sponsor."),
        )
    if not standing.success:
        yield warning(
            "no-success",
            PLACE,
            _("Nothing says what success shall mean; state a baseline and an aim for a key success factor."),
        )


def _approval(standing: Standing) -> Iterator[Finding]:
    if standing.approval is not None:
        return
    said = standing.screened
    whom = _(" or ").join(name for _who, name in standing.second_persons)
    if not whom:
        yield advice(
            "nobody-else",
            PLACE,
            _("Nobody but its drafters may screen this version; give a second person the power “approve”."),
        )
    elif said is None:
        yield error(
            "not-approved", PLACE, _("A second person has to approve this version: {whom}.").format(whom=whom)
        )
    elif said.kind is Kind.SENT_BACK:
        yield error(
            "sent-back",
            PLACE,
            _("{who} sent this version back: “{remarks}”").format(who=said.name, remarks=said.remarks),
        )
    else:
        yield error(
            "approval-lapsed",
            PLACE,
            _("It was changed since {who} approved it; ask {whom} to look again.").format(
                who=said.name, whom=whom
            ),
        )
