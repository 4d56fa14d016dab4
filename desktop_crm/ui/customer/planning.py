"""Acts from the customer's file, as planning a contact: the panel below it, until it is confirmed or left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.core.errors import Invalid, Known, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.editing import Clashing
from desktop_crm.customers.fields import StatementKind, statement_kinds
from desktop_crm.process.model import Channel, Family, Item, ItemType
from desktop_crm.ui import wording
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item
from desktop_crm.ui.customer.agreeing import CONSENT, consent_answers, consent_asks
from desktop_crm.ui.customer.undoing import Doubtful, Undoable
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.scroll import ScrollColumn

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.customer.page import CustomerPage


_LEAST = 240


def plan_spec(customer: CustomerId, channels: Sequence[Channel], desk: Desk) -> ActSpec:
    """Return what planning a contact asks: how, when and what about; it is planned for whoever asks."""
    outward = [one for one in channels if one.family not in (Family.INTERNAL, Family.PARTNER)]

    def act(given: Answers) -> Act:
        at = datetime.fromisoformat(given["at"])
        by = next(one for one in outward if one.code == given["channel"])
        return lambda: desk.privacy.approach.plan(
            customer=customer, by=by, subject=given["subject"], at=at, **consent_answers(given)
        )

    return ActSpec(
        "plan",
        _("Plan a contact"),
        _("It stands above the time line, for all who open this file, until it took place."),
        _("Plan"),
        (
            choice_item("channel", _("How"), tuple((one.code, one.name) for one in outward)),
            Item("at", _("When"), ItemType.DATETIME),
            text_item("subject", _("What about")),
            *consent_asks(),
        ),
        act,
        closes=False,
        optional=CONSENT,
    )


def said_spec(customer: CustomerId, desk: Desk) -> ActSpec:
    """Return what registering a statement of the customer asks: what kind, their words, and when they said it."""

    def act(given: Answers) -> Act:
        said = datetime.fromisoformat(given["at"]) if "at" in given else None
        kind = StatementKind(given["kind"])

        def register() -> Undoable:
            changes = desk.filing.register_statement(
                customer=customer, kind=kind, text=given["text"], said=said
            )
            (made,) = changes.ids("statement")
            return Undoable(
                changes,
                _("the statement"),
                lambda: desk.filing.take_statement_back(customer=customer, statement=made),
            )

        return register

    return ActSpec(
        "said",
        _("What the customer says"),
        _("A need, a wish, or what they think of us, in their own words. It stays with its date."),
        _("Register"),
        (
            choice_item(
                "kind", _("What it is"), tuple((str(code), word) for code, word in statement_kinds())
            ),
            text_item("text", _("In their words")),
            Item("at", _("When, if not now"), ItemType.DATETIME),
        ),
        act,
        closes=False,
        optional=frozenset({"at"}),
    )


def tag_spec(customer: CustomerId, desk: Desk) -> ActSpec:
    """Return what gathering a customer under a word asks: the word."""
    return ActSpec(
        "tag",
        _("Tag this customer"),
        _("Customers with the same tag can be gathered."),
        _("Add"),
        (text_item("tag", _("Tag")),),
        lambda given: lambda: desk.filing.add_tag(customer=customer, tag=given["tag"]),
        closes=False,
    )


class Planning(QObject):
    """Opens the panel of an act in a customer's page, runs what it asks for, and closes it.

    Attributes:
        panel: the open panel, or None.

    Signals:
        opening: a panel is about to open.
    """

    opening = Signal()

    def __init__(self, page: CustomerPage, place: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self.panel: ActPanel | None = None
        self._scroll: ScrollColumn

    def begin(self) -> None:
        """Open the panel of planning, unless it stands there already, and put the keyboard into it."""
        page = self._page
        if page.view is not None:
            self.ask(plan_spec(page.customer, page.view.model.channels, page.session.desk))

    def ask(self, spec: ActSpec, given: Answers = MappingProxyType({})) -> None:
        """Open the panel of an act, with what is `given`, unless it stands there; put the keyboard into it."""
        page = self._page
        if self.panel is not None and self.panel.spec.key != spec.key:
            self.leave()
        self.opening.emit()
        if self.panel is None:
            panel = self.panel = ActPanel(spec, page.session)
            for code, value in given.items():
                panel.fields[code].set_value(value)
            panel.left.connect(self.leave)
            panel.confirmed.connect(self._confirm)
            # A long one scrolls, so that the file above it stays in sight.
            # One to write much in takes more.
            most = page.height() * 3 // 4 if spec.lines else page.height() // 2
            self._scroll = ScrollColumn(most=max(_LEAST, most))
            self._scroll.add(panel)
            self._place.addWidget(self._scroll)
            self._scroll.show()
        self.panel.begin()

    def leave(self) -> None:
        """Put the panel away; the keyboard goes back to the time line."""
        if self.panel is not None:
            self.panel = None
            self._scroll.hide()
            self._scroll.deleteLater()
            self._page.line.setFocus()

    def _show_below(self) -> None:
        if self.panel is not None:
            self._scroll.verticalScrollBar().setValue(self.panel.confirm_button.y() - theme().space("panel"))

    def _confirm(self, spec: ActSpec, given: dict[str, str]) -> None:
        session = self._page.session

        def planned(done: Any) -> None:
            self.leave()
            self._page.editing.did(done)
            if spec.then is not None:
                spec.then()
            if spec.key != "plan":
                return
            at = wording.when(datetime.fromisoformat(given["at"]), session.now())
            session.messages.notice(_("The contact is planned for {time}.").format(time=at))

        session.write(spec.act(given), planned, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        if self.panel is None:
            return
        if isinstance(problem, Clashing):
            self.panel.ask_again(problem.sentence, _("Make it mine"))
            return
        despite = self.panel.fields.get("despite")
        if despite is not None and isinstance(problem, Refused):
            despite.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(problem, Doubtful):
            self.panel.show_picture(problem.picture)
            self.panel.ask_again(_words(problem), problem.again)
            if problem.picture is not None:  # once it has its room, below what was typed
                QTimer.singleShot(0, self.panel.picture, self._show_below)
            return
        where = problem.where if isinstance(problem, Invalid) else ""
        sentence = _words(problem)
        field = self.panel.fields.get(where)
        self.panel.say("" if field is not None else sentence)
        if field is not None:
            field.set_note(sentence, "problem")
            field.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(problem: Known) -> str:
    """The sentence without the place it begins with."""
    where = problem.where if isinstance(problem, Invalid) else ""
    return problem.sentence.removeprefix(f"{where}: ")
