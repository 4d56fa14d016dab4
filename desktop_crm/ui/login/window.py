"""The log-in window: painted first, before anything heavy is loaded; then it opens the store behind its back."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.core.errors import Known, StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.settings import Settings, remember_login, remembered_login
from desktop_crm.ui.login.form_page import FormPage
from desktop_crm.ui.login.gate import Entered, Gate, Opened
from desktop_crm.ui.login.pages import (
    first_administrator_page,
    log_in_page,
    new_password_page,
    recovery_page,
)
from desktop_crm.ui.messages import Message, Messages
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Office
    from desktop_crm.entrance import Entrance
    from desktop_crm.store.server.address import Address
    from desktop_crm.ui.login.connection_page import ConnectionPage
    from desktop_crm.ui.login.key_page import KeyPage

WIDTH, HEIGHT, TALL = 480, 520, 680


class _Middle(QWidget):
    """As large as the window was designed, or as its words need: in a larger window it stands in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._tall = HEIGHT
        self.setMaximumSize(WIDTH, HEIGHT)

    def be_tall(self, tall: int) -> None:
        """Take so much height at least, where the window has it."""
        self._tall = tall
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Let a page that needs more room have it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        if (layout := self.layout()) is not None:
            self.setMaximumHeight(max(self._tall, layout.totalMinimumHeightForWidth(WIDTH)))


class LoginWindow(QWidget):
    """Leads to a desk: a page at a time in one panel.

    Signals:
        entered: carries the `Opened` office and the `Desk` of whoever logged in.
        elsewhere: carries the address of the store that was chosen instead; empty: that on this computer.
        first_painted: the window stands on the screen for the first time.
        closed: it was closed without anybody logging in.
    """

    entered = Signal(object, object)
    first_painted = Signal()
    closed = Signal()
    elsewhere = Signal(str)

    def __init__(
        self,
        gate: Gate,
        tasks: Tasks,
        messages: Messages,
        opened: Opened | None = None,
        parent: QWidget | None = None,
        *,
        hint: str = "",
        login: str = "",
        settings: Settings | None = None,
    ) -> None:
        super().__init__(parent)
        self._gate, self._tasks, self._settings = gate, tasks, settings
        self._opened = opened
        self._waiting: dict[str, str] | None = None
        self._entered: Entered | None = None
        self._password = ""
        self._painted = self._locked = False
        self.setWindowTitle(_("Desktop CRM"))
        self.setObjectName("login_window")
        self.resize(WIDTH, HEIGHT)
        self._build(hint)
        self.log_in.field("login").setText(login or self._kept_login() or "")
        self._show(self.log_in)
        messages.told.connect(self._told)

    def _build(self, hint: str) -> None:
        look = theme()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._middle = _Middle()
        whole.addWidget(self._middle)
        outer = QVBoxLayout(self._middle)
        outer.setContentsMargins(*[look.space("page")] * 4)
        panel = Panel(padded=True)
        self._pages = QStackedWidget()
        panel.add(self._pages, 1)
        outer.addWidget(panel, 1)
        self._where = ElidingLabel(str(self._gate.location), font="caption", colour="muted")
        self._where.setToolTip(str(self._gate.location))
        outer.addSpacing(look.space("base"))
        if hint:
            self.hint = Label(hint, font="caption", colour="muted", wrap=True)
            self.hint.setObjectName("hint")
            outer.addWidget(self.hint)
        outer.addWidget(self._where)
        elsewhere = self._settings is not None and not hint
        self.log_in = self._add(log_in_page(elsewhere=elsewhere), "log_in", self._log_in)
        self.keep = QCheckBox(_("Let this computer's keyring keep my password"))
        self.keep.setObjectName("keep_password")
        self.keep.setChecked(self._kept_login() is not None)
        self.keep.setVisible(False)
        if elsewhere:
            self.log_in.add(self.keep)
            self.keep.setVisible(True)

    def stand_before(self, desk: QWidget, name: str) -> None:
        """Take the place of a locked desk on the screen, and say whose it is."""
        self._locked = True
        self.keep.hide()
        for link in ("connection", "recover"):
            if (found := self.log_in.findChild(Link, link)) is not None:
                found.hide()
        self.setGeometry(desk.geometry())
        self.setWindowState(desk.windowState())
        self.log_in.explain(
            _(
                "Locked, and kept as it was: {name} goes on with what was being done. Somebody else begins anew."
            ).format(name=name)
        )

    # The other pages are made when they are first wanted: most who log in never see one.

    @cached_property
    def first(self) -> FormPage:
        """The page that makes the first administrator."""
        return self._add(first_administrator_page(), "first_administrator", self._make_first)

    @cached_property
    def change(self) -> FormPage:
        """The page on which a given password is replaced."""
        return self._add(new_password_page(), "new_password", self._change)

    @cached_property
    def recovery(self) -> FormPage:
        """The page on which a lost administrator is recovered."""
        return self._add(recovery_page(), "recovery", self._recover)

    @cached_property
    def connection(self) -> ConnectionPage:
        """The page on which the address of a shared store is given."""
        from desktop_crm.ui.login.connection_page import ConnectionPage

        page = ConnectionPage()
        page.left.connect(lambda: self._show(self.log_in))
        page.tried.connect(self._try_address)
        page.chosen.connect(lambda place: self.elsewhere.emit(str(place)))
        self._pages.addWidget(page)
        return page

    @cached_property
    def key_page(self) -> KeyPage:
        """The page that shows the recovery key."""
        from desktop_crm.ui.login.key_page import KeyPage

        page = KeyPage()
        page.setObjectName("key_page")
        page.kept.connect(lambda: self._show(self.log_in))
        self._pages.addWidget(page)
        return page

    def _add(self, page: FormPage, name: str, submitted: Any) -> FormPage:
        page.setObjectName(name)
        page.submitted.connect(submitted)
        page.link_followed.connect(self._follow)
        self._pages.addWidget(page)
        return page

    def _show(self, page: FormPage) -> None:
        self._pages.setCurrentWidget(page)
        page.say("")
        page.begin()

    def _follow(self, link: str) -> None:
        if link == "connection":
            self._show_connection()
        else:
            self._show(self.recovery if link == "recover" else self.log_in)

    def _show_connection(self) -> None:
        from desktop_crm.store.server.address import location_of

        page, place = self.connection, self._gate.location
        self._middle.be_tall(TALL)
        self.resize(self.width(), max(self.height(), TALL))
        self._pages.setCurrentWidget(page)
        try:
            page.show_place(location_of(place) if isinstance(place, str) else place)
        except StoreProblem as problem:  # somebody wrote into the settings
            page.say(problem.sentence)

    def _try_address(self, address: Address) -> None:
        page = self.connection
        page.set_busy(True)

        def answered(sentence: str, *, good: bool) -> None:
            page.set_busy(False)
            page.say(sentence, good=good)

        self._tasks.read(
            partial(self._gate.try_address, address), partial(answered, good=True),
            lambda problem: answered(problem.sentence, good=False), owner=self, key="address",
        )  # fmt: skip

    def _kept_login(self) -> str | None:
        """Return whose password of this store the keyring keeps, because they asked for it."""
        return None if self._settings is None else remembered_login(self._settings, str(self._gate.location))

    def _keep(self, office: Office | Entrance, login: str) -> None:
        """Let the keyring keep the password that was right, or forget it, as it was asked for."""
        settings, store = self._settings, str(self._gate.location)
        if settings is None or self._locked or not (self.keep.isChecked() or self._kept_login()):
            return
        wanted = self.keep.isChecked()
        self._tasks.write(
            partial(self._gate.keep, office, login, self._password if wanted else None),
            lambda whose: remember_login(settings, store, whose if wanted else None),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin to open the store once the window has been painted."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()
            QTimer.singleShot(0, self, self._open)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that nobody logs in."""
        super().closeEvent(event)
        self.closed.emit()

    def _told(self, message: Message) -> None:
        """Say on the page in front what nobody else answers for: a bug of ours."""
        page = self._pages.currentWidget()
        if self._locked and not message.details:
            return  # what the desk behind has to say may be about a customer
        if isinstance(page, FormPage) and message.kind == "error":
            page.set_busy(False)
            page.say(" ".join(part for part in (message.title, message.todo) if part))

    def _open(self) -> None:
        if self._opened is not None:
            return
        self._tasks.read(self._gate.open, self._is_open, self._cannot_open, owner=self)

    def _is_open(self, opened: Opened) -> None:
        self._opened = opened
        if opened.new:
            self._show(self.first)
        elif self._waiting is not None:
            typed, self._waiting = self._waiting, None
            self._log_in(typed)

    def _cannot_open(self, problem: Known) -> None:
        self.log_in.say(problem.sentence)
        self.log_in.button.setEnabled(False)

    def _log_in(self, typed: dict[str, str]) -> None:
        """Log in; what was typed before the store was open waits for it."""
        self.log_in.set_busy(True)
        if self._opened is None:
            self._waiting = typed
            return
        office, self._password = self._opened.office, typed["password"]
        login, password = typed["login"].strip(), typed["password"]
        self._tasks.write(
            lambda: self._gate.enter(office, login, password), self._is_in, self._not_in, owner=self
        )

    def _not_in(self, problem: Known) -> None:
        self.log_in.set_busy(False)
        self.log_in.say(problem.sentence)
        self.log_in.field("password").setFocus(Qt.FocusReason.OtherFocusReason)
        self.log_in.field("password").selectAll()

    def _is_in(self, entered: Entered) -> None:
        self._entered = entered
        if entered.must_change:
            self.log_in.set_busy(False)
            self._show(self.change)
            return
        if self._opened is not None:
            self._keep(self._opened.office, entered.desk.actor.login)
        self._password = ""
        self.entered.emit(self._opened, entered.desk)

    def _make_first(self, typed: dict[str, str]) -> None:
        if self._same(self.first, typed["password"], typed["again"]) and self._opened is not None:
            office = self._opened.office
            name, login, password = typed["name"].strip(), typed["login"].strip(), typed["password"]
            self.log_in.field("login").setText(login)
            self._ask(
                self.first, lambda: self._gate.make_first(office, name, login, password), self._show_key
            )

    def _change(self, typed: dict[str, str]) -> None:
        if (
            self._same(self.change, typed["new"], typed["again"])
            and self._opened is not None
            and self._entered
        ):
            desk, old, new = self._entered.desk, self._password, typed["new"]

            def changed(entered: Entered) -> None:
                self._password = new
                self._is_in(entered)

            self._ask(self.change, lambda: self._gate.change(desk, old, new), changed)

    def _recover(self, typed: dict[str, str]) -> None:
        if self._same(self.recovery, typed["new"], typed["again"]) and self._opened is not None:
            office, login, key, new = self._opened.office, typed["login"].strip(), typed["key"], typed["new"]
            self.log_in.field("login").setText(login)
            self._ask(
                self.recovery, lambda: self._gate.recover(office, login, key.strip(), new), self._show_key
            )

    def _ask(self, page: FormPage, act: Any, then: Any) -> None:
        """Run an act of the gate; the page takes no input meanwhile, and says what went wrong."""

        def done(result: Any) -> None:
            page.set_busy(False)
            then(result)

        def failed(problem: Known) -> None:
            page.set_busy(False)
            page.say(problem.sentence)

        page.set_busy(True)
        self._tasks.write(act, done, failed, owner=self)

    def _show_key(self, key: str) -> None:
        self._pages.setCurrentWidget(self.key_page)
        self.key_page.show_key(key)

    @staticmethod
    def _same(page: FormPage, one: str, other: str) -> bool:
        if one == other:
            return True
        page.say(_("The two passwords differ; nothing was changed. Type the same one twice."))
        return False
