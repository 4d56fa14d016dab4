"""The head of the customer file: who it is, how to reach them, what they agreed to, who looks after them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.customers.rows import ConsentRow, PointRow
from desktop_crm.dossier.rows import CustomerFile
from desktop_crm.ui import wording
from desktop_crm.ui.quiet import empty
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.tag import Tag

_MOST_POINTS = 4
_MOST_TAGS = 3
_SCHEMES = {"phone": "tel:", "mobile": "tel:", "email": "mailto:"}


class Badge(QWidget):
    """One or two letters on a soft ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_name(self, name: str) -> None:
        """Show the initials of a name."""
        self._letters = wording.initials(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(56, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and letters."""
        painter, look = QPainter(self), theme()
        paint.box(painter, self.rect(), fill=look.colour("accent_soft"), radius=look.radius("panel"))
        painter.setFont(look.font("window_title"))
        painter.setPen(look.colour("accent_ink"))
        painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self._letters)


class ConsentSigns(QWidget):
    """Channels the customer agreed to or not: a tick or a cross, with the word."""

    def __init__(self, consents: tuple[ConsentRow, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._consents = consents[:4]
        told = (_("{channel}: yes") if one.given else _("{channel}: no") for one in self._consents)
        names = (word.format(channel=one.channel) for word, one in zip(told, self._consents, strict=True))
        self.setAccessibleName(", ".join(names))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for all of them."""
        wide = sum(32 + paint.width_of(one.channel, "body") for one in self._consents)
        return QSize(max(wide, 1), theme().line("body"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint signs and words."""
        painter, x = QPainter(self), 0
        for one in self._consents:
            sign, ink = ("ph.check-bold", "met_shape") if one.given else ("ph.x-bold", "overdue_shape")
            paint.icon(painter, QRectF(x, 3, 14, 14), sign, ink)
            wide = paint.width_of(one.channel, "body")
            paint.text(
                painter, QRectF(x + 18, 0, wide + 2, self.height()), one.channel, "body", "text", elide=False
            )
            x += 32 + wide


class CustomerHead(Bar):
    """Badge, name, number, tags; below them contact points, consent and owner, each under its label.

    Signals:
        event_wanted: a new event for this customer. `plan_wanted`: a contact is to be planned.
        mail_wanted: carries the `mailto:` address that was chosen.
        merge_wanted: this customer may be here twice.
    """

    event_wanted = Signal()
    plan_wanted = Signal()
    merge_wanted = Signal()
    mail_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(
            look.space("panel"), look.space("inner"), look.space("panel"), look.space("inner")
        )
        row.setSpacing(look.space("panel"))
        self.badge = Badge()
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.space("base"))
        row.addLayout(column, 1)
        self.name, self.number = ElidingLabel(font="window_title"), Label(colour="muted")
        self.new_event = Button(_("New event"), kind="filled", key="Ctrl+N")
        self.new_event.setObjectName("new_event")
        self.new_event.clicked.connect(self.event_wanted)
        self.plan = Button(_("Plan contact"), icon="planned", key="Ctrl+Shift+N")
        self.plan.setObjectName("plan_contact")
        self.plan.clicked.connect(self.plan_wanted)
        self.merge = Button(_("Merge…"), key="Ctrl+M")
        self.merge.setObjectName("merge_customer")
        self.merge.clicked.connect(self.merge_wanted)
        self._tags = QHBoxLayout()
        self._tags.setSpacing(look.space("base"))
        top = QHBoxLayout()
        top.setSpacing(look.space("inner"))
        top.addWidget(self.name)
        top.addWidget(self.number)
        top.addLayout(self._tags)
        top.addStretch(1)
        top.addWidget(self.merge)
        top.addWidget(self.plan)
        top.addWidget(self.new_event)
        column.addLayout(top)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(look.space("page"))
        column.addLayout(self._facts)

    def show_file(self, file: CustomerFile, today: date) -> None:
        """Show whose file this is; what no longer reached them before `today` is left to the list beside it."""
        head = file.head
        self.badge.set_name(head.name)
        self.name.set_text(head.name)
        self.number.setText(head.number)
        empty(self._tags)
        since = _("Customer since {year}").format(year=head.since.year) if head.since else ""
        statuses = {"prospect": _("Prospect"), "customer": _("Customer"), "former": _("Former customer")}
        status = since if since and head.status == "customer" else statuses.get(head.status, head.status)
        for words in (status, file.segment):
            if words:
                self._tags.addWidget(Tag(words))
        for tag in file.profile.tags[:_MOST_TAGS]:
            self._tags.addWidget(Tag(tag.tag))
        empty(self._facts)
        points = [one for one in file.profile.points if one.until is None or one.until >= today]
        for point in sorted(points, key=lambda one: not one.preferred)[:_MOST_POINTS]:
            self._facts.addLayout(_labelled(_point_name(point), self._link(point)))
        addresses = [one for one in file.profile.addresses if one.until is None or one.until >= today]
        if addresses:
            self._facts.addLayout(_labelled(_("Address"), ElidingLabel(addresses[0].line)))
        if file.profile.consents:
            self._facts.addLayout(_labelled(_("Consent"), ConsentSigns(file.profile.consents)))
        if head.owner:
            self._facts.addLayout(_labelled(_("Owner"), ElidingLabel(head.owner)))
        self._facts.addStretch(1)

    def _link(self, point: PointRow) -> Link:
        link = Link(point.content)
        scheme = _SCHEMES.get(point.kind, "")
        target = scheme + (point.normal or point.content) if scheme else point.content
        mail = scheme == "mailto:"
        link.clicked.connect(
            lambda: self.mail_wanted.emit(target) if mail else QDesktopServices.openUrl(QUrl(target))
        )
        return link


def _labelled(words: str, widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(Label(words, font="caption", colour="muted"))
    column.addWidget(widget)
    return column


def _point_name(point: PointRow) -> str:
    names = {
        "phone": _("Telephone"),
        "mobile": _("Mobile"),
        "fax": _("Fax"),
        "email": _("E-mail"),
        "web": _("Website"),
    }
    name = names.get(point.kind, _("Other"))
    return f"{name}, {point.label}" if point.label else name
