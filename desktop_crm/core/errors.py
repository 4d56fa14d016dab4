"""Known errors: what the environment or the user did. Everything else that is raised is a bug of ours."""

from __future__ import annotations


class Known(Exception):
    """Something that may happen to a working program; its text is one sentence for a person."""

    @property
    def sentence(self) -> str:
        """What happened, what was kept, what to do."""
        return str(self)


class Refused(Known):
    """A right, or the state of the thing, forbids the act; nothing was changed."""


class Invalid(Known):
    """Input that can't be taken.

    Attributes:
        where: the file and line, the field, or the option; empty where the sentence says it.
    """

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.where = where


class NotFound(Known):
    """What was asked for isn't there, or isn't for this employee to see."""


class Conflict(Known):
    """A colleague was first; nothing was changed."""


class Contended(Conflict):
    """Two transactions wanted the same at once and this one was taken back whole: it can be tried again.

    Attributes:
        tried_again: whether it was tried twice already.
    """

    tried_again = False


class StoreProblem(Known):
    """The store is missing, newer, corrupt, locked, read-only, full, or has lost its triggers."""
