"""Frozen dataclasses that cost little until they are used.

`dataclasses.dataclass(frozen=True, slots=True)` writes and compiles six functions for each class: a millisecond
a class, and the desk loads eighty of them before it stands. Here the functions that are the same for every class
are shared, and the one that is not, `__init__`, is compiled when the first row is made. What comes of it is a
dataclass like any other: `fields`, `replace`, `asdict`, defaults and `__post_init__` work as documented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform

_C = TypeVar("_C", bound=type)


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _repr(self: Any) -> str:
    told = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({told})"


def _refuse_set(_self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _put_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SHARED = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _state,
    "__setstate__": _put_state,
}


@dataclass_transform(frozen_default=True, field_specifiers=(Field, field))
def frozen(cls: _C) -> _C:
    """Make a class a frozen dataclass with slots; a function that it defines itself stays its own."""
    return _frozen(cls, slots=True)


@dataclass_transform(frozen_default=True, field_specifiers=(Field, field))
def frozen_caching(cls: _C) -> _C:
    """Make a class a frozen dataclass whose instances have a dictionary, for what a `cached_property` keeps."""
    return _frozen(cls, slots=False)


def _frozen(cls: _C, *, slots: bool) -> _C:
    own = set(vars(cls))
    made: Any = dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    for name, function in _SHARED.items():
        if name not in own:
            setattr(made, name, function)
    made.__compared__ = attrgetter(*(one.name for one in fields(made) if one.compare))

    def first(self: Any, *args: Any, **kwargs: Any) -> None:
        made.__init__ = _init_of(made)
        made.__init__(self, *args, **kwargs)

    made.__init__ = first
    return cast(_C, made)


def _init_of(made: type) -> Any:
    """Return the `__init__` for the fields of a class, compiled; its names of its own begin with an underscore."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    takes: list[str] = []
    keywords: list[str] = []
    sets: list[str] = []
    for one in fields(made):
        default = _default(one, known)
        if one.init:
            (keywords if one.kw_only else takes).append(one.name + default)
        sets += _setting(one)
    if keywords:
        takes += ["*", *keywords]
    after = ["_self.__post_init__()"] if hasattr(made, "__post_init__") else []
    lines = [f"def __init__({', '.join(['_self', *takes])}):", *(f"    {line}" for line in [*sets, *after])]
    exec("\n".join(lines), known)  # noqa: S102 - names of fields only, as `dataclasses` does
    init = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__annotations__ = {one.name: one.type for one in fields(made) if one.init}
    return init


def _default(one: Field[Any], known: dict[str, Any]) -> str:
    """Return what stands behind a parameter, its value kept in `known`."""
    if one.default_factory is not MISSING:
        known[f"_make_{one.name}"] = one.default_factory
        return "=_missing"
    if one.default is not MISSING:
        known[f"_default_{one.name}"] = one.default
        return f"=_default_{one.name}"
    return ""


def _setting(one: Field[Any]) -> Iterator[str]:
    """Yield the lines that set a field."""
    if one.default_factory is not MISSING:
        made = f"_make_{one.name}()"
        value = f"{made} if {one.name} is _missing else {one.name}" if one.init else made
    elif one.init:
        value = one.name
    elif one.default is not MISSING:
        value = f"_default_{one.name}"
    else:
        return  # without a default it is for `__post_init__` to set
    yield f"_set(_self, {one.name!r}, {value})"
