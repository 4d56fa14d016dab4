"""Judging clocks: pure, from the facts of a case, a norm, a working calendar and the time it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desktop_crm.core.clock import from_micros
from desktop_crm.timing.calendar import Calendar, in_seconds, instant
from desktop_crm.timing.case_history import History
from desktop_crm.timing.clock import Because, Clock, Earlier, Gap, Subject, clip, worked_spans
from desktop_crm.timing.facts import Fact
from desktop_crm.timing.model import ClockState, Judged, Target, Verdict
from desktop_crm.timing.openings import SECOND
from desktop_crm.timing.runs import Run, runs

_DEFINITE = frozenset({Verdict.MET, Verdict.MISSED})
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Norm:
    """A target with its calendar, and until when it was in force, and why: a case may change its norm underway."""

    target: Target
    calendar: Calendar
    until: datetime = _FOR_EVER
    because: Because = Because.VERSION


def judge(
    target: Target,
    facts: Collection[Fact],
    calendar: Calendar,
    now: datetime,
    *,
    superseded: Sequence[Norm] = (),
    look_back: bool = True,
) -> tuple[Clock, ...]:
    """Return the clocks of one key success factor on one case, as they stand at `now` (aware).

    One clock for the case, or one for each question, message or promise (`Clock.subject`); one that has not
    started where nothing started it yet. `facts` are all those of the case, in any order.

    `superseded` are the norms that priority, process or version put out of force, oldest first: a clock that
    finished under one keeps it, and a miss under it stays. `look_back=False` leaves out whether facts that
    came late revised a verdict, for screens that only need the state.
    """
    norms = (*superseded, Norm(target, calendar))
    clocks = {
        subject: _with_earlier(clock, superseded) for subject, clock in _standing(norms, facts, now).items()
    }
    if not look_back:
        return tuple(clocks.values())
    verdicts = _verdicts_before_late_facts(norms, facts, now)
    return tuple(_with_past(clock, verdicts.get(subject, ())) for subject, clock in clocks.items())


def judge_case(
    norms: Iterable[Norm], facts: Collection[Fact], now: datetime, *, look_back: bool = False
) -> tuple[Clock, ...]:
    """Return the clocks of all norms in force on one case; the facts are put in order once for all of them.

    Norms put out of force are not looked at, and late facts only with `look_back` (see `judge`).
    """
    history = History(facts, now)
    arrivals = _late_arrivals(facts, now) if look_back else ()
    earlier = [History(known, arrival) for arrival, known in arrivals if known]
    found: list[Clock] = []
    for norm in norms:
        before = [_clocks(norm, known) for known in earlier]
        for subject, clock in _clocks(norm, history).items():
            said = [one[subject].verdict for one in before if subject in one]
            found.append(_with_past(clock, [verdict for verdict in said if verdict in _DEFINITE]))
    return tuple(found)


def due_at(target: Target, started: datetime, gaps: Iterable[Gap], calendar: Calendar) -> datetime | None:
    """Return the instant (aware UTC) at which the norm runs out, projected through calendar and gaps.

    `gaps` are sorted, apart and not before `started`. None while the last of them lasts, and without a norm
    of time. Where the customer's time is judged, neither calendar nor gaps matter.
    """
    if target.norm_seconds is None:
        return None
    if target.judged is Judged.CUSTOMER:
        return started.astimezone(UTC) + timedelta(seconds=target.norm_seconds)
    at, left, open_time = instant(started), target.norm_seconds * SECOND, calendar.open_time
    for gap in gaps:
        begins = instant(gap.start)
        before = open_time.elapsed(at, begins)
        if left < before or (left == before and gap.end is not None):
            break
        if gap.end is None:
            return None
        left -= before
        at = instant(gap.end)
    return from_micros(open_time.forward(at, left))


def _standing(norms: Sequence[Norm], facts: Iterable[Fact], now: datetime) -> dict[Subject, Clock]:
    """Return the clocks by subject from the facts given: under the norm in force, save what was settled."""
    history = History(facts, now)
    current = next(norm for norm in norms if norm.until > now)
    clocks = _clocks(current, history)
    for old in reversed([norm for norm in norms if norm.until <= now]):
        before = _clocks(old, History(facts, old.until))
        under_old = _clocks(old, history)
        for subject, clock in before.items():
            if clock.verdict in _DEFINITE and clock.stopped is not None:
                clocks[subject] = under_old.get(subject, clock)
            elif clock.verdict is Verdict.MISSED and subject in clocks:
                clocks[subject] = _still_missed(clocks[subject], old.target)
    return clocks


def _with_earlier(clock: Clock, superseded: Sequence[Norm]) -> Clock:
    """Return the clock with the norms under which it ran before."""
    if clock.started is None or not superseded:
        return clock
    end = clock.stopped or clock.as_of
    ran = tuple(
        Earlier(norm.target, norm.until, norm.because)
        for norm in superseded
        if clock.started <= norm.until <= end and norm.target != clock.target
    )
    return replace(clock, earlier=ran)


def _still_missed(clock: Clock, under: Target) -> Clock:
    if clock.verdict is Verdict.VOID:
        return clock
    return replace(clock, state=ClockState.MISSED, verdict=Verdict.MISSED, missed_under=under)


def _verdicts_before_late_facts(
    norms: Sequence[Norm], facts: Collection[Fact], now: datetime
) -> dict[Subject, list[Verdict]]:
    """Return what each clock had said whenever a fact arrived that should have been known earlier."""
    found: dict[Subject, list[Verdict]] = {}
    for arrival, known in _late_arrivals(facts, now):
        for subject, clock in _standing(norms, known, arrival).items():
            if clock.verdict in _DEFINITE:
                found.setdefault(subject, []).append(clock.verdict)
    return found


def _late_arrivals(facts: Collection[Fact], now: datetime) -> Iterator[tuple[datetime, list[Fact]]]:
    """Yield when facts arrived that should have been known earlier, each with what was known until then.

    Between two such arrivals a verdict may become definite but can't change, so these moments suffice.
    """
    for arrival in sorted({one.recorded for one in facts if one.happened < one.recorded <= now}):
        yield arrival, [one for one in facts if one.recorded < arrival]


def _with_past(clock: Clock, verdicts: Sequence[Verdict]) -> Clock:
    """Return the clock marked as revised where it had said something else."""
    others = [verdict for verdict in verdicts if verdict is not clock.verdict]
    if not others or clock.verdict is Verdict.VOID:
        return clock
    return replace(clock, revised=True, previous=others[-1])


def _clocks(norm: Norm, history: History) -> dict[Subject, Clock]:
    return {run.subject: _clock(run, norm, history) for run in runs(norm.target, history)}


def _clock(run: Run, norm: Norm, history: History) -> Clock:
    """Return a run held against its norm: the two numbers, the due time, the verdict and the state."""
    target, calendar = norm.target, norm.calendar
    if run.started is None:
        gone = history.cancelled is not None
        state = ClockState.CANCELLED if gone else ClockState.NOT_STARTED
        verdict = Verdict.VOID if gone else Verdict.OPEN
        return Clock(run.subject, state, verdict, None, None, None, 0, 0, history.now, target, calendar)
    stopped, void = _end(run, run.started, history)
    end = stopped or history.now
    gaps = clip(run.gaps, run.started, end)
    net = sum(
        calendar.open_time.elapsed(instant(start), instant(stop))
        for start, stop in worked_spans(run.started, end, gaps)
    )
    wall = instant(end) - instant(run.started)
    verdict = _verdict(run, target, net if target.judged is Judged.NET else wall, end, stopped is not None)
    if void and (verdict is not Verdict.MISSED or _merged(history)):
        verdict = Verdict.VOID
    waits = stopped is None and bool(gaps) and gaps[-1].end is None and target.judged is Judged.NET
    return Clock(
        subject=run.subject,
        state=_state(verdict, waits),
        verdict=verdict,
        started=run.started,
        due=run.deadline or due_at(target, run.started, gaps, calendar),
        stopped=stopped,
        net_seconds=in_seconds(net),
        customer_seconds=in_seconds(wall),
        as_of=history.now,
        target=target,
        calendar=calendar,
        gaps=gaps,
        grade=run.grade,
    )


def _end(run: Run, started: datetime, history: History) -> tuple[datetime | None, bool]:
    """Return when a run ended, and whether by the end of the case rather than by its own event."""
    stopped = max(run.stopped, started) if run.stopped is not None else None
    cancelled = history.cancelled
    if cancelled is None or (stopped is not None and stopped <= cancelled.happened and not _merged(history)):
        return stopped, False
    return max(started, min(cancelled.happened, stopped or cancelled.happened)), True


def _merged(history: History) -> bool:
    """Tell whether the case went into another: its clocks then leave the rates, whatever they said."""
    return history.cancelled is not None and history.cancelled.merged_into is not None


def _verdict(run: Run, target: Target, judged: int, end: datetime, has_ended: bool) -> Verdict:
    """Return what a run says: by its two numbers, so that whoever reads them can check it.

    Time that is used up exactly is still within the norm.
    """
    if run.settled is not None:
        return run.settled
    if run.deadline is not None:
        late = end > run.deadline
    else:
        late = target.norm_seconds is not None and judged > target.norm_seconds * SECOND
    if late:
        return Verdict.MISSED
    return Verdict.MET if has_ended else Verdict.OPEN


def _state(verdict: Verdict, waits: bool) -> ClockState:
    """Return the state that goes with a verdict; without one the clock runs, or stands still."""
    match verdict:
        case Verdict.MET:
            return ClockState.MET
        case Verdict.MISSED:
            return ClockState.MISSED
        case Verdict.VOID:
            return ClockState.CANCELLED
        case Verdict.OPEN:
            return ClockState.PAUSED if waits else ClockState.RUNNING
