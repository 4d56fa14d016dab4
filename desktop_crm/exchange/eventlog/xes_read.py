"""XES files read as they come: one case in memory at a time, no document type, no entities, bounded depth.

IEEE 1849-2016, section 5: a log holds traces, a trace events; attributes are elements with a key and a value.
Whatever prefix or namespace a program writes, only the names count.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.parsers import expat

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.eventlog.opening import Decoded
from desktop_crm.exchange.eventlog.taking import (
    ACTIVITY,
    BEGUN,
    GROUP,
    INSTANCE,
    LIFECYCLE,
    LONGEST_NAME,
    RESOURCE,
    ROLE,
    TIME,
    Taker,
)

_DEEPEST = 60
_MOST_IN_ONE_CASE = 1_000_000
_MOST_UNKNOWN = 1_000
_LONGEST = 16_000_000  # bytes between two marks: what is longer would be gathered in memory until it ends
# What says nothing that anybody would miss.
_SILENT = frozenset({"identity:id"})
# What an event says by attribute, with the line on which it begins.
Said = tuple[int, dict[str, str]]


def read_xes(stream: io.BufferedReader, taker: Taker) -> None:
    """Give all events of an XES file to `taker`; raise `Invalid` with the line where it is none."""
    decoded = Decoded(stream)
    giving = _Giving(taker)
    read_traces(decoded, giving.give, giving.leave_out)
    if decoded.guessed:
        taker.remarks.append(
            _("The file is not written in {encoding}, as it says; letters beyond ASCII were guessed.").format(
                encoding=decoded.announced
            )
        )


def read_traces(
    decoded: Decoded, give: Callable[[dict[str, str], list[Said]], None], leave_out: Callable[[int], None]
) -> None:
    """Read the cases of an XES file one by one; raise `Invalid` with the line where it is none.

    Args:
        give: called with what each case says of itself, and its events.
        leave_out: called with the line of each event that belongs to no case.
    """
    reader = _Reader(give, leave_out)
    given = 0
    try:
        for piece in decoded.pieces():
            reader.parser.Parse(piece, False)
            given += len(piece)
            if given - max(0, reader.parser.CurrentByteIndex) > _LONGEST:
                raise reader.too_much()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise Invalid(
            _("This is not XML: {problem}; nothing was imported.").format(
                problem=expat.errors.messages[problem.code]
            ),
            where=_line(problem.lineno),
        ) from None


def _line(number: int) -> str:
    return _("line {number}").format(number=number)


class _Reader:
    """Follows the elements of a file; events are given on when their case ends, since its name may stand last."""

    def __init__(
        self, give: Callable[[dict[str, str], list[Said]], None], leave_out: Callable[[int], None]
    ) -> None:
        self._give, self._leave_out = give, leave_out
        self._depth = self._below = 0  # how deep we are, and where the attributes of the open event stand
        self._trace = self._event = False
        self._case: dict[str, str] = {}
        self._events: list[Said] = []
        self._told: dict[str, str] = {}
        self._line = 0
        self._local: dict[str, str] = {}
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_what: object) -> None:
        raise Invalid(
            _("The file declares a document type or entities, which no log needs; nothing was imported."),
            where=_line(self.parser.CurrentLineNumber),
        )

    def too_much(self) -> Invalid:
        """Return what refuses a file that no log looks like, with the line."""
        return Invalid(
            _("The file is nested too deep, or one event says too much; nothing was imported."),
            where=_line(self.parser.CurrentLineNumber),
        )

    def _name(self, written: str) -> str:
        found = self._local.get(written)
        if found is None:
            found = written.rpartition(":")[2]
            if len(self._local) < _MOST_UNKNOWN:
                self._local[written] = found
        return found

    def _start(self, written: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._event:
            if self._depth == self._below:
                # Nearly always a key and a value, in this order; this runs for all that is said of an event.
                if len(attributes) == 4 and attributes[0] == "key":
                    self._told[attributes[1]] = attributes[3]
                elif len(attributes) > 2:
                    named = dict(zip(attributes[::2], attributes[1::2], strict=True))
                    self._told[named.get("key", "")] = named.get("value", "")
            elif self._depth > _DEEPEST:
                raise self.too_much()
            return
        if self._depth > _DEEPEST:
            raise self.too_much()
        name = self._name(written)
        if self._depth == 1:
            if name != "log":
                raise Invalid(
                    _("This is no event log: its outermost element is “{tag}”, not “log”.").format(
                        tag=name[:60]
                    ),
                    where=_line(self.parser.CurrentLineNumber),
                )
        elif name == "trace" and self._depth == 2:
            self._trace, self._case, self._events = True, {}, []
        elif name == "event" and self._depth == (3 if self._trace else 2):
            self._event, self._below = True, self._depth + 1
            self._line, self._told = self.parser.CurrentLineNumber, {}
        elif self._trace and self._depth == 3:
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            key = named.get("key", "")
            if key == ACTIVITY or len(self._case) < _MOST_UNKNOWN:
                self._case[key] = named.get("value", "")[: LONGEST_NAME + 1]

    def _end(self, _written: str) -> None:
        self._depth -= 1
        if self._event:
            if self._depth < self._below - 1:
                self._end_event()
        elif self._trace and self._depth < 2:
            self._trace = False
            self._give(self._case, self._events)
            self._events = []

    def _end_event(self) -> None:
        self._event = False
        if not self._trace:
            self._leave_out(self._line)
            return
        self._events.append((self._line, self._told))
        if len(self._events) > _MOST_IN_ONE_CASE:
            raise self.too_much()


class _Giving:
    """Gives the events of cases to a taker, and counts what it has no place for."""

    def __init__(self, taker: Taker) -> None:
        self._taker, self._unnamed = taker, 0

    def leave_out(self, line: int) -> None:
        self._taker.reject(line, _("The event belongs to no case; it was left out."))

    def give(self, of_case: dict[str, str], events: list[Said]) -> None:
        case = of_case.get(ACTIVITY, "")
        if not case.strip():
            self._unnamed += 1
            case = _("case {number}").format(number=self._unnamed)
        take, pop = self._taker.take, dict.pop
        for line, told in events:
            group = pop(told, GROUP, "")
            take(
                line, case, pop(told, ACTIVITY, ""), pop(told, TIME, ""), pop(told, BEGUN, ""),
                pop(told, ROLE, "") or group, pop(told, RESOURCE, ""), pop(told, INSTANCE, ""),
                pop(told, LIFECYCLE, ""),
            )  # fmt: skip
            if told:
                self._note(told)
        self._taker.stop_when_full()

    def _note(self, unknown: dict[str, str]) -> None:
        counted = self._taker.unknown
        for key in unknown:
            if key in counted or (key not in _SILENT and len(counted) < _MOST_UNKNOWN):
                counted[key] += 1
