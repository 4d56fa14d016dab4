"""Builders for the tests of timing: an office, a case told in a few words, and the clocks it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from desktop_crm.timing import facts as said
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.calendar_file import calendar_from_json
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.clocks import Norm, judge
from desktop_crm.timing.model import Grader, Measure, PauseReason, Target

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_MONDAY = datetime(2026, 6, 1, tzinfo=AMSTERDAM)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = 3600

OFFICE: Calendar = calendar_from_json(
    {"timezone": "Europe/Amsterdam", "weekly": {day: [["09:00", "17:00"]] for day in _DAYS[:5]}}
)


def at(text: str) -> datetime:
    """Return a moment of the week of 1 June 2026, or a later one: ``tue 10:30``, ``2 mon 09:00``."""
    *week, day, time = text.split()
    hours, minutes = time.split(":")
    days = _DAYS.index(day) + 7 * (int(week[0]) - 1 if week else 0)
    return (_MONDAY + timedelta(days=days)).replace(hour=int(hours), minute=int(minutes))


def named(name: str) -> UUID:
    """Return the id that goes with a name."""
    return uuid5(NAMESPACE_OID, name)


def norm(measure: Measure, hours: float = 4, **fields: object) -> Target:
    """Return a target of so many working hours; `fields` replace others of its attributes."""
    grade = 7.0 if measure is Measure.GRADE else None
    plain = Target("ksf", measure, norm_seconds=round(hours * HOUR), norm_grade=grade)
    return replace(plain, **fields)  # type: ignore[arg-type]


class CaseStory:
    """A case told in order of telling; each sentence is one fact, recorded when it happened unless said."""

    def __init__(self) -> None:
        self.facts: list[said.Fact] = []

    def _tell(self, kind: type[said.Fact], when: str, recorded: str | None, **fields: object) -> CaseStory:
        self.facts.append(kind(happened=at(when), recorded=at(recorded or when), **fields))
        return self

    def call(self, when: str, name: str = "call", *, recorded: str | None = None) -> CaseStory:
        """The customer calls and is picked up; the first contact opens the case."""
        return self._contact(when, name, said.Party.CUSTOMER, in_person=True, recorded=recorded)

    def message(self, when: str, name: str = "message", *, recorded: str | None = None) -> CaseStory:
        """A message of the customer arrives; the first contact opens the case."""
        return self._contact(when, name, said.Party.CUSTOMER, in_person=False, recorded=recorded)

    def we_reply(
        self, when: str, name: str = "reply", *, recorded: str | None = None, delivered: str | None = None
    ) -> CaseStory:
        """A person of ours contacts the customer."""
        return self._contact(
            when, name, said.Party.US, in_person=True, recorded=recorded, delivered=delivered
        )

    def robot_replies(self, when: str, name: str = "robot") -> CaseStory:
        """An automatic reply goes out."""
        return self._contact(when, name, said.Party.US, in_person=False)

    def _contact(
        self,
        when: str,
        name: str,
        by: said.Party,
        *,
        in_person: bool,
        recorded: str | None = None,
        delivered: str | None = None,
    ) -> CaseStory:
        if not any(isinstance(fact, said.CaseOpened) for fact in self.facts):
            self._tell(said.CaseOpened, when, recorded)
        received = at(delivered) if delivered else None
        return self._tell(
            said.ContactHappened,
            when,
            recorded,
            contact=named(name),
            by=by,
            in_person=in_person,
            delivered=received,
        )

    def asks(
        self, when: str, question: str = "question", *, during: str | None = None, recorded: str | None = None
    ) -> CaseStory:
        """The customer asks something."""
        contact = named(during) if during else None
        return self._tell(said.QuestionRaised, when, recorded, question=named(question), contact=contact)

    def we_ask(self, when: str, question: str = "ours") -> CaseStory:
        """We ask the customer something."""
        return self._tell(
            said.QuestionRaised,
            when,
            None,
            question=named(question),
            by=said.Party.US,
            contact=named("reply"),
        )

    def answered(
        self, when: str, question: str = "question", *, by: str | None = None, recorded: str | None = None
    ) -> CaseStory:
        """A question gets its answer, in the contact `by`."""
        contact = named(by) if by else None
        return self._tell(said.QuestionAnswered, when, recorded, question=named(question), contact=contact)

    def waits(
        self,
        when: str,
        until: str,
        reason: PauseReason = PauseReason.CUSTOMER,
        *,
        party: str = "De Vries",
        recorded: str | None = None,
        pause: str | None = None,
    ) -> CaseStory:
        """The case is paused."""
        return self._tell(
            said.PauseStarted,
            when,
            recorded,
            reason=reason,
            party=party,
            until=at(until),
            pause=named(pause) if pause else None,
        )

    def resumed(self, when: str, pause: str | None = None) -> CaseStory:
        """Somebody ends the pause of this name, or any."""
        return self._tell(said.PauseEnded, when, None, pause=named(pause) if pause else None)

    def promised(
        self, when: str, until: str, name: str = "promise", about: said.Promised = said.Promised.CONCLUSION
    ) -> CaseStory:
        """We tell the customer a time."""
        return self._tell(said.PromiseMade, when, None, promise=named(name), until=at(until), about=about)

    def step_offered(self, when: str, step: str) -> CaseStory:
        """A step may begin."""
        return self._tell(said.StepOffered, when, None, step=step)

    def step_completed(self, when: str, step: str) -> CaseStory:
        """A step is done."""
        return self._tell(said.StepCompleted, when, None, step=step)

    def concluded(self, when: str, *, by: str = "reply", recorded: str | None = None) -> CaseStory:
        """The concluding contact takes place."""
        return self._tell(said.CaseConcluded, when, recorded, contact=named(by))

    def reopened(self, when: str) -> CaseStory:
        """The case goes on."""
        return self._tell(said.CaseReopened, when, None)

    def cancelled(self, when: str, *, merged: bool = False) -> CaseStory:
        """The case ends without a conclusion."""
        return self._tell(said.CaseCancelled, when, None, merged_into=named("survivor") if merged else None)

    def absorbed(self, when: str, started: str) -> CaseStory:
        """Another case is merged into this one."""
        return self._tell(said.CaseAbsorbed, when, None, case=named("other"), started=at(started))

    def graded(
        self,
        when: str,
        grade: float,
        by: Grader = Grader.CUSTOMER,
        *,
        quality: str = "",
        recorded: str | None = None,
    ) -> CaseStory:
        """Somebody gives a grade."""
        return self._tell(said.GradeGiven, when, recorded, grade=grade, by=by, quality=quality)

    def clocks(
        self, target: Target, now: str, *, superseded: Sequence[Norm] = (), calendar: Calendar = OFFICE
    ) -> tuple[Clock, ...]:
        """Return the clocks of a target on this case."""
        return judge(target, self.facts, calendar, at(now), superseded=superseded)

    def clock(
        self, target: Target, now: str, *, superseded: Sequence[Norm] = (), calendar: Calendar = OFFICE
    ) -> Clock:
        """Return the one clock of a target on this case."""
        (clock,) = self.clocks(target, now, superseded=superseded, calendar=calendar)
        return clock


def a_case() -> CaseStory:
    """Begin to tell a case."""
    return CaseStory()
