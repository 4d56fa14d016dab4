"""A model as sheets: rows, columns and cells of text, each of which can be read, typed over, copied and pasted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Model


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or a column.

    Attributes:
        code: names it within its sheet; a row that is still to be filled has a code that ends in a slash.
        title: what people call it. `note`: a word beside it. `heading`: it stands above a group, without cells.
        width: of a column, in pixels to begin with; 0: like the others.
    """

    code: str
    title: str
    note: str = ""
    heading: bool = False
    width: int = 0


Cell = tuple[str, str, str]  # row, column and text


class OneByOne(ABC):
    """A sheet whose cells are written one by one: each may change what stands in others."""

    __slots__ = ()

    @abstractmethod
    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Put a text into a cell."""

    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Put texts into cells."""
        for row, column, text in cells:
            model = self.write(model, row, column, text)
        return model


class Sheet(Protocol):
    """One list or matrix of a model."""

    @property
    def key(self) -> str:
        """What names the sheet in a program."""
        ...

    @property
    def matrix(self) -> bool:
        """Whether its cells are marks, and its rows have heads."""
        ...

    @property
    def title(self) -> str:
        """What people call the sheet."""
        ...

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Letters that set a mark, with what they mean."""
        ...

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the heads of the rows."""
        ...

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the heads of the columns."""
        ...

    def text(self, model: Model, row: str, column: str) -> str:
        """Return what stands in a cell; `write` takes it back."""
        ...

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Put a text into a cell; raise `Invalid` with a sentence where it can't be taken."""
        ...

    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Put texts into cells, one after the other; raise `Invalid` where one can't be taken."""
        ...

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return the words that a cell of a column may hold; none: anything."""
        ...

    def remove(self, model: Model, row: str) -> Model:
        """Take the thing of a row out of the model."""
        ...

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move the thing of a row up (negative) or down."""
        ...


NEW = "/"


def is_new(row: str) -> bool:
    """Tell whether a row is still to be filled."""
    return row.endswith(NEW)


def toggled(sheet: Sheet, model: Model, row: str, column: str, mark: str) -> Model:
    """Return the model with a mark set in a cell, or taken away where it stood; its details stay with others."""
    parts = [part for part in sheet.text(model, row, column).split(" | ") if part]
    kept = [part for part in parts if part[:1] != mark]
    if mark == "*":
        kept = [_starred(part) for part in parts]
    elif len(kept) == len(parts):
        kept.append(mark)
    return sheet.write(model, row, column, " | ".join(kept))


def _starred(part: str) -> str:
    return part.replace("*", "", 1) if part[1:2] == "*" else f"{part[:1]}*{part[1:]}"


def parts(text: str, known: str) -> dict[str, str]:
    """Return the marks of a cell with their details: ``R: damage known | I`` gives both letters.

    Raises `Invalid` for a letter that is not among `known`, or that stands twice.
    """
    found: dict[str, str] = {}
    for part in text.split("|"):
        mark, _colon, detail = part.strip().partition(":")
        letters = mark.strip().upper().replace(" ", "")
        stars = letters.count("*")
        for letter in letters.replace("*", ""):
            if letter not in known or letter in found:
                raise Invalid(
                    _("“{text}” can't stand here; use {known}, apart by |.").format(
                        text=text.strip(), known=", ".join(known)
                    )
                )
            found[letter] = ("*" if stars else "") + detail.strip()
        if not letters.replace("*", "") and (stars or detail):
            raise Invalid(_("“{text}” has no letter before its details.").format(text=text.strip()))
    return found


def shifted(codes: list[str], code: str, by: int) -> int:
    """Return the place that a code moves to."""
    return max(0, min(codes.index(code) + by, len(codes) - 1))


Read = Callable[[Model, str], str]
Write = Callable[[Model, str, str], Model]
