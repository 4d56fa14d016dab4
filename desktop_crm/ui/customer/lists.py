"""The lists beside the time line: how to reach a customer, what they agree to, whom they belong with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.access.reads import EmployeeRow, employees
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.consents import ConsentWord, consent_history
from desktop_crm.customers.fields import Place, statuses
from desktop_crm.customers.filing import SystemShare, crosswalk
from desktop_crm.customers.portfolios import portfolio_size
from desktop_crm.customers.rows import AddressRow, ConsentRow, IdentifierRow, PointRow, Profile, RelationRow
from desktop_crm.process.reads import version_in_force
from desktop_crm.ui import wording
from desktop_crm.ui.activity.acts import ActSpec, Answers
from desktop_crm.ui.customer.agreeing import consent_fact, consent_spec, word_fact
from desktop_crm.ui.customer.entry_rows import Entry, EntryPanel
from desktop_crm.ui.customer.naming import identifier_spec, removed_identifier
from desktop_crm.ui.customer.reaching import (
    add_address_spec,
    add_point_spec,
    address_fact,
    change_address,
    change_point,
    point_fact,
    removed_address,
    removed_point,
)
from desktop_crm.ui.customer.relating import (
    change_relation,
    relation_fact,
    relation_spec,
    removed_relation,
    whose,
)
from desktop_crm.ui.customer.row_acts import end_today, has_ended
from desktop_crm.ui.customer.standing import HISTORY, owner_spec
from desktop_crm.ui.customer.undoing import Undoable
from desktop_crm.ui.widgets.fact_row import Fact

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.customer.page import CustomerPage
    from desktop_crm.ui.customer.read import FileView

_SHOWN = 12


class FileLists(QObject):
    """What a customer's page does with these lists.

    Attributes:
        reach, consents, relations, named, standing: the panels.
    """

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page
        self._every_word = False
        self.reach = EntryPanel(
            _("How to reach them"),
            _("No number and no address is known."),
            ((_("Number…"), "add_point", self.add_point), (_("Address…"), "add_address", self.add_address)),
        )
        self.consents = EntryPanel(
            _("Consent"),
            _("They were not asked yet by what we may reach them."),
            (
                (_("History"), "consent_history", self.show_words),
                (_("Register…"), "add_consent", self.consent),
            ),
        )
        self.relations = EntryPanel(
            _("Relations"),
            _("No relation to another customer is known."),
            ((_("Relate…"), "add_relation", self.relate),),
        )
        self.named = EntryPanel(
            _("In other systems"),
            _("No other system's number of theirs is known."),
            (
                (_("Unmatched"), "show_crosswalk", self.show_shares),
                (_("Add…"), "add_identifier", self.identify),
            ),
        )
        self.standing = EntryPanel(
            _("Where they stand"),
            "",
            (
                (_("History"), "standing_history", self._standing_history),
                (_("Owner…"), "hand_over_customer", self.choose_owner),
            ),
        )

    @property
    def _view(self) -> FileView:
        assert self._page.view is not None, "a list is shown with its file"
        return self._page.view

    @property
    def _desk(self) -> Desk:
        return self._page.session.desk

    @property
    def _today(self) -> date:
        return wording.local(self._page.session.now()).date()

    @property
    def _customer(self) -> CustomerId:
        return self._page.customer

    def show_file(self) -> None:
        """Show what the page's file holds now."""
        profile = self._view.file.profile
        self._show_reach(profile)
        self._show_consents(profile.consents)
        self.relations.show_made(profile.relations, self._relation, most=_SHOWN)
        self.named.show_made(profile.identifiers, self._identifier, most=_SHOWN)
        self._show_standing()

    # -- how to reach them

    def _show_reach(self, profile: Profile) -> None:
        def made(one: PointRow | AddressRow) -> Entry:
            return self._point(one, profile.points) if isinstance(one, PointRow) else self._address(one)

        rows: list[PointRow | AddressRow] = [*profile.points, *profile.addresses]
        self.reach.show_made(rows, made, most=_SHOWN)

    def _point(self, point: PointRow, others: Sequence[PointRow]) -> Entry:
        change = partial(self._ask, lambda: change_point(self._desk, self._customer, point, others))
        end = self._ended(Place.POINT, point, partial(removed_point, self._desk, self._customer, point))
        return Entry(point_fact(point, self._today), change, change, end)

    def _address(self, address: AddressRow) -> Entry:
        change = partial(self._ask, lambda: change_address(self._desk, self._customer, address))
        end = self._ended(
            Place.ADDRESS, address, partial(removed_address, self._desk, self._customer, address)
        )
        return Entry(address_fact(address, self._today), change, change, end)

    def add_point(self) -> None:
        """Ask for a number or address."""
        self._page.planning.ask(add_point_spec(self._customer, self._desk))

    def add_address(self) -> None:
        """Ask for a postal address."""
        self._page.planning.ask(add_address_spec(self._customer, self._desk))

    # -- what they agree to

    def _show_consents(self, consents: Sequence[ConsentRow]) -> None:
        if self._every_word:
            self._read_words()
        else:
            self.consents.show_made(consents, self._consent, most=_SHOWN)

    def _consent(self, consent: ConsentRow) -> Entry:
        usual = {"channel": consent.channel, "purpose": consent.purpose}
        other = usual | {"given": "no" if consent.given else "yes"}
        return Entry(
            consent_fact(consent, self._view.model.channels),
            partial(self.consent, other),
            partial(self.consent, usual | {"given": "yes" if consent.given else "no"}),
            partial(self.consent, usual | {"given": "no"}),
        )

    def consent(self, given: Answers | bool = False) -> None:
        """Ask what the customer says; what is `given` stands there already."""
        view = self._view
        spec = consent_spec(self._customer, self._desk, view.model.channels, view.file.time_line)
        usual = given if isinstance(given, dict) else {"given": "yes"}
        self._page.planning.ask(spec, {code: value for code, value in usual.items() if value})

    def show_words(self) -> None:
        """Show every word on being reached, the latest first, or again only the last ones."""
        self._every_word = not self._every_word
        self._show_consents(self._view.file.profile.consents)

    def _read_words(self) -> None:
        customer = self._customer
        self._page.session.read(
            lambda view: consent_history(view, customer), self._show_words, owner=self, key="consents"
        )

    def _show_words(self, words: tuple[ConsentWord, ...]) -> None:
        channels = self._view.model.channels
        self.consents.show_made(
            words, lambda one: Entry(word_fact(one, channels), partial(self._show_proof, one)), most=_SHOWN
        )

    def _show_proof(self, word: ConsentWord) -> None:
        if word.consent.document_id is not None:
            self._page.documents.show_document(word.consent.document_id)
        elif word.consent.contact_id is not None:
            self._page.show_contact(word.consent.contact_id)

    # -- whom they belong with

    def _relation(self, relation: RelationRow) -> Entry:
        change = partial(self._ask, lambda: change_relation(self._desk, self._customer, relation))
        end = self._ended(
            Place.RELATION,
            relation,
            partial(removed_relation, self._desk, self._customer, relation),
            whose(relation, self._customer),
        )
        go = partial(self._page.customer_wanted.emit, relation.other_id)
        return Entry(relation_fact(relation, self._today), go, change, end)

    def relate(self) -> None:
        """Ask whom they belong with."""
        name = self._view.file.head.name
        self._page.planning.ask(relation_spec(self._customer, name, self._desk), {"direction": "theirs"})

    # -- other systems

    def _identifier(self, row: IdentifierRow) -> Entry:
        def ask() -> tuple[ActSpec, Answers]:
            spec = identifier_spec(self._customer, self._desk, row)
            return spec, {"system": row.system, "code": row.code}

        change = partial(self._ask, ask)
        end = partial(self._act, partial(removed_identifier, self._desk, self._customer, row))
        return Entry(Fact(row.system, row.code), change, change, end)

    def identify(self) -> None:
        """Ask for a name in another system."""
        self._page.planning.ask(identifier_spec(self._customer, self._desk))

    def show_shares(self) -> None:
        """Tell how much of each other system is still unmatched."""
        self._page.session.read(crosswalk, self._show_shares, owner=self, key="crosswalk")

    def _show_shares(self, shares: tuple[SystemShare, ...]) -> None:
        words = _("{system}: {known} known there, {share:.1%} unmatched")
        told = [words.format(system=one.system, known=one.customers, share=one.unmatched) for one in shares]
        self._page.session.messages.notice("; ".join(told) or _("No other system knows a customer yet."))

    # -- where they stand

    def _show_standing(self) -> None:
        file = self._view.file
        head, words = file.head, {str(code): word for code, word in statuses()}
        owner = Entry(Fact(_("Owner"), head.owner or "—"), self.choose_owner, self.choose_owner)
        since = _("since {day}").format(day=f"{head.since:%d-%m-%Y}") if head.since else ""
        status = Fact(_("Status"), words.get(head.status, head.status), since)
        segment = Fact(_("Segment"), file.segment or "—")
        edit = self._page.beside.details.edit
        self.standing.show_entries(
            [
                owner,
                Entry(status, partial(edit, "status"), partial(edit, "status")),
                Entry(segment, partial(edit, "segment"), partial(edit, "segment")),
            ]
        )
        self.standing.set_count("")

    def _standing_history(self) -> None:
        self._page.editing.show_history(HISTORY)

    def choose_owner(self) -> None:
        """Read who works here, then ask who looks after the customer from now on."""
        head, actor = self._view.file.head, self._page.session.actor

        def ask(view: Reading) -> tuple[tuple[EmployeeRow, ...], int]:
            version = version_in_force(view, actor.id)
            whole = head.owner_id is not None and has_power(view, actor, Verb.SUPERVISE, version)
            others = portfolio_size(view, head.owner_id) - 1 if whole and head.owner_id else 0
            return employees(view), others

        self._page.session.read(ask, self._ask_owner, owner=self, key="people")

    def _ask_owner(self, found: tuple[tuple[EmployeeRow, ...], int]) -> None:
        people, others = found
        spec = owner_spec(self._view.file.head, self._desk, people, others=others)
        self._page.planning.ask(spec, {"which": "one"} if others else {})

    # -- what all have in common

    def _ask(self, made: Callable[[], tuple[ActSpec, Answers]]) -> None:
        spec, given = made()
        self._page.planning.ask(spec, given)

    def _ended(
        self, place: Place, row: Any, remove: Callable[[], Undoable], customer: CustomerId | None = None
    ) -> Callable[[], None]:
        """Delete lets a row end today; one that has ended goes."""
        today = self._today
        if has_ended(row, today):
            return partial(self._act, remove)
        what = _("the end")
        return partial(self._act, end_today(self._desk, customer or self._customer, place, row, today, what))

    def _act(self, act: Callable[[], Undoable]) -> None:
        page = self._page
        page.session.write(act, page.editing.did, page.session.messages.error, owner=self)
