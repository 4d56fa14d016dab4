"""The statements that are kept compiled are those that the rooms prepare, and every name finds its own."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import desktop_crm
from desktop_crm.store.compiling import kept_statements
from desktop_crm.store.prepared import kept, kept_file

SOURCE = Path(desktop_crm.__file__).parent


def names_in_code() -> set[str]:
    """Return ``room.NAME`` of each call of `kept` in the code."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "kept":
                room, name = (ast.literal_eval(one) for one in node.args)
                assert room == path.relative_to(SOURCE).parts[0], f"{path} keeps a statement of another room"
                found.add(f"{room}.{name}")
    return found


def test_the_file_says_what_the_statements_compile_to() -> None:
    said = kept_file().read_text(encoding="utf-8")
    assert said == kept_statements(), "A statement changed: run make statements."


def test_every_kept_statement_is_used_and_every_used_one_kept() -> None:
    assert names_in_code() == json.loads(kept_file().read_text(encoding="utf-8")).keys()


@pytest.mark.parametrize("name", sorted(names_in_code()))
def test_a_kept_statement_is_the_compiled_one(name: str) -> None:
    room, _dot, short = name.partition(".")
    prepared = getattr(__import__(f"desktop_crm.{room}.queries", fromlist=[short]), short)
    here, there = kept(room, short).compiled("sqlite"), prepared.compiled("sqlite")
    assert here == there


def test_on_another_database_a_kept_statement_is_compiled_when_it_is_needed() -> None:
    text = kept("process", "PUBLISHED").compiled("postgresql").text
    assert "LIMIT %s" in text
