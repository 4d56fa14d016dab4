"""What is loaded when: heavy libraries wait until they are used, and the command line runs without Qt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_crm.cli.sample import make_sample
from desktop_crm.core.paths import resources

QT = {"PySide6", "shiboken6", "qtawesome", "qtpy"}
HEAVY = {
    "alembic", "argon2", "holidays", "numpy", "phonenumbers", "pypdfium2", "reportlab", "simpy", "sqlalchemy",
    "sqlcipher3", "vobject",
}  # fmt: skip

LOADED = """
import json, runpy, sys
{program}
print("\\n" + json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""

HELP = """
sys.argv = ["desktop-crm", *{arguments!r}]
from desktop_crm.cli.main import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def loaded_by(program: str) -> set[str]:
    """Run `program` in a fresh interpreter and return the top-level packages that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(program=program)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_core_loads_nothing_heavy() -> None:
    program = "from desktop_crm.core import changes, clock, errors, i18n, ids, money, paths, settings"
    assert loaded_by(program) & (HEAVY | QT) == set()


def test_help_on_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by(HELP.format(arguments=["--help"])) & (HEAVY | QT) == set()


@pytest.mark.parametrize("noun", ["store", "employee", "model", "contacts", "case", "clock"])
def test_no_noun_of_the_command_line_loads_qt(noun: str) -> None:
    assert loaded_by(HELP.format(arguments=[noun, "--help"])) & QT == set()


DESK = """
from desktop_crm.ui import office as windows
from desktop_crm.bootstrap import open_or_create_office
from desktop_crm.workflow.reads import queue, work_list
from desktop_crm.workflow.reads_start import own_roles, start_options
office = open_or_create_office({location!r})
desk = office.log_in("anouk", {password!r})
office.must_change_password(desk.actor)
with office.store.read() as view:
    options = start_options(view, office.plans, desk.actor)
    own_roles(view, office.plans, desk.actor)
    now = office.store.time.now()
    lists = work_list(view, office.plans, desk.actor.id, now), queue(view, office.plans, desk.actor.id, now)
office.close()
assert options.processes and lists[1].rows, "nothing was read"
"""


def test_neither_the_log_in_nor_the_desk_loads_sql_or_holidays(tmp_path: Path) -> None:
    store, password = tmp_path / "office.store", "long enough to be taken"
    make_sample(store, password, 20)

    loaded = loaded_by(DESK.format(location=str(store), password=password))

    assert "argon2" in loaded
    assert loaded & (HEAVY - {"argon2", "sqlcipher3"}) == set()


UNTIL_PAINTED = """
import json, os, sys
from desktop_crm.bench import opening_program as program

def tell():
    print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})), flush=True)
    os._exit(0)

program.tell = tell
program.begin("given", {location!r}, "anouk")
"""


def test_nothing_heavy_is_loaded_until_the_lists_of_the_desk_are_painted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the paint competes with it: a thread that imports holds up the one that paints."""
    store, password = tmp_path / "office.store", "long enough to be taken"
    make_sample(store, password, 20)
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", password)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    program = UNTIL_PAINTED.format(location=str(store))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])

    assert "argon2" in loaded
    assert set(loaded) & (HEAVY - {"argon2", "sqlcipher3"}) == set()


WINDOWS = """
import importlib
from pathlib import Path
from desktop_crm.ui import office, pages
{before}
room = Path(office.__file__).parent
for file in sorted(room.rglob("[a-z]*.py")):
    name = ".".join(("desktop_crm.ui", *file.relative_to(room).with_suffix("").parts))
    if name.startswith({only!r}) and not name.startswith({but!r}):
        importlib.import_module(name)
"""
# Loaded on a thread before they open, or by a program of their own.
APART = ("team", "history", "looking", "modelling", "model_pages", "tour", "gallery", "self_test")


def test_nothing_heavy_is_loaded_while_one_types_at_the_desk() -> None:
    program = WINDOWS.format(before="", only=("desktop_crm.ui.desk", "desktop_crm.ui.promise_words"), but=())

    assert loaded_by(program) & HEAVY == {"sqlcipher3"}


def test_a_window_that_opens_loads_no_library_but_what_was_loaded_behind_the_desk() -> None:
    apart = tuple(f"desktop_crm.ui.{name}" for name in APART)
    behind = loaded_by(WINDOWS.format(before="pages.load_later_pages()", only="nothing", but=()))
    opened = loaded_by(WINDOWS.format(before="pages.load_later_pages()", only="desktop_crm.ui.", but=apart))

    assert (opened - behind) & HEAVY == set()


DEAR_ROWS = """
import json, sys
from desktop_crm.ui import office
rows = [thing for name, module in list(sys.modules.items()) if name.startswith("desktop_crm.")
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == name and hasattr(thing, "__dataclass_params__")]
dear = [f"{row.__module__}.{row.__qualname__}" for row in rows
        if row.__dataclass_params__.frozen]
assert len(rows) > 40, rows
print(json.dumps(dear))
"""


def test_no_row_on_the_way_to_the_desk_is_dearer_than_it_has_to_be() -> None:
    done = subprocess.run([sys.executable, "-c", DEAR_ROWS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [], "use core.frozen"


def test_the_check_of_a_model_as_text_loads_nothing_that_reads_drawings() -> None:
    file = str(resources() / "sample" / "model.toml")

    assert {"pyexpat", "http"} & loaded_by(HELP.format(arguments=["model", "check", file])) == set()


READ_FOR_QT = """
import linecache
from desktop_crm.bench import opening_program as program
read = [file for file in linecache.cache if "desktop_crm" in file]
assert not read, read
"""


def test_no_source_of_ours_is_read_for_qt_neither_by_the_program_nor_where_its_start_is_measured() -> None:
    done = subprocess.run([sys.executable, "-c", READ_FOR_QT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
