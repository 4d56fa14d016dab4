"""An e-mail begun from a customer's file in the person's own mail program: consent is asked before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known, Refused
from desktop_crm.core.i18n import _
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers
from desktop_crm.ui.customer.agreeing import CONSENT, consent_answers, consent_asks

if TYPE_CHECKING:
    from desktop_crm.ui.customer.page import CustomerPage


class Mailing(QObject):
    """What a customer's page does when an e-mail address is chosen."""

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page

    def begin(self, target: str) -> None:
        """Open the mail program for a `mailto:` address, unless the customer doesn't want it: then ask why."""
        page = self._page
        desk, customer = page.session.desk, page.customer

        def look() -> object:
            from desktop_crm.privacy.approaching import mail_way

            return desk.privacy.approach.look(customer=customer, how=mail_way())

        page.session.tasks.read(
            look, lambda _said: compose(target), partial(self._unwanted, target), owner=self, key="mail"
        )

    def _unwanted(self, target: str, problem: Known) -> None:
        if isinstance(problem, Refused):
            self._page.planning.ask(self._spec(target, problem.sentence))
        else:
            self._page.session.messages.error(problem)

    def _spec(self, target: str, why: str) -> ActSpec:
        desk, customer = self._page.session.desk, self._page.customer

        def act(given: Answers) -> Act:
            def begin() -> Changes:
                from desktop_crm.privacy.approaching import mail_way

                return desk.privacy.approach.begin(
                    customer=customer, how=mail_way(), **consent_answers(given)
                )

            return begin

        return ActSpec(
            "mail",
            _("Write to {address} all the same?").format(address=target.removeprefix("mailto:")),
            why,
            _("Write the e-mail"),
            consent_asks(),
            act,
            closes=False,
            optional=CONSENT,
            then=lambda: compose(target),
        )


def compose(target: str) -> None:
    """Open what the person writes mail with."""
    QDesktopServices.openUrl(QUrl(target))
