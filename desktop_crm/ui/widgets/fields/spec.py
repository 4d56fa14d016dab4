"""What a field is told about its item, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _

# The four answers without a value, with the key that gives each.
ANSWER_KEYS = {"unknown": "Alt+U", "refused": "Alt+R", "not-applicable": "Alt+N", "later": "Alt+L"}
ANSWER_ICONS = {
    "unknown": "unknown",
    "refused": "refused",
    "not-applicable": "not_applicable",
    "later": "later",
}


def answer_word(kind: str) -> str:
    """Return the word of an answer without a value."""
    return {
        "unknown": _("Unknown"),
        "refused": _("Refused"),
        "not-applicable": _("Not applicable"),
        "later": _("Later"),
    }[kind]


@frozen
class FieldAnswer:
    """An answer without a value: ``unknown``, ``refused``, ``not-applicable`` or ``later``, and why."""

    kind: str
    reason: str = ""


@frozen
class PickedFile:
    """A file that was chosen, or a drawing that was made."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@frozen
class FieldSpec:
    """What a field needs to know.

    Attributes:
        code: the item. `label`: what stands beside the field. `type`: one of the twelve item types.
        parse: turns text into the item's canonical text, or raises `core.errors.Invalid` with a sentence that
            says what is wrong and gives a right example. The rule lives in the domain; None takes anything.
        show: turns a canonical text into what people read and edit; `parse` takes it back.
        choices: code and words of each choice.
        answerable: may be answered without a value; False: it has no "…".
        hint: stands muted in the note column while there is nothing else to say.
        lines: a comment's field is this many lines high; 0: it grows with the window.
    """

    code: str
    label: str
    type: str = "text"
    required: bool = False
    parse: Callable[[str], str] | None = None
    show: Callable[[str], str] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    placeholder: str = ""
    answerable: bool = True
    lines: int = 0

    def shown(self, canonical: str) -> str:
        """Return a value as it is edited; what is no right value (of a draft) is shown as it is."""
        right = self.canonical(canonical) if self.show is not None and canonical else None
        return canonical if right is None or self.show is None else self.show(right)

    def canonical(self, typed: str) -> str | None:
        """Return what was typed in canonical form, or None if it is wrong."""
        try:
            return self.parse(typed) if self.parse is not None else typed
        except Invalid:
            return None
