"""How a CSV file is read: its encoding, separator and order of dates, and where each column goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import canonical_json
from desktop_crm.exchange.csv_rows import SEPARATORS
from desktop_crm.exchange.dates import DateOrder
from desktop_crm.exchange.encodings import known_encoding
from desktop_crm.exchange.headings import KEEP, LEAVE_OUT, TARGETS, Slot, apart, slots_of
from desktop_crm.store.search import fold


@dataclass(frozen=True)
class Layout:
    """What is settled of a file; the rest is told by the file itself.

    Attributes:
        encoding, separator: empty for what the file tells.
        dates: None for what its dates tell.
        columns: heading to one of `TARGETS`, `KEEP` or `LEAVE_OUT`, for those that go elsewhere than by themselves.
    """

    encoding: str = ""
    separator: str = ""
    dates: DateOrder | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def read_in(self) -> str:
        """The eight-bit encoding to read in; empty for UTF-8, which UTF-16 has become once it is opened."""
        return "" if self.encoding.startswith("utf") else self.encoding

    @property
    def lasting(self) -> Layout:
        """What is remembered of it for other files with the same headings."""
        return Layout(dates=self.dates, columns=self.columns)

    def slots(self, headings: Sequence[str]) -> list[Slot]:
        """Return where the columns go."""
        found = slots_of(headings)
        return apart([self._slot(heading, slot) for heading, slot in zip(headings, found, strict=True)])

    def _slot(self, heading: str, slot: Slot) -> Slot:
        target = self.columns.get(heading)
        if target == KEEP:
            return Slot("extra", heading)
        if target == LEAVE_OUT:
            return Slot("nothing", heading)
        return TARGETS[target] if target is not None else slot

    def as_json(self) -> str:
        """Return it as text; `layout_from` reads it again."""
        said: dict[str, Any] = {
            "encoding": self.encoding,
            "separator": self.separator,
            "columns": dict(self.columns),
        }
        said["dates"] = None if self.dates is None else str(self.dates)
        return canonical_json({name: value for name, value in said.items() if value})


AS_TOLD = Layout()  # by the file itself


def layout_from(text: str, *, where: str = "") -> Layout:
    """Return the layout that `text` says; raise `Invalid` with what is wrong in it.

    A JSON object of ``encoding``, ``separator``, ``dates`` (day, month) and ``columns``: heading to target.
    """
    try:
        said = json.loads(text)
    except ValueError as error:
        raise Invalid(_("The mapping is no JSON ({reason}).").format(reason=error), where=where) from error
    if not isinstance(said, dict) or set(said) - {"encoding", "separator", "dates", "columns"}:
        raise Invalid(_("A mapping is a JSON object of encoding, separator, dates and columns."), where=where)
    columns = said.get("columns") or {}
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise Invalid(_("The columns of a mapping are headings, each with where it goes."), where=where)
    for heading, target in columns.items():
        if target not in TARGETS and target not in {KEEP, LEAVE_OUT}:
            known = ", ".join([*TARGETS, KEEP, LEAVE_OUT])
            raise Invalid(
                _("“{heading}” can't go to “{target}”; choose one of {known}.").format(
                    heading=heading, target=target, known=known
                ),
                where=where,
            )
    return Layout(
        known_encoding(str(said["encoding"])) if said.get("encoding") else "",
        _known_separator(str(said.get("separator") or ""), where),
        _known_order(said.get("dates"), where),
        columns,
    )


def _known_separator(separator: str, where: str) -> str:
    if separator and separator not in SEPARATORS:
        raise Invalid(_("Columns are separated by ; , | or a tab."), where=where)
    return separator


def _known_order(said: object, where: str) -> DateOrder | None:
    try:
        return None if said is None else DateOrder(str(said))
    except ValueError as error:
        raise Invalid(
            _("In dates the day or the month comes first: say day or month."), where=where
        ) from error


def digest_of(headings: Sequence[str]) -> str:
    """Return by what a set of headings is recognised: neither their order nor their accents matter."""
    folded = sorted(fold(heading) or heading for heading in headings)
    return hashlib.sha256(json.dumps(folded).encode()).hexdigest()
