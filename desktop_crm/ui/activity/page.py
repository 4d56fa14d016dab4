"""The activity's window: head, what you need, what you register, actions; one tab for the case one works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import WorkItemId
from desktop_crm.ui import wording
from desktop_crm.ui.activity import steps
from desktop_crm.ui.activity.act_control import ActControl
from desktop_crm.ui.activity.bar import ActionBar
from desktop_crm.ui.activity.draft import DraftKeeper
from desktop_crm.ui.activity.fields import FieldsPane
from desktop_crm.ui.activity.form import Form, begin, carried_over, read_draft
from desktop_crm.ui.activity.head import Head
from desktop_crm.ui.activity.needs import NeedsPane
from desktop_crm.ui.activity.notes import Notes, draft_note, state_note, what_is_kept, whats_next
from desktop_crm.ui.after_paint import after_paint
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.messages import message_of
from desktop_crm.ui.session import Session
from desktop_crm.ui.sides import side_width
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.error_panel import ErrorPanel
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_case import read_clocks
from desktop_crm.workflow.states import ItemState

KEY = "desk/work/"


class ActivityPage(Page):
    """One work item after another of the cases this employee walks through.

    Attributes:
        view: what is shown; None until the first answer of the store.

    Signals:
        file_wanted: carries the customer whose file is to open.
        went_on: carries the `CaseOutcome` of what was completed here.
        shown: carries the `ActivityView` whose fields stand on the screen now.
    """

    icon = ""
    help_topic = "activity"
    file_wanted = Signal(object)
    went_on = Signal(object)
    shown = Signal(object)

    def __init__(self, session: Session, work_item: WorkItemId, parent: QWidget | None = None) -> None:
        super().__init__(KEY + work_item.hex, _("Opening…"), parent)
        self.setObjectName("activity_page")
        self.session = session
        self.view: ActivityView | None = None
        self._work_item = work_item
        self.notes = Notes()
        self._around: ActivityView | None = None  # whose surroundings are still to be shown
        self._opening = False  # the store is being told that the window is on the screen
        self._seen: Changes | None = None  # the view that is shown was read after them: they are no news
        self.left_behind = False  # it was handed on or given back: there is nothing to close any more
        self.head, self.needs, self.fields, self.bar = Head(), NeedsPane(), FieldsPane(), ActionBar()
        self.drafts = DraftKeeper(session, lambda: self.fields.form, self)
        self._lay_out()
        self.acts = ActControl(self)
        self._connect()
        self._bind_keys()
        self._ticking = QTimer(self)
        self._ticking.setInterval(theme().duration("clock_refresh"))
        self._ticking.timeout.connect(self._read_clocks)
        self.load()

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.notes)
        row = QHBoxLayout()
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        row.addWidget(self.needs)
        row.addWidget(self.fields, 1)
        column.addLayout(row, 1)
        self.act_place = QVBoxLayout()
        self.act_place.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.act_place)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        self.fields.edited.connect(self._edited)
        self.needs.file_wanted.connect(self.open_file)
        self.needs.contact_wanted.connect(lambda _contact: self.open_file())
        self.head.customer_wanted.connect(self._customer_clicked)
        self.head.step_wanted.connect(self._step_clicked)
        self.bar.save_wanted.connect(self.drafts.save)
        self.bar.complete_wanted.connect(self.complete)
        self.bar.act_wanted.connect(self.acts.begin)
        self.drafts.kept.connect(
            lambda at: self.bar.say_kept(_("Draft kept {time}").format(time=wording.clock_time(at)))
        )
        self.drafts.not_kept.connect(self.show_error)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+S", self.drafts.save),
            ("Ctrl+O", self.open_file),
            ("Alt+Left", partial(self.acts.press, "back")),
            ("Ctrl+Shift+P", partial(self.acts.press, "pause")),
            ("Ctrl+H", partial(self.acts.press, "hand_over")),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Enter", _("Complete and next")),
            ("Ctrl+S", _("Save the draft")),
            ("Enter", _("Confirm what is already known")),
            ("Alt+U", _("Answer: unknown")),
            ("Alt+R", _("Answer: refused")),
            ("Alt+N", _("Answer: not applicable")),
            ("Alt+L", _("Answer: later")),
            ("Ctrl+Z", _("Take back what was typed or answered")),
            ("Ctrl+O", _("The whole file of the customer")),
            ("Alt+Left", _("Back to an earlier step")),
            ("Ctrl+Shift+P", _("Pause")),
            ("Ctrl+H", _("Hand over")),
            ("Ctrl+Shift+K", _("Propose what the customer said as a KSF")),
        )

    # Showing ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Show the work item, after whatever is being written about it now."""
        item = self._work_item
        self.session.write(
            lambda: steps.read_view(self.session, item), self.show_view, self._cannot, owner=self
        )

    def open_item(self, work_item: WorkItemId) -> None:
        """Show another work item in this tab, as after going back to an earlier step."""
        self._work_item = work_item
        self.load()

    def resume(self) -> None:
        """Take a paused work item up again, which ends the wait."""
        item = self._work_item
        self.session.write(
            lambda: steps.resume(self.session, item), lambda resumed: self.show_view(resumed.view),
            self.show_error, owner=self,
        )  # fmt: skip

    def show_view(self, view: ActivityView, *, keep: Form | None = None) -> None:
        """Show a work item's window; `keep`: what stands in the fields stays, though the view is new."""
        self.view = view
        self._work_item = view.work_item
        self.key = KEY + view.work_item.hex
        self.notes.clear()
        who = view.case.customer.name if view.case.customer else _("anonymous")
        self.set_title(_("Case {number} · {who}").format(number=view.case.number, who=who))
        form, draft = (keep, "") if keep is not None else self._form_of(view)
        self.head.show_view(view)
        self.fields.show_view(view, form)
        self.fields.setEnabled(view.mine)
        self.bar.show_view(view)
        self.bar.say_kept(draft)
        self.set_dirty(bool(draft) or (keep is not None and keep.dirty))
        note = state_note(view, self.resume)
        if note is not None:
            self.notes.add(note)
        self._show_next()
        self.acts.leave()
        self._around = view
        if not view.mine:
            self._show_around()
        self._ticking.start()
        if self.isVisible():
            self.take_keyboard()
        if view.mine:
            after_paint(self.fields, partial(self._fields_painted, view))
        self.shown.emit(view)

    def _fields_painted(self, view: ActivityView) -> None:
        """Do what could wait until the fields, in which the person goes on, stand on the screen."""
        self._show_around()
        # A paused one is only shown: opening it would end the wait. In a window that was closed before it was
        # painted nothing is opened any more.
        if view.state not in (ItemState.OPEN, ItemState.PAUSED) and self.window().isVisible():
            self._open(view.work_item)
        self.fields.have_next_ready()

    def _show_around(self) -> None:
        """Show what stands around the fields: clocks, steps, what one needs."""
        view, self._around = self._around, None
        if view is not None:
            self.head.show_times(view)
            self.needs.show_view(view)

    def _open(self, work_item: WorkItemId) -> None:
        """Open the work item that stands on the screen for this employee."""
        if self.view is not None and self.view.work_item == work_item and not self.left_behind:
            self._opening = True
            self.session.write(
                lambda: steps.open_item(self.session, work_item), partial(self._opened, work_item), owner=self
            )

    def _opened(self, work_item: WorkItemId, changes: Changes | None) -> None:
        self._opening = False
        if self.view is None or self.view.work_item != work_item:
            return
        if changes is None:
            self.reload()
        else:
            self._seen = changes
            self.view = replace(self.view, state=ItemState.OPEN, opened=self.session.now())

    def _form_of(self, view: ActivityView) -> tuple[Form, str]:
        """Return the form to begin with, and where a draft was put back the words for it."""
        form = begin(view)
        if view.draft is None or not view.mine:
            return form, ""
        try:
            form = read_draft(form, view.draft.content)
        except Invalid as problem:
            self.show_error(problem)
            return form, ""
        self.notes.add(draft_note(view, self._start_afresh))
        time = wording.when(view.draft.saved, view.read_at)
        return form, _("Draft kept {time}").format(time=time)

    def _start_afresh(self) -> None:
        if self.view is None:
            return
        subject, view = self.view.work_item.hex, self.view
        self.drafts.forget()
        self.session.write(lambda: self.session.desk.drafts.discard(subject), owner=self)
        self.notes.clear()
        self.fields.show_view(view)
        self.bar.say_kept("")
        self.set_dirty(False)
        self._show_next()
        self.fields.focus_first()

    def show_error(self, problem: Known) -> None:
        """Show in place what was refused: what happened, that everything typed is kept, what to do."""
        self.notes.clear()
        answered = self.fields.form.answered() if self.fields.form is not None else 0
        again, leave = Button(_("Show what changed")), Button(_("Keep my draft"))
        again.setObjectName("show_what_changed")
        leave.setObjectName("keep_draft")
        again.clicked.connect(self.reload)
        leave.clicked.connect(self._keep_draft)
        panel = ErrorPanel(message_of(problem, kept=what_is_kept(answered)), (again, leave))
        panel.setObjectName("error")
        self.notes.add(panel)
        self.drafts.save()

    def _keep_draft(self) -> None:
        self.notes.clear()
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard where one goes on: into the fields, of a window that is only read into what is needed."""
        if self.view is not None and self.view.mine:
            self.fields.focus_first()
        else:
            self.needs.take_keyboard()

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    def reload(self) -> None:
        """Read the window again; what was typed stays in its fields."""
        form = self.fields.form

        def show(view: ActivityView) -> None:
            self.show_view(view, keep=None if form is None else carried_over(form, view))
            self.take_keyboard()

        item = self._work_item
        self.session.read(
            lambda _view: steps.read_view(self.session, item), show, self._cannot, owner=self, key="view"
        )

    # Typing and completing ----------------------------------------------------------------------------

    def _edited(self) -> None:
        self.set_dirty(True)
        self.drafts.typed()
        self._show_next()

    def _show_next(self) -> None:
        form = self.fields.form
        if self.view is not None and form is not None:
            self.bar.show_next(self.view.follows(form.canonical()))

    def complete(self) -> None:
        """Register what was typed and go on; the first thing that is wrong or missing is shown instead."""
        form = self.fields.form
        if self.view is None or form is None or not self.bar.complete.isEnabled():
            return
        if self.fields.first_to_correct():
            return
        self.drafts.forget()
        self.bar.complete.setEnabled(False)
        self.session.write(lambda: steps.complete(self.session, form), self._went, self._refused, owner=self)

    def _went(self, went: steps.Went) -> None:
        self.set_dirty(False)
        self._seen = went.changes
        if went.next is not None:
            self.show_view(went.next)
        else:
            self.left_behind = True
            self.session.messages.notice(whats_next(went, self.view, self.session))
            self.close_wanted.emit()
        self.went_on.emit(went.outcome)

    def _refused(self, problem: Known) -> None:
        self.bar.complete.setEnabled(True)
        where = problem.where if isinstance(problem, Invalid) else ""
        sentence = problem.sentence.removeprefix(f"{where}: ")
        if where and self.fields.point_at(where, sentence):
            self.drafts.save()
            return
        self.show_error(problem)

    # Around it ----------------------------------------------------------------------------------------

    def open_file(self) -> None:
        """Ask for the whole file of the customer."""
        if self.view is not None and self.view.case.customer is not None:
            self.file_wanted.emit(self.view.case.customer.id)

    def _customer_clicked(self) -> None:
        if self.view is not None and self.view.case.customer is None:
            self.acts.begin("identify")
        else:
            self.open_file()

    def _step_clicked(self, code: str) -> None:
        if self.view is not None and any(line.code == code for line in self.view.back):
            self.acts.begin("back", step=code)

    def _read_clocks(self) -> None:
        if self.view is None or not self.isVisible():
            return
        head, plan, now = self.view.case, self.view.plan, self.session.now()
        if self.fields.contact is not None:
            self.fields.contact.tell_time(now)
        self.session.read(
            lambda view: read_clocks(view, plan, head, now),
            lambda clocks: self.head.chips.show_clocks(clocks, now), owner=self, key="clocks",
        )  # fmt: skip

    def refresh(self, changes: Changes) -> None:
        """Read the clocks again when this case moved, or the whole window when this work item did elsewhere."""
        if self.view is None or not changes.about("case", self.view.case.id) or changes is self._seen:
            return
        if self.isVisible():
            self._read_clocks()

    def activated(self) -> None:
        """Put the keyboard into the first field without an answer."""
        if self.view is not None:
            self.take_keyboard()
        self._read_clocks()

    def may_close(self) -> bool:
        """Keep the draft and the work item, leave the window."""
        self.drafts.save()
        view = self.view
        if self.left_behind or view is None or not view.mine:
            return True
        if (view.state is ItemState.OPEN or self._opening) and self.bar.complete.isEnabled():
            item = view.work_item
            self.session.tasks.write(
                lambda: self.session.desk.items.close(work_item=item),
                self.session.announce,
                owner=self.session,
            )
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the inputs the width for this window's width."""
        super().resizeEvent(event)
        self.needs.setFixedWidth(side_width("activity_inputs", self.width()))
