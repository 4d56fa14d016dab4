"""Which editor an item's type gets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.ui.widgets.fields.choice_editors import YesNoEditor, choice_editor, side_by_side
from desktop_crm.ui.widgets.fields.date_editors import DateEditor, DateTimeEditor
from desktop_crm.ui.widgets.fields.editor import CommentEditor, Editor, LineEditor
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor, FileEditor
from desktop_crm.ui.widgets.fields.item_field import ItemField
from desktop_crm.ui.widgets.fields.spec import FieldSpec

_EDITORS: dict[str, Callable[[FieldSpec], Editor]] = {
    "text": LineEditor,
    "comment": CommentEditor,
    "number": LineEditor,
    "date": DateEditor,
    "datetime": DateTimeEditor,
    "money": LineEditor,
    "yes-no": YesNoEditor,
    "choice": choice_editor,
    "phone": LineEditor,
    "email": LineEditor,
    "file": FileEditor,
    "drawing": DrawingEditor,
}


def kind_of(spec: FieldSpec) -> str:
    """Return the kind of field an item gets: a field of the same kind can start over for it."""
    if spec.type == "comment":
        return f"comment of {spec.lines} lines"
    return "segments" if spec.type == "choice" and side_by_side(spec) else spec.type


def make_field(
    spec: FieldSpec, parent: QWidget | None = None, *, made: type[ItemField] = ItemField
) -> ItemField:
    """Return the field of an item, laid out as `made` does; an unknown type raises `KeyError`."""
    return made(spec, _EDITORS[spec.type](spec), parent)
