"""What an activity's window says above its panes: why it can't be completed, drafts put back, what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui import wording
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.banner import Banner
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.states import LIVE, ItemState

if TYPE_CHECKING:
    from desktop_crm.ui.activity.steps import Went
    from desktop_crm.ui.session import Session


class Notes(QWidget):
    """Banners and error panels below one another; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme().space("panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space, theme().space("base"), space, 0)
        self._column.setSpacing(theme().space("base"))
        self._shown: list[QWidget] = []
        self.hide()

    def add(self, widget: QWidget) -> None:
        """Put a note below the others."""
        self._shown.append(widget)
        self._column.addWidget(widget)
        self.show()

    def clear(self) -> None:
        """Take all notes away."""
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self._shown = []
        self.hide()


def state_note(view: ActivityView, resume: Callable[[], None]) -> Banner | None:
    """Return why this window can't be completed now, and what to do about it; None where it can."""
    if view.state not in LIVE:
        return Banner("info", _("This step has ended; what you see is what was known then."))
    if view.state is ItemState.PAUSED and view.case.paused_until is not None:
        time = wording.when(view.case.paused_until, view.read_at)
        paused = Banner("info", _("This case is paused until {time}.").format(time=time), closable=False)
        if view.mine and not view.no_part:
            paused.add_action(_("Take it up again"), resume)
        return paused
    if not view.mine:
        whose = view.holder or view.role
        return Banner(
            "info", _("{who} has this step now; you may read it.").format(who=whose), closable=False
        )
    return None


def draft_note(view: ActivityView, start_afresh: Callable[[], None]) -> Banner:
    """Return the note that a draft was put back, with the way to do without it."""
    assert view.draft is not None, "there is a draft to speak of"
    time = wording.when(view.draft.saved, view.read_at)
    banner = Banner("info", _("Your draft of {time} was put back.").format(time=time))
    banner.add_action(_("Start afresh"), start_afresh)
    return banner


def what_is_kept(answers: int) -> str:
    """Return what an error says about the answers that stand on the screen; nothing where there are none."""
    if not answers:
        return ""
    words = ngettext(
        "Kept: your answer, on this screen and as a draft.",
        "Kept: all {count} answers, on this screen and as a draft.",
        answers,
    )
    return words.format(count=answers)


def whats_next(went: Went, view: ActivityView | None, session: Session) -> str:
    """Return the sentence after a step that leaves this employee: who has it now, and what was promised."""
    outcome = went.outcome
    if outcome.concluded:
        return _("Case {number} is concluded.").format(number=outcome.number)
    if not outcome.waiting:
        return _("Completed. Case {number} waits for other steps.").format(number=outcome.number)
    parts = [
        _("{step} with {who}").format(step=one.activity, who=one.holder or one.role)
        for one in outcome.waiting
    ]
    words = _("Completed. Next: {steps}.").format(steps=", ".join(parts))
    until = view.case.promised_until if view is not None else None
    if view is not None and until is not None:
        contact = any(one.contact and one.until == until for one in view.promises)
        told = _("The customer was promised to hear from us by {time}.") if contact else _(
            "The customer was promised an answer by {time}."
        )  # fmt: skip
        words += " " + told.format(time=wording.when(until, session.now()))
    return words
