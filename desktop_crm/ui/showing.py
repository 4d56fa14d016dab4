"""Registered values as people read them: the value, or the word for why there is none, and where it is from."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Item, ItemType
from desktop_crm.process.values import show_value
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.fact_row import Fact
from desktop_crm.ui.widgets.fields.spec import answer_word
from desktop_crm.workflow.reads_rows import ContactLine, ValueLine


def value_text(item: Item, line: ValueLine) -> str:
    """Return a registered value for people; an answer without a value as its word and reason."""
    if line.withheld:
        return _("withheld")
    if line.answer != "value":
        word = answer_word(line.answer).lower()
        return _("{word}: {reason}").format(word=word, reason=line.reason) if line.reason else word
    content = line.content or ""
    if item.type in (ItemType.FILE, ItemType.DRAWING):
        return content.partition("/")[2] or content
    if item.type is ItemType.DATETIME:
        return wording.when_exactly(datetime.fromisoformat(content))
    return show_value(item, content)


def fact_of(item: Item, line: ValueLine | None, now: datetime) -> Fact:
    """Return the row of a fact: label, value, source and age; what is not there is said too."""
    if line is None:
        return Fact(item.name, _("not known yet"), state="")
    age = wording.age(line.registered, now)
    state = "withheld" if line.withheld else "" if line.valid else "ask_again"
    return Fact(item.name, " ".join(value_text(item, line).split()), line.source, state, age)


def contact_title(line: ContactLine) -> str:
    """Return what a contact was, in one line: its subject, else who went to whom."""
    if line.subject:
        return line.subject
    return _("The customer came to us") if line.direction == "in" else _("We went to the customer")


def contact_detail(line: ContactLine) -> str:
    """Return what was said, in quotation marks, and by whom it was taken."""
    words = wording.quoted(line.text)
    who = _("by {who}").format(who=line.who) if line.who else ""
    return " · ".join(part for part in (words, who) if part)
