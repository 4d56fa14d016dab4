"""Whether a customer may be reached through a channel: what they said last."""

from __future__ import annotations

from collections.abc import Collection

from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.reads import customer_profile
from desktop_crm.store.work import Reading


def require_consent(
    view: Reading, customer: CustomerId, channels: Collection[str], *, purpose: str = ""
) -> None:
    """Raise `Refused` when the customer said no to any of these names of a channel.

    What they said of another purpose does not count; where they said nothing, nothing forbids it.
    """
    for said in customer_profile(view, customer).consents:
        concerns = said.purpose in {"", purpose} or not purpose
        if said.channel.casefold() in channels and concerns and not said.given:
            raise Refused(
                _("The customer does not want this ({channel}, said on {day}); nothing was done.").format(
                    channel=said.channel, day=f"{said.happened_at:%d-%m-%Y}"
                )
            )
