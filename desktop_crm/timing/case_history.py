"""One case as its facts tell it at a moment: its start and ends, its contacts, and its waits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar, cast
from uuid import UUID

from desktop_crm.timing import facts as said
from desktop_crm.timing.model import PauseReason

_Kind = TypeVar("_Kind", bound=said.Fact)

# Of facts that happened at one instant, what comes first: a case that opens and concludes in one call.
_RANK: dict[type[said.Fact], int] = {
    kind: rank
    for rank, kind in enumerate(
        (
            said.CaseOpened,
            said.CaseAbsorbed,
            said.ContactHappened,
            said.QuestionRaised,
            said.QuestionAnswered,
            said.StepOffered,
            said.StepCompleted,
            said.PauseStarted,
            said.PauseEnded,
            said.PromiseMade,
            said.CaseConcluded,
            said.GradeGiven,
            said.CaseReopened,
            said.CaseCancelled,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a case waited for somebody; `end` is None while it does."""

    start: datetime
    end: datetime | None
    reason: PauseReason
    party: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch in which a case was concluded; `reopened` is None while it is."""

    concluded: datetime
    reopened: datetime | None


def _first(moments: Sequence[datetime], place: int) -> list[datetime]:
    """Return the moment at a place of a sorted list, if there is one."""
    return [moments[place]] if place < len(moments) else []


class _WaitEnds:
    """Everything that may end a wait, sorted once, so that each wait finds its end without a walk."""

    def __init__(self, history: History) -> None:
        self._inbound = [one.happened for one in history.inbound]
        self._concluded = [one.concluded for one in history.closures]
        self._of_all: list[tuple[datetime, datetime]] = []
        self._named: dict[UUID, list[datetime]] = {}
        for ended in history.of(said.PauseEnded):
            if ended.pause is None:
                self._of_all.append((ended.happened, ended.recorded))
            else:
                self._named.setdefault(ended.pause, []).append(ended.happened)

    def of(self, started: said.PauseStarted) -> datetime:
        """Return when a wait ends: by what comes first."""
        start = started.happened
        ends = [max(started.until, start)]
        # The contact in which the customer asked for the pause doesn't end it.
        ends += _first(self._inbound, bisect_right(self._inbound, start))
        ends += _first(self._concluded, bisect_left(self._concluded, start))
        if started.pause is not None:
            own = self._named.get(started.pause, [])
            ends += _first(own, bisect_left(own, start))
        # Who ended all waits ended those that went on.
        after = bisect_right(self._of_all, (start, started.recorded))
        ends += [happened for happened, _recorded in self._of_all[after : after + 1]]
        return min(ends)


class _Tie:
    """Orders facts of one kind and moment by what they say, so that the order of a list never matters.

    Ids begin with the time they were made, so of two promises in one call the one told first stays first.
    """

    __slots__ = ("fact",)

    def __init__(self, fact: said.Fact) -> None:
        self.fact = fact

    def __lt__(self, other: _Tie) -> bool:
        return repr(self.fact) < repr(other.fact)


class History:
    """The facts of a case that had happened by `now`, in the order in which they happened.

    The order in which they were recorded has no influence: replaying them in any order gives the same.

    Attributes:
        facts: all of them in order.
        contacts: the contacts with the customer; `inbound` those that the customer made.
    """

    def __init__(self, facts: Iterable[said.Fact], now: datetime) -> None:
        self.now = now
        self.facts: Sequence[said.Fact] = sorted(
            (fact for fact in facts if fact.happened <= now),
            key=lambda fact: (fact.happened, _RANK[type(fact)], fact.recorded, _Tie(fact)),
        )

        self._kinds: dict[type[said.Fact], list[said.Fact]] = {}
        for fact in self.facts:
            self._kinds.setdefault(type(fact), []).append(fact)
        self.contacts = self.of(said.ContactHappened)
        self.inbound = [contact for contact in self.contacts if contact.by is said.Party.CUSTOMER]

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        """Return the facts of one kind in order."""
        return cast("list[_Kind]", self._kinds.get(kind, []))

    @cached_property
    def started(self) -> datetime | None:
        """When the customer's first contact arrived: a late entry, and a merged case, move it back."""
        starts = [one.happened for one in self.of(said.CaseOpened)]
        starts += [one.happened for one in self.inbound]
        starts += [one.started for one in self.of(said.CaseAbsorbed)]
        return min(starts, default=None)

    @cached_property
    def cancelled(self) -> said.CaseCancelled | None:
        """The fact that ended the case without a conclusion; of several, by two replicas, a merge."""
        found = self.of(said.CaseCancelled)
        return next((one for one in found if one.merged_into is not None), found[0] if found else None)

    @cached_property
    def closures(self) -> list[Closure]:
        """When the case was concluded and, as often, reopened."""
        found: list[Closure] = []
        for fact in self.facts:
            is_closed = bool(found) and found[-1].reopened is None
            if isinstance(fact, said.CaseConcluded) and not is_closed:
                found.append(Closure(fact.happened, None))
            elif isinstance(fact, said.CaseReopened) and is_closed:
                found[-1] = Closure(found[-1].concluded, fact.happened)
        return found

    @cached_property
    def pauses(self) -> list[Pause]:
        """When the case waited for somebody; one wait at a time, each with the end it came to.

        A pause ends at the customer's next contact, at its expected end, at completion, or when somebody
        ends it, whichever comes first; so a contact that is entered late ends it retroactively.
        """
        ends = _WaitEnds(self)
        return [self._pause(started, ends.of(started)) for started in self.of(said.PauseStarted)]

    def _pause(self, started: said.PauseStarted, end: datetime) -> Pause:
        known = end if end <= self.now else None
        return Pause(started.happened, known, started.reason, started.party)
