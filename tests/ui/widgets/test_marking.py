"""Which letters are marked as what was typed."""

from __future__ import annotations

import pytest

from desktop_crm.ui.search.marking import marks, not_shown
from tests.naughty import naughty_strings


def marked(text: str, typed: str, matched: str = "") -> list[str]:
    return [text[start : start + length] for start, length in marks(text, typed, matched)]


@pytest.mark.parametrize(
    ("text", "typed", "matched", "expected"),
    [
        ("Jan de Vries", "vri", "vries", ["Vri"]),
        ("Jan de Vries", "vries jan", "vries jan", ["Jan", "Vries"]),
        ("Zoë Gökçe", "gok zoe", "gokce zoe", ["Zoë", "Gök"]),
        ("Goe\u0308kc\u0327e", "goekce", "goekce", ["Goe\u0308kc\u0327e"]),
        ("Straße 5", "strasse", "strasse", ["Straße"]),
        ("Bakkerij Smit B.V.", "kkerij", "bakkerij", ["kkerij"]),
        ("Smit-Jansen", "jan", "jansen", ["Jan"]),
        ("Piet Jansen", "jnasen", "jansen", ["Jansen"]),
        ("118 902 · Zwolle · 06 1234 5678", "0612 34", "0612345678", ["06 1234"]),
        ("118 902 · Zwolle · 06 1234 5678", "+31 6 12", "31612345678", ["6 12"]),
        ("06 1234 5678", "0031 6 1234", "31612345678", ["6 1234"]),
        ("Jan de Vries", "0612", "0612345678", []),
        ("2026-0183", "0183", "", ["0183"]),
        ("2026-0183", "2026-01", "", ["2026-01"]),
        ("Straat 12, 8011", "8011 12", "8011 12", ["12", "8011"]),
        ("", "jan", "", []),
        ("Jan", "", "", []),
        ("Jan", "...", "", []),
    ],
)
def test_what_was_typed_is_marked_where_it_stands(
    text: str, typed: str, matched: str, expected: list[str]
) -> None:
    assert marked(text, typed, matched) == expected


@pytest.mark.parametrize(
    ("text", "matched", "unseen"),
    [
        ("Jan de Vries · Zwolle", "jan zwolle", ""),
        ("Jan de Vries · Zwolle", "vries tulpstraat", "tulpstraat"),
        ("Jan · 06 1234 5678", "31612345678", ""),
        ("Jan · 038 421 77 06", "0612345678", "0612345678"),
    ],
)
def test_what_a_customer_was_found_by_is_told_where_the_line_does_not_show_it(
    text: str, matched: str, unseen: str
) -> None:
    assert not_shown(text, matched) == unseen


def test_marks_of_naughty_strings_lie_within_them_and_apart() -> None:
    for text in naughty_strings():
        for typed in (text, text[1:4], "jan"):
            end = 0
            for start, length in marks(text, typed):
                assert end <= start < start + length <= len(text)
                end = start + length
