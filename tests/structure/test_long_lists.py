"""Every list that may be long is scrolled by `bench scrolling`; the others say here why they stay short."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.structure.source import modules

# As long as a model, a team or a case is: dozens of rows.
SHORT = {
    "activity/merge_page.py": "cases of one customer",
    "desk/queues.py": "roles of a company",
    "setup/page.py": "employees of a company",
}
# A team’s figures, weeks and people; the cases behind a figure come a page at a time.
_SHORT_ROOMS = ("modelling/", "team/", "gallery/", "widgets/")
_VIEWS = frozenset({"ListView", "TimeLine"})


def places() -> set[str]:
    """The modules of the windows that make a list."""
    found = set()
    for module in modules("desktop_crm"):
        path = str(module.path)
        _before, ui, name = path.partition("desktop_crm/ui/")
        makes = any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _VIEWS
            for node in ast.walk(module.tree)
        )
        if ui and makes and not name.startswith(_SHORT_ROOMS):
            found.add(name)
    return found


def test_every_list_that_may_be_long_is_scrolled_by_the_benchmark() -> None:
    benchmark = Path("desktop_crm/bench/scrolling_lists.py").read_text(encoding="utf-8")
    imported = {
        f"{node.module.removeprefix('desktop_crm.ui.').replace('.', '/')}.py"
        for node in ast.walk(ast.parse(benchmark))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("desktop_crm.ui.")
    }
    # Their lists are the time line, and the first rows of an import, which are scrolled by themselves.
    scrolled = imported | {"customer/page.py", "importing/page.py"}
    assert places() - scrolled - set(SHORT) == set()
    assert set(SHORT) <= places()
