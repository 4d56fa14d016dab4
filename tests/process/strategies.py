"""Random process models that can run: sequences, branches on values, joins, loops with a way out.

`sound_models()` weaves each process from blocks with one entrance, so that it is sound by construction
(van der Aalst, 1998); `values_for` gives canonical values for an item of such a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from desktop_crm.core.money import Money
from desktop_crm.process.findings import check
from desktop_crm.process.model import (
    Activity,
    CalendarSpec,
    Channel,
    Choice,
    Condition,
    ContactRule,
    Direction,
    Duty,
    Event,
    Family,
    Flow,
    Item,
    ItemType,
    Join,
    Ksf,
    Measurement,
    Model,
    Operator,
    Performer,
    Process,
    Responsibility,
    Role,
    Scope,
    Split,
    Step,
    Use,
)

_T = TypeVar("_T")

CHANNELS = (
    Channel("telephone", "Telephone", Family.TELEPHONY, immediate=True),
    Channel("letter", "Letter", Family.DIRECT_MARKETING),
    Channel("email", "E-mail", Family.E_COMMERCE),
)
_WEEK: tuple[tuple[str, str], ...] = (("08:30", "17:00"),)
OFFICE = CalendarSpec(
    "office", "The office", "Europe/Amsterdam", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _WEEK)
)
KSFS = (
    Ksf("reaction", "Somebody reacts", "Hear me.", "reaction", norm_seconds=3_600, calendar="office"),
    Ksf("answer", "First answer", "Answer me today.", "response", norm_seconds=14_400, calendar="office"),
    Ksf("settled", "Settled", "Be done in a week.", "throughput", norm_seconds=604_800, judged="customer"),
    Ksf("kept", "Promise kept", "Do what you said.", "promise_kept"),
    Ksf("friendly", "Friendly", "Be kind.", "grade", norm_grade=7.5),
)
_DECIDING = (ItemType.YES_NO, ItemType.CHOICE, ItemType.NUMBER, ItemType.MONEY, ItemType.DATE, ItemType.TEXT)
_FIELDS = (*_DECIDING, ItemType.COMMENT, ItemType.DATETIME, ItemType.PHONE, ItemType.EMAIL)
_BY_SYSTEM = (ItemType.YES_NO, ItemType.DATE, ItemType.DATETIME)
_ORDERED = frozenset({ItemType.NUMBER, ItemType.MONEY, ItemType.DATE})
_CHOICES = (Choice("red", "Red"), Choice("green", "Green"), Choice("blue", "Blue"))


# Few different values, so that conditions are met often.
_VALUES: dict[ItemType, SearchStrategy[str]] = {
    ItemType.TEXT: st.sampled_from(["north", "south", "'; DROP TABLE work_item; --", "ﬁn ☎️ Ω"]),
    ItemType.COMMENT: st.sampled_from(["all well", "two\nlines", "\u202eturned\u202c"]),
    ItemType.NUMBER: st.sampled_from(["0", "1", "2.5", "10", "-3"]),
    ItemType.DATE: st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(date.isoformat),
    ItemType.DATETIME: st.integers(0, 9).map(lambda hour: datetime(2026, 1, 5, hour, tzinfo=UTC).isoformat()),
    ItemType.MONEY: st.sampled_from([-100, 0, 1_250, 500_000]).map(lambda cents: str(Money(cents))),
    ItemType.YES_NO: st.sampled_from(["yes", "no"]),
    ItemType.PHONE: st.sampled_from(["+31384217706", "+4930901820"]),
    ItemType.EMAIL: st.sampled_from(["anouk@example.nl", "tim@example.nl"]),
}


def values_for(item: Item) -> SearchStrategy[str]:
    """Return canonical values that `item` can have (files and drawings are never asked for)."""
    if item.type is ItemType.CHOICE:
        return st.sampled_from([choice.code for choice in item.choices])
    return _VALUES[item.type]


@dataclass
class _Knot:
    """A step while it is woven: a flow's `to` is empty until what follows is known."""

    code: str
    activity: str = ""
    flows: list[tuple[str, tuple[Condition, ...]]] = field(default_factory=list)
    split: Split = Split.ONE
    join: Join = Join.ANY
    only_when: tuple[Condition, ...] = ()
    skippable: bool = False
    concluding: bool = False
    needs_customer: bool = False

    def step(self) -> Step:
        return Step(
            self.code,
            self.activity,
            flows=tuple(Flow(to, when) for to, when in self.flows),
            split=self.split,
            join=self.join,
            only_when=self.only_when,
            skippable=self.skippable,
            concluding=self.concluding,
            needs_customer=self.needs_customer,
        )


@dataclass
class _Block:
    """A part of a process: its entrance, its loose ends (knot, number of flow), what is known after it."""

    entrance: str
    ends: list[tuple[_Knot, int]]
    known: frozenset[str]


class _Company:
    """Draws roles, items and activities, and remembers them with their cells of the matrices."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.roles = [Role(code, code.title()) for code in ("front", "claims", "field", "boss")]
        self.roles = self.roles[: draw(st.integers(1, 4))]
        self.items: dict[str, Item] = {}
        self.activities: list[Activity] = []
        self.responsibilities: list[Responsibility] = []
        self.uses: list[Use] = []
        self.plain: dict[str, frozenset[str]] = {}  # activities that may be used again, with their outputs

    def one_of(self, choices: Sequence[_T]) -> _T:
        return self.draw(st.sampled_from(choices))

    def often(self, tenths: int) -> bool:
        return self.draw(st.integers(1, 10)) <= tenths

    def item(self, types: Sequence[ItemType], scope: Scope | None = None) -> Item:
        kind, code = self.one_of(types), f"item_{len(self.items)}"
        found = Item(
            code,
            f"Item {len(self.items)}",
            kind,
            scope=scope or self.one_of(list(Scope)),
            choices=_CHOICES if kind is ItemType.CHOICE else (),
            validity_days=self.one_of([None, 30, 365]),
            sensitive=self.often(1),
        )
        self.items[code] = found
        return found

    def condition(self, item: Item) -> Condition:
        operators = [
            Operator.IS,
            Operator.IS_NOT,
            Operator.ONE_OF,
            Operator.NONE_OF,
            Operator.KNOWN,
            Operator.NOT_KNOWN,
        ]
        if item.type in _ORDERED:
            operators += [Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST]
        operator = self.one_of(operators)
        least, most = 1, 1
        if operator in (Operator.KNOWN, Operator.NOT_KNOWN):
            least, most = 0, 0
        elif operator in (Operator.ONE_OF, Operator.NONE_OF):
            most = 2
        values = self.draw(st.lists(values_for(item), min_size=least, max_size=most, unique=True))
        return Condition(item.code, operator, tuple(values))

    def on(self, known: frozenset[str]) -> tuple[Condition, ...]:
        """One or two conditions on items that are registered by then."""
        deciding = sorted(code for code in known if self.items[code].type in _DECIDING)
        codes = self.draw(st.lists(st.sampled_from(deciding), min_size=1, max_size=2)) if deciding else []
        return tuple(self.condition(self.items[code]) for code in codes)

    def activity(self, known: frozenset[str], *, decides: Item | None = None, ends: bool = False) -> Activity:
        """Draw a new activity; a person does it where it decides or ends something."""
        code = f"activity_{len(self.activities)}"
        by_person = decides is not None or ends
        performer = Performer.EMPLOYEE
        if not ends and self.often(3):
            performer = self.one_of([one for one in Performer if not (by_person and one is Performer.SYSTEM)])
        rule = None
        if ends or (performer is not Performer.SYSTEM and self.often(2)):
            rule = ContactRule("out", self.one_of(CHANNELS).code, answers=ends or self.often(5))
        activity = Activity(code, f"Activity {code[9:]}", performer=performer, contact=rule)
        self.activities.append(activity)
        self._outputs(activity, known, decides)
        self._inputs(activity, known)
        if performer is not Performer.SYSTEM:
            self._duties(activity, known)
        if not by_person:
            # Its own conditions suit the place it was made for; such an activity is not used elsewhere.
            own = [use for use in self.uses if use.activity == code]
            bare = not any(use.when for use in own) and not any(
                use.required for use in own if use.direction is Direction.INPUT
            )
            if bare and not any(duty.limits for duty in self.responsibilities if duty.activity == code):
                self.plain[code] = self.registered(code)
        return activity

    def registered(self, activity: str) -> frozenset[str]:
        return frozenset(
            use.item for use in self.uses if use.activity == activity and use.direction is Direction.OUTPUT
        )

    def _outputs(self, activity: Activity, known: frozenset[str], decides: Item | None) -> None:
        if decides is not None:
            self.uses.append(Use(activity.code, decides.code, Direction.OUTPUT, required=True))
        types = _BY_SYSTEM if activity.performer is Performer.SYSTEM else _FIELDS
        for _number in range(self.draw(st.integers(0, 2))):
            item = self.item(types)
            when = self.on(known) if self.often(2) else ()
            self.uses.append(Use(activity.code, item.code, Direction.OUTPUT, self.often(6), when))

    def _inputs(self, activity: Activity, known: frozenset[str]) -> None:
        if known:
            for code in self.draw(st.lists(st.sampled_from(sorted(known)), max_size=2, unique=True)):
                if not any(use.activity == activity.code and use.item == code for use in self.uses):
                    self.uses.append(Use(activity.code, code, Direction.INPUT, self.often(3)))

    def _duties(self, activity: Activity, known: frozenset[str]) -> None:
        able = self.draw(
            st.lists(st.sampled_from(self.roles), min_size=1, max_size=2, unique_by=lambda role: role.code)
        )
        for role in able:
            # The last one's authority has no limits: somebody can always do the work.
            limits = self.on(known) if role is not able[-1] and self.often(4) else ()
            self.responsibilities.append(Responsibility(role.code, activity.code, Duty.RESPONSIBLE, limits))
        if self.often(3):
            self.responsibilities.append(
                Responsibility(
                    self.one_of(self.roles).code, activity.code, self.one_of([Duty.INFORMED, Duty.DELEGATE])
                )
            )


class _Weaver:
    """Weaves one process from blocks; side by side nothing concludes."""

    def __init__(self, company: _Company, most_steps: int) -> None:
        self.company = company
        self.knots: list[_Knot] = []
        self.most_steps = most_steps

    def knot(self, activity: str = "") -> _Knot:
        made = _Knot(f"step_{len(self.knots)}", activity)
        self.knots.append(made)
        return made

    def process(self, code: str) -> Process:
        company = self.company
        side_by_side = company.often(2)
        if side_by_side:
            branches = [self.sequence(frozenset(), 1, alone=False) for _number in range(2)]
            start = tuple(branch.entrance for branch in branches)
            body = self.joined(branches, start[0])
        else:
            body = self.sequence(frozenset(), 2, alone=True)
            start = (body.entrance,)
        last = self.end(body.known)
        self.tie(body.ends, last.code)
        return Process(
            code,
            code.title(),
            Event("The customer asks", "in", ("telephone",)),
            Event("The customer knows", "out", ("telephone", "email")),
            start,
            tuple(knot.step() for knot in self.knots),
        )

    def tie(self, ends: list[tuple[_Knot, int]], to: str) -> None:
        for knot, place in ends:
            knot.flows[place] = (to, knot.flows[place][1])

    def loose(self, knot: _Knot, when: tuple[Condition, ...] = ()) -> tuple[_Knot, int]:
        knot.flows.append(("", when))
        return knot, len(knot.flows) - 1

    def end(self, known: frozenset[str]) -> _Knot:
        knot = self.knot(self.company.activity(known, ends=True).code)
        knot.concluding = True
        knot.needs_customer = self.company.often(2)
        return knot

    def sequence(self, known: frozenset[str], depth: int, *, alone: bool) -> _Block:
        """One to three blocks after each other; `alone`: no token is elsewhere, so a branch may conclude."""
        whole = self.block(known, depth, alone=alone)
        for _number in range(self.company.draw(st.integers(0, 2))):
            part = self.block(whole.known, depth, alone=alone)
            self.tie(whole.ends, part.entrance)
            whole = _Block(whole.entrance, part.ends, part.known)
        return whole

    def block(self, known: frozenset[str], depth: int, *, alone: bool) -> _Block:
        kinds = ["task"]
        if depth and len(self.knots) < self.most_steps:
            kinds += ["branch", "parallel", "loop"]
        kind = self.company.one_of(kinds)
        if kind == "branch":
            return self.branch(known, depth - 1, alone=alone)
        if kind == "parallel":
            return self.parallel(known, depth - 1)
        if kind == "loop":
            return self.loop(known, depth - 1, alone=alone)
        return self.task(known)

    def task(self, known: frozenset[str]) -> _Block:
        company = self.company
        if company.plain and company.often(2):
            code = company.one_of(sorted(company.plain))
        else:
            code = company.activity(known).code
        knot = self.knot(code)
        knot.skippable = company.often(2)
        knot.needs_customer = company.often(1)
        if company.often(2):
            knot.only_when = company.on(known)
        sure = company.registered(code) if not knot.only_when and not knot.skippable else frozenset()
        return _Block(knot.code, [self.loose(knot)], known | sure)

    def branch(self, known: frozenset[str], depth: int, *, alone: bool) -> _Block:
        """A choice by a value: registered here, or before (then the step only routes)."""
        company = self.company
        conditions = company.on(known) if company.often(4) else ()
        knot = self.knot()
        if not conditions:
            item = company.item(_DECIDING)
            knot.activity = company.activity(known, decides=item).code
            known = known | company.registered(knot.activity)
            conditions = (company.condition(item),)
        ends: list[tuple[_Knot, int]] = []
        after: list[frozenset[str]] = []
        for when in (conditions, ()):
            knot_end = self.loose(knot, when)
            if when and alone and company.often(3):
                self.tie([knot_end], self.end(known).code)
            elif company.often(3):
                ends.append(knot_end)
                after.append(known)
            else:
                way = self.sequence(known, depth, alone=alone)
                self.tie([knot_end], way.entrance)
                ends += way.ends
                after.append(way.known)
        return _Block(knot.code, ends, frozenset.intersection(*after))

    def parallel(self, known: frozenset[str], depth: int) -> _Block:
        company = self.company
        knot = self.knot(company.activity(known).code if company.often(3) else "")
        knot.split = Split.ALL
        if knot.activity:
            known = known | company.registered(knot.activity)
        branches = [
            self.sequence(known, depth, alone=False) for _number in range(company.draw(st.integers(2, 3)))
        ]
        for branch in branches:
            self.tie([self.loose(knot)], branch.entrance)
        return self.joined(branches, knot.code)

    def joined(self, branches: list[_Block], entrance: str) -> _Block:
        """A join takes one token from each arc, so a branch with several ends is gathered first."""
        for branch in branches:
            if len({knot.code for knot, _place in branch.ends}) > 1:
                gathering = self.knot()
                self.tie(branch.ends, gathering.code)
                branch.ends = [self.loose(gathering)]
        known = frozenset[str]().union(*(branch.known for branch in branches))
        join = self.knot(self.company.activity(known).code if self.company.often(3) else "")
        join.join = Join.ALL
        for branch in branches:
            self.tie(branch.ends, join.code)
        if join.activity:
            known = known | self.company.registered(join.activity)
        return _Block(entrance, [self.loose(join)], known)

    def loop(self, known: frozenset[str], depth: int, *, alone: bool) -> _Block:
        """A person decides at the end of it whether it goes round again, so that it never turns by itself."""
        body = self.sequence(known, depth, alone=alone)
        again = self.company.item((ItemType.YES_NO,), Scope.CASE)
        knot = self.knot(self.company.activity(body.known, decides=again).code)
        self.tie(body.ends, knot.code)
        knot.flows.append((body.entrance, (Condition(again.code, Operator.IS, ("yes",)),)))
        return _Block(body.entrance, [self.loose(knot)], body.known | self.company.registered(knot.activity))


@st.composite
def sound_models(draw: DrawFn, *, processes: int = 2, most_steps: int = 10) -> Model:
    """Draw a model of one to `processes` processes in which `process.findings.check` finds no error.

    A process has up to about twice `most_steps` steps. Performers are employees of one to four roles,
    customers, partners and the system; some steps apply only under conditions, may be skipped, or need the
    customer named.
    """
    company = _Company(draw)
    made = tuple(
        _Weaver(company, most_steps).process(f"process_{number}")
        for number in range(draw(st.integers(1, processes)))
    )
    measurements: list[Measurement] = []
    for process in made:
        steps = [step.code for step in process.steps if step.activity]
        for ksf in KSFS:
            if draw(st.booleans()):
                begins = draw(st.sampled_from(["start", *steps])) if ksf.measure == "throughput" else "start"
                measurements.append(Measurement(ksf.code, process.code, begins))
    model = Model(
        "A company by chance",
        ksfs=KSFS,
        processes=made,
        activities=tuple(company.activities),
        roles=tuple(company.roles),
        items=tuple(company.items.values()),
        channels=CHANNELS,
        calendars=(OFFICE,),
        measurements=tuple(measurements),
        responsibilities=tuple(
            sorted(company.responsibilities, key=lambda one: _place(one.activity, one.duty))
        ),
        uses=tuple(sorted(company.uses, key=lambda one: _place(one.activity, one.direction))),
    )
    # Conditions are drawn one by one, so that now and then those of a branch never hold together.
    assume(not any(one.code == "never-taken" for one in check(model)))
    return model


def _place(activity: str, kind: Duty | Direction) -> tuple[int, int]:
    """Where a cell stands in a file: with its activity, one kind after the other."""
    return int(activity.removeprefix("activity_")), [*Duty, *Direction].index(kind)
