"""The findings below the sheets: severity, place, sentence; Enter goes there, F8 to the next one, F9 repairs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.edit import LISTS, things
from desktop_crm.process.findings import Finding, Severity
from desktop_crm.process.model import Model
from desktop_crm.process.repair import Repair, repair_of
from desktop_crm.process.sheet_book import where
from desktop_crm.ui import wording
from desktop_crm.ui.modelling.bench import Bench, Checked
from desktop_crm.ui.theme import paint
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.cells import Index, RowDelegate
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_chips import FilterChips
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.segmented import Option

_SIGNS = {
    Severity.ERROR: ("error", "overdue_shape"),
    Severity.WARNING: ("warning", "at_risk_shape"),
    Severity.ADVICE: ("ph.info", "muted"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A finding, and the model it was found on."""

    finding: Finding
    model: Model

    @property
    def repair(self) -> Repair | None:
        """What one key would do about it; worked out when it is asked for, of hundreds of findings only one is."""
        return repair_of(self.model, self.finding)

    @property
    def id(self) -> tuple[str, str, str]:
        """What the list knows it by, so that it stays the current one while others come and go."""
        return self.finding.code, self.finding.place, self.finding.sentence


def severity_word(severity: Severity) -> str:
    """Return what people call a severity."""
    return {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.ADVICE: _("remark")}[
        severity
    ]


class _Delegate(RowDelegate):
    """Paints the severity with its sign; everything else as lists do."""

    def __init__(self, model: PagedTableModel, parent: QWidget) -> None:
        super().__init__(model, parent, row_height=28)
        self._rows = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        row = self._rows.row_at(index.row())
        if index.column() != 0 or row is None:
            super().paint(painter, option, index)
            return
        moved = QStyleOptionViewItem(option)
        super().paint(painter, moved, index)
        sign, colour = _SIGNS[row.finding.severity]
        area = option.rect
        paint.icon(painter, QRectF(area.left() + 12, area.center().y() - 7, 14, 14), sign, colour)


class FindingsPanel(Panel):
    """The list of findings on the model that stands.

    Signals:
        wanted: sheet, row and column of the place to go to.
    """

    wanted = Signal(str, str, str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(_("Findings"), parent=parent)
        self.setObjectName("model_findings")
        self._bench = bench
        self.chips = FilterChips(name=_("Which findings"))
        self.chips.chosen.connect(lambda _code: self._show())
        self.add_to_head(self.chips, left=True)
        self._when = ElidingLabel(font="caption", colour="muted")
        self._when.setObjectName("findings_said")
        self.add_to_head(self._when)
        self.repair = Button(_("Repair"), key="F9", small=True)
        self.repair.setObjectName("findings_repair")
        self.repair.clicked.connect(self.repair_current)
        self.add_to_head(self.repair)
        columns = (
            Column("severity", _("Weight"), lambda row: f"     {severity_word(row.finding.severity)}", 110),
            Column("place", _("Place"), lambda row: self._place(row.finding.place), 300, "link"),
            Column("sentence", _("Finding"), lambda row: row.finding.sentence, 560, stretch=True),
            Column("code", _("Code"), lambda row: row.finding.code, 150, "muted"),
        )
        self.rows = PagedTableModel(columns, parent=self)
        empty = EmptyState(_("Nothing was found."), _("This model can be published."), icon="ph.check-circle")
        self.list = ListView(self.rows, name=_("Findings"), empty=empty)
        self.list.setItemDelegate(_Delegate(self.rows, self.list))
        self.list.verticalHeader().setDefaultSectionSize(28)
        self.list.setObjectName("findings_list")
        self.list.opened.connect(lambda _id: self.open_current())
        self.list.clicked.connect(lambda _index: self.open_current(keep_focus=True))
        self.list.current_changed.connect(lambda _id: self._tell_current())
        self.add(self.list, 1)
        self._place_after = -1
        bench.found.connect(self.follow)
        self._tell_current()

    def _place(self, place: str) -> str:
        """Return a finding's place by the names that people gave."""
        model = self._bench.model
        names = []
        for kind, _space, code in (part.partition(" ") for part in place.split(", ")):
            listed = things(model, kind) if kind in LISTS else ()
            known = next((str(one.name) for one in listed if one.code == code), "")
            names.append(known or code or _("the whole model"))
        return " → ".join(names)

    def follow(self) -> None:
        """Show the findings that were just made."""
        checked = self._bench.checked
        if checked is None:
            return
        counts = {str(one): sum(f.severity is one for f in checked.findings) for one in Severity}
        options = [Option("", _("All")), Option("error", _("errors")), Option("warning", _("warnings")),
                   Option("advice", _("remarks"))]  # fmt: skip
        self.chips.set_options(options, {"": len(checked.findings), **counts})
        self._show(checked)
        if self._place_after >= 0 and self.rows.rowCount():  # what came next after the one that was repaired
            self.list.selectRow(min(self._place_after, self.rows.rowCount() - 1))
        self._place_after = -1
        self._tell_current()

    def _show(self, checked: Checked | None = None) -> None:
        found = checked or self._bench.checked
        if found is None:
            return
        wanted = self.chips.code()
        rows = [one for one in found.findings if wanted in ("", str(one.severity))]
        self.rows.set_rows([Row(one, found.model) for one in rows])

    def _tell_current(self) -> None:
        """Say what the key would do about the current finding, or when the model was checked."""
        row, checked = self.list.current_row(), self._bench.checked
        repair = None if row is None else row.repair
        if repair is not None:
            self._when.set_text(repair.words)
        elif checked is not None:
            told = _("Checked {time} · F8 next finding").format(time=wording.clock_time(checked.at))
            self._when.set_text(told)
        if not self._bench.editable:
            self.repair.allow(_("This version is only read here; begin a draft to change it."))
        elif repair is None:
            self.repair.allow(
                _("Choose a finding.") if row is None else _("Only a person can decide this; F1 explains it.")
            )
        else:
            self.repair.allow()

    @property
    def help_topic(self) -> str:
        """The help page of the finding under the keyboard; empty where there is none."""
        row = self.list.current_row() if self.list.hasFocus() else None
        return "" if row is None else f"findings/{row.finding.code}"

    def repair_current(self) -> None:
        """Do what one key does about the current finding; the next one becomes the current."""
        row, checked = self.list.current_row(), self._bench.checked
        repair = None if row is None else row.repair
        # Of a model that changed since, the next check will say what stands.
        if repair is None or checked is None or checked.model is not self._bench.model:
            return
        place = self.list.currentIndex().row()
        if self._bench.edit(repair.words, repair.edit):
            self._place_after = place

    def open_current(self, *, keep_focus: bool = False) -> None:
        """Go to the place of the current finding."""
        row = self.list.current_row()
        if row is not None:
            sheet, line, column = where(row.finding.place)
            if sheet:
                self.wanted.emit(sheet, line, column)
                if keep_focus:
                    self.list.setFocus()

    def next(self) -> None:
        """Go to the next finding, after the last one to the first."""
        count = self.rows.rowCount()
        if count:
            self.list.selectRow((self.list.currentIndex().row() + 1) % count)
            self.open_current()

    def signs(self, sheet: str) -> dict[tuple[str, str], str]:
        """Return for each row and cell of a sheet the severity of the worst finding there."""
        found: dict[tuple[str, str], str] = {}
        checked = self._bench.checked
        for one in checked.findings if checked is not None else ():
            key, row, column = where(one.place)
            if key == sheet and one.severity is not Severity.ADVICE:
                found.setdefault((row, column), str(one.severity))
                found.setdefault((row, ""), str(one.severity))
            if key == "activity" and sheet == "responsibilities" and one.severity is not Severity.ADVICE:
                found.setdefault((row, ""), str(one.severity))
        return found
