"""Information items of a drawing: what its conditions ask for, and what its tasks read and write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.bpmn.drawing import Fact
from desktop_crm.exchange.bpmn.expressions import Comparison
from desktop_crm.exchange.bpmn.naming import Codes
from desktop_crm.process.amounts import HOME_CURRENCY, parse_amount, parse_number
from desktop_crm.process.conditions import ORDERED, ORDERINGS
from desktop_crm.process.model import Choice, Condition, Item, ItemType, Operator, Scope
from desktop_crm.process.values import parse_value

_YES_NO = frozenset({"yes", "no"})
_FLAGS = {"true": "yes", "false": "no", "yes": "yes", "no": "no"}
_TYPES = (
    (("bool",), ItemType.YES_NO),
    (("int", "long", "short", "decimal", "float", "double", "number", "numeric"), ItemType.NUMBER),
    (("datetime", "timestamp"), ItemType.DATETIME),
    (("date",), ItemType.DATE),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one fact in all, so that another question need not look at those before it.

    Attributes:
        kinds: of which kinds the values are. `ordered`: more or less is asked.
        flags: all values say yes or no. `dates`: all are dates. `single`: each asks for one value.
        filled: none is empty.
    """

    kinds: frozenset[str] = frozenset()
    ordered: bool = False
    flags: bool = True
    dates: bool = True
    single: bool = True
    filled: bool = True

    def and_also(self, one: Comparison) -> Asked:
        """Return what is asked once this is asked too."""
        if one.kind == "none":
            return self
        return Asked(
            self.kinds | {one.kind},
            self.ordered or one.operator in ORDERINGS,
            self.flags and all(value.casefold() in _FLAGS for value in one.values),
            self.dates and all(map(_is_date, one.values)),
            self.single and one.operator in {Operator.IS, Operator.IS_NOT},
            self.filled and all(value.strip() for value in one.values),
        )


@dataclass(slots=True, eq=False)
class Known:
    """An item in the making: its name, the type that is declared for it, and what conditions ask of it.

    Attributes:
        there: the drawing brings it with it, and somebody registers it already.
    """

    name: str
    declared: ItemType | None = None
    kept: bool = False
    asked: Asked = field(default_factory=Asked)
    values: dict[str, None] = field(default_factory=dict)
    item: Item | None = None
    there: bool = False
    codes: dict[str, str] = field(default_factory=dict)


class Items:
    """Gathers the items of a file; `settle` then says of which type each is."""

    def __init__(self, facts: dict[str, Fact], there: Iterable[Item] = ()) -> None:
        self.facts = facts
        self.known: dict[object, Known] = {}
        self.made: dict[str, Item] = {item.code: item for item in there}
        self.codes = Codes(frozenset(self.made), instead="item")
        for item in self.made.values():
            self.known[item.code] = Known(item.name, item.type, item=item, there=True)

    def of_fact(self, fact: Fact) -> Known | None:
        """Return the item of a fact that has a name."""
        if not fact.name:
            return None
        found = self.known.get(fact)
        if found is None:
            found = self.known[fact] = Known(fact.name, _declared(fact.structure), fact.kept)
        found.kept = found.kept or fact.kept
        return found

    def called(self, name: str) -> Known:
        """Return the item that a condition calls by a name."""
        fact = self.facts.get(name.casefold()) or self.facts.get(name.rpartition(".")[2].casefold())
        if fact is not None and fact.name:
            found = self.of_fact(fact)
            assert found is not None
            return found
        key = name.casefold()
        if key.removesuffix("_") in self.made:  # an item that the drawing brings with it
            return self.known[key.removesuffix("_")]
        if key not in self.known:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])|[._]+", " ", name).strip() or name
            self.known[key] = Known(words[:1].upper() + words[1:])
        return self.known[key]

    def can_ask(self, asks: Iterable[Comparison]) -> bool:
        """Tell whether all comparisons can be conditions, together with those that were asked before."""
        asked: dict[Known, Asked] = {}
        values: list[tuple[Known, tuple[str, ...]]] = []
        for one in asks:
            known = self.called(one.name)
            asked[known] = asked.get(known, known.asked).and_also(one)
            fits = _type(asked[known], known.declared) is not None
            if not (fits if known.item is None else _can_be(known.item, one)):
                return False
            values.append((known, one.values))
        for known, whole in asked.items():
            known.asked = whole
        for known, found in values:
            known.values.update(dict.fromkeys(found))
        return True

    def settle(self) -> None:
        """Give each item its type, choices and code."""
        for known in self.known.values():
            if known.item is not None:
                continue
            kind = _type(known.asked, known.declared) or ItemType.TEXT
            code = self.codes.give(known.name)
            if kind is ItemType.CHOICE:
                choices = Codes(instead="choice")
                known.codes = {value: choices.give(value) for value in known.values}
            scope = Scope.CUSTOMER if known.kept else Scope.CASE
            picks = tuple(Choice(code, value or code) for value, code in known.codes.items())
            known.item = Item(code, known.name, kind, scope, picks)
            self.made[code] = known.item

    def add_choice(self, name: str, names: list[str]) -> Item:
        """Make an item of its own for what a person decides; two ways called yes and no are no list."""
        code = self.codes.give(name)
        if len(names) == 2 and {one.casefold() for one in names} == _YES_NO:
            item = Item(code, name, ItemType.YES_NO)
        else:
            codes = Codes(instead="choice")
            item = Item(
                code, name, ItemType.CHOICE, choices=tuple(Choice(codes.give(one), one) for one in names)
            )
        self.made[code] = item
        return item

    def condition(self, one: Comparison) -> Condition:
        """Return a comparison as a condition on its item, once the items are settled."""
        known = self.called(one.name)
        item = known.item
        assert item is not None, "items are settled before conditions are made"
        values = tuple(dict.fromkeys(_value(item, known, value) for value in one.values))
        if item.type is ItemType.YES_NO and one.operator is Operator.IS_NOT:
            return Condition(item.code, Operator.IS, ("no" if values == ("yes",) else "yes",))
        return Condition(item.code, one.operator, values)


def as_choice(item: Item, place: int, name: str) -> str:
    """Return the value by which a choice made by `Items.add_choice` names its way at a place."""
    return name.casefold() if item.type is ItemType.YES_NO else item.choices[place].code


def _can_be(item: Item, one: Comparison) -> bool:
    """Tell whether an item of a known type can be asked this."""
    if one.operator in ORDERINGS and item.type not in ORDERED:
        return False
    try:
        return all(parse_value(item, _value(item, None, value)) for value in one.values)
    except (Invalid, KeyError):
        return False


def _value(item: Item, known: Known | None, value: str) -> str:
    if item.type is ItemType.CHOICE:
        return known.codes.get(value, value) if known is not None else value
    if item.type is ItemType.MONEY and " " not in value:
        return parse_amount(f"{value} {HOME_CURRENCY}")
    if item.type is ItemType.YES_NO:
        return _FLAGS[value.casefold()]
    if item.type is ItemType.NUMBER:
        return parse_number(f"{value}0000" if "." in value else value)  # so no point looks like thousands
    return value


def _declared(structure: str) -> ItemType | None:
    plain = structure.rpartition(":")[2].casefold()
    for parts, kind in _TYPES:
        if any(part in plain for part in parts):
            return kind
    return None


def _type(asked: Asked, declared: ItemType | None) -> ItemType | None:
    """Return of which type a fact is of which this is asked, or None where no type fits."""
    if not asked.kinds:
        return declared or ItemType.TEXT
    if asked.flags and not asked.ordered and "number" not in asked.kinds:
        return ItemType.YES_NO if asked.single else ItemType.CHOICE
    if asked.kinds == {"number"}:
        return ItemType.NUMBER
    if asked.kinds == {"text"}:
        if declared is ItemType.DATE or asked.ordered:
            return ItemType.DATE if asked.dates else None
        return ItemType.CHOICE if asked.filled else None
    return None


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
