"""One transaction of a customer, below the file: what it was, from when to when, what it cost whoever may know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money
from desktop_crm.customers.trading import TradeRow, trades_of
from desktop_crm.process.amounts import show_amount
from desktop_crm.process.reads import version_in_force
from desktop_crm.ui import wording
from desktop_crm.ui.customer.below import Below, Card
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.label import Label

if TYPE_CHECKING:
    from desktop_crm.store.work import Reading

_WIDE = 640


class TradeCard(Card):
    """A transaction, to be read; Escape puts it away."""

    def __init__(self, trade: TradeRow, owner: Trades) -> None:
        super().__init__(owner)
        self.setObjectName("trade_card")
        data = trade.data
        self.setAccessibleName(data.product)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme().space("panel")] * 4)
        column.addWidget(Label(data.product, font="panel_title", wrap=True))
        kept = _("Kept up by {system}; it can't be changed here.").format(system=data.master)
        column.addWidget(Label(kept, colour="muted", wrap=True))
        self.facts = [FactRow(fact, label_part=0.3) for fact in _facts(trade)]
        for row in self.facts:
            row.setMaximumWidth(_WIDE)
            column.addWidget(row)
        self.close_button = Button(_("Close"), kind="flat")
        self.close_button.clicked.connect(owner.leave)
        foot = QHBoxLayout()
        foot.addWidget(self.close_button)
        foot.addStretch(1)
        column.addLayout(foot)


def _facts(trade: TradeRow) -> list[Fact]:
    data = trade.data

    def money(cents: int | None) -> str:
        return _("not known") if cents is None else show_amount(str(Money(cents, data.currency)))

    period = wording.full_day(data.happened_at)
    if data.until is not None:
        period = _("{first} to {last}").format(first=period, last=wording.full_day(data.until))
    facts = [Fact(_("Amount"), money(data.cents)), Fact(_("Period"), period)]
    if trade.sees_cost:
        facts += [Fact(_("Cost"), money(data.cost_cents)), Fact(_("Margin"), money(data.margin_cents))]
    told = ((_("Status"), data.status), (_("Number there"), data.reference))
    return facts + [Fact(label, words) for label, words in told if words]


class Trades(Below):
    """What a customer's page does with transactions."""

    @property
    def card(self) -> TradeCard | None:
        """The transaction that is shown, or None."""
        return self._shown if isinstance(self._shown, TradeCard) else None

    def show_trade(self, trade: UUID) -> None:
        """Read a transaction and show it below the time line."""
        page, actor = self._page, self._page.session.actor
        customer = page.customer

        def ask(view: Reading) -> TradeRow | None:
            found = trades_of(view, customer, actor, version_in_force(view, actor.id))
            return next((one for one in found if one.id == trade), None)

        page.session.read(ask, self._show, owner=self, key="trade")

    def _show(self, trade: TradeRow | None) -> None:
        if trade is not None:
            card = TradeCard(trade, self)
            self.put(card, card.close_button)
