"""The shape of the repository: what stands at the top, and how long a module and a function may be."""

from __future__ import annotations

import ast
import re

from tests.structure.source import ROOT, calls_at_import, functions, modules

TOP_LEVEL = {
    "desktop_crm", "resources", "migrations", "tests", "requirements",
    "pyproject.toml", "build.spec", "Makefile", "README.md", "CHANGELOG.md", "LICENSE",
}  # fmt: skip
MADE_BY_BUILDS = {"build", "dist"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError)\b")
LEFT_OUT = re.compile(r"\b(pytest\.(skip|xfail)|mark\.(skip|skipif|xfail)|unittest\.skip)\b")
MACHINE_PATH = re.compile(r"(?<![A-Za-z0-9_./])/(work|tmp|root|home)/[A-Za-z.]")


def test_the_top_level_is_the_one_the_architecture_gives() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - MADE_BY_BUILDS == TOP_LEVEL


def test_every_module_opens_with_one_sentence() -> None:
    silent = [
        module.path
        for module in modules("desktop_crm", "migrations", "resources", "tests")
        if not re.match(r"\S.*[.?!:]", (ast.get_docstring(module.tree) or "").partition("\n")[0])
    ]
    assert silent == []


def test_no_room_has_a_drawer_for_odds_and_ends() -> None:
    drawers = re.compile(r"/(utils?|helpers?|misc|common)(\.py$|/)")
    assert [module.path for module in modules() if drawers.search(module.path)] == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {m.path: m.text.count("\n") for m in modules() if m.text.count("\n") > LONGEST_MODULE}
    assert long == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{function.place} {function.name}: {function.lines} lines"
        for module in modules()
        for function in functions(module)
        if function.lines > LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_left_for_later_and_no_test_is_left_out() -> None:
    marks = [
        f"{module.path}:{number}"
        for module in modules("desktop_crm", "migrations", "resources", "tests")
        for number, line in enumerate(module.text.splitlines(), 1)
        if (UNFINISHED.search(line) or LEFT_OUT.search(line)) and "re.compile" not in line
    ]
    assert marks == []


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        f"{module.path}:{node.lineno}"
        for module in modules("desktop_crm", "migrations", "resources", "tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(step, ast.Pass) for step in node.body))
    ]
    assert swallowed == []


def test_no_path_of_a_machine_stands_in_the_code() -> None:
    paths = [
        f"{module.path}:{number}"
        for module in modules("desktop_crm", "migrations", "resources", "tests")
        for number, line in enumerate(module.text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert paths == []


def test_every_test_asserts_something() -> None:
    """A test may also raise, or call what asserts for it; what it may not be is empty."""
    idle = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any(
            isinstance(part, ast.Assert | ast.With | ast.Call)
            for step in node.body
            for part in ast.walk(step)
        )
    ]
    assert idle == []


def test_the_theme_which_outlives_every_widget_holds_no_closure() -> None:
    """A method is let go of with its widget; a closure would be called when the widget is gone."""
    closures = [
        f"{module.path}:{node.lineno}"
        for module in modules("desktop_crm")
        if "theme().changed.connect" in module.text  # writing every call out takes half a minute
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "theme().changed.connect"
        and isinstance(node.args[0], ast.Lambda)
    ]
    assert closures == []


def test_a_test_is_a_sentence() -> None:
    short = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]
    assert short == []


def test_no_text_is_translated_before_the_language_is_chosen() -> None:
    """What is translated as a module is imported stays in the language that was set by then."""
    early = [
        f"{module.path}:{line}"
        for module in modules("desktop_crm")
        for name in ("_", "ngettext")
        for line in calls_at_import(module, name)
    ]
    assert early == []
