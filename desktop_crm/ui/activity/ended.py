"""How a concluded case ended: what was expected and promised beside what was delivered, the grade, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.clock_words import face_of
from desktop_crm.ui.promise_words import promised
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.clock_chip import ClockChip
from desktop_crm.ui.widgets.label import Label
from desktop_crm.workflow.reads_whole import CaseView


def ended_lines(view: CaseView) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of a concluded case, each a label and its words; what was not recorded says so."""
    head, now, none = view.head, view.read_at, _("nothing was recorded")
    if head.concluded is not None:
        yield _("Concluded"), wording.when(head.concluded, now)
    yield _("Expected"), wording.quoted(head.expectation) or none
    if view.promises:
        yield _("Promised"), promised(view.promises[-1], now)
    yield _("Delivered"), head.delivered or none
    yield _("Grade"), _grade(view) or _("none was given")


def _grade(view: CaseView) -> str:
    head = view.head
    if head.grade is None:
        return ""
    givers = {"customer": _("given by the customer"), "employee": _("an employee's impression")}
    return ", ".join(part for part in (str(head.grade), givers.get(head.graded_by, "")) if part)


def ended_rows(view: CaseView) -> list[QWidget]:
    """Return the rows of the panel: a label above its words, then every verdict with its name."""
    rows = [_row(label, Label(words, wrap=True)) for label, words in ended_lines(view)]
    chips = [ClockChip(face_of(line, view.read_at), explains=False) for line in view.clocks]
    for chip in chips:
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chips in the head explain; these are only read
    return [*rows, _row(_("Measured"), *chips)] if chips else rows


def _row(label: str, *below: QWidget) -> QWidget:
    row = QWidget()
    column = QVBoxLayout(row)
    space, base = theme().space("panel"), theme().space("base")
    column.setContentsMargins(space, base, space, 0)
    column.setSpacing(0)
    column.addWidget(Label(label, font="caption", colour="muted"))
    for widget in below:
        if isinstance(widget, ClockChip):
            column.addSpacing(theme().space("hair"))
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(widget)
    return row
