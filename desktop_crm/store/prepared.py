"""Statements of the hot paths: built and compiled by SQLAlchemy once, run on the driver's connection.

A Core statement costs three times a driver call at each execution; compiled once, with the same type
processors applied here, it costs a quarter more than the bare call. Only statements whose shape does not
depend on their parameters can be prepared (no expanding IN).

What a start runs, from the log-in to the desk's lists, is compiled before: `kept` statements come from a file,
and neither SQLAlchemy nor a table is imported for them. A test holds the file to the statements.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from desktop_crm.core.frozen import frozen_caching
from desktop_crm.core.paths import resources
from desktop_crm.store.converting import FROM_DRIVER, TO_DRIVER, Converter

if TYPE_CHECKING:
    from sqlalchemy.sql import ClauseElement

# A statement about several rows has so many places for their keys; who has more asks again.
AT_ONCE = 50
# The dialect whose statements are kept compiled; any other compiles them when it needs them.
KEPT_DIALECT = "sqlite"


@frozen_caching
class Compiled:
    """One statement on one dialect.

    Attributes:
        text: SQL. `names`: its parameters in their order, one for each place.
        constants: the values of parameters that nobody gives.
        binders: what converts a parameter, by its place; `readers` likewise for a column of a row.
    """

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    binders: tuple[tuple[int, Converter], ...]
    readers: tuple[tuple[int, Converter], ...]

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {**dict.fromkeys(self.names), **self.constants}

    @cached_property
    def _pick(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]] | None:
        return itemgetter(*self.names) if len(self.names) > 1 else None

    @cached_property
    def _places(self) -> dict[str, tuple[int, Converter | None]]:
        converts = dict(self.binders)
        return {name: (place, converts.get(place)) for place, name in enumerate(self.names)}

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the driver's parameters in their order; what is not given is its constant, or NULL."""
        names, pick, defaults = self.names, self._pick, self._defaults
        if len(values) < len(defaults):
            values = {**defaults, **values}
        try:
            bound = list(pick(values)) if pick is not None else [values[name] for name in names]
        except KeyError:  # more was given than the statement asks for, and not all that it knows itself
            values = {**defaults, **values}
            bound = [values[name] for name in names]
        for index, convert in self.binders:
            value = bound[index]
            if value is not None:
                bound[index] = convert(value)
        return bound

    def bind_alike(self, shared: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
        """Return the parameters of several rows of an INSERT that have `shared` in common, converted once."""
        common = self.bind(shared)
        places = self._places
        bound: list[list[Any]] = []
        for row in rows:
            values = common.copy()
            for name, value in row.items():
                place, convert = places[name]
                values[place] = convert(value) if convert is not None and value is not None else value
            bound.append(values)
        return bound

    def bind_rows(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        """Return the parameters of several rows of an INSERT, each given as the values of all its `columns`."""
        given: list[Sequence[Any]] = [*zip(*rows, strict=True)]
        if not given:
            return []
        bound = [given[columns.index(name)] for name in self.names]
        for place, convert in self.binders:
            bound[place] = [value if value is None else convert(value) for value in bound[place]]
        return [*zip(*bound, strict=True)]


class Statement(Protocol):
    """What a unit of work can run."""

    def compiled(self, dialect: str) -> Compiled:
        """Return the statement compiled for the dialect of this name."""
        ...


class Prepared:
    """A statement that is compiled at its first use on each dialect.

    Args:
        statement: a Core select, insert, update or delete with named `bindparam`s.
        columns: for an INSERT the columns that `run` gives values for.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = tuple(columns) if columns else None
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: str) -> Compiled:
        """Return the statement compiled for the dialect of this name."""
        found = self._compiled.get(dialect)
        if found is None:
            from desktop_crm.store.compiling import compile_statement

            found = self._compiled[dialect] = compile_statement(self._statement, dialect, self._columns)
        return found


class _Kept:
    """A statement of a room's ``queries.py``, compiled before."""

    def __init__(self, room: str, name: str) -> None:
        self._room, self._name = room, name
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: str) -> Compiled:
        """Return the statement compiled for the dialect of this name."""
        found = self._compiled.get(dialect)
        if found is None:
            found = self._compiled[dialect] = self._find(dialect)
        return found

    def _find(self, dialect: str) -> Compiled:
        if dialect == KEPT_DIALECT:
            return from_plain(_file()[f"{self._room}.{self._name}"])
        queries = importlib.import_module(f"desktop_crm.{self._room}.queries")
        statement: Prepared = getattr(queries, self._name)
        return statement.compiled(dialect)


def places() -> tuple[str, ...]:
    """Return the names of the places for keys in a statement about several rows."""
    return tuple(f"key_{number}" for number in range(AT_ONCE))


def placed(keys: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Yield the values for those places, as often as all the keys take."""
    for start in range(0, len(keys), AT_ONCE):
        yield dict(zip(places(), keys[start : start + AT_ONCE], strict=False))


def kept(room: str, name: str) -> Statement:
    """Return the statement that ``queries.py`` of a room prepares under a name, without importing it."""
    return _Kept(room, name)


def kept_file() -> Path:
    """Return the file of the compiled statements; ``make statements`` writes it."""
    return resources() / "statements.json"


@cache
def _file() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(kept_file().read_text(encoding="utf-8"))
    return found


def from_plain(plain: Mapping[str, Any]) -> Compiled:
    """Return the compiled statement that was written as JSON values, its converters by their names."""
    return Compiled(
        plain["text"],
        tuple(plain["names"]),
        plain["constants"],
        tuple((index, TO_DRIVER[name]) for index, name in plain["binders"]),
        tuple((index, FROM_DRIVER[name]) for index, name in plain["readers"]),
    )


def convert_row(compiled: Compiled, row: Sequence[Any]) -> tuple[Any, ...]:
    """Return a driver's row as Python values."""
    values = list(row)
    for index, reader in compiled.readers:
        value = values[index]
        if value is not None:
            values[index] = reader(value)
    return tuple(values)
