"""In a customer's file: who was merged with them, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.customers.merging import Since
from desktop_crm.customers.survivors import MergeRow
from desktop_crm.ui import wording
from desktop_crm.ui.quiet import empty, padded
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.workflow.merging import Parted, since

if TYPE_CHECKING:
    from desktop_crm.ui.customer.page import CustomerPage

_HIGH = 220


class MergedPanel(Panel):
    """Who was merged with this customer; away while nobody was.

    Signals:
        part_wanted: carries the merge that is to be taken back.
    """

    part_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Merged with"), parent=parent)
        self.hide()

    def show_merges(self, merges: Sequence[MergeRow]) -> None:
        """Show the merges that stand, the latest first."""
        empty(self.body)
        self.set_count(str(len(merges)))
        self.setVisible(bool(merges))
        for one in merges:
            name = ElidingLabel(f"{one.gone_name}, {one.gone_number}")
            row = padded(name, stretch=1)
            layout = row.layout()
            assert isinstance(layout, QHBoxLayout)
            name.setToolTip(
                _("merged by {who}, {day}").format(who=one.merged_by, day=wording.full_day(one.merged_at))
            )
            link = Link(_("Take back…"))
            link.setAccessibleName(_("Take the merge with {name} back").format(name=one.gone_name))
            link.clicked.connect(partial(self.part_wanted.emit, one))
            layout.addWidget(link)
            self.add(row)


class PartingPanel(Panel):
    """What is going to happen, and of what was added since, what belongs to the one who went.

    Signals:
        confirmed: carries the ids of what was marked.
        left: nothing is to be done.
    """

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, merge: MergeRow, asked: Sequence[Since], parent: QWidget | None = None) -> None:
        super().__init__(_("Make them two again"), padded=True, parent=parent)
        self.setObjectName("parting")
        self.body.setSpacing(theme().space("base"))
        sentence = _(
            "{gone} gets back what they brought, with all that was added to it. {kept} keeps the rest."
        ).format(gone=merge.gone_name, kept=merge.kept_name)
        self.add(Label(sentence, wrap=True))
        self.marks: dict[UUID, QCheckBox] = {}
        if asked:
            self.add(
                Label(
                    _("Added since. Mark what belongs to {gone}:").format(gone=merge.gone_name), font="strong"
                )
            )
            scroll = ScrollColumn(most=_HIGH)
            for one in asked:
                mark = QCheckBox(_line(one))
                self.marks[one.id] = mark
                scroll.add(mark)
            self.add(scroll)
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave = Button(_("Leave them one"), key="Esc")
        self.leave.clicked.connect(self.left)
        self.part = Button(_("Make two"), kind="filled", key="Ctrl+Enter")
        self.part.setObjectName("part")
        self.part.clicked.connect(self.confirm)
        row.addWidget(self.leave)
        row.addWidget(self.part)
        self.body.addLayout(row)

    def confirm(self) -> None:
        """Tell what was marked."""
        self.confirmed.emit([row for row, mark in self.marks.items() if mark.isChecked()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _line(one: Since) -> str:
    kinds = {
        "contact_point": _("Number or address to be reached by"), "address": _("Address"),
        "relation": _("Relation"), "consent": _("Consent"), "trade": _("Transaction"),
        "planned_contact": _("Planned contact"), "contact": _("Contact"), "attachment": _("Document"),
        "crm_case": _("Case"), "item_value": _("Known fact"),
    }  # fmt: skip
    day = f", {wording.full_day(one.at)}" if one.at is not None else ""
    title = one.title if len(one.title) <= 80 else one.title[:79].rstrip() + "…"
    return f"{kinds.get(str(one.kind), str(one.kind))}: {title}{day}".replace("&", "&&")


class Parting(QObject):
    """Opens the panel below a customer's file, and takes the merge back when that is confirmed.

    Attributes:
        panel: the open panel, or None.

    Signals:
        opening: the panel is about to open.
    """

    opening = Signal()

    def __init__(self, page: CustomerPage, place: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self.panel: PartingPanel | None = None

    def begin(self, merge: MergeRow) -> None:
        """Ask what was added since, then open the panel."""
        self._page.session.read(
            lambda view: since(view, merge), partial(self._open, merge), owner=self, key="since"
        )

    def _open(self, merge: MergeRow, asked: Sequence[Since]) -> None:
        self.leave()
        panel = self.panel = PartingPanel(merge, asked)
        panel.left.connect(self.leave)
        panel.confirmed.connect(partial(self._part, merge))
        self.opening.emit()
        self._place.addWidget(panel)
        panel.show()
        first: QWidget = next(iter(panel.marks.values()), panel.part)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Put the panel away."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            panel.hide()
            panel.deleteLater()
            self._page.line.setFocus()

    def _part(self, merge: MergeRow, given: list[UUID]) -> None:
        session = self._page.session

        def parted(done: Parted) -> None:
            self.leave()
            words = _("{gone} and {kept} are two customers again.")
            told = words.format(gone=merge.gone_name, kept=merge.kept_name)
            if done.stayed:
                told += " " + _("What was changed since stays as it is: {fields}.").format(
                    fields=", ".join(done.stayed)
                )
            session.messages.notice(told)

        def refused(problem: Known) -> None:
            self.leave()
            session.messages.error(problem)

        act: Any = partial(session.desk.merges.unmerge, merge=merge.id, give=given)
        session.write(act, parted, refused, owner=self)
