"""XES files read as they come: one case in memory at a time, no document type, no entities, bounded depth.

IEEE 1849-2016, section 5: a log holds traces, a trace events; attributes are elements with a key and a value.
Whatever prefix or namespace a program writes, only the names count.
"""

from __future__ import annotations

import io
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


def read_xes(stream: io.BufferedReader, taker: Taker) -> None:
    """Give all events of an XES file to `taker`; raise `Invalid` with the line where it is none."""
    decoded = Decoded(stream)
    reader = _Reader(taker)
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
    if decoded.guessed:
        taker.remarks.append(
            _("The file is not written in {encoding}, as it says; letters beyond ASCII were guessed.").format(
                encoding=decoded.announced
            )
        )


def _line(number: int) -> str:
    return _("line {number}").format(number=number)


class _Reader:
    """Follows the elements of a file; events are given on when their case ends, since its name may stand last."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._depth = self._below = 0  # how deep we are, and where the attributes of the open event stand
        self._trace = self._event = False
        self._case, self._unnamed = "", 0
        self._events: list[tuple[int, dict[str, str]]] = []
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
            self._trace, self._case, self._events = True, "", []
        elif name == "event" and self._depth == (3 if self._trace else 2):
            self._event, self._below = True, self._depth + 1
            self._line, self._told = self.parser.CurrentLineNumber, {}
        elif self._trace and self._depth == 3:
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            if named.get("key") == ACTIVITY:
                self._case = named.get("value", "")

    def _end(self, _written: str) -> None:
        self._depth -= 1
        if self._event:
            if self._depth < self._below - 1:
                self._end_event()
        elif self._trace and self._depth < 2:
            self._trace = False
            self._end_trace()

    def _end_event(self) -> None:
        self._event = False
        if not self._trace:
            self._taker.reject(self._line, _("The event belongs to no case; it was left out."))
            return
        self._events.append((self._line, self._told))
        if len(self._events) > _MOST_IN_ONE_CASE:
            raise self.too_much()

    def _end_trace(self) -> None:
        case = self._case
        if not case.strip():
            self._unnamed += 1
            case = _("case {number}").format(number=self._unnamed)
        take, pop = self._taker.take, dict.pop
        for line, told in self._events:
            group = pop(told, GROUP, "")
            take(
                line, case, pop(told, ACTIVITY, ""), pop(told, TIME, ""), pop(told, BEGUN, ""),
                pop(told, ROLE, "") or group, pop(told, RESOURCE, ""), pop(told, INSTANCE, ""),
                pop(told, LIFECYCLE, ""),
            )  # fmt: skip
            if told:
                self._note(told)
        self._events = []
        self._taker.stop_when_full()

    def _note(self, unknown: dict[str, str]) -> None:
        counted = self._taker.unknown
        for key in unknown:
            if key in counted or (key not in _SILENT and len(counted) < _MOST_UNKNOWN):
                counted[key] += 1
