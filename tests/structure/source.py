"""The project's own source, parsed once for the structural tests."""

from __future__ import annotations

import ast
import functools
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CODE = ("desktop_crm", "migrations", "resources")


class Module(NamedTuple):
    """One Python file: its place from the top of the repository, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module


class Function(NamedTuple):
    """One function or method: where it stands, its name and its length in lines, docstring included."""

    place: str
    name: str
    lines: int


@functools.cache
def _parse(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


@functools.cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return every Python file below `folders` (default: the code, without the tests)."""
    paths = [path for folder in folders or CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    gc.disable()  # a million nodes are made and none is garbage: looking for some takes twice the time of parsing
    try:
        return tuple(_parse(path) for path in paths)
    finally:
        gc.enable()


def functions(module: Module) -> Iterator[Function]:
    """Yield the functions and methods of a module, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(f"{module.path}:{node.lineno}", node.name, lines)


def calls_at_import(module: Module, name: str) -> Iterator[int]:
    """Yield the lines on which the function `name` is called as the module is imported."""
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node.lineno
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # Its body runs later; its defaults and decorators now.
            waiting += [
                *node.decorator_list,
                *node.args.defaults,
                *(one for one in node.args.kw_defaults if one),
            ]
            continue
        waiting.extend(ast.iter_child_nodes(node))
