"""Fields for information items: one editor for each type, and what all of them have in common."""

from desktop_crm.ui.widgets.fields.item_field import ItemField
from desktop_crm.ui.widgets.fields.make import kind_of, make_field
from desktop_crm.ui.widgets.fields.spec import FieldAnswer, FieldSpec, PickedFile

__all__ = ["FieldAnswer", "FieldSpec", "ItemField", "PickedFile", "kind_of", "make_field"]
