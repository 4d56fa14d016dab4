"""Customers: find one, or add one who is new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import CustomerData
from desktop_crm.ui.customer.adding import data_of
from desktop_crm.ui.customer.likely import LikelyDoubles
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.login.form_page import FormPage, Line
from desktop_crm.ui.search.marking import marks
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_button import FilterButton
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hits

KEY = "customers"
_MOST = 100
_TYPED = ("given", "family", "phone", "email", "street", "postcode", "town")


class CustomersPage(Page):
    """A line to search in with a list below it, and the form for a new customer beside it.

    Signals:
        customer_wanted: carries the id of the customer whose file is to open.
        duplicates_wanted: whoever is here twice is to be looked for. `import_wanted`: a file is to come in.
    """

    icon = "customers"
    help_topic = "customer"
    customer_wanted = Signal(object)
    duplicates_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Customers"), parent)
        self.setObjectName("customers_page")
        self.session = session
        self._words = ""
        columns = (
            self._column("name", _("Name"), 260, "strong", stretch=True),
            self._column("number", _("Number"), 100),
            self._column("town", _("Place"), 160),
            self._column("phone", _("Telephone"), 160),
            Column("cases", _("Open cases"), lambda row: str(row.open_cases or ""), 100, right=True),
        )
        self.rows = PagedTableModel(columns, parent=self)
        empty = EmptyState(
            _("Whom are you looking for?"),
            _("Type a name, a number, a telephone or a place in the line above."),
        )
        self.list = ListView(self.rows, name=_("Customers found"), empty=empty)
        self.list.opened.connect(self.customer_wanted)
        self.box = SearchBox(_("Name, number, telephone or place"))
        self.box.setObjectName("find_customer")
        self.box.searched.connect(self._search)
        self.box.entered.connect(lambda _words: self.list.setFocus())
        self.form = FormPage(
            _("A new customer"),
            _("Find them first: whoever is known already need not be entered again."),
            (
                Line("given", _("First name"), optional=True),
                Line("family", _("Family name, or name of the organisation")),
                Line("phone", _("Telephone"), optional=True),
                Line("email", _("E-mail"), optional=True),
                Line("street", _("Street and number"), optional=True),
                Line("postcode", _("Postcode"), optional=True),
                Line("town", _("Place"), optional=True),
            ),
            _("Add"),
            title_font="panel_title",
        )
        self.form.submitted.connect(self._add)
        self.likely = LikelyDoubles(session, self._typed)
        self.likely.customer_wanted.connect(self.customer_wanted)
        for key in _TYPED:
            self.form.field(key).textChanged.connect(self.likely.typing)
        self.doubles = Button(_("Duplicates…"), key="Ctrl+D", small=True)
        self.doubles.setObjectName("duplicates")
        self.doubles.clicked.connect(self.duplicates_wanted)
        self.bring = Button(_("Import…"), key="Ctrl+I", small=True)
        self.bring.setObjectName("import")
        self.bring.clicked.connect(self.import_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        found = Panel(_("Customers"))
        found.add_to_head(FilterButton(self.list))
        found.add_to_head(self.doubles)
        found.add_to_head(self.bring)
        above = QVBoxLayout()
        above.setContentsMargins(space, theme().space("inner"), space, theme().space("inner"))
        above.addWidget(self.box)
        found.body.addLayout(above)
        found.add(self.list, 1)
        self._found = found
        row.addWidget(found, 1)
        beside = Panel(padded=True)
        beside.add(self.form)
        beside.add(self.likely)
        scroll = ScrollColumn(ground="window")
        scroll.setFixedWidth(theme().width("customer_side"))
        scroll.add(beside)
        row.addWidget(scroll)

    def _column(
        self, key: str, title: str, width: int, kind: str = "text", *, stretch: bool = False
    ) -> Column:
        """Return a column of what is so called of a customer, in which what was typed is marked."""
        told = attrgetter(key)
        return Column(
            key, title, told, width, kind, stretch=stretch,
            marks=lambda row: marks(told(row), self._words, row.matched),
        )  # fmt: skip

    def _search(self, words: str) -> None:
        if not words.strip():
            self._show(())
            return
        ask = partial(customer_hits, words=words, limit=_MOST, employee=self.session.actor.id)
        self.session.read(ask, partial(self._show, words=words), owner=self, key="find")

    def _show(self, found: tuple[CustomerHit, ...], words: str = "") -> None:
        self._words = words
        self.rows.set_rows(found)
        count = len(found)
        many = _("the first {count}").format(count=count) if count == _MOST else str(count)
        self._found.set_count(many if found else "")
        if found:
            self.list.select_id(found[0].id)
        self.box.set_hits(words, ())  # they stand in the list

    def _typed(self) -> CustomerData:
        return data_of({key: self.form.field(key).text() for key in _TYPED})

    def _add(self, typed: dict[str, str]) -> None:
        service, data = self.session.desk.customers, data_of(typed)
        self.form.set_busy(True)
        self.session.write(lambda: service.add_customer(data=data), self._added, self._refused, owner=self)

    def _added(self, changes: Changes) -> None:
        self.form.set_busy(False)
        for key in _TYPED:
            self.form.field(key).clear()
        for customer in changes.ids("customer"):
            self.customer_wanted.emit(customer)

    def _refused(self, problem: Known) -> None:
        self.form.set_busy(False)
        self.form.say(problem.sentence)

    def new_caller(self, number: str) -> None:
        """Begin a new customer of whom the telephone number is all that is known."""
        self.form.field("phone").setText(number)
        self.form.field("given").setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+D", _("Look for customers who are here twice")),
            ("Ctrl+I", _("Import a file of customers")),
        )

    def activated(self) -> None:
        """Put the keyboard into the search line."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
