"""E-mail files and calendar files dropped on a customer's file: registered, or planned, at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop_crm.core.changes import Changes
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CustomerId
from desktop_crm.exchange.calendar_file import read_calendar
from desktop_crm.exchange.correspondence import channel_of, mail_entry, whose_mail
from desktop_crm.exchange.mail import read_mail
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui import wording

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.customer.page import CustomerPage

Taken = tuple[Changes, str]
_MAILS, _CALENDARS = frozenset({".eml"}), frozenset({".ics", ".ical"})


class Dropping(QObject):
    """Watches a customer's page for files of these kinds; others are left to whoever else takes them."""

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped if it is a message or an appointment."""
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = files_in(event.mimeData())
            if files:
                event.acceptProposedAction()
                if not isinstance(event, QDragEnterEvent):
                    for path in files:
                        self.take(path)
                return True
        return super().eventFilter(watched, event)

    def take(self, path: Path) -> None:
        """Register a message, or plan what a calendar file holds."""
        page = self._page
        if page.view is None:
            return
        session, channels = page.session, page.view.model.channels
        take = take_mail if path.suffix.lower() in _MAILS else take_calendar
        act = partial(take, session.desk, path, page.customer, channels)
        session.write(act, self._taken, session.messages.error, owner=self)

    def _taken(self, done: Taken) -> None:
        changes, sentence = done
        self._page.session.messages.notice(sentence)
        self._page.session.announce(changes)


def files_in(dropped: QMimeData) -> list[Path]:
    """Return the files that are dropped, if all of them are messages or appointments."""
    urls = dropped.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    known = all(path.suffix.lower() in _MAILS | _CALENDARS for path in paths)
    return paths if known and len(paths) == len(urls) else []


def take_mail(desk: Desk, path: Path, customer: CustomerId, channels: tuple[Channel, ...]) -> Taken:
    """Register an e-mail on a customer's file, with what came with it; runs on the writer's thread."""
    mail = read_mail(path)
    with desk.store.read() as view:
        whose = whose_mail(view, mail, customer)
    entry = mail_entry(
        mail, whose, channel=channel_of(channels, "email", Family.E_COMMERCE), now=desk.store.time.now()
    )
    changes = desk.contacts.add_contact(contact=entry, files=mail.files, once=True)
    told = _("The e-mail “{subject}” is registered.").format(subject=mail.subject or path.name)
    if not whose.known:
        told += " " + _("The customer does not have the address {address}.").format(
            address=mail.sender or "–"
        )
    return changes, told


def take_calendar(desk: Desk, path: Path, customer: CustomerId, channels: tuple[Channel, ...]) -> Taken:
    """Plan what a calendar file holds with a customer; runs on the writer's thread."""
    found = read_calendar(path, wording.zone())
    channel = channel_of(channels, "visit", Family.SALES_FORCE)
    changes = Changes()
    for one in found:
        changes |= desk.customers.plan_contact(
            customer=customer, channel=channel, subject=one.subject, at=one.at, once=True
        )
    told = ngettext("{count} contact is planned.", "{count} contacts are planned.", len(found))
    return changes, told.format(count=len(found))
