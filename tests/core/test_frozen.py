"""A `frozen` class behaves as the frozen dataclass with slots that the standard library makes of the same fields."""

from __future__ import annotations

import copy
import pickle
from dataclasses import KW_ONLY, FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.frozen import frozen

standard = partial(dataclass, frozen=True, slots=True)


@frozen
class Ours:
    """A row."""

    number: int
    name: str = "nobody"
    tags: list[int] = field(default_factory=list, compare=False, repr=False)
    _: KW_ONLY
    weight: float = 1.0


@standard()
class Theirs:
    """The same row as the standard library makes it."""

    number: int
    name: str = "nobody"
    tags: list[int] = field(default_factory=list, compare=False, repr=False)
    _: KW_ONLY
    weight: float = 1.0


arguments = st.tuples(
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=4),
    st.dictionaries(st.sampled_from(["number", "name", "tags", "weight", "more"]), st.integers(), max_size=3),
)


def made(cls: Any, given_: tuple[list[Any], dict[str, Any]]) -> Any:
    """Return a row, or what kind of error there is instead."""
    try:
        return cls(*given_[0], **given_[1])
    except TypeError:
        return TypeError


@given(arguments)
def test_the_same_arguments_make_the_same_row_or_the_same_error(
    given_: tuple[list[Any], dict[str, Any]],
) -> None:
    ours, theirs = made(Ours, given_), made(Theirs, given_)
    if theirs is TypeError:
        assert ours is TypeError
        return
    assert asdict(ours) == asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")


@given(arguments, arguments)
def test_rows_are_equal_when_the_standard_library_says_so(
    one: tuple[list[Any], dict[str, Any]], other: tuple[list[Any], dict[str, Any]]
) -> None:
    ours, theirs = (made(Ours, one), made(Ours, other)), (made(Theirs, one), made(Theirs, other))
    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])
    if ours[0] == ours[1] and ours[0] is not TypeError:
        assert hash(ours[0]) == hash(ours[1])


@given(st.integers(), st.text(), st.lists(st.integers()))
def test_a_copied_or_pickled_row_is_the_same(number: int, name: str, tags: list[int]) -> None:
    row = Ours(number, name, tags, weight=2.0)
    for again in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row)), replace(row)):  # noqa: S301
        assert again == row
        assert again.tags == row.tags
    assert replace(row, name="x").name == "x"


def test_a_row_can_not_be_changed() -> None:
    row = Ours(1)
    with pytest.raises(FrozenInstanceError):
        row.number = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del row.number
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        row.unknown = 2  # type: ignore[attr-defined]
    assert row == Ours(1)
    assert not hasattr(row, "__dict__")


def test_each_row_has_a_list_of_its_own() -> None:
    one, other = Ours(1), Ours(2)
    one.tags.append(1)
    assert other.tags == []


def test_it_is_a_dataclass_with_the_fields_in_their_order() -> None:
    kind: object = Ours
    assert is_dataclass(kind)
    assert [one.name for one in fields(kind)] == ["number", "name", "tags", "weight"]


def test_a_row_is_matched_by_the_places_of_its_fields() -> None:
    match Ours(3, "c"):
        case Ours(number, name):
            assert (number, name) == (3, "c")


def test_what_a_class_defines_itself_stays_and_runs_after_the_fields_are_set() -> None:
    @frozen
    class Checked:
        low: int
        high: int
        width: int = field(init=False, default=0)

        def __post_init__(self) -> None:
            if self.low > self.high:
                raise ValueError("upside down")
            object.__setattr__(self, "width", self.high - self.low)

        def __repr__(self) -> str:
            return f"{self.low}–{self.high}"

    assert repr(Checked(1, 3)) == "1–3"
    assert Checked(1, 3).width == 2
    with pytest.raises(ValueError, match="upside"):
        Checked(3, 1)


def test_a_row_of_more_is_made_with_the_fields_of_both() -> None:
    @frozen
    class Base:
        number: int

    @frozen
    class More(Base):
        name: str = ""

    assert (More(1, "a").number, More(1, "a").name) == (1, "a")
    assert More(1) != Base(1)
    assert Base(1) == Base(1)
