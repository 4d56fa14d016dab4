"""The part of the form for the contact that completing the step is, and for the end of a case."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.activity.form import Form
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields import FieldSpec, ItemField, make_field
from desktop_crm.ui.widgets.label import Label
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_rows import QuestionLine

_LINES = 3
_LINES_AT_END = 2  # what was expected, what is delivered and the grade are to be seen together


class ContactPart(QWidget):
    """Channel, what was said, which questions it answers; in a concluding window also what was expected and
    promised beside what is delivered, and the grade with who gave it.

    Signals:
        edited: something here was changed; `put_in` gives the form with it.
    """

    edited = Signal()

    def __init__(self, view: ActivityView, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._fields: dict[str, ItemField] = {}
        self._ticks: dict[str, QCheckBox] = {}
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("panel"))
        title = (
            _("The conclusion, with the customer") if view.concluding else _("The contact with the customer")
        )
        column.addSpacing(theme().space("base"))
        column.addWidget(Label(title, font="panel_title"))
        if view.concluding:
            self._say_what_was_agreed()
            self._ask_about_end(form)
        self._ask_about_contact(form)
        self._ask_about_questions(form)

    def _say_what_was_agreed(self) -> None:
        now = self._view.read_at
        expected = self._view.case.expectation
        self._state(
            _("Expected"), f"“{expected}”" if expected else _("nothing was recorded"), quiet=not expected
        )
        promises = self._view.promises
        if promises:
            told = _("by {time}").format(time=wording.when(promises[-1].until, now))
            if promises[-1].words:
                told = f"{told} · “{promises[-1].words}”"
            if len(promises) > 1:
                first = wording.when(promises[0].until, now)
                told = _("{latest} · first promised {first}").format(latest=told, first=first)
            self._state(_("Promised"), told)

    def _state(self, label: str, text: str, *, quiet: bool = False) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme().space("inner"))
        name = Label(label)
        name.setFixedWidth(theme().width("form_label"))
        said = Label(text, colour="muted" if quiet else "text", wrap=True)
        row.addWidget(name)
        row.addWidget(said, 1)
        self._column.addLayout(row)

    def _ask_about_contact(self, form: Form) -> None:
        channels = tuple((one.code, one.name) for one in self._view.channels)
        self._add("channel", _("Channel"), "choice", form.contact.channel, choices=channels, required=True)
        hint = _("In short; it stands in the contact history")
        self._add("text", _("What was said"), "comment", form.contact.text, hint=hint)
        if not self._view.concluding:
            hint = _("Stays open until a contact answers it")
            self._add("asks", _("A question they asked"), "text", form.contact.asks, hint=hint)

    def _ask_about_questions(self, form: Form) -> None:
        questions = [
            one for one in self._view.questions if one.answered is None and one.raised_by == "customer"
        ]
        by_rule = self._view.concluding or (self._view.rule is not None and self._view.rule.answers)
        for question in questions:
            chosen = form.contact.answers
            ticked = by_rule if chosen is None else question.id.hex in chosen
            self._add_tick(question, ticked=ticked)

    def _add_tick(self, question: QuestionLine, *, ticked: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme().space("inner"))
        name = Label(_("Answers") if not self._ticks else "")
        name.setFixedWidth(theme().width("form_label"))
        age = wording.when(question.raised, self._view.read_at)
        tick = QCheckBox(f"“{question.text}” · {age}".replace("&", "&&"))
        tick.setObjectName(f"answers_{question.id.hex}")
        tick.setChecked(ticked)
        tick.toggled.connect(lambda _on: self.edited.emit())
        row.addWidget(name)
        row.addWidget(tick, 1)
        self._ticks[question.id.hex] = tick
        self._column.addLayout(row)

    def _ask_about_end(self, form: Form) -> None:
        self._add("delivered", _("Delivered"), "comment", form.ending.delivered,
                  hint=_("What the customer has now, beside what was expected"))  # fmt: skip
        grades = tuple((str(grade), str(grade)) for grade in range(1, 11))
        grade = "" if form.ending.grade is None else str(form.ending.grade)
        self._add(
            "grade", _("Grade"), "choice", grade, choices=grades, hint=_("From 1 to 10, if one was given")
        )
        givers = (("customer", _("The customer")), ("employee", _("My impression")))
        self._add("graded_by", _("Given by"), "choice", form.ending.graded_by, choices=givers,
                  hint=_("Reports keep the two apart"))  # fmt: skip

    def _add(
        self,
        code: str,
        label: str,
        kind: str,
        value: str,
        *,
        choices: tuple[tuple[str, str], ...] = (),
        hint: str = "",
        required: bool = False,
    ) -> None:
        lines = _LINES_AT_END if self._view.concluding else _LINES
        field = make_field(FieldSpec(code, label, kind, required, choices=choices, hint=hint, lines=lines))
        field.setObjectName(f"contact_{code}")
        policy = field.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        field.more.setSizePolicy(policy)
        field.more.hide()
        if value:
            field.set_value(value)
        field.changed.connect(self.edited)
        self._fields[code] = field
        self._column.addWidget(field)

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
