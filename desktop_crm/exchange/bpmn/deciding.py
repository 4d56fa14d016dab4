"""Which way a case goes: conditions that can be read are conditions here, others become a person's choice."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.drawing import one_line
from desktop_crm.exchange.bpmn.expressions import OPPOSITE
from desktop_crm.exchange.bpmn.items import Items, Known, as_choice
from desktop_crm.exchange.bpmn.net import Knot, Net, Way, tells_itself
from desktop_crm.exchange.bpmn.remarks import Remarks
from desktop_crm.process.model import Condition, Item, ItemType, Operator, Performer, Split

_FAR = 12  # how many knots back one looks for the work that registers what is asked


class Deciding:
    """Decides for one net which ways have conditions; call `sort`, settle the items, then `set_conditions`."""

    def __init__(self, items: Items, remarks: Remarks) -> None:
        self.items = items
        self.remarks = remarks
        self._read: list[Knot] = []
        self._chosen: list[Knot] = []
        self._guarded: list[tuple[Knot, Way]] = []

    def sort(self, net: Net) -> None:
        """Tell apart what conditions decide from what a person decides, and note what conditions ask."""
        for knot in net.knots:
            if len(knot.ways) > 1 and knot.split is Split.ONE:
                asks = [one for way in knot.ways if not way.default for one in way.asks or ()]
                readable = tells_itself(knot) and self.items.can_ask(asks)
                (self._read if readable else self._chosen).append(knot)
            elif knot.split is Split.ALL and len(knot.ways) > 1:
                self._sort_guards(knot)

    def _sort_guards(self, knot: Knot) -> None:
        """Of several branches side by side each may have its condition: of an inclusive gateway alone."""
        for way in knot.ways:
            if not knot.inclusive:
                if way.asks is None or way.asks:
                    self._unread(knot, way, _("this branch is followed whatever its condition says."))
            elif not way.default:
                if not way.asks or not self.items.can_ask(way.asks):
                    way.asks = None
                self._guarded.append((knot, way))

    def set_conditions(self, net: Net) -> None:
        """Give every way its conditions, and say who registers what they ask."""
        written = {fact for knot in net.knots if knot.node is not None for fact in knot.node.writes}
        self._written = {self.items.known[fact].name for fact in written if fact in self.items.known}
        for knot in self._read:
            self._by_conditions(knot)
        for knot in self._chosen:
            self._by_choice(net, knot)
        guarding = {way for knot in net.knots for way in knot.guards}
        for knot, way in self._guarded:
            self._guard(knot, way, used=way in guarding)
        for knot in net.knots:
            knot.only_when = tuple(dict.fromkeys(one for way in knot.guards for one in way.when))
        net.connect()

    # By conditions ------------------------------------------------------------------------------------

    def _by_conditions(self, knot: Knot) -> None:
        free = [way for way in knot.ways if way.default or way.asks == []]
        asked = [way for way in knot.ways if way not in free]
        for way in asked:
            way.when = tuple(dict.fromkeys(self.items.condition(one) for one in way.asks or ()))
            for one in way.asks or ():
                self._registered(self.items.called(one.name), knot)
        if not free and self._leaves_nothing_out(asked):
            asked[-1].when = ()
        knot.ways = [*asked, *free]

    def _leaves_nothing_out(self, ways: list[Way]) -> bool:
        """Tell whether the ways cover all values of one item, so that the last is for all other cases."""
        if any(len(way.when) != 1 for way in ways) or len({way.when[0].item for way in ways}) != 1:
            return False
        conditions = [way.when[0] for way in ways]
        item = self.items.made[conditions[0].item]
        if len(conditions) == 2 and _opposite(*conditions):
            return True
        if any(one.operator not in {Operator.IS, Operator.ONE_OF} for one in conditions):
            return False
        return _all_values(item) == {value for one in conditions for value in one.values}

    def _registered(self, known: Known, knot: Knot) -> None:
        """Have somebody register what is asked, where no task in the drawing does: who did the work before."""
        assert known.item is not None
        if known.there or known.name in self._written:
            return
        for one in _before(knot):
            if known.item.code not in one.decides:
                one.decides.append(known.item.code)

    # By choice ----------------------------------------------------------------------------------------

    def _by_choice(self, net: Net, knot: Knot) -> None:
        knot.ways.sort(key=lambda way: way.default)
        deciding = knot
        if knot.kind == "work" and not knot.by_person:
            deciding = Knot("route", knot.name, knot.node, asked=knot.asked, chooses=True)
            deciding.ways, knot.ways = knot.ways, [Way(deciding)]
            net.knots.append(deciding)
        asked = knot.asked or (_("Outcome of {work}").format(work=knot.name) if knot.name else _("Which way"))
        names = [way.name or _name_of(way.to) for way in deciding.ways]
        item = self.items.add_choice(asked, _told_apart(names))
        if deciding.kind == "route":
            self._let_decide(deciding, asked)
        deciding.decides.append(item.code)
        told = _told_apart(names)
        for place, way in enumerate(deciding.ways):
            value = as_choice(item, place, told[place])
            last = place == len(deciding.ways) - 1
            way.when = () if last else (Condition(item.code, Operator.IS, (value,)),)
            if way.expression:
                self._unread(
                    deciding, way,
                    _("a person decides: “{choice}” of “{item}”.").format(choice=told[place], item=item.name),
                )  # fmt: skip

    def _let_decide(self, knot: Knot, asked: str) -> None:
        knot.kind, knot.performer = "work", Performer.EMPLOYEE
        knot.name = asked
        if knot.node is not None:
            self.remarks.rewritten(
                knot.node.tag,
                knot.node.id,
                knot.node.name,
                _("a person decides here; an activity was added."),
            )

    def _guard(self, knot: Knot, way: Way, *, used: bool) -> None:
        if not used:
            self._unread(knot, way, _("this branch is followed whatever its condition says."))
            return
        if way.asks:
            way.when = tuple(self.items.condition(one) for one in way.asks)
            for asked in way.asks:
                self._registered(self.items.called(asked.name), knot)
            return
        item = self.items.add_choice(way.name or _name_of(way.to), ["yes", "no"])
        for one in _before(knot):
            one.decides.append(item.code)
        way.when = (Condition(item.code, Operator.IS, ("yes",)),)
        self._unread(knot, way, _("a person decides: “{item}”, yes or no.").format(item=item.name))

    def _unread(self, knot: Knot, way: Way, sentence: str) -> None:
        said = f"{sentence} [{one_line(way.expression, 120)}]" if way.expression else sentence
        self.remarks.rewritten("sequenceFlow", way.arc, way.name or _name_of(way.to), said)


def _before(knot: Knot) -> Iterator[Knot]:
    """Yield the nearest work by a person at which what is decided at a knot can be registered."""
    seen = {knot}
    waiting = [knot]
    for one in waiting:
        if one.by_person:
            yield one
        elif len(waiting) < _FAR:
            fresh = [before for before in dict.fromkeys(one.into[:_FAR]) if before not in seen]
            seen.update(fresh)
            waiting += fresh


def _name_of(knot: Knot) -> str:
    if knot.name:
        return knot.name
    node = knot.node
    return (node.name or node.id) if node is not None else _("Go on")


def _told_apart(names: list[str]) -> list[str]:
    """Return names of which no two are alike, whatever their capitals."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        key = name.strip().casefold()
        seen[key] = seen.get(key, 0) + 1
        told.append(name if seen[key] == 1 else f"{name} ({seen[key]})")
    return told


def _opposite(one: Condition, other: Condition) -> bool:
    return OPPOSITE.get(one.operator) is other.operator and one.values == other.values


def _all_values(item: Item) -> set[str]:
    if item.type is ItemType.YES_NO:
        return {"yes", "no"}
    return {choice.code for choice in item.choices} if item.type is ItemType.CHOICE else set()
