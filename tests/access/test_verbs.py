"""Every verb of every service asks for a right: whatever writes is marked as a use case, which makes sure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from desktop_crm.access.check import system_act, use_case
from tests.structure.source import ROOT

SOURCES = sorted((ROOT / "desktop_crm").rglob("*.py"))


def services() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Service"):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def decorators(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in function.decorator_list if isinstance(node, ast.Name)}


def writers(service: ast.ClassDef) -> set[str]:
    """The methods of a class that write to the store, by themselves or through another."""
    methods = {node.name: node for node in service.body if isinstance(node, ast.FunctionDef)}
    found = {name for name, node in methods.items() if "write" in calls(node)}
    while more := {name for name, node in methods.items() if calls(node) & found} - found:
        found |= more
    return found


ALL = dict(services())


@pytest.mark.parametrize("where", ALL)
def test_every_verb_that_writes_is_a_use_case(where: str) -> None:
    service = ALL[where]
    public = {
        node.name: node
        for node in service.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    careless = [name for name in writers(service) & set(public) if "use_case" not in decorators(public[name])]
    assert careless == []


def test_there_are_services_to_look_at() -> None:
    assert len(ALL) >= 8
    assert sum(len(writers(service)) for service in ALL.values()) >= 30


def test_a_verb_that_forgets_to_ask_is_a_bug_at_its_first_call() -> None:
    @use_case
    def forgetful() -> str:
        return "done"

    @use_case
    def careful() -> str:
        system_act()
        return "done"

    assert careful() == "done"
    with pytest.raises(AssertionError, match="without asking for a right"):
        forgetful()


def test_a_verb_inside_another_asks_for_itself() -> None:
    @use_case
    def inner() -> None:
        return None

    @use_case
    def outer() -> None:
        system_act()
        inner()

    with pytest.raises(AssertionError, match="inner"):
        outer()
