"""What you need: the activity's inputs with source and age, then the last contacts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.model import Channel
from desktop_crm.ui import wording
from desktop_crm.ui.quiet import padded, quiet
from desktop_crm.ui.showing import contact_detail, contact_title, fact_of
from desktop_crm.ui.widgets.contact_row import ContactLine as ContactWords
from desktop_crm.ui.widgets.contact_row import ContactRow
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.key_hint import KeyHint
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel, SubHead
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_rows import ContactLine


class NeedsPane(Panel):
    """The left of the window.

    Signals:
        file_wanted: the whole file of the customer.
        contact_wanted: carries the id of a contact.
    """

    file_wanted = Signal()
    contact_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What you need"), parent=parent)
        self.setObjectName("needs")
        self.link = Link(_("Whole file"))
        self.link.setObjectName("whole_file")
        self.link.clicked.connect(self.file_wanted)
        self._hint = KeyHint("Ctrl+O")
        self.add_to_head(self.link)
        self.add_to_head(self._hint)
        self._scroll = ScrollColumn()
        self.add(self._scroll, 1)
        # They stay from one window to the next, hidden where that one has fewer.
        self._facts: list[FactRow] = []
        self._contacts: list[ContactRow] = []
        self._missing = Label("", font="caption", colour="muted", wrap=True)
        self._not_known = padded(self._missing, stretch=1)
        self._nothing = quiet(_("Nothing registered before is needed."))
        self._last = SubHead(_("Last contacts"))
        for widget in (self._not_known, self._nothing, self._last):
            self._scroll.add(widget)
            widget.hide()

    def show_view(self, view: ActivityView) -> None:
        """Show what this activity needs, and the last contacts of the customer (of the case, if anonymous)."""
        known = view.case.customer is not None
        self.link.setVisible(known)
        self._hint.setVisible(known)
        self._show_inputs(view)
        count = ngettext("{count} in all", "{count} in all", view.contact_count).format(
            count=view.contact_count
        )
        self._last.set_count(count)
        self._last.show()
        channels = {channel.code: channel for channel in view.channels}
        self._show_contacts(
            [contact_words(one, channels.get(one.channel), view.read_at) for one in view.contacts]
        )

    def take_keyboard(self) -> None:
        """Put the keyboard on the way to the whole file, or on the first contact where there is no customer."""
        rows = [row for row in self._contacts if not row.isHidden()]
        target = self.link if not self.link.isHidden() else rows[0] if rows else None
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_inputs(self, view: ActivityView) -> None:
        """Show what is known with source and age, then in one sentence what isn't."""
        known = [line for line in view.inputs if line.value is not None]
        self._show_facts([fact_of(line.item, line.value, view.read_at) for line in known])
        missing = not_known(view)
        self._missing.setText(_("Not known: {items}.").format(items=", ".join(missing)))
        self._not_known.setVisible(bool(missing))
        self._nothing.setVisible(not view.inputs)

    def _show_facts(self, facts: list[Fact]) -> None:
        for row, fact in zip(self._facts, facts, strict=False):
            row.show_fact(fact)
        for fact in facts[len(self._facts) :]:
            self._scroll.column.insertWidget(len(self._facts), row := FactRow(fact, below=True))
            self._facts.append(row)
        for place, row in enumerate(self._facts):
            row.setVisible(place < len(facts))

    def _show_contacts(self, lines: list[ContactWords]) -> None:
        for row, line in zip(self._contacts, lines, strict=False):
            row.show_line(line)
        for line in lines[len(self._contacts) :]:
            row = ContactRow(line)
            row.opened.connect(self.contact_wanted)
            self._scroll.add(row)
            self._contacts.append(row)
        for place, row in enumerate(self._contacts):
            row.setVisible(place < len(lines))


def not_known(view: ActivityView) -> tuple[str, ...]:
    """Return the names of the inputs without a value that could have one: neither those that stand among the
    fields of this very window, nor those that only other processes register.
    """
    asked_here = {line.item.code for line in view.outputs}
    return tuple(
        line.item.name
        for line in view.inputs
        if line.value is None and line.can_come and line.item.code not in asked_here
    )


def contact_words(line: ContactLine, channel: Channel | None, now: datetime) -> ContactWords:
    """Return a contact in two lines, with the icon of its channel's family."""
    when = wording.when(line.happened, now)
    icon = str(channel.family) if channel is not None else "telephony"
    if icon in ("internal", "partner"):
        icon = "ph.users" if icon == "internal" else "ph.buildings"
    return ContactWords(line.id, contact_title(line), contact_detail(line), when, icon)
