"""New event: who, through which channel, about what, since when, what is said, asked, expected and promised."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui import wording
from desktop_crm.ui.desk.channels import ChannelChoice
from desktop_crm.ui.desk.moments import typed_moment
from desktop_crm.ui.search.customer_box import CustomerBox
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.fields.editor import CommentEdit
from desktop_crm.ui.widgets.key_hint import KeyHint
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hit
from desktop_crm.workflow.reads_start import StartLine, StartOptions

if TYPE_CHECKING:
    from desktop_crm.ui.desk.offering import Offering
    from desktop_crm.workflow.promises import PromiseOffer

DRAFT = "event"
_LOW = 640  # pixels: a panel in a window of 720


@frozen
class NewEvent:
    """What was filled in, ready for `start_case`.

    Attributes:
        promise: the time that was typed. `offer`: what is promised without one; None where it is still to be asked.
    """

    process: str
    channel: str
    customer: CustomerHit | None
    happened: datetime | None
    text: str
    asks: tuple[str, ...]
    expects: str
    promise: datetime | None
    offer: PromiseOffer | None


class NewEventPanel(Panel):
    """The form at the left of the desk.

    Signals:
        start_wanted: carries a `NewEvent`.
        edited: something was typed here that is not started yet, or nothing any more (False).
    """

    start_wanted = Signal(object)
    edited = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("New event"), parent=parent)
        self.setObjectName("new_event")
        self._session = session
        self._processes: Sequence[StartLine] = ()
        self._channels: Sequence[Channel] = ()
        self.add_to_head(KeyHint("Ctrl+N"))
        self._make_fields()
        self._lay_out()
        self._connect()
        self._draft_wait = QTimer(self)
        self._draft_wait.setSingleShot(True)
        self._draft_wait.setInterval(theme().duration("draft_saved_after"))
        self._draft_wait.timeout.connect(self.keep_draft)

    def _make_fields(self) -> None:
        self.who = CustomerBox(self._session)
        self.channel = ChannelChoice()
        self.about = ComboBox(name=_("About"))
        self.about.setObjectName("about")
        self.arrived = _line("arrived", _("Arrived"))
        self.arrived.set_tail(_("now"))
        self.says = CommentEdit(name=_("What the customer says"))
        self.says.setObjectName("says")
        self.asks = _line("asks", _("A question they ask"), _("Stays open until it is answered"))
        self.expects = _line("expects", _("What they expect"), _("In their words"))
        self.promise = _line("promise", _("Promised by"), _("such as 14:30"))
        self.wrong = Label("", colour="overdue_ink", wrap=True)
        self.wrong.setObjectName("event_problem")
        self.wrong.hide()
        self.starts = ElidingLabel(font="caption", colour="muted")
        self.start = Button(_("Start"), kind="filled", key="Ctrl+Enter")
        self.start.setObjectName("start")

    def _lay_out(self) -> None:
        space = theme().space("panel")
        self._gaps: list[QSpacerItem] = []
        scroll = ScrollColumn()
        page = QWidget()
        column = self._page = QVBoxLayout(page)
        column.setContentsMargins(space, space, space, theme().space("base"))
        column.setSpacing(theme().space("hair"))
        self._put(column, _("Who?"), self.who)
        self._put(column, _("Channel"), self.channel)
        column.addLayout(_pair((_("About"), self.about, 5), (_("Arrived"), self.arrived, 3)))
        column.addItem(self._gap())
        column.addWidget(_label(_("What the customer says"), self.says))
        self.says.setMinimumHeight(72)
        column.addWidget(self.says, 1)
        column.addItem(self._gap())
        self._put(column, _("A question they ask"), self.asks)
        column.addLayout(_pair((_("What they expect"), self.expects, 5), (_("Promised by"), self.promise, 4)))
        scroll.column.insertWidget(0, page, 1)
        scroll.column.setStretch(1, 0)  # what the customer says grows, not the ground below it
        self.add(scroll, 1)
        self.add(self._bottom())

    def _put(self, column: QVBoxLayout, words: str, field: QWidget) -> None:
        column.addWidget(_label(words, field))
        column.addWidget(field)
        column.addItem(self._gap())

    def _gap(self) -> QSpacerItem:
        gap = QSpacerItem(0, theme().space("inner"), QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._gaps.append(gap)
        return gap

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window fields stand closer, so that all of them are seen without scrolling."""
        super().resizeEvent(event)
        high = theme().space("base" if self.height() < _LOW else "inner")
        if any(gap.sizeHint().height() != high for gap in self._gaps):
            for gap in self._gaps:
                gap.changeSize(0, high, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._page.invalidate()

    def _bottom(self) -> QWidget:
        bottom = QWidget()
        space = theme().space("panel")
        # What can be promised, and why something can't be done, stands below the form, however far that is scrolled.
        self._offered = QVBoxLayout(bottom)
        self._offered.setContentsMargins(space, theme().space("base"), space, space)
        self._offered.setSpacing(theme().space("base"))
        self._offered.addWidget(self.wrong)
        row = QHBoxLayout()
        self._offered.addLayout(row)
        row.addWidget(self.starts, 1)
        row.addWidget(self.start)
        return bottom

    def _connect(self) -> None:
        self.start.clicked.connect(self.submit)
        self.about.currentIndexChanged.connect(lambda _index: self._process_chosen())
        self.who.picked.connect(lambda _customer: self._typed())
        self.channel.chosen.connect(lambda _code: self._typed())
        for line in (self.arrived, self.asks, self.expects, self.promise):
            line.textEdited.connect(lambda _text: self._typed())
        self.says.textChanged.connect(self._typed)

    # What is offered ----------------------------------------------------------------------------------

    def show_options(self, options: StartOptions) -> None:
        """Offer the processes this employee may start, and the channels."""
        chosen = self.about.code()
        self._processes, self._channels = options.processes, options.channels
        self.about.blockSignals(True)
        self.about.set_choices(tuple((one.code, one.name) for one in options.processes))
        self.about.set_code(chosen or (options.processes[0].code if options.processes else ""))
        self.about.blockSignals(False)
        self.channel.set_channels(options.channels)
        self.setEnabled(bool(options.processes))
        self._process_chosen()

    def choose_process(self, code: str) -> None:
        """Choose what it is about, as from the search box (“start complaint”)."""
        self.about.set_code(code)

    def choose_customer(self, customer: CustomerHit) -> None:
        """Choose who it is, as from the customer's file."""
        self.who.choose(customer)

    def take_call(self, *, at: datetime, caller: CustomerHit | None, number: str) -> None:
        """Fill in what an incoming call says: since when, by telephone, and who, or a `number` to find them by.

        What was typed for another event stays; the caller's own file begins a new one afterwards.
        """
        if self.dirty:
            return
        telephone = next((one.code for one in self._channels if one.family is Family.TELEPHONY), "")
        self.channel.set_code(telephone)
        self.arrived.setText(f"{wording.local(at):%H:%M}")
        if caller is not None:
            self.who.choose(caller)
        elif number:
            self.who.look_for(number)
        self._typed()

    @cached_property
    def offering(self) -> Offering:
        """What can be promised: nothing of it is loaded before somebody types."""
        from desktop_crm.ui.desk.offering import Offering

        return Offering(self._session, self._offered, self)

    def _process_chosen(self) -> None:
        line = next((one for one in self._processes if one.code == self.about.code()), None)
        if line is None:
            self.starts.set_text(_("Nothing may be started by your roles."))
        elif line.mine:
            self.starts.set_text(_("Starts “{step}”, yours").format(step=line.first_step))
        else:
            role = ", ".join(line.first_roles)
            self.starts.set_text(_("Starts “{step}”, for {role}").format(step=line.first_step, role=role))
        self.start.setEnabled(line is not None)
        self._ask_for_offer()

    def _ask_for_offer(self) -> None:
        if self.dirty and self.about.code():
            customer = self.who.customer
            self.offering.ask(self.about.code(), self.channel.code(), customer.id if customer else None)

    # Typing -------------------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether anything stands here that is not started yet."""
        lines = (self.arrived, self.asks, self.expects, self.promise)
        typed = any(line.text().strip() for line in lines)
        return typed or bool(self.says.toPlainText().strip()) or self.who.customer is not None

    def _typed(self) -> None:
        self.say("")
        now = not self.arrived.text().strip()
        self.arrived.set_tail(_("now") if now else "")
        self.edited.emit(self.dirty)
        self._ask_for_offer()
        self._draft_wait.start()

    def say(self, problem: str) -> None:
        """Show in a sentence what is wrong; an empty one takes it away."""
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))

    def begin(self) -> None:
        """Put the keyboard into the first line."""
        self.who.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Tell what was filled in, unless a time can't be understood."""
        if not self.start.isEnabled():
            return
        try:
            event = self._event()
        except Invalid as problem:
            self.say(problem.sentence)
            return
        self.say("")
        self.start.setEnabled(False)
        self._draft_wait.stop()
        self.start_wanted.emit(event)

    def _event(self) -> NewEvent:
        now = self._session.now()
        question = self.asks.text().strip()
        return NewEvent(
            process=self.about.code(),
            channel=self.channel.code(),
            customer=self.who.customer,
            happened=typed_moment(self.arrived.text(), now, future=False),
            text=self.says.toPlainText(),
            asks=(question,) if question else (),
            expects=self.expects.text().strip(),
            promise=self._promised_time(now),
            offer=self._standing_offer(now),
        )

    def _promised_time(self, now: datetime) -> datetime | None:
        """Return the time that was typed; raise `Invalid` where such cases are not done so soon."""
        typed, offer = typed_moment(self.promise.text(), now, future=True), self._standing_offer(now)
        if typed is not None and offer is not None and offer.too_early(typed):
            from desktop_crm.ui.promise_words import too_early

            raise Invalid(too_early(offer, now))
        return typed

    def _standing_offer(self, now: datetime) -> PromiseOffer | None:
        """Return what was offered, while it lies ahead."""
        offer = self.offering.offer
        return offer if offer is not None and offer.until > now else None

    def refused(self, sentence: str) -> None:
        """Say why it was not started; what was typed stays."""
        self.start.setEnabled(True)
        self.say(sentence)

    def clear(self) -> None:
        """Empty the form: it was started."""
        self.who.clear()
        for line in (self.arrived, self.asks, self.expects, self.promise):
            line.clear()
        self.says.clear()
        self._draft_wait.stop()
        self.offering.forget()
        self.arrived.set_tail(_("now"))
        self.start.setEnabled(True)
        self.edited.emit(False)

    # Draft --------------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what was typed, so that a crash loses nothing."""
        self._draft_wait.stop()
        drafts, content = self._session.desk.drafts, self._content()
        if self.dirty:
            self._session.tasks.write(lambda: drafts.save(DRAFT, content))
        else:
            self._session.tasks.write(lambda: drafts.discard(DRAFT))

    def _content(self) -> str:
        customer = self.who.customer
        return json.dumps(
            {
                "customer": customer.id.hex if customer else "",
                "channel": self.channel.code(),
                "process": self.about.code(),
                "arrived": self.arrived.text(),
                "says": self.says.toPlainText(),
                "asks": self.asks.text(),
                "expects": self.expects.text(),
                "promise": self.promise.text(),
            }
        )

    def put_back(self, content: str) -> None:
        """Fill the form in as it was left; a draft of another release is left out."""
        try:
            kept: dict[str, Any] = json.loads(content)
        except ValueError:
            return
        self.channel.set_code(str(kept.get("channel", "")))
        if any(one.code == kept.get("process") for one in self._processes):
            self.about.set_code(str(kept["process"]))
        for key, line in (
            ("arrived", self.arrived), ("asks", self.asks), ("expects", self.expects), ("promise", self.promise)
        ):  # fmt: skip
            line.setText(str(kept.get(key, "")))
        self.says.setPlainText(str(kept.get("says", "")))
        if kept.get("customer"):
            self._find_again(str(kept["customer"]))
        self._draft_wait.stop()

    def _find_again(self, customer: str) -> None:
        def chosen(found: CustomerHit | None) -> None:
            if found is not None:
                self.who.choose(found)

        whose = UUID(customer)
        self._session.read(lambda view: customer_hit(view, whose), chosen, owner=self, key="customer")


def _line(name: str, label: str, placeholder: str = "") -> LineEdit:
    line = LineEdit(placeholder=placeholder, name=label)
    line.setObjectName(name)
    line.setMaxLength(2_000)
    return line


def _label(words: str, field: QWidget) -> Label:
    label = Label(words, font="label")
    label.setBuddy(field)
    return label


def _pair(*fields: tuple[str, QWidget, int]) -> QHBoxLayout:
    """Return fields side by side, each below its label."""
    row = QHBoxLayout()
    row.setSpacing(theme().space("panel"))
    for words, field, part in fields:
        column = QVBoxLayout()
        column.setSpacing(theme().space("hair"))
        column.addWidget(_label(words, field))
        column.addWidget(field)
        row.addLayout(column, part)
    return row
