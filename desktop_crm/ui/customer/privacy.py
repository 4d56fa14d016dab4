"""On a customer's file, for those who may: write out everything held on them, erase them, go to the record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.reads import version_in_force
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, text_item
from desktop_crm.ui.customer.entry_rows import EntryPanel
from desktop_crm.ui.widgets.link import Link

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.privacy.held import Prospect
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.customer.page import CustomerPage


@dataclass(frozen=True, slots=True)
class May:
    """What whoever looks may do here."""

    tell: bool
    erase: bool


def erase_spec(found: Prospect, desk: Desk) -> ActSpec:
    """Return what erasing somebody asks: that one has read what goes and what stays, and knows whom."""

    def act(given: Answers) -> Act:
        def erase() -> Changes:
            if given["number"].strip() != found.number:
                raise Invalid(_("This is not their number; nothing was erased."), where="number")
            return desk.privacy.erase(customer=found.customer).changes

        return erase

    return ActSpec(
        "erase",
        _("Erase {name}?").format(name=found.name),
        "\n".join(found.sentences()),
        _("Erase for good"),
        (text_item("number", _("Type {number} to confirm").format(number=found.number)),),
        act,
        closes=False,
    )


class Privacy(QObject):
    """What a customer's page does with all that is held on them.

    Attributes:
        panel: shown to those who may do one of the two.
    """

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page
        self.may = May(tell=False, erase=False)
        self.panel = EntryPanel(
            _("Privacy"),
            _("Whoever asks is told all that is held on them, or erased; both stand on the record."),
            (
                (_("The record"), "privacy_record", page.record_wanted.emit),
                (_("Erase…"), "erase_person", self.begin_erasing),
                (_("All that is held…"), "tell_person", self.choose),
            ),
        )
        self.panel.hide()

    def show_file(self) -> None:
        """Ask whether whoever looks may, and show it then."""
        session, page = self._page.session, self._page

        def ask(view: Reading) -> May:
            version = version_in_force(view, session.actor.id)
            powers = (Verb.DISCLOSE, Verb.ERASE)
            tell, erase = (has_power(view, session.actor, power, version) for power in powers)
            return May(tell, erase)

        session.read(ask, self._show, owner=page, key="privacy")

    def _show(self, may: May) -> None:
        self.may = may
        self.panel.show_entries(())
        for name, allowed in (("tell_person", may.tell), ("erase_person", may.erase)):
            link = self.panel.findChild(Link, name)
            assert link is not None, "the head of the panel has both"
            link.setVisible(allowed)
        self.panel.setVisible(may.tell or may.erase)

    def choose(self) -> None:
        """Ask where everything held on them is to be written."""
        view = self._page.view
        if view is None:
            return
        name, _filter = QFileDialog.getSaveFileName(
            self._page,
            _("Write everything held on {name}").format(name=view.file.head.name),
            f"{view.file.head.number}.pdf",
            _("To read (*.pdf);;Everything, with the documents (*.json)"),
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write everything held on them to a file; it stands on the record."""
        session, customer, view = self._page.session, self._page.customer, self._page.view
        assert view is not None, "whoever chose a file saw the customer's"
        desk, model = session.desk, view.model

        def act() -> Changes:
            from desktop_crm.exchange.person import FORMS, write_person_json
            from desktop_crm.privacy.held import read_content
            from desktop_crm.reports.person_book import person_book

            form = FORMS.get(path.suffix.lower())
            if form is None:
                raise Invalid(_("It is written as .json or .pdf; choose such a name."), where=path.name)
            held = desk.privacy.tell(customer=customer, form=form)
            if form == "pdf":
                person_book(held, path, model=model)
            else:
                with desk.store.read() as reading:
                    write_person_json(path, held, lambda one: read_content(reading, one))
            return Changes()

        def done(_changes: Changes) -> None:
            session.messages.notice(_("Everything held on them is in {file}.").format(file=path.name))

        session.write(act, done, session.messages.error, owner=self)

    def begin_erasing(self) -> None:
        """Read what would go and stay, and ask."""
        session, customer = self._page.session, self._page.customer
        desk = session.desk
        session.tasks.read(
            lambda: desk.privacy.before_erasing(customer=customer), self._ask, session.messages.error,
            owner=self, key="erase",
        )  # fmt: skip

    def _ask(self, found: Prospect) -> None:
        self._page.planning.ask(erase_spec(found, self._page.session.desk))

    def gone(self) -> None:
        """Say that a customer was erased, and put their file away."""
        number = "" if self._page.view is None else self._page.view.file.head.number
        self._page.session.messages.notice(_("{number} is erased.").format(number=number))
        self._page.close_wanted.emit()
