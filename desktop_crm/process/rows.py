"""A model as rows of a version and back: one row a thing or matrix cell, its attributes as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin

from desktop_crm.core.frozen import frozen
from desktop_crm.process import model as spec

# Kind of row, the class it holds, the attribute of `Model`, and the attributes that make its owner and code.
_KINDS: tuple[tuple[str, type[Any], str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("channel", spec.Channel, "channels", (), ("code",)),
    ("segment", spec.Segment, "segments", (), ("code",)),
    ("calendar", spec.CalendarSpec, "calendars", (), ("code",)),
    ("role", spec.Role, "roles", (), ("code",)),
    ("item", spec.Item, "items", (), ("code",)),
    ("ksf", spec.Ksf, "ksfs", (), ("code",)),
    ("activity", spec.Activity, "activities", (), ("code",)),
    ("process", spec.Process, "processes", (), ("code",)),
    ("step", spec.Step, "", (), ("code",)),
    ("measurement", spec.Measurement, "measurements", ("process",), ("ksf",)),
    ("responsibility", spec.Responsibility, "responsibilities", ("activity",), ("role", "duty")),
    ("use", spec.Use, "uses", ("activity",), ("direction", "item")),
)
_Read = Callable[[Any], Any]
# Of a process, all but its steps, which have rows of their own.
_NAMES = {
    known: tuple(field.name for field in fields(known) if (known, field.name) != (spec.Process, "steps"))
    for _kind, known, _attribute, _owner, _code in _KINDS
}
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_CLASS = {kind: (known, attribute) for kind, known, attribute, _owner, _code in _KINDS}


@frozen
class ModelRowData:
    """One row of a version: what `process.tables.ModelRow` keeps besides its keys."""

    kind: str
    owner: str
    code: str
    content: str


def to_rows(model: spec.Model) -> Iterator[ModelRowData]:
    """Yield the rows of a model in the order that gives the same model back."""
    yield ModelRowData("model", "", "model", json.dumps({"name": model.name}, ensure_ascii=False))
    for kind, known, attribute, owner, code in _KINDS:
        for thing in getattr(model, attribute) if attribute else ():
            yield _row(kind, thing, known, owner, code)
            if isinstance(thing, spec.Process):
                for step in thing.steps:
                    yield _row("step", step, spec.Step, (), ("code",), owned_by=thing.code)


def _row(
    kind: str, thing: Any, known: type[Any], owner: tuple[str, ...], code: tuple[str, ...], owned_by: str = ""
) -> ModelRowData:
    return ModelRowData(
        kind,
        owned_by or "/".join(str(getattr(thing, name)) for name in owner),
        "/".join(str(getattr(thing, name)) for name in code),
        _json(_attributes(_NAMES[known], thing)),
    )


def from_rows(rows: Iterable[ModelRowData]) -> spec.Model:
    """Return the model that `to_rows` gave; rows stand in their order."""
    name = ""
    things: dict[str, list[Any]] = {attribute: [] for _class, attribute in _CLASS.values() if attribute}
    steps: dict[str, list[spec.Step]] = {}
    processes: list[dict[str, Any]] = []
    for row in rows:
        content = json.loads(row.content)
        if row.kind == "model":
            name = content["name"]
        elif row.kind == "step":
            steps.setdefault(row.owner, []).append(_thing(spec.Step, content))
        elif row.kind == "process":
            processes.append(content)
        else:
            known, attribute = _CLASS[row.kind]
            things[attribute].append(_thing(known, content))
    things["processes"] = [
        _thing(spec.Process, content, steps=tuple(steps.get(content["code"], ()))) for content in processes
    ]
    return spec.Model(name, **{attribute: tuple(found) for attribute, found in things.items()})


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    kind = type(value)
    if kind not in _known_writers:
        _known_writers[kind] = _writer(kind)
    write = _known_writers[kind]
    return value if write is None else write(value)


# For each type that was met; None for one that JSON has itself.
_known_writers: dict[type[Any], _Read | None] = {}


def _writer(kind: type[Any]) -> _Read | None:
    """Return what turns a value of a type into one that JSON has."""
    if is_dataclass(kind):
        return partial(_attributes, tuple(field.name for field in fields(kind)))
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, date):
        return kind.isoformat
    if issubclass(kind, dict):
        return lambda value: {_plain(key): _plain(one) for key, one in value.items()}
    return (lambda value: [*map(_plain, value)]) if issubclass(kind, tuple | list) else None


def _attributes(names: tuple[str, ...], thing: Any) -> dict[str, Any]:
    return {name: _plain(getattr(thing, name)) for name in names}


def _thing(known: type[Any], content: dict[str, Any], **given: Any) -> Any:
    values = {}
    readers = _readers(known)
    for name, value in content.items():
        if name in readers:
            read = readers[name]
            values[name] = value if read is None else read(value)
    return known(**values, **given)


_known_readers: dict[type[Any], dict[str, _Read | None]] = {}


def _readers(known: type[Any]) -> dict[str, _Read | None]:
    """Return what turns the JSON value of each attribute into its type; None for one that is it already."""
    found = _known_readers.get(known)
    if found is None:
        found = {field.name: _reader_of(str(field.type)) for field in fields(known)}
        _known_readers[known] = found
    return found


@cache
def _reader_of(annotation: str) -> _Read | None:
    """Return what reads an attribute annotated so. Most are alike: `get_type_hints` compiles each one anew."""
    return _reader(eval(annotation, vars(spec)))  # noqa: S307 - an annotation that stands in the model's own module


def _reader(hint: Any) -> _Read | None:
    """Return what turns a JSON value into the type that an attribute is annotated with."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _unless_none(_reader(next(one for one in arguments if one is not type(None))))
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is dict:
        return _dict_reader(*(_reader(one) for one in arguments))
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(_thing, hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return date.fromisoformat if hint is date else None


def _unless_none(read: _Read | None) -> _Read | None:
    return None if read is None else lambda value: None if value is None else read(value)


def _tuple_reader(arguments: tuple[Any, ...]) -> _Read:
    reads = [_reader(one) for one in arguments if one is not Ellipsis]
    if all(read is None for read in reads):
        return tuple
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return lambda value: tuple(map(reads[0] or _same, value))
    return lambda value: tuple(
        one if read is None else read(one) for read, one in zip(reads, value, strict=True)
    )


def _dict_reader(key: _Read | None, one: _Read | None) -> _Read:
    read_key, read_one = key or _same, one or _same
    return lambda value: {read_key(name): read_one(content) for name, content in value.items()}


def _same(value: Any) -> Any:
    return value
