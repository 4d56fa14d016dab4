"""The part of the form for the contact that completing the step is, and for the end of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.activity.case_acts import channel_choices, going_on
from desktop_crm.ui.activity.form import SAME_CONTACT, Form, usual_channel
from desktop_crm.ui.promise_words import promised
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, kind_of, make_field
from desktop_crm.ui.widgets.label import Label
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_rows import QuestionLine

_LINES = 3
_LINES_AT_END = 2  # what was expected, what is delivered and the grade are to be seen together


class _Row(QWidget):
    """A label in the line of the fields' labels, and something beside it."""

    def __init__(self, label: str, beside: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space("inner"))
        self._label = Label(label)
        self._label.setFixedWidth(theme().width("form_label"))
        row.addWidget(self._label)
        row.addWidget(beside, 1)


class _Tick(_Row):
    """A question that the contact may answer."""

    def __init__(self, *, first: bool) -> None:
        self.box = QCheckBox()
        super().__init__(_("Answers") if first else "", self.box)

    def show_question(self, question: QuestionLine, *, age: str, ticked: bool) -> None:
        """Show a question, ticked or not, without telling."""
        with QSignalBlocker(self.box):
            self.box.setText(f"“{question.text}” · {age}".replace("&", "&&"))
            self.box.setObjectName(f"answers_{question.id.hex}")
            self.box.setChecked(ticked)


class ContactPart(QWidget):
    """Channel, what was said, which questions it answers; in a concluding window also what was expected and
    promised beside what is delivered, and the grade with who gave it.

    Its widgets stay from one window to the next, hidden where that one has no use for them.

    Signals:
        edited: something here was changed; `put_in` gives the form with it.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: ActivityView | None = None
        self._lapsed = False  # the contact that went on was taken for over
        self._made: dict[str, ItemField] = {}
        self._fields: dict[str, ItemField] = {}
        self._rows: list[_Tick] = []
        self._ticks: dict[str, QCheckBox] = {}
        self._agreed: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("panel"))
        self._title = Label("", font="panel_title")
        column.addSpacing(theme().space("base"))
        column.addWidget(self._title)
        self._parts = {}
        for name in ("agreed", "end", "contact", "questions"):
            part = self._parts[name] = QVBoxLayout()
            # What was agreed is only read: its lines stand closer than fields do.
            part.setSpacing(theme().space("hair" if name == "agreed" else "panel"))
            column.addLayout(part)

    def show_view(self, view: ActivityView, form: Form) -> None:
        """Ask what this window asks, with what `form` holds filled in."""
        self._view = view
        self._title.setText(
            _("The conclusion, with the customer") if view.concluding else _("The contact with the customer")
        )
        self._fields = {}
        self._say_what_was_agreed(view)
        if view.concluding:
            self._ask_about_end(form)
        self._ask_about_contact(view, form)
        self._ask_about_questions(view, form)
        wordless = self._wordless()
        for code, field in self._made.items():
            # Once, not shown first and hidden again: each time the whole form would be laid out anew.
            field.setVisible(code in self._fields and not (wordless and code == "text"))
        self._lapsed = False

    def _say_what_was_agreed(self, view: ActivityView) -> None:
        for widget in self._agreed:
            widget.hide()
            widget.deleteLater()
        self._agreed = []
        if not view.concluding:
            return
        expected = view.case.expectation
        self._state(
            _("Expected"), f"“{expected}”" if expected else _("nothing was recorded"), quiet=not expected
        )
        promises = view.promises
        if promises:
            told = promised(promises[-1], view.read_at)
            if promises[-1].words:
                told = f"{told} · “{promises[-1].words}”"
            if len(promises) > 1:
                first = wording.when(promises[0].until, view.read_at)
                told = _("{latest} · first promised {first}").format(latest=told, first=first)
            self._state(_("Promised"), told)

    def _state(self, label: str, text: str, *, quiet: bool = False) -> None:
        row = _Row(label, Label(text, colour="muted" if quiet else "text", wrap=True))
        self._agreed.append(row)
        self._parts["agreed"].addWidget(row)

    def _ask_about_end(self, form: Form) -> None:
        ending = form.ending
        hint = _("What the customer has now, beside what was expected")
        self._ask("end", FieldSpec("delivered", _("Delivered"), "comment", hint=hint), ending.delivered)
        grades = tuple((str(grade), str(grade)) for grade in range(1, 11))
        hint = _("From 1 to 10, if one was given")
        grade = "" if ending.grade is None else str(ending.grade)
        self._ask("end", FieldSpec("grade", _("Grade"), "choice", choices=grades, hint=hint), grade)
        givers = (("customer", _("The customer")), ("employee", _("My impression")))
        hint = _("Reports keep the two apart")
        spec = FieldSpec("graded_by", _("Given by"), "choice", choices=givers, hint=hint)
        self._ask("end", spec, ending.graded_by)

    def _ask_about_contact(self, view: ActivityView, form: Form) -> None:
        talking = going_on(view.open_contact, view.channels, view.read_at)
        channels = (*talking, *channel_choices(view.channels))
        spec = FieldSpec("channel", _("Channel"), "choice", required=True, choices=channels)
        self._ask("contact", spec, form.contact.channel)
        hint = _("In short; it stands in the contact history")
        self._ask("contact", FieldSpec("text", _("What was said"), "comment", hint=hint), form.contact.text)
        if not view.concluding:
            hint = _("Stays open until a contact answers it")
            self._ask(
                "contact", FieldSpec("asks", _("A question they asked"), "text", hint=hint), form.contact.asks
            )

    def _show_words(self) -> None:
        """Ask for words where the contact is a new one: those of the one that goes on are written down."""
        self._fields["text"].setVisible(not self._wordless())

    def _wordless(self) -> bool:
        return self._text("channel") == SAME_CONTACT

    def tell_time(self, now: datetime) -> None:
        """Take it no longer that the call goes on, once it would be unusually long; it can still be chosen."""
        view = self._view
        if view is None or view.open_contact is None or not view.in_same_contact or self._lapsed:
            return
        self._lapsed = not view.open_contact.is_young(now)
        if self._lapsed and self._text("channel") == SAME_CONTACT:
            self._fields["channel"].set_value(usual_channel(view))
            self._show_words()
            self.edited.emit()

    def _ask_about_questions(self, view: ActivityView, form: Form) -> None:
        questions = [one for one in view.questions if one.answered is None and one.raised_by == "customer"]
        by_rule = view.concluding or (view.rule is not None and view.rule.answers)
        chosen = form.contact.answers
        while len(self._rows) < len(questions):
            row = _Tick(first=not self._rows)
            row.box.toggled.connect(self._ticked)
            self._rows.append(row)
            self._parts["questions"].addWidget(row)
        self._ticks = {}
        for row, question in zip(self._rows, questions, strict=False):
            age = wording.when(question.raised, view.read_at)
            ticked = by_rule if chosen is None else question.id.hex in chosen
            row.show_question(question, age=age, ticked=ticked)
            self._ticks[question.id.hex] = row.box
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(questions))

    def _ticked(self, _on: bool) -> None:
        self.edited.emit()

    def _ask(self, part: str, spec: FieldSpec, value: str) -> None:
        """Show a field with a value; none of these can be answered without one."""
        concluding = self._view is not None and self._view.concluding
        spec = replace(spec, answerable=False, lines=_LINES_AT_END if concluding else _LINES)
        field = self._made.get(spec.code)
        if field is not None and kind_of(field.spec) == kind_of(spec):
            field.start_over(spec)
        else:
            field = self._make(part, spec, instead_of=field)
        if value:
            field.set_value(value)
        self._fields[spec.code] = field

    def _make(self, part: str, spec: FieldSpec, *, instead_of: ItemField | None) -> ItemField:
        field = self._made[spec.code] = make_field(spec)
        field.setObjectName(f"contact_{spec.code}")
        field.changed.connect(self.edited)
        if spec.code == "channel":
            field.changed.connect(self._show_words)
        if instead_of is None:
            self._parts[part].addWidget(field)
        else:
            self._parts[part].replaceWidget(instead_of, field)
            instead_of.hide()
            instead_of.deleteLater()
        return field

    def chain_stops(self, before: QWidget | None) -> QWidget | None:
        """Let Tab go through what is asked here, top to bottom, coming from `before`; return the last."""
        for field in self._fields.values():
            before = field.chain_stops(before)
        for row in self._rows:
            if before is not None:
                QWidget.setTabOrder(before, row.box)
            before = row.box
        return before

    def focus_first(self) -> None:
        """Put the keyboard where one begins to type."""
        wordless = self._wordless()
        begin = next(code for code in ("delivered", "asks") if code in self._fields) if wordless else "text"
        self._fields[begin].setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, code: str) -> ItemField:
        """Return a field by its key: channel, text, asks, delivered, grade, graded_by."""
        return self._fields[code]

    def put_in(self, form: Form) -> Form:
        """Return `form` with what stands here."""
        answers = tuple(key for key, tick in self._ticks.items() if tick.isChecked()) if self._ticks else None
        contact = replace(
            form.contact,
            channel=self._text("channel"),
            text=self._text("text"),
            asks=self._text("asks"),
            answers=answers,
        )
        grade = self._text("grade")
        ending = replace(
            form.ending,
            delivered=self._text("delivered"),
            grade=int(grade) if grade else None,
            graded_by=self._text("graded_by"),
        )
        return replace(form, contact=contact, ending=ending)

    def _text(self, code: str) -> str:
        return self._fields[code].text() if code in self._fields else ""
