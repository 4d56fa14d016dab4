"""The page on which one says where the company's store is, and tries whether it is there; it holds no password."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.server.address import PROTECTED, Address, Location, address_of, is_local
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.segmented import Option, SegmentedChoice

VERIFIED = "verify-full"
_USUAL_PORT = "5432"


class ConnectionPage(QWidget):
    """Host, port, database, how the connection is protected; a try, and using it.

    Signals:
        tried: carries the `Address` that shall be tried. `chosen`: the one to work with from now on; empty text:
            the store on this computer. `left`: nothing is to change.
    """

    tried = Signal(object)
    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("base"))
        column.addWidget(Label(_("Connection"), font="window_title"))
        words = _(
            "Where your company's store is; whoever keeps it knows. Your password is asked for afterwards."
        )
        column.addWidget(Label(words, colour="muted", wrap=True))
        column.addLayout(self._fields())
        self._said = Label("", wrap=True)
        self._said.setObjectName("said")
        self._said.hide()
        column.addWidget(self._said)
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space("inner"))
        grid.setVerticalSpacing(theme().space("hair"))
        for row in (1, 3, 5, 7):
            grid.setRowMinimumHeight(row, theme().height("control") + theme().space("inner"))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 1)
        self.host = self._line(grid, 0, 0, "host", _("Server"), placeholder="crm.example.nl")
        self.port = self._line(grid, 0, 1, "port", _("Port"), placeholder=_USUAL_PORT)
        self.database = self._line(grid, 2, 0, "database", _("Database"), wide=2)
        grid.addWidget(Label(_("The server proves who it is"), font="label"), 4, 0, 1, 2)
        self.protection = SegmentedChoice(
            (
                Option(VERIFIED, _("By its name")),
                Option("verify-ca", _("By its authority")),
                Option("require", _("Not at all")),
            ),
            columns=3,
            stretch=True,
            name=_("The server proves who it is"),
        )
        self.protection.set_code(VERIFIED)
        grid.addWidget(self.protection, 5, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        self.authority = self._line(
            grid, 6, 0, "authority", _("File of certificates"), placeholder=_("those of this computer")
        )
        browse = Button(_("Choose…"))
        browse.setObjectName("browse")
        browse.clicked.connect(self._browse)
        grid.addWidget(browse, 7, 1, Qt.AlignmentFlag.AlignTop)
        self.direct = self._line(
            grid, 8, 0, "direct", _("Behind a pooler: the server itself, for notifications"), wide=2,
            placeholder=_("none"),
        )  # fmt: skip
        return grid

    def _line(
        self,
        grid: QGridLayout,
        row: int,
        column: int,
        name: str,
        words: str,
        *,
        placeholder: str = "",
        wide: int = 1,
    ) -> LineEdit:
        label, line = Label(words, font="label"), LineEdit(name=words, placeholder=placeholder)
        line.setObjectName(name)
        line.setMaxLength(500)
        label.setBuddy(line)
        line.textEdited.connect(lambda _text: self.say(""))
        line.returnPressed.connect(self._try)
        grid.addWidget(label, row, column, 1, wide)
        grid.addWidget(line, row + 1, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        return line

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space("inner"))
        for name, words, go in (
            ("back", _("Back"), self.left.emit),
            ("here", _("The store on this computer"), lambda: self.chosen.emit("")),
        ):
            link = Link(words)
            link.setObjectName(name)
            link.clicked.connect(go)
            row.addWidget(link)
        row.addStretch(1)
        self.test, self.use = Button(_("Test")), Button(_("Use"), kind="filled")
        self.test.setObjectName("test")
        self.use.setObjectName("use")
        self.test.clicked.connect(self._try)
        self.use.clicked.connect(self._use)
        row.addWidget(self.test)
        row.addWidget(self.use)
        return row

    def show_place(self, place: Location) -> None:
        """Begin with the address that is in use; with empty fields where the store is a file."""
        found = place if isinstance(place, Address) else Address("", None, "", VERIFIED)
        self.host.setText(found.host)
        self.port.setText("" if found.port is None else str(found.port))
        self.database.setText(found.database)
        self.protection.set_code(found.protection if found.protection in PROTECTED else VERIFIED)
        self.authority.setText(found.authority)
        self.direct.setText(found.direct)
        self.say("")
        self.host.setFocus(Qt.FocusReason.OtherFocusReason)

    def address(self) -> Address:
        """Return what was typed; raises `StoreProblem` in one sentence for what is no address."""
        host, port = self.host.text().strip(), self.port.text().strip()
        if "://" in host:
            return address_of(host)  # somebody had the whole address at hand
        if not host:
            raise StoreProblem(_("Name the server, such as crm.example.nl."))
        mode = self.protection.code()
        named = {
            # On this computer itself a connection need not be protected, and a server seldom has a name there.
            "sslmode": "" if is_local(host) and mode == VERIFIED else mode,
            "sslrootcert": self.authority.text().strip(),
            "direct": self.direct.text().strip(),
        }
        query = urlencode({name: value for name, value in named.items() if value})
        place = f"[{host}]" if ":" in host else quote(host, safe="")
        at = f":{port}" if port else ""
        return address_of(f"postgresql://{place}{at}/{quote(self.database.text().strip(), safe='')}?{query}")

    def say(self, words: str, *, good: bool = False) -> None:
        """Show what came of a try, or what is wrong; nothing takes it away."""
        self._said.setText(words)
        self._said.set_colour("met_ink" if good else "overdue_ink")
        self._said.setAccessibleName(words)
        self._said.setVisible(bool(words))

    @property
    def said(self) -> str:
        """What the page says of a try, or of what was typed."""
        return self._said.text()

    def set_busy(self, busy: bool) -> None:
        """Take no second try while one is under way."""
        self.test.setEnabled(not busy)
        self.use.setEnabled(not busy)

    def _browse(self) -> None:
        path, _pattern = QFileDialog.getOpenFileName(
            self, _("Choose a file"), "", _("Certificates (*.crt *.pem)")
        )
        if path:
            self.authority.setText(path)

    def _try(self) -> None:
        self._give(self.tried.emit)

    def _use(self) -> None:
        self._give(self.chosen.emit)

    def _give(self, to: Callable[[Address], None]) -> None:
        try:
            address = self.address()
        except StoreProblem as problem:
            self.say(problem.sentence)
        else:
            to(address)
