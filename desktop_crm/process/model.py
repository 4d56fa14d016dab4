"""The process model as plain values: KSFs, processes, activities, roles, information and their four matrices.

Kappert, Bloemink and Hoekstra (1999): six steps, connected by four matrices. Here the matrices are rows:
KSF/process is `Measurement`, process/activity is `Step`, responsibility/activity is `Responsibility` and
activity/information is `Use`. Every object is frozen; a published version never changes.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from functools import cached_property

from desktop_crm.core.frozen import frozen, frozen_caching
from desktop_crm.process.words import Direction as Direction
from desktop_crm.process.words import Duty as Duty
from desktop_crm.process.words import Family as Family
from desktop_crm.process.words import ItemType as ItemType
from desktop_crm.process.words import Join as Join
from desktop_crm.process.words import Operator as Operator
from desktop_crm.process.words import Performer as Performer
from desktop_crm.process.words import Scope as Scope
from desktop_crm.process.words import Split as Split

PROMISE_SHARE = 0.8  # of promises to customers, unless a process says otherwise


@frozen
class Choice:
    """One of the answers of a choice item."""

    code: str
    name: str


@frozen
class Channel:
    """A concrete way of contact; `immediate` ones (a call, a visit) are received the moment they happen."""

    code: str
    name: str
    family: Family
    immediate: bool = False


@frozen
class Segment:
    """A group of customers that the company treats alike."""

    code: str
    name: str


@frozen
class CalendarSpec:
    """A working calendar as written in a model; `timing.calendar` makes it count.

    Attributes:
        weekly: weekday (``mon`` … ``sun``) to intervals of local times, ``[["08:30", "17:00"]]``.
        country: ISO 3166 code whose public holidays are closed days, or empty; `region` its subdivision.
        holidays: further closed days.
        public: the country's public holidays and their names. They are looked up once, when a version is
            written, so that no clock depends on what a later release knows; a file names the country alone.
        special_days: date to intervals that replace the weekly hours of that day (empty: closed).
    """

    code: str
    name: str
    timezone: str
    weekly: dict[str, tuple[tuple[str, str], ...]] = field(hash=False)
    country: str = ""
    region: str = ""
    holidays: tuple[date, ...] = ()
    special_days: dict[date, tuple[tuple[str, str], ...]] = field(default_factory=dict, hash=False)
    version: int = 1
    public: dict[date, str] = field(default_factory=dict, hash=False, compare=False)


@frozen
class Item:
    """A typed fact.

    Attributes:
        validity_days: for how long a registered value may be filled in again; None: it does not age.
        sensitive: only those whose activities use it may read it.
        retention_days: when it is to be removed after the case ended; None: kept with the file.
        master: the system that keeps it up; empty: this one. Imported items are read-only here.
    """

    code: str
    name: str
    type: ItemType
    scope: Scope = Scope.CASE
    choices: tuple[Choice, ...] = ()
    validity_days: int | None = None
    sensitive: bool = False
    retention_days: int | None = None
    master: str = ""
    help: str = ""


@frozen
class Condition:
    """A test on one registered value: item, operator, and the values to compare with (canonical text)."""

    item: str
    operator: Operator
    values: tuple[str, ...] = ()


@frozen
class Use:
    """A cell of the activity/information matrix. `when`: the field is asked for only while these hold."""

    activity: str
    item: str
    direction: Direction
    required: bool = False
    when: tuple[Condition, ...] = ()


@frozen
class Responsibility:
    """A cell of the responsibility/activity matrix; `limits` are the role's authority (all must hold)."""

    role: str
    activity: str
    duty: Duty
    limits: tuple[Condition, ...] = ()


@frozen
class ContactRule:
    """An activity that is a contact with the customer registers one when it is completed.

    Attributes:
        direction: ``in`` or ``out``.
        channel: what is offered first; the employee may choose another.
        answers: it answers the open questions of the case; without it a contact is a holding reply.
    """

    direction: str
    channel: str
    answers: bool = False


@frozen
class Activity:
    """Elementary work that one person or team can answer for: inputs, an operation, outputs."""

    code: str
    name: str
    purpose: str = ""
    performer: Performer = Performer.EMPLOYEE
    channels: tuple[str, ...] = ()
    cost_cents: int | None = None
    value_added: str = ""
    outside: bool = False  # may be added to any case, with a reason
    contact: ContactRule | None = None


@frozen
class Role:
    """A business function. `may` names what it may do besides activities (see `access.model.Power`)."""

    code: str
    name: str
    purpose: str = ""
    may: tuple[str, ...] = ()


@frozen
class Flow:
    """What follows a step: `to` is a step's code; of a `Split.ONE` the first whose `when` holds is taken.

    The flow without conditions is the one for all other cases and stands last.
    """

    to: str
    when: tuple[Condition, ...] = ()


@frozen
class Step:
    """An activity's place in a process. A step without activity only routes and is passed at once.

    Attributes:
        only_when: the step is passed over (skipped by the system) unless these hold.
        skippable: an employee may skip it, with a reason.
        concluding: completing it registers the concluding contact and concludes the case.
        needs_customer: it can't be completed while the case is anonymous.
    """

    code: str
    activity: str = ""
    name: str = ""
    flows: tuple[Flow, ...] = ()
    split: Split = Split.ONE
    join: Join = Join.ANY
    only_when: tuple[Condition, ...] = ()
    skippable: bool = False
    concluding: bool = False
    needs_customer: bool = False


@frozen
class Event:
    """A starting or concluding event: a contact with the customer, in their direction or ours."""

    name: str
    direction: str = "in"
    channels: tuple[str, ...] = ()


@frozen_caching
class Process:
    """A customer process: from a customer event, through steps, to a customer event.

    Attributes:
        start: the codes of the steps offered when the case opens (several run side by side).
        reopen_days: within how many days of its conclusion a case may be reopened.
        promise_share: the part of comparable cases that had concluded by the time that is offered to customers.
    """

    code: str
    name: str
    starting: Event
    concluding: Event
    start: tuple[str, ...]
    steps: tuple[Step, ...]
    purpose: str = ""
    reopen_days: int = 30
    promise_share: float = PROMISE_SHARE

    @cached_property
    def by_code(self) -> dict[str, Step]:
        """The steps by their codes."""
        return {step.code: step for step in self.steps}

    @cached_property
    def incoming(self) -> dict[str, tuple[str, ...]]:
        """For each step the codes of the steps that lead to it, in order, each once."""
        found: dict[str, list[str]] = {step.code: [] for step in self.steps}
        for step in self.steps:
            for flow in step.flows:
                if flow.to in found and step.code not in found[flow.to]:
                    found[flow.to].append(step.code)
        return {code: tuple(sources) for code, sources in found.items()}


@frozen
class Ksf:
    """A key success factor: what a customer group says matters, in their words, with a norm.

    Attributes:
        text: the customers' own words. `name`: a short form for chips.
        measure: one of `timing.model.Measure`, or a graded quality.
        norm_seconds: for measures of time; net seconds of the calendar, or wall seconds if `judged` is
            ``customer``. `norm_grade` (1 to 10) for grades.
        share: the part of cases in which the norm is to be met, 0 to 1.
        third_party_pauses: waiting for a third party stops this clock too.
        evidence: what shows that customers said so. `proposals`: the ids of proposals that were taken into it.
    """

    code: str
    name: str
    text: str
    measure: str
    unit: str = ""
    norm_seconds: int | None = None
    norm_grade: float | None = None
    share: float = 0.95
    judged: str = "net"
    calendar: str = ""
    weight: int = 1
    segment: str = ""
    channel: str = ""
    customer: str = ""
    third_party_pauses: bool = False
    evidence: str = ""
    proposals: tuple[str, ...] = ()


@frozen
class Measurement:
    """A cell of the KSF/process matrix: which clock, from which event to which, and a norm of its own.

    `from_event` is ``start`` or a step's code; `to_event` is ``conclude`` or a step's code. `urgent_seconds` is the
    norm of urgent cases, where they have one of their own.
    """

    ksf: str
    process: str
    from_event: str = "start"
    to_event: str = "conclude"
    norm_seconds: int | None = None
    urgent_seconds: int | None = None


@frozen_caching
class Model:
    """A whole process model; the interchange form is TOML, the authority is a version's rows."""

    name: str
    ksfs: tuple[Ksf, ...] = ()
    processes: tuple[Process, ...] = ()
    activities: tuple[Activity, ...] = ()
    roles: tuple[Role, ...] = ()
    items: tuple[Item, ...] = ()
    channels: tuple[Channel, ...] = ()
    segments: tuple[Segment, ...] = ()
    calendars: tuple[CalendarSpec, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    uses: tuple[Use, ...] = ()

    @cached_property
    def process(self) -> dict[str, Process]:
        """Processes by code."""
        return {one.code: one for one in self.processes}

    @cached_property
    def activity(self) -> dict[str, Activity]:
        """Activities by code."""
        return {one.code: one for one in self.activities}

    @cached_property
    def item(self) -> dict[str, Item]:
        """Information items by code."""
        return {one.code: one for one in self.items}

    @cached_property
    def role(self) -> dict[str, Role]:
        """Roles by code."""
        return {one.code: one for one in self.roles}

    @cached_property
    def channel(self) -> dict[str, Channel]:
        """Channels by code."""
        return {one.code: one for one in self.channels}

    @cached_property
    def ksf(self) -> dict[str, Ksf]:
        """Key success factors by code."""
        return {one.code: one for one in self.ksfs}

    @cached_property
    def inputs(self) -> dict[str, tuple[Use, ...]]:
        """For each activity its inputs, in the order of the matrix."""
        return self._uses(Direction.INPUT)

    @cached_property
    def outputs(self) -> dict[str, tuple[Use, ...]]:
        """For each activity its outputs, in the order of the matrix."""
        return self._uses(Direction.OUTPUT)

    def _uses(self, direction: Direction) -> dict[str, tuple[Use, ...]]:
        found: dict[str, list[Use]] = {one.code: [] for one in self.activities}
        for use in self.uses:
            if use.direction is direction:
                found.setdefault(use.activity, []).append(use)
        return {code: tuple(uses) for code, uses in found.items()}

    @cached_property
    def duties(self) -> dict[str, tuple[Responsibility, ...]]:
        """For each activity who is responsible, informed, or may be delegated to."""
        found: dict[str, list[Responsibility]] = {one.code: [] for one in self.activities}
        for duty in self.responsibilities:
            found.setdefault(duty.activity, []).append(duty)
        return {code: tuple(duties) for code, duties in found.items()}

    @cached_property
    def measured(self) -> dict[str, tuple[Measurement, ...]]:
        """For each process the cells of its KSF/process column."""
        found: dict[str, list[Measurement]] = {one.code: [] for one in self.processes}
        for cell in self.measurements:
            found.setdefault(cell.process, []).append(cell)
        return {code: tuple(cells) for code, cells in found.items()}
