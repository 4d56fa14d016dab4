"""What an activity's form makes of what was typed: which fields are asked for, what is wrong, what to store.

Nothing here knows Qt, so that the rules of the form can be tested without a window.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Item, ItemType
from desktop_crm.process.values import parse_value
from desktop_crm.workflow.reads_activity import ActivityView, OutputLine
from desktop_crm.workflow.values import Answer, AnswerKind, FileGiven

DRAFT_VERSION = 1
# Stands for a channel: the step is done in the call or visit that goes on. No code of a model looks like it.
SAME_CONTACT = "@same"
_FILES = frozenset({ItemType.FILE, ItemType.DRAWING})


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one field.

    Attributes:
        text: as typed, valid or not; of a file its stored form when it was registered before.
        answer: an answer without a value, which takes the place of the text.
        file: a file or drawing that was chosen here.
        touched: somebody typed, chose or confirmed here; what is only filled in is not registered again.
    """

    text: str = ""
    answer: Answer | None = None
    file: FileGiven | None = None
    touched: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the field at all."""
        return not self.text.strip() and self.answer is None and self.file is None


@dataclass(frozen=True, slots=True)
class Ending:
    """What a concluding window registers besides its fields."""

    delivered: str = ""
    grade: int | None = None
    graded_by: str = ""


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """The contact that completing the step is: channel, what was said, which questions it answers."""

    channel: str = ""
    text: str = ""
    answers: tuple[str, ...] | None = None
    asks: str = ""


@dataclass(frozen=True)
class Form:
    """All fields of a window at one moment. Frozen: each change gives a new form, so undo is an older one."""

    view: ActivityView
    entries: Mapping[str, Entry] = field(default_factory=dict)
    contact: ContactEntry = ContactEntry()
    ending: Ending = Ending()

    def entry(self, code: str) -> Entry:
        """Return what stands in a field."""
        return self.entries.get(code, Entry())

    def put(self, code: str, entry: Entry) -> Form:
        """Return the form with one field changed."""
        return replace(self, entries={**self.entries, code: entry})

    def canonical(self) -> dict[str, str | None]:
        """Return the values that decide about fields and the next step: canonical text by item."""
        found: dict[str, str | None] = {}
        for line in self.view.outputs:
            entry = self.entry(line.item.code)
            if entry.answer is not None or entry.empty:
                found[line.item.code] = None
            elif entry.file is None and problem_of(line.item, entry) is None:
                found[line.item.code] = _stored(line.item, entry.text)
        return found

    def visible(self) -> tuple[OutputLine, ...]:
        """Return the fields to show now: those whose conditions hold for what is filled in."""
        return self.view.asks_for(self.canonical())

    def problems(self) -> dict[str, str]:
        """Return for each visible field what is wrong with what was typed, as a sentence."""
        found = {}
        for line in self.visible():
            wrong = problem_of(line.item, self.entry(line.item.code))
            if wrong is not None:
                found[line.item.code] = wrong
        return found

    def missing(self) -> tuple[OutputLine, ...]:
        """Return the required visible fields that have no answer, and in a concluding window what was put off."""
        return tuple(line for line in self.visible() if line.required and self._unanswered(line))

    def _unanswered(self, line: OutputLine) -> bool:
        entry = self.entry(line.item.code)
        put_off_again = line.settles and entry.answer is not None and entry.answer.kind is AnswerKind.LATER
        return entry.empty or put_off_again

    def answered(self) -> int:
        """Return how many of the visible fields have an answer."""
        return sum(not self.entry(line.item.code).empty for line in self.visible())

    def outputs(self) -> dict[str, str | FileGiven]:
        """Return the values to register: of visible fields that somebody touched here."""
        found: dict[str, str | FileGiven] = {}
        for line in self.visible():
            entry = self.entry(line.item.code)
            if not entry.touched or entry.answer is not None or entry.empty:
                continue
            if entry.file is not None:
                found[line.item.code] = entry.file
            elif line.item.type not in _FILES:
                found[line.item.code] = _stored(line.item, entry.text)
        return found

    def answers(self) -> dict[str, Answer]:
        """Return the answers without a value to register: of visible fields that somebody touched here."""
        found = {}
        for line in self.visible():
            entry = self.entry(line.item.code)
            if entry.touched and entry.answer is not None:
                found[line.item.code] = entry.answer
        return found

    @property
    def dirty(self) -> bool:
        """Whether anything was typed or chosen here that is not stored yet."""
        touched = any(entry.touched for entry in self.entries.values())
        return touched or self.ending != Ending() or bool(self.contact.text or self.contact.asks)


def begin(view: ActivityView) -> Form:
    """Return the form as the window opens: what is known is filled in, what this case answered stands there."""
    entries = {}
    for line in view.outputs:
        known = line.known
        if known is None or known.withheld:
            continue
        if known.answer == AnswerKind.VALUE:
            entries[line.item.code] = Entry(known.content or "")
        elif known.in_case and not line.settles:
            entries[line.item.code] = Entry(answer=Answer(AnswerKind(known.answer), known.reason))
    return Form(view, entries, ContactEntry(channel=first_channel(view)))


def first_channel(view: ActivityView) -> str:
    """Return the channel that a window begins with: the contact that goes on, else that of the model."""
    return SAME_CONTACT if view.in_same_contact else usual_channel(view)


def usual_channel(view: ActivityView) -> str:
    """Return the channel of a contact of its own, as the model has it."""
    return view.rule.channel if view.rule is not None else ""


def carried_over(form: Form, view: ActivityView) -> Form:
    """Return a form for a newer view of the same work item, with whatever was typed in the older one."""
    typed = {code: entry for code, entry in form.entries.items() if entry.touched}
    return Form(view, {**begin(view).entries, **typed}, _of_now(form.contact, view), form.ending)


def _of_now(contact: ContactEntry, view: ActivityView) -> ContactEntry:
    """Return a contact as it was typed, but for one that has come to its end since."""
    over = contact.channel == SAME_CONTACT and not view.in_same_contact
    return replace(contact, channel=usual_channel(view)) if over else contact


def problem_of(item: Item, entry: Entry) -> str | None:
    """Return what is wrong with what was typed, or None; an empty field is missing at most, never wrong."""
    if entry.empty or entry.answer is not None or entry.file is not None or item.type in _FILES:
        return None
    try:
        parse_value(item, entry.text)
    except Invalid as wrong:
        return wrong.sentence
    return None


def _stored(item: Item, text: str) -> str:
    return text if item.type in _FILES else parse_value(item, text)


def write_draft(form: Form) -> str:
    """Return what was typed as JSON, to be kept while the window is open; `read_draft` puts it back."""
    fields = {code: _draft_entry(entry) for code, entry in form.entries.items() if entry.touched}
    contact, ending = form.contact, form.ending
    content = {
        "version": DRAFT_VERSION,
        "fields": fields,
        "contact": {
            "channel": contact.channel,
            "text": contact.text,
            "answers": contact.answers,
            "asks": contact.asks,
        },
        "ending": {"delivered": ending.delivered, "grade": ending.grade, "graded_by": ending.graded_by},
    }
    return json.dumps(content)


def _draft_entry(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"text": entry.text}
    if entry.answer is not None:
        found["answer"] = [str(entry.answer.kind), entry.answer.reason]
    if entry.file is not None:
        content = base64.b64encode(entry.file.content).decode("ascii")
        found["file"] = [entry.file.name, entry.file.media_type, content]
    return found


def read_draft(form: Form, content: str) -> Form:
    """Return the form with a draft put back on top of it; fields that are no longer asked for are left out.

    Raises `Invalid` for a draft that this release did not write.
    """
    try:
        draft = json.loads(content)
        if draft["version"] != DRAFT_VERSION:
            raise KeyError("version")
        entries = {code: _entry_of(one) for code, one in draft["fields"].items()}
        contact, ending = _contact_of(draft["contact"]), Ending(**draft["ending"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Invalid(
            _("The draft of this window can't be read any more; it was left where it is.")
        ) from problem
    asked = {line.item.code for line in form.view.outputs}
    kept = {code: entry for code, entry in entries.items() if code in asked}
    contact = _of_now(contact, form.view)
    return replace(form, entries={**form.entries, **kept}, contact=contact, ending=ending)


def _entry_of(stored: dict[str, Any]) -> Entry:
    answer = stored.get("answer")
    file = stored.get("file")
    return Entry(
        text=str(stored.get("text", "")),
        answer=Answer(AnswerKind(answer[0]), str(answer[1])) if answer else None,
        file=FileGiven(file[0], base64.b64decode(file[2], validate=True), file[1]) if file else None,
        touched=True,
    )


def _contact_of(stored: dict[str, Any]) -> ContactEntry:
    chosen = stored["answers"]
    answers = None if chosen is None else tuple(str(one) for one in chosen)
    return ContactEntry(str(stored["channel"]), str(stored["text"]), answers, str(stored["asks"]))
