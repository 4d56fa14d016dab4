"""From a case's history to runs: for each measure what starts a clock, what stops it, and what it leaves out.

Every function follows one row of the table in `clocks.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import from_parts
from desktop_crm.timing import facts as said
from desktop_crm.timing.calendar import instant
from desktop_crm.timing.case_history import History, Pause
from desktop_crm.timing.clock import Gap, Subject, SubjectKind
from desktop_crm.timing.model import Grader, Measure, PauseReason, Target, Verdict
from desktop_crm.timing.questions import Asked, messages, next_in_person, questions, receipts_of

_GRADED: dict[Grader, SubjectKind] = {
    Grader.CUSTOMER: SubjectKind.GRADE_BY_CUSTOMER,
    Grader.EMPLOYEE: SubjectKind.GRADE_BY_EMPLOYEE,
}


@dataclass(frozen=True, slots=True)
class Run:
    """One clock before it is held against the calendar and the norm.

    Attributes:
        gaps: what net time leaves out.
        deadline: the promised time, which needs no calendar.
        settled: the verdict, where it doesn't depend on time.
        grade: what was given.
    """

    subject: Subject
    started: datetime | None
    stopped: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    deadline: datetime | None = None
    settled: Verdict | None = None
    grade: float | None = None


def runs(target: Target, history: History) -> list[Run]:
    """Return the runs of a measure on a case; one that hasn't begun where nothing started one yet."""
    found = list(_RULES[target.measure](target, history))
    return found or [Run(Subject(), None)]


def _reaction(_target: Target, history: History) -> Iterator[Run]:
    """From the customer's contact to the first contact by a person that the customer can perceive."""
    arrivals = [one.happened for one in history.inbound]
    if not arrivals:
        return
    start = min(arrivals + [one.started for one in history.of(said.CaseAbsorbed)])
    perceived = [one.received for one in history.contacts if one.in_person and one.received >= start]
    yield Run(Subject(), start, min((at for at in perceived if at <= history.now), default=None))


def _response(_target: Target, history: History) -> Iterator[Run]:
    """From each question of the customer to the receipt of its answer."""
    for question in questions(history):
        yield Run(question.subject, question.arrived, question.settled)


def _next_response(_target: Target, history: History) -> Iterator[Run]:
    """From the oldest unanswered question or message: one run for each that ever was the oldest.

    A message without a question is settled by our next contact in person, and so is a reopening.
    """
    waiting = [*questions(history), *messages(history), *_reopenings(history)]
    waiting.sort(key=lambda one: one.arrived)
    older_until: datetime | None = None
    for one in waiting:
        if older_until is not None and one.settled is not None and one.settled <= older_until:
            continue  # an older one was open all the while
        yield Run(one.subject, one.arrived, one.settled)
        if one.settled is None:
            return
        older_until = one.settled


def _throughput(target: Target, history: History) -> Iterator[Run]:
    """From the starting to the concluding event; a reopened case has a first and a total completion."""
    start = _throughput_start(target, history)
    if start is None:
        return
    waits = [_wait(pause) for pause in history.pauses if _may_pause(target, pause)]
    if target.to_event != "conclude":
        done = [one.happened for one in history.of(said.StepCompleted) if one.step == target.to_event]
        stop = min((moment for moment in done if moment >= start), default=None)
        yield Run(Subject(), start, stop, (*waits, *_closed(history)))
        return
    closures = [closure for closure in history.closures if closure.concluded >= start]
    first = closures[0] if closures else None
    yield Run(Subject(), start, first.concluded if first else None, tuple(waits))
    if first is not None and first.reopened is not None:
        last = closures[-1]
        stop = last.concluded if last.reopened is None else None
        yield Run(Subject(SubjectKind.REOPENED_CASE), start, stop, (*waits, *_closed(history)))


def _promise_kept(_target: Target, history: History) -> Iterator[Run]:
    """What was promised happened in time; a revised promise is held to the time first told."""
    kept: dict[said.Promised, datetime | None] = {}
    for promise in history.of(said.PromiseMade):
        if promise.about in kept and _pending(kept[promise.about], promise.happened):
            continue  # it revises the one before
        kept[promise.about] = done = _kept(promise, history)
        subject = Subject(SubjectKind.PROMISE, promise.promise)
        yield Run(subject, promise.happened, done, deadline=promise.until)


def standing_promise(history: History) -> said.PromiseMade | None:
    """Return what the customer was told last of what has not happened yet: what counts until it does."""
    told = reversed(history.of(said.PromiseMade))
    return next((promise for promise in told if _kept(promise, history) is None), None)


def _first_contact_resolution(_target: Target, history: History) -> Iterator[Run]:
    """What was asked is answered within the first contact in which a person of ours takes part.

    That is the call itself, or our first reply to a message. Where nothing is asked, the case ends in it.
    """
    if history.started is None:
        return
    first = next((one for one in history.contacts if one.in_person), None)
    stop, verdict = _resolution(first, history)
    yield Run(Subject(), history.started, stop, settled=verdict or Verdict.OPEN)


def _grade(target: Target, history: History) -> Iterator[Run]:
    """The grade that the customer gave and, apart from it, the employee's impression: the first of each."""
    for giver, kind in _GRADED.items():
        given = [
            one for one in history.of(said.GradeGiven) if one.by is giver and one.quality == target.quality
        ]
        if not given:
            continue
        # Of the first grade its last correction: that is registered for the same moment.
        first = max((one for one in given if one.happened == given[0].happened), key=lambda one: one.recorded)
        met = target.norm_grade is not None and first.grade >= target.norm_grade
        yield Run(
            Subject(kind),
            first.happened,
            first.happened,
            settled=Verdict.MET if met else Verdict.MISSED,
            grade=first.grade,
        )


_RULES: dict[Measure, Callable[[Target, History], Iterator[Run]]] = {
    Measure.REACTION: _reaction,
    Measure.RESPONSE: _response,
    Measure.NEXT_RESPONSE: _next_response,
    Measure.THROUGHPUT: _throughput,
    Measure.PROMISE_KEPT: _promise_kept,
    Measure.FIRST_CONTACT_RESOLUTION: _first_contact_resolution,
    Measure.GRADE: _grade,
}


def _throughput_start(target: Target, history: History) -> datetime | None:
    if target.from_event == "start":
        return history.started
    offered = (one.happened for one in history.of(said.StepOffered) if one.step == target.from_event)
    return next(offered, None)


def _reopenings(history: History) -> Iterator[Asked]:
    for reopened in history.of(said.CaseReopened):
        settled = next_in_person(history, reopened.happened)
        identity = from_parts(instant(reopened.happened) // 1000, 0)
        yield Asked(Subject(SubjectKind.REOPENING, identity), reopened.happened, settled)


def _may_pause(target: Target, pause: Pause) -> bool:
    return pause.reason is not PauseReason.THIRD_PARTY or target.third_party_pauses


def _wait(pause: Pause) -> Gap:
    reason = {
        PauseReason.CUSTOMER: _("waiting for the customer: {party}"),
        PauseReason.DATE_ASKED: _("until the date the customer asked for: {party}"),
        PauseReason.THIRD_PARTY: _("waiting for a third party: {party}"),
    }[pause.reason]
    return Gap(pause.start, pause.end, reason.format(party=pause.party))


def _closed(history: History) -> Iterator[Gap]:
    for closure in history.closures:
        if closure.reopened is not None:
            yield Gap(
                closure.concluded, closure.reopened, _("concluded, before it was reopened"), closed=True
            )


def _pending(kept: datetime | None, at: datetime) -> bool:
    return kept is None or kept > at


def _kept(promise: said.PromiseMade, history: History) -> datetime | None:
    """Return when the promised thing happened."""
    if promise.about is said.Promised.CONCLUSION:
        concluded = (one.happened for one in history.of(said.CaseConcluded))
        return next((at for at in concluded if at >= promise.happened), None)
    ours = (one for one in history.contacts if one.by is said.Party.US and one.in_person)
    later = [
        one.received for one in ours if one.contact != promise.contact and one.received >= promise.happened
    ]
    return min((at for at in later if at <= history.now), default=None)


def _resolution(
    first: said.ContactHappened | None, history: History
) -> tuple[datetime | None, Verdict | None]:
    """Return when and how it was settled whether everything was resolved in the contact `first`."""
    conclusions = history.of(said.CaseConcluded)
    if first is None:
        return (conclusions[0].happened, Verdict.MISSED) if conclusions else (None, None)
    by_first = {one.question for one in history.of(said.QuestionAnswered) if one.contact == first.contact}
    asked = [
        one.question
        for one in history.of(said.QuestionRaised)
        if one.by is said.Party.CUSTOMER and one.happened <= first.received
    ]
    if asked and by_first.issuperset(asked):
        receipts = receipts_of(history)
        return max(receipts.get(question, first.received) for question in asked), Verdict.MET
    if not asked and conclusions and conclusions[0].contact == first.contact:
        return conclusions[0].happened, Verdict.MET
    otherwise = [one.happened for one in history.contacts if one.in_person and one is not first]
    otherwise += [one.happened for one in history.of(said.QuestionAnswered) if one.contact != first.contact]
    otherwise += [one.happened for one in conclusions]
    return (min(otherwise), Verdict.MISSED) if otherwise else (None, None)
