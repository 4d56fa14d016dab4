"""Compiling statements: what SQLAlchemy makes of one, apart from SQLAlchemy; and the file of those kept so."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, TypeEngine

import desktop_crm
from desktop_crm.store.converting import FROM_DRIVER, TO_DRIVER, Converter
from desktop_crm.store.engine import sqlite_dialect
from desktop_crm.store.prepared import KEPT_DIALECT, Compiled, Prepared, kept_file


def compile_statement(
    statement: ClauseElement, dialect: str, columns: tuple[str, ...] | None = None
) -> Compiled:
    """Return a statement compiled for a dialect; `columns` as of `Prepared`."""
    known = dialect_named(dialect)
    compiled = statement.compile(dialect=known, column_keys=list(columns) if columns else None)
    assert isinstance(compiled, SQLCompiler)
    places: Iterable[str] = compiled.positiontup or list(compiled.binds)
    names = tuple(places)
    binders = (_binder(compiled.binds[name].type, known) for name in names)
    readers = (_reader(column.type, known) for column in getattr(statement, "selected_columns", ()))
    return Compiled(
        compiled.string,
        names,
        # A parameter that has to be given shows as a symbol here, not as a value.
        {
            name: value
            for name, value in compiled.params.items()
            if value is not None and not compiled.binds[name].required
        },
        tuple((index, convert) for index, convert in enumerate(binders) if convert is not None),
        tuple((index, convert) for index, convert in enumerate(readers) if convert is not None),
    )


@cache
def dialect_named(name: str) -> Dialect:
    """Return the dialect of a database by its name."""
    if name == "sqlite":
        return sqlite_dialect()
    if name == "postgresql":
        from desktop_crm.store.server.engine import server_dialect

        return server_dialect()
    made: Dialect = registry.load(name)()
    return made


def _binder(type_: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    if isinstance(type_, Boolean) and dialect.name == KEPT_DIALECT:
        return TO_DRIVER["truth"]
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _reader(type_: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    if isinstance(type_, Boolean) and dialect.name == KEPT_DIALECT:
        return FROM_DRIVER["truth"]
    return type_.dialect_impl(dialect).result_processor(dialect, None)


def kept_statements() -> str:
    """Return what the file of kept statements has to say: every statement of each room's ``queries.py``."""
    found: dict[str, Any] = {}
    for room in pkgutil.iter_modules(desktop_crm.__path__):
        name = f"{desktop_crm.__name__}.{room.name}.queries"
        if room.ispkg and find_spec(name) is not None:
            for key, one in vars(importlib.import_module(name)).items():
                if isinstance(one, Prepared):
                    found[f"{room.name}.{key}"] = _plain(one.compiled(KEPT_DIALECT))
    # A line for each part of a statement, so that a difference can be read.
    written = (
        f'"{name}": {{\n' + ",\n".join(f' "{key}": {_json(part)}' for key, part in parts.items()) + "\n}"
        for name, parts in sorted(found.items())
    )
    return "{\n" + ",\n".join(written) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(compiled: Compiled) -> dict[str, Any]:
    """Return a compiled statement as JSON values; raises `KeyError` for a converter without a name."""
    return {
        "text": compiled.text,
        "names": compiled.names,
        "constants": dict(compiled.constants),
        "binders": _named(compiled.binders, TO_DRIVER),
        "readers": _named(compiled.readers, FROM_DRIVER),
    }


def _named(
    converters: Iterable[tuple[int, Converter]], known: Mapping[str, Converter]
) -> list[tuple[int, str]]:
    names = {converter: name for name, converter in known.items()}
    return [(index, names[converter]) for index, converter in converters]


if __name__ == "__main__":
    kept_file().write_text(kept_statements(), encoding="utf-8")
