"""Events as a file tells them, taken into a log one by one; what can't be taken is told with its line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from desktop_crm.core.clock import to_micros
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.text import is_storable
from desktop_crm.exchange.eventlog.moments import Moments
from desktop_crm.measures.logs import EventLog, LogBuilder

# A file may be wrong in every line; so many are told one by one, all of them are counted.
MOST_TOLD = 1_000
LONGEST_NAME = 1_000
_MICROS_OF_DAY = 86_400_000_000
# A clock that was never set says midnight of 1 January 1970, in whichever zone it stands.
_ZONES = 14 * 3_600_000_000
_HALF_HOUR = 1_800_000_000
_SHOWN = 12

# What an event or a row may say, by the names of XES.
CASE, ACTIVITY, TIME, BEGUN = "case:concept:name", "concept:name", "time:timestamp", "start_timestamp"
RESOURCE, ROLE, GROUP = "org:resource", "org:role", "org:group"
LIFECYCLE, INSTANCE = "lifecycle:transition", "concept:instance"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about one place of a file."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A log as it came out of a file.

    Attributes:
        rejected: the events that were left out, the first thousand; `rejected_count` counts all.
        noted: events that were taken in although something is odd about them, the first thousand.
        remarks: what holds for the whole file.
    """

    log: EventLog
    rejected: tuple[Told, ...]
    rejected_count: int
    noted: tuple[Told, ...]
    remarks: tuple[str, ...]


def too_full() -> Invalid:
    """Return what refuses a log that holds more than it may."""
    return Invalid(
        _("The log holds more than can be measured at once; nothing was imported. Split it by years.")
    )


@dataclass
class Taker:
    """Takes the events of one file.

    Attributes:
        now: the moment of import: what happened a year later did not happen.
        unknown: attributes that nothing is made of, and how often each stood there.
    """

    now: datetime
    moments: Moments = field(default_factory=Moments)
    builder: LogBuilder = field(default_factory=LogBuilder)
    unknown: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    _rejected: list[Told] = field(default_factory=list)
    _rejected_count: int = 0

    def __post_init__(self) -> None:
        self._latest = to_micros(self.now) + 366 * _MICROS_OF_DAY

    def take(
        self,
        line: int,
        case: str,
        activity: str,
        time: str,
        begun: str = "",
        role: str = "",
        resource: str = "",
        instance: str = "",
        lifecycle: str = "",
    ) -> None:
        """Take one event in, or keep why not; raise `Invalid` when the log holds more than it may."""
        builder = self.builder
        try:
            # What was named before was found good before.
            if activity not in builder.activities:
                self._refuse_name(activity)
                if not activity.strip():
                    raise Invalid(_("The event names no activity; it was left out."))
            if case not in builder.cases:
                self._refuse_name(case)
            if role and role not in builder.roles:
                self._refuse_name(role)
            moment = self._moment(time)
            began = self._moment(begun) if begun else None
        except Invalid as problem:
            self.reject(line, problem.sentence)
            return
        builder.add(
            case, activity, moment, line=line, begun=began, role=role, resource=resource,
            instance=instance, lifecycle=lifecycle,
        )  # fmt: skip

    def _moment(self, text: str) -> int:
        try:
            micros = self.moments.micros(text)
        except (ValueError, OverflowError):
            if not text.strip():
                raise Invalid(_("The event has no time; it was left out.")) from None
            raise Invalid(
                _("“{text}” is not a time; the event was left out.").format(text=text[:60])
            ) from None
        if _ZONES < micros < self._latest:
            return micros
        if abs(micros) <= _ZONES and micros % _HALF_HOUR == 0:
            raise Invalid(
                _("The time is the beginning of 1970, which stands for no time; the event was left out.")
            )
        if micros >= self._latest:
            raise Invalid(
                _("The time {text} lies far in the future; the event was left out.").format(text=text[:60])
            )
        return micros

    def _refuse_name(self, name: str) -> None:
        """Raise `Invalid` for a name that can't be kept."""
        if len(name) > LONGEST_NAME:
            raise Invalid(_("A name is longer than 1,000 characters; the event was left out."))
        if not is_storable(name):
            raise Invalid(_("A name holds what is no character; the event was left out."))

    def stop_when_full(self) -> None:
        """Raise `Invalid` when the log holds as much as can be measured at once."""
        if self.builder.is_full:
            raise too_full()

    def reject(self, line: int, reason: str) -> None:
        """Keep why something was left out."""
        self._rejected_count += 1
        if len(self._rejected) < MOST_TOLD:
            self._rejected.append(Told(line, reason))

    def finished(self) -> ReadLog:
        """Return the log; raise `Invalid` when nothing of it could be taken."""
        if not len(self.builder):
            why = f" {self._rejected[0].reason}" if self._rejected else ""
            raise Invalid(
                _("There is no event in the file that can be measured; nothing was imported.") + why
            )
        log = self.builder.log()
        noted = [
            Told(line, _("The event happened before the one above it in its case; it was put in its place."))
            for line in self.builder.late[:MOST_TOLD]
        ]
        noted += [
            Told(line, _("The same event stands twice; both were taken."))
            for line in self.builder.twice[:MOST_TOLD]
        ]
        noted.sort(key=lambda one: one.line)
        return ReadLog(
            log, tuple(self._rejected), self._rejected_count, tuple(noted), tuple(self._all_remarks())
        )

    def _all_remarks(self) -> list[str]:
        remarks = list(self.remarks)
        if self.moments.zoneless:
            remarks.append(
                ngettext(
                    "{count} time names no offset and was taken as UTC.",
                    "{count} times name no offset and were taken as UTC.",
                    self.moments.zoneless,
                ).format(count=self.moments.zoneless)
            )
        if self.unknown:
            names = [name for name, _count in self.unknown.most_common(_SHOWN)]
            more = ", …" if len(self.unknown) > _SHOWN else ""
            remarks.append(
                _("These attributes are not measured and were left out: {names}.").format(
                    names=", ".join(names) + more
                )
            )
        return remarks
