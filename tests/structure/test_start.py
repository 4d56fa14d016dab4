"""What is loaded when: heavy libraries wait until they are used, and the command line runs without Qt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

QT = {"PySide6", "shiboken6", "qtawesome", "qtpy"}
HEAVY = {"alembic", "argon2", "holidays", "phonenumbers", "reportlab", "sqlalchemy", "sqlcipher3", "vobject"}

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
