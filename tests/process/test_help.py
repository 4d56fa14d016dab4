"""The help page on process models says what the program does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from desktop_crm.core.paths import resources
from desktop_crm.process import findings, toml_form
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Family, ItemType, Operator, Performer
from desktop_crm.process.norm_findings import MEASURES
from desktop_crm.process.toml_form import read
from desktop_crm.process.toml_write import write

PAGE = (resources() / "help" / "model.md").read_text("utf-8")
ROOM = Path(findings.__file__).parent


def _documented() -> dict[str, str]:
    rows = re.findall(r"^\| (`[^|]*`) \| (error|warning|advice) \|", PAGE, re.MULTILINE)
    return {code: weight for codes, weight in rows for code in re.findall(r"`([^`]+)`", codes)}


def _given() -> dict[str, str]:
    """The codes of findings and their weights, as the source gives them."""
    found = {}
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in set(Severity) and isinstance(first, ast.Constant):
                    found[str(first.value)] = node.func.id
    return found


def test_every_finding_is_explained_with_its_weight_and_none_that_is_not_given() -> None:
    given = _given()
    # These are given by a table of codes and sentences rather than one call each.
    tabled = dict.fromkeys(("unreachable", "join-never", "join-stuck", "no-exit"), "error")

    assert len(given) > 30
    assert _documented() == given | tabled


def test_the_example_is_read_has_nothing_but_advice_and_is_written_as_it_stands() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

    model = read(example)
    assert {finding.severity for finding in check(model)} <= {Severity.ADVICE}
    assert write(model) == example


def test_every_word_that_may_be_written_is_named() -> None:
    for words in (ItemType, Family, Operator, Performer, MEASURES):
        for word in words:
            assert f"`{word}`" in PAGE, word


def test_every_key_that_is_read_is_named() -> None:
    source = Path(toml_form.__file__).read_text("utf-8")
    keys = set(
        re.findall(r'\.(?:text|code|flag|whole|number|one_of|each|texts|table)\(\s*"([a-z_]+)"', source)
    )

    assert len(keys) > 30
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()
