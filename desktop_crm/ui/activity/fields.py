"""What you register: one field for each output that is asked for now, kept in step with a `Form`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Item
from desktop_crm.process.values import parse_value, show_value
from desktop_crm.ui import wording
from desktop_crm.ui.activity.contact import ContactPart
from desktop_crm.ui.activity.form import Entry, Form, begin
from desktop_crm.ui.activity.form_column import FormColumn
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, PickedFile
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.workflow.reads_activity import ActivityView, OutputLine
from desktop_crm.workflow.values import Answer, AnswerKind, FileGiven

_LINES_ABOVE_CONTACT = 4
_LINES_ABOVE_END = 2


def spec_of(item: Item, *, required: bool = False, lines: int = 0) -> FieldSpec:
    """Return what a field needs to know about an item; its rule stays in the domain.

    Args:
        lines: how high a comment is; 0: as high as the window lets it be.
    """
    return FieldSpec(
        code=item.code,
        label=item.name,
        type=str(item.type),
        required=required,
        parse=partial(parse_value, item),
        show=partial(show_value, item),
        choices=tuple((choice.code, choice.name) for choice in item.choices),
        hint=item.help,
        lines=lines,
    )


def comment_lines(view: ActivityView) -> int:
    """Return how many lines comments get in a window: above a contact no more than leave it in sight."""
    return _lines(concluding=view.concluding, contact=view.rule is not None)


def _lines(*, concluding: bool, contact: bool) -> int:
    if concluding:
        return _LINES_ABOVE_END
    return _LINES_ABOVE_CONTACT if contact else 0


def forms_ahead(view: ActivityView) -> Iterator[list[FieldSpec]]:
    """Return the forms of the steps of this case's process: any of them may come next, going back included."""
    for step in view.plan.processes[view.case.process].steps.values():
        if step.activity is not None:
            contact = step.activity.spec.contact is not None
            lines = _lines(concluding=step.spec.concluding, contact=contact)
            yield [spec_of(one.item, required=one.required, lines=lines) for one in step.activity.outputs]


class FieldsPane(Panel):
    """The middle of the window.

    Attributes:
        form: what stands in the fields now.
        fields: the fields on the screen, by item.
        contact: the part for the contact that this step is, or None.

    Signals:
        edited: somebody typed, chose or answered; `form` is the new one.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What you register"), parent=parent)
        self.setObjectName("fields")
        self.form: Form | None = None
        self.fields: dict[str, ItemField] = {}
        self._filling = False
        self.add_to_head(Label(_("* required"), font="caption", colour="muted"))
        self._scroll = ScrollColumn()
        self.add(self._scroll, 1)
        self._column = FormColumn()
        self._column.edited.connect(self._field_edited)
        self._scroll.add(self._column)
        self._part: ContactPart | None = None  # made when it is first asked for
        self.contact: ContactPart | None = None

    def show_view(self, view: ActivityView, form: Form | None = None) -> None:
        """Show the fields of a window, with what is known or what a draft holds in them."""
        self._filling = True
        try:
            self.form = form or begin(view)
            lines = self.form.visible()
            fields = self._column.begin([self._spec_of(line) for line in lines])
            self.fields = {}
            for field, line in zip(fields, lines, strict=True):
                self._take(field, line)
            self._show_tail(view)
        finally:
            self._filling = False
        self._tell_count()

    def have_next_ready(self) -> None:
        """Make the fields that the next window may need and this one lacks, bit by bit from now on."""
        if self.form is not None:
            self._column.have_ready(forms_ahead(self.form.view))

    def _spec_of(self, line: OutputLine) -> FieldSpec:
        assert self.form is not None
        return spec_of(line.item, required=line.required, lines=comment_lines(self.form.view))

    def _show_tail(self, view: ActivityView) -> None:
        """Show the part for the contact below the fields, or that nothing is asked for at all."""
        self.contact = None
        if view.rule is not None or view.concluding:
            assert self.form is not None
            if self._part is None:
                self._part = ContactPart()
                self._part.edited.connect(self._contact_edited)
            self.contact = self._part
            self.contact.show_view(view, self.form)
        self._column.show_tail(self.contact, or_say=not self.fields)

    def _take(self, field: ItemField, line: OutputLine) -> None:
        """Fill a field in as the form says."""
        assert self.form is not None
        code = line.item.code
        field.setObjectName(f"field_{code}")
        self._fill(field, line, self.form.entry(code))
        self.fields[code] = field

    def _fill(self, field: ItemField, line: OutputLine, entry: Entry) -> None:
        if line.withheld or line.item.master:
            self._lock(field, line)
        if entry.file is not None:
            picked = PickedFile(entry.file.name, entry.file.content, entry.file.media_type)
            field.editor.set_file(picked)
        elif entry.text and entry.touched:
            field.set_typed(entry.text)
        elif entry.text:
            field.set_value(entry.text)
        if entry.answer is not None:
            field.set_answer(str(entry.answer.kind), entry.answer.reason)
        known = line.known
        if (
            known is not None
            and known.content is not None
            and known.content == entry.text
            and not entry.touched
        ):
            field.set_known(wording.full_day(known.registered), known.source)
        if line.settles:
            field.set_note(_("Put off before: it has to be answered now"), "problem")
        field.touched = entry.touched

    def _lock(self, field: ItemField, line: OutputLine) -> None:
        field.editor.setEnabled(False)
        field.more.setEnabled(False)
        if line.withheld:
            field.set_note(_("Withheld: none of your activities uses it"))
        else:
            field.set_note(_("Kept up in {master}; correct it there").format(master=line.item.master))

    def _field_edited(self, field: ItemField) -> None:
        if self._filling or self.form is None:
            return
        self.form = self.form.put(field.spec.code, entry_of(field))
        self._show_what_is_asked()
        self._tell_count()
        self.edited.emit()

    def _contact_edited(self) -> None:
        if self.form is None or self.contact is None:
            return
        self.form = self.contact.put_in(self.form)
        self.edited.emit()

    def _show_what_is_asked(self) -> None:
        """Let fields come and go as the conditions on them hold; what was typed in one that goes is kept."""
        assert self.form is not None
        lines = self.form.visible()
        wanted = {line.item.code for line in lines}
        for code, field in self.fields.items():
            if field.isVisibleTo(self) != (code in wanted):
                field.setVisible(code in wanted)
        place = 0
        for line in lines:
            if line.item.code not in self.fields:
                self._take(self._column.insert(self._spec_of(line), place), line)
            place = self._column.place_of(self.fields[line.item.code]) + 1

    def _tell_count(self) -> None:
        if self.form is None:
            return
        visible, wrong = self.form.visible(), len(self.form.problems())
        words = (
            _("{done} of {all} answered").format(done=self.form.answered(), all=len(visible))
            if visible
            else ""
        )
        self.set_count(words, _("{count} to correct").format(count=wrong) if wrong else "")

    def first_to_correct(self) -> bool:
        """Show what is wrong or missing, and put the keyboard into the first such field; False: all is well."""
        assert self.form is not None
        wrong, missing = self.form.problems(), {line.item.code for line in self.form.missing()}
        first: ItemField | None = None
        for line in self.form.visible():
            code = line.item.code
            field = self.fields[code]
            if code in wrong:
                field.show_problem()
            elif code in missing:
                field.set_note(_("Required: answer it, or say with “…” why there is no answer"), "problem")
            else:
                continue
            first = first or field
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(first)
        return first is not None

    def point_at(self, code: str, sentence: str) -> bool:
        """Show what the store said about one field; False when that field is not on the screen."""
        field = self.fields.get(code)
        if field is None:
            return False
        field.set_note(sentence, "problem")
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field)
        return True

    def focus_first(self) -> None:
        """Put the keyboard into the first field without an answer, else into the first of all."""
        if self.form is None:
            return
        if not self.fields and self.contact is not None:
            self.contact.focus_first()
        visible = [line.item.code for line in self.form.visible()]
        empty = [code for code in visible if self.form.entry(code).empty]
        if visible:
            self.fields[(empty or visible)[0]].setFocus(Qt.FocusReason.OtherFocusReason)


def entry_of(field: ItemField) -> Entry:
    """Return what stands in a field."""
    answer, file = field.answer(), field.file()
    return Entry(
        text=field.text(),
        answer=None if answer is None else Answer(AnswerKind(answer.kind), answer.reason),
        file=None if file is None else FileGiven(file.name, file.content, file.media_type),
        touched=field.touched,
    )
