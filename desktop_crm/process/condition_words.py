"""Conditions in words, for who reads a model: “Damage at most € 500,00 and Kind: Car or Home”."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Condition, Model, Operator
from desktop_crm.process.values import parse_value, show_value


def condition_words(model: Model, conditions: Iterable[Condition]) -> str:
    """Return conditions as one clause; empty when there are none. An item that is unknown has its code."""
    return _(" and ").join(_clause(model, one) for one in conditions)


def _clause(model: Model, condition: Condition) -> str:
    item = model.item.get(condition.item)
    values = _(" or ").join(_value(model, condition.item, one) for one in condition.values)
    return _form(condition.operator).format(item=condition.item if item is None else item.name, value=values)


def _form(operator: Operator) -> str:
    return {
        Operator.IS: _("{item}: {value}"),
        Operator.IS_NOT: _("{item}: not {value}"),
        Operator.LESS: _("{item} less than {value}"),
        Operator.AT_MOST: _("{item} at most {value}"),
        Operator.MORE: _("{item} more than {value}"),
        Operator.AT_LEAST: _("{item} at least {value}"),
        Operator.ONE_OF: _("{item}: {value}"),
        Operator.NONE_OF: _("{item}: not {value}"),
        Operator.KNOWN: _("{item} known"),
        Operator.NOT_KNOWN: _("{item} not known"),
    }[operator]


def _value(model: Model, code: str, text: str) -> str:
    item = model.item.get(code)
    if item is None:
        return text
    try:
        return show_value(item, parse_value(item, text))
    except Invalid:  # a draft may compare with what is no value of the item
        return text
