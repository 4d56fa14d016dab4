"""The help page on process models says what the code does: findings, types, operators, keys, and its example."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from desktop_crm import process
from desktop_crm.core.paths import resources
from desktop_crm.process import model as spec
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.norm_findings import MEASURES
from desktop_crm.process.repair import REPAIRS
from desktop_crm.process.toml_form import read

PAGE = (resources() / "help" / "model.md").read_text("utf-8")
SAID = set(re.findall(r"`([^`]+)`", PAGE))
ROOM = Path(process.__path__[0])


def _codes() -> set[str]:
    """Every text with a dash that the modules of findings hold: their codes, and nothing else."""
    found: set[str] = set()
    for file in ROOM.glob("*findings.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value) else set()
    return found | {"unknown-reference", "twice", "gap", "overlap", "unreachable", "range"}


FOLDER = resources() / "help" / "findings"
PAGES = {file.stem: file.read_text("utf-8") for file in FOLDER.glob("*.md")}


def test_every_finding_has_its_page_and_every_page_its_finding() -> None:
    listed = re.findall(
        r"\(findings/([a-z-]+)\.md\), `([a-z-]+)`", (FOLDER.parent / "findings.md").read_text("utf-8")
    )
    assert PAGES.keys() == _codes()
    assert sorted(listed) == sorted((code, code) for code in PAGES)


@pytest.mark.parametrize("code", sorted(PAGES))
def test_a_page_says_its_weight_its_reason_and_whether_one_key_repairs_it(code: str) -> None:
    page = PAGES[code]
    weight = {"error": "An **error**", "warning": "A **warning**", "advice": "**Advice**"}[_weight(code)]
    assert page.splitlines()[2].startswith(f"`{code}` · {weight}")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["Why", "What to do"]
    assert all(len(part) > 40 for part in page.split("## ")[1:])
    assert ("F9" in page) is (code in REPAIRS)


def _weight(code: str) -> str:
    """The function of `severity` that the code is given to."""
    if code == "unknown-reference":
        return "error"
    found = set()
    for file in ROOM.glob("*findings.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and first.value == code:
                    found.add(node.func.id)
    if not found:  # the flow's errors are made of a table
        return "error"
    (weight,) = found
    return str(weight)


@pytest.mark.parametrize(
    "words",
    [spec.ItemType, spec.Operator, spec.Family, spec.Performer, spec.Split, spec.Join, spec.Scope, MEASURES],
)
def test_every_word_of_the_form_is_on_the_page(words: list[str]) -> None:
    assert {str(word) for word in words} - SAID == set()


def test_every_key_that_is_read_is_on_the_page() -> None:
    keys: set[str] = set()
    for node in ast.walk(ast.parse((ROOM / "toml_form.py").read_text("utf-8"))):
        taking = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if taking and node.args and isinstance(node.args[0], ast.Constant):
            keys |= {node.args[0].value} if re.fullmatch(r"[a-z_]+", str(node.args[0].value)) else set()
    assert len(keys) > 40
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()


def test_the_examples_of_the_page_can_be_read() -> None:
    examples = "\n".join(line[4:] for line in PAGE.splitlines() if line.startswith("    ") or not line)
    model = read(examples)

    assert [one.code for one in model.process["claim"].steps] == ["receive", "check", "both"]
    assert model.measurements[1].norm_seconds is not None
    assert {one.code for one in check(model) if one.severity is Severity.ERROR} >= {"unknown-reference"}
