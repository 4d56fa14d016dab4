"""Fields for information items: one editor for each type, and what all of them have in common.

Its names are imported when they are asked for: the desk has a comment field and no calendar, file or drawing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_crm.ui.widgets.fields.item_field import ItemField
    from desktop_crm.ui.widgets.fields.make import kind_of, make_field
    from desktop_crm.ui.widgets.fields.spec import FieldAnswer, FieldSpec, PickedFile

__all__ = ["FieldAnswer", "FieldSpec", "ItemField", "PickedFile", "kind_of", "make_field"]

_MODULES = {"ItemField": "item_field", "kind_of": "make", "make_field": "make"}


def __getattr__(name: str) -> Any:
    """Import one of the names of this package from its module."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_MODULES.get(name, 'spec')}"), name)
