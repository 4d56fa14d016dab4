"""Statements of the hot paths: built and compiled by SQLAlchemy once, run on the driver's connection.

A Core statement costs three times a driver call at each execution; compiled once, with the same type
processors applied here, it costs a quarter more than the bare call. Only statements whose shape does not
depend on their parameters can be prepared (no expanding IN).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

_Processor = Callable[[Any], Any]


class _Compiled:
    """One statement on one dialect: its text, the order of its parameters, what converts each."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, columns: tuple[str, ...] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns) if columns else None)
        assert isinstance(compiled, SQLCompiler)
        self.text = compiled.string
        names: Iterable[str] = compiled.positiontup or list(compiled.binds)
        self.names = tuple(names)
        # A parameter that has to be given shows as a symbol here, not as a value.
        self.constants = {
            name: value
            for name, value in compiled.params.items()
            if value is not None and not compiled.binds[name].required
        }
        binders = [
            compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in self.names
        ]
        self._converts = tuple((index, convert) for index, convert in enumerate(binders) if convert)
        self._defaults = dict.fromkeys(self.names) | self.constants
        self._distinct = len(self._defaults)
        self._pick = itemgetter(*self.names) if len(self.names) > 1 else None
        types = [column.type for column in getattr(statement, "selected_columns", ())]
        self.readers: tuple[_Processor | None, ...] = tuple(
            type_.dialect_impl(dialect).result_processor(dialect, None) for type_ in types
        )
        self.converted = tuple((index, reader) for index, reader in enumerate(self.readers) if reader)

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the driver's parameters in their order; what is not given is its constant, or NULL."""
        names, pick = self.names, self._pick
        if len(values) < self._distinct:
            values = {**self._defaults, **values}
        bound = list(pick(values)) if pick is not None else [values[name] for name in names]
        for index, convert in self._converts:
            value = bound[index]
            if value is not None:
                bound[index] = convert(value)
        return bound

    def bind_alike(self, shared: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
        """Return the parameters of several rows of an INSERT that have `shared` in common, converted once."""
        common = self.bind(shared)
        places = {name: place for place, name in enumerate(self.names)}
        converts = dict(self._converts)
        bound: list[list[Any]] = []
        for row in rows:
            values = common.copy()
            for name, value in row.items():
                place = places[name]
                convert = converts.get(place)
                values[place] = convert(value) if convert is not None and value is not None else value
            bound.append(values)
        return bound


class Prepared:
    """A statement that is compiled at its first use on each dialect.

    Args:
        statement: a Core select, insert, update or delete with named `bindparam`s.
        columns: for an INSERT the columns that `run` gives values for.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = tuple(columns) if columns else None
        self._compiled: dict[str, _Compiled] = {}

    def compiled(self, dialect: Dialect) -> _Compiled:
        """Return the statement compiled for `dialect`."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self._statement, dialect, self._columns)
        return found


def convert_row(compiled: _Compiled, row: Sequence[Any]) -> tuple[Any, ...]:
    """Return a driver's row as Python values."""
    values = list(row)
    for index, reader in compiled.converted:
        value = values[index]
        if value is not None:
            values[index] = reader(value)
    return tuple(values)
