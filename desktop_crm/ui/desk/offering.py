"""What can be promised for the event that is being filled in: asked for while one types, told below the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.core.ids import CustomerId
from desktop_crm.store.work import Reading
from desktop_crm.ui.promise_words import grounds_of, to_the_customer
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.promise_line import PromiseLine

if TYPE_CHECKING:
    from desktop_crm.workflow.promises import PromiseOffer


def offer_now(
    session: Session, view: Reading, process: str, channel: str, customer: CustomerId | None
) -> PromiseOffer:
    """Return what can be promised now for a case that opens; off the GUI thread, as it may take a moment."""
    plan = session.plans.in_force(view, session.actor.id)
    return session.office.promises.offer_on_opening(view, plan, process, channel, customer, session.now())


class Offering(QObject):
    """Asks for an offer whenever what it rests on changes, and shows the latest on top of `place`.

    Attributes:
        offer: what can be promised; None while nothing was asked or answered yet.
        line: where it stands.
    """

    def __init__(self, session: Session, place: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[str, str, CustomerId | None] | None = None
        self.offer: PromiseOffer | None = None
        self.line = PromiseLine("", "")
        self.line.setObjectName("promise_offer")
        self.line.hide()
        place.insertWidget(0, self.line)

    def ask(self, process: str, channel: str, customer: CustomerId | None) -> None:
        """Ask what can be promised for such a case, unless that is what was asked last."""
        wanted = (process, channel, customer)
        if wanted == self._asked:
            return
        self._asked = wanted
        session = self._session
        session.read(
            lambda view: offer_now(session, view, process, channel, customer),
            self._show, owner=self, key="offer",
        )  # fmt: skip

    def forget(self) -> None:
        """Begin anew: the event was started."""
        self._asked, self.offer = None, None
        self.line.hide()

    def _show(self, offer: PromiseOffer) -> None:
        if self._asked is None:
            return
        self.offer = offer
        self.line.show()
        self.line.say("", to_the_customer(offer, self._session.now()), grounds_of(offer, blank=True))
