"""The check that every service makes before it changes anything: one statement, in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from desktop_crm.access.model import Actor, Grant, Verb
from desktop_crm.core.errors import Contended, Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading

_GRANTS = kept("access", "GRANTS")
_STANDING = kept("access", "STANDING")
_POWERS = kept("access", "POWERS")

_P = ParamSpec("_P")
_T = TypeVar("_T")
_was_checked: ContextVar[bool] = ContextVar("a right was checked", default=False)


def use_case(verb: Callable[_P, _T]) -> Callable[_P, _T]:
    """Mark a service's verb, and make sure that it asks for a right before it returns.

    A verb that forgets is a bug that the first call shows, in any test of it. A verb whose transaction a
    colleague's took back is tried once more: it finds what the colleague did, and usually has no trouble then.
    """

    @wraps(verb)
    def checked(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        token = _was_checked.set(False)
        try:
            result = _tried_twice(verb, *args, **kwargs)
            if not _was_checked.get():
                raise AssertionError(f"{verb.__qualname__} changed something without asking for a right")
            return result
        finally:
            _was_checked.reset(token)

    checked.__is_use_case__ = True  # type: ignore[attr-defined]
    return checked


def _tried_twice(verb: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return verb(*args, **kwargs)
    except Contended as first:
        if first.tried_again:  # by a verb inside this one
            raise
    try:
        return verb(*args, **kwargs)
    except Contended as second:
        second.tried_again = True
        raise


@lru_cache(maxsize=4096)
def _limits(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(condition) for condition in json.loads(text))


def grants(view: Reading, actor: Actor, verb: Verb, target: str, version: UUID) -> tuple[Grant, ...]:
    """Return the rights rows of `version` that let `actor` do `verb` to `target`; empty when none does."""
    found = view.rows(_GRANTS, who=actor.id, version=version, verb=str(verb), object=target)
    return tuple(Grant(role, _limits(limits)) for role, limits in found)


def require(
    view: Reading, actor: Actor, verb: Verb, target: str, version: UUID, *, name: str = ""
) -> tuple[Grant, ...]:
    """Return the grants that permit an act, or raise `Refused` with the reason.

    Args:
        target: the code of the activity or process. `name` is how a person calls it.
    """
    _was_checked.set(True)
    found = grants(view, actor, verb, target, version)
    if not found:
        raise Refused(
            _(
                "“{name}” is not among the responsibilities of {who}; nothing was changed. "
                "Hand it to its role."
            ).format(name=name or target, who=actor.name)
        )
    return found


def require_power(view: Reading, actor: Actor, power: Verb, version: UUID | None) -> None:
    """Raise `Refused` unless `actor` holds a power: by a role of the published `version`, or all roles."""
    _was_checked.set(True)
    if not has_power(view, actor, power, version):
        raise Refused(
            _("{who} may not do this: it asks for the power “{power}”; nothing was changed.").format(
                who=actor.name, power=power.value
            )
        )


def require_any_power(view: Reading, actor: Actor, powers: Sequence[Verb], version: UUID | None) -> None:
    """Raise `Refused`, of the first, unless `actor` holds one of these powers."""
    held = (power for power in powers if has_power(view, actor, power, version))
    require_power(view, actor, next(held, powers[0]), version)


def has_power(view: Reading, actor: Actor, power: Verb, version: UUID | None) -> bool:
    """Tell whether `actor` holds a power; `SERVE` is everyone's who is active and has a role."""
    standing = view.rows(_STANDING, who=actor.id)
    if not standing or standing[0][0] != "active":
        return False
    if standing[0][1]:
        return True
    if power is Verb.SERVE:
        return standing[0][2] is not None
    if version is None:
        return False
    return bool(view.rows(_POWERS, who=actor.id, version=version, verb=str(power)))


def system_act() -> None:
    """State that no employee's right is asked for: the system itself acts (a pause ran out, a generator)."""
    _was_checked.set(True)
