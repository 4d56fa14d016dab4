"""A text is storable exactly when UTF-8 has a form for it and no program ends it early."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.text import is_storable

_ANYTHING = st.text(st.characters(exclude_categories=()))


@given(_ANYTHING)
def test_what_is_storable_is_what_utf8_can_say_without_a_nul(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        assert not is_storable(text)
    else:
        assert is_storable(text) is ("\0" not in text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x\udfff"])
def test_a_nul_and_half_a_character_are_not_storable(text: str) -> None:
    assert not is_storable(text)
